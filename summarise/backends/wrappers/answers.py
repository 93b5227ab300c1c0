"""Answers that were paid for, kept on disk.

They lie in the store, the one file of what outlives a run, or in a file of their own where the
config names a folder for them. Several processes may use it at once, and the threads of each. What
is kept are answers under a hash of what was asked: no prompt, no key, no source text but what the
answers repeat.

In the store, an answer does not wait for the disk as a run's end does (``synchronous = NORMAL`` is
of this connection alone), and a file that is damaged is never put aside: answers can be had again,
what was told can't.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from summarise.backends import Completion
from summarise.config import CacheConfig, StoreConfig
from summarise.errors import ConfigError, StoreError
from summarise.store import opening, place

FILE: Final = "answers.sqlite"

MEGABYTE: Final = 1_000_000
SPARE: Final = 0.9
"""Share of the size limit that is kept when it is passed, so that not each answer clears up."""

_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL, "
    "size INTEGER NOT NULL, used REAL NOT NULL)",
    "CREATE INDEX IF NOT EXISTS answers_by_use ON answers (used, size)",
)
_NEWEST: Final = "SELECT key, sum(size) OVER (ORDER BY used DESC, key) AS total FROM answers"

log = logging.getLogger(__name__)


def opened(config: CacheConfig, kept: StoreConfig) -> Answers:
    """Open the answers: in the folder that is named, or in the store. Raises ConfigError."""
    if config.folder:
        return Answers(Path(config.folder).expanduser(), config.max_megabytes)
    return Answers(place(kept), config.max_megabytes, shared=True)


class Answers:
    """The file with the answers. Threads share it, and each process opens its own.

    ``where`` is the folder of a file that holds nothing else, or, ``shared``, the store itself.
    Raises ConfigError when it can't be opened. After that nothing it does fails a run: once it
    fails, answers are asked for again and not kept, and the log says so.
    """

    def __init__(
        self,
        where: Path,
        max_megabytes: float,
        clock: Callable[[], float] = time.time,
        *,
        shared: bool = False,
    ) -> None:
        self.path = where if shared else where / FILE
        self.shared = shared
        self._limit = int(max_megabytes * MEGABYTE)
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = False
        try:
            self._database = _in_store(self.path) if shared else _opened(self.path)
        except StoreError as error:
            raise ConfigError(str(error)) from error
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(
                f"the cache {self.path} can't be used ({_reason(error)}); "
                "name another folder in cache.folder, or set cache.enabled = false"
            ) from error

    @property
    def failed(self) -> bool:
        """Whether it is of no use in this run any more."""
        return self._failed

    def get(self, name: str) -> Completion | None:
        """Return the answer of that key, or None."""
        if self._failed:
            return None
        try:
            with self._lock, self._database:
                found = self._database.execute(
                    "UPDATE answers SET used = ? WHERE key = ? RETURNING answer",
                    (self._clock(), name),
                ).fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        try:
            return Completion(**json.loads(found[0][0])) if found else None
        except (ValueError, TypeError):  # what stands there is no answer
            return None

    def put(self, name: str, completion: Completion) -> None:
        """Keep an answer; the least recently used ones go when the limit is passed."""
        if self._failed:
            return
        text = json.dumps(asdict(completion))
        size = len(text) + len(name)
        try:
            with self._lock, self._database:
                self._database.execute(
                    "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)",
                    (name, text, size, self._clock()),
                )
                self._clear_up()
        except sqlite3.Error as error:
            self._give_up(error)

    def size(self) -> tuple[int, int]:
        """Return how many answers there are, and how many bytes they take."""
        query = "SELECT count(*), coalesce(sum(size), 0) FROM answers"
        with self._lock, closing(self._database.execute(query)) as rows:
            number, taken = rows.fetchone()
        return int(number), int(taken)

    def clear(self) -> int:
        """Throw all answers away, and return how many there were."""
        with self._lock:
            with self._database:
                gone = self._database.execute("DELETE FROM answers").rowcount
            # In the store, only what was the answers' goes back to the disk: nobody waits for long.
            self._database.executescript("PRAGMA incremental_vacuum" if self.shared else "VACUUM")
        return gone

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def _clear_up(self) -> None:
        (taken,) = self._database.execute("SELECT coalesce(sum(size), 0) FROM answers").fetchone()
        if taken > self._limit:
            too_old = f"SELECT key FROM ({_NEWEST}) WHERE total > ?"  # noqa: S608 - our own words
            self._database.execute(
                f"DELETE FROM answers WHERE key IN ({too_old})",  # noqa: S608 - our own words
                (int(self._limit * SPARE),),
            )

    def _give_up(self, error: sqlite3.Error) -> None:
        self._failed = True
        # Not merely locked, or full; and with nothing in it that can't be had again.
        if type(error) is sqlite3.DatabaseError and not self.shared:
            _put_aside(self.path, error)
        log.warning("answers are not kept: the cache %s failed (%s)", self.path, _reason(error))


def described(config: CacheConfig, kept: StoreConfig) -> str:
    """Say where the answers are and how much that is. Raises ConfigError."""
    path = _place(config, kept)
    if not path.exists():
        return f"{path}: no answers are kept yet"
    with _using(config, kept) as store:
        number, taken = store.size()
    limit = f"at most {config.max_megabytes:g} MB"
    unused = "" if config.enabled else "; it is not used (cache.enabled = false)"
    return f"{path}: {number:,} answers, {taken / MEGABYTE:.1f} MB ({limit}){unused}"


def emptied(config: CacheConfig, kept: StoreConfig) -> str:
    """Throw all answers away, and say so. Raises ConfigError."""
    path = _place(config, kept)
    if not path.exists():
        return f"{path}: there was nothing to clear"
    with _using(config, kept) as store:
        return f"{path}: {store.clear():,} answers cleared"


def _place(config: CacheConfig, kept: StoreConfig) -> Path:
    return Path(config.folder).expanduser() / FILE if config.folder else place(kept)


@contextmanager
def _using(config: CacheConfig, kept: StoreConfig) -> Iterator[Answers]:
    store = opened(config, kept)
    try:
        yield store
    except sqlite3.Error as error:
        if store.shared:
            raise ConfigError(f"{store.path}: {opening.reason_of(error)}") from error
        _put_aside(store.path, error)
        raise ConfigError(
            f"the cache {store.path} was damaged ({error}), and is put aside; the next run begins "
            "a new one"
        ) from error
    finally:
        store.close()


def _in_store(path: Path) -> sqlite3.Connection:
    """Open the store for answers. Raises StoreError."""
    database = opening.opened(path)
    database.isolation_level = "IMMEDIATE"  # each ``with`` block here is a transaction
    database.execute("PRAGMA synchronous = NORMAL")
    return database


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file; one that is damaged is put aside, since answers can be had again."""
    try:
        return _connected(path)
    except sqlite3.DatabaseError as error:
        if type(error) is not sqlite3.DatabaseError:  # locked, or not to be written: no damage
            raise
        _put_aside(path, error)
        return _connected(path)


def _put_aside(path: Path, error: sqlite3.Error) -> None:
    log.warning("the cache %s was damaged (%s); a new one is begun", path, error)
    with suppress(FileNotFoundError):  # another process did it just now
        path.replace(path.with_suffix(".damaged"))
        for beside in path.parent.glob(f"{path.name}-*"):
            beside.unlink(missing_ok=True)


def _connected(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Answers repeat what the sources say, which is nobody else's business.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    database = sqlite3.connect(path, timeout=opening.BUSY_SECONDS, check_same_thread=False)
    try:
        opening.log_ahead(database)
        database.execute("PRAGMA synchronous = NORMAL")
        with database:
            for table in _TABLES:
                database.execute(table)
    except sqlite3.Error:
        with suppress(sqlite3.Error):
            database.close()
        raise
    return database


def _reason(error: OSError | sqlite3.Error) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or str(error)
