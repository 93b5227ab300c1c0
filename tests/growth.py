"""Whether the work on a text grows in step with its length: what a hostile text is tried for.

A bound in seconds says how fast and how busy the machine is. Here a text is set against one an
eighth as long, in seconds of this thread alone: eight times the work is linear, sixty-four times
quadratic, and the limit stands between, a factor of nearly three from either. Of several attempts
the fastest counts, since a disturbance can only add.
"""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 8
"""How much longer the long text is."""
MOST = 24
"""How much more work it may be: three times what is due."""
ATTEMPTS = 12
"""A long text that is slow so often is slow."""
SHORT_ATTEMPTS = 2
FLOOR = 100e-6
"""Seconds: less than that is the clock and the call rather than the work."""


def linear(work: Callable[[str], object], unit: str, size: int = 16_000) -> bool:
    """Whether ``work`` on a text of so many characters, ``unit`` repeated, is in step with it.

    No text is met twice, for a memo would answer.
    """
    long = size // len(unit)
    short = long // TIMES
    first = _seconds(work, unit * long)
    if first <= MOST * FLOOR:  # whatever the short ones take
        return True
    due = min(_seconds(work, unit * (short + more)) for more in range(SHORT_ATTEMPTS))
    limit = MOST * max(due, FLOOR)
    again = (_seconds(work, unit * (long + more)) for more in range(1, ATTEMPTS))
    return first <= limit or any(seconds <= limit for seconds in again)


def _seconds(work: Callable[[str], object], text: str) -> float:
    start = time.thread_time()
    work(text)
    return time.thread_time() - start
