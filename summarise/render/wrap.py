"""Lines of a given width in terminal columns, where a Chinese character takes two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_NO_WIDTH = {"Mn", "Me", "Cf"}
_OPENING = {"Ps", "Pi"}
_CLOSING = {"Pe", "Pf", "Po"}
_SPACES = re.compile(" +")


def width(text: str) -> int:
    """Count the columns of a terminal that the text takes."""
    return sum(_width(character) for character in text)


def wrap(text: str, columns: int, first: str = "", rest: str = "") -> list[str]:
    """Cut lines of at most ``columns`` that begin with ``first``, then with ``rest``.

    A line breaks at spaces and between wide characters, but leaves no closing mark at the start
    of a line and no opening one at its end; a longer word breaks anywhere.
    """
    lines = [first]
    empty = True
    for space, piece in _pieces(text, columns - max(width(first), width(rest))):
        gap = "" if empty else space
        if not empty and width(lines[-1]) + width(gap) + width(piece) > columns:
            lines.append(rest)
            gap = ""
        lines[-1] += gap + piece
        empty = False
    return [line.rstrip(" ") for line in lines]


def _pieces(text: str, longest: int) -> Iterator[tuple[str, str]]:
    """Yield what no line break falls into, each with the space before it."""
    for word in _SPACES.split(text):
        space = " "
        for unit in _units(word):
            for part in _parts(unit, longest):
                yield space, part
                space = ""


def _units(word: str) -> Iterator[str]:
    """Cut the word beside its wide characters."""
    unit = ""
    for character in word:
        if unit and _may_break(unit[-1], character):
            yield unit
            unit = ""
        unit += character
    if unit:
        yield unit


def _may_break(before: str, after: str) -> bool:
    if not _width(after) or (_width(before) < 2 and _width(after) < 2):
        return False
    opening = unicodedata.category(before) in _OPENING
    return not opening and unicodedata.category(after) not in _CLOSING


def _parts(unit: str, longest: int) -> Iterator[str]:
    part, taken = "", 0
    for character in unit:
        wide = _width(character)
        if part and taken + wide > longest:
            yield part
            part, taken = "", 0
        part += character
        taken += wide
    yield part


def _width(character: str) -> int:
    if unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
