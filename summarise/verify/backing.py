"""Which sentences of a text back a statement, how well, and which of its words they do not tell.

In a long text every word is somewhere. What supports a statement is a few sentences together: the
best one, what a second adds to it, and so on, each at a discount (a greedy weighted cover, after
Nemhauser, Wolsey and Fisher, 1978). Words are weighted by rarity and compared by their stems.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from summarise.meaning.rarity import rarity
from summarise.text.features import read
from summarise.text.words import fold, is_content, stem
from summarise.types import MOST_CITED
from summarise.verify.wording import CONNECTIVES, figure_spans, forms

DISCOUNT = 0.7
"""What a word counts that only the next sentence tells, relative to the one before; .5 and .85 do
as well within a point of balanced accuracy."""
LEAST_GAIN = 0.10
"""Share of a statement's weight that a further sentence has to add to be chosen; .08 to .15 choose
the sentences that WiCE's annotators name equally well."""
NEAR = 3
"""Content words within which two neighbours of the statement stand together in a sentence."""


class Unit(NamedTuple):
    """A content word of a statement outside its figures: stem, weight in nats, and span."""

    stem: str
    weight: float
    start: int
    end: int


class Backing(NamedTuple):
    """What a statement rests on.

    ``chosen`` are the indices of the sentences that tell most of it together, best first; ``told``
    says of each unit whether one of them tells it. ``covered`` is the discounted share of its
    weight that they tell, ``together`` the share of its pairs of neighbours that stand near each
    other in one sentence: both from 0 to 1.
    """

    units: tuple[Unit, ...]
    chosen: tuple[int, ...]
    told: tuple[bool, ...]
    covered: float
    together: float


def backing(text: str, evidence: Sequence[str]) -> Backing:
    """Choose the sentences that back a text, at most ``MOST_CITED``."""
    own = units(text)
    places = [_places(sentence) for sentence in evidence]
    vocabulary = frozenset[str]().union(*places)
    known = {unit.stem: forms(unit.stem, vocabulary) for unit in own}
    weight = {unit.stem: unit.weight for unit in own}
    tells = [{stem for stem in known if not known[stem].isdisjoint(place)} for place in places]
    chosen, covered = _cover(tells, weight)
    found = set[str]().union(*(tells[i] for i in chosen))
    told = tuple(unit.stem in found for unit in own)
    share = covered / (sum(weight.values()) or 1.0) if own else 1.0
    pairs = _together(own, [p for p, t in zip(places, tells, strict=True) if len(t) > 1], known)
    return Backing(own, chosen, told, share, share if pairs is None else pairs)


def untold(backed: Backing) -> Iterator[tuple[int, int]]:
    """Yield the spans of the words, in runs, that none of the chosen sentences tells."""
    runs = groupby(zip(backed.units, backed.told, strict=True), key=lambda pair: pair[1])
    for told, run in runs:
        words = [unit for unit, _ in run]
        if not told:
            yield words[0].start, words[-1].end


@lru_cache(maxsize=10_000)
def units(text: str) -> tuple[Unit, ...]:
    """Return the content words of a text, in order, without its numbers and dates."""
    features = read(text)
    figures = {place for span in figure_spans(features) for place in range(*span)}
    return tuple(
        Unit(stem(token.text), rarity(fold(token.text)), token.start, token.end)
        for token in features.tokens
        if is_content(token.text)
        and token.start not in figures
        and fold(token.text) not in CONNECTIVES
    )


@lru_cache(maxsize=20_000)
def _places(sentence: str) -> Mapping[str, tuple[int, ...]]:
    """Return where each stem stands in a sentence, counted in content words."""
    found: dict[str, tuple[int, ...]] = {}
    for place, word in enumerate(read(sentence).stems):
        found[word] = (*found.get(word, ()), place)
    return found


def _cover(tells: Sequence[set[str]], weight: Mapping[str, float]) -> tuple[tuple[int, ...], float]:
    """Return the sentences of the greedy cover, and what they cover at a discount, in nats."""
    chosen: list[int] = []
    covered, left, discount = 0.0, set(weight), 1.0
    least = LEAST_GAIN * sum(weight.values())
    while len(chosen) < MOST_CITED:
        gains = [sum(weight[stem] for stem in told & left) for told in tells]
        best = max(range(len(gains)), key=lambda i: (gains[i], -i), default=0)
        if not gains or gains[best] <= (least if chosen else 0.0):
            break
        chosen.append(best)
        covered += discount * gains[best]
        left -= tells[best]
        discount *= DISCOUNT
    return tuple(chosen), covered


def _together(
    own: Sequence[Unit],
    places: Sequence[Mapping[str, tuple[int, ...]]],
    known: Mapping[str, frozenset[str]],
) -> float | None:
    """Return the share of pairs of neighbours that stand together; None where there are none."""
    total = near = 0.0
    weight = {unit.stem: unit.weight for unit in own}
    for one, other in dict.fromkeys(pairwise(unit.stem for unit in own)):
        total += weight[one] + weight[other]
        if any(
            abs(a - b) <= NEAR
            for place in places
            for a in _where(place, known[one])
            for b in _where(place, known[other])
        ):
            near += weight[one] + weight[other]
    return near / total if total else None


def _where(place: Mapping[str, tuple[int, ...]], stems: frozenset[str]) -> Iterator[int]:
    return (at for stem in stems for at in place.get(stem, ()))


class Copied(NamedTuple):
    """What a text has word for word from others: the share of its words, and of one text's.

    ``elsewhere`` is the longest span that comes from others than that one.
    """

    share: float
    from_one: float
    elsewhere: tuple[int, int]


def copied(text: str, evidence: Sequence[str]) -> Copied:
    """Return what of a text is copied: its words in pairs that a sentence has too.

    Copied fragments as in Grusky et al. (2018, arXiv:1804.11283), with pairs of stems, function
    words included.
    """
    own = _stems(text)
    marks = [_marked(own, _pairs(sentence)) for sentence in evidence]
    one = max(marks, key=len, default=set[int]())
    every = set[int]().union(*marks)
    first, last = _longest_run(every - one)
    words = read(text).tokens
    span = (words[first].start, words[last].end) if every - one else (0, len(text))
    return Copied(len(every) / (len(own) or 1), len(one) / (len(own) or 1), span)


def _longest_run(places: Set[int]) -> tuple[int, int]:
    """Return the first and the last place of the longest run; (0, -1) where there is none."""
    best = (0, -1)
    start = 0
    for place in sorted(places):
        start = start if place - 1 in places else place
        if place - start > best[1] - best[0]:
            best = start, place
    return best


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(token.text) for token in read(text).tokens)


@lru_cache(maxsize=20_000)
def _pairs(sentence: str) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(_stems(sentence)))


def _marked(own: Sequence[str], known: frozenset[tuple[str, str]]) -> set[int]:
    """Return the places of the words that stand in a copied pair."""
    starts = [i for i, pair in enumerate(pairwise(own)) if pair in known]
    return {*starts, *(i + 1 for i in starts)}
