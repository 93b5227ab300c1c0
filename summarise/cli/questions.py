"""``summarise ask`` and ``corroborate``: what was read, asked."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from summarise.cli.brief import loaded_of, replay_of, saved
from summarise.cli.common import DEGRADED, FINE, add_config, command, config_of, kept, of_job
from summarise.errors import InputError, UsageError
from summarise.logs import note, progress
from summarise.output import say

if TYPE_CHECKING:
    from summarise.ask.archive import Archive
    from summarise.cli.common import Commands
    from summarise.config import Config

NOTHING_FOUND = 1
"""The exit code where the reports say nothing of it."""
_EPILOG = """\
exit codes:
  0  {fine}
  1  {nothing}
  2  wrong option, config, or input
  4  as 0, but part of it is degraded: a source could not be read, a model did not deliver

examples:
{examples}\
"""


def add(commands: Commands) -> None:
    """Add the commands and their options."""
    ask = command(
        commands,
        "ask",
        _ask,
        missing='name the question: summarise ask "Who won the election?"',
        help="answer a question from what was read",
        description="Answer a question from reports alone: those that the jobs of the config have "
        "read, or those of the sources that are named. Each sentence is cited and checked as on a "
        "page; what the reports don't say is answered with that.",
        epilog=_EPILOG.format(
            fine="the reports answer it",
            nothing="the reports say nothing of it",
            examples='  summarise ask "How many people died?" --job morning --config c.toml\n'
            '  summarise ask "How many people died?" reports/',
        ),
    )
    ask.add_argument("question", metavar="QUESTION", help="in quotes")
    _add_common(ask)
    corroborate = command(
        commands,
        "corroborate",
        _corroborate,
        missing='name the claim: summarise corroborate "Nine people died"',
        help="show which reports state a claim, and which contradict it",
        description="Show which origins state a claim, which contradict it, and since when. "
        "Reprints of one text are one origin.",
        epilog=_EPILOG.format(
            fine="a report states it",
            nothing="none does",
            examples='  summarise corroborate "Nine people died" --config c.toml\n'
            '  summarise corroborate "Nine people died" reports/',
        ),
    )
    corroborate.add_argument("claim", metavar="CLAIM", help="one sentence, in quotes")
    _add_common(corroborate)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="read these, as `summarise brief` does (default: what the jobs have read)",
    )
    add_config(parser)
    parser.add_argument("--job", metavar="JOB", default="", help="only what this job has read")
    parser.add_argument(
        "--days", type=_days, metavar="N", help="only reports of the last N days (default: all)"
    )
    parser.add_argument(
        "--backend",
        metavar="NAME",
        help="who answers: extractive (the default, no model) or a [backends.NAME] of the config",
    )
    parser.add_argument("--format", choices=("txt", "json"), default="txt", help="default: txt")
    parser.add_argument(
        "--no-cache", action="store_true", help="ask a model again what it has answered before"
    )
    replay = parser.add_mutually_exclusive_group()
    replay.add_argument("--record", metavar="FILE", help="write the calls to models there")
    replay.add_argument("--replay", metavar="FILE", help="answer from a recording")
    parser.add_argument("--quiet", action="store_true", help="no progress and no notes")


def _days(text: str) -> int:
    """Return a number of days. Raises ArgumentTypeError."""
    if text.isdecimal() and 0 < int(text) < 100_000:
        return int(text)
    raise argparse.ArgumentTypeError("is a number of days, from 1 on")


def _ask(options: argparse.Namespace) -> int:
    from summarise.ask.answer import ask
    from summarise.ask.telling import answer_lines, answer_value

    found, config, troubles = _asked(options, ask, options.question)
    zone = ZoneInfo(config.briefing.time_zone)
    lines = answer_lines(found, zone, datetime.now(zone).date())
    _tell(options, lines, answer_value(found))
    return _code(options, [*troubles, *found.record.degraded], found=found.found)


def _corroborate(options: argparse.Namespace) -> int:
    from summarise.ask.corroborate import corroborate
    from summarise.ask.telling import corroboration_lines, corroboration_value

    found, config, troubles = _asked(options, corroborate, options.claim)
    zone = ZoneInfo(config.briefing.time_zone)
    _tell(options, corroboration_lines(found, zone), corroboration_value(found))
    return _code(options, [*troubles, *found.degraded], found=bool(found.stating))


def _asked(
    options: argparse.Namespace, asking: Callable[..., Any], text: str
) -> tuple[Any, Config, list[str]]:
    """Return what is found, the config that it was asked with, and what could not be read."""
    from summarise.pipeline import World

    replay = replay_of(options)
    config = config_of(options)
    archive, troubles = _archive(options, config)
    if options.job and options.backend is None:
        config = of_job(config, options.job)
    try:
        return asking(text, archive, config, World(replay=replay)), config, troubles
    finally:
        saved(replay)


def _archive(options: argparse.Namespace, config: Config) -> tuple[Archive, list[str]]:
    """Return what is asked, and what of it could not be read. Raises InputError and UsageError."""
    from summarise.ask.archive import of_documents, of_pages, since

    troubles: list[str] = []
    if options.sources:
        if options.job:
            raise UsageError("--job: asks what a job has read; name it, or sources, not both")
        with progress(shown=not options.quiet) as tell:
            loaded = loaded_of(options, config, tell)
        troubles = [f"{skip.source} was skipped: {skip.reason}" for skip in loaded.skipped]
        archive = of_documents(loaded.documents)
    else:
        if options.job and config.jobs and options.job not in config.jobs:
            there_are = ", ".join(sorted(config.jobs))
            raise UsageError(
                f"{options.job}: the config has no job of this name (it has {there_are})"
            )
        with kept(config) as store:
            archive = of_pages(page for _, page in store.pages(options.job))
        if not archive.reports:
            of = f" of the job {options.job}" if options.job else ""
            raise InputError(f"no page{of} is kept; summarise run JOB makes one, or name sources")
    if options.days:
        archive = since(archive, (datetime.now(UTC) - timedelta(days=options.days)).date())
    return archive, troubles


def _tell(options: argparse.Namespace, lines: Iterable[str], value: dict[str, Any]) -> None:
    if options.format == "json":
        say(sys.stdout, json.dumps(value, ensure_ascii=False, indent=2) + "\n")
    else:
        say(sys.stdout, "".join(f"{line}\n" for line in lines))


def _code(options: argparse.Namespace, troubles: list[str], *, found: bool) -> int:
    if not options.quiet:
        for trouble in troubles:
            note(f"note: {trouble}")
    if not found:
        return NOTHING_FOUND
    return DEGRADED if troubles else FINE
