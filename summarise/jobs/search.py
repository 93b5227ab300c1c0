"""What a page says of some words: told, corrected, left off or refused, and on whose report.

A search goes over whole pages: a year of them is read in some seconds, and nothing has to be kept
a second time to be found.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from summarise.language.words import ALIASED, fold, is_content, words
from summarise.plain import one_line
from summarise.types import Briefing, Citation, Dropped, Source

Kind = Literal["told", "corrected", "differs", "left off", "refused", "merged"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a page says, or why it does not: what is searched, and lines that show it."""

    kind: Kind
    text: str
    lines: tuple[str, ...]


def wanted(text: str) -> frozenset[str]:
    """Return the words to look for: those with a content of their own, if there are any."""
    every = [word.text for word in words(text)]
    return frozenset(map(fold, [word for word in every if is_content(word)] or every))


def find(briefing: Briefing, sought: frozenset[str]) -> tuple[Hit, ...]:
    """Return whatever of the page holds all the words, in its text or in what it cites."""
    return tuple(hit for hit in _all(briefing) if holds(hit.text, sought))


def holds(text: str, sought: frozenset[str]) -> bool:
    """Whether a text holds all of the words."""
    plain = _plain(text)  # nearly no text gets beyond this, and to cut it into words takes longer
    if not all(word in plain for word in sought - ALIASED):
        return False
    return sought <= {fold(word.text) for word in words(text)}


def _plain(text: str) -> str:
    """Fold a text as its words are folded, so that each folded word stands in it somewhere."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("’", "'"))
        text = "".join(character for character in text if not unicodedata.combining(character))
    return text.casefold().replace(".", "")


def _all(briefing: Briefing) -> Iterator[Hit]:
    sources = _Sources(briefing)
    for correction in briefing.corrections:
        was = f"page of {correction.day.isoformat()} said: {correction.was}"
        yield sources.hit("corrected", correction.now.text, was, correction.now.citations)
    for story in briefing.stories:
        for statement in story.statements:
            yield sources.hit("told", statement.text, "", statement.citations)
        for difference in story.differences:
            for side in difference.sides:
                note = f"the accounts differ on {difference.about}: {side.label}"
                yield sources.hit("differs", side.text, note, side.citations)
    for off in briefing.record.left_off:
        yield sources.hit("left off", off.text, off.reason, off.citations)
    for refused in briefing.record.rejected:
        why = f"{refused.reason}; instead: {refused.instead}" if refused.instead else refused.reason
        yield sources.hit("refused", refused.text, why, refused.citations)
    yield from sources.whole()


class _Sources:
    """Where a page's sentences come from: the reports by id, and what was merged into which."""

    def __init__(self, briefing: Briefing) -> None:
        self._sources = {source.id: source for source in briefing.sources}
        self._into: dict[str, list[Dropped]] = {}
        for drop in briefing.record.dropped:
            self._into.setdefault(drop.into, []).append(drop)

    def hit(self, kind: Kind, text: str, note: str, citations: tuple[Citation, ...]) -> Hit:
        lines = [f"  {kind}: {one_line(text)}", *([f"    {one_line(note)}"] if note else [])]
        names = []
        for cited in citations:
            lines.append(f"    {_named(self._source(cited.document))}")
            lines.append(f"      “{one_line(cited.text)}”")
            # As the record calls the document, and the sentence.
            names += [cited.document, f"{cited.document}:{cited.start}-{cited.end}"]
        for drop in (drop for name in dict.fromkeys(names) for drop in self._into.get(name, ())):
            what, document = "", drop.what
            if drop.kind == "sentence":
                what, document = "a sentence of ", drop.what.rpartition(":")[0]
            lines.append(
                f"    merged into it: {what}{_named(self._source(document))} ({_how(drop)})"
            )
        return Hit(kind, "\n".join((text, note, *(one.text for one in citations))), tuple(lines))

    def whole(self) -> Iterator[Hit]:
        """Yield the reports that were merged whole, under their titles."""
        for drop in (drop for drops in self._into.values() for drop in drops):
            if drop.kind == "document":
                into, source = self._source(drop.into), self._source(drop.what)
                called = " — ".join(filter(None, (into.outlet, into.title))) or into.id
                note = f"into {called} ({_how(drop)})"
                lines = (f"  merged: {one_line(source.title)}", f"    {one_line(note)}")
                text = "\n".join((source.title, note, source.outlet))
                yield Hit("merged", text, (*lines, f"    {_named(source)}"))

    def _source(self, document: str) -> Source:
        return self._sources.get(document) or Source(document, document)


def _how(drop: Dropped) -> str:
    return f"rule {drop.rule}, score {drop.score:.2f}"


def _named(source: Source) -> str:
    published = f"{source.published:%Y-%m-%d %H:%M %Z}" if source.published else ""
    title = f"“{source.title}”" if source.title else ""
    parts = (source.outlet, title, published, source.url)
    return one_line(", ".join(filter(None, parts))) or source.id
