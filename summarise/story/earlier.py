"""Today's facts beside the sentences of earlier pages: the same, against them, or of one matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from summarise.language.encoders import Encoder
from summarise.language.reading import Reading, Vocabulary
from summarise.language.similarity import Comparison
from summarise.story.conflicts import values
from summarise.story.facts import ABOUT_THE_SAME, REPELLED, SAME, Relation
from summarise.story.points import Conflict, Value
from summarise.story.recall import Recalled
from summarise.story.righted import righted, taken_back
from summarise.types import MOST_CITED, DifferenceKind, Fact, Reported, Story

MOST_BESIDE: Final = 50
"""Sentences of a page on each side of one that are read for what is told beside it."""


@dataclass(frozen=True, slots=True)
class Match:
    """A fact of today's reports, by its number in its story, and what was reported of it before.

    ``reported`` is a number in ``Memory.reported``; ``same`` says that the page told the fact then,
    and ``echo`` how much the one repeats the other, 0 to 1. ``against`` is what the
    two contradict each other on, where today's reports say nothing of what the page told.
    """

    fact: int
    reported: int
    same: bool = False
    echo: float = 0.0
    against: DifferenceKind | None = None


def earlier(
    stories: Sequence[Story],
    reported: Sequence[Reported],
    encoder: Encoder,
    vocabulary: Vocabulary,
) -> tuple[tuple[Match, ...], ...]:
    """Return for each story what earlier pages told of its facts; see ``Match``.

    Two sentences are the same, or against each other, by what decides between those of one day.
    """
    if not reported:
        return tuple(() for _ in stories)
    archive = _Archive(stories, reported, encoder, vocabulary)
    return tuple(tuple(_matches(story, archive)) for story in stories)


def _wordings(fact: Fact) -> list[Reading]:
    """Return the wordings of a fact that are compared: the best ones."""
    return list(dict.fromkeys(sentence.reading for sentence in fact.sentences))[:MOST_CITED]


class _Archive:
    """What was reported, as texts that can be found and compared with those of today.

    Words find them: to encode all that is remembered, each morning anew, would take as long as the
    page. One that shares too few of them is not ``near``.
    """

    def __init__(
        self,
        stories: Sequence[Story],
        reported: Sequence[Reported],
        encoder: Encoder,
        vocabulary: Vocabulary,
    ) -> None:
        self.reported = reported
        own = [text for story in stories for fact in story.facts for text in _wordings(fact)]
        recalled = Recalled(list(dict.fromkeys(own)), reported, vocabulary)
        self.near, self.homes = recalled.near, recalled.homes
        near = (text for one, others in self.near.items() if others for text in (one, *others))
        texts = list(dict.fromkeys(near))
        self.compare = Comparison(texts, encoder.encode([text.text for text in texts]))
        self._vocabulary = vocabulary

    def beside(self, home: int) -> Iterator[Reading]:
        """Yield what the story of a page told around a sentence, and that sentence."""
        page = self._page(home)
        first = max(0, home - MOST_BESIDE)
        for number, report in enumerate(self.reported[first : home + MOST_BESIDE], start=first):
            if self._page(number) == page:
                yield from texts_of(report, self._vocabulary)

    def _page(self, number: int) -> tuple[str, str]:
        return self.reported[number].run, self.reported[number].story


def texts_of(report: Reported, vocabulary: Vocabulary) -> list[Reading]:
    """Return the readings of what an earlier page told, and of what it cited for it."""
    return [vocabulary.read(text) for text in (report.text, *report.evidence)]


@dataclass(slots=True)
class _Beside:
    """A fact beside an earlier text, or a report: how much it repeats it, and where they clash."""

    same: bool = False
    echo: float = 0.0
    clashes: list[Conflict] = field(default_factory=list)
    correcting: list[Conflict] = field(default_factory=list)

    def add(self, other: _Beside) -> None:
        """Put what is between the fact and another text of the report to it."""
        self.same |= other.same
        self.echo = max(self.echo, other.echo)
        self.clashes += other.clashes
        self.correcting += other.correcting


def _matches(story: Story, archive: _Archive) -> Iterator[Match]:
    found: dict[tuple[int, int], _Beside] = defaultdict(_Beside)
    for number, fact in enumerate(story.facts):
        for text, beside in _compared(fact, archive):
            for home in archive.homes[text]:
                found[number, home].add(beside)
    both = _BothSides(story, archive, found)
    for (number, home), beside in sorted(found.items()):
        against = None if beside.same else both.corrected(number, home, beside.correcting)
        echo = 0.0 if beside.clashes and not beside.same else beside.echo
        yield Match(number, home, beside.same, echo, against)


def _compared(fact: Fact, archive: _Archive) -> Iterator[tuple[Reading, _Beside]]:
    """Yield the earlier texts on a fact's matter, and whether each would be one of its sentences.

    That is so when its mean likeness to them is what makes one fact of two (``average_link``), and
    it contradicts none of them.
    """
    wordings = _wordings(fact)
    likeness: dict[Reading, float] = defaultdict(float)
    found: dict[Reading, _Beside] = defaultdict(_Beside)
    for text in wordings:
        if text in archive.homes:
            found[text].same = True
        for other in archive.near[text]:
            alike = archive.compare(text, other)
            if alike.echo < ABOUT_THE_SAME and alike.both < SAME:
                continue
            verdict = Relation(text, other, archive.compare.cosine(text, other))
            against = [c for c in verdict.conflicts if alike.echo >= ABOUT_THE_SAME]
            ended = taken_back(text, other, alike)
            right = righted(text, other, against, alike)
            apart = verdict.conflicts or ended
            echo = 0.0 if verdict.altered else alike.echo
            beside = _Beside(False, echo, [*against, *ended], right)
            found[other].add(beside)
            likeness[other] += REPELLED if apart else verdict.edge(alike.both)
    for other, beside in found.items():
        beside.same |= likeness[other] >= SAME * len(wordings)
        yield other, beside


class _BothSides:
    """What both sides tell, so that what is told beside a value is no correction of it."""

    def __init__(
        self, story: Story, archive: _Archive, found: Mapping[tuple[int, int], _Beside]
    ) -> None:
        self._story, self._archive = story, archive
        self._again = {home for (_, home), beside in found.items() if beside.same}
        self._old = {number for (number, _), beside in found.items() if beside.same}

    @cached_property
    def _now(self) -> set[Value]:
        return _values(s.reading for fact in self._story.facts for s in fact.sentences)

    def corrected(
        self, number: int, home: int, clashes: Sequence[Conflict]
    ) -> DifferenceKind | None:
        """Return the kind of the clash by which a fact corrects what was reported, if one does."""
        if not clashes or home in self._again or number in self._old:
            return None  # today's reports still tell it so, or the page told it so already
        if self._story.facts[number].support < len(self._archive.reported[home].documents):
            return None  # fewer witnesses put nothing right: that is one more account
        told = _values(self._archive.beside(home))
        for clash in clashes:
            now, then = clash.values or (None, None)
            if now not in told and then not in self._now:
                return clash.kind
        return None


def _values(texts: Iterable[Reading]) -> set[Value]:
    return {value for text in dict.fromkeys(texts) for value in values(text)}
