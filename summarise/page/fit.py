"""Which statements the page holds.

The page is typeset and its pages counted. Whole statements and differences are left off, least
valuable first, until it fits; a sentence is never cut. What takes as known what is not on the page
leaves first, where others wait for its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from summarise.page.references import Settled
from summarise.types import (
    Briefing,
    Citation,
    LeftOff,
    Record,
    Section,
    Source,
    Statement,
)

T = TypeVar("T")
Count = Callable[[Briefing], int]
Place = tuple[float, int, int, bool]
"""Value of an item, the number of its section, its number there, and whether it is a statement."""

MOST_TYPESET = 80
"""Items that a page could hold if each took less than a line: more need not be typeset."""
USUAL = 24
"""Statements on a page of usual sentences with a dozen sources: from there the room is measured."""
TRIED = 6
"""Items that are tried in the space that is left at the foot of the page."""
FULL = "the page is full"
UNCLEAR = "it points at what the page does not tell"
ENOUGH = "its story has enough without it"
MANY = 16
"""Statements from which a page, or a story, is no poorer without one that is unclear."""
ROUNDS = 4
"""Times that what is unclear leaves for others, which may be unclear in their turn."""
SPARE = 2
"""Statements that are ready for each place that a story is given: some are short, and stories with
fewer leave theirs to others."""
_DAY = datetime(2026, 9, 30, 12, 0, tzinfo=UTC)
FILLER = (
    "Rescuers brought two hundred people out of the flooded town by boat on Tuesday, and the "
    "council closed its schools until the end of the week."
)
HEADING = "River floods the old town of Brenn"
PER_STORY = 2
"""A sentence, a headline, and the statements of a story as pages mostly have them; the first
statement of a story cites two reports, the other one."""


def capacity(sources: Sequence[Source], pages: int, count: Count) -> tuple[int, int]:
    """Return the words and the stories that a page has room for, beside the sources it will need.

    A page of usual sentences is typeset, with the sources that they would cite, and counted.
    """

    def filled(number: int) -> Briefing:
        cited = iter([*sources] * (2 * number))
        statements = [
            Statement(
                f"{FILLER[:-1]} ({place}).",
                tuple(
                    Citation(next(cited).id, 0, 0, FILLER)
                    for _ in range(1 if place % PER_STORY else 2)
                ),
                1,
                "model",
            )
            for place in range(number)
        ]
        stories = tuple(
            Section(HEADING, tuple(statements[first : first + PER_STORY]))
            for first in range(0, number, PER_STORY)
        )
        lede = statements[0].text if statements else ""
        return Briefing(HEADING, lede, _DAY, stories, tuple(sources), Record())

    most = range(MOST_TYPESET * pages)
    number = most_that_fit(most, lambda some: count(filled(len(some))) <= pages, USUAL * pages)
    headings = -(-number // PER_STORY)
    return number * len(FILLER.split()) + headings * len(HEADING.split()), headings


def overrun(
    sections: Sequence[Section], sources: Sequence[Source], pages: int, count: Count
) -> tuple[int, int]:
    """Return the words of stories, and how many of them have room, counted from the top."""
    first = sections[0] if sections else Section("", ())
    lede = first.statements[0].text if first.statements else ""
    whole = Briefing(first.headline, lede, _DAY, tuple(sections), tuple(sources), Record())
    return _words(whole), _words(fit(whole, pages, count))


def _words(briefing: Briefing) -> int:
    texts: list[str] = []
    for section in briefing.stories:
        texts += [section.headline, *(statement.text for statement in section.statements)]
        for one in section.differences:
            texts += [one.about, *(side.label for side in one.sides)]
    return sum(len(text.split()) for text in texts)


def fit(
    briefing: Briefing, pages: int, count: Count, settle: Callable[[Briefing], Settled] = Settled
) -> Briefing:
    """Return the briefing cut to the number of pages; ``count`` typesets and counts.

    What is left off is recorded. The lede and the corrections stay, even if they alone are longer
    than the page. ``settle`` puts what is left in an order in which it can be read.
    """
    places = _in_order(briefing)
    reasons = dict.fromkeys(places, FULL)
    for _ in range(ROUNDS):
        kept = _most(briefing, places, pages, count, settle)
        page = settle(_cut(briefing, kept, reasons))
        pointing = [p for p in places[1:] if p[3] and _statement(briefing, p) in page.unclear]
        if not pointing or not _others_wait(kept, places):
            break
        left = _without(pointing, places, kept)
        reasons |= {place: ENOUGH for place in places if place not in left}
        reasons |= dict.fromkeys(pointing, UNCLEAR)
        places = left
    cut = _truthful(settle(_cut(briefing, kept, reasons)).briefing)
    return replace(cut, record=replace(cut.record, pages=count(cut)))


def _most(
    briefing: Briefing,
    places: Sequence[Place],
    pages: int,
    count: Count,
    settle: Callable[[Briefing], Settled],
) -> list[Place]:
    """Return the most valuable places that fit together."""
    most = min(len(places), MOST_TYPESET * pages)

    def fits(kept: Sequence[Place]) -> bool:
        return count(settle(_cut(briefing, kept, {})).briefing) <= pages

    number = most_that_fit(places[:most], fits, USUAL * pages)
    kept = [*places[:number]]
    # The next one is too long for the space that is left; a shorter one behind it may not be.
    for place in places[number + 1 : number + 1 + TRIED]:
        if number < most and fits([*kept, place]):
            kept = [*kept, place]
    return kept


def _others_wait(kept: Sequence[Place], places: Sequence[Place]) -> bool:
    """Whether a page without what is unclear still has enough to tell."""
    return len(kept) < len(places) or len(kept) > MANY


def _without(
    pointing: Sequence[Place], places: Sequence[Place], kept: Sequence[Place]
) -> list[Place]:
    """Return the places without what is unclear, and those that may come in for it.

    A story that has enough to tell is better for no more.
    """
    told = Counter(place[1] for place in kept if place[3])
    here = set(kept) - set(pointing)
    return [p for p in places if p in here or (p not in pointing and told[p[1]] <= MANY)]


def _statement(briefing: Briefing, place: Place) -> Statement:
    return briefing.stories[place[1]].statements[place[2]]


def _in_order(briefing: Briefing) -> list[Place]:
    """Return the places, most valuable first; the lede comes first whatever it is worth."""
    places = sorted(_places(briefing), key=lambda place: (-place[0], place[1:3], not place[3]))
    is_lede = (place for place in places if _is_lede(briefing, place))
    lede = next(is_lede, None) or next((place for place in places if place[3]), None)
    return places if lede is None else [lede, *(place for place in places if place != lede)]


def _is_lede(briefing: Briefing, place: Place) -> bool:
    _, number, item, is_statement = place
    return is_statement and briefing.stories[number].statements[item].text == briefing.lede


def _places(briefing: Briefing) -> list[Place]:
    places: list[Place] = []
    for number, section in enumerate(briefing.stories):
        places += [(s.value, number, i, True) for i, s in enumerate(section.statements)]
        places += [(d.value, number, i, False) for i, d in enumerate(section.differences)]
    return places


def most_that_fit(
    items: Sequence[T], fits: Callable[[Sequence[T]], bool], likely: int | None = None
) -> int:
    """Return how many of the first items fit together, by bisection; one at least, if any is there.

    One more hardly ever makes them fit again. All are tried first, or those that are ``likely`` to
    fit, and then their neighbourhood: to lay out a page that is full takes less than one too long.
    """
    low, high = min(1, len(items)), len(items) + 1
    tried, step = min(likely or len(items), len(items)), 1 if likely else len(items)
    while high - low > 1:
        if fits(items[:tried]):
            low, near, open_ended = tried, tried + step, high > len(items)
        else:
            high, near, open_ended = tried, tried - step, low <= 1
        step *= 2
        tried = near if open_ended and low < near < high else (low + high) // 2
    return low


def _cut(briefing: Briefing, kept: Sequence[Place], reasons: Mapping[Place, str]) -> Briefing:
    """Return the briefing with what is kept of its places; others are recorded with the reason."""
    on_page = {place[1:] for place in kept}
    sections = [
        _section(section, number, on_page) for number, section in enumerate(briefing.stories)
    ]
    left_off = [
        _left_off(briefing, place, reason)
        for place, reason in reasons.items()
        if place[1:] not in on_page
    ]
    record = replace(briefing.record, left_off=(*briefing.record.left_off, *left_off))
    stories = tuple(s for s in sections if s.statements or s.differences)
    return replace(briefing, stories=stories, record=record)


def _truthful(briefing: Briefing) -> Briefing:
    """Say of what is said elsewhere on the page where, and of what is not that there was no room.

    It comes behind what says the same; where that has no place, neither has it.
    """
    told = {
        citation: statement.text
        for story in briefing.stories
        for statement in story.statements
        for citation in statement.citations
    }
    found = [
        replace(
            off, reason=f"{off.reason} beside: {told[off.beside]}" if off.beside in told else FULL
        )
        if off.beside
        else off
        for off in briefing.record.left_off
    ]
    return replace(briefing, record=replace(briefing.record, left_off=tuple(found)))


def _section(section: Section, number: int, on_page: set[tuple[int, int, bool]]) -> Section:
    statements = (s for i, s in enumerate(section.statements) if (number, i, True) in on_page)
    differences = (d for i, d in enumerate(section.differences) if (number, i, False) in on_page)
    return replace(section, statements=tuple(statements), differences=tuple(differences))


def _left_off(briefing: Briefing, place: Place, reason: str) -> LeftOff:
    _, number, item, is_statement = place
    section = briefing.stories[number]
    if not is_statement:
        return section.differences[item].left_off(reason)
    statement = section.statements[item]
    return LeftOff(statement.text, reason, statement.citations)
