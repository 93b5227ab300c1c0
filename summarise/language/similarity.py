"""Do two sentences state the same thing? A small logistic model over a few features.

No cosine is safe for merging by itself, and near-identical wording is not either: a changed number
is a different fact. So meaning, words weighted by rarity, their order, figures, names and negation
go in, and two probabilities come out, for two questions on which the labelled sets are divided:
``SAMENESS``, whether the sentences state the same thing, no more and no less (fitted on sts_news
and mrpc); and ``ECHOING``, whether one tells something that the other tells as well, among other
things (fitted on ecbplus and superpal). What contradicts is kept apart by ``summarise.story``,
whatever comes out.

How much of a sentence's wording another one has, in whatever form or order, is found by aligning:
each content word with the closest one of the other sentence, be it the same stem, another form, or
a word close in meaning; what that is worth is weighted by how rare the word is. After the aligner
of Sultan, Bethard and Sumner (2014, TACL 2), without its syntax.

The weights are fitted by ``python -m benchmarks fit-similarity --data DIR``, which says how.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from math import exp, log, log1p, sqrt

import numpy as np

from summarise.language.reading import Reading, Wording
from summarise.language.vectors import UseEncoder, Vectors

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

_MUCH = 5.0
"""log(1 + nats) of twenty rare words: few sentences share more."""
_FAR, LITTLE = 0.30, 8.0
"""The cosine, and the nats of words in common, under which two sentences are not compared."""

USUAL, HIGH = 0.16, 0.45
"""The mean cosine of texts with no word in common: that of the default encoder, and the one above
which cosines are not of its scale: of its own pools none comes near, E5's kind has .7 and more."""
_SAMPLED = 4000
"""Pairs of texts that are looked at for it."""

Words = tuple[str, ...]
Coefficients = Mapping[str, float]

