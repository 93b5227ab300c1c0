"""``summarise history``: which runs there were, and the page of each once more."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, get_args

from summarise.cli.common import FINE, add_config, command, config_of
from summarise.cli.kept import arrived, at_least_one, kept, of_job, when
from summarise.errors import InputError, UsageError
from summarise.output import say, write_to_stream
from summarise.plain import one_line
from summarise.types import Format

if TYPE_CHECKING:
    from summarise.cli.common import Commands
    from summarise.config import Config
    from summarise.store.rows import Delivery, Run
    from summarise.types import Briefing

HEAD = ("RUN", "JOB", "BEGAN", "STATE", "REPORTS", "STATEMENTS", "DELIVERED", "NOTE")
MOST = 20
"""Runs that are listed where nobody says how many: a month's working days, on one screen."""


def add(commands: Commands) -> None:
    """Add the command and its options."""
    history = command(
        commands,
        "history",
        help="list what runs there were, or show the page of one",
        description="List the runs of jobs, newest first; or, with show RUN, the page of one.",
    )
    history.set_defaults(run=_list)
    history.add_argument("--job", metavar="JOB", default="", help="only the runs of this job")
    history.add_argument(
        "--limit", type=at_least_one, default=MOST, metavar="N", help=f"how many (default: {MOST})"
    )
    add_config(history)
    one = history.add_subparsers(
        dest="action", metavar="show RUN", title="one run", help="see show --help"
    )
    show = command(
        one,
        "show",
        help="show what became of a run, and its page",
        description="Show what became of a run, and its page in Markdown; with --format, the page "
        "alone, as it was.",
    )
    show.missing = "name a run: summarise history lists them"
    show.set_defaults(run=_show)
    show.add_argument("id", metavar="RUN", help="the id of a run, or how it begins")
    show.add_argument("--format", choices=get_args(Format), help="print the page alone, in this")
    add_config(show, default=argparse.SUPPRESS)


def _list(options: argparse.Namespace) -> int:
    config = config_of(options)
    with kept(config) as store:
        runs = store.runs(options.job, options.limit)
        rows = [_row(run, store.deliveries(run.id), of_job(config, run.job)) for run in runs]
    if not rows:
        name = f' of the job "{options.job}"' if options.job else ""
        say(sys.stdout, f"no run{name} is kept\n")
        return FINE
    say(sys.stdout, _table([HEAD, *rows]))
    return FINE


def _row(run: Run, deliveries: Sequence[Delivery], config: Config) -> tuple[str, ...]:
    sent = sum(one.state == "sent" for one in deliveries)
    return (
        run.id,
        run.job,
        when(run.began, config),
        run.state,
        f"{run.documents:,}",
        f"{run.statements:,}",
        f"{sent} of {len(deliveries)}" if deliveries else "-",
        one_line(run.note),
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        + "\n"
        for row in rows
    )


def _show(options: argparse.Namespace) -> int:
    config = config_of(options)
    with kept(config) as store:
        run = store.run(options.id)
        briefing = store.briefing(run.id)
        deliveries = store.deliveries(run.id)
    config = of_job(config, run.job)
    if options.format:
        _print(run, briefing, options.format, config)
        return FINE
    say(sys.stdout, "".join(f"{one}\n" for one in _summary(run, briefing, deliveries, config)))
    if briefing is not None:
        from summarise.render import render

        say(sys.stdout, "\n" + render(briefing, "md").decode())
    return FINE


def _print(run: Run, briefing: Briefing | None, page_format: Format, config: Config) -> None:
    """Print the page alone. Raises InputError when there is none, and UsageError."""
    from summarise.render import render

    if briefing is None:
        raise InputError(f"the run {run.id} came to no page; its state is {run.state}")
    if page_format == "pdf" and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError("a PDF can't be shown on a terminal; send it to a file with > page.pdf")
    page = render(briefing, page_format, config.briefing.paper)
    write_to_stream(None if sys.stdout is None else sys.stdout.buffer, page)


def _summary(
    run: Run, briefing: Briefing | None, deliveries: Sequence[Delivery], config: Config
) -> Iterator[str]:
    note = f", {one_line(run.note)}" if run.note else ""
    yield f"run {run.id} of the job {run.job}: {run.state}{note}"
    ended = f", ended {when(run.ended, config)}" if run.ended else ""
    yield f"began {when(run.began, config)}{ended}"
    if briefing is None:
        yield "it came to no page"
        return
    yield (
        f"read {run.documents:,} reports from {run.sources:,} sources, "
        f"told {run.statements:,} statements"
    )
    for skip in briefing.record.skipped:
        yield f"not read: {one_line(skip.source)}: {one_line(skip.reason)}"
    yield from (f"degraded: {one_line(one)}" for one in briefing.record.degraded)
    if run.calls:
        yield f"asked models {run.calls:,} times, for {run.tokens:,} tokens and {run.usd:.4f} USD"
    yield from (
        f"delivered to {one_line(arrived(one))}, {when(one.at, config)}" for one in deliveries
    )
