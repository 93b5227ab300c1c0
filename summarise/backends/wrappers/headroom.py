"""Room for models that think before they answer: their thoughts count as part of the answer."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Final

from summarise.backends import Backend, Completion, Prompt, Wrapper
from summarise.backends.estimate import prompt_tokens
from summarise.errors import CutError

STEP: Final = 4
"""How many times the tokens are allowed when thoughts took them all: a call that is cut in its
thoughts is paid for all the same, so there should be few."""

MOST: Final = 16
"""How many times the tokens of a prompt may be allowed in the end."""


class Headroom(Wrapper):
    """A backend that holds a backend, and allows more tokens when thoughts have taken them all.

    ``context`` is the model's window in tokens, of which what the prompt needs stays free; ``most``
    are the tokens that this backend may answer at first, whatever the prompt allows. What was
    learnt is kept: the next prompts begin with it. Threads may share it. Each try is a call of the
    backend that it holds, so what counts calls belongs there.
    """

    def __init__(self, backend: Backend, context: int, most: int | None = None) -> None:
        super().__init__(backend)
        self._context = context
        self._most = most
        self._times = 1
        self._lock = threading.Lock()

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError, of which a CutError when no more fits."""
        while True:
            times = self._times
            asked = self._roomier(prompt, times)
            try:
                return self._backend.complete(asked)
            except CutError as error:
                if not error.thinking:
                    raise
                self._learn(times)
                if self._roomier(prompt, self._times).max_tokens <= asked.max_tokens:
                    raise

    def roomy(self, prompt: Prompt) -> Prompt:
        """Return the prompt with as many tokens as have turned out to be needed so far."""
        return self._roomier(prompt, self._times)

    def _roomier(self, prompt: Prompt, times: int) -> Prompt:
        allowed = min(prompt.max_tokens, self._most or prompt.max_tokens)
        room = max(self._context - prompt_tokens(prompt), allowed)
        return replace(prompt, max_tokens=min(allowed * times, room))

    def _learn(self, times: int) -> None:
        with self._lock:
            # Another thread may have learnt the same, or more, meanwhile.
            self._times = max(self._times, min(times * STEP, MOST))
