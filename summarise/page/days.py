"""Dates: which day a statement names, and whether what it cites, or the report's own date, does.

"Monday" and "yesterday" are resolved by the day on which the report was published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from summarise.language.dates import WEEKDAYS, Date
from summarise.language.reading import Reading
from summarise.page.wording import Finding

HALF_A_YEAR = 183
"""Days: a date without a year is of the year in which it is closest to the report's day."""
MOST_SHOWN = 3
"""Days of the evidence that a reason names."""
_DAYS_OFF = {"today": 0, "tonight": 0, "yesterday": -1, "overnight": -1, "tomorrow": 1}
_RELATIVE = re.compile(
    rf"\b(?:(?P<day>{'|'.join(_DAYS_OFF)}|(?P<same>this (?:morning|afternoon|evening))|last night)"
    r"|(?P<which>last|this|next) (?P<span>week|month|year))\b",
    re.I,
)
_STEPS = {"last": -1, "this": 0, "next": 1}


@dataclass(frozen=True, slots=True)
class Dated:
    """A text that vouches for dates, and the day of its report where that is known."""

    reading: Reading
    published: date | None = None


def dates(claim: Reading, sources: Sequence[Dated]) -> Iterator[Finding]:
    """Yield the days, months and years that nothing told supports, and those only half told."""
    calendar = _Calendar(sources)
    for told in claim.dates:
        kind = calendar.verdict(told, claim.text[told.start : told.end])
        if kind:
            yield _finding(kind, claim, (told.start, told.end), calendar)
    for day in sorted(claim.weekdays):
        kind = calendar.weekday_verdict(WEEKDAYS.index(day))
        if kind:
            yield _finding(kind, claim, claim.place_of_name(day), calendar)
    evidence = " ".join(source.reading.text for source in sources).casefold()
    for match in _RELATIVE.finditer(claim.text):
        if match[0].casefold() not in evidence:
            yield _finding("day", claim, match.span(), calendar)


def _finding(kind: str, claim: Reading, span: tuple[int, int], calendar: _Calendar) -> Finding:
    other = calendar.shown()
    said = f"what it cites says {other}" if other else "what it cites names no such day"
    written = claim.text[slice(*span)].rstrip(".")
    return Finding(kind, f"It says {written}; {said}.")


class _Calendar:
    """The days that a statement's sources name, mean, and were published on."""

    def __init__(self, sources: Sequence[Dated]) -> None:
        self._own = {source.published for source in sources if source.published}
        self._told = [(day, s.published) for s in sources for day in s.reading.dates]
        self._weekdays = {WEEKDAYS.index(d) for s in sources for d in s.reading.weekdays}
        self._meant = [part for source in sources for part in _meant(source)]
        self._unplaced = any(_unplaced(source) for source in sources)
        self._undated = [source.reading for source in sources if not source.published]
        self._counts = {
            quantity.value
            for source in sources
            for quantity in source.reading.quantities
            if not quantity.measure and not is_grouped(source.reading.text, quantity.start)
        }
        texts = [source.reading for source in sources]
        self._pieces = [t.text[d.start : d.end] for t in texts for d in t.dates]
        self._pieces += [day.capitalize() for text in texts for day in sorted(text.weekdays)]

    def shown(self) -> str:
        """Return the days of the sources for a person to read."""
        return " and ".join([*dict.fromkeys(self._pieces)][:MOST_SHOWN])

    def verdict(self, told: Date, written: str) -> str:
        """Return the kind of finding for a date of the statement; empty if it is supported."""
        if not (told.month or told.day) and float(told.year) in self._counts and written.isdigit():
            return ""
        verdicts = {_year_verdict(told, *known) for known in self._told if _agree(told, known[0])}
        if "" in verdicts or self._is_meant(told):
            return ""
        if "day" in verdicts or self._may_be_meant(told):
            return "day"
        return self._own_verdict(any(_covers(told, day) for day in self._own))

    def weekday_verdict(self, weekday: int) -> str:
        """Return the kind of finding for a day of the week; empty if it is supported."""
        days = [day for told in self._told for day in _full(*told)]
        days += [part for part in self._meant if isinstance(part, date)]
        if weekday in self._weekdays or any(day.weekday() == weekday for day in days):
            return ""
        if self._unplaced:
            return "day"
        return self._own_verdict(any(day.weekday() == weekday for day in self._own))

    def _own_verdict(self, published: bool) -> str:
        """Return the finding for a day on which a report was published, if no other is in it."""
        if not published:
            return "date"
        return "day" if self._pieces or self._meant else ""

    def _may_be_meant(self, told: Date) -> bool:
        """Whether a report that nobody dated names a day which may be the one that is told."""
        named = {WEEKDAYS.index(day) for text in self._undated for day in text.weekdays}
        days = {day.weekday() for day in _full(told, None)}
        relative = any(_RELATIVE.search(text.text) for text in self._undated)
        return relative or bool(named if not days else named & days)

    def _is_meant(self, told: Date) -> bool:
        return any(
            _covers(told, part) if isinstance(part, date) else _within(told, part)
            for part in self._meant
        )


