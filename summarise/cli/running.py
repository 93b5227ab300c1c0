"""``summarise run`` and ``deliver``: jobs of the config, by hand or by a scheduler."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from summarise.cli.common import (
    DEGRADED,
    FINE,
    add_config,
    add_log_format,
    add_open,
    add_since,
    command,
    config_of,
    open_page,
    opened,
)
from summarise.errors import DeliveryError, SummariseError, UsageError, did_you_mean
from summarise.logs import about, note, progress
from summarise.output import say
from summarise.plain import counted

if TYPE_CHECKING:
    from summarise.cli.common import Commands
    from summarise.config import Config, JobConfig
    from summarise.jobs.run import Outcome, Runner

log = logging.getLogger(__name__)

FAULT: Final = 1
"""What a job ends with that failed in a way that nobody thought of."""

_BY_WEIGHT: Final = (FINE, DEGRADED, 7, DeliveryError.exit_code, 3, 2, FAULT)
"""Exit codes, the worst last: of several jobs, the worst one's is the command's."""

_RUN_EPILOG = """\
A job is a table of the config, [jobs.NAME]: what it reads, how its page is made, where the page
goes, and when. `summarise config --example` shows every key.

A run that was cut off is gone on with by the next, and ends in the same page, delivered once. What
a job was due for and has done already is not done again (--again does).

exit codes:
  0  done, or done before
  1  a fault of summarise's own: please report it
  2  wrong option, config, or input
  3  --strict or a model that cost the page
  4  done, but part of it is degraded: a source failed, a model did not deliver
  5  a page was written, and a target does not have it: summarise deliver RUN sends it
  7  another run of the job is at work

examples:
  summarise run morning --config morning.toml
  summarise run --all --config morning.toml
  summarise run morning --config morning.toml --dry-run\
"""


def add(commands: Commands) -> None:
    """Add the commands and their options."""
    run = command(
        commands,
        "run",
        _run,
        help="run jobs of the config",
        description="Run jobs of the config: read, write the page, deliver it, remember.",
        epilog=_RUN_EPILOG,
    )
    run.add_argument(
        "jobs",
        nargs="*",
        metavar="JOB",
        help="the NAME of a [jobs.NAME]; of a config with one job, that one",
    )
    run.add_argument("--all", action="store_true", help="run every job of the config, in order")
    run.add_argument(
        "--again", action="store_true", help="make another page for what was due and is done"
    )
    run.add_argument(
        "--dry-run",
        action="store_true",
        help="say what would be read, written, sent and spent; keep, send and pay nothing",
    )
    add_since(run)
    add_open(run)
    add_common(run)
    _add_deliver(commands)


def _add_deliver(commands: Commands) -> None:
    deliver = command(
        commands,
        "deliver",
        _deliver,
        help="send the page of a run to targets that do not have it",
        description="Send the page of a run again: to the targets that do not have it, or of which "
        "nobody knows whether they do, or to those alone that are named.",
    )
    deliver.add_argument("id", metavar="RUN", help="a run as summarise history lists them")
    deliver.add_argument(
        "--target",
        action="append",
        default=[],
        metavar="NAME",
        help="an output of the job, by name or kind; it gets the page even if it has it",
    )
    add_common(deliver)


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add what all that runs or delivers has."""
    add_config(parser)
    told = parser.add_mutually_exclusive_group()
    told.add_argument("--quiet", action="store_true", help="no progress and no notes; errors only")
    told.add_argument(
        "--verbose",
        action="store_true",
        help="tell what went well, too, where nobody sits at a terminal",
    )
    add_log_format(parser)


def _run(options: argparse.Namespace) -> int:
    config = config_of(options)
    names = _names(options, config)
    run, store = (_dry_run, _spared) if options.dry_run else (_run_one, nullcontext)
    with store(config) as kept, running(kept, options) as runner:
        try:
            codes = [run(name, runner, options) for name in names]
        finally:
            if not options.dry_run:
                _publish(runner)
    if runner.store.kept_out:
        codes.append(DEGRADED)
    return max(codes, key=_BY_WEIGHT.index)


def _names(options: argparse.Namespace, config: Config) -> list[str]:
    """Return the jobs to run. Raises UsageError."""
    if not config.jobs:
        has = f"{options.config} has" if options.config else "there is no config here, and so"
        raise UsageError(
            f"{has} no job: `summarise init` makes one, or add a [jobs.NAME] "
            "(`summarise config --example` shows how)"
        )
    there_are = ", ".join(sorted(config.jobs))
    if options.all and options.jobs:
        raise UsageError(f"name a job ({there_are}), or --all of them, and not both")
    if not options.jobs and not options.all and len(config.jobs) > 1:
        raise UsageError(f"name a job ({there_are}), or --all of them")
    for name in options.jobs:
        if name not in config.jobs:
            near = did_you_mean(name, config.jobs)
            raise UsageError(
                f"{name}: the config has no job of this name (it has {there_are}){near}"
            )
    return list(dict.fromkeys(options.jobs)) or list(config.jobs)


@contextmanager
def running(config: Config, options: argparse.Namespace) -> Iterator[Runner]:
    """Open the store and the progress bars. Raises StoreError."""
    from summarise.jobs.run import Runner, Tools

    with opened(config) as store, progress(shown=not options.quiet) as tell:
        tools = Tools(
            environment=os.environ,
            stdin=None if sys.stdin is None else sys.stdin.buffer,
            stdout=None if sys.stdout is None else sys.stdout.buffer,
            tell=tell,
        )
        yield Runner(config, store, tools)


