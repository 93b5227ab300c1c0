"""What the reader has had already, told apart from what is new.

What was reported before leaves the page and is recorded; a story that goes on keeps what is new of
it, with one sentence of background; and what contradicts an earlier page is set apart, to be told
first. Nothing of an earlier page is ever cited, counted or listed: today's stories are as they were
made of today's reports, less what is old.

A fact was had where one earlier sentence told all that it tells. Stories of one subject share their
words for weeks, so that all pages together tell nearly any sentence of the next one, and most
sentences of it echo one of theirs: the news is in what is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from typing import Final

from summarise.language.openings import dangling
from summarise.language.reading import Reading, Vocabulary
from summarise.language.words import KIN
from summarise.story.earlier import Match, texts_of
from summarise.story.righted import takes_back
from summarise.types import (
    Background,
    Briefing,
    Citation,
    Difference,
    DifferenceKind,
    Draft,
    Fact,
    LeftOff,
    Reported,
    Sentence,
    Side,
    Statement,
    Story,
    one_of_each,
)

ABOUT_THE_STORY = 0.65
"""Likeness from which what was told is of the matter that a story is about."""
GOES_ON: Final = 2
"""Facts of a story that are of the matter of an earlier one, from which on it is that one going on.
On forty real days, of 28 that went on by one fact 19 were of something else; of 21 by more, two.
What the page told in the same words, or told wrong, is enough by itself."""
MOST_NEW: Final = 0.50
"""Share of words, by rarity, that a fact may have beyond the one that is the same: other outlets
tell it in other words. At .60 the next step of an event passes for the one before."""
MOST_CORRECTIONS: Final = 6
"""Corrections on a page: with what they correct they take a third of it."""
CLEAR, LITTLE_NEW = 0.85, 0.20
"""Echo, and share of new words, from which a fact is a part of what was told."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What an earlier page told, and the draft of what the reports say now.

    ``fact`` is the number of the fact in its story. The rest is as in ``Correction``.
    """

    fact: int
    kind: DifferenceKind
    was: str
    day: date
    page: str
    now: Draft


@dataclass(frozen=True, slots=True)
class News:
    """What is new: the stories with their background, corrections, and what was reported before.

    ``backgrounds`` stand beside ``stories``, None for a story that the reader meets first.
    """

    stories: tuple[Story, ...]
    backgrounds: tuple[Background | None, ...]
    corrections: tuple[Contradiction, ...]
    left_off: tuple[LeftOff, ...]


def news(
    stories: Sequence[Story],
    matches: Sequence[Sequence[Match]],
    reported: Sequence[Reported],
    zone: tzinfo | None,
    vocabulary: Vocabulary,
) -> News:
    """Part what is new in the stories from what was reported before.

    ``matches`` stand beside ``stories``. Days are those of ``zone``. A story of which all was
    reported is gone, and one that is there has facts, or differences, that are new.
    """
    kept: list[Story] = []
    backgrounds: list[Background | None] = []
    found: list[Contradiction] = []
    left_off: list[LeftOff] = []
    firsts = {(report.run, report.story): report for report in reversed(reported)}
    pairs = list(zip(stories, matches, strict=True))
    every_old = [repeats(story, near, reported, vocabulary) for story, near in pairs]
    right = [
        corrections(story, near, old, reported, zone)
        for (story, near), old in zip(pairs, every_old, strict=True)
    ]
    for (story, of_story), old, corrected in zip(pairs, every_old, _best(right), strict=True):
        told = {correction.fact for correction in corrected}
        off = {
            n: story.facts[n].left_off(_reason(reported[home], zone))
            for n, home in old.items()
            if n not in told
        }
        disputes = _disputes(story, old, reported, zone)
        found += corrected
        left_off += [*off.values(), *disputes.values()]
        left = _without(story, {*off, *told}, disputes)
        if left.facts or left.differences:
            kept.append(left)
            enough = min(GOES_ON, len(story.facts))
            backgrounds.append(_background(of_story, enough, reported, firsts, zone))
    return News(tuple(kept), tuple(backgrounds), tuple(found), tuple(left_off))


def _without(story: Story, facts: Collection[int], differences: Collection[int]) -> Story:
    """Return a story without some of its facts and differences, by their numbers."""
    return replace(
        story,
        facts=tuple(fact for n, fact in enumerate(story.facts) if n not in facts),
        differences=tuple(d for n, d in enumerate(story.differences) if n not in differences),
    )


def _disputes(
    story: Story, old: Mapping[int, int], reported: Sequence[Reported], zone: tzinfo | None
) -> dict[int, LeftOff]:
    """Return the differences, by number, of which all sides were reported before."""
    homes = {
        (s.document, s.start): home for n, home in old.items() for s in story.facts[n].sentences
    }
    return {
        n: difference.left_off(_reason(reported[home], zone))
        for n, difference in enumerate(story.differences)
        if (home := _home(difference, homes)) is not None
    }


def _home(difference: Difference, homes: Mapping[tuple[str, int], int]) -> int | None:
    """Return the latest report of a difference that was reported on all its sides, or None."""
    found = [
        homes.get((citation.document, citation.start))
        for side in difference.sides
        for citation in side.citations
    ]
    known = [home for home in found if home is not None]
    return max(known) if known and len(known) == len(found) else None


def _reason(report: Reported, zone: tzinfo | None) -> str:
    return f"reported before, on {report.at.astimezone(zone).date().isoformat()}"


def _best(found: Sequence[Sequence[Contradiction]]) -> list[list[Contradiction]]:
    """Return those corrections of each story that have room: the others are told as news."""
    ranked = [
        (-one.now.facts[0].support, n, i) for n, of in enumerate(found) for i, one in enumerate(of)
    ]
    best = {(n, i) for _, n, i in sorted(ranked)[:MOST_CORRECTIONS]}
    return [[one for i, one in enumerate(of) if (n, i) in best] for n, of in enumerate(found)]


def _background(
    matches: Sequence[Match],
    enough: int,
    reported: Sequence[Reported],
    firsts: Mapping[tuple[str, str], Reported],
    zone: tzinfo | None,
) -> Background | None:
    """Return the first sentence that an earlier page had on the story, if one had any.

    ``enough`` facts have to be of its matter. ``firsts`` are those of each story of each page, by
    its run and its headline. It is of the page that told most of it, the latest of those.
    """
    near = [m for m in matches if m.same or m.against or m.echo >= ABOUT_THE_STORY]
    homes = [(reported[m.reported].run, reported[m.reported].story) for m in near]
    facts = Counter(
        page for page, _ in {(home, m.fact) for home, m in zip(homes, near, strict=True)}
    )
    sure = {home for home, m in zip(homes, near, strict=True) if m.same or m.against}
    pages = Counter(home for home in homes if home in sure or facts[home] >= enough)
    if not pages:
        return None
    page = max(pages, key=lambda page: (pages[page], firsts[page].at))
    first = firsts[page]
    return Background(first.text, first.at.astimezone(zone).date(), first.run)


def corrections(
    story: Story,
    matches: Sequence[Match],
    old: Collection[int],
    reported: Sequence[Reported],
    zone: tzinfo | None,
) -> list[Contradiction]:
    """Return what a story's facts correct: each fact the latest report, and no report twice.

    The fact that most origins state comes first. One that can't stand alone corrects nothing.
    """
    found: list[Contradiction] = []
    facts: set[int] = set(old)
    homes: set[tuple[str, str]] = set()
    order = sorted(matches, key=lambda m: (-story.facts[m.fact].support, m.fact, -m.reported))
    for match in order:
        report = reported[match.reported]
        draft = _draft(story.facts[match.fact], story)
        said = (report.run, report.text)
        if not match.against or not draft or match.fact in facts or said in homes:
            continue
        facts.add(match.fact)
        homes.add(said)
        day = report.at.astimezone(zone).date()
        now = Contradiction(match.fact, match.against, report.text, day, report.run, draft)
        found.append(now)
    return found


def _draft(fact: Fact, story: Story) -> Draft | None:
    """Return the quotation that states a fact, in a sentence that stands alone; or None.

    Where it says what was wrong, the sentence behind it that leans on it says what is right.
    """
    alone = next((s for s in fact.sentences if not dangling(s.text)), None)
    if alone is None:
        return None
    cited = one_of_each((alone, *fact.sentences))
    behind = _behind(alone, story) if takes_back(alone.reading) else None
    if behind:
        one, other = alone.text.rstrip("."), behind.text
        text = f"{one}; {other[0].lower()}{other[1:]}"  # a statement is one sentence
        return Draft(text, (fact,), (*cited, behind), "source")
    return Draft(alone.text, (fact,), cited, "source")


def _behind(sentence: Sentence, story: Story) -> Sentence | None:
    """Return the next sentence of a report if it leans on this one."""
    others = (s for fact in story.facts for s in fact.sentences if s.document == sentence.document)
    after = min((s for s in others if s.start >= sentence.end), key=lambda s: s.start, default=None)
    return after if after and dangling(after.text) else None


def repeats(
    story: Story,
    matches: Sequence[Match],
    reported: Sequence[Reported],
    vocabulary: Vocabulary,
) -> dict[int, int]:
    """Return the facts that were reported before, each with the number of the latest report.

    A report that was cited before is no news either, whatever was left off of it.
    """
    found: dict[int, int] = {}
    for match in matches:
        report, now = reported[match.reported], story.facts[match.fact].best.reading
        if any(_repeats(match, now, then) for then in texts_of(report, vocabulary)):
            found[match.fact] = max(match.reported, found.get(match.fact, 0))
    cited = {document: m.reported for m in matches for document in reported[m.reported].documents}
    for number, fact in enumerate(story.facts):
        if all(sentence.document in cited for sentence in fact.sentences):
            found.setdefault(number, cited[fact.best.document])
    return dict(sorted(found.items()))


def _repeats(match: Match, now: Reading, then: Reading) -> bool:
    """Whether an earlier sentence told what a fact of today does, and nothing happened since."""
    if not now.values <= then.values:
        return False
    if now.weekdays and then.weekdays and now.weekdays != then.weekdays:
        return False
    if takes_back(now) and not takes_back(then):
        return False
    if now.frame != then.frame:
        return False
    if now.polarity.denied != then.polarity.denied:
        return False  # the one denies what the other tells
    if then.polarity.intended and not now.polarity.intended:
        return False  # what was only planned then is told as done
    new = _new(now, then)
    return (match.same and new <= MOST_NEW) or (match.echo >= CLEAR and new <= LITTLE_NEW)


def _new(now: Reading, then: Reading) -> float:
    """Return the share of a text's words, by rarity, that another one does not have."""
    own = {stem: weight for stem, weight in now.weights.items() if not stem[0].isdigit()}
    roots = {stem[:KIN] for stem in then.stems}
    new = sum(weight for stem, weight in own.items() if stem[:KIN] not in roots)
    return new / (sum(own.values()) or 1.0)


def reported(briefing: Briefing) -> tuple[Reported, ...]:
    """Return what a page has told, in its order: corrections, statements, sides of differences."""
    now = [correction.now for correction in briefing.corrections]
    told: list[tuple[str, Statement | Side]] = [(said.text, said) for said in now]
    for story in briefing.stories:  # a correction stands beside the stories, and opens none
        sides = (side for difference in story.differences for side in difference.sides)
        told += [(story.headline, statement) for statement in story.statements]
        told += [(story.headline, side) for side in sides]
    return tuple(_as_reported(briefing, story, said.text, said.citations) for story, said in told)


def _as_reported(briefing: Briefing, story: str, text: str, cited: Sequence[Citation]) -> Reported:
    evidence = tuple(dict.fromkeys(citation.text for citation in cited))
    documents = tuple(dict.fromkeys(citation.document for citation in cited))
    return Reported(text, briefing.run, briefing.date, story, evidence, documents)
