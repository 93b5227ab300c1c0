"""When a report was written, read off what its source states.

Feeds state dates in every form that there is: of other languages, with a weekday, with zones by
name. What can be read in two ways is told apart by its weekday or by its neighbours
(``order_of_days``), and a zone that nobody knows makes no time of UTC.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

LONGEST_DATE = 100
"""Characters: no date is longer, and parsing a book for one takes time."""

EARLIEST = 1000
"""The first year that is taken for the date of a report; before it, it's a parsing accident."""

_LISTS = tomllib.loads(Path(__file__).with_name("timestamps.toml").read_text(encoding="utf-8"))
_MONTHS: dict[str, str] = {
    name: month for month, names in _LISTS["months"].items() for name in names.split()
}
_DAYS: dict[str, int] = {
    name: number for number, names in enumerate(_LISTS["days"].values()) for name in names.split()
}
_BETWEEN = frozenset(_LISTS["between"]["words"].split())
_HOURS: dict[str, float] = _LISTS["hours"]
_PLACES: dict[str, str] = _LISTS["places"]
_BOTH = frozenset(_MONTHS) & frozenset(_DAYS)
"""What is a month in one language and a day in another: mar."""

_EPOCH = re.compile(r"(\d{9,10}|\d{13})(\.\d+)?")
_DOTTED = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)(?!\d)")
_SLASHED = re.compile(r"(?<![\d/-])(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d\d)(?![\d/-])")
_YEAR_FIRST = re.compile(r"(?<!\d)\d{4}[-/.]\d")
_ASIDE = re.compile(r"\([^()]*\)")
_TWICE_ZONED = re.compile(r"(?<=[+-]\d\d:\d\d)Z$")
_OFFSET = re.compile(
    r"(?i)(?P<before>\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?\s?(?:[ap]m)?)?\s?"
    r"(?P<name>gmt|utc|ut|z)?\s?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?z?(?![\d:/-])"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-/_][^\W\d_]+)*")
_SPELLINGS: Final = (
    (re.compile("[\u2010-\u2015\u2212]"), "-"),
    (re.compile(r"(?i)\b([ap])\.\s?m\b\.?"), r"\1m"),
    (re.compile(r"(?i)(?<=\d)(?:st|nd|rd|th|er|[ºª°])(?=\W|$)"), " "),
    (re.compile(r"(?i)(?<![\d.])(\d{1,2})[.h](\d\d)(?=\s?(?:uhr|h)?\W*$)(?!\.)"), r"\1:\2"),
    (re.compile(r"\.(?=\s|,|$)"), " "),  # 16. November, Nov. 16
    (re.compile(r"\s[-|·]+\s"), " "),
)


def parse_date(text: str, *, day_first: bool = False) -> datetime | None:
    """Read a date; return an aware datetime, or None for what isn't a whole date.

    Knows ISO 8601, RFC 822 with the usual names of zones, seconds or milliseconds since 1970, and
    dates in words of six languages ("17 January 2025", "17. März 2025"). A date without zone is
    UTC; one that has a zone that nobody knows, or lacks the year or the day, is None. 01/02/2025 is
    read month first unless ``day_first``, or a weekday says which it is; 01.02.2025 is the first of
    February. Raises nothing.
    """
    text = text.strip()
    if not text or len(text) > LONGEST_DATE:
        return None
    try:
        date = _epoch(text) or _iso(text) or _free(text, day_first)
        if date is None or date.year < EARLIEST:
            return None
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        date.astimezone(UTC)
    except (ValueError, OverflowError, OSError, ArithmeticError):
        return None
    return date


def order_of_days(texts: Iterable[str]) -> bool | None:
    """Whether dates such as 01/12/2026 name the day first, by those that leave no choice.

    None where none of them tells, or they contradict each other.
    """
    orders = {order for order in map(_order, texts) if order is not None}
    return orders.pop() if len(orders) == 1 else None


def is_ambiguous(text: str) -> bool:
    """Whether a date is another one when its day is read first: 01/12/2026, and not 05/05/2026."""
    return parse_date(text) != parse_date(text, day_first=True)


