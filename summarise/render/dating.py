"""The days that reports name by their own day: "yesterday" becomes "yesterday [12 January]".

A word gets a date where it means another day to who reads the page than to who wrote the report,
and once for a story. Which day it is, the report tells: ``language/relative_days.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from summarise.language.dates import dates
from summarise.language.relative_days import Meant, relative_days
from summarise.render.phrases import Calendar, short_day, short_days, short_month

A_WEEK = 7
"""Days up to the page's own in which a day of the week is the one that a reader takes it for."""


DAY_BY_DAY = ("", "")
"""Among what is ``told``: that each day of the story is to be named once."""
AFFAIR = timedelta(days=2)
"""Time from the first report of a story to its last from which it is told day by day."""


def dated(
    text: str, day: date | None, today: date, calendar: Calendar, told: set[tuple[str, str]]
) -> str:
    """Return a text of a report of a ``day`` as it is told ``today``.

    ``told`` are the words that have their date in the story so far, and gets those of this text. A
    day of the story that has no date yet has it from the first text of that day that names none.
    """
    if day is None or day == today:
        return text
    pieces, end = list[str](), 0
    for meant in relative_days(text, day):
        shown = _shown(meant, day, today, calendar)
        before = {known for name, known in told if name == meant.name}
        if not shown or meant.start < end or before == {shown}:
            continue
        told.add((meant.name, shown))
        pieces += [text[end : meant.end], f" [{shown}]"]
        end = meant.end
    shown = "".join(pieces) + text[end:]
    of_report = ("", short_day(day, today, calendar))
    if DAY_BY_DAY not in told or of_report in told:
        return shown
    bare = text.split("[")[0]
    itself = any((one.day, one.month) == (day.day, day.month) for one in dates(bare))
    if itself or f" [{of_report[1]}]" in pieces[1::2] or not pieces:
        told.add(of_report)
    return shown if pieces or itself else f"[{of_report[1]}] {text}"


def day_by_day(days: Iterable[date | None]) -> set[tuple[str, str]]:
    """Return what to begin ``told`` with, for a story whose statements are of these days.

    Of an affair the first statement of each day says which it is: it tells how things stood then.
    """
    known = [day for day in days if day]
    affair = known and max(known) - min(known) >= AFFAIR
    return {DAY_BY_DAY} if affair else set()


def _shown(meant: Meant, day: date, today: date, calendar: Calendar) -> str:
    """Return the days that words mean as the page writes them, empty if a reader knows them."""
    if meant.days is None:
        return ""
    first, last = meant.days
    if meant.unit == "year":
        return "" if day.year == today.year else str(first.year)
    if meant.unit == "month":
        known = (day.year, day.month) == (today.year, today.month)
        return "" if known else short_month(first, today, calendar)
    if meant.unit in ("week", "weekend"):
        monday, now = (d - timedelta(days=d.weekday()) for d in (day, today))
        return "" if monday == now else short_days(first, last, today, calendar)
    known = meant.unit == "weekday" and 0 <= (today - day).days < A_WEEK
    known = known and (first >= today or 0 <= (today - first).days < A_WEEK)
    return "" if known else short_day(first, today, calendar)
