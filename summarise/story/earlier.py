"""Today's facts beside the sentences of earlier pages: the same, against them, or of one matter.

Most contradictions with an earlier page put nothing right: next week's figure is another one, the
next raid is on another day. A false correction is worse than one that is missed and told as news,
so little is let through.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from summarise.language.counted import role_of
from summarise.language.encoders import Encoder
from summarise.language.reading import Reading, Vocabulary
from summarise.language.roles import denied
from summarise.language.similarity import LITTLE, Comparison, Likeness, common
from summarise.story.conflicts import values
from summarise.story.facts import ABOUT_THE_SAME, REPELLED, SAME, judged
from summarise.story.points import Conflict, Value, foreign_names
from summarise.types import MOST_CITED, DifferenceKind, Fact, Reported, Story

CLOSEST = 12
"""Earlier sentences that each sentence of today is compared with: those that share most words."""
MOST_OF_IT: Final = 0.60
"""Share of the words of a denial, by rarity, that what it denies has as well."""
_TAKES_BACK: Final = re.compile(
    r"\b(?:earlier version|correct(?:s|ed|ion)|retract\w*|t(?:ook|akes?|aken) back|wrongly"
    r"|mistakenly|in error|erroneous\w*"
    r"|not [^,.;]{1,40} as (?:\w+ )?(?:reported|stated|said|told|announced))\b",
    re.I,
)
_CONDITION: Final = re.compile(r"\b(?:if|unless|whether|until|could|may|might)\b", re.I)
_SAYING: Final = frozenset("say tell comment answer confirm know".split())
CALLED_OFF: Final = Conflict("modality", "plan", "", "", alone=True)
"""What stands for the end of a plan that an earlier page told."""
SHARED_WITH_PLAN: Final = 2
"""Words of the plan that its end has to name: with one, it is another plan of the same people."""
_ENDS: Final = frozenset(
    {"cancel", "cancell", "postpon", "scrap", "retract", "revok", "shelv", "withdrawn"}
)
"""Stems of verbs by which a plan ends."""


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
        self.homes: dict[Reading, set[int]] = defaultdict(set)
        for number, report in enumerate(reported):
            for text in texts_of(report, vocabulary):
                self.homes[text].add(number)
        own = [text for story in stories for fact in story.facts for text in _wordings(fact)]
        self.near = _near(list(dict.fromkeys(own)), list(self.homes))
        near = (text for one, others in self.near.items() if others for text in (one, *others))
        texts = list(dict.fromkeys(near))
        self.compare = Comparison(texts, encoder.encode([text.text for text in texts]))


def texts_of(report: Reported, vocabulary: Vocabulary) -> list[Reading]:
    """Return the readings of what an earlier page told, and of what it cited for it."""
    return [vocabulary.read(text) for text in (report.text, *report.evidence)]


def _near(own: Sequence[Reading], earlier: Sequence[Reading]) -> dict[Reading, list[Reading]]:
    """Return for each text of today the earlier ones that share most words with it."""
    posts: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(earlier):
        for stem in text.weights:
            posts[stem].append(place)
    found: dict[Reading, list[Reading]] = {}
    for text in own:
        places = Counter(place for stem in text.weights for place in posts.get(stem, ()))
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
            verdict = judged(text, other, archive.compare.cosine(text, other))
            against = [c for c in verdict.conflicts if alike.echo >= ABOUT_THE_SAME]
            ended = [CALLED_OFF] if calls_off(text, other, alike) else []
            ended += filter(None, [retraction(text, other)])
            right = [*correcting(against), *ended]
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
        self._again = {home for (_, home), beside in found.items() if beside.same}
        self._old = {number for (number, _), beside in found.items() if beside.same}
        self._now = _values(s.reading for fact in story.facts for s in fact.sentences)
        stories = [(report.run, report.story) for report in archive.reported]
        of_story = {stories[home] for _, home in found}
        of_pages = {number for number, page in enumerate(stories) if page in of_story}
        self._then = _values(text for text, homes in archive.homes.items() if homes & of_pages)

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


def _values(texts: Iterable[Reading]) -> set[Value]:
    return {value for text in dict.fromkeys(texts) for value in values(text)}


def correcting(clashes: Sequence[Conflict]) -> list[Conflict]:
    """Return the clashes of two sentences by which the one puts the other, earlier one right.

    They are one but for a figure. That of people is no error: it moves with time.
    """
    return [c for c in clashes if c.kind == "number" and c.alone and not role_of(c.key)]


def retraction(now: Reading, was: Reading) -> Conflict | None:
    """Return that a sentence takes back, or denies, what an earlier one told; None if it does not.

    It names the figure that it takes back, or what was done, in much the same words.
    """
    if foreign_names(now, was) and foreign_names(was, now):
        return None
    known = sum(now.weights[stem] for stem in now.weights.keys() & was.weights.keys())
    in_its_words = known >= MOST_OF_IT * sum(now.weights.values())
    if takes_back(now) and not takes_back(was):
        if {figure.value for figure in was.quantities} & now.values:
            return Conflict("number", "retraction", "", "", alone=True)
        return Conflict("negation", "retraction", "", "", alone=True) if in_its_words else None
    if now.values != was.values or _CONDITION.search(now.text):
        return None
    deeds = {t.stem for t in was.tokens if t.is_past} - was.polarity.denied
    gone = (denied(now, was) | deeds & now.polarity.denied) - _SAYING
    if gone and in_its_words:
        return Conflict("negation", min(gone), "", "", alone=True)
    return None


def takes_back(text: Reading) -> bool:
    """Whether a sentence says that something told before was wrong."""
    return bool(_TAKES_BACK.search(text.text))


def calls_off(now: Reading, was: Reading, alike: Likeness) -> bool:
    """Whether a sentence tells the end of a plan that an earlier one told."""
    ends = (_ENDS & set(now.stems)) - set(was.stems)
    if not ends or not was.polarity.intended or alike.echo < ABOUT_THE_SAME:
        return False
    return len(was.polarity.planned & set(now.stems)) >= SHARED_WITH_PLAN
