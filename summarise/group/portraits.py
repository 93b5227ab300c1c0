"""What a report is about, as one vector: its words, its names, its numbers and its meaning.

Each part has unit length times the root of its share, so that the inner product of two portraits
is the weighted mean of the cosines of their parts, and the inner product of two sums of portraits
is what average linkage needs: the likeness of all pairs between two stories, without the pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from summarise.meaning.rarity import is_rather_a_name, weights
from summarise.text.features import read

Terms = dict[str, float]

WITH_MEANING: Mapping[str, float] = {
    "meaning": 0.25, "words": 0.35, "text": 0.20, "names": 0.10, "numbers": 0.10,
}  # fmt: skip
"""Shares of the parts. ``text`` is the words of the whole report, the others are of its lead.

Names and numbers are words too; a part of their own parts twin events, which share all but those.
Compared by hand on the development sets, to two digits: nothing near changes BCubed by .01."""
WORDS_ONLY: Mapping[str, float] = {
    "meaning": 0.0, "words": 0.47, "text": 0.27, "names": 0.13, "numbers": 0.13,
}  # fmt: skip
COMMONNESS = 0.1
"""A word of d reports weighs its rarity times d ** -0.1. The usual inverse document frequency is
wrong for broad stories: the word that 300 of 3,000 headlines share is the story."""
LONGEST = 8000
"""Characters of a report that are read for ``text``."""


def portraits(
    leads: Sequence[str], texts: Sequence[str], shares: Mapping[str, float]
) -> list[Terms]:
    """Return the terms of each report with their weights: all parts but ``meaning``.

    ``texts`` are the whole reports. A term of one report alone can't liken it to any and is left
    out, but counts in the length: it tells the report from the others.
    """
    found: list[Terms] = [{} for _ in leads]
    parts: dict[str, Sequence[Mapping[str, float]]] = {
        "words": [weights(lead) for lead in leads],
        "text": [weights(text[:LONGEST]) for text in texts],
        "names": [_names(lead) for lead in leads],
        "numbers": [{f"{value:g}": 1.0 for value in read(lead).values} for lead in leads],
    }
    for part, items in parts.items():
        spread = Counter(term for item in items for term in item)
        for terms, item in zip(found, items, strict=True):
            scaled = {term: w * spread[term] ** -COMMONNESS for term, w in item.items()}
            scale = shares[part] ** 0.5 / _length(scaled.values())
            terms.update((f"{part} {t}", w * scale) for t, w in scaled.items() if spread[t] > 1)
    return found


def _names(lead: str) -> Terms:
    """Return the stems that are names: by their capital here, or by that in most texts."""
    features = read(lead)
    worth = weights(lead)
    pairs = zip(features.stems, features.surface, strict=True)
    return {s: worth[s] for s, word in pairs if word in features.names or is_rather_a_name(word)}


def _length(values: Iterable[float]) -> float:
    return sum(value * value for value in values) ** 0.5 or 1.0
