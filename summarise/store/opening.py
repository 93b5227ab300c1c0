"""Opening the store's file: made for its owner alone, brought to this version, safe to share.

Each commit is on the disk before it returns (``synchronous = FULL``): a page that was delivered
and then forgotten, because the power failed, would be delivered again.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from summarise.errors import StoreError
from summarise.store.schema import APPLICATION, MIGRATIONS

BUSY_SECONDS: Final = 5.0
"""How long to wait for another process that is writing; what any of ours writes takes well below a
second."""

_SWITCHES: Final = 100
"""How often in that time it is tried to switch a new file to its log."""

_NEXT: Final = {
    "SQLITE_BUSY": f"another process has been writing for {BUSY_SECONDS:g} seconds; try again",
    "SQLITE_LOCKED": "another process is at work in it; try again",
    "SQLITE_FULL": "the disk is full, and nothing was changed; make room and try again",
    "SQLITE_READONLY": "it may not be written; give the right to, or name another in store.path",
    "SQLITE_CANTOPEN": "it can't be opened; check the rights, or name another in store.path",
    "SQLITE_IOERR": "the disk does not read or write it; check the disk and the room on it",
    "SQLITE_CORRUPT": "it is damaged; put it aside, and a backup in its place if there is one",
    "SQLITE_NOTADB": "it is no database; put it aside, or name another file in store.path",
}
"""What is wrong and what to do next, by the first words of SQLite's names for its errors."""


@contextmanager
def said(path: Path) -> Iterator[None]:
    """Turn what the disk and SQLite complain of into a StoreError."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(
            f"{path}: what outlives a run can't be kept there ({reason}); name another place in "
            "store.path"
        ) from error
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise StoreError(f"{path}: {reason_of(error)}") from error


def reason_of(error: Exception) -> str:
    """Say what SQLite complains of, and what to do next."""
    name = getattr(error, "sqlite_errorname", "")
    for kind, sentence in _NEXT.items():
        if name.startswith(kind):
            return sentence
    return f"it can't be used ({error}); see what summarise store check says"


def opened(path: Path) -> sqlite3.Connection:
    """Open the file, and make or migrate it first. Raises StoreError."""
    with said(path):
        _make(path)
        database = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
    try:
        with said(path):
            _set_up(database)
            migrate(database, path)
    except BaseException:
        with suppress(sqlite3.Error):
            database.close()
        raise
    return database


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Do all or nothing of what follows; writers wait for each other as they begin."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:  # a full disk rolls back by itself
            database.execute("ROLLBACK")
        raise


def migrate(
    database: sqlite3.Connection,
    path: Path,
    migrations: tuple[tuple[str, ...], ...] = MIGRATIONS,
) -> None:
    """Bring the file to this version, step by step. Raises StoreError for what is not ours."""
    _check_ours(database, path, len(migrations))
    while _number(database, "user_version") < len(migrations):
        with transaction(database):
            version = _number(database, "user_version")
            if version >= len(migrations):  # another process did it just now
                return
            for statement in migrations[version]:
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {version + 1}")
            database.execute(f"PRAGMA application_id = {APPLICATION}")


def _check_ours(database: sqlite3.Connection, path: Path, newest: int) -> None:
    # The tables first: who sees those that another process makes just now sees its number, too.
    tables = database.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    number = _number(database, "application_id")
    if number != APPLICATION and (tables or number):
        raise StoreError(
            f"{path}: is a database of another program; name another file in store.path"
        )
    version = _number(database, "user_version")
    if version > newest:
        raise StoreError(
            f"{path}: was written by a newer summarise (version {version} of the file; this one "
            f"knows {newest}); install that one, or name another file in store.path"
        )


def _make(path: Path) -> None:
    """Make the file and its folders, for the owner alone: it holds what the sources say."""
    for folder in reversed(path.parents):
        if not folder.is_dir():
            folder.mkdir(mode=0o700, exist_ok=True)
    # A file that is there is not opened: to close it again would undo SQLite's locks on it.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _set_up(database: sqlite3.Connection) -> None:
    if not _number(database, "page_count"):  # later it would be of no use, and wait for writers
        database.execute("PRAGMA auto_vacuum = INCREMENTAL")
    log_ahead(database)
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA foreign_keys = ON")


def log_ahead(database: sqlite3.Connection) -> None:
    """Switch to a write-ahead log: with it a reader never waits, and a killed process loses none.

    SQLite does not wait for another process that is just switching, so that is done here.
    """
    for _ in range(_SWITCHES):
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not str(getattr(error, "sqlite_errorname", "")).startswith("SQLITE_BUSY"):
                raise
            time.sleep(BUSY_SECONDS / _SWITCHES)
        else:
            return
    database.execute("PRAGMA journal_mode = WAL")


def _number(database: sqlite3.Connection, pragma: str) -> int:
    return int(database.execute(f"PRAGMA {pragma}").fetchone()[0])
