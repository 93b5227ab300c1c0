"""Try again what can pass: the one layer of a backend that owns retries."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Final

from summarise.backends import Backend, Completion, Prompt, Wrapper
from summarise.retry import Left, RetryPolicy, endless

FIRST_WAIT: Final = 1.0
"""Seconds: the widest first wait; it doubles with each attempt (full jitter draws below it)."""

LONGEST_WAIT: Final = 30.0
"""Seconds: where the doubling ends."""

PATIENCE: Final = 120.0
"""Seconds that one call may spend waiting in all, where nothing else limits the run's time."""


class Retry(Wrapper):
    """A backend that holds a backend and asks it again after an UnreachableError.

    ``attempts``, ``sleep``, ``patience`` and ``left`` are those of ``policy``.
    """

    def __init__(
        self,
        backend: Backend,
        attempts: int,
        sleep: Callable[[float], None] = time.sleep,
        patience: float = PATIENCE,
        left: Left = endless,
    ) -> None:
        super().__init__(backend)
        self._policy = policy(attempts, sleep, patience, left)

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError."""
        return self._policy.call(lambda: self._backend.complete(prompt))


def policy(
    attempts: int,
    sleep: Callable[[float], None] = time.sleep,
    patience: float = PATIENCE,
    left: Left = endless,
) -> RetryPolicy:
    """Return the policy for whatever is asked of a model's server.

    It waits for a random time below a bound that doubles, or as long as the server asks for, and
    gives up at once when the waits would add up to more than ``patience`` seconds, or the next one
    outlast the seconds that are ``left`` of the run.
    """
    return RetryPolicy(
        attempts=attempts,
        first=FIRST_WAIT,
        longest=LONGEST_WAIT,
        patience=patience,
        left=left,
        spread=lambda _: random.random(),  # noqa: S311 - it is to differ, not to be a secret
        sleep=sleep,
    )
