"""``summarise store``, ``config``, ``prompts``, ``backends``, ``cache``: what there is, and how."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from summarise.cli.common import FINE, add_config, command, config_of, kept, of_job, when
from summarise.errors import BackendError, StoreError
from summarise.output import say
from summarise.plain import counted

if TYPE_CHECKING:
    from summarise.cli.common import Commands
    from summarise.config import Config
    from summarise.jobs.store import Store

MEGABYTE = 1_000_000


def add(commands: Commands) -> None:
    """Add the commands and their options."""
    _add_store(commands)
    _add_config_command(commands)
    prompts = command(
        commands,
        "prompts",
        _prompts,
        help="list the prompt templates",
        description="List the prompt templates: name, fingerprint, and where each one lies.",
    )
    add_config(prompts)
    _add_backends(commands)
    _add_cache(commands)


def _add_store(commands: Commands) -> None:
    store = command(
        commands,
        "store",
        _check,
        help="check, copy, prune or find the file of what outlives a run",
        description="Look after the file of what outlives a run: runs and their pages, what was "
        "read and what was told.",
        epilog="exit codes:\n  0    done, and all is well\n  2    it is damaged, can't be opened, "
        "or the copy can't be made",
    )
    add_config(store)
    actions = store.add_subparsers(
        dest="action", metavar="ACTION", title="actions", help="what to do; see ACTION --help"
    )
    check = command(
        actions,
        "check",
        _check,
        help="look through the file, and say how much is in it (the default)",
    )
    backup = command(
        actions,
        "backup",
        _backup,
        missing="name the new file: summarise store backup FILE",
        help="copy the file, also while a run is at work",
    )
    backup.add_argument("file", metavar="FILE", help="where the copy goes; nothing may be there")
    forget = command(
        actions,
        "forget",
        _forget,
        help="forget what is older than store.retention_days, however much that is",
    )
    path = command(actions, "path", _path, help="print where the file lies")
    for action in (check, backup, forget, path):
        add_config(action, default=argparse.SUPPRESS)


def _add_config_command(commands: Commands) -> None:
    example = command(
        commands,
        "config",
        _config,
        missing="say what to print: summarise config --example",
        help="print a config to begin with",
        description="Print config.example.toml: every key with its default and a word on it, and "
        "tables that are ready to use for a dozen services.",
        epilog="for example: summarise config --example > summarise.toml",
    )
    example.add_argument("--example", action="store_true", required=True, help="print the file")


def _add_backends(commands: Commands) -> None:
    backends = command(
        commands,
        "backends",
        _backends,
        help="list the models that can write, or try them",
        description="List the backends of the config: where each is, its model, what it is asked "
        "for; and the services that need no more than a --model. With --check, make one tiny call "
        "to each (or to NAME), and say whether it can be reached, knows its model, answers in "
        "JSON, how fast, and what a page would cost.",
        epilog="exit codes:\n  0    all that were tried answer\n  2    bad usage or config\n"
        "  3    one of them does not answer",
    )
    backends.add_argument(
        "--check",
        nargs="?",
        const="",
        metavar="NAME",
        help="try the backend of this name, or all of the config's (a call that may cost a little)",
    )
    backends.add_argument(
        "--model", metavar="MODEL", help="with --check NAME: the model to try, in place of its own"
    )
    add_config(backends)


def _add_cache(commands: Commands) -> None:
    cache = command(
        commands,
        "cache",
        _cache,
        help="show or clear the answers that are kept",
        description="Show where the answers of models are kept and how much room they take, or "
        "clear them.",
    )
    cache.add_argument(
        "action",
        nargs="?",
        choices=("size", "clear"),
        default="size",
        help="size (the default) tells how much is kept, clear throws it away",
    )
    add_config(cache)


def _check(options: argparse.Namespace) -> int:
    config = config_of(options)
    with kept(config) as store:
        problems = store.check()
        if not problems:
            say(sys.stdout, "".join(f"{line}\n" for line in _described(store, config)))
            return FINE
    for problem in problems:
        say(sys.stdout, f"{problem}\n")
    raise StoreError(
        f"{store.path}: it is not whole; put it aside, and a backup in its place if there is one"
    )


def _described(store: Store, config: Config) -> Iterator[str]:
    yield f"{store.path}: all is well"
    counts = store.counts()
    rows = ", ".join(f"{number:,} {table}" for table, number in counts.items())
    yield f"{store.size() / MEGABYTE:.1f} MB: {rows}"
    runs = store.runs(limit=max(counts["runs"], 1))
    if runs:
        oldest, newest = (when(run.began, of_job(config, run.job)) for run in (runs[-1], runs[0]))
        yield f"the oldest run began {oldest}, the newest {newest}"


def _backup(options: argparse.Namespace) -> int:
    path = Path(options.file).expanduser()
    with kept(config_of(options)) as store:
        store.backup(path)
    say(sys.stdout, f"{path}: {path.stat().st_size / MEGABYTE:.1f} MB copied\n")
    return FINE


def _forget(options: argparse.Namespace) -> int:
    config = config_of(options)
    days = config.store.retention_days
    with kept(config) as store:
        number = store.forget(datetime.now(UTC) - timedelta(days=days))
    be = "is" if number == 1 else "are"
    gone = f"{counted(number, 'row')} older than {counted(days, 'day')}"
    say(sys.stdout, f"{store.path}: {gone} {be} forgotten\n")
    return FINE


def _path(options: argparse.Namespace) -> int:
    from summarise.database import place

    say(sys.stdout, f"{place(config_of(options).store)}\n")
    return FINE


def _config(_options: argparse.Namespace) -> int:
    from summarise.config import example

    say(sys.stdout, example())
    return FINE


def _prompts(options: argparse.Namespace) -> int:
    from summarise.models.prompts import Prompts

    for prompt in Prompts(config_of(options).prompts.folder).listing():
        remark = " (yours)" if prompt.overridden else " (unused: no such template)" * prompt.unused
        say(sys.stdout, f"{prompt.name:10} {prompt.fingerprint}  {prompt.path}{remark}\n")
    return FINE


def _backends(options: argparse.Namespace) -> int:
    from summarise.models.check import check, listed, names

    config = config_of(options)
    if options.check is None:
        for line in listed(config, os.environ):
            say(sys.stdout, f"{line}\n")
        return FINE
    fine = True
    for name in names(config, options.check):
        result = check(name, config, os.environ)
        fine = fine and result.fine
        say(sys.stdout, f"{result}\n")
    return FINE if fine else BackendError.exit_code


def _cache(options: argparse.Namespace) -> int:
    from summarise.models.cache import described, emptied

    config = config_of(options)
    do = emptied if options.action == "clear" else described
    say(sys.stdout, f"{do(config.cache, config.store)}\n")
    return FINE
