"""The options of the command line: each command's module adds its own."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from summarise import __version__
from summarise.cli import (
    brief,
    checkup,
    digesting,
    history,
    plugging,
    questions,
    running,
    scheduling,
    serving,
    setup,
    showing,
    upkeep,
)
from summarise.cli.common import Parser
from summarise.errors import did_you_mean

_NO_COMMAND = "name a command, for example: summarise brief reports/ --output page.pdf"
_EPILOG = """\
exit codes:
  0    done
  1    it was looked at, and is not well or not there (status: late; doctor: something is wrong; why
       and history: nothing found; ask and corroborate: the reports say nothing of it); brief:
       whoever read standard output left early; run: a fault of summarise's own
  2    bad usage, config or input, or the page could not be written where it should go
  3    a model failed, and there is no page (brief, run), or it does not answer (backends --check)
  4    the page was written, but parts of it are degraded (--strict: no page, and 3)
  5    the page was written, and a target does not have it (run, deliver)
  7    another run of the same job is at work (run, deliver)
  130  interrupted

to begin:
  summarise brief reports/ --output page.pdf
  summarise brief 'feeds/*.jsonl' notes.txt --format html > page.html
  summarise init     asks what to read, where the page goes and when; summarise run makes it
  summarise doctor   says what is missing
"""
_LISTED = ("sources", "jobs", "words")
"""What a command may be given any number of."""

COMMANDS = (
    setup,
    brief,
    running,
    digesting,
    scheduling,
    history,
    questions,
    showing,
    serving,
    checkup,
    upkeep,
    plugging,
)
"""In the order in which the help lists them."""


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options; ``run`` is what does it. Raises UsageError."""
    top = parser()
    words = list(sys.argv[1:] if argv is None else argv)
    options, rest = top.parse_known_args(_parted(words))
    options.parser = top
    listed = next((vars(options)[name] for name in _LISTED if name in options), None)
    if isinstance(listed, list) and not any(map(_is_option, rest)):
        listed += rest  # argparse takes none of them behind an option; people do
    elif rest:
        top.error(_unknown(rest, options.known()))
    if options.command == "brief":
        brief.check(top, options)
    return options


def _parted(words: list[str]) -> list[str]:
    """Part ``--explain`` from a source behind it, which is not how to explain."""
    return [
        f"{word}={brief.EXPLANATIONS[0]}"
        if word == "--explain" and following not in brief.EXPLANATIONS
        else word
        for word, following in zip(words, [*words[1:], ""], strict=False)
    ]


def parser() -> Parser:
    """Return the parser of the whole command line."""
    top = Parser(
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
    for module in COMMANDS:
        module.add(commands)
    return top


def _is_option(word: str) -> bool:
    return word.startswith("-") and word != "-"  # alone it is a source: standard input


def _unknown(arguments: Sequence[str], known: Sequence[str]) -> str:
    """Name the options that there are not, without their values: one may be a secret."""
    options = [word.partition("=")[0] for word in arguments if _is_option(word)]
    if not options:
        return "there are words too many"
    near = did_you_mean(options[0], known) if len(options) == 1 else ""
    return f"there is no option {', '.join(options)}{near}"
