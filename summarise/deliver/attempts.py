"""Try a target again, where what went wrong can pass."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from summarise.errors import DeliveryError

if TYPE_CHECKING:
    import tenacity

log = logging.getLogger(__name__)

FIRST_WAIT: Final = 2.0
"""Seconds before the second attempt, at most; they double with each one."""

LONGEST_WAIT: Final = 60.0
"""Seconds: where the doubling ends, and the longest that a server may ask to wait."""


class PassingError(DeliveryError):
    """An attempt failed, and the next one may not; ``wait`` are the seconds that were asked for.

    It does not leave this package.
    """

    def __init__(self, message: str, *, doubtful: bool = False, wait: float = 0.0) -> None:
        super().__init__(message, doubtful=doubtful)
        self.wait = wait


def attempt(
    send: Callable[[], None], attempts: int, key: str, sleep: Callable[[float], None]
) -> None:
    """Call ``send`` until it does not raise PassingError, at most ``attempts`` times.

    Raises DeliveryError, doubtful if any of the attempts was. The jitter comes from the ``key``:
    targets do not wait in step, and a run that is repeated waits the same.
    """
    import tenacity

    tries, doubtful = 0, False

    def once() -> None:
        nonlocal tries, doubtful
        tries += 1
        try:
            send()
        except DeliveryError as error:
            doubtful = error.doubtful = doubtful or error.doubtful
            raise

    again = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(PassingError),
        stop=lambda state: tries >= attempts or _asked(state) > LONGEST_WAIT,
        wait=lambda state: max(_asked(state), _backoff(tries, key)),
        sleep=sleep,
        before_sleep=_tell,
        reraise=True,
    )
    try:
        again(once)
    except PassingError as error:
        tried = f" (tried {tries} times)" if tries > 1 else ""
        raise DeliveryError(f"{error}{tried}", doubtful=doubtful) from None


def _asked(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return error.wait if isinstance(error, PassingError) else 0.0


def _backoff(tries: int, key: str) -> float:
    """Return seconds between half of what the attempt may wait and the whole of it."""
    digits = int(key[2 * tries % len(key) :][:2], 16) / 0xFF
    widest: float = min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
    return widest * (0.5 + digits / 2)


def _tell(state: tenacity.RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    log.info("trying again in %.0f s: %s", state.upcoming_sleep, error)
