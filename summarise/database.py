"""The one SQLite file of what outlives a run: where it lies, its tables, and how it is opened.

It is made for its owner alone, brought to this version, and safe to share: threads take turns at
one connection, and each process opens its own. Each commit is on the disk before it returns
(``synchronous = FULL``): a page that was delivered and then forgotten, because the power failed,
would be delivered again. The store writes all tables but ``answers``, which is the cache's.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

from summarise.config import StoreConfig
from summarise.errors import StoreError

Row = tuple[Any, ...]

FILE: Final = "summarise.db"

BUSY_SECONDS: Final = 5.0
"""How long to wait for another process that is writing; what any of ours writes takes well below a
second."""

_SWITCHES: Final = 100
"""How often in that time it is tried to switch a new file to its log."""

APPLICATION: Final = 0x73756D6D
"""Tells the file from another program's (``PRAGMA application_id``): "summ" in ASCII."""


def _statements(name: str) -> tuple[str, ...]:
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return tuple(statement for statement in text.split(";\n") if statement)


MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    _statements("database.sql"),
    _statements("database-2.sql"),
)
"""The statements that lead from each version to the next, from an empty file on. A step that was
ever released is never changed: another is added."""

TABLES: Final = (
    *("runs", "pending", "pages", "deliveries", "reported", "seen", "validators", "answers"),
)

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

_KEPT_OUT: Final = (
    "SQLITE_FULL",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "SQLITE_IOERR",
    "SQLITE_PERM",
)

_HOMELESS: Final = "there is no home folder; name a file in store.path, by its whole path"


def place(config: StoreConfig) -> Path:
    """Return where the file lies: where the config says, or in the user's own state folder.

    Raises StoreError where that is in a home folder, and there is none.
    """
    try:
        return Path(config.path).expanduser() if config.path else default_place()
    except RuntimeError as error:
        raise StoreError(f"store.path = {config.path}: {_HOMELESS}") from error


def default_place() -> Path:
    """Return the file in the user's state folder. Raises StoreError where there is none."""
    from platformdirs import user_state_path

    folder = user_state_path("summarise", appauthor=False)
    if not folder.is_absolute():  # else it would be a folder called "~", wherever one stands
        raise StoreError(f"no place is known for what outlives a run: {_HOMELESS}")
    return folder / FILE


class Database:
    """An open file. Raises StoreError for whatever SQLite and the disk complain of.

    One that is opened for ``reading`` alone may lie where nothing may be written; one that is not
    there is read as an empty one, and not made.
    """

    def __init__(self, path: Path, *, reading: bool = False) -> None:
        self.path = path
        self._lock = threading.RLock()
        if reading and not path.exists():
            self.connection = _connected(":memory:")
            migrate(self)
            return
        try:
            self._open()
        except StoreError as error:
            if not (reading and kept_out(error)):
                raise
            self._open_to_read()

    @classmethod
    def apart(cls, path: Path) -> Self:
        """Return what can be read of the file, copied into memory: what is changed is not kept."""
        copy = cls(path.with_name(f"{path.name}.none"), reading=True)
        with suppress(StoreError):
            file = cls(path, reading=True)
            with file.alone():
                file.connection.backup(copy.connection)
            file.close()
        copy.path = path
        return copy

    def ask(self, query: str, *values: object) -> list[Row]:
        """Run one statement, and return its rows."""
        plain = [_encodable(one) if isinstance(one, str) else one for one in values]
        with self.alone():
            return self.connection.execute(query, plain).fetchall()

    def each(self, statement: str, many: Iterable[Mapping[str, object]]) -> None:
        """Run one statement for each row."""
        with self.alone():
            self.connection.executemany(statement, many)

    def pragma(self, name: str) -> int:
        """Return the number that a pragma has."""
        return int(self.ask(f"PRAGMA {name}")[0][0])

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Do all or nothing of what follows; writers wait for each other as they begin."""
        with self.alone():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:  # a full disk rolls back by itself
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other threads out."""
        with self._lock, explained(self.path):
            yield

    def shrink(self) -> None:
        """Give the room of what was deleted back to the disk."""
        with self.alone():
            self.connection.executescript("PRAGMA incremental_vacuum")  # execute() frees one page

    def close(self) -> None:
        """Close the file."""
        with self.alone():
            self.connection.close()

    def _open(self) -> None:
        with explained(self.path):
            _make(self.path)
        self._connect(str(self.path), self._set_up, lambda: migrate(self))

    def _open_to_read(self) -> None:
        """Open it where nothing may be written, not even the files beside it that readers share.

        With these it is read as it stands; without, as if nobody wrote to it (``immutable``).
        """
        address = self.path.absolute().as_uri()
        look = partial(_check_ours, self, len(MIGRATIONS), reading=True)
        try:
            self._connect(f"{address}?mode=ro", look)
        except StoreError:
            self._connect(f"{address}?mode=ro&immutable=1", look)

    def _connect(self, address: str, *steps: Callable[[], None]) -> None:
        with explained(self.path):
            self.connection = _connected(address)
        try:
            with explained(self.path):
                for step in steps:
                    step()
        except BaseException:
            with suppress(sqlite3.Error):
                self.connection.close()
            raise

    def _set_up(self) -> None:
        if not self.pragma("page_count"):  # later it would be of no use, and wait for writers
            self.ask("PRAGMA auto_vacuum = INCREMENTAL")
        self._log_ahead()
        self.ask("PRAGMA synchronous = FULL")
        self.ask("PRAGMA foreign_keys = ON")

    def _log_ahead(self) -> None:
        """Switch to a write-ahead log: with it a reader never waits, and a kill loses nothing.

        SQLite does not wait for another process that is just switching, so that is done here.
        """
        for tries in range(_SWITCHES + 1):
            try:
                self.connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if tries == _SWITCHES or not _name(error).startswith("SQLITE_BUSY"):
                    raise
                time.sleep(BUSY_SECONDS / _SWITCHES)
            else:
                return


