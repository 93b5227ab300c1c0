"""Several things at the same time, with results in the order in which they were asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def each(function: Callable[[T], R], items: Sequence[T], workers: int) -> list[R]:
    """Return ``[function(item) for item in items]``, with up to ``workers`` calls at a time.

    When a call fails, no new one is begun, and the error of the first item that failed is raised.
    The same goes for an interruption of whoever waits, and for calls of ``each`` within a call. The
    threads are daemons: one that hangs does not keep the process from ending.
    """
    if workers <= 1 or len(items) <= 1:
        return [function(item) for item in items]
    lock = threading.Lock()
    stop = threading.Event()
    stops = (*_here.stops, stop)
    waiting = list(enumerate(items))[::-1]
    results: dict[int, R] = {}
    errors: dict[int, BaseException] = {}

    def work() -> None:
        _here.stops = stops
        while True:
            with lock:
                if not waiting or any(one.is_set() for one in stops):
                    return
                number, item = waiting.pop()
            try:
                results[number] = function(item)
            except StoppedError:
                return  # what stopped it has an error of its own, or nobody waits any more
            except BaseException as error:  # raised again below, where it is waited for
                errors[number] = error
                stop.set()

    threads = [threading.Thread(target=work, daemon=True) for _ in items[:workers]]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    finally:
        stop.set()
    if errors:
        raise errors[min(errors)]
    if len(results) < len(items):
        raise StoppedError
    return [results[number] for number in range(len(items))]


class StoppedError(Exception):
    """Calls within a call were not made, since the outer ones were stopped; nobody sees it."""


class _Here(threading.local):
    """What stops the calls of this thread: the events of each ``each`` that it works for."""

    stops: tuple[threading.Event, ...] = ()


_here = _Here()
