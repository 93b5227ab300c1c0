"""recall: what the reader has had already, told apart from what is new.

What was reported before leaves the page and is recorded; a story that goes on keeps what is new of
it, with one sentence of background; and what contradicts an earlier page is set apart, to be told
first. Nothing of an earlier page is ever cited, counted or listed: today's stories are as they were
made of today's reports, less what is old.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from summarise.memory import Match, Reported
from summarise.recall.corrections import Contradiction, corrections
from summarise.recall.repeats import repeats
from summarise.recall.reported import reported
from summarise.types import Background, Difference, Fact, LeftOff, Story

__all__ = ["Contradiction", "Recalled", "recall", "reported"]


LOUD = 0.65
"""Likeness from which what was told is of the matter that a story is about."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is new: the stories with their background, corrections, and what was reported before.

    ``backgrounds`` stand beside ``stories``, None for a story that the reader meets first.
    """

    stories: tuple[Story, ...]
    backgrounds: tuple[Background | None, ...]
    corrections: tuple[Contradiction, ...]
    left_off: tuple[LeftOff, ...]


def recall(
    stories: Sequence[Story],
    matches: Sequence[Sequence[Match]],
    needless: Sequence[Mapping[int, LeftOff]],
    reported: Sequence[Reported],
    zone: tzinfo | None,
) -> Recalled:
    """Part what is new in the stories from what was reported before.

    ``matches`` stand beside ``stories``, and so do the facts that are ``needless`` beside others of
    today: that those are withheld makes them no news. Days are those of ``zone``. A story of which
    all was reported is gone, and one that is there has facts, or differences, that are new.
    """
    kept: list[Story] = []
    backgrounds: list[Background | None] = []
    found: list[Contradiction] = []
    left_off: list[LeftOff] = []
    for story, of_story, passed in zip(stories, matches, needless, strict=True):
        old = repeats(story, of_story, reported)
        corrected = corrections(story, of_story, old, reported, zone)
        told = {one.fact for one in corrected}
        off = {n: _fact_off(story.facts[n], reported[home], zone) for n, home in old.items()}
        off = {n: why for n, why in {**passed, **off}.items() if n not in told}
        disputes = _disputes(story, old, reported, zone)
        found += corrected
        left_off += [*off.values(), *disputes.values()]
        left = _without(story, {*off, *told}, disputes)
        if left.facts or left.differences:
            kept.append(left)
            backgrounds.append(_background(of_story, reported, zone))
    return Recalled(tuple(kept), tuple(backgrounds), tuple(found), tuple(left_off))


def _without(story: Story, facts: Collection[int], differences: Collection[int]) -> Story:
    """Return a story without some of its facts and differences, by their numbers."""
    stay = [n for n in range(len(story.facts)) if n not in facts]
    places = {n: place for place, n in enumerate(stay)}
    return replace(
        story,
        facts=tuple(story.facts[n] for n in stay),
        differences=tuple(d for n, d in enumerate(story.differences) if n not in differences),
        echoes={
            (places[i], places[j]): echo
            for (i, j), echo in story.echoes.items()
            if i in places and j in places
        },
    )


def _disputes(
    story: Story, old: Mapping[int, int], reported: Sequence[Reported], zone: tzinfo | None
) -> dict[int, LeftOff]:
    """Return the differences, by number, of which all sides were reported before."""
    homes = {
        (s.document, s.start): home for n, home in old.items() for s in story.facts[n].sentences
    }
    found = {n: _home(one, homes) for n, one in enumerate(story.differences)}
    return {
        n: _difference_off(story.differences[n], reported[home], zone)
        for n, home in found.items()
        if home is not None
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


def _fact_off(fact: Fact, one: Reported, zone: tzinfo | None) -> LeftOff:
    citations = tuple(sentence.cited() for sentence in fact.sentences)
    return LeftOff(fact.best.text, _reason(one, zone), citations)


def _difference_off(difference: Difference, one: Reported, zone: tzinfo | None) -> LeftOff:
    citations = tuple(citation for side in difference.sides for citation in side.citations)
    text = "; ".join(f"{side.label}: {side.text}" for side in difference.sides)
    return LeftOff(text, _reason(one, zone), citations)


def _reason(one: Reported, zone: tzinfo | None) -> str:
    return f"reported before, on {one.at.astimezone(zone).date().isoformat()}"


def _background(
    matches: Sequence[Match], reported: Sequence[Reported], zone: tzinfo | None
) -> Background | None:
    """Return the first sentence that an earlier page had on the story, if one had any.

    It is the page that told most of it, the latest of those.
    """
    told = [reported[m.reported] for m in matches if m.same or m.against or m.echo >= LOUD]
    pages = Counter((one.run, one.story) for one in told)
    if not pages:
        return None
    firsts: dict[tuple[str, str], Reported] = {}
    for one in reported:
        firsts.setdefault((one.run, one.story), one)
    page = max(pages, key=lambda page: (pages[page], firsts[page].at))
    first = firsts[page]
    return Background(first.text, first.at.astimezone(zone).date(), first.run)
