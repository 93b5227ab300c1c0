"""``summarise daemon``: every scheduled job of a config, in the foreground, for containers."""

from __future__ import annotations

import argparse
import subprocess
import sys
import threading
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from summarise.cli.common import (
    DEGRADED,
    FINE,
    add_config,
    add_log_format,
    command,
    config_of,
    opened,
)
from summarise.errors import UsageError
from summarise.notes import note, tells_json

if TYPE_CHECKING:
    from summarise.cli.common import Commands


def add(commands: Commands) -> None:
    """Add the command and its options."""
    daemon = command(
        commands,
        "daemon",
        help="run all scheduled jobs when they are due, until it is told to stop",
        description="Run all jobs of the config that have a schedule, when they are due. A run "
        "that was missed is caught up once. SIGTERM ends it after the run in hand.",
    )
    daemon.set_defaults(run=_run, quiet=False, again=False)
    add_config(daemon)
    add_log_format(daemon)


def _run(options: argparse.Namespace) -> int:
    from summarise.config import for_job
    from summarise.schedule.daemon import ending, serve, times

    config = config_of(options)
    scheduled = {
        name: times(job.schedule, for_job(config, job).briefing.time_zone)
        for name, job in config.jobs.items()
        if job.schedule
    }
    if not scheduled:
        raise UsageError('no job of the config has a schedule: add one, such as "30 6 * * 1-5"')
    note(f"runs {', '.join(scheduled)} when due; SIGTERM or Ctrl-C ends it after the run in hand")

    def last(name: str) -> datetime | None:
        with opened(config) as store:
            done = (one.began for one in store.runs(name) if one.state == "done")
            return next(done, None)

    stop = threading.Event()
    with ending(stop):
        serve(scheduled, partial(_run_apart, options), last, stop)
    return FINE


def _run_apart(options: argparse.Namespace, name: str, _due: datetime) -> None:
    """Run a job in a process of its own, which says by itself how it went.

    Whatever a page leaves in memory ends with it, and a crash in native code costs one page. Ctrl-C
    reaches the daemon alone: the run in hand comes to its end.
    """
    command = [sys.executable, "-P", "-m", "summarise", "run", name]
    command += ["--config", options.config] if options.config else []
    command += ["--log-format", "json"] if tells_json() else []
    code = subprocess.run(command, check=False, start_new_session=True).returncode  # noqa: S603
    if code not in (FINE, DEGRADED):
        note(f"error: {name}: the run ended with exit code {code}")
