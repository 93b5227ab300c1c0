"""Contradictions between sentences into what the page tells of them.

Figures of one time on which accounts differ are a difference. Figures of people that later reports
have otherwise are a development: the latest leads, those before are overtaken, and so is a plan
that was carried out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from summarise.language.counted import role_of
from summarise.story.conflicts import values
from summarise.story.facts import Clash
from summarise.story.numbers import FAR
from summarise.story.points import PLANNED, Value
from summarise.types import Difference, Document, Fact, Sentence, Side, Standing, one_of_each

MOST_SIDES = 5
"""Accounts that one dispute has: more values than that are a list (editions, lots, scores)."""
ONE_TIME = timedelta(hours=16)
"""Time within which reports tell one state of things: those of one day."""
OTHERWISE_ONE = 0.83
"""Echo from which two sentences are one but for the figure."""
OF_ONE_ROLE = 0.75
"""The same for figures of people, whose role says what they count."""
_Side = tuple[str, list[int]]
"""What a side says in short, and the numbers of its sentences."""


@dataclass(slots=True, eq=False)
class _Point:
    """What is told in several figures: for each value who tells it, in which sentences and words.

    ``tellers`` are reports, ``sides`` map the numbers of sentences to the figure as written there.
    """

    tellers: dict[Value, set[str]]
    sides: dict[Value, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def kind(self) -> str:
        """What its figures count."""
        return next(iter(self.tellers))[0]

    def add(self, clash: Clash) -> None:
        """Put the two sentences of a clash on their sides."""
        one, other = clash.conflict.values
        self.sides[one][clash.one] = clash.conflict.one
        self.sides[other][clash.other] = clash.conflict.other

    def absorb(self, other: _Point) -> None:
        """Make another point part of this one."""
        self.tellers |= other.tellers
        for value, told in other.sides.items():
            self.sides[value] |= told


class _Reports:
    """The reports of a story: when each was published, who first wrote it, and its sentences."""

    def __init__(
        self,
        documents: Iterable[Document],
        sentences: Sequence[Sentence],
        origins: Mapping[str, str],
    ) -> None:
        self._times = {document.id: document.published for document in documents}
        self._origins = origins
        self.sentences = sentences

    def two(self, clash: Clash) -> bool:
        """Whether the sentences of a clash are two accounts.

        They are of two origins; or of two reports, the one a reprint with the figure changed.
        """
        one, other = self.sentences[clash.one], self.sentences[clash.other]
        if self.origin(clash.one) != self.origin(clash.other):
            return True
        left, right = one.reading.normal, other.reading.normal
        changed = sum(a != b for a, b in zip(left, right, strict=False))
        return one.document != other.document and len(left) == len(right) and changed == 1

    def origin(self, number: int) -> str:
        """Return who first wrote a sentence, by its number."""
        return self._origins[self.sentences[number].document]

    def times(self, numbers: Iterable[int]) -> list[datetime | None]:
        """Return when sentences were published."""
        return [self._times.get(self.sentences[n].document) for n in numbers]

    def told_by(self) -> dict[Value, set[str]]:
        """Return for each value the reports that tell it."""
        found: dict[Value, set[str]] = defaultdict(set)
        for sentence in self.sentences:
            for value in values(sentence.reading):
                found[value].add(sentence.document)
        return found


def differences(
    documents: Sequence[Document],
    sentences: Sequence[Sentence],
    facts: Sequence[Fact],
    places: Mapping[int, int],
    clashes: Sequence[Clash],
    origins: Mapping[str, str],
) -> tuple[list[Difference], dict[int, Standing]]:
    """Return the differences and developments, and the standing of the facts that lose by them.

    ``places`` maps a sentence's number to the number of its fact, ``origins`` a document's id to
    who first wrote it.
    """
    reports = _Reports(documents, sentences, origins)
    between = [clash for clash in clashes if reports.two(clash)]
    told: list[Difference] = []
    lost: dict[int, Standing] = dict.fromkeys(_plans(between, reports), "overtaken")
    leading: set[int] = set()
    for point in _points([c for c in between if _is_told(c)], reports):
        sides, span = _in_time(point, reports)
        moved = span > ONE_TIME
        if not moved:
            sides = _disputed(point, reports, facts, places, sides)
        if not 2 <= len(sides) <= MOST_SIDES:
            continue
        told.append(_difference(sides, sentences, role_of(point.kind) if moved else ""))
        leading |= {places[i] for i in sides[0][1]}
        losers = [i for _, members in sides[1:] for i in members]
        lost.update(dict.fromkeys(losers, "overtaken" if moved else "outvoted"))
    return told, {
        places[i]: standing
        for i, standing in lost.items()
        if facts[places[i]].best == sentences[i] and places[i] not in leading
    }


def _is_told(clash: Clash) -> bool:
    """Whether two sentences are one fact but for the figure."""
    conflict = clash.conflict
    needed = OF_ONE_ROLE if role_of(conflict.key) else OTHERWISE_ONE
    return conflict.kind == "number" and conflict.alone and clash.score >= needed


def _points(clashes: Sequence[Clash], reports: _Reports) -> list[_Point]:
    """Collect the clashes by the point that they are about, the surest first.

    Points grow as clusters do under a constraint: no report tells two values of one point. "51.3 or
    46.1 percent" is no dispute where one report gives both, to two candidates.
    """
    told_by = reports.told_by() if clashes else {}
    home: dict[Value, _Point] = {}
    for clash in sorted(clashes, key=lambda clash: -clash.score):
        one, other = clash.conflict.values
        here, there = (home.get(v) or _Point({v: told_by[v]}) for v in (one, other))
        if here is not there:
            tellers = [*here.tellers.values(), *there.tellers.values()]
            if len(set().union(*tellers)) < sum(map(len, tellers)):
                continue
            here.absorb(there)
            home.update(dict.fromkeys(here.tellers, here))
        here.add(clash)
    return list(dict.fromkeys(home[value] for value in sorted(home)))


def _disputed(
    point: _Point,
    reports: _Reports,
    facts: Sequence[Fact],
    places: Mapping[int, int],
    in_time: list[_Side],
) -> list[_Side]:
    """Return the sides of a point that are of one time, the one first that most origins are on.

    Of a count that moved within that time the latest comes first.
    """
    times = [time for told in point.sides.values() for time in reports.times(told) if time]
    counts = [float(value) for _, value in point.sides]
    if (times and max(times) - min(times) > ONE_TIME) or max(counts) > FAR * min(counts):
        return []

    def rank(side: _Side) -> tuple[int, int, str]:
        origins = {reports.origin(i) for i in side[1]}
        return (-len(origins), -max(facts[places[i]].support for i in side[1]), side[0])

    return in_time or sorted(_labelled(point), key=rank)


def _labelled(point: _Point) -> Iterator[_Side]:
    """Yield the sides of a point, each with the figure as its first sentence has it."""
    for told in point.sides.values():
        yield told[min(told)], sorted(told)


def _in_time(point: _Point, reports: _Reports) -> tuple[list[_Side], timedelta]:
    """Return the sides of a count of people that moves with time, the latest first, and its span.

    There are none where a time is unknown, or the count goes up and down.
    """
    first: list[tuple[datetime, float, _Side]] = []
    for (_, value), side in zip(point.sides, _labelled(point), strict=True):
        times = [time for time in reports.times(side[1]) if time]
        if len(times) < len(side[1]) or not role_of(point.kind):
            return [], timedelta()
        first.append((min(times), float(value), side))
    first.sort(key=lambda told: told[:2])
    counts = [count for _, count, _ in first]
    if len({time for time, *_ in first}) < len(first) or counts not in (
        sorted(counts),
        sorted(counts, reverse=True),
    ):
        return [], timedelta()
    return [side for *_, side in reversed(first)], first[-1][0] - first[0][0]


def _difference(sides: Sequence[_Side], sentences: Sequence[Sentence], role: str) -> Difference:
    told = tuple(_side(label, [sentences[i] for i in members]) for label, members in sides)
    if role:
        return Difference(role, "development", told)
    return Difference(" or ".join(side.label for side in told), "number", told)


def _side(label: str, said: Iterable[Sentence]) -> Side:
    cited = one_of_each(said)
    shortest = min(cited, key=lambda sentence: len(sentence.text))
    return Side(label, shortest.text, tuple(sentence.cited() for sentence in cited))


def _plans(clashes: Iterable[Clash], reports: _Reports) -> Iterator[int]:
    """Yield the sentences that only plan what a report of no earlier time has as done."""
    for clash in clashes:
        if clash.conflict.kind == "modality":
            planned, done = clash.one, clash.other
            if clash.conflict.other == PLANNED:
                planned, done = done, planned
            plan, deed = reports.times([planned, done])
            if not (plan and deed and plan > deed):
                yield planned