def settled(text: str, day_first: bool | None) -> datetime | None:
    """Read a date in the order of its source; None for one that the order would have to settle."""
    if day_first is None and is_ambiguous(text):
        return None
    return parse_date(text, day_first=bool(day_first))


def _order(text: str) -> bool | None:
    found = _SLASHED.search(text[:LONGEST_DATE])
    if not found or is_ambiguous(text):
        return None
    first, second = int(found[1]), int(found[2])
    read = parse_date(text)
    return None if read is None or first == second else read.day == first


def _epoch(text: str) -> datetime | None:
    digits = _EPOCH.fullmatch(text)
    if not digits or not text.isascii():
        return None
    unit = 1000 if len(digits[1]) == 13 else 1
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(text) / unit)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_TWICE_ZONED.sub("", text))
    except ValueError:
        return None


def _free(text: str, day_first: bool) -> datetime | None:
    """Take zone and words off, and have the library read what is left.

    Raises ValueError for a word that belongs to no date.
    """
    text = _ASIDE.sub(" ", text)
    for pattern, spelt in _SPELLINGS:
        text = pattern.sub(spelt, text)
    text, zone = _without_offset(text)
    text, weekday, named = _without_words(text)
    zone = zone or named
    day_first = not _YEAR_FIRST.search(text) and (day_first or bool(_DOTTED.search(text)))
    date = _read(text, day_first)
    if date and weekday is not None and date.weekday() != weekday:
        turned = _read(text, not day_first)
        date = turned if turned and turned.weekday() == weekday else date
    return date.replace(tzinfo=zone or UTC) if date else None


def _without_offset(text: str) -> tuple[str, tzinfo | None]:
    """Take an offset off: +0900, GMT+9, which is nine hours east in feeds, whatever POSIX says."""
    for found in _OFFSET.finditer(text):
        if found["before"] or found["name"]:
            east = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
            rest = f"{text[: found.start()]}{found['before'] or ''} {text[found.end() :]}"
            return rest, timezone(-east if found["sign"] == "-" else east)
    return text, None


def _without_words(text: str) -> tuple[str, int | None, tzinfo | None]:
    """Put months into English; return the text with the weekday (0 is Monday) and the zone taken.

    Raises ValueError for a word that nobody knows.
    """
    weekday: int | None = None
    zone: tzinfo | None = None
    parts, at = [], 0
    words = [(found, _folded(found[0])) for found in _WORD.finditer(text)]
    certain = any(word in _MONTHS and word not in _BOTH for _, word in words)
    for found, word in words:
        kept = " "
        if word in _MONTHS and not (word in _BOTH and (certain or _MONTHS[word] in parts)):
            kept = _MONTHS[word]
        elif word in _DAYS:
            weekday = _DAYS[word]
        elif word in ("am", "pm", "t"):
            kept = word
        elif word not in _BETWEEN:
            zone = zone or _zone(found[0])
        parts += [text[at : found.start()], kept]
        at = found.end()
    return "".join([*parts, text[at:]]), weekday, zone


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _zone(name: str) -> tzinfo:
    """Return the zone of a name: CET, ET, Europe/Paris. Raises ValueError for another word."""
    known = name.lower()
    if known in _HOURS:
        return timezone(timedelta(hours=_HOURS[known]))
    if len(known) == 1 and known.isascii() and known != "j":
        return UTC  # the letters of RFC 822, by RFC 5322
    if known in _PLACES or "/" in name:
        try:
            return ZoneInfo(_PLACES.get(known, name))
        except (LookupError, OSError) as error:
            raise ValueError(name) from error
    raise ValueError(name)


def _read(text: str, day_first: bool) -> datetime | None:
    """Parse twice, over two defaults: where the results differ, the text doesn't say the day."""
    from dateutil.parser import parse

    first, second = (
        parse(text, default=default, dayfirst=day_first, ignoretz=True)
        for default in (datetime(2000, 1, 1), datetime(2004, 2, 2))
    )
    return first if first == second else None
