"""``summarise digest``: what the pages of a week or a month told, as one page."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from zoneinfo import ZoneInfo

from summarise.cli.common import DEGRADED, FINE, command, config_of, kept, of_job
from summarise.cli.running import add_common, report, running
from summarise.errors import UsageError
from summarise.logs import about, note, progress
from summarise.output import ENDINGS, check_place, write_atomically, write_to_stream
from summarise.types import Format

if TYPE_CHECKING:
    from summarise.cli.common import Commands
    from summarise.config import Config
    from summarise.jobs.digest import Period

_EPILOG = """\
exit codes:
  0  the digest was written, or each target has it
  2  bad usage or config; no page of these days is kept
  4  written, but parts of it are degraded
  5  written, and a target does not have it: the same command again sends it

examples:
  summarise digest morning --config morning.toml
  summarise digest morning --month --format html > month.html
  summarise digest morning --since 2026-11-02 --until 2026-11-08 --output week.pdf
  summarise digest morning --week --deliver\
"""


def add(commands: Commands) -> None:
    """Add the command and its options."""
    digest = command(
        commands,
        "digest",
        _digest,
        help="write one page of what the pages of a week or a month told",
        description="Write one page of what a job's pages have told in a week (the default), a "
        "month or from day to day: by story, the latest first, each sentence cited to the report "
        "that it is from, and what was put right as it is right. It is made of what the store "
        "keeps; nothing is fetched.",
        epilog=_EPILOG,
    )
    digest.add_argument("job", nargs="?", metavar="JOB", help="the job (default: the only one)")
    days = digest.add_mutually_exclusive_group()
    days.add_argument("--week", action="store_true", help="the seven days up to --until")
    days.add_argument("--month", action="store_true", help="the month up to --until")
    days.add_argument("--since", type=_day, metavar="DAY", help="the first day, as 2026-11-02")
    digest.add_argument("--until", type=_day, metavar="DAY", help="the last day (default: today)")
    digest.add_argument(
        "--format",
        choices=get_args(Format),
        help="default: by the ending of --output, else the job's",
    )
    digest.add_argument("--output", metavar="PATH", help="where it goes (default: stdout)")
    digest.add_argument(
        "--deliver", action="store_true", help="send it to the job's targets instead, each once"
    )
    add_common(digest)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text}: write a day as 2026-11-02") from None


def _digest(options: argparse.Namespace) -> int:
    config = config_of(options)
    name = _job(options, config)
    own = of_job(config, name)
    today = datetime.now(ZoneInfo(own.briefing.time_zone)).date()
    period = _period(options, today)
    if options.deliver:
        return _delivered(options, config, name, period)
    form = _form(options, own)
    from summarise.jobs.digest import digest
    from summarise.jobs.run import Tools
    from summarise.render import render

    with kept(config) as store, progress(shown=not options.quiet) as tell:
        page = digest(name, period, config, store, Tools(os.environ, tell=tell))
    if not options.quiet:
        for trouble in page.record.degraded:
            note(f"note: {trouble}")
    data = render(page, form, own.briefing.paper)
    if options.output is None:
        write_to_stream(None if sys.stdout is None else sys.stdout.buffer, data)
    else:
        write_atomically(Path(options.output), data)
    return DEGRADED if page.record.degraded else FINE


def _delivered(options: argparse.Namespace, config: Config, name: str, period: Period) -> int:
    from summarise.jobs.digest import deliver

    if options.output is not None or options.format is not None:
        raise UsageError("--deliver: where it goes, and in which format, the job's outputs say")
    kept(config).close()  # to ask makes no store
    with running(config, options) as runner, about(job=name):
        return report(deliver(name, period, runner), quiet=options.quiet)


def _job(options: argparse.Namespace, config: Config) -> str:
    """Return the job that is meant. Raises UsageError."""
    there_are = ", ".join(sorted(config.jobs))
    if not there_are:
        raise UsageError("there is no job to sum up: name a config that has some with --config")
    if options.job is None and len(config.jobs) > 1:
        raise UsageError(f"name the job: the config has {there_are}")
    name: str = options.job or there_are
    if name not in config.jobs:
        raise UsageError(f"{name}: the config has no job of this name (it has {there_are})")
    return name


def _period(options: argparse.Namespace, today: date) -> Period:
    """Return the days that are meant. Raises UsageError."""
    from summarise.jobs.digest import Period

    last: date = options.until or today
    if options.since is None:
        return Period.month(last) if options.month else Period.week(last)
    if options.since > last:
        raise UsageError(f"--since {options.since}: is after the last day, {last}")
    return Period(options.since, last)


def _form(options: argparse.Namespace, config: Config) -> Format:
    """Return the format of what is printed or written. Raises UsageError."""
    if options.output is not None:
        check_place(Path(options.output))
        ending = ENDINGS.get(Path(options.output).suffix.lower())
        return options.format or ending or config.briefing.format
    form: Format = options.format or config.briefing.format
    if form == "pdf" and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError("a PDF can't be shown on a terminal; add --output digest.pdf")
    return form
