"""Count what a backend is asked and what it costs."""

from __future__ import annotations

import threading

from summarise.backends import Backend, Completion, Prompt, close


class Meter:
    """A backend that holds a backend and counts its calls and tokens; threads may share it.

    Calls that end in an error are counted too. ``model`` is the one that answered last.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._lock = threading.Lock()
        self.calls = 0
        self.tokens = 0
        self.model = ""

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError."""
        with self._lock:
            self.calls += 1
        completion = self._backend.complete(prompt)
        with self._lock:
            self.tokens += completion.prompt_tokens + completion.completion_tokens
            self.model = completion.model
        return completion

    def close(self) -> None:
        """Close the backend that it holds."""
        close(self._backend)
