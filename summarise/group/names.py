"""Two names that stand for each other in two sentences otherwise alike."""

from __future__ import annotations

from summarise.group.points import Conflict, Pair, Piece
from summarise.text.features import Features
from summarise.text.forms import one_name, one_spelling
from summarise.text.words import fold

LONGEST_NAME = 3
"""Words of a name that is swapped for another."""
_SHORT = 3
"""Letters of a name that may stand for a longer one that has them in this order."""


def name(pair: Pair) -> Conflict | None:
    """Return two names that stand for each other in two sentences otherwise alike."""
    a, b = pair.a, pair.b
    for piece in pair.pieces:
        if piece.tag != "replace" or not _swap_names(a.features, b.features, piece):
            continue
        _, i, j, k, m = piece
        said, instead = a.span(i, j), b.span(k, m)
        if _one_name(said, instead):
            continue
        left, right = a.features.tokens[i:j], b.features.tokens[k:m]
        told = ("name", fold(left[0].text)), ("name", fold(right[0].text))
        tight = pair.tight(left[0].start, left[-1].end, right[0].start, right[-1].end)
        return Conflict("name", "name", said, instead, told, tight)
    return None


def _swap_names(a: Features, b: Features, piece: Piece) -> bool:
    left = {fold(token.text) for token in a.tokens[piece.i : piece.j]}
    right = {fold(token.text) for token in b.tokens[piece.k : piece.m]}
    longest = max(piece.j - piece.i, piece.m - piece.k)
    return longest <= LONGEST_NAME and left <= a.names and right <= b.names


def _one_name(one: str, other: str) -> bool:
    """Whether two names may be of one: forms of it, or an acronym and something in full.

    What NYPD stands for is not in the letters: "NYPD commissioner" is "police commissioner".
    """
    if one_name(fold(one), fold(other)) or _spelt(fold(one), fold(other)):
        return True
    return (one.isupper() and len(one) > 1) != (other.isupper() and len(other) > 1)


def _spelt(one: str, other: str) -> bool:
    """Whether two names are one, spelt otherwise or cut short: Advisers, Lt, Ray for Raymond."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) <= _SHORT and shorter[:1] == longer[:1]:
        letters = iter(longer)
        return all(letter in letters for letter in shorter)
    return one_spelling(one, other)
