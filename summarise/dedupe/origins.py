"""Who stands behind each document: the agency that it credits, else who had the text first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from summarise.language.furniture import agency
from summarise.language.words import fold
from summarise.types import NO_DATE, Document

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
    outlet = fold(family[0].outlet)
    return f"outlet:{outlet}" if outlet else f"text:{family[0].id}"


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
