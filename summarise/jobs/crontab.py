"""A job's schedule for other schedulers: what they need to know, and a crontab's line itself.

What only cronsim understands is refused; what others leave out can be told of before.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from summarise.config.rules import SOME_DAY, parsed
from summarise.config.tables import for_job
from summarise.errors import ConfigError, UsageError, did_you_mean
from summarise.jobs.due import by_the_clock, next_due

if TYPE_CHECKING:
    from summarise.config import Config


_DAYS: Final = range(1, 32)
_RUN_OF: Final = 3  # values in a row that are written as a range
_ALL: Final = ("0-59", "0-23", "1-31", "1-12", "0-6")  # each field in full, without the star

_CRONTAB: Final = """\
# summarise: the job {job}. Put these lines at the end of your crontab (crontab -e).
# CRON_TZ is understood by cronie (Fedora, RHEL, Arch) and holds for the lines below it; the cron of
# Debian and Ubuntu does not know it, and goes by the time zone of the system.
# Keys and passwords: cron reads no profile; set them in lines above (NAME=value).
CRON_TZ={zone}
{times} {command}
"""


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """A job as another scheduler starts it.

    ``program`` are the words of the command before its arguments; ``config`` is an absolute path.
    """

    name: str
    schedule: str
    zone: str
    config: Path
    program: tuple[str, ...] = ("summarise",)

    @property
    def command(self) -> tuple[str, ...]:
        """The words of the command that runs the job."""
        return (*self.program, "run", self.name, "--config", str(self.config))


@dataclass(frozen=True, slots=True)
class Fields:
    """A crontab's five fields as plain numbers, Sunday as 0; None is every one.

    ``both`` says that day and weekday have to match; else one of them is enough.
    """

    minutes: frozenset[int] | None
    hours: frozenset[int] | None
    days: frozenset[int] | None
    months: frozenset[int] | None
    weekdays: frozenset[int] | None
    both: bool


def scheduled(config: Config, job: str, path: Path, program: tuple[str, ...]) -> ScheduledJob:
    """Return a job of the config that lies at ``path``. Raises UsageError."""
    if job not in config.jobs:
        there_are = ", ".join(sorted(config.jobs)) or "none; add a [jobs.NAME]"
        near = did_you_mean(job, config.jobs)
        raise UsageError(f"{path}: there is no job {job} (there are: {there_are}){near}")
    own = config.jobs[job]
    if not own.schedule:
        raise UsageError(
            f'{path}: the job {job} has no schedule; add one, such as schedule = "30 6 * * 1-5"'
        )
    zone = for_job(config, own).briefing.time_zone
    return ScheduledJob(job, " ".join(own.schedule.split()), zone, path.absolute(), program)


def fields(schedule: str) -> Fields:
    """Return the fields as numbers. Raises ConfigError for what only cronsim understands."""
    crontab = parsed(schedule, SOME_DAY)
    weekdays = {day for day in crontab.weekdays if isinstance(day, int)}
    if len(weekdays) < len(crontab.weekdays) or not crontab.days <= set(_DAYS):
        raise ConfigError(
            f'the schedule "{schedule}" names a last or n-th day (L or #), which other schedulers '
            "do not know; summarise daemon does, or have the job run on more days"
        )
    return Fields(
        _unless_all(crontab.minutes, range(60)),
        _unless_all(crontab.hours, range(24)),
        _unless_all(crontab.days, _DAYS),
        _unless_all(crontab.months, range(1, 13)),
        _unless_all({day % 7 for day in weekdays}, range(7)),
        crontab.day_and,
    )


def listed(values: frozenset[int] | None, between: str = "-") -> str:
    """Write values as a list with ranges, ``1-5,9``; ``between`` stands within a range."""
    if values is None:
        return "*"
    return ",".join(
        f"{run[0]}{between}{run[-1]}" if len(run) >= _RUN_OF else ",".join(map(str, run))
        for run in _runs(sorted(values))
    )


def portable(schedule: str) -> tuple[str, str, str, str, str]:
    """Return the five fields in what every cron understands. Raises ConfigError.

    What begins with ``*`` stays as it is: crons take more from the star than its values.
    """
    own = fields(schedule)
    numbers = (own.minutes, own.hours, own.days, own.months, own.weekdays)
    minute, hour, day, month, weekday = (
        text if text.startswith("*") else full if values is None else listed(values)
        for text, values, full in zip(schedule.upper().split(), numbers, _ALL, strict=True)
    )
    return minute, hour, day, month, weekday


def either(schedule: str, who: str) -> str:
    """Return the five fields for one to whom a day or a weekday that matches is enough.

    Raises ConfigError where both have to.
    """
    minute, hour, day, month, weekday = portable(schedule)
    own = fields(schedule)
    stars = day.startswith("*") or weekday.startswith("*")
    if own.both and None not in (own.days, own.weekdays) and stars:
        raise ConfigError(
            f'the schedule "{schedule}" wants day and weekday to match, where {who} is content '
            "with one of them; name the days of one of them alone"
        )
    return " ".join((minute, hour, day, month, weekday))


def left_out(job: ScheduledJob, now: datetime) -> datetime | None:
    """Return the first due time within a year that stands for one that the clock skips.

    Cron and ``summarise daemon`` run it then; systemd and Kubernetes leave it out.
    """
    crontab = parsed(job.schedule, SOME_DAY)
    if not by_the_clock(crontab):
        return None
    at, end = now, now + timedelta(days=366)
    while (at := next_due(job.schedule, job.zone, at)) < end:
        if at.minute not in crontab.minutes or at.hour not in crontab.hours:
            return at
    return None


def cron(job: ScheduledJob) -> str:
    """Return the lines for a crontab. Raises ConfigError."""
    return _CRONTAB.format(
        job=job.name,
        zone=job.zone,
        times=" ".join(portable(job.schedule)),
        command=_command(job.command),
    )


def agrees_with_system(zone: str, now: datetime) -> bool:
    """Whether the clocks of the zone and of this machine agree for a year to come."""
    there = ZoneInfo(zone)
    days = (now + timedelta(days=day) for day in range(366))
    return all(day.astimezone().utcoffset() == day.astimezone(there).utcoffset() for day in days)


def _unless_all(values: set[int], every: range) -> frozenset[int] | None:
    return None if values >= set(every) else frozenset(values)


def _runs(values: list[int]) -> Iterator[list[int]]:
    """Cut values in order into runs without a gap."""
    run: list[int] = []
    for value in values:
        if run and value != run[-1] + 1:
            yield run
            run = []
        run.append(value)
    yield run


def _command(words: tuple[str, ...]) -> str:
    """Write the command for the shell, and for cron, to which % is the end of it."""
    command = shlex.join(words)
    # Crons differ in what a backslash before \% means.
    if not command.isprintable() or "\\" in command:
        raise ConfigError(
            f"{command!r}: a path with a line break or a backslash can't stand in a crontab"
        )
    return command.replace("%", "\\%")
