"""dedupe: copies of a text are told apart from accounts of an event.

Exact copies (the same words) and near copies (most of the words of one are in the other) are
merged into the fullest, then the earliest of them, and each merge is recorded. A near copy that
says anything of its own, be it one number, stays a document; it only shares the origin. Sentences
that say the same are merged by ``group``, which keeps them as evidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from summarise.dedupe.minhash import candidate_pairs
from summarise.dedupe.texts import Text, adds, as_text, overlap
from summarise.errors import InputError
from summarise.text.credits import agency
from summarise.text.words import fold
from summarise.types import NO_DATE, Document, Dropped

Link = tuple[int, int, str, float]
"""Two texts by number, the rule that makes them copies, and the score."""


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
    texts = _texts(documents)
    links = sorted(_links(texts), key=lambda link: (link[2] != "exact", -link[3]))
    dropped = _drop(texts, links)
    gone = {drop.what for drop in dropped}
    kept = tuple(document for document in documents if document.id not in gone)
    return Deduped(kept, dropped, _origins(documents, [(i, j) for i, j, *_ in links]))


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


def _texts(documents: Sequence[Document]) -> list[Text]:
    """Read the documents; those with the same text, letter for letter, are read once."""
    read: dict[str, Text] = {}
    for document in documents:
        if document.text not in read:
            read[document.text] = as_text(document)
    return [replace(read[document.text], document=document) for document in documents]


def _links(texts: Sequence[Text]) -> Iterator[Link]:
    """Yield pairs of texts that are copies, with the rule and the score."""
    first: dict[tuple[str, ...], int] = {}
    for number, text in enumerate(texts):
        if first.setdefault(text.words, number) != number:
            yield first[text.words], number, "exact", 1.0
    distinct = list(first.values())
    for a, b in candidate_pairs([texts[number].pairs for number in distinct]):
        i, j = distinct[a], distinct[b]
        score = overlap(texts[i], texts[j])
        if score:
            yield i, j, "near", score


def _drop(texts: Sequence[Text], links: Sequence[Link]) -> tuple[Dropped, ...]:
    """Merge along the links, best first; what was merged already is stood for by what it is in."""
    into: dict[int, int] = {}
    dropped: dict[int, Dropped] = {}
    for i, j, rule, _ in links:
        ends = {_end(into, i), _end(into, j)}
        if len(ends) == 1:
            continue
        keep, lose = sorted(ends, key=lambda number: (texts[number].rank, number))
        score = 1.0 if rule == "exact" else overlap(texts[keep], texts[lose])
        if rule == "exact" or (score and not adds(texts[lose], texts[keep])):
            into[lose] = keep
            what, where = texts[lose].document.id, texts[keep].document.id
            dropped[lose] = Dropped(what, "document", where, rule, round(score, 3))
    return tuple(dropped[number] for number in sorted(dropped))


def _end(into: dict[int, int], number: int) -> int:
    """Return what a text was merged into in the end, and remember it for those on the way."""
    end = number
    while end in into:
        end = into[end]
    while number in into:
        into[number], number = end, into[number]
    return end


def _origins(documents: Sequence[Document], links: Sequence[tuple[int, int]]) -> dict[str, str]:
    parent = list(range(len(documents)))
    for i, j in links:
        a, b = sorted((_root(parent, i), _root(parent, j)))
        parent[b] = a
    families: dict[int, list[Document]] = defaultdict(list)
    for number, document in enumerate(documents):
        families[_root(parent, number)].append(document)
    keys = {root: _key(family) for root, family in families.items()}
    return {document.id: keys[_root(parent, n)] for n, document in enumerate(documents)}


def _key(family: Sequence[Document]) -> str:
    """Return who wrote the text that a family of documents has in common."""
    by_time = sorted(family, key=lambda document: document.published or NO_DATE)
    for document in by_time:
        credit = agency(document.text, document.outlet)
        if credit:
            return f"agency:{credit}"
    outlet = fold(by_time[0].outlet)
    return f"outlet:{outlet}" if outlet else f"text:{by_time[0].id}"


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number
