"""What the stages gave, put together: the whole page, before it is cut to fit, and its record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from summarise.types import (
    Briefing,
    Correction,
    Document,
    Dropped,
    LeftOff,
    Record,
    Rejected,
    Section,
    Skipped,
)

if TYPE_CHECKING:
    from summarise.dedupe import Deduped
    from summarise.group import Grouped
    from summarise.memory import Memory
    from summarise.recall import Recalled
    from summarise.verify import Verified

_NO_DAY: Final = datetime.min.replace(tzinfo=UTC)


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
    full = [one for one in sections if one.statements or one.differences]
    first = next((section for section in full if section.statements), None)
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
    from summarise.render.words import words_in

    words = words_in(language)
    if corrections:
        return words.correction
    return words.quiet if memory and memory.since else words.nothing


def record_of(
    read: Read,
    deduped: Deduped,
    grouped: Grouped,
    new: Recalled,
    corrected: Sequence[Corrected],
    told: Sequence[Told],
) -> Record:
    """Return what happened to the input; what it cost is not in it yet."""
    dropped: tuple[Dropped, ...] = (*deduped.dropped, *grouped.dropped)
    told_off = (off for one in told for off in one.left_off)
    checked = sum(one.checked for one in told) + sum(one.verified.checked for one in corrected)
    rejected = [refused for one in told for refused in one.rejected]
    rejected += [refused for one in corrected for refused in one.verified.rejected]
    return Record(
        documents=len(read.documents),
        sources=read.sources,
        seen=read.seen,
        checked=checked,
        dropped=dropped,
        rejected=tuple(rejected),
        left_off=(*grouped.left_off, *new.left_off, *told_off),
        skipped=read.skipped,
    )
