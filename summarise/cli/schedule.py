"""``summarise schedule``: have another scheduler start a job."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from summarise.cli.common import FINE, add_config, command, config_of
from summarise.errors import UsageError
from summarise.notes import note
from summarise.output import say

if TYPE_CHECKING:
    from summarise.cli.common import Commands
    from summarise.schedule.plan import Plan

_LEAVE_OUT = ("systemd", "k8s")
"""The schedulers that leave out a time which the clock skips."""


def add(commands: Commands) -> None:
    """Add the command and its options."""
    schedule = command(
        commands,
        "schedule",
        help="have systemd, cron or Kubernetes start a job",
        description="Print what has another scheduler start a job by its schedule: a service and "
        "a timer of systemd, lines for a crontab, or a CronJob of Kubernetes. With --install, put "
        "the units of systemd in place, of the named jobs or of all that have a schedule.",
    )
    schedule.missing = "name a scheduler and a job, for example: summarise schedule systemd morning"
    schedule.set_defaults(run=_run)
    schedule.add_argument("kind", choices=("systemd", "cron", "k8s"), help="the scheduler")
    schedule.add_argument("jobs", nargs="*", metavar="JOB", help="a [jobs.NAME] of the config")
    schedule.add_argument(
        "--install", action="store_true", help="write the units for you (systemd alone)"
    )
    add_config(schedule)


def _run(options: argparse.Namespace) -> int:
    from summarise.schedule.plan import left_out

    if options.install and options.kind != "systemd":
        raise UsageError(f"--install is for systemd alone; {options.kind} is printed")
    plans = _plans(options)
    now = datetime.now(UTC)
    if options.install:
        _install(plans)
    else:
        between = "---\n" if options.kind == "k8s" else "\n"
        say(sys.stdout, between.join(_text(options.kind, plan, now) for plan in plans))
    for plan in plans if options.kind in _LEAVE_OUT else ():
        if at := left_out(plan, now):
            note(
                f"note: {plan.job}: on {at:%Y-%m-%d} the clock in {plan.zone} skips the hour, and "
                "this scheduler leaves the run out; another hour avoids that"
            )
    return FINE


def _plans(options: argparse.Namespace) -> list[Plan]:
    """Return the named jobs, or to install all that have a schedule. Raises UsageError."""
    from summarise.config import CONFIG_VARIABLE
    from summarise.schedule.plan import planned

    config = config_of(options)
    path = options.config or os.environ.get(CONFIG_VARIABLE)
    if not path:
        raise UsageError(
            f"name the config that has the job: --config FILE, or the variable {CONFIG_VARIABLE}"
        )
    if not options.jobs and not options.install:
        raise UsageError(f"name a job, for example: summarise schedule {options.kind} morning")
    jobs = options.jobs or [name for name, job in config.jobs.items() if job.schedule]
    if not jobs:
        raise UsageError(f"{path}: no job has a schedule")
    return [planned(config, job, Path(path), _program()) for job in dict.fromkeys(jobs)]


def _program() -> tuple[str, ...]:
    """Return the words that start summarise from anywhere: a scheduler knows no PATH of ours."""
    script = Path(sys.executable).with_name("summarise")
    if script.is_file():
        return (str(script),)
    return (sys.executable, "-P", "-m", "summarise")  # -P: nothing from the working directory


def _text(kind: str, plan: Plan, now: datetime) -> str:
    from summarise.schedule.crontab import agrees_with_system, cron
    from summarise.schedule.k8s import k8s
    from summarise.schedule.systemd import systemd

    if kind == "systemd":
        return "\n".join(f"# {name}\n{text}" for name, text in systemd(plan).items())
    if kind == "k8s":
        return k8s(plan)
    if not agrees_with_system(plan.zone, now):
        note(
            f"note: {plan.job}: the clocks of {plan.zone} and of this machine differ; a cron that "
            "does not know CRON_TZ (Debian, Ubuntu) would run it at another hour"
        )
    return cron(plan)


def _install(plans: list[Plan]) -> None:
    """Write the units, start their timers where systemd answers, and say what was done."""
    from summarise.schedule import install
    from summarise.schedule.systemd import systemd, unit

    units = {name: text for plan in plans for name, text in systemd(plan).items()}
    for path in install.install(units, install.folder(os.environ)):
        say(sys.stdout, f"wrote {path}\n")
    timers = [f"{unit(plan.job)}.timer" for plan in plans]
    if install.enabled(timers):
        say(sys.stdout, f"started {', '.join(timers)}\n")
    else:
        note("note: systemd does not answer here; where it does, start the timers with:")
        for words in install.commands(timers):
            note(f"  {' '.join(words)}", as_it_is=True)
    if not install.lingers(os.environ):
        note("note: they run while you are logged in; for always: loginctl enable-linger")
