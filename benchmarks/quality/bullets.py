"""The bullets of SummHay's systems: what they tell, and which documents they cite."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CITED = re.compile(r"\[([\d, ]+)\]")
_MARKS = re.compile(r"[*#]+")


def told(bullets: Sequence[str]) -> list[str]:
    """Return what bullets tell, without citations and Markdown; never an empty text."""
    return [_MARKS.sub("", _CITED.sub("", bullet)).strip() or "-" for bullet in bullets]


def cited(bullet: str) -> frozenset[int]:
    """Return the numbers of the documents that a bullet cites, as [3] or [3, 17]."""
    numbers = (number for group in _CITED.findall(bullet) for number in group.split(","))
    return frozenset(int(number) for number in numbers if number.strip())
