"""The options of the command line, and what its help says."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn, get_args

from summarise import __version__
from summarise.errors import UsageError
from summarise.types import Format

FORMATS: tuple[str, ...] = get_args(Format)

_EPILOG = """\
exit codes:
  0    the page was written
  1    whoever read the page from standard output left early
  2    bad usage, config or input, or the page could not be written where it should go
  3    a backend failed and no page could be written
  4    the page was written, but parts of it are degraded (--strict: no page, and 3)
  6    a batch is not done yet: no page so far (--resume ID goes on)
  130  interrupted

examples:
  summarise brief reports/ --output page.pdf
  summarise brief 'feeds/*.jsonl' notes.txt --format html > page.html
  cat reports.txt | summarise brief - --explain
"""
_NO_COMMAND = "name a command, for example: summarise brief reports/ --output page.pdf"
_NO_SOURCE = (
    "name what to read: a file, a folder, a pattern in quotes, or - for standard input; "
    "for example: summarise brief reports/ --output page.pdf"
)
_MISSING = "the following arguments are required"


class _Parser(argparse.ArgumentParser):
    """A parser that raises UsageError with one sentence, where argparse prints its usage."""

    missing = ""

    def error(self, message: str) -> NoReturn:
        if message.startswith(_MISSING) and self.missing:
            message = self.missing
        raise UsageError(f"{message} ({self.prog} --help shows all there is)")


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options; ``command`` names what is to be done. Raises UsageError."""
    top = parser()
    options, rest = top.parse_known_args(argv)
    if options.command == "brief" and not any(map(_is_option, rest)):
        options.sources += rest  # argparse takes no sources behind an option; people do
    elif rest:
        top.error(_unknown(rest))
    if options.command == "brief":
        _check_brief(top, options)
    return options


def _check_brief(top: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Refuse a brief without sources, unless it goes on with one that had some."""
    if options.resume is None and not options.sources:
        top.error(_NO_SOURCE)
    if options.resume is not None and options.sources:
        top.error("--resume goes on with the reports of its own run: name no others")
    if options.resume is not None:
        for name in ("config", "backend", "split", "no_cache"):
            if getattr(options, name):
                option = name.replace("_", "-")
                top.error(f"--resume goes on with the config of its own run: leave out --{option}")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = _Parser(
        prog="summarise",
        description="Many overlapping reports in, one checked and cited page out.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.missing = _NO_COMMAND
    top.add_argument("--version", action="version", version=f"summarise {__version__}")
    commands = top.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title="commands"
    )
    _add_brief(commands)
    prompts = commands.add_parser(
        "prompts",
        help="list the prompt templates",
        description="List the prompt templates: name, fingerprint, and where each one lies.",
        allow_abbrev=False,
    )
    _add_config(prompts)
    _add_backends(commands)
    _add_cache(commands)
    return top


def _add_backends(commands: argparse._SubParsersAction[_Parser]) -> None:
    backends = commands.add_parser(
        "backends",
        help="list the configured models, or try them",
        description="List the backends of the config: where each is, its model, what it is asked "
        "for. With --check, make one tiny call to each (or to NAME), and say whether it can be "
        "reached, knows its model, answers in JSON, how fast, and what a page would cost.",
        epilog="exit codes:\n  0    all that were tried answer\n  2    bad usage or config\n"
        "  3    one of them does not answer",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    backends.add_argument(
        "--check",
        nargs="?",
        const="",
        metavar="NAME",
        help="try the backend of this name, or all of them (a call that may cost a little)",
    )
    _add_config(backends)


def _add_cache(commands: argparse._SubParsersAction[_Parser]) -> None:
    cache = commands.add_parser(
        "cache",
        help="show or clear the answers that are kept",
        description="Show where the answers of models are kept and how much room they take, or "
        "clear them.",
        allow_abbrev=False,
    )
    cache.add_argument(
        "action",
        nargs="?",
        choices=("size", "clear"),
        default="size",
        help="size (the default) tells how much is kept, clear throws it away",
    )
    _add_config(cache)


def _add_brief(commands: argparse._SubParsersAction[_Parser]) -> None:
    brief = commands.add_parser(
        "brief",
        help="write one page from reports",
        description="Write one page from many overlapping reports.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    brief.missing = _NO_SOURCE
    brief.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="a file, a folder (read with all below it), a pattern in quotes, or - for standard "
        "input; text, Markdown, HTML, JSON, JSONL, CSV, each also as .gz",
    )
    _add_config(brief)
    _add_page(brief)
    brief.add_argument(
        "--split",
        choices=("auto", "lines", "paragraphs", "file"),
        help="what is one report in plain text: guessed by default",
    )
    _add_calls(brief)
    brief.add_argument(
        "--explain",
        action="store_true",
        help="print what became of every report and sentence "
        "(to standard error if the page goes to standard output)",
    )
    brief.add_argument(
        "--strict", action="store_true", help="write no page if any part of it is degraded"
    )
    brief.add_argument("--quiet", action="store_true", help="no progress and no notes; errors only")


def _add_calls(brief: argparse.ArgumentParser) -> None:
    brief.add_argument(
        "--no-cache", action="store_true", help="ask a model again what it has answered before"
    )
    brief.add_argument(
        "--resume",
        metavar="ID",
        help='go on with the run that sent the batch of this id (mode = "batch"), '
        "and write its page where it was to go",
    )
    tape = brief.add_mutually_exclusive_group()
    tape.add_argument(
        "--record", metavar="FILE", help="write the run's calls to models, and their answers, there"
    )
    tape.add_argument(
        "--replay",
        metavar="FILE",
        help="answer from a recording, without a network; a prompt that has changed is an error",
    )


def _add_page(brief: argparse.ArgumentParser) -> None:
    brief.add_argument(
        "--backend",
        metavar="NAME",
        help="who writes: extractive (the default, no model) or a [backends.NAME] of the config",
    )
    brief.add_argument(
        "--format",
        choices=FORMATS,
        help="default: by the ending of --output, else the config's, else md",
    )
    brief.add_argument("--output", metavar="PATH", help="where the page goes (default: -, stdout)")


def _add_config(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--config",
        metavar="FILE",
        help="a TOML file; config.example.toml shows every key (default: $SUMMARISE_CONFIG)",
    )


def _is_option(word: str) -> bool:
    return word.startswith("-") and word != "-"  # alone it is a source: standard input


def _unknown(arguments: Sequence[str]) -> str:
    """Name the options that there are not, without their values: one may be a secret."""
    options = [word.partition("=")[0] for word in arguments if _is_option(word)]
    return f"there is no option {', '.join(options)}" if options else "there are words too many"
