"""dedupe: copies of a text are told apart from accounts of an event.

Exact copies (the same words) and near copies (most of the words of one are in the other) are
merged into one that says all that they say, the earliest of those, and each merge is recorded. A
near copy that says anything of its own, be it one number, stays a document; it only shares the
origin. Sentences that say the same are merged by ``group``, which keeps them as evidence.

Which texts are copies, and which of two goes, is decided in ``copies``; ``texts`` reads them for
it, and ``origins`` says who stands behind each: the agency that it credits, else who had it first.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from summarise.errors import InputError
from summarise.language.furniture import agency
from summarise.language.words import fold
from summarise.plain import served_by
from summarise.story.copies import Merger
from summarise.story.texts import Reader
from summarise.types import NO_DATE, Document, Dropped, Story

_BRACKETED = re.compile(r"[^(]{0,119}+\([^()]{2,41}\)\s*[-–—:]")
"""The start of a text with a dateline that may credit an agency nobody knows: "ORLE (CPA) - "."""


def origins(
    documents: Sequence[Document], links: Iterable[tuple[int, int]], credited: Sequence[bool]
) -> dict[str, str]:
    """Return a key for each document's id that those which are linked share.

    ``credited`` says which texts name an agency.
    """
    credit = {
        document.id: agency(document.text if may_credit else "", document.outlet)
        for document, named in zip(documents, credited, strict=True)
        if (may_credit := named or bool(_BRACKETED.match(document.text))) or document.outlet
    }
    found = {
        document.id: _key([document], credit) if document.id in credit else f"text:{document.id}"
        for document in documents
    }
    for numbers in _families(links):
        family = sorted((documents[n] for n in numbers), key=lambda d: d.published or NO_DATE)
        found.update(dict.fromkeys((document.id for document in family), _key(family, credit)))
    return found


def _key(family: Sequence[Document], credit: Mapping[str, str]) -> str:
    """Return who wrote the text that a family of documents, earliest first, has in common."""
    for document in family:
        if credit.get(document.id):
            return f"agency:{credit[document.id]}"
    outlet = fold(served_by(family[0].outlet))
    return f"outlet:{outlet}" if outlet else f"text:{family[0].id}"


def witnesses(documents: Sequence[Document], origins: Mapping[str, str]) -> dict[str, str]:
    """Return the origins of a story's documents, of which whoever served them vouches for one each.

    A credit is the word of whoever served the text: anybody may write "(Reuters)" under anything.
    It may lower the number of witnesses, since texts that credit one agency are one; it must not
    raise it, or one feed makes three of itself by naming three agencies. So of one event there are
    no more origins than outlets that served it: each outlet stands for one origin, which it shares
    with as few others as can be, and what else it credits counts as that. Newspapers that carry
    Reuters and AP are two witnesses, as those two agencies are, and one feed with both is one. The
    items of a trusted aggregator are by whom they name; so are records and files, which the user
    gave us. A text whose outlet nobody named stands for itself.
    """
    names = {document.id: fold(served_by(document.outlet)) for document in documents}
    keys_of: dict[str, dict[str, None]] = defaultdict(dict)
    for document in documents:
        keys_of[names[document.id]][origins[document.id]] = None
    unnamed = keys_of.pop("", {})
    outlets = Counter(chain.from_iterable(keys_of.values()))
    stands_for: dict[str, str] = {}
    taken = set(unnamed)
    for name in sorted(keys_of, key=lambda name: (len(keys_of[name]), name)):
        keys = [*keys_of[name]]
        free = [key for key in keys if key not in taken]
        alone = len(keys) > 1 and any(outlets[key] == 1 for key in free)
        stands_for[name] = f"outlet:{name}" if alone else min(free or keys, key=outlets.__getitem__)
        taken.add(stands_for[name])
    return {
        document: key if (key := origins[document]) in taken else stands_for[name]
        for document, name in names.items()
    }


def _families(links: Iterable[tuple[int, int]]) -> Iterable[list[int]]:
    """Return the numbers that are linked with each other, directly or not, in order."""
    parent: dict[int, int] = {}
    for i, j in links:
        a, b = sorted((_root(parent, i), _root(parent, j)))
        parent[b] = a
    families: dict[int, list[int]] = defaultdict(list)
    for number in sorted(parent):
        families[_root(parent, number)].append(number)
    return families.values()


def _root(parent: dict[int, int], number: int) -> int:
    """Return the smallest number that one is linked with so far (union-find, halving the path)."""
    parent.setdefault(number, number)
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number


@dataclass(frozen=True, slots=True)
class Deduped:
    """The documents that remain, what was dropped, and who stands behind each document.

    ``origins`` maps every document's id to a key that reprints of one text share: the wire agency
    that it credits, else the outlet of the earliest of them, else that document's id.
    """

    documents: tuple[Document, ...]
    dropped: tuple[Dropped, ...]
    origins: Mapping[str, str]

    def told(self, stories: Iterable[Story]) -> Deduped:
        """Return the same with the origins that the stories give their documents, and copies."""
        own = dict(self.origins)
        for story in stories:
            own.update(story.origins)
        into = {drop.what: drop.into for drop in self.dropped}
        for what in into:
            kept = what
            while kept in into:
                kept = into[kept]
            own[what] = own[kept]
        return replace(self, origins=own)


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
