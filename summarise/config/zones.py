"""Time zones by name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SOME_DAY: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""A day to try a schedule on; of a leap year, so that 29 February comes."""


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name, as "Europe/Berlin"."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder's name is an OSError
        return False
    return True
