"""dedupe: copies of a text are told apart from accounts of an event.

Exact copies (the same words) and near copies (most of the words of one are in the other) are
merged into the fullest, then the earliest of them, and each merge is recorded. A near copy that
says anything of its own, be it one number, stays a document; it only shares the origin. Sentences
that say the same are merged by ``group``, which keeps them as evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from summarise.dedupe.minhash import candidate_pairs, shingles
from summarise.text.boilerplate import is_boilerplate
from summarise.text.credits import agency
from summarise.text.features import read
from summarise.text.sentences import split
from summarise.text.words import fold, stem, words
from summarise.types import Document, Dropped

SAME_TEXT = 0.50
"""Jaccard of word pairs from which two texts are one: independent accounts stay under .24."""
CONTAINED = 0.70
"""Share of the smaller text's word pairs that are in the larger, for a cut or wrapped copy."""
OF_ITS_OWN = 0.60
"""A sentence with fewer of its word pairs in the other text than this says something else."""
_NO_DATE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Deduped:
    """The documents that remain, what was dropped, and who stands behind each document.

    ``origins`` maps every document's id to a key that reprints of one text share: the wire agency
    that it credits, else the outlet, else the first document with the text.
    """

    documents: tuple[Document, ...]
    dropped: tuple[Dropped, ...]
    origins: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Text:
    """A document as dedupe compares it."""

    document: Document
    pairs: tuple[int, ...]
    shingles: frozenset[int]

    @property
    def rank(self) -> tuple[int, datetime]:
        """Fullest first, then earliest."""
        return (-len(self.shingles), self.document.published or _NO_DATE)


def dedupe(documents: Sequence[Document]) -> Deduped:
    """Merge the copies among the documents. Order is kept; ids have to be unique."""
    texts = [_text(document) for document in documents]
    links = sorted(_copies(texts), key=lambda link: (link[2] != "exact", -link[3]))
    dropped = _drop(texts, links)
    gone = {drop.what for drop in dropped}
    kept = tuple(document for document in documents if document.id not in gone)
    return Deduped(kept, dropped, _origins(documents, [(i, j) for i, j, *_ in links]))


def _text(document: Document) -> _Text:
    stems = [stem(word.text) for word in words(document.text)]
    pairs = tuple(shingles(stems)) if stems else ()
    return _Text(document, pairs, frozenset(pairs))


def _copies(texts: Sequence[_Text]) -> Iterator[tuple[int, int, str, float]]:
    """Yield pairs of texts that are copies, with the rule and the score."""
    first: dict[tuple[int, ...], int] = {}
    distinct = []
    for number, text in enumerate(texts):
        if text.pairs in first and text.pairs:
            yield first[text.pairs], number, "exact", 1.0
        else:
            first[text.pairs] = number
            distinct.append(number)
    for a, b in candidate_pairs([texts[number].pairs for number in distinct]):
        i, j = distinct[a], distinct[b]
        score = _overlap(texts[i].shingles, texts[j].shingles)
        if score:
            yield i, j, "near", score


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    """Return the Jaccard coefficient or containment that makes two texts copies, or 0."""
    shared = len(one & other)
    jaccard = shared / (len(one | other) or 1)
    containment = shared / (min(len(one), len(other)) or 1)
    if jaccard >= SAME_TEXT:
        return jaccard
    return containment if containment >= CONTAINED and shared >= 8 else 0.0


def _drop(
    texts: Sequence[_Text], links: Sequence[tuple[int, int, str, float]]
) -> tuple[Dropped, ...]:
    dropped: dict[int, Dropped] = {}
    into: dict[int, int] = {}
    for i, j, rule, score in links:
        keep, lose = sorted((i, j), key=lambda number: (texts[number].rank, number))
        if keep in dropped or lose in dropped:
            continue
        if rule == "exact" or not _adds(texts[lose], texts[keep]):
            into[lose] = keep
            dropped[lose] = Dropped(
                texts[lose].document.id,
                "document",
                texts[keep].document.id,
                rule,
                round(score, 3),
            )
    return tuple(dropped[number] for number in sorted(dropped))


def _adds(copy: _Text, kept: _Text) -> bool:
    """Whether a copy says anything that the kept text does not."""
    known = read(kept.document.text)
    names = known.names | {known.lead_name}
    for start, end in split(copy.document.text):
        sentence = copy.document.text[start:end]
        pairs = shingles([stem(word.text) for word in words(sentence)] or [""])
        shared = sum(pair in kept.shingles for pair in pairs) / len(pairs)
        if is_boilerplate(sentence) or len(pairs) < 3:
            continue
        claims = read(sentence)
        if shared < OF_ITS_OWN or claims.values - known.values or claims.names - names:
            return True
    return False


def _origins(documents: Sequence[Document], links: Sequence[tuple[int, int]]) -> dict[str, str]:
    parent = list(range(len(documents)))
    for i, j in links:
        a, b = sorted((_root(parent, i), _root(parent, j)))
        parent[b] = a
    keys: dict[int, str] = {}
    for number, document in enumerate(documents):
        credit = agency(document.text, document.outlet)
        if credit:
            keys[_root(parent, number)] = f"agency:{credit}"
    for number in range(len(documents)):
        root = _root(parent, number)
        outlet = fold(documents[root].outlet)
        keys.setdefault(root, f"outlet:{outlet}" if outlet else f"text:{documents[root].id}")
    return {document.id: keys[_root(parent, n)] for n, document in enumerate(documents)}


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number
