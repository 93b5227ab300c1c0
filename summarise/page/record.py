"""What the stages gave, put together: the whole page, before it is cut to fit, and its record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from summarise.language.furniture import is_own, stamped_day
from summarise.language.words import fold
from summarise.page.proof import Proven, cited
from summarise.page.ranking import kept_of
from summarise.render.phrases import words_in
from summarise.types import (
    NO_DATE,
    Briefing,
    Correction,
    Document,
    Dropped,
    LeftOff,
    Record,
    Rejected,
    Section,
    Skipped,
    Source,
    Story,
)

if TYPE_CHECKING:
    from summarise.page.verify import Verified
    from summarise.story import Grouped
    from summarise.story.dedupe import Deduped
    from summarise.story.news import News
    from summarise.types import Memory

_NO_DAY: Final = datetime.min.replace(tzinfo=UTC)

REPRINT: Final = 0.8
"""Share of a text's runs of words that stand in another one, from which it is that text."""

_RUN: Final = 3
"""Words in a row."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a run was given to read, and what its reader has had already."""

    documents: Sequence[Document]
    skipped: tuple[Skipped, ...]
    sources: int
    seen: int
    memory: Memory | None


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it was written and verified, with what happened to its sentences."""

    section: Section
    rejected: tuple[Rejected, ...]
    left_off: tuple[LeftOff, ...]
    checked: int


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction as it was verified; None if it was refused."""

    correction: Correction | None
    verified: Verified


def page_of(
    sections: Sequence[Section],
    corrections: tuple[Correction, ...],
    language: str,
    memory: Memory | None,
) -> Briefing:
    """Return the whole page; its date, sources and record are not in it yet."""
    full = [section for section in sections if section.statements or section.differences]
    first = next((section for section in full if section.statements), None)
    full.sort(key=lambda section: section is not first)  # its lede stands under its own headline
    return Briefing(
        headline=first.headline if first else _without_news(corrections, language, memory),
        lede=first.statements[0].text if first else "",
        date=_NO_DAY,
        stories=tuple(full),
        sources=(),
        record=Record(),
        corrections=corrections,
        since=memory.since if memory else None,
        language=language,
    )


def _without_news(corrections: Sequence[Correction], language: str, memory: Memory | None) -> str:
    """Return the headline of a page without a statement."""
    words = words_in(language)
    if corrections:
        return words.correction
    return words.quiet if memory and memory.since else words.nothing


def put_together(
    sections: Sequence[Section], corrected: Sequence[Corrected], new: News, told: Sequence[Told]
) -> Proven:
    """Return what was told story by story as one page."""
    verified: list[Told | Verified] = [*told, *(correction.verified for correction in corrected)]
    return Proven(
        tuple(sections),
        tuple(one.correction for one in corrected if one.correction),
        tuple(refused for part in verified for refused in part.rejected),
        (*new.left_off, *(off for story in told for off in story.left_off)),
        sum(part.checked for part in verified),
    )


def record_of(read: Read, deduped: Deduped, grouped: Grouped, told: Proven) -> Record:
    """Return what happened to the input; what it cost is not in it yet."""
    known = {off.citations for off in told.left_off} | {(one,) for one in cited(told)}
    passed = (off for off in grouped.left_off if off.citations not in known)
    return Record(
        documents=len(read.documents),
        sources=read.sources,
        seen=read.seen,
        checked=told.checked,
        dropped=(*deduped.dropped, *grouped.dropped),
        rejected=told.rejected,
        left_off=(*passed, *told.left_off),
        skipped=read.skipped,
    )


def sources(
    documents: Sequence[Document],
    origins: Mapping[str, str],
    dropped: Sequence[Dropped],
    stories: Sequence[Story],
) -> tuple[Source, ...]:
    """List all documents, in their order.

    ``origins`` maps ids to the keys that reprints of one text share. A document of the very
    outlet or agency is its own origin; that of a reprint is the first of them in its story, or else
    the earliest with its key. What credits another's text, and is not that text, is no reprint.
    """
    told_in = {document.id: n for n, story in enumerate(stories) for document in story.documents}
    into = {drop.what: drop.into for drop in dropped}
    keys = {
        document.id: (told_in.get(kept_of(document.id, into), -1), origins[document.id])
        for document in documents
    }
    first: dict[tuple[int, str], str] = {}
    for document in sorted(documents, key=lambda d: _seniority(d, origins[d.id])):
        first.setdefault(keys[document.id], document.id)
    own = {d.id for d in documents if _is_own(d, origins[d.id]) and d.id not in into}
    texts = _Texts(documents)
    listed = (
        Source(
            d.id,
            d.id if d.id in own else first[keys[d.id]],
            d.outlet,
            d.title,
            d.url,
            d.published or _stamped(d.text),
            d.place,
        )
        for d in documents
    )
    return tuple(replace(s, reprint=s.id in into or texts.are_one(s.id, s.origin)) for s in listed)


class _Texts:
    """The texts of documents, each read in runs of words once."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._texts = {document.id: document.text for document in documents}
        self._runs: dict[str, set[tuple[str, ...]]] = {}

    def are_one(self, document: str, origin: str) -> bool:
        """Whether nearly all of a text stands in that of its origin, word for word."""
        if document == origin:
            return True
        said = self._of(document)
        return len(said & self._of(origin)) >= REPRINT * len(said)

    def _of(self, document: str) -> set[tuple[str, ...]]:
        if document not in self._runs:
            self._runs[document] = _runs(self._texts[document])
        return self._runs[document]


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return set(zip(*(words[n:] for n in range(_RUN)), strict=False)) or {tuple(words)}


def _stamped(text: str) -> datetime | None:
    """Return the day that stands in the head of a text, if one does."""
    day = stamped_day(text)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None


def _seniority(document: Document, origin: str) -> tuple[bool, datetime]:
    return (not _is_own(document, origin), document.published or NO_DATE)


def _is_own(document: Document, origin: str) -> bool:
    """Whether a document is by the very outlet or agency that is its origin: no reprint."""
    kind, _, name = origin.partition(":")
    if kind == "outlet":
        return fold(document.outlet) == name
    return kind == "agency" and is_own(name, document.outlet)
