"""Figures of one thing that differ between the origins of a story: a wide net, for a reader.

An editor who writes a whole page overlooks that a report far down the sheet has another figure. So
each figure that some origin tells otherwise is laid beside the others, and who can read decides:
most are two different things.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from summarise.language.counted import ROLES, role
from summarise.language.quantities import SPANS_OF_TIME, Quantity
from summarise.language.reading import Reading
from summarise.story.numbers import rounded
from summarise.types import Sentence

ALIKE = 0.30
"""Share of the words of the shorter of two sentences, by their rarity, that both have: from there
their figures may be of one thing."""
TWINS = 0.60
"""The same share where the figures count nothing that is named: a plain number, a clock, a span."""
MOST_COMPARED = 300
"""Figures of one kind in a story that are laid beside each other: of more, all pairs take long, and
hardly any are of one thing."""
MOST_VALUES = 6
"""Values that a dispute has: more are a list, or a course of things; so are two of a sentence."""


@dataclass(frozen=True, slots=True)
class Disputed:
    """What a figure counts, and for each value, as it is written, the sentences that tell it."""

    about: str
    sides: Mapping[str, tuple[Sentence, ...]]


@dataclass(frozen=True, slots=True)
class _Told:
    """One figure of one sentence: what it counts, and how it is written."""

    sentence: Sentence
    figure: Quantity
    counts: str

    @property
    def noun(self) -> str:
        """What a reader is told that it counts; nothing where the figure says that itself."""
        if self.counts in ROLES:
            return f"people {self.counts}"
        return "" if self.figure.measure else self.sentence.reading.word(self.counts)

    @property
    def written(self) -> str:
        """The figure as it stands, with its sign."""
        text, figure = self.sentence.text, self.figure
        start = figure.start - (text[max(0, figure.start - 1) : figure.start] in {*"$€£¥₹"})
        return " ".join(text[start : figure.end].split())


def clashes(sentences: Sequence[Sentence], origins: Mapping[str, str]) -> list[Disputed]:
    """Return the figures of a story on which origins differ, those that most sentences tell first.

    ``origins`` maps the ids of documents to their origin.
    """
    by_kind: dict[str, list[_Told]] = defaultdict(list)
    for sentence in sentences:
        for told in _told(sentence):
            by_kind[told.counts].append(told)
    few = (told for told in by_kind.values() if len(told) <= MOST_COMPARED)
    found = [clash for told in few for clash in _clashes(told, origins)]
    return sorted(found, key=lambda clash: -sum(map(len, clash.sides.values())))


def _told(sentence: Sentence) -> Iterator[_Told]:
    reading = sentence.reading
    spans = [(date.start, date.end) for date in reading.dates]
    for figure in reading.quantities:
        if not any(start <= figure.start < end for start, end in spans):
            counts = role(reading.text, figure, reading.language) or figure.unit
            yield _Told(sentence, figure, counts)


def _clashes(told: Sequence[_Told], origins: Mapping[str, str]) -> Iterator[Disputed]:
    """Yield the groups of figures of one kind that may be of one thing, two values at least."""
    groups: list[set[int]] = []
    for i, j in combinations(range(len(told)), 2):
        if not _may_clash(told[i], told[j], origins):
            continue
        joined = {i, j}.union(*(group for group in groups if group & {i, j}))
        groups = [group for group in groups if not group & joined] + [joined]
    for group in groups:
        sides: dict[float, list[_Told]] = defaultdict(list)
        for one in (told[number] for number in sorted(group)):
            sides[one.figure.value].append(one)
        tellers = Counter(one.sentence.id for side in sides.values() for one in side)
        if len(sides) <= MOST_VALUES and max(tellers.values()) == 1:
            told_as = {s[0].written: tuple(o.sentence for o in s) for s in sides.values()}
            yield Disputed(told[min(group)].noun, told_as)


def _may_clash(one: _Told, other: _Told, origins: Mapping[str, str]) -> bool:
    a, b = one.sentence, other.sentence
    if origins[a.document] == origins[b.document]:
        return False
    if rounded(one.figure.value, other.figure.value):
        return False
    if one.figure.value in b.reading.values or other.figure.value in a.reading.values:
        return False  # who tells both tells two things
    plain = not one.counts or one.counts == "time" or one.counts in SPANS_OF_TIME
    least = 0.0 if one.counts in ROLES else TWINS if plain else ALIKE
    return _shared(a.reading, b.reading, {one.counts}) >= least


def _shared(one: Reading, other: Reading, but: set[str]) -> float:
    """Return the share of the lighter sentence's words, by weight, that the other one has too."""
    left, right = (
        {stem: w for stem, w in r.weights.items() if stem not in but and not stem[0].isdigit()}
        for r in (one, other)
    )
    shared = sum(weight for stem, weight in left.items() if stem in right)
    return shared / (min(sum(left.values()), sum(right.values())) or 1.0)
