"""The words of a collection of sentences: which are close in meaning, and which tell little apart.

The vectors are those of the default encoder, whichever encoder reads the sentences: it knows single
words well, costs nothing, and the floor below is of its scale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log
from typing import TYPE_CHECKING, Any

from summarise.text.features import read

if TYPE_CHECKING:
    from summarise.meaning.vectors import Vectors

UNRELATED = 0.45
"""Cosine up to which two words have nothing to do with each other: nine in ten random pairs of
content words of the development data lie under it."""
_FEW = 10
"""Sentences of which so few are no collection: hardly a word of theirs is common."""
_UNKNOWN = -1
"""The place of the words that were not learnt: a vector of zeros, close to none."""

Words = tuple[str, ...]


class Lexicon:
    """The content words of the texts of one run, each counted and, with ``meaning``, encoded once.

    Words are folded, as ``Features.surface`` has them.
    """

    def __init__(self, texts: Iterable[str], meaning: bool = True) -> None:
        features = [read(text) for text in dict.fromkeys(texts)]
        self._spread = Counter(stem for one in features for stem in set(one.stems))
        self._most = log(len(features) + _FEW)
        words = sorted({word for one in features for word in one.surface}) if meaning else []
        self._places = {word: place for place, word in enumerate(words)}
        self._vectors = _encoded(words) if words else None
        self._looked_up: dict[Words, Any] = {}

    def distinct(self, stem: str) -> float:
        """Return how well a word tells the sentences of the collection apart, 0..1.

        1 is a word of one sentence; the share of log-frequency is that of TF-IDF, on a scale that
        does not depend on the size of the collection.
        """
        return 1 - log(max(1, self._spread[stem])) / self._most

    def closest(self, words: Words, others: Words) -> tuple[list[float], list[float]]:
        """Return for each word how close the closest of the others is, 0..1, and the other way."""
        if self._vectors is None or not words or not others:
            return [0.0] * len(words), [0.0] * len(others)
        cosines = self._vectors[self._rows(words)] @ self._vectors[self._rows(others)].T
        close = ((cosines - UNRELATED) / (1 - UNRELATED)).clip(0, 1)
        return close.max(axis=1).tolist(), close.max(axis=0).tolist()

    def _rows(self, words: Words) -> Any:
        """Return the places of words; a sentence's are looked up once."""
        if words not in self._looked_up:
            self._looked_up[words] = [self._places.get(word, _UNKNOWN) for word in words]
        return self._looked_up[words]


def _encoded(words: Sequence[str]) -> Vectors:
    """Return the vectors of the words, and a row of zeros at the end."""
    import numpy as np

    from summarise.meaning.encoders import UseEncoder

    vectors = UseEncoder().encode(words)
    return np.vstack([vectors, np.zeros_like(vectors[:1])])
