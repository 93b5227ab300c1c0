"""Politeness: one request to a host at a time, and a pause between two."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from summarise.retry import Deadline

LONGEST_DELAY: Final = 30.0
"""Seconds: a host that wants longer pauses (Crawl-delay) gets these, or a run would take a day."""


@dataclass(slots=True)
class _Host:
    delay: float
    left_at: float | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Turns:
    """Gives each host its turns; ``delay`` is in seconds. Threads may share it."""

    def __init__(
        self, delay: float, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._delay = delay
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def of(self, host: str, deadline: Deadline) -> Iterator[None]:
        """Wait for a turn, which is not counted; the body of the ``with`` asks the host."""
        one = self._host(host)
        with deadline.paused():
            one.lock.acquire()
        try:
            self._pause(one, deadline)
            yield
        finally:
            one.left_at = self._clock()
            one.lock.release()

    def slow(self, host: str, seconds: float) -> None:
        """Take the pause that a host asks for, where it is longer than ours."""
        one = self._host(host)
        one.delay = max(one.delay, min(seconds, LONGEST_DELAY))

    def _pause(self, one: _Host, deadline: Deadline) -> None:
        if one.left_at is not None and (wait := one.left_at + one.delay - self._clock()) > 0:
            with deadline.paused():
                self._sleep(wait)

    def _host(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host(self._delay))
