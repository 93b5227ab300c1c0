"""What the site keeps of each page: what it printed, by story, with what each line rests on.

An entry holds printed text alone, so that no list, feed or story page tells more than the page did.
Lines are known by a fingerprint of what the page told in them: later pages name it by that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from summarise.errors import RenderError
from summarise.plain import shortened
from summarise.render.untrusted import clean, safe_url
from summarise.render.view import Page, PrintedDifference, PrintedSide, PrintedStatement, page
from summarise.types import Briefing, Correction, Difference, Section

if TYPE_CHECKING:
    from pydantic import TypeAdapter

NAME: Final = re.compile(r"\d{4}-\d\d-\d\d(?:-[0-9a-z]{1,60})?")
"""What a page's file is called, without its ending."""

_MONTH: Final = re.compile(r"[0-9]{4}-[0-9]{2}")
_FINGERPRINT: Final = 12
"""Hexadecimal digits: of a year's 20,000 lines, two are alike once in a million years."""

_LONGEST_HEADLINE: Final = 90
"""Characters of a first statement that heads a story which has no headline."""

_OPENING, _CLOSING = "summarise.add(", ");\n"


@dataclass(frozen=True, slots=True)
class Reference:
    """A report as the page lists it; ``url`` is safe to link, or ""."""

    outlet: str = ""
    title: str = ""
    date: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a line, and the numbers of the reports that stand behind it, from 1 on."""

    text: str
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence of the page; ``says`` are the fingerprints of what it told."""

    pieces: tuple[Snippet, ...]
    says: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The whole, without the marks."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Account:
    """One side of a dispute: its label, its words ("" where a line has them), and its reports."""

    label: str = ""
    quote: str = ""
    marks: tuple[int, ...] = ()
    outdated: bool = False
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dispute:
    """A point on which the accounts differ."""

    about: str
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Episode:
    """A story as one page told it. ``page`` and ``after`` name the earlier line that it goes on.

    ``page`` is the run of that line's page, ``after`` the line's fingerprint; both may be "".
    """

    headline: str
    lines: tuple[Saying, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    page: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class PutRight:
    """What an earlier page told (``was``, on the page of a run, of a day), and what is told now."""

    page: str
    day: date
    was: str
    says: str
    now: Saying


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the site; ``at`` is aware, and ``name`` what its file is called."""

    run: str
    name: str
    at: datetime
    headline: str
    lede: str = ""
    language: str = "en"
    stories: tuple[Episode, ...] = ()
    corrections: tuple[PutRight, ...] = ()
    sources: tuple[Reference, ...] = ()

    @property
    def month(self) -> str:
        """Its month, as ``2026-11``."""
        return f"{self.at:%Y-%m}"

    @property
    def place(self) -> tuple[datetime, str]:
        """What entries are ordered by."""
        return self.at, self.run


def fingerprint(text: str) -> str:
    """Return what a text is known by."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_FINGERPRINT]


def entry_of(briefing: Briefing, name: str) -> Entry:
    """Return what is kept of a page that is called so. Raises RenderError."""
    stories = tuple(s for s in briefing.stories if s.statements or s.differences or s.background)
    printed = page(replace(briefing, headline="", lede="", stories=stories))
    return Entry(
        run=briefing.run,
        name=name,
        at=briefing.date,
        headline=clean(briefing.headline),
        lede=clean(briefing.lede),
        language=briefing.language,
        stories=tuple(_told(stories, printed)),
        corrections=tuple(_corrections(briefing.corrections, printed)),
        sources=tuple(
            Reference(one.outlet, one.title, one.date, one.url) for one in printed.sources
        ),
    )


def _told(stories: Sequence[Section], printed: Page) -> Iterator[Episode]:
    for story, shown in zip(stories, printed.stories, strict=True):
        moved = [one for one in story.differences if one.kind == "development"]
        disputed = [one for one in story.differences if one.kind != "development"]
        says = [
            *((statement.text,) for statement in story.statements),
            *(tuple(side.text for side in one.sides) for one in moved),
        ]
        lines = tuple(map(_line, shown.statements, says))
        disputes = tuple(map(_dispute, disputed, shown.differences))
        first = next((line.text for line in lines), next((one.about for one in disputes), ""))
        after = story.background
        yield Episode(
            headline=shown.headline or shortened(first, _LONGEST_HEADLINE),
            lines=lines,
            disputes=disputes,
            page=after.page if after else "",
            after=fingerprint(after.text) if after else "",
        )


def _corrections(corrections: Sequence[Correction], printed: Page) -> Iterator[PutRight]:
    for one, shown in zip(corrections, printed.corrections, strict=True):
        now = _line(shown.now, (one.now.text,))
        yield PutRight(one.page, one.day, clean(one.was), fingerprint(one.was), now)


def _line(statement: PrintedStatement, says: Iterable[str]) -> Saying:
    pieces = (Snippet(p.text, tuple(mark.number for mark in p.marks)) for p in statement.parts)
    kept = tuple(piece for piece in pieces if piece.text or piece.marks)
    return Saying(kept, tuple(map(fingerprint, says)))


def _dispute(difference: Difference, shown: PrintedDifference) -> Dispute:
    sides = zip(difference.sides, shown.sides, strict=True)
    return Dispute(shown.about, tuple(_account(side.text, printed) for side, printed in sides))


def _account(text: str, shown: PrintedSide) -> Account:
    marks = [*shown.marks, *(mark for voice in shown.voices for mark in voice.marks)]
    numbers = tuple(sorted({mark.number for mark in marks}))
    return Account(shown.label, shown.quote, numbers, shown.outdated, (fingerprint(text),))


# The file of a month: what the browser searches, and what the next morning begins from.


def packed(entries: Sequence[Entry]) -> bytes:
    """Return the entries as a script that hands them to the search, and that ``unpacked`` reads."""
    content = _entries().dump_json(tuple(entries), exclude_defaults=True).decode()
    content = json.dumps(json.loads(content), ensure_ascii=False, separators=(",", ":"))
    safe = content.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"{_OPENING}{safe}{_CLOSING}".encode()


def unpacked(script: bytes, where: str) -> tuple[Entry, ...]:
    """Return the entries of a script. Raises RenderError, which says ``where`` it lies."""
    from pydantic import ValidationError

    try:
        text = script.decode()
        if not (text.startswith(_OPENING) and text.endswith(_CLOSING)):
            raise ValueError
        entries = _entries().validate_json(text[len(_OPENING) : -len(_CLOSING)], strict=True)
        if not all(map(_is_sound, entries)):
            raise ValueError
    except (ValidationError, ValueError):
        raise RenderError(
            f"{where}: is damaged; move it away, and the site is made again from what the store has"
        ) from None
    return tuple(map(_harmless, entries))


def _is_sound(entry: Entry) -> bool:
    """Whether its name is a name, and its marks lead to its sources."""
    marks = (n for told in entry.stories for line in told.lines for n in _marks(line))
    marks_of_disputes = (
        n for told in entry.stories for d in told.disputes for a in d.accounts for n in a.marks
    )
    of_corrections = (n for one in entry.corrections for n in _marks(one.now))
    every = {*marks, *marks_of_disputes, *of_corrections}
    if entry.at.tzinfo is None or not NAME.fullmatch(entry.name):
        return False
    return all(0 < number <= len(entry.sources) for number in every)


def _marks(line: Saying) -> Iterator[int]:
    return (number for piece in line.pieces for number in piece.marks)


def _harmless(entry: Entry) -> Entry:
    """Take away addresses that no page of ours would link to: the file lies where others write."""
    return replace(
        entry, sources=tuple(replace(one, url=safe_url(one.url)) for one in entry.sources)
    )


def is_month(name: str) -> bool:
    """Whether a file is called as a month is: ``2026-11``."""
    return bool(_MONTH.fullmatch(name))


@cache
def _entries() -> TypeAdapter[tuple[Entry, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Entry, ...])
