"""The list of sources: every document that was read, and who wrote it first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from summarise.text.credits import is_own
from summarise.types import Document, Dropped, Source, Story

_NO_DATE = datetime.max.replace(tzinfo=UTC)


def sources(
    documents: Sequence[Document],
    origins: Mapping[str, str],
    dropped: Sequence[Dropped],
    stories: Sequence[Story],
) -> tuple[Source, ...]:
    """List all documents, in their order.

    ``origins`` maps ids to the keys that reprints of one text share. The origin of a document is
    the agency's own among those of its story with its key, or else the earliest of them.
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
    return tuple(
        Source(d.id, first[keys[d.id]], d.outlet, d.title, d.url, d.published) for d in documents
    )


def _kept(document: str, into: Mapping[str, str]) -> str:
    while document in into:
        document = into[document]
    return document


def _seniority(document: Document, origin: str) -> tuple[bool, datetime]:
    kind, _, name = origin.partition(":")
    own = kind == "agency" and is_own(name, document.outlet)
    return (not own, document.published or _NO_DATE)
