"""All that a sentence claims and that can be compared, read once.

``read`` is a pure function with a memo: dedupe, group and verify look at the same sentences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from summarise.text.polarity import Polarity, polarity
from summarise.text.quantities import Date, Quantity, dates, quantities
from summarise.text.words import Word, fold, is_content, stem, words

_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{2,400})[\"”“»]|‘([^‘’]{2,400})’(?!\w)")
_TITLES = frozenset(
    "president minister mr mrs ms dr sir prime sen senator rep gov governor king queen prince "
    "judge justice chairman secretary general monday tuesday wednesday thursday friday saturday "
    "sunday january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


@dataclass(frozen=True, slots=True)
class Features:
    """What a sentence claims.

    ``stems`` are its content words in order, ``surface`` the same words folded but not stemmed;
    ``names`` its capitalised words other than titles and the first one, folded;
    ``lead_name`` the first word, folded, when it is capitalised.
    """

    tokens: tuple[Word, ...]
    stems: tuple[str, ...]
    surface: tuple[str, ...]
    names: frozenset[str]
    lead_name: str
    quantities: tuple[Quantity, ...]
    dates: tuple[Date, ...]
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
    names, lead = _names(text, tokens)
    content = [token.text for token in tokens if is_content(token.text)]
    return Features(
        tokens=tuple(tokens),
        stems=tuple(stem(word) for word in content),
        surface=tuple(fold(word) for word in content),
        names=names,
        lead_name=lead,
        quantities=quantities(text),
        dates=dates(text),
        weekdays=frozenset(fold(token.text) for token in tokens) & _WEEKDAYS,
        quotes=tuple(a or b for a, b in _QUOTED.findall(text)),
        polarity=polarity(text, tokens),
    )


def _names(text: str, tokens: list[Word]) -> tuple[frozenset[str], str]:
    """Return the names in the text, and its first word if that may be one."""
    capital = [token for token in tokens if token.text[0].isupper() and is_content(token.text)]
    if len(capital) > 3 and len(capital) > 0.8 * sum(is_content(t.text) for t in tokens):
        capital = [t for t in capital if t.text.isupper() and len(t.text) < 6]  # Title Case
    names = {fold(t.text) for t in capital if not _opens_sentence(text, t)}
    opening = [t for t in capital if _opens_sentence(text, t)]
    for token in opening:
        if re.match(r" [A-Z][\w’'-]+", text[token.end :]) and not _is_common_opening(token):
            names.add(fold(token.text))
    lead = fold(opening[0].text) if opening else ""
    return frozenset(names - _TITLES), "" if lead in _TITLES else lead


def _opens_sentence(text: str, token: Word) -> bool:
    before = text[: token.start].rstrip(" \t\n\"'“‘«([")
    return not before or before[-1] in ".!?:;…—"


def _is_common_opening(token: Word) -> bool:
    return token.text.endswith(("ed", "ing", "ly"))