FEATURES = (
    "meaning", "words", "containment", "order", "shared figures", "other figures", "names",
    "negation", "length", "substance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Logistic:
    """The weights of the features and the bias: with vectors of the sentences, and without."""

    with_meaning: Coefficients
    words_only: Coefficients


SAMENESS = Logistic(
    {
        "bias": -4.93, "meaning": 2.57, "words": 2.93, "containment": 2.35, "order": -0.55,
        "shared figures": -0.11, "other figures": -1.40, "names": -0.44, "negation": -0.80,
        "length": -1.31, "substance": 0.28,
    },
    {
        "bias": -3.41, "meaning": 0.0, "words": 3.74, "containment": 2.18, "order": -0.80,
        "shared figures": 0.02, "other figures": -1.21, "names": -0.27, "negation": -0.91,
        "length": -1.88, "substance": 0.66,
    },
)  # fmt: skip
ECHOING = Logistic(
    {
        "bias": -3.81, "meaning": 1.91, "words": 2.89, "containment": 2.52, "order": -0.33,
        "shared figures": 0.45, "other figures": -0.18, "names": -0.85, "negation": -0.41,
        "length": -0.47, "substance": 4.00,
    },
    {
        "bias": -2.85, "meaning": 0.0, "words": 2.36, "containment": 2.16, "order": 0.09,
        "shared figures": 0.61, "other figures": -0.07, "names": -0.60, "negation": -0.50,
        "length": -0.72, "substance": 5.17,
    },
)  # fmt: skip
TYPICAL: Coefficients = {
    "meaning": 0.46, "words": 0.38, "containment": 0.45, "order": 0.14, "shared figures": 0.07,
    "other figures": 0.37, "names": 0.43, "negation": 0.14, "length": 0.20, "substance": 0.40,
}  # fmt: skip
"""What the features are of two sentences that are not the same, on the mean of those sets."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two sentences state the same thing, and how likely one echoes the other, 0..1.

    ``features`` are what says so, ``decided`` the one that says it most: of those that speak for it
    the one that lifted the score furthest above that of two sentences that do not state the same.
    """

    score: float
    echo: float
    features: Coefficients
    decided: str

    @property
    def both(self) -> float:
        """The geometric mean of the two: high where a sentence is told again, with little more."""
        return sqrt(self.score * self.echo)


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
        if words:
            vectors = UseEncoder().encode(words)
            self._vectors = np.vstack([vectors, np.zeros_like(vectors[:1])])
        self._looked_up: dict[Words, list[int]] = {}

    def distinct(self, stem: str) -> float:
        """Return how well a word tells the sentences of the collection apart, 0..1.

        1 is a word of one sentence; the share of log-frequency is that of TF-IDF, on a scale that
        does not depend on the size of the collection.
        """
        return 1 - log(max(1, self._spread[stem])) / self._most

    def closest(self, words: Words, others: Words) -> tuple[list[float], list[float]]:
        """Return for each word how close the closest of the others is, 0..1, and the other way."""
        if not self._places or not words or not others:
            return [0.0] * len(words), [0.0] * len(others)
        cosines = self._vectors[self._rows(words)] @ self._vectors[self._rows(others)].T
        close = ((cosines - UNRELATED) / (1 - UNRELATED)).clip(0, 1)
        return close.max(axis=1).tolist(), close.max(axis=0).tolist()

    def _rows(self, words: Words) -> list[int]:
        """Return the places of words; a sentence's are looked up once."""
        if words not in self._looked_up:
            self._looked_up[words] = [self._places.get(word, _UNKNOWN) for word in words]
        return self._looked_up[words]


def stretched(texts: Sequence[Reading], vectors: Vectors) -> float:
    """Return by how much distances have to be stretched to be of the scale of the default encoder.

    Vectors that all share a large component are all close: one threshold for all encoders would
    make one story of everything. What such an encoder holds to be far apart is seen at texts that
    have no word in common, however many of the others are of one event.
    """
    if not vectors.shape[1]:
        return 1.0
    order = sorted(range(len(texts)), key=lambda i: texts[i].text)
    pairs = (
        (i, order[n + step]) for step in range(1, len(order)) for n, i in enumerate(order[:-step])
    )
    apart = [
        float(vectors[i] @ vectors[j])
        for i, j in islice(pairs, _SAMPLED)
        if set(texts[i].stems).isdisjoint(texts[j].stems)
    ]
    if (sum(apart) + USUAL) / (len(apart) + 1) <= HIGH:  # with a usual pair: a few may be alike
        return 1.0
    return (1 - USUAL) / max(1 - sum(apart) / len(apart), 1e-3)


class Comparison:
    """Compares the sentences of one run, which has learnt their words.

    ``vectors`` are those of the texts, shape (len(texts), d); d = 0 without an encoder.
    """

    def __init__(self, texts: Sequence[Reading], vectors: Vectors) -> None:
        self._vectors = vectors
        self._places = {text: place for place, text in enumerate(texts)}
        self._lexicon = Lexicon(texts, meaning=vectors.shape[1] > 0)
        self._stretch = stretched(texts, vectors)

    def __call__(self, one: Reading, other: Reading) -> Likeness:
        """Return how alike two of the texts are."""
        return likeness(one, other, self.cosine(one, other), self._lexicon)

    def share(self, claim: Reading, text: Reading) -> float:
        """Return the share of a claim's words, by rarity, that a text has in one form or another.

        The text is one of those that were learnt.
        """
        return covered(claim.wording, text.wording, self._lexicon)[0]

    def far(self, one: Reading, other: Reading) -> bool:
        """Whether two texts share next to nothing, which is cheaper to see than how alike they are.

        Seven in eight pairs do; one in two hundred of those that are the same or an echo is lost.
        """
        cosine = self.cosine(one, other)
        return (cosine is None or cosine < _FAR) and common(one, other) < LITTLE

    def cosine(self, one: Reading, other: Reading) -> float | None:
        """Return the cosine of two texts on the default encoder's scale; None without vectors."""
        if not self._vectors.shape[1]:
            return None
        cosine = float(self._vectors[self._places[one]] @ self._vectors[self._places[other]])
        return 1 - self._stretch * (1 - cosine)


def common(one: Reading, other: Reading) -> float:
    """Return the weight of the stems that two texts share, in nats."""
    left, right = one.weights, other.weights
    return sum(min(left[stem], right[stem]) for stem in left.keys() & right.keys())


def likeness(
    one: Reading, other: Reading, cosine: float | None, lexicon: Lexicon | None = None
) -> Likeness:
    """Compare two sentences, in either order.

    ``cosine`` is that of their vectors, None without an encoder. The ``lexicon`` has learnt the
    collection they are from; without it a word is close to its own forms only.
    """
    found = pair_features(one, other, cosine or 0.0, lexicon)
    same, echo = (m.words_only if cosine is None else m.with_meaning for m in (SAMENESS, ECHOING))
    gains = {name: same[name] * (found[name] - TYPICAL[name]) for name in FEATURES}
    decided = max((name for name in FEATURES if same[name] > 0), key=lambda name: gains[name])
    return Likeness(_probability(same, found), _probability(echo, found), found, decided)


def _probability(weights: Coefficients, features: Coefficients) -> float:
    logit = weights["bias"] + sum(weights[name] * features[name] for name in FEATURES)
    return 1 / (1 + exp(-logit))


def pair_features(
    one: Reading, other: Reading, cosine: float, lexicon: Lexicon | None = None
) -> dict[str, float]:
    """Return the features of a pair, each in -1..1; they are the same in either order.

    ``words`` is the harmonic mean of the shares of each sentence that the other has, and
    ``containment`` the greater one; ``order`` is how many neighbours stay together; ``length`` how
    much longer one is, and ``substance`` how much the shorter one says at all.
    """
    a, b = sorted((one, other), key=lambda text: text.text)
    left, right = a.wording, b.wording
    shares = covered(left, right, lexicon)
    sizes = sorted((left.weight, right.weight))
    same_figures, other_figures = _figures(a, b)
    return {
        "meaning": cosine,
        "words": 2 * shares[0] * shares[1] / (sum(shares) or 1.0),
        "containment": max(shares),
        "order": order(left, right),
        "shared figures": same_figures,
        "other figures": other_figures,
        "names": _names(a, b),
        "negation": float(bool(a.polarity.denials) != bool(b.polarity.denials)),
        "length": (sizes[1] - sizes[0]) / (sum(sizes) or 1.0),
        "substance": min(1.0, log1p(shared(left, right, lexicon)) / _MUCH),
    }


def _figures(a: Reading, b: Reading) -> tuple[float, float]:
    """Return whether numbers or days are shared and no more than one side has others; and others.

    The latter is 1 when each side has some that the other lacks, 0.5 when only one has any at all.
    """
    left, right = a.values | a.weekdays, b.values | b.weekdays
    clash = bool(left - right) and bool(right - left)
    shared = float(bool(left & right) and not clash)
    return shared, float(clash) if clash else 0.5 * (bool(left) != bool(right))


def _names(a: Reading, b: Reading) -> float:
    """Return the share of names in common, 0..1; 0.5 where there is none to compare."""
    left, right = a.names, b.names
    if not left or not right:
        return 0.5
    shared = len(left & set(b.surface)) + len(right & set(a.surface))
    return shared / (len(left) + len(right))


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
