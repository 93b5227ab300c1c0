"""Several things at the same time, with results in the order in which they were asked for."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def each(
    function: Callable[[T], R],
    items: Sequence[T],
    workers: int,
    one_by_one: Callable[[], bool] = lambda: False,
) -> list[R]:
    """Return ``[function(item) for item in items]``, with up to ``workers`` calls at a time.

    As long as ``one_by_one`` says so, the next call is begun when the last one is done.

    When a call fails, no new one is begun, and the error of the first item that failed is raised.
    The same goes for an interruption of whoever waits, and for calls of ``each`` within a call. The
    threads are daemons: one that hangs does not keep the process from ending.
    """
    if workers <= 1 or len(items) <= 1:
        return [function(item) for item in items]
    done: list[R] = []
    while len(done) < len(items) and one_by_one():
        done.append(function(items[len(done)]))
    return done + _together(function, items[len(done) :], workers)


def _together(function: Callable[[T], R], items: Sequence[T], workers: int) -> list[R]:
    stop = threading.Event()
    stops = (*_here.stops, stop)
    waiting = enumerate(items)
    taking = threading.Lock()
    results: dict[int, R] = {}
    errors: dict[int, BaseException] = {}

    def take() -> tuple[int, T] | None:
        with taking:
            return None if any(stop.is_set() for stop in stops) else next(waiting, None)

    def work() -> None:
        _here.stops = stops
        while (taken := take()) is not None:
            number, item = taken
            try:
                results[number] = function(item)
            except StoppedError:
                return  # what stopped it has an error of its own, or nobody waits any more
            except BaseException as error:  # raised again below, where it is waited for
                errors[number] = error
                stop.set()

    _run(work, min(workers, len(items)), stop)
    if errors:
        raise errors[min(errors)]
    if len(results) < len(items):
        raise StoppedError
    return [results[number] for number in range(len(items))]


def _run(work: Callable[[], None], workers: int, stop: threading.Event) -> None:
    """Have so many threads do the work, and wait for them; whoever interrupts that stops them."""
    threads = [threading.Thread(target=work, daemon=True) for _ in range(workers)]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    finally:
        stop.set()


class StoppedError(Exception):
    """Calls within a call were not made, since the outer ones were stopped; nobody sees it."""


class _Here(threading.local):
    """What stops the calls of this thread: the events of each ``each`` that it works for."""

    stops: tuple[threading.Event, ...] = ()


_here = _Here()


class LateError(Exception):
    """A call was not made within its time."""


def within(seconds: float, function: Callable[[], T]) -> T:
    """Return what a call returns, or raise what it raises. Raises LateError when it takes longer.

    The call goes on in a thread of its own, which is left behind; without any time it isn't begun.
    """
    if seconds == math.inf:
        return function()
    outcome: Future[T] = Future()

    def call() -> None:
        try:
            outcome.set_result(function())
        except BaseException as error:  # raised again below, where it is waited for
            outcome.set_exception(error)

    if seconds > 0:
        threading.Thread(target=call, daemon=True).start()
        wait([outcome], seconds)
    if not outcome.done():
        raise LateError
    return outcome.result()
