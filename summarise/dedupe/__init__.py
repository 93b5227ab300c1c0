"""dedupe: copies of a text are told apart from accounts of an event.

Exact copies (the same words) and near copies (most of the words of one are in the other) are
merged into one that says all that they say, the earliest of those, and each merge is recorded. A
near copy that says anything of its own, be it one number, stays a document; it only shares the
origin. Sentences that say the same are merged by ``group``, which keeps them as evidence.

Which texts are copies, and which of two goes, is decided in ``copies``; ``texts`` reads them for
it, and ``origins`` says who stands behind each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from summarise.dedupe.copies import Merger
from summarise.dedupe.origins import origins
from summarise.dedupe.texts import Reader
from summarise.errors import InputError
from summarise.types import Document, Dropped


@dataclass(frozen=True, slots=True)
class Deduped:
    """The documents that remain, what was dropped, and who stands behind each document.

    ``origins`` maps every document's id to a key that reprints of one text share: the wire agency
    that it credits, else the outlet of the earliest of them, else that document's id.
    """

    documents: tuple[Document, ...]
    dropped: tuple[Dropped, ...]
    origins: Mapping[str, str]


def dedupe(documents: Sequence[Document]) -> Deduped:
    """Merge the copies among the documents, and keep the order of the rest.

    Raises InputError when two documents have the same id: each would be cited as the other; and
    when one was published at a time without a time zone: it is neither before nor after others.
    """
    _require_unique_ids(documents)
    _require_time_zones(documents)
    if not documents:
        return Deduped((), (), {})
    reader = Reader()
    rows, credited = reader.rows([document.text for document in documents])
    merger = Merger(documents, reader)
    merger.merge(rows)
    dropped = merger.dropped
    gone = {drop.what for drop in dropped}
    kept = tuple(document for document in documents if document.id not in gone)
    return Deduped(kept, dropped, origins(documents, merger.links, credited.tolist()))


def _require_unique_ids(documents: Sequence[Document]) -> None:
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            raise InputError(
                f"two documents have the id {document.id!r}; give each its own, "
                "for example a hash of its text"
            )
        seen.add(document.id)


def _require_time_zones(documents: Sequence[Document]) -> None:
    for document in documents:
        if document.published and document.published.utcoffset() is None:
            raise InputError(
                f"the document {document.id!r} was published at {document.published}, which has no "
                "time zone; give it one, for example published.replace(tzinfo=datetime.UTC)"
            )
