"""A job as a line of a crontab."""

from __future__ import annotations

import shlex
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from summarise.errors import ConfigError
from summarise.schedule.plan import Plan, portable

_CRONTAB: Final = """\
# summarise: the job {job}. Put these lines at the end of your crontab (crontab -e).
# CRON_TZ is understood by cronie (Fedora, RHEL, Arch) and holds for the lines below it; the cron of
# Debian and Ubuntu does not know it, and goes by the time zone of the system.
# Keys and passwords: cron reads no profile; set them in lines above (NAME=value).
CRON_TZ={zone}
{times} {command}
"""


def cron(plan: Plan) -> str:
    """Return the lines for a crontab. Raises ConfigError."""
    return _CRONTAB.format(
        job=plan.job,
        zone=plan.zone,
        times=" ".join(portable(plan.schedule)),
        command=_command(plan.command),
    )


def _command(words: tuple[str, ...]) -> str:
    """Write the command for the shell, and for cron, to which % is the end of it."""
    command = shlex.join(words)
    # Crons differ in what a backslash before \% means.
    if not command.isprintable() or "\\" in command:
        raise ConfigError(
            f"{command!r}: a path with a line break or a backslash can't stand in a crontab"
        )
    return command.replace("%", "\\%")


def agrees_with_system(zone: str, now: datetime) -> bool:
    """Whether the clocks of the zone and of this machine agree for a year to come."""
    there = ZoneInfo(zone)
    days = (now + timedelta(days=day) for day in range(366))
    return all(day.astimezone().utcoffset() == day.astimezone(there).utcoffset() for day in days)
