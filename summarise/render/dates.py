"""Dates in words, the same on every machine: no locale is asked."""

from __future__ import annotations

from datetime import datetime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def dateline(moment: datetime) -> str:
    """Write ``Friday 17 January 2025, 07:00 UTC``."""
    day = f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    return f"{day}, {moment:%H:%M} {_zone(moment)}".rstrip()


def short_date(moment: datetime | None) -> str:
    """Write ``17 Jan 2025``, or "" for None."""
    if moment is None:
        return ""
    return f"{moment.day} {_MONTHS[moment.month - 1][:3]} {moment.year}"


def _zone(moment: datetime) -> str:
    """Write ``UTC`` or ``UTC+01:00``; "" without a time zone."""
    if moment.tzinfo is None:
        return ""
    offset = f"{moment:%z}"
    return "UTC" if not moment.utcoffset() else f"UTC{offset[:3]}:{offset[3:5]}"
