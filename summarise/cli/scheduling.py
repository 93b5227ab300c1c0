"""``summarise schedule``, ``daemon`` and ``status``: what starts the jobs, and how they are.

What a command needs is imported where it runs: ``--help`` waits for none of it.
"""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from summarise.cli.common import (
    DEGRADED,
    FINE,
    add_config,
    add_log_format,
    command,
    config_of,
    looked_into,
)
from summarise.errors import StoreError, UsageError
from summarise.logs import note, tells_json
from summarise.output import say

if TYPE_CHECKING:
    from summarise.cli.common import Commands
    from summarise.jobs.crontab import ScheduledJob

log = logging.getLogger(__name__)

_LEAVE_OUT: Final = ("systemd", "k8s")
"""The schedulers that leave out a time which the clock skips."""

LATE: Final = 1
"""What ``status`` ends with when a job is late: monitors ask for no more than that it is not 0."""


def add(commands: Commands) -> None:
    """Add the commands and their options."""
    status = command(
        commands,
        "status",
        _status,
        help="how the jobs are: last run, next run, failures",
        description="Show how the jobs of the config are. The exit code is 1 when one is late.",
    )
    status.add_argument(
        "--format", choices=("text", "json"), default="text", help="for people, or for programs"
    )
    add_config(status)
    daemon = command(
        commands,
        "daemon",
        _daemon,
        help="run all scheduled jobs when they are due, until it is told to stop",
        description="Run all jobs of the config that have a schedule, when they are due. A run "
        "that was missed is caught up once. SIGTERM ends it after the run in hand.",
    )
    add_config(daemon)
    add_log_format(daemon)
    daemon.set_defaults(verbose=True)  # nobody sits at its terminal, and its log is all there is
    _add_schedule(commands)


def _add_schedule(commands: Commands) -> None:
    schedule = command(
        commands,
        "schedule",
        _schedule,
        missing="name a scheduler and a job, for example: summarise schedule systemd morning",
        help="have systemd, cron or Kubernetes start a job",
        description="Print what has another scheduler start a job by its schedule: a service and "
        "a timer of systemd, lines for a crontab, or a CronJob of Kubernetes. With --install, put "
        "the units of systemd in place, of the named jobs or of all that have a schedule.",
    )
    schedule.add_argument("kind", choices=("systemd", "cron", "k8s"), help="the scheduler")
    schedule.add_argument("jobs", nargs="*", metavar="JOB", help="a [jobs.NAME] of the config")
    schedule.add_argument(
        "--install", action="store_true", help="write the units for you (systemd alone)"
    )
    add_config(schedule)


def _status(options: argparse.Namespace) -> int:
    from summarise.jobs.health import as_json, healths, table

    config = config_of(options)
    if not config.jobs:
        raise UsageError(
            "there is no job to show: `summarise init` makes one, or name a config with --config"
        )
    with looked_into(config) as store:
        jobs = healths(config, store, datetime.now(UTC))
    say(sys.stdout, as_json(jobs) if options.format == "json" else table(jobs))
    return LATE if any(job.late for job in jobs) else FINE


def _daemon(options: argparse.Namespace) -> int:
    from summarise.config import for_job
    from summarise.jobs.daemon import ending, serve, times

    config = config_of(options)
    jobs = {
        name: times(job.schedule, for_job(config, job).briefing.time_zone)
        for name, job in config.jobs.items()
        if job.schedule
    }
    if not jobs:
        raise UsageError('no job of the config has a schedule: add one, such as "30 6 * * 1-5"')
    note(f"runs {', '.join(jobs)} when due; SIGTERM or Ctrl-C ends it after the run in hand")

    def last(name: str) -> datetime | None:
        try:
            with looked_into(config) as store:
                return store.last_done(name, datetime.now(UTC))
        except StoreError as error:  # the run itself says what it can do without
            log.warning("%s", error)
            return None

    stop = threading.Event()
    with ending(stop):
        serve(jobs, partial(_run_apart, options), last, stop)
    return FINE