def _unplaced(source: Dated) -> bool:
    """Whether a source names a day whose day of the week nobody can tell."""
    undated = any(day.day and not day.year for day in source.reading.dates)
    relative = any(match["day"] for match in _RELATIVE.finditer(source.reading.text))
    return not source.published and (undated or relative)


def _year_verdict(told: Date, known: Date, published: date | None) -> str:
    """Return the kind of finding for the year of a date that is known, maybe without it."""
    if known.year or not told.year:
        return ""
    if not published:
        return "day"
    return "" if abs(told.year - published.year) <= 1 else "date"


def _full(told: Date, published: date | None) -> Iterator[date]:
    """Yield the days that a date may be: of its year, or of the one closest to its report."""
    if not (told.month and told.day):
        return
    years = (
        [told.year] if told.year else [published.year + n for n in (-1, 0, 1)] if published else []
    )
    for year in years:
        try:
            day = date(year, told.month, told.day)
        except ValueError:
            continue
        if told.year or (published and abs((day - published).days) <= HALF_A_YEAR):
            yield day


def is_grouped(text: str, start: int) -> bool:
    """Whether the number at a place is written with marks between its digits: 2,020."""
    return bool(re.match(r"\d{1,3}\D\d{3}", text[start : start + 5]))


def _meant(source: Dated) -> Iterator[date | tuple[int, int]]:
    """Yield the days, and the months and years (0 for any month), that a source's words mean."""
    day = source.published
    if not day:
        return
    for name in source.reading.weekdays:
        back = (day.weekday() - WEEKDAYS.index(name)) % 7
        yield from (day - timedelta(days=back), day + timedelta(days=7 - back))
        if not back:
            yield day - timedelta(days=7)
    for match in _RELATIVE.finditer(source.reading.text):
        if match["day"]:
            off = -1 if match[0].casefold() == "last night" else 0
            yield day + timedelta(days=_DAYS_OFF.get(match["day"].casefold(), off))
            continue
        step = _STEPS[match["which"].casefold()]
        if match["span"].casefold() == "year":
            yield day.year + step, 0
        elif match["span"].casefold() == "month":
            months = day.year * 12 + day.month - 1 + step
            yield months // 12, months % 12 + 1


def _agree(told: Date, known: Date) -> bool:
    """Whether a known date has each part that is told; the year may be missing on either side."""
    parts = zip(told[1:3], known[1:3], strict=True)
    years = told.year in (0, known.year) or (not known.year and bool(known.month))
    return years and all(part in (0, other) for part, other in parts)


def _covers(told: Date, day: date) -> bool:
    parts = zip(told[:3], (day.year, day.month, day.day), strict=True)
    return all(part in (0, other) for part, other in parts)


def _within(told: Date, known: tuple[int, int]) -> bool:
    """Whether a date is of a month or a year, and no closer."""
    year, month = known
    return (
        not told.day
        and told.year in (0, year)
        and told.month in (0, month)
        and not (told.month and not month)
    )
