"""How many calls may be under way, and how many requests and tokens a minute may take."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from summarise.backends import Backend, Completion, Prompt, Wrapper
from summarise.backends.estimate import prompt_tokens
from summarise.errors import SpentError
from summarise.retry import Left, endless

WINDOW: Final = 60.0
"""Seconds that a limit "a minute" looks back: what providers count is such a window."""


class Limit(Wrapper):
    """A backend that holds a backend and keeps to its limits; threads share it, and wait in it.

    A wait that would outlast the run's time is a SpentError at once. 0 a minute is no limit.
    """

    def __init__(
        self,
        backend: Backend,
        in_flight: int,
        requests: int = 0,
        tokens: int = 0,
        *,
        left: Left = endless,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(backend)
        self._places = threading.BoundedSemaphore(in_flight)
        self._paces = [_Pace(limit) for limit in (requests, tokens)]
        self._left = left
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt, in its turn. Raises SpentError and BackendError."""
        with self._places:
            self._wait_for(1, prompt_tokens(prompt) + prompt.max_tokens)
            return self._backend.complete(prompt)

    def _wait_for(self, *amounts: int) -> None:
        while wait := self._taken(amounts):
            if wait > self._left():
                raise SpentError(
                    f"the limits a minute ask for a wait of {wait:.0f} seconds, "
                    "which is longer than the run may take (budget.seconds)"
                )
            self._sleep(wait)

    def _taken(self, amounts: tuple[int, ...]) -> float:
        """Take the amounts and return 0, or the seconds to wait before trying again."""
        with self._lock:
            now = self._clock()
            wait = max(
                pace.wait(amount, now) for pace, amount in zip(self._paces, amounts, strict=True)
            )
            if not wait:
                for pace, amount in zip(self._paces, amounts, strict=True):
                    pace.take(amount, now)
            return wait


class _Pace:
    """A limit on the sum of amounts within the window; what alone exceeds it passes alone."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken: deque[tuple[float, int]] = deque()

    def wait(self, amount: int, now: float) -> float:
        """Return how many seconds to wait until the amount may be taken."""
        while self._taken and self._taken[0][0] <= now - WINDOW:
            self._taken.popleft()
        if not self._limit:
            return 0.0
        over = sum(one for _, one in self._taken) + amount - self._limit
        wait = 0.0
        for taken_at, one in self._taken:
            if over <= 0:
                break
            over -= one
            wait = taken_at + WINDOW - now
        return wait

    def take(self, amount: int, now: float) -> None:
        if self._limit:
            self._taken.append((now, amount))
