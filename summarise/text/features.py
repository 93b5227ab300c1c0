"""All that a sentence claims and that can be compared, read once.

``read`` is a pure function with a memo: dedupe, group and verify look at the same sentences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from summarise.text.polarity import Polarity, polarity
from summarise.text.quantities import Date, Quantity, dates, ordinals, quantities
from summarise.text.words import Word, fold, is_content, stem, words

_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{2,400})[\"”“»]|‘([^‘’]{2,400})’(?!\w)")
_TITLES = frozenset(
    "president minister mr mrs ms dr sir prime sen senator rep gov governor king queen prince "
    "judge justice chairman secretary general monday tuesday wednesday thursday friday saturday "
    "sunday january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_CAPITAL_NEXT = re.compile(r" [A-Z][\w’'-]")
_COMMON_ENDINGS = ("ed", "ing", "ly")
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


@dataclass(frozen=True, slots=True)
class Features:
    """What a sentence claims.

    ``stems`` are its content words in order, ``surface`` the same words folded but not stemmed;
    ``names`` its capitalised words other than titles and the first one, folded;
    ``lead_name`` the first word, folded, when it is capitalised; ``ordinals`` the places in a row.
    """

    tokens: tuple[Word, ...]
    stems: tuple[str, ...]
    surface: tuple[str, ...]
    names: frozenset[str]
    lead_name: str
    quantities: tuple[Quantity, ...]
    dates: tuple[Date, ...]
    ordinals: frozenset[int]
    weekdays: frozenset[str]
    quotes: tuple[str, ...]
    polarity: Polarity

    @property
    def values(self) -> frozenset[float]:
        """Every number in it, the parts of dates included."""
        parts = {float(part) for date in self.dates for part in date[:3] if part}
        return frozenset(parts | {quantity.value for quantity in self.quantities})


@lru_cache(maxsize=100_000)
def read(text: str) -> Features:
    """Read the features of a sentence."""
    tokens = words(text)
    told = dates(text)
    names, lead = _names(text, tokens)
    content = [token.text for token in tokens if is_content(token.text)]
    return Features(
        tokens=tuple(tokens),
        stems=tuple(stem(word) for word in content),
        surface=tuple(fold(word) for word in content),
        names=names,
        lead_name=lead,
        quantities=quantities(text, told),
        dates=told,
        ordinals=ordinals(text),
        weekdays=frozenset(fold(token.text) for token in tokens) & _WEEKDAYS,
        quotes=tuple(a or b for a, b in _QUOTED.findall(text)),
        polarity=polarity(text, tokens),
    )


def _names(text: str, tokens: list[Word]) -> tuple[frozenset[str], str]:
    """Return the names in the text, and its first word if that may be one."""
    capital = [token for token in tokens if token.text[0].isupper() and is_content(token.text)]
    if len(capital) > 3 and len(capital) > 0.8 * sum(is_content(t.text) for t in tokens):
        capital = [t for t in capital if t.text.isupper() and len(t.text) < 6]  # Title Case
    names: set[str] = set()
    lead = ""
    for token in capital:
        if not _opens_sentence(text, token.start):
            names.add(fold(token.text))
            continue
        lead = lead or fold(token.text)
        if _CAPITAL_NEXT.match(text, token.end) and not token.text.endswith(_COMMON_ENDINGS):
            names.add(fold(token.text))
    return frozenset(names - _TITLES), "" if lead in _TITLES else lead


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 8) : start].rstrip(" \t\n\"'“‘«([")
    return before[-1] in ".!?:;…—" if before else start <= 8
