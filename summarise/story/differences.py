"""Clashes between sentences into differences between accounts.

They state a thing otherwise, or weigh it differently: one plays down what another stresses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from summarise.language.quantities import quantities
from summarise.language.reading import Reading
from summarise.language.words import fold, is_content, stem, words
from summarise.story.conflicts import values
from summarise.story.facts import ABOUT_THE_SAME, SAME, Clash
from summarise.story.points import PLANNED, Conflict, Value
from summarise.types import (
    Difference,
    DifferenceKind,
    Document,
    Fact,
    Sentence,
    Side,
    Standing,
    one_of_each,
)

DONE = "done"
MOST_SIDES = 5
"""Accounts that one dispute has: more values than that are a list (editions, lots, scores)."""

NEEDED: Mapping[str, float] = {
    "number": ABOUT_THE_SAME,
    "count": SAME,  # a number whose unit is not known
    "date": SAME,
    "name": SAME,
    "negation": SAME,
    "modality": ABOUT_THE_SAME,
    "emphasis": 0.0,  # found by its own words, not by likeness
}
"""Likeness that a clash of each kind needs before it is told."""
REACH = 4
"""Words after a verb of stress that it can stress."""
_PLAYED_DOWN = re.compile(
    r"\b(?P<phrase>(?:more (?:on|about|of|in) [^,.;]{2,40}? than(?: on| about| of| in)?"
    r"|rather than|less (?:on|about)|not so much(?: on| about)?)"
    r" (?P<thing>[^,.;]{3,40}))",
    re.I,
)
_STRESS = frozenset(
    stem(word)
    for word in "deepen strengthen boost expand increase enhance tighten bolster intensify upgrade "
    "broaden".split()
)


@dataclass(slots=True)
class _Point:
    """A point in dispute: for each thing said of it, the numbers of the sentences that say it.

    ``tellers`` are, for each value in dispute, the reports that tell it.
    """

    kind: DifferenceKind
    key: str
    sides: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    tellers: dict[Hashable, set[str]] = field(default_factory=dict)
    score: float = 0.0

    def add(self, clash: Clash) -> None:
        """Put the two sentences of a clash on their sides."""
        self.sides[_key(self.kind, clash.conflict.one)].add(clash.one)
        self.sides[_key(self.kind, clash.conflict.other)].add(clash.other)
        self.score = max(self.score, clash.score)

    def absorb(self, other: _Point) -> None:
        """Make another point part of this one."""
        for label, members in other.sides.items():
            self.sides[label] |= members
        self.tellers.update(other.tellers)
        self.score = max(self.score, other.score)


def differences(
    documents: Sequence[Document],
    sentences: Sequence[Sentence],
    facts: Sequence[Fact],
    places: Mapping[int, int],
    clashes: Sequence[Clash],
) -> tuple[list[Difference], dict[int, Standing]]:
    """Return the differences, and the standing of the facts that lose by them.

    ``places`` maps a sentence's number to the number of its fact.
    """
    published = {document.id: document.published for document in documents}
    told_by = _told_by(sentences) if clashes else {}
    told: list[Difference] = []
    standing: dict[int, Standing] = {}
    winners: set[int] = set()
    for point in _points(clashes, told_by, sentences):
        sides = _ranked(point, sentences, facts, places, published)
        if not 2 <= len(sides) <= MOST_SIDES:
            continue
        difference = _difference(point, sides, sentences, published)
        told.append(difference)
        losers = _losers(point.kind, sides, difference, point.score)
        standing.update({places[sentence]: lost for sentence, lost in losers.items()})
        if difference.outdated is None:
            winners |= {places[sentence] for sentence in sides[0][1]}
    kept = {fact: lost for fact, lost in standing.items() if fact not in winners}
    return told, kept


def _told_by(sentences: Iterable[Sentence]) -> dict[Value, set[str]]:
    """Return for each value the documents that tell it."""
    documents: dict[Reading, set[str]] = defaultdict(set)
    for sentence in sentences:
        documents[sentence.reading].add(sentence.document)
    found: dict[Value, set[str]] = defaultdict(set)
    for text, tellers in documents.items():
        for value in values(text):
            found[value] |= tellers
    return found


def _points(
    clashes: Sequence[Clash],
    told_by: Mapping[Value, set[str]],
    sentences: Sequence[Sentence],
) -> list[_Point]:
    """Collect the clashes by the point that they are about, the surest first.

    Points about values grow as clusters do under a constraint: no report tells two values of one
    point. "51.3 or 46.1 percent" is no dispute where one report gives both, to two candidates.
    Where two sentences are the same in all else, only they count as telling their values: a report
    that has "Brandt resigned" for "Lowe resigned" may well name Lowe elsewhere.
    """
    points: list[_Point] = []
    home: dict[Hashable, _Point] = {}
    refused: set[Hashable] = set()
    needed = (clash for clash in clashes if clash.score >= NEEDED[clash.conflict.kind])
    for clash in sorted(needed, key=lambda c: (not c.conflict.tight, -c.score)):
        conflict = clash.conflict
        ends = conflict.values or ((conflict.key, DONE), (conflict.key, PLANNED))
        nodes = tuple((conflict.kind, *end) for end in ends)
        known = list({id(home[node]): home[node] for node in nodes if node in home}.values())
        if nodes in refused:
            continue
        if len(known) != 1 or not all(node in home for node in nodes):
            told = _tellers(clash, told_by, sentences)
            tellers = _united(known, told, nodes)
            if tellers is None:
                refused.add(nodes)
                continue
            if not known:
                known = [_Point(conflict.kind, conflict.key)]
                points += known
            _join(known, points, home)
            known[0].tellers.update(tellers)
            home.update(dict.fromkeys(nodes, known[0]))
        known[0].add(clash)
    return sorted(points, key=lambda point: (point.kind, point.key, min(point.sides)))


def _tellers(
    clash: Clash, told_by: Mapping[Value, set[str]], sentences: Sequence[Sentence]
) -> list[set[str]]:
    """Return for each value of a clash the documents that tell it."""
    if clash.conflict.values and clash.conflict.tight:
        return [{sentences[clash.one].document}, {sentences[clash.other].document}]
    return [told_by.get(end, set()) for end in clash.conflict.values or ()]


def _join(known: Sequence[_Point], points: list[_Point], home: dict[Hashable, _Point]) -> None:
    """Make several points one, the first of them."""
    for other in known[1:]:
        known[0].absorb(other)
        points.remove(other)
        home.update({node: known[0] for node, at in home.items() if at is other})


def _united(
    known: Sequence[_Point], told: Sequence[set[str]], nodes: Sequence[Hashable]
) -> dict[Hashable, set[str]] | None:
    """Return who tells each value of the points and nodes together; None if one tells two."""
    tellers = {node: docs for point in known for node, docs in point.tellers.items()}
    tellers.update(dict(zip(nodes, told, strict=False)))
    seen: set[str] = set()
    for docs in tellers.values():
        if not seen.isdisjoint(docs):
            return None
        seen |= docs
    return tellers


def _key(kind: str, label: str) -> str:
    """Return a label in the form in which two of them are the same."""
    if kind == "modality" and label != PLANNED:
        return DONE  # signed, signing: one deed
    return " ".join(label.replace("-", " ").split())


def _ranked(
    point: _Point,
    sentences: Sequence[Sentence],
    facts: Sequence[Fact],
    places: Mapping[int, int],
    published: Mapping[str, datetime | None],
) -> list[tuple[str, list[int]]]:
    """Return the sides with their sentences, the one to be stated first.

    That is the side that most reports are on; of a count that rises with time, the latest.
    """
    united: dict[str, tuple[str, set[int]]] = {}
    for label, members in point.sides.items():
        united.setdefault(fold(label), (label, set()))[1].update(members)

    def rank(side: tuple[str, set[int]]) -> tuple[int, int, str]:
        reports = {sentences[i].document for i in side[1]}
        return (-len(reports), -max(facts[places[i]].support for i in side[1]), side[0])

    ranked = [(label, sorted(members)) for label, members in sorted(united.values(), key=rank)]
    rising = _rising(point, ranked, sentences, published)
    return rising or ranked


def _rising(
    point: _Point,
    sides: Sequence[tuple[str, list[int]]],
    sentences: Sequence[Sentence],
    published: Mapping[str, datetime | None],
) -> list[tuple[str, list[int]]]:
    """Return the sides of a count that rises with time, the latest first; empty if it does not."""
    if point.kind not in ("number", "count"):
        return []
    dated = []
    for label, members in sides:
        times = [published.get(sentences[i].document) for i in members]
        known = [time for time in times if time]
        figures = quantities(label)
        if not figures or (figures[0].measure and figures[0].unit != "people"):
            return []
        if len(known) < len(times):
            return []
        dated.append((figures[0].value, min(known), max(known), (label, members)))
    dated.sort(key=lambda side: side[0])
    if any(later[1] <= earlier[2] for earlier, later in pairwise(dated)):
        return []
    return [side[3] for side in reversed(dated)]


def _difference(
    point: _Point,
    sides: Sequence[tuple[str, list[int]]],
    sentences: Sequence[Sentence],
    published: Mapping[str, datetime | None],
) -> Difference:
    told = [_side(point, label, [sentences[i] for i in members]) for label, members in sides]
    outdated = None
    if point.kind == "modality":
        told.sort(key=lambda side: side.label == PLANNED)
        outdated = _overtaken(told, published)
    about = " or ".join(side.label for side in told)
    return Difference(about, point.kind, tuple(told), outdated)


def _side(point: _Point, label: str, said: Iterable[Sentence]) -> Side:
    cited = one_of_each(said)
    shortest = min(cited, key=lambda sentence: len(sentence.text))
    if point.kind == "modality" and label != PLANNED:
        label = _deed(point.key, cited)
    return Side(label, shortest.text, tuple(sentence.cited() for sentence in cited))


def _deed(verb: str, cited: Iterable[Sentence]) -> str:
    """Return the word for a deed as a side has it, rather in the past tense than not."""
    tokens = [token for sentence in cited for token in sentence.reading.tokens]
    forms = [token.text for token in tokens if token.stem == verb]
    return next((word for word in forms if word.endswith("ed")), forms[0] if forms else verb)


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
) -> dict[int, Standing]:
    """Return the sentences not to be stated as they stand: overtaken plans, outvoted accounts."""
    if difference.outdated is not None:
        plans = [members for label, members in sides if label == PLANNED]
        return {sentence: "overtaken" for members in plans for sentence in members}
    if kind in ("modality", "emphasis") or score < SAME:
        return {}
    return {sentence: "outvoted" for _, members in sides[1:] for sentence in members}


def emphases(sentences: Sequence[Sentence]) -> Iterator[Clash]:
    """Yield pairs in which a sentence plays down what one of another report stresses.

    Each sentence that has such a counterpart is in a pair, but it is not paired with all of them.
    """
    waiting: dict[str, _Stressing] = defaultdict(_Stressing)
    for j, sentence in enumerate(sentences):
        for key, phrase in _stressed(sentence.reading).items():
            waiting[key].sentences[j] = phrase
            waiting[key].unpaired.add(j)
    for i, sentence in enumerate(sentences):
        match = _PLAYED_DOWN.search(sentence.text)
        if not match:
            continue
        thing = {stem(w.text) for w in words(match["thing"])[:2] if is_content(w.text)}
        phrase = match["phrase"].strip()
        for key in sorted(thing & waiting.keys()):
            for j in waiting[key].partners(i, sentences):
                conflict = Conflict("emphasis", key, phrase, waiting[key].sentences[j])
                yield Clash(i, j, conflict, 0.0)


@dataclass(slots=True)
class _Stressing:
    """The sentences that stress a thing, with the phrase, and those of them not yet in a pair."""

    sentences: dict[int, str] = field(default_factory=dict)
    unpaired: set[int] = field(default_factory=set)

    def partners(self, i: int, told: Sequence[Sentence]) -> list[int]:
        """Return the first sentence of another report, and all others that wait for a pair."""
        own = told[i].document
        first = next((j for j in self.sentences if told[j].document != own), None)
        if first is None:
            return []
        paired = {j for j in self.unpaired if told[j].document != own}
        self.unpaired -= paired
        return sorted(paired | {first})


def _stressed(text: Reading) -> dict[str, str]:
    """Return what a sentence stresses: the stem, and the phrase with the verb."""
    tokens = text.tokens
    found: dict[str, str] = {}
    for i, token in enumerate(tokens):
        if token.stem not in _STRESS:
            continue
        for reached in tokens[i + 1 : i + 1 + REACH]:
            if reached.is_content:
                after = next((t for t in tokens if t.start > reached.end), reached)
                end = after.end if after.is_content else reached.end
                found.setdefault(reached.stem, text.text[token.start : end])
    return found
