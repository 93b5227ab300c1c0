"""Every word that the page itself says, as values; ``tongues`` has them in each language.

Only what the page says of itself is here: headings, dates, the list of sources, the last line. What
reports say is never translated, nor are the reasons that other stages give in sentences of their
own (``Record.degraded``): those stay English on every page.
"""

from __future__ import annotations

from dataclasses import dataclass

Plural = tuple[str, str]
"""A phrase for one, and for any other number; ``{n}`` stands for the number."""


@dataclass(frozen=True, slots=True)
class Numerals:
    """How numbers are written.

    ``thousands`` and ``decimal`` are the marks in them; ``none_is_one`` where zero takes the
    singular, as in French.
    """

    thousands: str = ","
    decimal: str = "."
    none_is_one: bool = False

    def whole(self, number: int) -> str:
        """Write ``2,400``."""
        return f"{number:,}".replace(",", self.thousands)

    def money(self, usd: float) -> str:
        """Write ``0.0042``."""
        return f"{usd:.4f}".replace(".", self.decimal)


@dataclass(frozen=True, slots=True)
class Calendar:
    """How dates are written. ``days`` begin with Monday, ``months`` with January.

    ``date`` has {day}, {month} and {year}, ``dateline`` {weekday}, {date} and {time}, and ``clock``
    {hour}, {minute} and {zone}; ``first`` is what the first of a month is called.
    """

    days: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    date: str = "{day} {month} {year}"
    short_date: str = "{day} {month} {year}"
    dateline: str = "{weekday} {date}, {time}"
    clock: str = "{hour:02}:{minute:02} {zone}"
    first: str = "1"


@dataclass(frozen=True, slots=True)
class Words:
    """The page's own words in one language, which ``code`` names (ISO 639-1).

    A phrase holds what it is about in braces. ``quotation`` are the marks before and after the
    words of others; ``either`` joins what accounts differ on.
    """

    code: str
    numerals: Numerals
    calendar: Calendar
    quotation: tuple[str, str]
    either: str
    both: str

    # the page
    nothing: str
    differ: str
    overtaken: str
    planned: str
    kinds: dict[str, str]

    # what is new since an earlier page
    update: str
    correction: str
    background: str
    corrected: str
    quiet: str
    nothing_new_since: Plural

    # the list of sources
    sources: str
    source: str
    report: str
    link: str
    reprint: str
    same_text: str
    also_in: str
    and_more: Plural
    also_in_others: Plural

    # the last line
    read: Plural
    read_from: Plural
    origins: Plural
    merged: str
    duplicates: Plural
    repeats: Plural
    no_duplicates: str
    unread: Plural
    unread_of: Plural
    unread_items: Plural
    seen: Plural
    checked: Plural
    replaced: Plural
    struck: Plural
    why_replaced: str
    left_off: Plural
    written_by: Plural
    quoted: str
    quoted_only: str
    prompts: str
    calls: Plural
    tokens: Plural
    cached: Plural

    def count(self, phrase: Plural, number: int, **values: object) -> str:
        """Fill a phrase in for a number: ``1 report``, ``2,400 reports``."""
        alone = number == 1 or (number == 0 and self.numerals.none_is_one)
        return phrase[0 if alone else 1].format(n=self.numerals.whole(number), **values)
