"""When a backend does not deliver: it is tried again, left behind in time, then another is asked.

Each is a backend that holds a backend (Retry, Timeout, Breaker), or several (Fallback).
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Final

from summarise.errors import (
    BackendError,
    BadAnswerError,
    DeclinedError,
    RefusedError,
    SpentError,
    StrangeError,
    UnreachableError,
)
from summarise.models import Backend, Completion, Prompt, Wrapper, count
from summarise.models.threads import LateError, within
from summarise.retry import Left, RetryPolicy, endless

TIME_IS_UP: Final = (
    "the time that the run may take is used up; raise budget.seconds if the models need longer"
)

FIRST_WAIT: Final = 1.0
"""Seconds: the widest first wait; it doubles with each attempt (full jitter draws below it)."""

LONGEST_WAIT: Final = 30.0
"""Seconds: where the doubling ends."""

PATIENCE: Final = 120.0
"""Seconds that one call may spend waiting in all, where nothing else limits the run's time."""


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


class Retry(Wrapper):
    """Asks again after an UnreachableError.

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


class Timeout(Wrapper):
    """Leaves a call behind when the time is up.

    The call itself goes on in a thread of its own, which no one waits for: no timeout of a client
    covers everything that can hang, in a plug-in least of all. What it begins from then on is
    refused by Budget, which stands right before the backend itself.
    """

    def __init__(self, backend: Backend, left: Left) -> None:
        super().__init__(backend)
        self._left = left
        self._counts = True

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises SpentError when the time is up, and BackendError."""
        left = self._left()
        try:
            return within(left, lambda: self._backend.complete(prompt))
        except LateError as error:
            raise SpentError(TIME_IS_UP, tokens=None if left > 0 else (0, 0)) from error

    def count(self, text: str) -> int | None:
        """Return the model's own count; None, and no more from then on, when it takes too long."""
        if not self._counts:
            return None
        try:
            return within(self._left(), lambda: count(self._backend, text))
        except LateError:
            self._counts = False
            return None


class Breaker(Wrapper):
    """Asks a backend no more in this run once it is out.

    It is out when it could not be reached, however often that was tried, or refused; each later
    prompt gets the same error without a call. An answer of no use costs only that one answer, and
    so does something strange from a backend that has answered before.

    Until it has answered once it is asked one prompt at a time: whoever is not there need not be
    asked by four threads, and how a server wants to be spoken to is learnt once.
    """

    def __init__(self, backend: Backend) -> None:
        super().__init__(backend)
        self._error: BackendError | None = None
        self._proven = False
        self._first = threading.Lock()

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError."""
        with nullcontext() if self._proven else self._first:
            if not self._proven:
                return self._asked(prompt)
        return self._asked(prompt)

    def _asked(self, prompt: Prompt) -> Completion:
        if self._error is not None:
            raise self._error
        try:
            completion = self._backend.complete(prompt)
        except (UnreachableError, RefusedError) as error:
            if not (self._proven and isinstance(error, StrangeError)):
                self._error = error
            raise
        except BadAnswerError:
            self._proven = True
            raise
        self._proven = True
        return completion


class Fallback:
    """Asks several, by name, in their order: the first that delivers answers.

    An answer of no use is not asked of the next one, since whoever asked may have it repaired; one
    that was declined is.
    ``troubles`` says in sentences who stood in for whom, and why; ``answered`` are the models.
    """

    def __init__(self, backends: Sequence[tuple[str, Backend]]) -> None:
        self._backends = list(backends)
        self._lock = threading.Lock()
        self._troubles: dict[str, None] = {}
        self.answered: set[str] = set()

    @property
    def troubles(self) -> tuple[str, ...]:
        """Who has stood in for whom so far, each once."""
        return tuple(self._troubles)

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError: that of the last backend."""
        for (name, backend), (other, _) in zip(self._backends, self._backends[1:], strict=False):
            try:
                return self._named(backend.complete(prompt), name)
            except BackendError as error:
                if isinstance(error, BadAnswerError) and not isinstance(error, DeclinedError):
                    raise
                if str(error) == TIME_IS_UP:
                    raise  # it is up for the others, too
                with self._lock:
                    self._troubles[f"backend {other} was asked instead of {name}: {error}"] = None
        name, backend = self._backends[-1]
        return self._named(backend.complete(prompt), name)

    def count(self, text: str) -> int | None:
        """Return the first backend's own count of the tokens of a text, or None."""
        return count(self._backends[0][1], text)

    def _named(self, completion: Completion, name: str) -> Completion:
        with self._lock:
            self.answered.add(completion.model)
        return replace(completion, backend=name)
