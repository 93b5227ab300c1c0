"""``summarise brief``: one page from reports."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, get_args

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
)
from summarise.errors import BackendError, UsageError
from summarise.logs import note, progress
from summarise.output import ENDINGS, check_place, say, write_atomically, write_to_stream
from summarise.plain import counted
from summarise.types import Format

if TYPE_CHECKING:
    from summarise.cli.common import Commands
    from summarise.config import Config
    from summarise.logs import Tell
    from summarise.models.replay import Player, Recorder
    from summarise.types import Briefing, Loaded

STDOUT = "-"
EXPLANATIONS = ("text", "html")
EPILOG = """\
exit codes:
  0    the page was written
  1    whoever read the page from standard output left early
  2    bad usage, config or input, or the page could not be written where it should go
  3    a backend failed and no page could be written
  4    the page was written, but parts of it are degraded (--strict: no page, and 3)
  130  interrupted

examples:
  summarise brief reports/ --output page.pdf
  summarise brief 'feeds/*.jsonl' notes.txt --format html > page.html
  cat reports.txt | summarise brief - --explain
"""
_NO_SOURCE = (
    "name what to read: a file, a folder, a pattern in quotes, a web address, or - for standard "
    "input; for example: summarise brief reports/ --output page.pdf"
)


def add(commands: Commands) -> None:
    """Add the command and its options."""
    brief = command(
        commands,
        "brief",
        run,
        missing=_NO_SOURCE,
        help="write one page from reports",
        description="Write one page from many overlapping reports.",
        epilog=EPILOG,
    )
    brief.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="a file, a folder (read with all below it), a pattern in quotes, the address of a "
        "feed or a page, or - for standard input; text, Markdown, HTML, JSON, JSONL, CSV, PDF, "
        "mail, feeds, OPML, Word and EPUB (an extra), each also as .gz",
    )
    add_config(brief)
    _add_page(brief)
    brief.add_argument(
        "--split",
        choices=("auto", "lines", "paragraphs", "file"),
        help="what is one report in plain text: guessed by default",
    )
    add_since(brief)
    _add_calls(brief)
    brief.add_argument(
        "--explain",
        nargs="?",
        const="text",
        choices=EXPLANATIONS,
        help="print what became of every report and sentence, story by story (to standard error if "
        "the page goes to standard output); html: write it beside the page, to search in",
    )
    add_open(brief)
    brief.add_argument(
        "--strict", action="store_true", help="write no page if any part of it is degraded"
    )
    brief.add_argument("--quiet", action="store_true", help="no progress and no notes; errors only")
    add_log_format(brief)


def _add_page(brief: argparse.ArgumentParser) -> None:
    brief.add_argument(
        "--backend",
        metavar="NAME",
        help="who writes: extractive (the default, no model), a service such as openai, ollama or "
        "groq (with --model), or a [backends.NAME] of the config; summarise backends lists them",
    )
    brief.add_argument(
        "--model", metavar="MODEL", help="the model of --backend, as its server calls it"
    )
    brief.add_argument(
        "--focus", metavar="TOPIC", help='what weighs more on the page, such as "energy policy"'
    )
    brief.add_argument(
        "--language",
        metavar="CODE",
        help="of the page's own words, not of the reports: en, de, es or fr (default: en)",
    )
    brief.add_argument(
        "--format",
        choices=get_args(Format),
        help="default: by the ending of --output, else the config's, else md",
    )
    brief.add_argument("--output", metavar="PATH", help="where the page goes (default: -, stdout)")


def _add_calls(brief: argparse.ArgumentParser) -> None:
    brief.add_argument(
        "--no-cache", action="store_true", help="ask a model again what it has answered before"
    )
    replay = brief.add_mutually_exclusive_group()
    replay.add_argument(
        "--record", metavar="FILE", help="write the run's calls to models, and their answers, there"
    )
    replay.add_argument(
        "--replay",
        metavar="FILE",
        help="answer from a recording, without a network; a prompt that has changed is an error",
    )


def check(top: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Refuse a brief without sources: the parser can't, as they may stand behind its options."""
    if not options.sources:
        top.error(_NO_SOURCE)


def run(options: argparse.Namespace) -> int:
    """Write the page; return the exit code."""
    # What can be wrong on the command line is found before anything is read.
    replay = replay_of(options)
    config = config_of(options)
    output = options.output or (_passing_place(options.format) if options.open else STDOUT)
    if options.open and output == STDOUT:
        raise UsageError("--open: a page on standard output is in no file; add --output page.html")
    if options.explain == "html" and output == STDOUT:
        raise UsageError("--explain html: is written beside the page; add --output page.html")
    page_format = _format(options.format, output, config)
    with progress(shown=not options.quiet) as tell:
        loaded = loaded_of(options, config, tell)
        briefing = _written(loaded, config, replay, tell)
    troubles = _troubles(briefing)
    if not options.quiet:
        for trouble in [*troubles, *_missing_fonts(briefing, page_format)]:
            note(f"note: {trouble}")
    refused = options.strict and bool(troubles)
    if not refused:
        _deliver(briefing, output, page_format, config)
        if output != STDOUT and Path(output).is_file() and not options.quiet:
            note(_wrote(briefing, output))
        if options.open:
            open_page(Path(output))
    if options.explain:
        _explain(options, output, briefing, loaded)
    if refused:
        raise BackendError(f"--strict: no page was written: {troubles[0].rstrip('.')}.")
    return DEGRADED if troubles else FINE


