"""The options of the command line: each command's module adds its own."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from summarise import __version__
from summarise.cli import brief, checkup, history, running, scheduling, setup, showing, upkeep
from summarise.cli.common import Parser

_NO_COMMAND = "name a command, for example: summarise brief reports/ --output page.pdf"
COMMANDS = (setup, brief, running, scheduling, history, showing, checkup, upkeep)
"""In the order in which the help lists them."""


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options; ``run`` is what does it. Raises UsageError."""
    top = parser()
    options, rest = top.parse_known_args(argv)
    if options.command == "brief" and not any(map(_is_option, rest)):
        options.sources += rest  # argparse takes no sources behind an option; people do
    elif rest:
        top.error(_unknown(rest))
    if options.command == "brief":
        brief.check(top, options)
    return options


def parser() -> Parser:
    """Return the parser of the whole command line."""
    top = Parser(
        prog="summarise",
        description="Many overlapping reports in, one checked and cited page out.",
        epilog=brief.EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.missing = _NO_COMMAND
    top.add_argument("--version", action="version", version=f"summarise {__version__}")
    commands = top.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title="commands"
    )
    for module in COMMANDS:
        module.add(commands)
    return top


def _is_option(word: str) -> bool:
    return word.startswith("-") and word != "-"  # alone it is a source: standard input


def _unknown(arguments: Sequence[str]) -> str:
    """Name the options that there are not, without their values: one may be a secret."""
    options = [word.partition("=")[0] for word in arguments if _is_option(word)]
    return f"there is no option {', '.join(options)}" if options else "there are words too many"
