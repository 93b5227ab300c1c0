"""The same words in another order: who stands before the verb, and who behind it."""

from __future__ import annotations

from collections.abc import Sequence

_JOINING = frozenset(("and", "or", "with", "the", "a", "an", ""))
"""Words on whose two sides things may change places: A and B."""


def crossed(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two rows of the same words (folded) have some that changed sides of a third.

    "A bus hit a lorry" is "a lorry hit a bus"; but "on Monday A sued B" only moves the day. In a
    passive the two change sides and nothing else: rows of which one has "by" are not compared.
    """
    if ("by" in one) != ("by" in other):
        return False
    pivots = {w for w in one if one.count(w) == 1 == other.count(w)} - _JOINING
    content = pivots | (set(one) & set(other) - _JOINING)
    for pivot in sorted(pivots):
        before, behind = _sides(one, pivot, content)
        before_other, behind_other = _sides(other, pivot, content)
        if before & behind_other and behind & before_other:
            return True
    return False


def _sides(row: Sequence[str], pivot: str, wanted: set[str]) -> tuple[set[str], set[str]]:
    """Return the wanted words that stand only before a word, and those only behind it."""
    place = row.index(pivot)
    before, behind = wanted.intersection(row[:place]), wanted.intersection(row[place + 1 :])
    return before - behind, behind - before
