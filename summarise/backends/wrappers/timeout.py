"""The time that a run may take: nothing is begun, and nothing is waited for, beyond it."""

from __future__ import annotations

from typing import Final

from summarise.backends import Backend, Completion, Prompt, Wrapper, count
from summarise.errors import SpentError
from summarise.retry import Left
from summarise.threads import Call

TIME_IS_UP: Final = (
    "the time that the run may take is used up; raise budget.seconds if the models need longer"
)


class Timeout(Wrapper):
    """A backend that holds a backend, and leaves a call behind when the time is up.

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
        call = Call(lambda: self._backend.complete(prompt))
        if not call.made(self._left()):
            raise SpentError(TIME_IS_UP, tokens=None if call.begun else (0, 0))
        return call.result()

    def count(self, text: str) -> int | None:
        """Return the model's own count; None, and no more from then on, when it takes too long."""
        if not self._counts:
            return None
        call = Call(lambda: count(self._backend, text))
        if not call.made(self._left()):
            self._counts = False
            return None
        return call.result()
