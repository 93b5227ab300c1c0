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
    return options


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
    return top


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
        nargs="+",
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
    brief.add_argument(
        "--output", default="-", metavar="PATH", help="where the page goes; - is standard output"
    )


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
