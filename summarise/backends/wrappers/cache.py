"""A backend that asks another one only what was not answered before.

A killed run, started again, pays for no call twice: the answers are kept on disk (``answers``).
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Final

from summarise.backends import Backend, Completion, Prompt, Wrapper
from summarise.backends.wrappers.answers import Answers
from summarise.config import BackendConfig

FORMAT: Final = 1
"""The version of what is kept, and part of each key: after a change nothing old is found."""


def key(prompt: Prompt, config: BackendConfig, identity: str = "") -> str:
    """Return the name of an answer: a hash of all that decides what the answer is.

    ``identity`` tells apart what the config calls by one name, such as two versions of a file.
    """
    asked = {
        "format": FORMAT,
        "prompt": asdict(prompt),
        "server": [config.kind, config.base_url, config.model, identity],
        "parameters": [config.temperature, config.seed, config.context],
    }
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Cache(Wrapper):
    """A backend that holds a backend, and asks it only what was not answered before.

    Only whole answers come by here: one that was cut, or an error, is raised and never kept.
    ``key`` names the answer to a prompt; ``answered`` counts what was found.
    """

    def __init__(self, backend: Backend, store: Answers, key: Callable[[Prompt], str]) -> None:
        super().__init__(backend)
        self._store = store
        self._key = key
        self._lock = threading.Lock()
        self.answered = 0

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError."""
        name = self._key(prompt)
        found = self._store.get(name)
        if found is not None:
            with self._lock:
                self.answered += 1
            return found
        completion = self._backend.complete(prompt)
        self._store.put(name, completion)
        return completion
