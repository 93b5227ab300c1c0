"""Clashes between sentences into differences between accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from summarise.group.conflicts import PLANNED, Value, values
from summarise.group.facts import ABOUT_THE_SAME, SAME, Clash
from summarise.text.features import read
from summarise.text.words import fold, stem
from summarise.types import Citation, Difference, Document, Fact, Sentence, Side

DONE = "done"
MOST_CITED = 4
"""Citations of one side, each from another document: more prove no more and fill the page."""

_NEEDED: Mapping[str, float] = {
    "number": ABOUT_THE_SAME,
    "count": SAME,  # a number whose unit is not known
    "date": SAME,
    "name": SAME,
    "negation": SAME,
    "modality": ABOUT_THE_SAME,
    "emphasis": 0.0,  # found by its own words, not by likeness
}
"""Likeness that a clash of each kind needs before it is told."""


@dataclass(slots=True)
class _Point:
    """A point in dispute: for each thing said of it, the numbers of the sentences that say it."""

    sides: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    score: float = 0.0


def differences(
    documents: Sequence[Document],
    sentences: Sequence[Sentence],
    facts: Sequence[Fact],
    places: Mapping[int, int],
    clashes: Sequence[Clash],
) -> tuple[list[Difference], dict[int, str]]:
    """Return the differences, and the standing of the facts that lose by them.

    ``places`` maps a sentence's number to the number of its fact.
    """
    published = {document.id: document.published for document in documents}
    told_by = _told_by(sentences) if clashes else {}
    told: list[Difference] = []
    standing: dict[int, str] = {}
    for (kind, key), point in sorted(_points(clashes, told_by).items()):
        sides = _ranked(point.sides, sentences, facts, places)
        if len(sides) < 2:
            continue
        difference = _difference(kind, key, sides, sentences, published)
        told.append(difference)
        losers = _losers(kind, sides, difference, point.score)
        standing.update({places[sentence]: lost for sentence, lost in losers.items()})
    return told, standing


def _told_by(sentences: Iterable[Sentence]) -> dict[Value, set[str]]:
    """Return for each value the documents that tell it."""
    documents: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        documents[sentence.text].add(sentence.document)
    found: dict[Value, set[str]] = defaultdict(set)
    for text, tellers in documents.items():
        for value in values(text):
            found[value] |= tellers
    return found


def _points(
    clashes: Sequence[Clash], told_by: Mapping[Value, set[str]]
) -> dict[tuple[str, str], _Point]:
    """Collect the clashes by the point that they are about; those that are none are passed over."""
    points: dict[tuple[str, str], _Point] = defaultdict(_Point)
    in_one_report: dict[tuple[Value, Value] | None, bool] = {None: False}
    for clash in clashes:
        conflict = clash.conflict
        if clash.score < _NEEDED[conflict.kind]:
            continue
        pair = conflict.values
        if pair not in in_one_report:
            one, other = (told_by.get(value, set()) for value in pair or ())
            in_one_report[pair] = not one.isdisjoint(other)
        if in_one_report[pair]:
            continue
        point = points[conflict.kind, conflict.key]
        point.sides[_key(conflict.kind, conflict.one)].add(clash.one)
        point.sides[_key(conflict.kind, conflict.other)].add(clash.other)
        point.score = max(point.score, clash.score)
    return points


def _key(kind: str, label: str) -> str:
    """Return a label in the form in which two of them are the same."""
    if kind == "modality" and label != PLANNED:
        return DONE  # signed, signing: one deed
    return " ".join(label.replace("-", " ").split())


def _ranked(
    sides: Mapping[str, set[int]],
    sentences: Sequence[Sentence],
    facts: Sequence[Fact],
    places: Mapping[int, int],
) -> list[tuple[str, list[int]]]:
    """Return the sides with their sentences, the side that most reports are on first."""
    united: dict[str, tuple[str, set[int]]] = {}
    for label, members in sides.items():
        united.setdefault(fold(label), (label, set()))[1].update(members)

    def rank(side: tuple[str, set[int]]) -> tuple[int, int, str]:
        reports = {sentences[i].document for i in side[1]}
        return (-len(reports), -max(facts[places[i]].support for i in side[1]), side[0])

    return [(label, sorted(members)) for label, members in sorted(united.values(), key=rank)]


def _deed(verb: str, side: Side) -> str:
    """Return the word for a deed as its side has it, rather in the past tense than not."""
    if side.label == PLANNED:
        return PLANNED
    told = [token.text for citation in side.citations for token in read(citation.text).tokens]
    forms = [word for word in told if stem(word) == verb]
    return next((word for word in forms if word.endswith("ed")), forms[0] if forms else verb)


def _difference(
    kind: str,
    key: str,
    sides: Sequence[tuple[str, list[int]]],
    sentences: Sequence[Sentence],
    published: Mapping[str, datetime | None],
) -> Difference:
    told = [_side(label, [sentences[i] for i in members]) for label, members in sides]
    if kind == "modality":
        told = [replace(side, label=_deed(key, side)) for side in told]
    outdated = None
    if kind == "modality":
        told.sort(key=lambda side: side.label == PLANNED)
        outdated = _overtaken(told, published)
    about = " or ".join(side.label for side in told)
    return Difference(about, kind, tuple(told), outdated)


def _side(label: str, said: Iterable[Sentence]) -> Side:
    first: dict[str, Sentence] = {}
    for sentence in said:
        first.setdefault(sentence.document, sentence)
    cited = list(first.values())[:MOST_CITED]
    shortest = min(cited, key=lambda sentence: len(sentence.text))
    return Side(label, shortest.text, tuple(_cite(sentence) for sentence in cited))


def _cite(sentence: Sentence) -> Citation:
    return Citation(sentence.document, sentence.start, sentence.end, sentence.text)


def _overtaken(sides: Sequence[Side], published: Mapping[str, datetime | None]) -> int | None:
    """Return the number of the planned side, unless it is newer than the one that has it done."""
    if [side.label == PLANNED for side in sides] != [False, True]:
        return None
    deed, plan = (_newest(side, published) for side in sides)
    return None if plan and deed and plan > deed else 1


def _newest(side: Side, published: Mapping[str, datetime | None]) -> datetime | None:
    times = [published.get(citation.document) for citation in side.citations]
    return max((time for time in times if time), default=None)


def _losers(
    kind: str, sides: Sequence[tuple[str, list[int]]], difference: Difference, score: float
) -> dict[int, str]:
    """Return the sentences not to be stated as they stand: overtaken plans, outvoted accounts."""
    if difference.outdated is not None:
        plans = [members for label, members in sides if label == PLANNED]
        return {sentence: "overtaken" for members in plans for sentence in members}
    if kind in ("modality", "emphasis") or score < SAME:
        return {}
    return {sentence: "outvoted" for _, members in sides[1:] for sentence in members}
