"""Trying again: what may pass, how long to wait, and until when; for every wire that there is.

Backends, embeddings, fetches, deliveries and pings share all of it; they differ in the numbers of
their RetryPolicy alone. An error says of itself whether it may pass (``errors.Passing``).
"""

from __future__ import annotations

import logging
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final, TypeVar

from summarise.errors import Passing

if TYPE_CHECKING:
    import tenacity

log = logging.getLogger(__name__)

T = TypeVar("T")

TOO_MANY: Final = 429

_MAY_PASS: Final = frozenset({408, 409, 425, TOO_MANY})
"""The HTTP statuses below 500 after which the same request may succeed."""

_LASTS: Final = frozenset({501, 505})
"""Those from 500 on after which it won't."""

_IN_DOUBT: Final = frozenset({408, 502, 504, 524})
"""Those of whoever stands before a server and gave up waiting for it: what it did, and will send a
bill for, nobody knows."""

A_DAY: Final = 86_400.0
"""Seconds: nobody waits longer, whatever a server asks for and whoever sets no limit."""

_SECONDS: Final = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def may_pass(status: int) -> bool:
    """Whether a request that was answered with this HTTP status is worth another try."""
    return status in _MAY_PASS or (status >= 500 and status not in _LASTS)


def in_doubt(status: int) -> bool:
    """Whether nobody knows what became of a request that was answered with this HTTP status."""
    return status in _IN_DOUBT


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds a server asks to wait; None when it doesn't, whatever it says.

    A date is counted from the answer's own, so our clock may be wrong. ``headers`` are looked up in
    lower case.
    """
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        said = headers.get(name, "").strip()
        if _SECONDS.fullmatch(said):
            return max(0.0, float(said) / unit)
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
        wait = until - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, OverflowError):  # a year or an offset that there is none of
        return None
    return max(0.0, wait.total_seconds())


Left = Callable[[], float]
"""Returns the seconds that are left; infinite where there is no deadline."""


def endless() -> float:
    """Return the seconds that are left where there is no deadline."""
    return math.inf


class Deadline:
    """So many seconds from now on, which may be infinite; what is ``paused`` is not counted."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """Return the seconds left; 0 or less when it is over."""
        return self._end - self._clock()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Within this, time does not count."""
        begun = self._clock()
        try:
            yield
        finally:
            self._end += self._clock() - begun


def whole(_attempt: int) -> float:
    """Have each wait be as long as it may be."""
    return 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often a call is made, and how long is waited in between, in seconds.

    ``attempts`` counts the first one. The bound of a wait begins with ``first`` and doubles up to
    ``longest``; ``spread`` says which part of it is waited after an attempt (they are numbered from
    1). Where a server asks for more, it gets it. No wait is begun that is longer than ``most``, or
    than what is ``left``, or that makes all of them longer than ``patience``.
    """

    attempts: int
    first: float
    longest: float
    most: float = A_DAY
    patience: float = math.inf
    left: Left = endless
    spread: Callable[[int], float] = whole
    sleep: Callable[[float], None] = time.sleep

    def call(self, function: Callable[[], T]) -> T:
        """Return what the function returns, or raise what it raised last.

        Only an error that may pass leads to another attempt, and no bug does.
        """
        import tenacity

        again = tenacity.Retrying(
            retry=tenacity.retry_if_exception(_passes),
            stop=self._gives_up,
            wait=self._wait,
            sleep=self.sleep,
            before_sleep=_tell,
            reraise=True,
        )
        return again(function)

    def _gives_up(self, state: tenacity.RetryCallState) -> bool:
        wait = state.upcoming_sleep
        too_long = wait > min(self.most, self.left()) or state.idle_for + wait > self.patience
        return state.attempt_number >= self.attempts or too_long

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.retry_after if isinstance(error, Passing) else None
        bound = min(self.longest, self.first * 2.0 ** (state.attempt_number - 1))
        return max(asked or 0.0, bound * self.spread(state.attempt_number))


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and, one after the other, what it came from: libraries wrap each other's."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def never_sent(error: BaseException | None) -> bool:
    """Whether an error of the HTTP library says that nothing was asked yet, and nobody did it."""
    import httpx2

    before = httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError
    return isinstance(error, before)


def _passes(error: BaseException) -> bool:
    return isinstance(error, Passing) and error.passes


def _tell(state: tenacity.RetryCallState) -> None:
    """Say what is waited for: a person at a terminal sees nothing happen otherwise."""
    error = state.outcome.exception() if state.outcome else None
    log.info("trying again in %.0f s: %s", state.upcoming_sleep, error)
