"""The page as it is printed: values that every printed format shares.

All strings are clean (one line, no controls), none is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from summarise.render.listing import PrintedSource
from summarise.render.words import Words

REPLACED = "†"


@dataclass(frozen=True, slots=True)
class Mark:
    """A citation as it is printed: the source's number, and the words it points to."""

    number: int
    quote: str


@dataclass(frozen=True, slots=True)
class PrintedStatement:
    """A statement with its marks, lowest number first."""

    text: str
    marks: tuple[Mark, ...]
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """An outlet on one side of a difference, with the marks of its reports."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class PrintedSide:
    """One account. ``quote`` is its full text, or "" where a statement already says it."""

    label: str
    quote: str
    voices: tuple[Voice, ...]
    outdated: bool


@dataclass(frozen=True, slots=True)
class PrintedDifference:
    """A point in dispute with its sides."""

    about: str
    sides: tuple[PrintedSide, ...]


@dataclass(frozen=True, slots=True)
class PrintedCorrection:
    """What an earlier page told, in a sentence of ours, and what is told now."""

    was: str
    now: PrintedStatement


@dataclass(frozen=True, slots=True)
class PrintedStory:
    """A story without the lede. ``headline`` is "" where the page's own headline says it.

    ``background`` is a line on what an earlier page told, "" where the story is new.
    """

    headline: str
    statements: tuple[PrintedStatement, ...]
    differences: tuple[PrintedDifference, ...]
    background: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The briefing as it is printed. ``sources[i].number`` is ``i + 1``.

    ``quiet`` is a line that stands in for stories on a day without news.
    """

    words: Words
    headline: str
    date: datetime
    dateline: str
    lede: PrintedStatement | None
    stories: tuple[PrintedStory, ...]
    sources: tuple[PrintedSource, ...]
    record: str
    corrections: tuple[PrintedCorrection, ...] = ()
    quiet: str = ""


def texts(page: Page) -> Iterator[str]:
    """Yield every text of the page."""
    yield from (page.headline, page.record, page.lede.text if page.lede else "", page.quiet)
    for correction in page.corrections:
        yield from (correction.was, correction.now.text)
    for story in page.stories:
        yield from (
            story.headline,
            story.background,
            *(statement.text for statement in story.statements),
        )
        for difference in story.differences:
            yield difference.about
            for side in difference.sides:
                yield from (side.label, side.quote, *(voice.name for voice in side.voices))
    for source in page.sources:
        yield from (source.outlet, source.title, source.note)
