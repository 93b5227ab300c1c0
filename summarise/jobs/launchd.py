"""A job as macOS starts it: an agent of the user's own launchd, as its property list.

The times of launchd are those of the machine's own clock. What was missed while the machine slept
is caught up when it wakes (man launchd.plist).
"""

from __future__ import annotations

import os
import plistlib
import shutil
import subprocess
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Final

from summarise.errors import ConfigError
from summarise.jobs.crontab import Fields, ScheduledJob, fields

_MOST: Final = 1_500
"""Times in one property list: more than each minute of a day is no schedule of a page."""

_SCRIPT: Final = 'set -a; [ ! -r "$0" ] || . "$0"; set +a; exec "$@"'
"""Reads the file with the keys, NAME=value a line, which launchd itself knows nothing of."""


def agent(job: ScheduledJob, keys: Path, logs: Path) -> bytes:
    """Return the property list; the job gets what ``keys`` holds, and tells ``logs`` of its runs.

    Raises ConfigError.
    """
    return plistlib.dumps(
        {
            "Label": label(job.name),
            "ProgramArguments": ["/bin/sh", "-c", _SCRIPT, str(keys), *job.command, "--verbose"],
            "StartCalendarInterval": list(intervals(job)),
            "StandardErrorPath": str(logs),
            "ProcessType": "Background",
        },
        sort_keys=False,
    )


def label(job: str) -> str:
    """Return what the agent of a job is called; its file is called so, too."""
    return f"summarise.{job}"


def folder() -> Path:
    """Return where the user's own agents lie."""
    return Path.home() / "Library" / "LaunchAgents"


def log_file() -> Path:
    """Return where the agents tell of their runs."""
    return Path.home() / "Library" / "Logs" / "summarise.log"


def intervals(job: ScheduledJob) -> Iterator[dict[str, int]]:
    """Yield the times of a schedule, each as the parts of the clock that match. Raises ConfigError.

    Where the day or the weekday is enough, there are times for the one and for the other.
    """
    own = fields(job.schedule)
    if own.both and None not in (own.days, own.weekdays):
        raise ConfigError(
            f'the schedule "{job.schedule}" wants day and weekday to match, which launchd can\'t; '
            "name the days of one of them alone"
        )
    times = [dict(one) for days in _days(own) for one in _times(own, days)]
    if len(times) > _MOST:
        raise ConfigError(
            f'the schedule "{job.schedule}" has {len(times):,} times for launchd, which takes each '
            "by itself; name fewer"
        )
    yield from times


def loaded(path: Path) -> bool:
    """Have launchd read an agent, in place of the one it knows; whether it is there and did."""
    if shutil.which("launchctl") is None:
        return False
    domain = f"gui/{os.getuid()}"
    _succeeds("launchctl", "bootout", f"{domain}/{path.stem}")  # fails where there is none yet
    return _succeeds("launchctl", "bootstrap", domain, str(path))


def _days(own: Fields) -> list[dict[str, frozenset[int]]]:
    choices = {"Day": own.days, "Weekday": own.weekdays}
    return [{name: values} for name, values in choices.items() if values is not None] or [{}]


def _times(own: Fields, days: dict[str, frozenset[int]]) -> Iterator[list[tuple[str, int]]]:
    parts = {"Month": own.months, **days, "Hour": own.hours, "Minute": own.minutes}
    given = {name: sorted(values) for name, values in parts.items() if values is not None}
    yield from ([*zip(given, values, strict=True)] for values in product(*given.values()))


def _succeeds(*words: str) -> bool:
    try:
        subprocess.run(words, capture_output=True, timeout=30, check=True)  # noqa: S603 - our words
    except (OSError, subprocess.SubprocessError):
        return False
    return True
