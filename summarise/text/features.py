"""All that a sentence claims and that can be compared, read once.

``read`` is a pure function with a memo: dedupe, group and verify look at the same sentences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from summarise.text.abbreviations import WINDOW, belongs_to_word
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
    numbers = quantities(text, told)
    spans = [(date.start, date.end) for date in told] + [(q.start, q.end) for q in numbers]
    figures = {place for start, end in spans for place in range(start, end)}
    capital = [t for t in tokens if t.text[0].isupper() and t.start not in figures]
    names, lead = _names(text, tokens, capital)
    content = [token.text for token in tokens if is_content(token.text)]
    return Features(
        tokens=tuple(tokens),
        stems=tuple(stem(word) for word in content),
        surface=tuple(fold(word) for word in content),
        names=names,
        lead_name=lead,
        quantities=numbers,
        dates=told,
        ordinals=ordinals(text),
        weekdays=_WEEKDAYS.intersection(fold(token.text) for token in capital),
        quotes=tuple(a or b for a, b in _QUOTED.findall(text)),
        polarity=polarity(text, tokens),
    )


def _names(text: str, tokens: list[Word], capital: list[Word]) -> tuple[frozenset[str], str]:
    """Return the names among the capitalised words, and the first word if it may be one."""
    capital = [token for token in capital if is_content(token.text)]
    if len(capital) > 3 and _is_title_case(text, tokens):
        capital = [t for t in capital if t.text.isupper() and len(t.text) < 6]
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


def _is_title_case(text: str, tokens: list[Word]) -> bool:
    """Whether every word that says something has a capital, as in headlines; these have no stop."""
    if text.rstrip("\"'”’»)] \n").endswith((".", "!")):
        return False
    return not any(
        token.text.islower() and is_content(token.text) and text[token.start - 1] != "-"
        for token in tokens
    )


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 8) : start].rstrip(" \t\n\"'“‘«([")
    if not before:
        return start <= 8
    if before[-1] == ".":
        end = text.rindex(".", 0, start) + 1
        return not belongs_to_word(text[max(0, end - WINDOW) : end], text[start : start + WINDOW])
    return before[-1] in "!?:;…—"
