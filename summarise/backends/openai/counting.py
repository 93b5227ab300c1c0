"""The model's own count of tokens, from the servers that offer one, each in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from openai import APIConnectionError, OpenAI, OpenAIError
from pydantic import BaseModel, NonNegativeInt, ValidationError

from summarise.backends.openai import access

TIMEOUT: Final = 10.0
"""Seconds that one count may take: it is worth less than waiting for it."""


class _Counted(BaseModel):
    count: NonNegativeInt | None = None
    tokens: list[Any] | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    """Where to ask for a count, and under which names it wants the text, and the model."""

    path: str
    text: str
    model: str = ""


# In turn: llama_cpp.server, llama.cpp's own server, vLLM. The second takes the third's question for
# one about no text at all, and so is asked before it.
_WAYS: Final = (
    _Way("/extras/tokenize/count", "input"),
    _Way("/tokenize", "content"),
    _Way("/tokenize", "prompt", "model"),
)


class Counting:
    """What was learnt about a server's way to count; threads may share it."""

    def __init__(self, url: str, model: str) -> None:
        self._root = access.root(url)
        self._model = model
        self._ways: tuple[_Way, ...] = _WAYS

    def count(self, text: str, client: OpenAI) -> int | None:
        """Return the count, or None; once there was none, the server is not asked again."""
        for way in self._ways:
            try:
                found = self._asked(way, text, client)
            except APIConnectionError:
                break  # it would not answer in another way either
            except (OpenAIError, ValidationError):
                continue
            counted = found.count if found.tokens is None else len(found.tokens)
            if counted is not None:
                self._ways = (way,)
                return counted
        self._ways = ()
        return None

    def _asked(self, way: _Way, text: str, client: OpenAI) -> _Counted:
        asked = {way.text: text} | ({way.model: self._model} if way.model else {})
        answer = client.post(
            self._root + way.path, cast_to=bytes, body=asked, options={"timeout": TIMEOUT}
        )
        return _Counted.model_validate_json(answer)
