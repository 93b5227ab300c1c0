"""Backends for the tests of what is put round a backend."""

from __future__ import annotations

import threading
from collections.abc import Callable

from summarise.errors import BackendError
from summarise.models import Completion, Prompt

PROMPT = Prompt("greeting", "Be short.", "Say hello.", max_tokens=100)
ANSWER = Completion("Hello.", "m", 20, 10)


class Fake:
    """A backend that gives what it was made with, in turn, and then ANSWER; errors are raised."""

    def __init__(self, *outcomes: Completion | BaseException) -> None:
        self._outcomes = list(outcomes)
        self._lock = threading.Lock()
        self.prompts: list[Prompt] = []
        self.closed = 0

    @property
    def calls(self) -> int:
        return len(self.prompts)

    def complete(self, prompt: Prompt) -> Completion:
        with self._lock:
            self.prompts.append(prompt)
            outcome = self._outcomes.pop(0) if self._outcomes else ANSWER
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def count(self, text: str) -> int | None:
        return len(text)

    def close(self) -> None:
        self.closed += 1


class Clock:
    """A clock that moves only when something sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def failing(call: Callable[[], object]) -> BackendError:
    """Return the error that a call ends in."""
    try:
        call()
    except BackendError as error:
        return error
    raise AssertionError("it did not fail")
