"""Answers that were paid for, kept on disk: a killed run, started again, pays for no call twice.

One SQLite file in the user's cache folder. It may be used by several processes at once, and by the
threads of each. What is kept are answers under a hash of what was asked: no prompt, no key, no
source text but what the answers repeat.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from summarise.backends import Backend, Completion, Prompt, Wrapper
from summarise.config import BackendConfig, CacheConfig
from summarise.errors import ConfigError

FORMAT: Final = 1
"""The version of what is kept, and part of each key: after a change nothing old is found."""

FILE: Final = "answers.sqlite"
BUSY_SECONDS: Final = 10.0
"""How long to wait for another process that is writing."""

SWITCHES: Final = 100
"""How often in that time it is tried to switch a new file to its log."""

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


def key(prompt: Prompt, config: BackendConfig, identity: str = "") -> str:
    """Return the name of an answer: a hash of all that decides what the answer is.

    ``identity`` tells apart what the config calls by one name, such as two versions of a file.
    """
    asked = {
        "format": FORMAT,
        "prompt": asdict(prompt),
        "server": [config.kind, config.base_url, config.model, identity],
        "parameters": [config.temperature, config.seed, config.context],
    }
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def folder(config: CacheConfig) -> Path:
    """Return where the cache lies: where the config says, or the user's own cache folder."""
    if config.folder:
        return Path(config.folder).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("summarise", appauthor=False)


class Store:
    """The file with the answers. Threads share it, and each process opens its own.

    Raises ConfigError when it can't be opened. After that nothing it does fails a run: once it
    fails, answers are asked for again and not kept, and the log says so.
    """

    def __init__(
        self, place: Path, max_megabytes: float, clock: Callable[[], float] = time.time
    ) -> None:
        self.path = place / FILE
        self._limit = int(max_megabytes * MEGABYTE)
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = False
        try:
            self._database = _opened(self.path)
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
            self._database.execute("VACUUM")
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
        if type(error) is sqlite3.DatabaseError:  # not merely locked, or full
            _put_aside(self.path, error)
        log.warning("answers are not kept: the cache %s failed (%s)", self.path, _reason(error))


class Cache(Wrapper):
    """A backend that holds a backend, and asks it only what was not answered before.

    Only whole answers come by here: one that was cut, or an error, is raised and never kept.
    ``key`` names the answer to a prompt; ``answered`` counts what was found, but for what is
    ``fresh``: paid for by this run.
    """

    def __init__(
        self,
        backend: Backend,
        store: Store,
        key: Callable[[Prompt], str],
        fresh: Collection[str] = (),
    ) -> None:
        super().__init__(backend)
        self._store = store
        self._key = key
        self._fresh = fresh
        self._lock = threading.Lock()
        self.answered = 0

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError."""
        name = self._key(prompt)
        found = self._store.get(name)
        if found is not None:
            with self._lock:
                self.answered += name not in self._fresh
            return found
        completion = self._backend.complete(prompt)
        self._store.put(name, completion)
        return completion


def described(config: CacheConfig) -> str:
    """Say where the cache is and how much is in it. Raises ConfigError."""
    path = folder(config) / FILE
    if not path.exists():
        return f"{path}: no answers are kept yet"
    with _using(config) as store:
        number, taken = store.size()
    limit = f"at most {config.max_megabytes:g} MB"
    unused = "" if config.enabled else "; it is not used (cache.enabled = false)"
    return f"{path}: {number:,} answers, {taken / MEGABYTE:.1f} MB ({limit}){unused}"


def emptied(config: CacheConfig) -> str:
    """Throw all answers away, and say so. Raises ConfigError."""
    path = folder(config) / FILE
    if not path.exists():
        return f"{path}: there was nothing to clear"
    with _using(config) as store:
        return f"{path}: {store.clear():,} answers cleared"


@contextmanager
def _using(config: CacheConfig) -> Iterator[Store]:
    store = Store(folder(config), config.max_megabytes)
    try:
        yield store
    except sqlite3.Error as error:
        _put_aside(store.path, error)
        raise ConfigError(
            f"the cache {store.path} was damaged ({error}), and is put aside; the next run begins "
            "a new one"
        ) from error
    finally:
        store.close()


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
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False)
    try:
        _log_ahead(database)
        database.execute("PRAGMA synchronous = NORMAL")
        with database:
            for table in _TABLES:
                database.execute(table)
    except sqlite3.Error:
        with suppress(sqlite3.Error):
            database.close()
        raise
    return database


def _log_ahead(database: sqlite3.Connection) -> None:
    """Switch to a write-ahead log: with it a reader never waits, and a killed process loses none.

    SQLite does not wait for another process that is just switching, so that is done here.
    """
    for _ in range(SWITCHES):
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(BUSY_SECONDS / SWITCHES)
        else:
            return
    database.execute("PRAGMA journal_mode = WAL")


def _reason(error: OSError | sqlite3.Error) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or str(error)
