"""Numbers in words: how each language writes them, and what they are worth.

A numeral is a row of words of falling worth: hundreds before tens before units; what stands before
the word for a thousand counts so many of them. The words are in ``numerals.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from summarise.language import OfLanguage, lists

_LISTS = lists("numerals")
HUNDRED, THOUSAND = 100, 1000


class NumberWords:
    """The numbers in words of one language."""

    def __init__(self, rows: dict[str, Any]) -> None:
        small: dict[str, float] = {**rows["units"], **rows["teens"], **rows["tens"]}
        hundreds = rows.get("hundreds", {})
        self._large: dict[str, float] = rows["large"]
        self._hundred = frozenset(rows.get("hundred", ()))
        one = rows.get("one", ())
        self.values: dict[str, float] = {**dict.fromkeys(one, 1.0), **small, **hundreds}
        """What each word is worth that is no scale."""
        self.alone = frozenset(rows["alone"])
        """Words that are no number without a scale or a measure."""
        self.ordinal: str = rows["ordinal"]
        """What makes of digits a place in a row: 3rd."""
        self.decimal: str = rows.get("decimal", ".")
        """The mark before the fraction of a number in digits; the other one parts thousands."""
        self.pattern = _pattern(rows)
        """The pattern of a numeral in small letters."""
        words = self.starts = (*self.values, *self._large, *self._hundred)
        edges = (r"(?<!\w)", r"(?!\w)") if "unit_ten" not in rows and rows["times"] else ("", "")
        self._word = re.compile(f"{edges[0]}(?:{any_of(words)}){edges[1]}")

    def value(self, written: str) -> float:
        """Return what a numeral is worth, which the pattern matches."""
        total = current = 0.0
        for word in self._word.findall(written):
            if word in self._hundred:
                current = max(current, 1) * HUNDRED
            elif word in self._large:
                total, current = total + max(current, 1) * self._large[word], 0
            else:
                current += self.values[word]
        return total + current


def any_of(names: Iterable[str]) -> str:
    """Return a pattern of names, the longest first."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _pattern(rows: dict[str, Any]) -> str:
    unit, teen, ten = (any_of(rows[name]) for name in ("units", "teens", "tens"))
    one, times, plus = any_of(rows.get("one", ())), rows["times"], rows["plus"]
    edge = r"\b" if times else ""
    units = f"(?:{unit}){edge}"
    small = f"(?:{teen}|(?:{ten})(?:{rows.get('ten_unit', '(?!)')}{units})?|{unit})"
    if "unit_ten" in rows:
        small = f"(?:(?:{unit}){rows['unit_ten']}(?:{ten})|{small}|{ten})"
    some = f"(?:{small}|{one})" if one else small
    count = f"(?:{some}{times})" + ("?" if rows.get("bare") else "")
    hundreds = f"(?:{any_of(rows['hundreds'])})" if "hundreds" in rows else ""
    if "hundred" in rows:
        hundreds = f"{count}(?:{any_of(rows['hundred'])})"
    below = f"(?:{hundreds}(?:{plus}{small}{edge})?|{small})"
    before = f"(?:(?:{below}|{one}){times})" if one else f"(?:{below}{times})"
    large = f"(?:{before}{'?' if rows.get('bare') else ''}(?:{any_of(rows['large'])}){edge})"
    joint = plus.replace("(?:and )?", "") or plus
    whole = f"{large}(?:{joint}{large}){{0,2}}(?:{plus}{below}{edge})?|{below}"
    return f"(?:{whole}|{any_of(rows['alone'])})(?!\\w)"


NUMERALS = OfLanguage(lambda code: NumberWords(_LISTS[code]))
"""The numbers in words of each language."""
