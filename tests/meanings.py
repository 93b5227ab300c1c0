"""Encoders for tests: an instant one that knows no meaning, and the real one, loaded once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from summarise.language.encoders import Encoder, NoEncoder
from summarise.language.vectors import UseEncoder

if TYPE_CHECKING:
    from summarise.language.vectors import Vectors


@cache
def real_encoder() -> Encoder:
    """Return the embedded default; loading it takes a second."""
    return UseEncoder()


class CountingEncoder:
    """An encoder that remembers how many texts it was given."""

    def __init__(self) -> None:
        self.texts = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        return NoEncoder().encode(texts)
