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
    The threads are daemons: one that hangs does not keep the process from ending.
    """
    if workers <= 1 or len(items) <= 1:
        return [function(item) for item in items]
    lock = threading.Lock()
    waiting = list(enumerate(items))[::-1]
    results: dict[int, R] = {}
    errors: dict[int, BaseException] = {}

    def work() -> None:
        while True:
            with lock:
                if errors or not waiting:
                    return
                number, item = waiting.pop()
            try:
                results[number] = function(item)
            except BaseException as error:  # raised again below, where it is waited for
                errors[number] = error

    threads = [threading.Thread(target=work, daemon=True) for _ in items[:workers]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[min(errors)]
    return [results[number] for number in range(len(items))]