@contextmanager
def explained(path: Path) -> Iterator[None]:
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
        known = (sentence for kind, sentence in _NEXT.items() if _name(error).startswith(kind))
        reason = next(known, f"it can't be used ({error}); see what summarise store check says")
        raise StoreError(f"{path}: {reason}") from error


def kept_out(error: StoreError) -> bool:
    """Whether the disk or its rights keep us from writing; what is written there may be sound."""
    cause = error.__cause__
    return isinstance(cause, OSError) or _name(cause).startswith(_KEPT_OUT)


def migrate(database: Database, migrations: tuple[tuple[str, ...], ...] = MIGRATIONS) -> None:
    """Bring the file to this version, step by step. Raises StoreError for what is not ours."""
    _check_ours(database, len(migrations))
    while database.pragma("user_version") < len(migrations):
        with database.writing():
            version = database.pragma("user_version")
            if version >= len(migrations):  # another process did it just now
                return
            for statement in migrations[version]:
                database.ask(statement)
            database.ask(f"PRAGMA user_version = {version + 1}")
            database.ask(f"PRAGMA application_id = {APPLICATION}")


def _check_ours(database: Database, newest: int, *, reading: bool = False) -> None:
    # The tables first: who sees those that another process makes just now sees its number, too.
    tables = database.ask("SELECT 1 FROM sqlite_schema LIMIT 1")
    number = database.pragma("application_id")
    if number != APPLICATION and (tables or number):
        raise StoreError(
            f"{database.path}: is a database of another program; name another file in store.path"
        )
    version = database.pragma("user_version")
    if version > newest:
        raise StoreError(
            f"{database.path}: was written by a newer summarise (version {version} of the file; "
            f"this one knows {newest}); install that one, or name another file in store.path"
        )
    if version < bool(tables):
        raise StoreError(
            f"{database.path}: it is damaged (version {version} of the file, which there is none "
            "of); put it aside, and a backup in its place if there is one"
        )
    if reading and version < newest:
        raise StoreError(
            f"{database.path}: is of an older summarise, and may not be written, so that it can't "
            "be brought to this version; give the right to, or name another in store.path"
        )


def _connected(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        uri=address.startswith("file:"),
    )
    # Damaged text is found where its row is read, which is named, and the others with it.
    connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
    return connection


def _encodable(text: str) -> str:
    """Return a text that SQLite takes: what came from a command line may hold no UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _make(path: Path) -> None:
    """Make the file for the owner alone: it holds what the sources say.

    The folders have the rights that the user gives to any: pages may lie there, too.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # A file that is there is not opened: to close it again would undo SQLite's locks on it.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _name(error: BaseException | None) -> str:
    return str(getattr(error, "sqlite_errorname", ""))
