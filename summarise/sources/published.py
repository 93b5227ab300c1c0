"""Dates as reports write them, and the window of time that reports are taken from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from summarise.sources.documents import changed
from summarise.types import Document, Skipped

LONGEST = 100
"""Characters: no date is longer, and parsing a book for one takes time."""

EARLIEST = 1000
"""The first year that is taken for the date of a report; before it, it's a parsing accident."""

_EPOCH = re.compile(r"(\d{9,10}|\d{13})(\.\d+)?")
_HOURS = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "IST": 5.5, "JST": 9,
}  # fmt: skip

AHEAD = timedelta(days=1)
"""How far in the future a date is believed: clocks and zones are wrong by hours, not by days."""


def parse_date(text: str) -> datetime | None:
    """Read a date; return an aware datetime, or None for what isn't a whole date.

    Knows ISO 8601, RFC 822, seconds or milliseconds since 1970, and English dates ("17 January
    2025", "Jan. 17, 2025"). A date without zone is UTC; one that lacks the year or the day is
    None, never completed from today. 01/02/2025 is read month first. Raises nothing.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    try:
        found = _epoch(text) or _iso(text) or _free(text)
        if found is None or found.year < EARLIEST:
            return None
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        found.astimezone(UTC)
    except (ValueError, OverflowError, OSError, ArithmeticError):
        return None
    return found


def _epoch(text: str) -> datetime | None:
    digits = _EPOCH.fullmatch(text)
    if not digits or not text.isascii():
        return None
    unit = 1000 if len(digits[1]) == 13 else 1
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(text) / unit)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _free(text: str) -> datetime | None:
    """Parse twice, over two defaults: where the results differ, the text doesn't say the day."""
    from dateutil.parser import parse

    one, two = (
        parse(text, default=default, tzinfos=_zone)
        for default in (datetime(2000, 1, 1), datetime(2004, 2, 2))
    )
    return one if one == two else None


def _zone(name: str | None, offset: int | None) -> tzinfo:
    """Return the zone of an offset in seconds or a name; never that of this machine."""
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    return timezone(timedelta(hours=_HOURS.get(name or "", 0)))


def first(since_hours: float, now: datetime) -> datetime | None:
    """Return where the window begins that reaches back so far; None for one without (0)."""
    try:
        return now - timedelta(hours=since_hours) if since_hours else None
    except OverflowError:  # it reaches back beyond the first day that datetime knows
        return None


def recent(
    documents: Iterable[Document | Skipped], since: datetime | None
) -> Iterator[Document | Skipped]:
    """Leave out the documents that are older. What has no date stays: nobody knows that it is."""
    for one in documents:
        if since and isinstance(one, Document) and one.published and one.published < since:
            continue
        yield one


def believed(
    documents: Iterable[Document | Skipped], now: datetime
) -> Iterator[Document | Skipped]:
    """Take a date that lies more than a day ahead off its document.

    The latest report overtakes the others, so that a wrong date would decide what is true.
    """
    for one in documents:
        if isinstance(one, Document) and one.published and one.published > now + AHEAD:
            yield changed(one, published=None)
        else:
            yield one
