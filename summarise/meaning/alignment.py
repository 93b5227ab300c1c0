"""How much of a sentence's wording another one has, in whatever form or order.

Each content word is aligned with the closest word of the other sentence: the same stem, another
form, or a word close in meaning; what that is worth is weighted by how rare the word is. After the
aligner of Sultan, Bethard and Sumner (2014, TACL 2), without its syntax.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import log
from typing import Any

import numpy as np

from summarise.meaning.encoders import UseEncoder
from summarise.meaning.vectors import Vectors
from summarise.text.reading import Reading, Wording

_ROOT = 4
"""Letters that two forms of a word share at least."""
_SHARED = 0.55
"""Share of the longer word that they share at least from its beginning."""
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

    It tells which are close in meaning, and which tell little apart. The vectors are those of the
    default encoder, whichever encoder reads the sentences: it knows single words well, costs
    nothing, and the floor is of its scale. Words are folded, as ``Reading.surface`` has them.
    """

    def __init__(self, texts: Iterable[Reading], meaning: bool = True) -> None:
        texts = list(dict.fromkeys(texts))
        self._spread = Counter(stem for text in texts for stem in set(text.stems))
        self._most = log(len(texts) + _FEW)
        words = sorted({word for text in texts for word in text.surface}) if meaning else []
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
    vectors = UseEncoder().encode(words)
    return np.vstack([vectors, np.zeros_like(vectors[:1])])


def covered(one: Wording, other: Wording, lexicon: Lexicon | None) -> tuple[float, float]:
    """Return the share of each wording, by weight, that the other one has, 0..1."""
    there, back = ([0.0] * len(side.words) for side in (one, other))
    if lexicon:
        there, back = lexicon.closest(one.words, other.words)
    return _covered(one, other, there), _covered(other, one, back)


def _covered(one: Wording, other: Wording, close: Sequence[float]) -> float:
    """Return the share; ``close`` says for each word how close in meaning another one is."""
    if not one.weight:
        return 0.0
    stems = set(other.stems)
    forms: dict[str, list[str]] = defaultdict(list)
    for word in other.words:
        forms[word[:_ROOT]].append(word)
    lost = 0.0
    for n, (stem, word) in enumerate(zip(one.stems, one.words, strict=True)):
        if stem not in stems:
            best = max((_form(word, form) for form in forms.get(word[:_ROOT], ())), default=0.0)
            lost += one.weights[n] * (1 - max(best, close[n]))
    return 1 - lost / one.weight


def shared(one: Wording, other: Wording, lexicon: Lexicon | None) -> float:
    """Return the weight of what two wordings share, in nats; what all sentences share is little."""
    theirs = dict(zip(other.stems, other.weights, strict=True))
    common = [
        (stem, min(weight, theirs[stem]))
        for stem, weight in zip(one.stems, one.weights, strict=True)
        if stem in theirs
    ]
    return sum(weight * (lexicon.distinct(stem) if lexicon else 1) for stem, weight in common)


def order(one: Wording, other: Wording) -> float:
    """Return the Dice coefficient of the pairs of neighbouring words, 0..1."""
    left, right = set(pairwise(one.stems)), set(pairwise(other.stems))
    return 2 * len(left & right) / ((len(left) + len(right)) or 1)


def _form(one: str, other: str) -> float:
    """Return how much of the longer word two forms of a word (Iran, Iranian) share, or 0."""
    pairs = enumerate(zip(one, other, strict=False))
    shared = next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
    share = shared / max(len(one), len(other))
    return share if shared >= _ROOT and share >= _SHARED else 0.0
