"""What the commands of the command line share: their parser, the config, and exit codes."""

from __future__ import annotations

import argparse
import logging
import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn
from zoneinfo import ZoneInfo

from summarise.errors import InputError, StoreError, UsageError, did_you_mean
from summarise.logs import note, tell_as

if TYPE_CHECKING:
    from summarise.config import Config
    from summarise.jobs.store import Store

    Commands = argparse._SubParsersAction["Parser"]

log = logging.getLogger(__name__)

FINE, READER_LEFT, DEGRADED, INTERRUPTED = 0, 1, 4, 130
"""The exit codes that no error brings."""

_MISSING: Final = "the following arguments are required"
_HOURS: Final = {"m": 1 / 60, "h": 1, "d": 24, "w": 168}
_INVALID: Final = re.compile(r"invalid choice: '(.+)' \(choose from (.+)\)")


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError with one sentence, where argparse prints its usage."""

    missing = ""

    def options(self) -> list[str]:
        """Return the options that it knows."""
        return [name for action in self._actions for name in action.option_strings]

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        if message.startswith(_MISSING) and self.missing:
            message = self.missing
        elif chosen := _INVALID.search(message):
            message += did_you_mean(chosen[1], re.findall(r"[^\s,']+", chosen[2]))
        raise UsageError(f"{message} ({self.prog} --help shows all there is)")


def command(
    commands: Commands,
    name: str,
    run: Callable[[argparse.Namespace], int],
    *,
    missing: str = "",
    **words: Any,
) -> Parser:
    """Add a command, and ``run``, which does it and returns the exit code.

    ``missing`` is said to who names too little; ``words`` are its help, description and epilog.
    """
    parser = commands.add_parser(
        name,
        formatter_class=argparse.RawDescriptionHelpFormatter
        if "epilog" in words
        else argparse.HelpFormatter,
        allow_abbrev=False,
        **words,
    )
    parser.missing = missing
    parser.set_defaults(run=run, known=parser.options)
    return parser


def add_config(command: argparse.ArgumentParser, default: str | None = None) -> None:
    """Add ``--config``; SUPPRESS as the default keeps what stands before a command's command."""
    command.add_argument(
        "--config",
        default=default,
        metavar="FILE",
        help="a TOML file; `summarise config --example` shows every key (default: "
        "$SUMMARISE_CONFIG, else summarise.toml here or in the user's config folder)",
    )


def add_since(command: argparse.ArgumentParser) -> None:
    """Add ``--since``, which sets ``since_hours``."""
    command.add_argument(
        "--since",
        dest="since_hours",
        type=hours,
        metavar="AGE",
        help="leave out reports that are older, such as 24h, 90m, 3d or 2w",
    )


def hours(age: str) -> float:
    """Return the hours in ``24h``, ``90m``, ``3d`` or ``2w``. Raises ArgumentTypeError."""
    told = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)\s*([mhdw])", age.strip().lower())
    if told is None or not float(told[1]):
        raise argparse.ArgumentTypeError("is an age such as 24h, 90m, 3d or 2w")
    return float(told[1]) * _HOURS[told[2]]


def add_open(command: argparse.ArgumentParser) -> None:
    """Add ``--open``."""
    command.add_argument("--open", action="store_true", help="show the page when it is written")


def open_page(path: Path) -> None:
    """Show a page in the browser, or whatever this machine shows such a file with."""
    import webbrowser

    if not webbrowser.open(path.absolute().as_uri()):
        note(f"note: nothing here shows pages; open {path} yourself")


def add_log_format(command: argparse.ArgumentParser) -> None:
    """Add ``--log-format``."""
    command.add_argument(
        "--log-format",
        choices=("text", "json"),
        help="what is told on standard error: lines for people, or one JSON object a line "
        "(default: the config's)",
    )


def config_of(options: argparse.Namespace) -> Config:
    """Return the config that the options, the environment and the file make. Raises ConfigError.

    Where no option names the file, ``options.config`` is set to the one that is meant. From here
    on, what is told is told in the form that the config asks for.
    """
    from summarise.config import CONFIG_VARIABLE, default_config, load_config

    if options.config == "":
        raise UsageError("--config: names no file (is a variable empty?)")
    options.config = options.config or os.environ.get(CONFIG_VARIABLE) or default_config()
    config = load_config(options.config, os.environ, _flags(options))
    if hasattr(options, "log_format"):
        tell_as(options.log_format or config.watch.log_format)
    return config


def _flags(options: argparse.Namespace) -> dict[str, dict[str, object]]:
    """Return what the command line says, in the tables of the config. Raises UsageError."""
    from summarise.config.tables import EXTRACTIVE

    flags: dict[str, dict[str, object]] = {"briefing": {}, "input": {}}
    for table, keys in (
        ("briefing", ("backend", "focus", "language")),
        ("input", ("split", "since_hours")),
    ):
        for key in keys:
            value = getattr(options, key, None)
            if value is not None:
                flags[table][key] = value
    if getattr(options, "no_cache", False):
        flags["cache"] = {"enabled": False}
    if model := getattr(options, "model", None):
        backend = getattr(options, "backend", None) or getattr(options, "check", None)
        if not backend or backend == EXTRACTIVE:
            raise UsageError(
                "--model: name the backend that is to use it, too: --backend openai --model NAME "
                "(summarise backends lists them)"
            )
        flags["backends"] = {backend: {"model": model}}
    return flags


def opened(config: Config) -> Store:
    """Open the store that the config names, which is made if need be. Raises StoreError.

    Where the disk lets nobody write, that is said, and what is done goes on in memory.
    """
    from summarise.database import kept_out, place
    from summarise.jobs.store import UNKEPT, Store

    path = place(config.store)
    try:
        return Store.open(path)
    except StoreError as error:
        if not kept_out(error):
            raise
        log.warning("%s; %s", error, UNKEPT)
        return Store.apart(path, error)


def looked_into(config: Config) -> Store:
    """Open the store to read it; where there is none yet, an empty one. Raises StoreError."""
    from summarise.database import place
    from summarise.jobs.store import Store

    return Store.open(place(config.store), reading=True)


def kept(config: Config) -> Store:
    """Open the store, which must be there: to look at it makes none. Raises StoreError."""
    from summarise.database import place
    from summarise.jobs.store import Store

    path = place(config.store)
    if not path.exists():
        raise InputError(f"{path}: nothing is kept yet; summarise run JOB begins it")
    return Store.open(path, reading=True)


def of_job(config: Config, job: str) -> Config:
    """Return the config of a job's page; of a job that is no longer there, that of all pages."""
    from summarise.config import for_job

    return for_job(config, config.jobs[job]) if job in config.jobs else config


def when(moment: datetime, config: Config) -> str:
    """Write ``2025-06-02 06:30 CEST``, in the time zone of the page."""
    return f"{moment.astimezone(ZoneInfo(config.briefing.time_zone)):%Y-%m-%d %H:%M %Z}"
