"""Try again what can pass: the one layer that owns retries.

``Retry`` wraps a backend; ``retrying`` is its policy, for any other call to a server.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

import tenacity

from summarise.backends import Backend, Completion, Prompt, Wrapper
from summarise.backends.wrappers.deadline import Left, endless
from summarise.errors import UnreachableError

log = logging.getLogger(__name__)

FIRST_WAIT: Final = 1.0
"""Seconds: the widest first wait; it doubles with each attempt (full jitter draws below it)."""

LONGEST_WAIT: Final = 30.0
"""Seconds: where the doubling ends."""

PATIENCE: Final = 120.0
"""Seconds that one call may spend waiting in all, where nothing else limits the run's time."""


class Retry(Wrapper):
    """A backend that holds a backend and asks it again after an UnreachableError.

    ``attempts``, ``sleep``, ``patience`` and ``left`` are those of ``retrying``.
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
        self._attempts = attempts
        self._sleep = sleep
        self._patience = patience
        self._left = left

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError."""
        again = retrying(self._attempts, self._sleep, self._patience, self._left)
        return again(self._backend.complete, prompt)


def retrying(
    attempts: int,
    sleep: Callable[[float], None] = time.sleep,
    patience: float = PATIENCE,
    left: Left = endless,
) -> tenacity.Retrying:
    """Return what makes one call, and makes it again after an UnreachableError.

    ``attempts`` counts the first try too. It waits for a random time below a bound that doubles,
    or as long as the server asks for, and gives up at once when the waits would add up to more
    than ``patience`` seconds, or the next one outlast the seconds that are ``left`` of the run.
    What it raises in the end is the call's own last error.
    """

    def gives_up(state: tenacity.RetryCallState) -> bool:
        outlasts = state.idle_for + state.upcoming_sleep > patience or state.upcoming_sleep > left()
        return state.attempt_number >= attempts or outlasts

    return tenacity.Retrying(
        # Named, since tenacity's default would retry every exception, bugs included.
        retry=tenacity.retry_if_exception_type(UnreachableError),
        stop=gives_up,
        wait=_wait,
        sleep=sleep,
        before_sleep=_tell,
        reraise=True,
    )


def _tell(state: tenacity.RetryCallState) -> None:
    """Say what is waited for: a person at a terminal sees nothing happen otherwise."""
    error = state.outcome.exception() if state.outcome else None
    log.info("trying again in %.0f s: %s", state.upcoming_sleep, error)


_backoff = tenacity.wait_random_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT)


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, UnreachableError) else None
    return max(asked or 0.0, _backoff(state))
