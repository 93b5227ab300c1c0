"""Every word that the page itself says, read from ``languages/CODE.toml``, and dates in words.

Only what the page says of itself is here: headings, dates, the list of sources, the last line. What
reports say is never translated. The reasons that other stages give in sentences of their own
(``Record.degraded``) are for the log and the JSON, and not for a reader. No locale is asked, so
that a page is the same on every machine.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from summarise.errors import RenderError

_FOLDER: Final = Path(__file__).with_name("languages")

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
    {hour}, {minute} and {zone}; ``first`` is what the first of a month is called. ``zones`` are the
    language's own short names of zones; of one without a short name {place} is in ``local``.
    """

    days: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    date: str = "{day} {month} {year}"
    short_date: str = "{day} {month} {year}"
    dateline: str = "{weekday} {date}, {time}"
    clock: str = "{hour:02}:{minute:02} {zone}"
    first: str = "1"
    local: str = "{place} time"
    zones: dict[str, str] = field(default_factory=dict)


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
    on_day: str
    kinds: dict[str, str]
    roles: dict[str, str]

    # what is new since an earlier page
    update: str
    correction: str
    background: str
    corrected: str
    erratum: str
    quiet: str
    nothing_new_since: Plural

    # the list of sources
    sources: str
    source: str
    report: str
    link: str
    reprint: str
    same_text: str
    draws_on: str
    same_origin: str
    supports: Plural
    close: str
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
    unavailable: str
    unproven: str
    prompts: str
    calls: Plural
    tokens: Plural
    cached: Plural

    # in an e-mail
    unsubscribe: str
    long_mail: str

    def count(self, phrase: Plural, number: int, **values: object) -> str:
        """Fill a phrase in for a number: ``1 report``, ``2,400 reports``."""
        alone = number == 1 or (number == 0 and self.numerals.none_is_one)
        return phrase[0 if alone else 1].format(n=self.numerals.whole(number), **values)


@cache  # what was read of a shipped file does not change
def words_in(language: str) -> Words:
    """Return the page's own words in a language. Raises RenderError where it has none."""
    known = sorted(
        (path.stem for path in _FOLDER.glob("*.toml")), key=lambda code: (code != "en", code)
    )
    if language not in known:
        raise RenderError(
            f"the page has no words of its own in {language!r}; it has {', '.join(known)}"
        )
    table = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    numerals, calendar = table.pop("numerals", {}), table.pop("calendar")
    kinds, roles = table.pop("kinds"), table.pop("roles")
    return Words(
        code=language,
        numerals=Numerals(**numerals),
        calendar=Calendar(**_tuples(calendar)),
        kinds=kinds,
        roles=roles,
        **_tuples(table),
    )


def _tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}


def dateline(moment: datetime, calendar: Calendar) -> str:
    """Write ``Friday 17 January 2025, 07:00 CET``."""
    return calendar.dateline.format(
        weekday=calendar.days[moment.weekday()],
        date=long_date(moment, calendar),
        time=clock(moment, calendar),
    ).rstrip()


def clock(moment: datetime, calendar: Calendar) -> str:
    """Write ``07:00 CET``."""
    zone = _zone(moment, calendar)
    return calendar.clock.format(hour=moment.hour, minute=moment.minute, zone=zone).rstrip()


def long_date(day: date, calendar: Calendar) -> str:
    """Write ``17 January 2025``."""
    return _filled(calendar.date, day, calendar.months, calendar)


def short_date(moment: datetime | None, calendar: Calendar, zone: tzinfo | None = None) -> str:
    """Write ``17 Jan 2025``, or "" for None: the day that it was in ``zone``, or where it was said.

    A time with an offset of its own names the day where it was published, and midnight UTC is a
    day without a time; only what is known in UTC may be another day in ``zone``.
    """
    if moment is None:
        return ""
    return _filled(calendar.short_date, day_of(moment, zone), calendar.short_months, calendar)


def time_of(moment: datetime | None, calendar: Calendar, zone: tzinfo | None = None) -> str:
    """Write ``07:00 CET``, the time of ``short_date``'s day; "" where only a day is known."""
    if moment is None or moment.tzinfo is None or moment.time() == time.min:
        return ""
    here = moment.astimezone(zone) if zone else moment
    return clock(here if here.date() == day_of(moment, zone) else moment, calendar)


def day_of(moment: datetime, zone: tzinfo | None = None) -> date:
    """Return the day of a report: as ``short_date`` writes it."""
    if zone and moment.tzinfo and not moment.utcoffset() and moment.time() != time.min:
        moment = moment.astimezone(zone)
    return moment.date()


def short_day(day: date, today: date, calendar: Calendar) -> str:
    """Write ``17 January``, with the year if it is another one than today's."""
    phrase = calendar.date
    if day.year == today.year:
        phrase = "".join(phrase.partition("{month}")[:2])
    return _filled(phrase, day, calendar.months, calendar)


def short_month(day: date, today: date, calendar: Calendar) -> str:
    """Write ``January``, with the year if it is another one than today's."""
    phrase = calendar.date[calendar.date.index("{month}") :]
    if day.year == today.year:
        phrase = "{month}"
    return _filled(phrase, day, calendar.months, calendar)


def short_days(first: date, last: date, today: date, calendar: Calendar) -> str:
    """Write ``11–17 January``, or ``30 March – 5 April``."""
    if (first.year, first.month) != (last.year, last.month):
        return " – ".join(short_day(day, today, calendar) for day in (first, last))
    mark = calendar.date.partition("{day}")[2].partition(" ")[0]
    return f"{first.day}{mark}–{short_day(last, today, calendar)}"


def _filled(phrase: str, day: date, months: tuple[str, ...], calendar: Calendar) -> str:
    number = calendar.first if day.day == 1 else str(day.day)
    return phrase.format(day=number, month=months[day.month - 1], year=day.year)


def in_zone(moment: datetime, name: str) -> datetime:
    """Return the moment in the zone of that IANA name, or as it was where nobody knows that.

    What was kept in a file has its offset, and no zone.
    """
    try:
        return moment.astimezone(ZoneInfo(name)) if name else moment
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return moment


def _zone(moment: datetime, calendar: Calendar) -> str:
    """Write ``CET``, ``Sao Paulo time``, ``UTC`` or ``UTC+01:00``; "" without a time zone."""
    if moment.tzinfo is None:
        return ""
    short = moment.tzname() or ""
    if short.isalpha():
        return calendar.zones.get(short, short)
    region, _, place = getattr(moment.tzinfo, "key", "").rpartition("/")
    if region not in ("", "Etc"):
        return calendar.local.format(place=place.replace("_", " "))
    offset = f"{moment:%z}"
    return "UTC" if not moment.utcoffset() else f"UTC{offset[:3]}:{offset[3:5]}"
