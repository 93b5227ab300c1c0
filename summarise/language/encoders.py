"""Encoders: what turns texts into vectors whose inner product tells how close they are.

The seam is one method. ``use`` is the default: the multilingual Universal Sentence Encoder
(Yang et al., 2020, arXiv:1907.04307) in plain numpy, with its weights inside the package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from summarise.errors import BackendError
from summarise.language.embeddings import build
from summarise.language.onnx import OnnxEncoder
from summarise.language.vectors import Vectors, encodable, model, none, unit
from summarise.retry import Left, endless

if TYPE_CHECKING:
    from summarise.config import Config

_LONGEST = 2000
"""Characters that ``use`` reads: no sentence is longer, and 100,000 would take a gigabyte."""


class Encoder(Protocol):
    """The seam between texts and vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a float32 array of shape (len(texts), d) with rows of unit length."""
        ...


class NoEncoder:
    """``encoder = "off"``: vectors of no dimensions; only words, numbers and names compare."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), 0)."""
        return np.zeros((len(texts), 0), dtype=np.float32)


class UseEncoder:
    """The multilingual Universal Sentence Encoder, 512 dimensions, 16 languages."""

    def __init__(self) -> None:

        self._model = model()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the sentence vectors, shape (len(texts), 512)."""
        if not texts:
            return none(512)
        return unit(self._model.encode([encodable(text[:_LONGEST]) for text in texts]))


class EncoderFallback:
    """An encoder that holds an encoder, and does without meaning from its first failure on.

    ``degraded`` then says so in a sentence, for the record of the page.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.degraded: tuple[str, ...] = ()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the encoder's vectors, or an array of shape (len(texts), 0)."""
        try:
            return self._encoder.encode(texts)
        except BackendError as error:
            self.degraded = (f"Reports were compared by their words only: {error}",)
            self._encoder = NoEncoder()
            return self._encoder.encode(texts)


class VectorTable:
    """The vectors of one run: an encoder that holds an encoder, and asks it for each text once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._rows: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the encoder's vectors, those of earlier calls among them.

        One that has gone over to other dimensions is asked for all anew.
        """
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if new or not texts:
            fresh = self._encoder.encode(new)
            if any(row.shape != fresh.shape[1:] for row in self._rows.values()):
                self._rows = {}
                return self.encode(texts)
            self._rows.update(zip(new, fresh, strict=True))
            if len(new) == len(texts):
                return fresh
        return np.stack([self._rows[text] for text in texts])


def build_encoder(config: Config, environment: Mapping[str, str], left: Left = endless) -> Encoder:
    """Return the encoder that the config names; it has the seconds that are ``left`` of the run.

    Raises ConfigError.
    """
    match config.meaning.encoder:
        case "off":
            return NoEncoder()
        case "onnx":
            return OnnxEncoder(config.meaning.path)
        case "openai":
            return build(config, environment, left)
        case "use":
            return UseEncoder()
