"""How much a word says: the rarer it is in the language, the more.

Twelve sentences cannot tell that "year" is common and "pipeline" is not; a frequency list can.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from summarise.text.features import read

_COMMONEST = 5.0
"""Nats: the self-information of "the"."""
_CEILING = 9.0
"""Nats above the commonest: a rarer word says no more than that it is rare; most are names."""
_NAME_MARGIN = 1.0
"""Nats: capitals at the start of sentences make every word look a little like a name."""


@lru_cache(maxsize=200_000)
def rarity(word: str) -> float:
    """Return the weight of a word: its self-information, from 0 to 9 nats."""
    from summarise.meaning.use import log_probability

    likeliest = max(log_probability(word), log_probability(word.capitalize()))
    return min(max(-likeliest - _COMMONEST, 0.0), _CEILING)


@lru_cache(maxsize=50_000)
def is_rather_a_name(word: str) -> bool:
    """Whether a word is seen with a capital more often than without one, wherever it stands."""
    from summarise.meaning.use import log_probability

    return log_probability(word.capitalize()) > log_probability(word.lower()) + _NAME_MARGIN


@lru_cache(maxsize=100_000)
def weights(text: str) -> Mapping[str, float]:
    """Return the stems of a text's content words, each with the weight of its rarest form."""
    features = read(text)
    found: dict[str, float] = {}
    for stem, word in zip(features.stems, features.surface, strict=True):
        found[stem] = max(found.get(stem, 0.0), rarity(word))
    return found


def common(one: str, other: str) -> float:
    """Return the weight of the stems that two texts share, in nats."""
    left, right = weights(one), weights(other)
    return sum(min(left[stem], right[stem]) for stem in left.keys() & right.keys())
