"""How many are at something at once, without a clock."""

from __future__ import annotations

import threading
import time
from types import TracebackType

HANGS = 60
"""Seconds after which a test that waits in vain goes on, and fails."""
LINGER = 0.01
"""Seconds that somebody stays, so that one too many has the time to come: it costs a failing test
its failure, never a right one its success, when a machine is slow."""


class Crowd:
    """``with crowd:`` counts who is inside; nobody leaves before so many were there at once."""

    def __init__(self, expected: int) -> None:
        self.most = 0
        self._expected = expected
        self._inside = 0
        self._changed = threading.Condition()

    def __enter__(self) -> None:
        with self._changed:
            self._inside += 1
            self.most = max(self.most, self._inside)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.most >= self._expected, HANGS)
        time.sleep(LINGER)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._changed:
            self._inside -= 1
