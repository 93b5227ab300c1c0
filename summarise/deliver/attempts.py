"""Try a target again, where what went wrong can pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from summarise.errors import DeliveryError
from summarise.retry import RetryPolicy

FIRST_WAIT: Final = 2.0
"""Seconds before the second attempt, at most; they double with each one."""

LONGEST_WAIT: Final = 60.0
"""Seconds: where the doubling ends, and the longest that a server may ask to wait."""


def attempt(
    send: Callable[[], None], attempts: int, key: str, sleep: Callable[[float], None]
) -> None:
    """Call ``send`` until it raises nothing that may pass, at most ``attempts`` times.

    Raises DeliveryError, doubtful if any of the attempts was, which by then does not pass. The
    jitter comes from the ``key``: targets do not wait in step, and a run that is repeated waits the
    same.
    """
    tries, doubtful = 0, False

    def once() -> None:
        nonlocal tries, doubtful
        tries += 1
        try:
            send()
        except DeliveryError as error:
            doubtful = error.doubtful = doubtful or error.doubtful
            raise

    def spread(number: int) -> float:
        return 0.5 + int(key[2 * number % len(key) :][:2], 16) / 0xFF / 2

    policy = RetryPolicy(
        attempts=attempts,
        first=FIRST_WAIT,
        longest=LONGEST_WAIT,
        most=LONGEST_WAIT,
        spread=spread,
        sleep=sleep,
    )
    try:
        policy.call(once)
    except DeliveryError as error:
        if not error.passes:
            raise
        tried = f" (tried {tries} times)" if tries > 1 else ""
        raise DeliveryError(f"{error}{tried}", doubtful=doubtful) from None
