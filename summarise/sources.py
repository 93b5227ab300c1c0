"""The list of sources: every document that was read, and who wrote it first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from summarise.text.credits import is_own
from summarise.text.words import fold
from summarise.types import NO_DATE, Document, Dropped, Source, Story


def sources(
    documents: Sequence[Document],
    origins: Mapping[str, str],
    dropped: Sequence[Dropped],
    stories: Sequence[Story],
) -> tuple[Source, ...]:
    """List all documents, in their order.

    ``origins`` maps ids to the keys that reprints of one text share. A document of the very
    outlet or agency is its own origin; that of a reprint is the first of them in its story, or else
    the earliest with its key.
    """
    told_in = {document.id: n for n, story in enumerate(stories) for document in story.documents}
    into = {drop.what: drop.into for drop in dropped}
    keys = {
        document.id: (told_in.get(_kept(document.id, into), -1), origins[document.id])
        for document in documents
    }
    first: dict[tuple[int, str], str] = {}
    for document in sorted(documents, key=lambda d: _seniority(d, origins[d.id])):
        first.setdefault(keys[document.id], document.id)
    own = {d.id for d in documents if _is_own(d, origins[d.id]) and d.id not in into}
    return tuple(
        Source(
            d.id,
            d.id if d.id in own else first[keys[d.id]],
            d.outlet,
            d.title,
            d.url,
            d.published,
        )
        for d in documents
    )


def _kept(document: str, into: Mapping[str, str]) -> str:
    while document in into:
        document = into[document]
    return document


def _seniority(document: Document, origin: str) -> tuple[bool, datetime]:
    return (not _is_own(document, origin), document.published or NO_DATE)


def _is_own(document: Document, origin: str) -> bool:
    """Whether a document is by the very outlet or agency that is its origin: no reprint."""
    kind, _, name = origin.partition(":")
    if kind == "outlet":
        return fold(document.outlet) == name
    return kind == "agency" and is_own(name, document.outlet)
