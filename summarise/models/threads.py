"""Several things at the same time, with results in the order in which they were asked for."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

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
    stop = threading.Event()
    stops = (*_here.stops, stop)
    waiting = _Waiting(items)
    results: dict[int, R] = {}
    errors: dict[int, BaseException] = {}

    def work() -> None:
        _here.stops = stops
        while (taken := waiting.take(stops)) is not None:
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


class _Waiting(Generic[T]):
    """The items that no thread has taken yet, with their numbers."""

    def __init__(self, items: Sequence[T]) -> None:
        self._items = enumerate(items)
        self._lock = threading.Lock()

    def take(self, stops: Sequence[threading.Event]) -> tuple[int, T] | None:
        """Return the next item; None when there is none, or no more are to be begun."""
        with self._lock:
            return None if any(stop.is_set() for stop in stops) else next(self._items, None)


class StoppedError(Exception):
    """Calls within a call were not made, since the outer ones were stopped; nobody sees it."""


class _Here(threading.local):
    """What stops the calls of this thread: the events of each ``each`` that it works for."""

    stops: tuple[threading.Event, ...] = ()


_here = _Here()


class Call(Generic[T]):
    """A call in a thread of its own, which is left behind when it takes too long."""

    def __init__(self, function: Callable[[], T]) -> None:
        self._function = function
        self._done = threading.Event()
        self._results: list[T] = []
        self._error: BaseException | None = None
        self.begun = False

    def made(self, seconds: float) -> bool:
        """Make the call, if there is any time; return whether it came to its end in it."""
        if seconds <= 0:
            return False
        self.begun = True
        if seconds == math.inf:
            self._run()
            return True
        threading.Thread(target=self._run, daemon=True).start()
        return self._done.wait(seconds)

    def result(self) -> T:
        """Return what the call returned, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._function())
        except BaseException as error:  # raised again, where it is waited for
            self._error = error
        finally:
            self._done.set()
