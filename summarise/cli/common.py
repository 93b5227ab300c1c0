"""What the commands of the command line share: their parser, the config, and exit codes."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any, Final, NoReturn

from summarise.errors import UsageError

if TYPE_CHECKING:
    from summarise.config import Config

    Commands = argparse._SubParsersAction["Parser"]

WRITTEN, READER_LEFT, DEGRADED, INTERRUPTED = 0, 1, 4, 130  # errors bring their own
FINE: Final = WRITTEN
"""What a command ends with that has nothing to complain of."""

_MISSING = "the following arguments are required"


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError with one sentence, where argparse prints its usage."""

    missing = ""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        if message.startswith(_MISSING) and self.missing:
            message = self.missing
        raise UsageError(f"{message} ({self.prog} --help shows all there is)")


def command(commands: Commands, name: str, **words: Any) -> Parser:
    """Add a command; ``words`` are its help, description and epilog."""
    return commands.add_parser(
        name,
        formatter_class=argparse.RawDescriptionHelpFormatter
        if "epilog" in words
        else argparse.HelpFormatter,
        allow_abbrev=False,
        **words,
    )


def add_config(command: argparse.ArgumentParser) -> None:
    """Add ``--config``."""
    command.add_argument(
        "--config",
        metavar="FILE",
        help="a TOML file; config.example.toml shows every key (default: $SUMMARISE_CONFIG)",
    )


def config_of(options: argparse.Namespace) -> Config:
    """Return the config that the options, the environment and the file make. Raises ConfigError."""
    from summarise.config import load_config

    if options.config == "":
        raise UsageError("--config: names no file (is a variable empty?)")
    flags: dict[str, dict[str, object]] = {"briefing": {}, "input": {}}
    for table, key in (("briefing", "backend"), ("input", "split")):
        value = getattr(options, key, None)
        if value is not None:
            flags[table][key] = value
    if getattr(options, "no_cache", False):
        flags["cache"] = {"enabled": False}
    return load_config(options.config, os.environ, flags)
