"""Clashes between sentences into differences between accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from summarise.group.facts import ABOUT_THE_SAME, SAME, Clash
from summarise.text.words import fold
from summarise.types import Citation, Difference, Fact, Sentence, Side

MOST_CITED = 4
"""Citations of one side, each from another document: more prove no more and fill the page."""

_NEEDED: Mapping[str, float] = {
    "number": ABOUT_THE_SAME,
    "count": SAME,  # a number whose unit is not known
    "date": SAME,
    "name": SAME,
    "negation": 0.75,  # the same words deny and assert different things more often than not
    "modality": ABOUT_THE_SAME,
}
"""Likeness that a clash of each kind needs before it is told."""


def differences(
    facts: Sequence[Fact],
    places: Mapping[int, int],
    clashes: Sequence[Clash],
    published: Mapping[str, datetime | None],
) -> tuple[list[Difference], dict[int, str]]:
    """Return the differences, and the standing of the facts that lose by them.

    ``places`` maps a sentence's number to the number of its fact. One difference is made for each
    point; each of its sides unites the facts that say the same of it.
    """
    points: dict[tuple[str, str], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    alike: dict[tuple[str, str], float] = defaultdict(float)
    for clash in clashes:
        conflict = clash.conflict
        if clash.score < _NEEDED[conflict.kind]:
            continue
        point = (conflict.kind, conflict.key)
        points[point][_label(conflict.one)].add(places[clash.one])
        points[point][_label(conflict.other)].add(places[clash.other])
        alike[point] = max(alike[point], clash.score)
    told: list[Difference] = []
    standing: dict[int, str] = {}
    for point in sorted(points):
        sides = _ranked(points[point], facts)
        if len(sides) < 2:
            continue
        difference = _difference(point, sides, facts, published)
        told.append(difference)
        standing.update(_losers(point, sides, difference, alike[point]))
    return told, standing


def _label(text: str) -> str:
    return " ".join(text.split())


def _ranked(sides: Mapping[str, set[int]], facts: Sequence[Fact]) -> list[tuple[str, list[int]]]:
    """Return the sides, the best supported first; a fact stays on the side it is on most."""
    united: dict[str, tuple[str, set[int]]] = {}
    for label, members in sides.items():
        key = fold(label).replace("-", " ")
        first = united.setdefault(key, (label, set()))
        first[1].update(members)
    ranked = sorted(
        united.values(), key=lambda side: (-sum(facts[f].support for f in side[1]), side[0])
    )
    taken: set[int] = set()
    found: list[tuple[str, list[int]]] = []
    for label, members in ranked:
        own = sorted(members - taken, key=lambda f: (-facts[f].support, f))
        taken.update(own)
        if own:
            found.append((label, own))
    return found


def _difference(
    point: tuple[str, str],
    sides: Sequence[tuple[str, list[int]]],
    facts: Sequence[Fact],
    published: Mapping[str, datetime | None],
) -> Difference:
    kind, key = point
    told = tuple(_side(label, [facts[f] for f in members]) for label, members in sides)
    outdated = None
    if kind == "modality":
        outdated = _overtaken(told, published)
    about = key if kind == "modality" else " or ".join(side.label for side in told)
    return Difference(about, kind, told, outdated)


def _side(label: str, facts: Sequence[Fact]) -> Side:
    cited: dict[str, Sentence] = {}
    for fact in facts:
        for sentence in fact.sentences:
            cited.setdefault(sentence.document, sentence)
    citations = tuple(
        Citation(sentence.document, sentence.start, sentence.end, sentence.text)
        for sentence in list(cited.values())[:MOST_CITED]
    )
    return Side(label, facts[0].best.text, citations)


def _overtaken(sides: Sequence[Side], published: Mapping[str, datetime | None]) -> int | None:
    """Return the number of the planned side, unless it is newer than the one that has it done."""
    labels = [side.label for side in sides]
    if "planned" not in labels or "done" not in labels:
        return None
    planned, done = labels.index("planned"), labels.index("done")
    newest_plan = _newest(sides[planned], published)
    newest_deed = _newest(sides[done], published)
    if newest_plan and newest_deed and newest_plan > newest_deed:
        return None
    return planned


def _newest(side: Side, published: Mapping[str, datetime | None]) -> datetime | None:
    times = [published.get(citation.document) for citation in side.citations]
    return max((time for time in times if time), default=None)


def _losers(
    point: tuple[str, str],
    sides: Sequence[tuple[str, list[int]]],
    difference: Difference,
    score: float,
) -> dict[int, str]:
    """Return the facts that are not stated as they stand: overtaken plans, outvoted accounts."""
    if difference.outdated is not None:
        return dict.fromkeys(sides[difference.outdated][1], "overtaken")
    if point[0] == "modality" or score < SAME:
        return {}
    return {fact: "outvoted" for _, members in sides[1:] for fact in members}
