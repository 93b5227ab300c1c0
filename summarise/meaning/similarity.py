"""Do two sentences state the same thing? A small logistic model over a few features.

No cosine is safe for merging by itself, and near-identical wording is not either: a changed number
is a different fact. So: meaning, words weighted by rarity, and numbers go in, and a probability
comes out. What contradicts is kept apart by ``summarise.group.conflicts``, whatever comes out.

The weights are fitted by ``python -m benchmarks fit-similarity --data DIR`` on the development
pairs of sts_news, mrpc, ecbplus and superpal; each set has the same total weight and an intercept
of its own (the sets disagree on how alike is alike), of which ``bias`` is the mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp

from summarise.meaning.rarity import weights
from summarise.text.features import Features, read

FEATURES = ("meaning", "words", "containment", "numbers")

WITH_MEANING: Mapping[str, float] = {
    "bias": -4.90, "meaning": 4.88, "words": 2.83, "containment": 1.81, "numbers": 0.50,
}  # fmt: skip
WORDS_ONLY: Mapping[str, float] = {
    "bias": -3.42, "meaning": 0.0, "words": 7.07, "containment": 0.85, "numbers": 0.54,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two sentences state the same thing, 0..1, and the features that say so."""

    score: float
    features: Mapping[str, float]


def likeness(one: str, other: str, cosine: float | None) -> Likeness:
    """Compare two sentences. ``cosine`` is that of their vectors, None without an encoder."""
    table = WORDS_ONLY if cosine is None else WITH_MEANING
    found = pair_features(one, other, cosine or 0.0)
    logit = table["bias"] + sum(table[name] * found[name] for name in FEATURES)
    return Likeness(1 / (1 + exp(-logit)), found)


def pair_features(one: str, other: str, cosine: float) -> dict[str, float]:
    """Return the features of a pair, each in -1..1.

    ``words`` is the Dice coefficient of the two sets of stems and ``containment`` the share of the
    smaller one that is in the larger, both weighted by rarity.
    """
    left, right = weights(one), weights(other)
    shared = sum(min(left[stem], right[stem]) for stem in left.keys() & right.keys())
    sizes = sorted((sum(left.values()), sum(right.values())))
    return {
        "meaning": cosine,
        "words": 2 * shared / (sum(sizes) or 1.0),
        "containment": shared / (sizes[0] or 1.0),
        "numbers": _numbers(read(one), read(other)),
    }


def _numbers(a: Features, b: Features) -> float:
    """1 when numbers are shared, -1 when each side has some and none is shared, else 0."""
    if not a.values or not b.values:
        return 0.0
    if a.values & b.values:
        return 0.0 if a.values - b.values and b.values - a.values else 1.0
    return -1.0
