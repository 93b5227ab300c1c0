"""What another scheduler needs to know to start a job, and what no other scheduler can be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from summarise.config.tables import for_job
from summarise.config.zones import SOME_DAY
from summarise.errors import ConfigError, UsageError
from summarise.schedule.due import by_the_clock, next_due, parsed

if TYPE_CHECKING:
    from cronsim import CronSim

    from summarise.config import Config

_DAYS: Final = range(1, 32)
_RUN_OF: Final = 3  # values in a row that are written as a range
_ALL: Final = ("0-59", "0-23", "1-31", "1-12", "0-6")  # each field in full, without the star


@dataclass(frozen=True, slots=True)
class Plan:
    """A job as another scheduler starts it.

    ``program`` are the words of the command before its arguments; ``config`` is an absolute path.
    """

    job: str
    schedule: str
    zone: str
    config: Path
    program: tuple[str, ...] = ("summarise",)

    @property
    def command(self) -> tuple[str, ...]:
        """The words of the command that runs the job."""
        return (*self.program, "run", self.job, "--config", str(self.config))


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


def planned(config: Config, job: str, path: Path, program: tuple[str, ...]) -> Plan:
    """Return the plan of a job of the config that lies at ``path``. Raises UsageError."""
    if job not in config.jobs:
        there_are = ", ".join(sorted(config.jobs)) or "none; add a [jobs.NAME]"
        raise UsageError(f"{path}: there is no job {job} (there are: {there_are})")
    own = config.jobs[job]
    if not own.schedule:
        raise UsageError(
            f'{path}: the job {job} has no schedule; add one, such as schedule = "30 6 * * 1-5"'
        )
    zone = for_job(config, own).briefing.time_zone
    return Plan(job, " ".join(own.schedule.split()), zone, path.absolute(), program)


def fields(schedule: str) -> Fields:
    """Return the fields as numbers. Raises ConfigError for what only cronsim understands."""
    crontab = parsed(schedule, SOME_DAY.replace(tzinfo=None))
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
    own = schedule.upper().split()
    known = fields(schedule)
    numbers = (known.minutes, known.hours, known.days, known.months, known.weekdays)
    minute, hour, day, month, weekday = (
        text if text.startswith("*") else full if values is None else listed(values)
        for text, values, full in zip(own, numbers, _ALL, strict=True)
    )
    return minute, hour, day, month, weekday


def left_out(plan: Plan, now: datetime) -> datetime | None:
    """Return the first due time within a year that stands for one that the clock skips.

    Cron and ``summarise daemon`` run it then; systemd and Kubernetes leave it out.
    """
    wall = SOME_DAY.replace(tzinfo=None)
    if not by_the_clock(parsed(plan.schedule, wall)):
        return None
    at, end = now, now + timedelta(days=366)
    while (at := next_due(plan.schedule, plan.zone, at)) < end:
        if not _shows(parsed(plan.schedule, wall), at):
            return at
    return None


def _shows(crontab: CronSim, at: datetime) -> bool:
    return at.minute in crontab.minutes and at.hour in crontab.hours


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
