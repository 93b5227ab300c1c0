"""Texts as the product reads them: one vocabulary for all benchmarks."""

from __future__ import annotations

from collections.abc import Mapping

from summarise.language.reading import Vocabulary
from summarise.types import Sentence

VOCABULARY = Vocabulary()
read = VOCABULARY.read


def weights(text: str) -> Mapping[str, float]:
    """Return the stems of a text's content words, each with the weight of its rarest form."""
    return read(text).weights


def sentence(document: str, text: str) -> Sentence:
    """Return a text as the only sentence of a document."""
    return Sentence(document, 0, len(text), text, read(text))
