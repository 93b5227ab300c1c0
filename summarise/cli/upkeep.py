"""``summarise store``: whether what is kept is whole, a copy of it, and where it lies."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from summarise.cli.common import FINE, add_config, command, config_of, kept, of_job, when
from summarise.errors import StoreError
from summarise.output import say

if TYPE_CHECKING:
    from summarise.cli.common import Commands
    from summarise.config import Config
    from summarise.jobs.store import Store

MEGABYTE = 1_000_000


def add(commands: Commands) -> None:
    """Add the command and its options."""
    store = command(
        commands,
        "store",
        help="check, copy or find the file of what outlives a run",
        description="Look after the file of what outlives a run: runs and their pages, what was "
        "read and what was told.",
        epilog="exit codes:\n  0    done, and all is well\n  2    it is damaged, can't be opened, "
        "or the copy can't be made",
    )
    store.set_defaults(run=_check)
    add_config(store)
    actions = store.add_subparsers(
        dest="action", metavar="ACTION", title="actions", help="what to do; see ACTION --help"
    )
    check = command(
        actions, "check", help="look through the file, and say how much is in it (the default)"
    )
    check.set_defaults(run=_check)
    backup = command(actions, "backup", help="copy the file, also while a run is at work")
    backup.missing = "name the new file: summarise store backup FILE"
    backup.add_argument("file", metavar="FILE", help="where the copy goes; nothing may be there")
    backup.set_defaults(run=_backup)
    path = command(actions, "path", help="print where the file lies")
    path.set_defaults(run=_path)
    for one in (check, backup, path):
        add_config(one, default=argparse.SUPPRESS)


def _check(options: argparse.Namespace) -> int:
    config = config_of(options)
    with kept(config) as store:
        problems = store.check()
        if not problems:
            say(sys.stdout, "".join(f"{one}\n" for one in _described(store, config)))
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


def _path(options: argparse.Namespace) -> int:
    from summarise.database import place

    say(sys.stdout, f"{place(config_of(options).store)}\n")
    return FINE
