"""Signs of what a sentence tells: of the dead, of what was called off, of who writes, of a bound.

Each language has its own words for them, in ``signs.toml``.
"""

from __future__ import annotations

import re
from typing import Literal, get_args

from summarise.language import OfLanguage, lists
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
    "judges",
    "roughly",
    "at_least",
    "at_most",
]
Bound = Literal["roughly", "at_least", "at_most"]
_LISTS = lists("signs")
_Patterns = dict[str, re.Pattern[str]]


def _signs(code: str) -> _Patterns:
    rows = {kind: "|".join(forms) for kind, forms in _LISTS[code].items()}
    return {kind: re.compile(rf"(?<!\w)(?:{forms})(?!\w)", re.I) for kind, forms in rows.items()}


def _bounds(code: str) -> _Patterns:
    rows = {kind: "|".join(forms) for kind, forms in _LISTS[code].items()}
    articles = rows["articles"]
    return {
        kind: re.compile(rf"\b(?:{rows[kind]})(?: (?:{articles}))?\W*$", re.I)
        for kind in get_args(Bound)
    }


_SIGNS, _BOUNDS = OfLanguage(_signs), OfLanguage(_bounds)


def sign(kind: Sign, language: str = PLAIN) -> re.Pattern[str]:
    """Return the pattern of the words of a language that are a sign of a kind."""
    return _SIGNS[language][kind]


def bound(kind: Bound, language: str = PLAIN) -> re.Pattern[str]:
    """Return the pattern of what bounds the figure behind it, up to the end of a text."""
    return _BOUNDS[language][kind]
