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
    from summarise.config import Config
    from summarise.jobs.crontab import ScheduledJob

log = logging.getLogger(__name__)

_LEAVE_OUT: Final = ("systemd", "k8s")
"""The schedulers that leave out a time which the clock skips."""

_KINDS: Final = ("systemd", "cron", "launchd", "github", "k8s")
_INSTALLED: Final = ("systemd", "launchd")
"""The schedulers that what they need can be put in place for."""

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
        help="have systemd, cron, launchd, GitHub or Kubernetes start a job",
        description="Print what has another scheduler start a job by its schedule: a service and "
        "a timer of systemd, lines for a crontab, an agent of macOS' launchd, a workflow of GitHub "
        "Actions, or a CronJob of Kubernetes. With --install, put the units of systemd or the "
        "agents of launchd in place, of the named jobs or of all that have a schedule.",
    )
    schedule.add_argument("kind", choices=_KINDS, help="the scheduler")
    schedule.add_argument(
        "jobs",
        nargs="*",
        metavar="JOB",
        help="a [jobs.NAME] of the config; of one with one job, that one",
    )
    schedule.add_argument(
        "--install", action="store_true", help="put it in place for you (systemd, launchd)"
    )
    schedule.add_argument(
        "--keep-keys",
        action="store_true",
        help="keep the keys and passwords that the config names, as they are set in this shell, in "
        "a file of yours alone that systemd and launchd read",
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

    if options.kind not in _INSTALLED and (options.install or options.keep_keys):
        raise UsageError(
            f"--install and --keep-keys are for systemd and launchd; {options.kind} is printed"
        )
    config = config_of(options)
    jobs = _jobs(options, config)
    now = datetime.now(UTC)
    if options.install:
        _install_agents(jobs) if options.kind == "launchd" else _install(jobs)
    else:
        between = "---\n" if options.kind in ("k8s", "github") else "\n"
        say(sys.stdout, between.join(_text(options.kind, job, config, now) for job in jobs))
    if options.kind in _INSTALLED:
        _give_keys(options, config, [job.name for job in jobs])
    for job in jobs if options.kind in _LEAVE_OUT else ():
        if at := left_out(job, now):
            note(
                f"note: {job.name}: on {at:%Y-%m-%d} the clock in {job.zone} skips the hour, and "
                "this scheduler leaves the run out; another hour avoids that"
            )
    return FINE


def _give_keys(options: argparse.Namespace, config: Config, jobs: list[str]) -> None:
    """Keep the keys of jobs where the scheduler finds them, if asked to; say what it will lack."""
    from summarise.config import variables
    from summarise.jobs.keys import keep, keys_file, lacking

    names, path = variables(config, jobs), keys_file(os.environ)
    if options.keep_keys and names:
        values = {name: value for name in names if (value := os.environ.get(name, "").strip())}
        keep(path, values)
        say(sys.stdout, f"kept {', '.join(values) or 'nothing'} in {path}\n")
    if missing := lacking(path, names):
        note(
            f"note: {options.kind} will not know {', '.join(missing)}: set what it names here, and "
            "add --keep-keys, or write NAME=value lines into "
            f"{path}"
        )


def _jobs(options: argparse.Namespace, config: Config) -> list[ScheduledJob]:
    """Return the named jobs, or the one that has a schedule, or to install all of them.

    Raises UsageError.
    """
    from summarise.jobs.crontab import scheduled

    path = options.config
    if not path:
        raise UsageError(
            "name the config that has the job with --config FILE, or have `summarise init` make one"
        )
    due = [name for name, job in config.jobs.items() if job.schedule]
    if not options.jobs and not options.install and len(due) > 1:
        raise UsageError(f"name a job, for example: summarise schedule {options.kind} {due[0]}")
    jobs = options.jobs or due
    if not jobs:
        raise UsageError(f"{path}: no job has a schedule")
    return [scheduled(config, job, Path(path), _program()) for job in dict.fromkeys(jobs)]


def _program() -> tuple[str, ...]:
    """Return the words that start summarise from anywhere: a scheduler knows no PATH of ours."""
    script = Path(sys.executable).with_name("summarise")
    if script.is_file():
        return (str(script),)
    return (sys.executable, "-P", "-m", "summarise")  # -P: nothing from the working directory


def _text(kind: str, job: ScheduledJob, config: Config, now: datetime) -> str:
    from summarise.jobs import schedulers
    from summarise.jobs.crontab import agrees_with_system, cron
    from summarise.jobs.github import workflow

    if kind == "systemd":
        units = schedulers.systemd(job)
        return "\n".join(f"# {name}\n{text}" for name, text in units.items())
    if kind == "k8s":
        return schedulers.k8s(job)
    if kind == "github":
        return workflow(job, config)
    if kind == "launchd":
        return _agent(job, now).decode()
    if not agrees_with_system(job.zone, now):
        note(
            f"note: {job.name}: the clocks of {job.zone} and of this machine differ; a cron that "
            "does not know CRON_TZ (Debian, Ubuntu) would run it at another hour"
        )
    return cron(job)


def _agent(job: ScheduledJob, now: datetime) -> bytes:
    from summarise.jobs.crontab import agrees_with_system
    from summarise.jobs.keys import keys_file
    from summarise.jobs.launchd import agent, log_file

    if not agrees_with_system(job.zone, now):
        note(
            f"note: {job.name}: the clocks of {job.zone} and of this machine differ, and launchd "
            "goes by the machine's"
        )
    return agent(job, keys_file(os.environ), log_file())


def _install_agents(jobs: list[ScheduledJob]) -> None:
    """Write the agents, have launchd read them where it is, and say what was done."""
    from summarise.jobs import launchd, schedulers

    now = datetime.now(UTC)
    files = {f"{launchd.label(job.name)}.plist": _agent(job, now) for job in jobs}
    for path in schedulers.install(files, launchd.folder()):
        if launchd.loaded(path):
            say(sys.stdout, f"wrote {path}, and launchd knows it\n")
        else:
            say(sys.stdout, f"wrote {path}\n")
            note(f"note: launchd does not answer here; where it does: launchctl load {path}")


def _install(jobs: list[ScheduledJob]) -> None:
    """Write the units, start their timers where systemd answers, and say what was done."""
    from summarise.jobs import schedulers

    units = {name: text for job in jobs for name, text in schedulers.systemd(job).items()}
    texts = {name: text.encode() for name, text in units.items()}
    for path in schedulers.install(texts, schedulers.folder(os.environ)):
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
