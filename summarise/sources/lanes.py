"""Calls to several hosts side by side: a lane for each host, in which one waits for the other."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Final, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

AT_ONCE: Final = 8
"""Hosts that are asked at the same time: enough that a slow one holds up no other."""


def host_of(url: str) -> str:
    """Return the host of an address, as far as it tells one."""
    try:
        return (urlsplit(url.strip()).hostname or "").rstrip(".")
    except ValueError:
        return ""


def started(calls: Sequence[tuple[str, Callable[[], T]]]) -> list[Future[T]]:
    """Begin calls, each to a host, and return their outcomes in order.

    Those to one host are made in their order, one at a time; a few hosts have theirs at once. The
    threads end with the process: whoever is interrupted need not wait for them.
    """
    outcomes = [Future[T]() for _ in calls]
    by_host: dict[str, list[int]] = {}
    for number, (host, _) in enumerate(calls):
        by_host.setdefault(host, []).append(number)
    lanes: queue.SimpleQueue[list[int]] = queue.SimpleQueue()
    for lane in by_host.values():
        lanes.put(lane)

    def work() -> None:
        while True:
            try:
                lane = lanes.get_nowait()
            except queue.Empty:
                return
            for number in lane:
                _settle(outcomes[number], calls[number][1])

    for _ in range(min(AT_ONCE, len(by_host))):
        threading.Thread(target=work, daemon=True).start()
    return outcomes


def side_by_side(calls: Sequence[tuple[str, Callable[[], T]]]) -> list[T]:
    """Make calls, each to a host, and return what they return, in order; or raise what one does."""
    return [outcome.result() for outcome in started(calls)]


def _settle(outcome: Future[T], call: Callable[[], T]) -> None:
    try:
        outcome.set_result(call())
    except BaseException as error:  # raised again where the outcome is waited for
        outcome.set_exception(error)
