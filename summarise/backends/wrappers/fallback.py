"""When a backend does not deliver, the next one is asked; who has failed is left alone."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace

from summarise.backends import Backend, Completion, Prompt, Wrapper, count
from summarise.backends.wrappers.timeout import TIME_IS_UP
from summarise.errors import (
    BackendError,
    BadAnswerError,
    DeclinedError,
    RefusedError,
    StrangeError,
    UnreachableError,
)


class Breaker(Wrapper):
    """A backend that holds a backend, and asks it no more in this run once it is out.

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
    """A backend that holds several, by name: the first that delivers answers.

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
