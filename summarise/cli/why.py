"""``summarise why``: what pages said of some words, on which reports, and what they left off."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from summarise.cli.common import FINE, add_config, command, config_of
from summarise.cli.kept import arrived, at_least_one, kept, of_job, when
from summarise.errors import UsageError
from summarise.output import say
from summarise.plain import one_line

if TYPE_CHECKING:
    from summarise.cli.common import Commands
    from summarise.config import Config
    from summarise.store.rows import Run
    from summarise.store.search import Hit
    from summarise.store.store import Store
    from summarise.types import Source

MOST = 5
"""Pages that are shown where nobody says how many: about two screens."""


def add(commands: Commands) -> None:
    """Add the command and its options."""
    why = command(
        commands,
        "why",
        help="show where a sentence of a page comes from",
        description="Show what pages said of some words, newest page first: the sentence, the "
        "reports behind it, what was merged into them, what was left off or refused and why, and "
        "where the page went. All the words must stand in a sentence, or in what it cites.",
    )
    why.missing = 'name the words to look for: summarise why "bridge closed"'
    why.set_defaults(run=_why)
    why.add_argument("words", nargs="+", metavar="WORDS", help="words of the sentence")
    why.add_argument("--job", metavar="JOB", default="", help="only pages of this job")
    why.add_argument(
        "--limit",
        type=at_least_one,
        default=MOST,
        metavar="N",
        help=f"how many pages (default: {MOST})",
    )
    add_config(why)


def _why(options: argparse.Namespace) -> int:
    from summarise.store.search import wanted

    asked = " ".join(options.words)
    sought = wanted(asked)
    if not sought:
        raise UsageError(f'"{asked}" holds no word to look for')
    config = config_of(options)
    found = 0
    with kept(config) as store:
        for page in islice(_pages(store, options.job, sought, config), options.limit):
            say(sys.stdout, ("\n" if found else "") + "".join(f"{one}\n" for one in page))
            found += 1
    if not found:
        of = f' of the job "{options.job}"' if options.job else ""
        say(sys.stdout, f'no page{of} that is kept says anything of "{asked}"\n')
    return FINE


def _pages(
    store: Store, job: str, sought: frozenset[str], config: Config
) -> Iterator[Iterator[str]]:
    from summarise.store.search import find

    for run, briefing in store.pages(job):
        found = find(briefing, sought)
        if found:
            yield _page(store, run, found, of_job(config, run.job))


def _page(store: Store, run: Run, found: Sequence[Hit], config: Config) -> Iterator[str]:
    yield f"{when(run.began, config)}, job {run.job}, run {run.id} ({run.state})"
    for hit in found:
        yield from _lines(hit)
    deliveries = store.deliveries(run.id)
    yield from (f"  delivered to {one_line(arrived(one))}" for one in deliveries)
    if not deliveries:
        yield "  delivered nowhere"


def _lines(hit: Hit) -> Iterator[str]:
    yield f"  {hit.kind}: {one_line(hit.text)}"
    if hit.note:
        yield f"    {one_line(hit.note)}"
    for report in hit.reports:
        yield f"    {_named(report.source)}"
        if report.quote:
            yield f"      “{one_line(report.quote)}”"
    for merged in hit.merged:
        what = "a sentence of " if merged.kind == "sentence" else ""
        how = f"rule {merged.rule}, score {merged.score:.2f}"
        yield f"    merged into it: {what}{_named(merged.source)} ({how})"


def _named(source: Source) -> str:
    published = f"{source.published:%Y-%m-%d %H:%M %Z}" if source.published else ""
    title = f"“{source.title}”" if source.title else ""
    return (
        one_line(", ".join(x for x in (source.outlet, title, published, source.url) if x))
        or source.id
    )
