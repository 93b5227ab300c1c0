"""Encoders for tests: an instant one that knows no meaning, and the real one, loaded once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from summarise.language.encoders import Encoder, NoEncoder
from summarise.language.vectors import UseEncoder

if TYPE_CHECKING:
    from summarise.language.vectors import Vectors


@cache
def real_encoder() -> Encoder:
    """Return the embedded default; loading it takes a second."""
    return UseEncoder()


class CrowdedEncoder:
    """The embedded default with a large component that all its vectors share, as those of E5 do."""

    def __init__(self, shared: float) -> None:
        self._shared = shared

    def encode(self, texts: Sequence[str]) -> Vectors:
        own = real_encoder().encode(texts) * (1 - self._shared) ** 0.5
        return np.hstack([own, np.full_like(own[:, :1], self._shared**0.5)])


class CountingEncoder:
    """An encoder that remembers how many texts it was given."""

    def __init__(self) -> None:
        self.texts = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        return NoEncoder().encode(texts)
