"""Today's facts beside the sentences of earlier pages: the same, against them, or of one matter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from summarise.group.conflicts import Conflict, values
from summarise.group.corrections import CALLED_OFF, calls_off, correcting
from summarise.group.differences import NEEDED
from summarise.group.facts import ABOUT_THE_SAME, REPELLED, SAME, judged
from summarise.group.points import Value
from summarise.meaning.rarity import common, weights
from summarise.meaning.similarity import LITTLE, Comparison
from summarise.memory import Match, Reported
from summarise.types import ANOTHER, MOST_CITED, DifferenceKind, Fact, Story

if TYPE_CHECKING:
    from summarise.meaning.encoders import Encoder

CLOSEST = 12
"""Earlier sentences that each sentence of today is compared with: those that share most words."""


def earlier(
    stories: Sequence[Story], reported: Sequence[Reported], encoder: Encoder
) -> tuple[tuple[Match, ...], ...]:
    """Return for each story what earlier pages told of its facts; see ``Match``.

    Two sentences are the same, or against each other, by what decides between those of one day.
    """
    if not reported:
        return tuple(() for _ in stories)
    archive = _Archive(stories, reported, encoder)
    return tuple(tuple(_matches(story, archive)) for story in stories)


def told(fact: Fact) -> list[str]:
    """Return the wordings of a fact that are compared: the best ones."""
    return list(dict.fromkeys(sentence.text for sentence in fact.sentences))[:MOST_CITED]


class _Archive:
    """What was reported, as texts that can be found and compared with those of today.

    Words find them: to encode all that is remembered, each morning anew, would take as long as the
    page. One that shares too few of them is not ``near``.
    """

    def __init__(
        self, stories: Sequence[Story], reported: Sequence[Reported], encoder: Encoder
    ) -> None:
        self.reported = reported
        self.homes: dict[str, set[int]] = defaultdict(set)
        for number, one in enumerate(reported):
            for text in (one.text, *one.evidence):
                self.homes[text].add(number)
        own = [text for story in stories for fact in story.facts for text in told(fact)]
        self.near = _near(list(dict.fromkeys(own)), list(self.homes))
        near = (text for one, others in self.near.items() if others for text in (one, *others))
        texts = list(dict.fromkeys(near))
        self.compare = Comparison(texts, encoder.encode(texts))


def _near(own: Sequence[str], earlier: Sequence[str]) -> dict[str, list[str]]:
    """Return for each text of today the earlier ones that share most words with it."""
    posts: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(earlier):
        for stem in weights(text):
            posts[stem].append(place)
    found: dict[str, list[str]] = {}
    for text in own:
        places = Counter(place for stem in weights(text) for place in posts.get(stem, ()))
        shared = {place: common(text, earlier[place]) for place in places}
        near = sorted(
            (place for place in places if shared[place] >= LITTLE),
            key=lambda place: (-shared[place], place),
        )
        found[text] = [earlier[place] for place in near[:CLOSEST]]
    return found


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
    known = _Known(story, archive, found)
    for (number, home), beside in sorted(found.items()):
        against = None if beside.same else known.corrected(number, home, beside.correcting)
        echo = ANOTHER if beside.clashes and not beside.same else beside.echo
        yield Match(number, home, beside.same, echo, against)


def _compared(fact: Fact, archive: _Archive) -> Iterator[tuple[str, _Beside]]:
    """Yield the earlier texts on a fact's matter, and whether each would be one of its sentences.

    That is so when its mean likeness to them is what makes one fact of two (``average_link``), and
    it contradicts none of them.
    """
    wordings = told(fact)
    likeness: dict[str, float] = defaultdict(float)
    found: dict[str, _Beside] = defaultdict(_Beside)
    for text in wordings:
        if text in archive.homes:
            found[text].same = True
        for other in archive.near[text]:
            alike = archive.compare(text, other)
            if alike.echo < ABOUT_THE_SAME and alike.both < SAME:
                continue
            verdict = judged(text, other, archive.compare.cosine(text, other))
            against = [c for c in verdict.conflicts if alike.echo >= NEEDED[c.kind]]
            ended = [CALLED_OFF] if calls_off(text, other, alike) else []
            right = [*correcting(against, text, other), *ended]
            apart = verdict.conflicts or ended
            beside = _Beside(False, verdict.kinship(alike), [*against, *ended], right)
            found[other].add(beside)
            likeness[other] += REPELLED if apart else verdict.edge(alike.both)
    for other, beside in found.items():
        beside.same |= likeness[other] >= SAME * len(wordings)
        yield other, beside


class _Known:
    """What both sides tell, so that what is told beside a value is no correction of it."""

    def __init__(
        self, story: Story, archive: _Archive, found: Mapping[tuple[int, int], _Beside]
    ) -> None:
        self._again = {home for (_, home), beside in found.items() if beside.same}
        self._old = {number for (number, _), beside in found.items() if beside.same}
        self._now = _told_values(s.text for fact in story.facts for s in fact.sentences)
        pages = {_page(archive.reported[home]) for _, home in found}
        of_pages = [one for one in archive.reported if _page(one) in pages]
        self._then = _told_values(text for one in of_pages for text in (one.text, *one.evidence))

    def corrected(
        self, number: int, home: int, clashes: Sequence[Conflict]
    ) -> DifferenceKind | None:
        """Return the kind of the clash by which a fact corrects what was reported, if one does."""
        if home in self._again or number in self._old:
            return None  # today's reports still tell it so, or the page told it so already
        for clash in clashes:
            now, then = clash.values or (None, None)
            if now not in self._then and then not in self._now:
                return clash.kind
        return None


def _told_values(texts: Iterable[str]) -> set[Value]:
    return {value for text in dict.fromkeys(texts) for value in values(text)}


def _page(one: Reported) -> tuple[str, str]:
    """Return what names a story of a page."""
    return one.run, one.story
