"""Dates in words, the same on every machine: no locale is asked."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo

from summarise.render.words import Calendar


def dateline(moment: datetime, calendar: Calendar) -> str:
    """Write ``Friday 17 January 2025, 07:00 UTC``."""
    return calendar.dateline.format(
        weekday=calendar.days[moment.weekday()],
        date=long_date(moment, calendar),
        time=clock(moment, calendar),
    ).rstrip()


def clock(moment: datetime, calendar: Calendar) -> str:
    """Write ``07:00 UTC``."""
    zone = _zone(moment)
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
    if zone and moment.tzinfo and not moment.utcoffset() and moment.time() != time.min:
        moment = moment.astimezone(zone)
    return _filled(calendar.short_date, moment, calendar.short_months, calendar)


def _filled(phrase: str, day: date, months: tuple[str, ...], calendar: Calendar) -> str:
    number = calendar.first if day.day == 1 else str(day.day)
    return phrase.format(day=number, month=months[day.month - 1], year=day.year)


def _zone(moment: datetime) -> str:
    """Write ``UTC`` or ``UTC+01:00``; "" without a time zone."""
    if moment.tzinfo is None:
        return ""
    offset = f"{moment:%z}"
    return "UTC" if not moment.utcoffset() else f"UTC{offset[:3]}:{offset[3:5]}"
