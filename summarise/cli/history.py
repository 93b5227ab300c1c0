"""``summarise history`` and ``why``: what runs there were, and where a page's words come from."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, get_args

from summarise.cli.common import (
    FINE,
    add_config,
    command,
    config_of,
    kept,
    of_job,
    when,
)
from summarise.errors import InputError, UsageError
from summarise.output import aligned, say, write_to_stream
from summarise.plain import counted, one_line
from summarise.types import Format

if TYPE_CHECKING:
    from summarise.cli.common import Commands
    from summarise.config import Config
    from summarise.jobs.rows import Delivery, Run
    from summarise.jobs.search import Hit
    from summarise.jobs.store import Store
    from summarise.types import Briefing

HEAD = ("RUN", "JOB", "BEGAN", "STATE", "REPORTS", "STATEMENTS", "DELIVERED", "NOTE")
MOST_RUNS = 20
"""Runs that are listed where nobody says how many: a month's working days, on one screen."""

MOST_PAGES = 5
"""Pages that ``why`` shows where nobody says how many: about two screens."""


NOTHING = 1
"""What both commands end with where nothing was found, as grep does."""

MOST_SHOWN = 2**31
"""More things than there are to show."""


def add(commands: Commands) -> None:
    """Add the commands and their options."""
    _add_history(commands)
    _add_why(commands)


def _add_history(commands: Commands) -> None:
    history = command(
        commands,
        "history",
        _list,
        help="list what runs there were, or show the page of one",
        description="List the runs of jobs, newest first; or, with show RUN, the page of one. The "
        "exit code is 1 where there is none.",
    )
    _add_choice(history, "runs", MOST_RUNS)
    add_config(history)
    actions = history.add_subparsers(
        dest="action", metavar="show RUN", title="one run", help="see show --help"
    )
    show = command(
        actions,
        "show",
        _show,
        missing="name a run: summarise history lists them",
        help="show what became of a run, and its page",
        description="Show what became of a run, and its page in Markdown; with --format, the page "
        "alone, as it was.",
    )
    show.add_argument("id", metavar="RUN", help="the id of a run, or how it begins")
    show.add_argument("--format", choices=get_args(Format), help="print the page alone, in this")
    add_config(show, default=argparse.SUPPRESS)


def _add_why(commands: Commands) -> None:
    why = command(
        commands,
        "why",
        _why,
        missing='name the words to look for: summarise why "bridge closed"',
        help="show where a sentence of a page comes from",
        description="Show what pages said of some words, newest page first: the sentence, the "
        "reports behind it, what was merged into them, what was left off or refused and why, and "
        "where the page went. All the words must stand in a sentence, or in what it cites. "
        "The exit code is 1 where no page has them.",
    )
    why.add_argument("words", nargs="+", metavar="WORDS", help="words of the sentence")
    _add_choice(why, "pages", MOST_PAGES)
    add_config(why)


def _add_choice(command: argparse.ArgumentParser, what: str, most: int) -> None:
    command.add_argument("--job", metavar="JOB", default="", help=f"only {what} of this job")
    command.add_argument(
        "--limit",
        type=_at_least_one,
        default=most,
        metavar="N",
        help=f"how many {what} (default: {most})",
    )


def _at_least_one(text: str) -> int:
    """Return a number of things to show. Raises ArgumentTypeError."""
    if text.isdecimal() and int(text):
        return min(int(text), MOST_SHOWN)
    raise argparse.ArgumentTypeError("is a number, from 1 on")


def _list(options: argparse.Namespace) -> int:
    config = config_of(options)
    with kept(config) as store:
        runs = store.runs(options.job, options.limit)
        rows = [_row(run, store.deliveries(run.id), of_job(config, run.job)) for run in runs]
    if not rows:
        name = f' of the job "{options.job}"' if options.job else ""
        say(sys.stdout, f"no run{name} is kept\n")
        return NOTHING
    say(sys.stdout, aligned([HEAD, *rows]))
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


def _show(options: argparse.Namespace) -> int:
    config = config_of(options)
    with kept(config) as store:
        run = store.run(options.id)
        briefing = store.briefing(run.id)
        deliveries = (*store.deliveries(run.id), *store.errata(run.job, run.began))
    config = of_job(config, run.job)
    if options.format:
        _print(run, briefing, options.format, config)
        return FINE
    say(sys.stdout, "".join(f"{line}\n" for line in _summary(run, briefing, deliveries, config)))
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
        f"read {counted(run.documents, 'report')} from {counted(run.sources, 'source')}, "
        f"told {counted(run.statements, 'statement')}"
    )
    for skip in briefing.record.skipped:
        yield f"not read: {one_line(skip.source)}: {one_line(skip.reason)}"
    yield from (f"degraded: {one_line(one)}" for one in briefing.record.degraded)
    if run.calls:
        calls, tokens = counted(run.calls, "time"), counted(run.tokens, "token")
        yield f"asked models {calls}, for {tokens} and {run.usd:.4f} USD"
    for one in deliveries:
        if one.corrects == run.id:
            yield f"put right by run {one.run}, at {one_line(_arrived(one))}"
        elif one.run == run.id:
            what = f"put right of run {one.corrects}, at" if one.corrects else "delivered to"
            yield f"{what} {one_line(_arrived(one))}, {when(one.at, config)}"


def _arrived(delivery: Delivery) -> str:
    """Say what became of a page at a target."""
    detail = f" ({delivery.detail})" if delivery.detail else ""
    return f"{delivery.target}: {delivery.state}{detail}"


def _why(options: argparse.Namespace) -> int:
    from summarise.jobs.search import find, wanted

    asked = " ".join(options.words)
    sought = wanted(asked)
    if not sought:
        raise UsageError(f'"{asked}" holds no word to look for')
    config = config_of(options)
    shown = 0
    with kept(config) as store:
        pages = ((run, find(briefing, sought)) for run, briefing in store.pages(options.job))
        for run, hits in islice((page for page in pages if page[1]), options.limit):
            lines = _page(store, run, hits, of_job(config, run.job))
            say(sys.stdout, "\n" * bool(shown) + "".join(f"{line}\n" for line in lines))
            shown += 1
    if not shown:
        of = f' of the job "{options.job}"' if options.job else ""
        say(sys.stdout, f'no page{of} that is kept says anything of "{asked}"\n')
    return FINE if shown else NOTHING


def _page(store: Store, run: Run, hits: Sequence[Hit], config: Config) -> Iterator[str]:
    yield f"{when(run.began, config)}, job {run.job}, run {run.id} ({run.state})"
    for hit in hits:
        yield from hit.lines
    deliveries = store.deliveries(run.id)
    yield from (f"  delivered to {one_line(_arrived(one))}" for one in deliveries)
    if not deliveries:
        yield "  delivered nowhere"
