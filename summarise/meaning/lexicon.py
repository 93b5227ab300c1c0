"""The words of a collection of sentences: which are close in meaning, and which tell little apart.

The vectors are those of the default encoder, whichever encoder reads the sentences: it knows single
words well, costs nothing, and the floor below is of its scale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log
from typing import TYPE_CHECKING

from summarise.text.features import read

if TYPE_CHECKING:
    from summarise.meaning.vectors import Vectors

UNRELATED = 0.45
"""Cosine up to which two words have nothing to do with each other: nine in ten random pairs of
content words of the development data lie under it."""
_FEW = 10
"""Sentences of which so few are no collection: hardly a word of theirs is common."""


class Lexicon:
    """The content words of the texts of one run, each counted and, with ``meaning``, encoded once.

    Words are folded, as ``Features.surface`` has them. Words that were not learnt are close to
    none.
    """

    def __init__(self, texts: Iterable[str], meaning: bool = True) -> None:
        features = [read(text) for text in dict.fromkeys(texts)]
        self._spread = Counter(stem for one in features for stem in set(one.stems))
        self._most = log(len(features) + _FEW)
        words = sorted({word for one in features for word in one.surface}) if meaning else []
        self._places = {word: place for place, word in enumerate(words)}
        self._vectors = _encoded(words) if words else None

    def distinct(self, stem: str) -> float:
        """Return how well a word tells the sentences of the collection apart, 0..1.

        1 is a word of one sentence; the share of log-frequency is that of TF-IDF, on a scale that
        does not depend on the size of the collection.
        """
        return 1 - log(max(1, self._spread[stem])) / self._most

    def closest(self, words: Sequence[str], others: Sequence[str]) -> list[float]:
        """Return for each word how close the closest of the others is, 0..1."""
        found = [0.0] * len(words)
        rows = [n for n, word in enumerate(words) if word in self._places]
        columns = [self._places[word] for word in others if word in self._places]
        if self._vectors is None or not rows or not columns:
            return found
        left = self._vectors[[self._places[words[n]] for n in rows]]
        best = (left @ self._vectors[columns].T).max(axis=1)
        for n, cosine in zip(rows, best.tolist(), strict=True):
            found[n] = min(1.0, max(0.0, (cosine - UNRELATED) / (1 - UNRELATED)))
        return found


def _encoded(words: Sequence[str]) -> Vectors:
    from summarise.meaning.encoders import UseEncoder

    return UseEncoder().encode(words)