def _run_apart(options: argparse.Namespace, name: str, _due: datetime) -> None:
    """Run a job in a process of its own, which says by itself how it went.

    Whatever a page leaves in memory ends with it, and a crash in native code costs one page. Ctrl-C
    reaches the daemon alone: the run in hand comes to its end.
    """
    command = [sys.executable, "-P", "-m", "summarise", "run", name]
    command += ["--config", str(options.config)] if options.config else []
    command += ["--log-format", "json"] if tells_json() else ["--verbose"]
    code = subprocess.run(command, check=False, start_new_session=True).returncode  # noqa: S603
    if code not in (FINE, DEGRADED):
        note(f"error: {name}: the run ended with exit code {code}")


def _schedule(options: argparse.Namespace) -> int:
    from summarise.jobs.crontab import left_out

    if options.install and options.kind != "systemd":
        raise UsageError(f"--install is for systemd alone; {options.kind} is printed")
    jobs = _jobs(options)
    now = datetime.now(UTC)
    if options.install:
        _install(jobs)
    else:
        between = "---\n" if options.kind == "k8s" else "\n"
        say(sys.stdout, between.join(_text(options.kind, job, now) for job in jobs))
    for job in jobs if options.kind in _LEAVE_OUT else ():
        if at := left_out(job, now):
            note(
                f"note: {job.name}: on {at:%Y-%m-%d} the clock in {job.zone} skips the hour, and "
                "this scheduler leaves the run out; another hour avoids that"
            )
    return FINE


def _jobs(options: argparse.Namespace) -> list[ScheduledJob]:
    """Return the named jobs, or to install all that have a schedule. Raises UsageError."""
    from summarise.jobs.crontab import scheduled

    config = config_of(options)
    path = options.config
    if not path:
        raise UsageError(
            "name the config that has the job with --config FILE, or have `summarise init` make one"
        )
    if not options.jobs and not options.install:
        raise UsageError(f"name a job, for example: summarise schedule {options.kind} morning")
    jobs = options.jobs or [name for name, job in config.jobs.items() if job.schedule]
    if not jobs:
        raise UsageError(f"{path}: no job has a schedule")
    return [scheduled(config, job, Path(path), _program()) for job in dict.fromkeys(jobs)]


def _program() -> tuple[str, ...]:
    """Return the words that start summarise from anywhere: a scheduler knows no PATH of ours."""
    script = Path(sys.executable).with_name("summarise")
    if script.is_file():
        return (str(script),)
    return (sys.executable, "-P", "-m", "summarise")  # -P: nothing from the working directory


def _text(kind: str, job: ScheduledJob, now: datetime) -> str:
    from summarise.jobs import schedulers
    from summarise.jobs.crontab import agrees_with_system, cron

    if kind == "systemd":
        units = schedulers.systemd(job)
        return "\n".join(f"# {name}\n{text}" for name, text in units.items())
    if kind == "k8s":
        return schedulers.k8s(job)
    if not agrees_with_system(job.zone, now):
        note(
            f"note: {job.name}: the clocks of {job.zone} and of this machine differ; a cron that "
            "does not know CRON_TZ (Debian, Ubuntu) would run it at another hour"
        )
    return cron(job)


def _install(jobs: list[ScheduledJob]) -> None:
    """Write the units, start their timers where systemd answers, and say what was done."""
    from summarise.jobs import schedulers

    units = {name: text for job in jobs for name, text in schedulers.systemd(job).items()}
    for path in schedulers.install(units, schedulers.folder(os.environ)):
        say(sys.stdout, f"wrote {path}\n")
    timers = [f"{schedulers.unit(job.name)}.timer" for job in jobs]
    if schedulers.enabled(timers):
        say(sys.stdout, f"started {', '.join(timers)}\n")
    else:
        note("note: systemd does not answer here; where it does, start the timers with:")
        for words in schedulers.commands(timers):
            note(f"  {' '.join(words)}", as_it_is=True)
    if not schedulers.lingers(os.environ):
        note("note: they run while you are logged in; for always: loginctl enable-linger")
