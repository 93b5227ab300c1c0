"""Backends: what turns a Prompt into a Completion.

A backend is one class with one method; a plug-in adds an entry point in the group
``summarise.backends`` whose name is the ``kind`` in the config. What a run does around a call
(try again, keep the answer, mind the bill, ask another) are Wrappers, each a backend itself.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol

from summarise.plain import one_line, shortened

CHARACTERS: Final = 3
"""Characters of English in a token, at least: it is about four (OpenAI's tokenisers, Llama's)."""

FRAME: Final = 16
"""Tokens that a chat template puts round the messages."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is asked of a model.

    ``name`` is the template's, ``schema`` the JSON Schema of the answer (None for plain text),
    ``max_tokens`` the most that the answer may be long.
    """

    name: str
    system: str
    user: str
    schema: dict[str, Any] | None = None
    max_tokens: int = 1024


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered. Token counts are the server's own; 0 where it gives none.

    ``model`` is what the server calls it, ``backend`` its name in the config.
    """

    text: str
    model: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    backend: str = ""


LONGEST_NAME: Final = 120
"""Characters of a model's name: the path of a file is one, and few are longer than a line."""


def model_name(said: str) -> str:
    """Return what a server or a plug-in calls its model as a page may print it: short, one line."""
    return shortened(one_line(said), LONGEST_NAME)


class Backend(Protocol):
    """The seam between a writer and a language model."""

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError (see ``summarise.errors``)."""
        ...


class Wrapper:
    """A backend that holds a backend; what it does not do itself it leaves to that one."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError."""
        return self._backend.complete(prompt)

    def count(self, text: str) -> int | None:
        """Return the model's own count of the tokens of a text, or None when it offers none."""
        return count(self._backend, text)

    def close(self) -> None:
        """Close the backend that it holds."""
        close(self._backend)


def count(backend: object, text: str) -> int | None:
    """Return the model's own count of the tokens of a text: the seam does not ask for one."""
    counting = getattr(backend, "count", None)
    counted: int | None = counting(text) if counting is not None else None
    return counted


def close(backend: object) -> None:
    """Close a backend, if it has a method ``close``: the seam does not ask for one."""
    closing = getattr(backend, "close", None)
    if closing is not None:
        with suppress(OSError):  # a connection that is gone already; the page is written by then
            closing()


def tokens(text: str) -> int:
    """Return how many tokens a text is, on the safe side, where no model can be asked.

    No tokeniser is at hand that fits every model, and the common ones fetch their tables from the
    web. Byte-level ones need at most one token for each byte of UTF-8; that is what is counted for
    letters beyond ASCII, of which models differ most.
    """
    ascii_only = sum(character < "\x80" for character in text)
    return -(-ascii_only // CHARACTERS) + len(text.encode("utf-8", "replace")) - ascii_only


def prompt_tokens(prompt: Prompt) -> int:
    """Return how many tokens a prompt is, on the safe side, its schema included."""
    schema = json.dumps(prompt.schema) if prompt.schema else ""
    return tokens(prompt.system) + tokens(prompt.user) + tokens(schema) + FRAME