def _explain(options: argparse.Namespace, output: str, briefing: Briefing, loaded: Loaded) -> None:
    """Print what became of each report, or write it beside the page."""
    from summarise.render.explain import explain, explain_html

    if options.explain == "text":
        stream = sys.stderr if output == STDOUT else sys.stdout
        say(stream, explain(briefing, loaded.documents))
        return
    path = Path(output).with_suffix(".explained.html")
    write_atomically(path, explain_html(briefing, loaded.documents))
    if not options.quiet:
        note(f"wrote {path}")


def _passing_place(page_format: Format | None) -> str:
    """Return where a page goes that is only to be looked at."""
    return str(Path(mkdtemp(prefix="summarise-")) / f"page.{page_format or 'html'}")


def _wrote(briefing: Briefing, output: str) -> str:
    statements = sum(len(story.statements) for story in briefing.stories)
    reports = counted(briefing.record.documents, "report")
    return f"wrote {output}: {counted(statements, 'statement')} from {reports}"


def replay_of(options: argparse.Namespace) -> Recorder | Player | None:
    """Return what records or plays the calls of the run. Raises UsageError and InputError."""
    if options.record is None and options.replay is None:
        return None
    from summarise.models.replay import Player, Recorder

    if options.replay is not None:
        return Player(Path(options.replay))
    check_place(Path(options.record), "--record")
    return Recorder(Path(options.record))


def _written(
    loaded: Loaded, config: Config, replay: Recorder | Player | None, tell: Tell
) -> Briefing:
    """Make the briefing; a recording is saved even if that fails."""
    from summarise.pipeline import World, brief

    try:
        return brief(
            loaded.documents,
            config,
            World(skipped=loaded.skipped, sources=loaded.sources, replay=replay, progress=tell),
        )
    finally:
        saved(replay)


def saved(replay: Recorder | Player | None) -> None:
    """Write a recording to its file, if it is one."""
    save = getattr(replay, "save", None)
    if save is not None:
        save(partial(write_atomically, private=True))


def _format(asked: Format | None, output: str, config: Config) -> Format:
    """Return the format: from the flag, the ending of the output, the config. Raises UsageError."""
    chosen: Format = asked or config.briefing.format
    if output != STDOUT:
        check_place(Path(output))
        chosen = asked or _by_ending(output) or chosen
    elif chosen == "pdf" and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError("a PDF can't be shown on a terminal; add --output page.pdf")
    return chosen


def _by_ending(output: str) -> Format | None:
    """Return the format that an ending names, None without one. Raises UsageError."""
    ending = Path(output).suffix.lower()
    if ending[1:].isalpha() and ending not in ENDINGS:
        endings = ", ".join(f".{name}" for name in get_args(Format))
        raise UsageError(
            f"--output {output}: no page can be written as {ending}; "
            f"end it in one of {endings}, or choose with --format"
        )
    return ENDINGS.get(ending)


def loaded_of(options: argparse.Namespace, config: Config, tell: Tell) -> Loaded:
    """Return what the sources hold that the options name. Raises InputError."""
    from summarise.sources import load
    from summarise.sources.fetch import Web

    stdin = sys.stdin.buffer if "-" in options.sources and sys.stdin is not None else None
    web = Web(config.web, config.input, {})
    return load(
        options.sources,
        config.input,
        stdin=stdin,
        progress=lambda done, total: tell("load", done, total),
        fetcher=web,
    )


def _troubles(briefing: Briefing) -> list[str]:
    """Return what makes the page a degraded one, a sentence each."""
    skipped = [f"{skip.source} was skipped: {skip.reason}" for skip in briefing.record.skipped]
    return [*skipped, *briefing.record.degraded]


def _missing_fonts(briefing: Briefing, page_format: Format) -> list[str]:
    if page_format not in ("pdf", "html"):
        return []
    from summarise.render import missing_scripts

    return [
        f"no font on this machine has letters for {script}; install one, for example from Noto"
        for script in missing_scripts(briefing)
    ]


def _deliver(briefing: Briefing, output: str, page_format: Format, config: Config) -> None:
    from summarise.render import render

    page = render(briefing, page_format, config.briefing.paper)
    if output == STDOUT:
        write_to_stream(None if sys.stdout is None else sys.stdout.buffer, page)
    else:
        write_atomically(Path(output), page)
