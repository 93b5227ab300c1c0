"""The page as it is printed: values that every printed format shares.

All strings are clean (one line, no controls), none is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from summarise.render.listing import PrintedSource

DIFFER = "Where the accounts differ"
SOURCES = "Sources"
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
class PrintedStory:
    """A story without the lede. ``headline`` is "" where the page's own headline says it."""

    headline: str
    statements: tuple[PrintedStatement, ...]
    differences: tuple[PrintedDifference, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The briefing as it is printed. ``sources[i].number`` is ``i + 1``."""

    headline: str
    date: datetime
    dateline: str
    lede: PrintedStatement | None
    stories: tuple[PrintedStory, ...]
    sources: tuple[PrintedSource, ...]
    record: str


def texts(page: Page) -> Iterator[str]:
    """Yield every text of the page."""
    yield from (page.headline, page.record, page.lede.text if page.lede else "")
    for story in page.stories:
        yield from (story.headline, *(statement.text for statement in story.statements))
        for difference in story.differences:
            yield difference.about
            for side in difference.sides:
                yield from (side.label, side.quote, *(voice.name for voice in side.voices))
    for source in page.sources:
        yield from (source.outlet, source.title, source.note)
