"""Signs of what a sentence tells: of the dead, of what was called off, of who writes, of a bound.

Each language has its own words for them, in ``signs.toml``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from summarise.language import lists
from summarise.language.languages import PLAIN

Sign = Literal[
    "dead",
    "hurt",
    "office",
    "called_off",
    "feared",
    "found",
    "risen",
    "ahead",
    "person",
    "roughly",
    "at_least",
    "at_most",
]
Bound = Literal["roughly", "at_least", "at_most"]
_LISTS = lists("signs")


@cache
def sign(kind: Sign, language: str = PLAIN) -> re.Pattern[str]:
    """Return the pattern of the words of a language that are a sign of a kind."""
    return re.compile(rf"(?<!\w)(?:{_forms(kind, language)})(?!\w)", re.I)


@cache
def bound(kind: Bound, language: str) -> re.Pattern[str]:
    """Return the pattern of what bounds the figure behind it, up to the end of a text."""
    articles = _LISTS[language]["articles"]
    return re.compile(
        rf"\b(?:{_forms(kind, language)})(?: (?:{'|'.join(articles)}))?\W*$", re.I
    )


def _forms(kind: Sign, language: str) -> str:
    return "|".join(_LISTS[language][kind])
