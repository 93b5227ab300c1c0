"""When a job is due: a crontab's five fields, in a time zone, as moments.

cronsim goes through the times that a clock on the wall shows; which moments they are is settled
here, since its own way depends on where one begins: in the hour that comes twice, it gives a "next"
time that has passed. The rules are Debian cron's, which cronsim means too (man 8 cron):

- A time that the clock skips in spring is due once, in the first minute after the gap.
- A time that comes twice in autumn is due once, the first time.
- A schedule whose minute or hour begins with ``*`` goes by the time that passes instead: what is
  skipped is left out, and what comes twice is due twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from summarise.config.rules import parsed
from summarise.errors import ConfigError

if TYPE_CHECKING:
    from cronsim import CronSim

_MINUTE: Final = timedelta(minutes=1)  # the finest that five fields tell apart
_FIRST, _SECOND = 0, 1  # what datetime calls the fold


def next_due(schedule: str, zone: str, after: datetime) -> datetime:
    """Return the first due time after an aware time, in the zone. Raises ConfigError."""
    every = [
        next((moment for moment in moments if moment > after.astimezone(UTC)), None)
        for moments in _moments(schedule, ZoneInfo(zone), after, reverse=False)
    ]
    return min(_some(schedule, every)).astimezone(ZoneInfo(zone))


def last_due(schedule: str, zone: str, at: datetime) -> datetime:
    """Return the last due time that is not after an aware time, in the zone. Raises ConfigError."""
    every = [
        next((moment for moment in moments if moment <= at.astimezone(UTC)), None)
        for moments in _moments(schedule, ZoneInfo(zone), at, reverse=True)
    ]
    return max(_some(schedule, every)).astimezone(ZoneInfo(zone))


def by_the_clock(crontab: CronSim) -> bool:
    """Whether it names times of the day, and not every so many minutes or hours."""
    _, minute, hour, *_ = crontab.parts
    return not minute.startswith("*") and not hour.startswith("*")


def _moments(
    schedule: str, zone: ZoneInfo, near: datetime, *, reverse: bool
) -> Iterator[Iterator[datetime]]:
    """Yield, for the first and the second time that the clock shows a time, the moments in UTC.

    Each series is in order, and begins so early that no moment beyond ``near`` is left out.
    """
    wall = near.astimezone(zone).replace(tzinfo=None)
    # In the hour that comes twice, times that the clock has shown already come once more.
    margin = _offset(wall, zone, _FIRST) - _offset(wall, zone, _SECOND) + _MINUTE
    start = wall + margin if reverse else wall - margin
    once = by_the_clock(parsed(schedule, start))
    for fold in (_FIRST,) if once else (_FIRST, _SECOND):
        walls = parsed(schedule, start, reverse=reverse)
        yield _resolved(walls, zone, fold, skipped_count=once)


def _resolved(
    walls: Iterator[datetime], zone: ZoneInfo, fold: int, *, skipped_count: bool
) -> Iterator[datetime]:
    for wall in walls:
        if not _is_skipped(wall, zone):
            yield wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        elif skipped_count:
            while _is_skipped(wall, zone):
                wall = wall.replace(second=0) + _MINUTE
            yield wall.replace(tzinfo=zone).astimezone(UTC)


def _is_skipped(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock never shows this time: it is put forward over it."""
    return _offset(wall, zone, _FIRST) < _offset(wall, zone, _SECOND)


def _offset(wall: datetime, zone: ZoneInfo, fold: int) -> timedelta:
    return wall.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta()


def _some(schedule: str, moments: list[datetime | None]) -> list[datetime]:
    some = [moment for moment in moments if moment is not None]
    if not some:
        raise ConfigError(f'the schedule "{schedule}" never comes due')
    return some
