"""A job as systemd and Kubernetes start it, from the templates beside this module.

systemd's units are for the user's own manager, and can be put where it finds them.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from summarise import __version__
from summarise.errors import ConfigError, RenderError, UsageError
from summarise.jobs.crontab import ScheduledJob, either, fields, listed
from summarise.jobs.keys import keys_file
from summarise.output import write_atomically

_HERE: Final = Path(__file__).parent
_DAYS: Final = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")

IMAGE: Final = f"summarise:{__version__}"
"""What ``docker build --tag`` made of the Dockerfile, until a registry gives it a longer name."""

_LONGEST: Final = 52  # characters of a CronJob's name; Kubernetes appends to it
_TAKEN: Final = "summarise-"

_PATIENCE: Final = 30.0  # seconds for systemd to answer
_LINGERING: Final = Path("/var/lib/systemd/linger")
"""Holds an empty file for each user whose units run while they are not logged in."""


def systemd(job: ScheduledJob) -> dict[str, str]:
    """Return the units by the names of their files. Raises ConfigError."""
    name = unit(job.name)
    times = "\n".join(f"OnCalendar={time}" for time in calendar(job))
    return {
        f"{name}.service": _filled("job.service", job=job.name, command=_command(job)),
        f"{name}.timer": _filled(
            "job.timer", job=job.name, schedule=job.schedule, zone=job.zone, times=times
        ),
    }


def unit(job: str) -> str:
    """Return what the units of a job are called, without an ending."""
    return f"summarise-{job}"


def calendar(job: ScheduledJob) -> tuple[str, ...]:
    """Return the schedule as calendar events of systemd. Raises ConfigError.

    There are two where the day or the weekday is enough, since in one both have to match.
    """
    own = fields(job.schedule)
    minutes, hours, days, months = (
        listed(values, "..") for values in (own.minutes, own.hours, own.days, own.months)
    )
    clock = f"{hours}:{minutes}:00 {job.zone}"
    weekdays = ",".join(_DAYS[day] for day in sorted(own.weekdays or ()))
    weekdays = f"{weekdays} " if weekdays else ""
    if own.both:
        return (f"{weekdays}*-{months}-{days} {clock}",)
    return (f"*-{months}-{days} {clock}", f"{weekdays}*-{months}-* {clock}")


def _command(job: ScheduledJob) -> str:
    """Write the command so that systemd hands it on as it is (man systemd.service)."""
    first, *rest = job.command
    if set(first) & set("\"'\\"):
        raise ConfigError(
            f"{first}: systemd starts no program with a quote or backslash in its path"
        )
    # With the colon in front, a $ is nothing but a $.
    return " ".join(_quoted(word) for word in (f":{first}", *rest))


def _quoted(word: str) -> str:
    if not word.isprintable():
        raise ConfigError(f"{word!r}: a path with a line break or the like can't stand in a unit")
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def k8s(job: ScheduledJob, image: str = IMAGE) -> str:
    """Return the manifest. Raises ConfigError."""
    # A JSON string is a YAML string.
    return _filled(
        "cronjob.yaml",
        path=json.dumps(str(job.config)),
        name=json.dumps(_k8s_name(job.name)),
        schedule=json.dumps(either(job.schedule, "Kubernetes")),
        zone=json.dumps(job.zone),
        image=json.dumps(image),
        job=json.dumps(job.name),
    )


def _k8s_name(job: str) -> str:
    """Return a name that Kubernetes takes: lower case, no underscore, not too long."""
    plain = re.sub(r"[^a-z0-9]+", "-", job.lower()).strip("-")
    if plain == job and len(plain) <= _LONGEST - len(_TAKEN):
        return f"{_TAKEN}{plain}"
    # Two jobs must not become one.
    mark = sha256(job.encode()).hexdigest()[:6]
    return f"{_TAKEN}{plain[: _LONGEST - len(_TAKEN) - len(mark) - 1]}-{mark}"


def folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of a user's own units."""
    return keys_file(environment).parents[1] / "systemd" / "user"


def install(units: Mapping[str, bytes], place: Path) -> list[Path]:
    """Write the units, each whole or not at all, and return where. Raises UsageError."""
    written = []
    for name, text in units.items():
        path = place / name
        try:
            place.mkdir(parents=True, exist_ok=True)
            write_atomically(path, text)
        except (OSError, RenderError) as error:
            raise UsageError(f"{path}: can't be written; may you write to its folder?") from error
        written.append(path)
    return written


def commands(timers: Sequence[str]) -> list[list[str]]:
    """Return the commands that make systemd read the units and start the timers."""
    systemctl = ["systemctl", "--user"]
    return [[*systemctl, "daemon-reload"], [*systemctl, "enable", "--now", *timers]]


def enabled(timers: Sequence[str]) -> bool:
    """Have systemd read the units and start the timers; whether it is there and did."""
    if shutil.which("systemctl") is None:
        return False
    return all(_succeeds(words) for words in commands(timers))


def lingers(environment: Mapping[str, str]) -> bool:
    """Whether the user's units run while they are not logged in."""
    user = environment.get("USER", "")
    return bool(user) and (_LINGERING / user).is_file()


def _succeeds(words: Sequence[str]) -> bool:
    try:
        subprocess.run(  # noqa: S603 - our own words
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _filled(template: str, **values: str) -> str:
    return (_HERE / template).read_text(encoding="utf-8").format(**values)
