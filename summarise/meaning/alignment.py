"""How much of a sentence's wording another one has, in whatever form or order.

Each content word is aligned with the closest word of the other sentence: the same stem, another
form, or a word close in meaning; what that is worth is weighted by how rare the word is. After the
aligner of Sultan, Bethard and Sumner (2014, TACL 2), without its syntax.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from summarise.meaning.rarity import rarity
from summarise.text.features import read

if TYPE_CHECKING:
    from summarise.meaning.lexicon import Lexicon

_ROOT = 4
"""Letters that two forms of a word share at least."""
_SHARED = 0.55
"""Share of the longer word that they share at least from its beginning."""


class Wording(NamedTuple):
    """The content words of a sentence, each stem once: stems, words as written, rarity in nats."""

    stems: tuple[str, ...]
    words: tuple[str, ...]
    weights: tuple[float, ...]

    @property
    def weight(self) -> float:
        """The weight of all of them, in nats."""
        return sum(self.weights)


@lru_cache(maxsize=100_000)
def wording(text: str) -> Wording:
    """Read the content words of a sentence."""
    features = read(text)
    first: dict[str, str] = {}
    for stem, word in zip(features.stems, features.surface, strict=True):
        first.setdefault(stem, word)
    words = tuple(first.values())
    return Wording(tuple(first), words, tuple(rarity(word) for word in words))


def told(one: Wording, other: Wording, lexicon: Lexicon | None) -> tuple[float, float]:
    """Return the share of each wording, by weight, that the other one has, 0..1."""
    there, back = ([0.0] * len(side.words) for side in (one, other))
    if lexicon:
        there, back = lexicon.closest(one.words, other.words)
    return _told(one, other, there), _told(other, one, back)


def _told(one: Wording, other: Wording, close: Sequence[float]) -> float:
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
