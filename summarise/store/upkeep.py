"""What keeps the file in order: forgetting, checking, copying."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

from summarise.errors import StoreError, UsageError
from summarise.store.database import Database
from summarise.store.opening import said
from summarise.store.packing import briefing_of, seen_of, validators_of
from summarise.store.rows import moment
from summarise.store.schema import TABLES

_OLD: Final = (
    "DELETE FROM runs WHERE began < ?",  # and with them all that hangs on them
    "DELETE FROM seen WHERE at < ?",
    "DELETE FROM validators WHERE used < ?",
)
_SHOWN: Final = 10
"""Damaged places that are told one by one."""


def forget(database: Database, before: datetime) -> int:
    """Delete what is older, give the room back to the disk, and return how many rows that were."""
    changes = database.connection.total_changes
    with database.writing():
        for statement in _OLD:
            database.ask(statement, moment(before))
    with database.alone():
        database.connection.executescript("PRAGMA incremental_vacuum")  # execute() frees one page
    return database.connection.total_changes - changes


def counts(database: Database) -> dict[str, int]:
    """Return how many rows each table has."""
    return {table: int(database.ask(f"SELECT count(*) FROM {table}")[0][0]) for table in TABLES}


def check(database: Database) -> tuple[str, ...]:
    """Return what is wrong, a sentence each: the file's structure first, then what it holds."""
    try:
        return tuple(_structure(database)) or tuple(_content(database))
    except StoreError as error:  # so damaged that it can't even be looked through
        return (str(error),)


def _structure(database: Database) -> Iterator[str]:
    for (found,) in database.ask(f"PRAGMA integrity_check({_SHOWN})"):
        if found != "ok":
            yield f"{database.path}: {found}"
    for table, _, parent, _ in database.ask("PRAGMA foreign_key_check"):
        yield f"{database.path}: a row of {table} belongs to none of {parent}"


def _content(database: Database) -> Iterator[str]:
    for (run,) in database.ask("SELECT run FROM pages ORDER BY run"):
        for (content,) in database.ask("SELECT briefing FROM pages WHERE run = ?", run):
            yield from _trouble(lambda: briefing_of(content, run))  # noqa: B023 - called at once
    for run, seen, validators in database.ask("SELECT run, seen, validators FROM pending"):
        yield from _trouble(lambda: seen_of(seen, run))  # noqa: B023
        yield from _trouble(lambda: validators_of(validators, run))  # noqa: B023
    for (run,) in database.ask("SELECT id FROM runs JOIN pending ON run = id WHERE ended > ''"):
        yield f"the run {run} has ended, and what it had in hand is still there"


def _trouble(read: Callable[[], object]) -> list[str]:
    try:
        read()
    except StoreError as error:
        return [str(error)]
    return []


def backup(database: Database, path: Path) -> None:
    """Copy the file while others may write to it, whole or not at all."""
    beside = path.with_name(f".summarise-{uuid4().hex}")
    try:
        with said(path):
            if path.exists():
                raise UsageError(f"{path}: is there already; name a new file for the backup")
            os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            with closing(sqlite3.connect(beside, isolation_level=None)) as copy:
                with database.alone():
                    database.connection.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
            beside.rename(path)
    except StoreError as error:
        if isinstance(error.__cause__, OSError):  # the place of the copy, not that of the store
            reason = error.__cause__.strerror
            raise UsageError(f"{path}: can't be written ({reason}); name another file") from error
        raise
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def size(path: Path) -> int:
    """Return how many bytes the file and its log take."""
    taken = 0
    for one in (path, path.with_name(f"{path.name}-wal")):
        with suppress(FileNotFoundError):
            taken += one.stat().st_size
    return taken