def _run_one(name: str, runner: Runner, options: argparse.Namespace) -> int:
    """Run one job, tell who is to be told, and return its exit code: the others go on."""
    from summarise.jobs.ping import pinging

    with about(job=name), pinging(name, runner.config, runner.tools) as ping:
        code, how = _ran(name, runner, options)
        ping(code, how)
    return code


def _publish(runner: Runner) -> None:
    """Say how all jobs are, once for all that were run."""
    from summarise.jobs.health import publish

    publish(runner.config, runner.store, runner.tools.clock())


def _ran(name: str, runner: Runner, options: argparse.Namespace) -> tuple[int, str]:
    """Run one job; return the exit code, and in a line how it went."""
    try:
        outcome = runner.run(name, again=options.again)
        code = report(outcome, quiet=options.quiet)
        if options.open:
            _open(outcome)
        return code, f"run {outcome.run.id}, exit code {code} {outcome.run.note}".rstrip()
    except SummariseError as error:
        note(f"error: {name}: {error}")
        return error.exit_code, str(error)
    except Exception as error:  # nobody watches: the other jobs have to come all the same
        log.exception("%s: failed in a way that nobody thought of; please report it", name)
        return FAULT, type(error).__name__


def report(outcome: Outcome, *, quiet: bool) -> int:
    """Say how a run ended; return the exit code.

    What went well is for a terminal and for logs: cron mails whatever a job says.
    """
    for line in _summary(outcome):
        log.info(line)
    troubles = _troubles(outcome)
    if not quiet:
        for line in troubles:
            note(f"note: {line}")
    for missed in outcome.undelivered:
        retry = f"summarise deliver {missed.run} sends it"
        retry += ", and errata = false at the output sends none" * bool(missed.corrects)
        why = missed.detail.removeprefix(f"{missed.target}: ")
        what = f"correction of the page of run {missed.corrects}" if missed.corrects else "page"
        note(f"error: {missed.target} does not have the {what}: {why}; {retry}")
    if outcome.undelivered:
        return DeliveryError.exit_code
    return DEGRADED if troubles else FINE


def _open(outcome: Outcome) -> None:
    """Show the first page that went to a file or a site."""
    places = (Path(one.detail) for one in outcome.deliveries if one.state == "sent")
    page = next((place for place in places if place.is_file()), None)
    if page is None:
        note(f"note: no page of {outcome.run.job} went to a file that could be opened")
    else:
        open_page(page)


def _summary(outcome: Outcome) -> Iterator[str]:
    run = outcome.run
    if not outcome.fresh:
        yield (
            f"{run.job} has been done for {run.occasion}, by run {run.id}; "
            "--again makes another page"
        )
        return
    reports, statements = counted(run.documents, "report"), counted(run.statements, "statement")
    yield f"{run.job}: run {run.id}, {reports}, {statements}"
    if run.note:
        yield run.note
    for delivery in outcome.deliveries:
        if delivery.state == "sent":
            yield f"delivered to {delivery.target}: {delivery.detail}"
    for delivery in outcome.errata:
        if delivery.state == "sent":
            yield f"correction of {delivery.corrects} at {delivery.target}: {delivery.detail}"


def _troubles(outcome: Outcome) -> list[str]:
    if outcome.briefing is None or not outcome.fresh:
        return []
    record = outcome.briefing.record
    skipped = [f"{skip.source} could not be read: {skip.reason}" for skip in record.skipped]
    return [*skipped, *record.degraded]


@contextmanager
def _spared(config: Config) -> Iterator[Config]:
    """Give the config with a store to throw away, where there is none yet: to ask makes none."""
    from summarise.database import place

    if place(config.store).exists():
        yield config
        return
    with TemporaryDirectory(prefix="summarise-") as folder:
        passing = replace(config.store, path=str(Path(folder) / "summarise.db"))
        yield replace(config, store=passing)


def _dry_run(name: str, runner: Runner, options: argparse.Namespace) -> int:
    from summarise.jobs.dry_run import dry_run

    config, again = runner.config, options.again
    try:
        lines = list(
            dry_run(name, config.jobs[name], config, runner.store, runner.tools, again=again)
        )
    except SummariseError as error:
        note(f"error: {name}: {error}")
        return error.exit_code
    head = f"{name}: a dry run; nothing is kept, sent or paid for"
    say(sys.stdout, "\n  ".join((head, *lines)) + "\n")
    return FINE


def _deliver(options: argparse.Namespace) -> int:
    config = config_of(options)
    with running(config, options) as runner:
        run = runner.store.run(options.id)
        if run.job in config.jobs:
            _check_targets(options.target, run.job, config.jobs[run.job])
        with about(job=run.job):
            return report(runner.deliver(run, options.target), quiet=options.quiet)


def _check_targets(wanted: Sequence[str], name: str, job: JobConfig) -> None:
    """Raise UsageError for a target that the job does not have."""
    from summarise.config import target
    from summarise.jobs.targets import outputs_of

    there_are = [target(output) for output in outputs_of(job)]
    for asked in wanted:
        if asked not in there_are:
            raise UsageError(f"--target {asked}: the job {name} has {', '.join(there_are)}")
