"""A job as a service and a timer of systemd, for the user's own manager."""

from __future__ import annotations

from typing import Final

from summarise.errors import ConfigError
from summarise.schedule.plan import Plan, fields, listed

_DAYS: Final = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")

# Each of these works without rights. ProtectSystem and its like need user namespaces, which some
# systems deny to users: there the job would not start at all.
_SERVICE: Final = """\
[Unit]
Description=summarise: the job {job}

[Service]
Type=oneshot
ExecStart={command}
# A page with gaps (a source that could not be read) is a page.
SuccessExitStatus=4
# Keys and passwords, NAME=value a line; keep it to yourself (chmod 600).
EnvironmentFile=-%E/summarise/env
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
"""
_TIMER: Final = """\
[Unit]
Description=summarise: when the job {job} runs ({schedule}, {zone})

[Timer]
{times}
# What was missed while the machine was off is caught up once.
Persistent=true
AccuracySec=1s

[Install]
WantedBy=timers.target
"""


def systemd(plan: Plan) -> dict[str, str]:
    """Return the units by the names of their files. Raises ConfigError."""
    name = unit(plan.job)
    times = "\n".join(f"OnCalendar={time}" for time in calendar(plan))
    return {
        f"{name}.service": _SERVICE.format(job=plan.job, command=_command(plan)),
        f"{name}.timer": _TIMER.format(
            job=plan.job, schedule=plan.schedule, zone=plan.zone, times=times
        ),
    }


def unit(job: str) -> str:
    """Return what the units of a job are called, without an ending."""
    return f"summarise-{job}"


def calendar(plan: Plan) -> tuple[str, ...]:
    """Return the schedule as calendar events of systemd. Raises ConfigError.

    There are two where the day or the weekday is enough, since in one both have to match.
    """
    known = fields(plan.schedule)
    hours, minutes = (listed(values, "..") for values in (known.hours, known.minutes))
    clock = f"{hours}:{minutes}:00 {plan.zone}"
    months, days = listed(known.months, ".."), listed(known.days, "..")
    weekdays = _weekdays(known.weekdays)
    if known.both:
        return (f"{weekdays}*-{months}-{days} {clock}",)
    return (f"*-{months}-{days} {clock}", f"{weekdays}*-{months}-* {clock}")


def _weekdays(values: frozenset[int] | None) -> str:
    return "" if values is None else ",".join(_DAYS[value] for value in sorted(values)) + " "


def _command(plan: Plan) -> str:
    """Write the command so that systemd hands it on as it is (man systemd.service)."""
    first, *rest = plan.command
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
