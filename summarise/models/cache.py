"""Answers that were paid for, kept on disk: a killed run, started again, pays for no call twice.

They lie in the store, the one file of what outlives a run, or in a file of their own where the
config names a folder for them. Several processes may use it at once, and the threads of each. What
is kept are answers under a hash of what was asked: no prompt, no key, no source text but what the
answers repeat.

An answer does not wait for the disk as a run's end does (``synchronous = NORMAL`` is of this
connection alone). A file of their own that is damaged is put aside, since answers can be had again;
the store never is: what was told can't.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final, TypeVar

from summarise.config import BackendConfig, CacheConfig, StoreConfig
from summarise.database import Database, place
from summarise.errors import ConfigError, StoreError
from summarise.models import Backend, Completion, Prompt, Wrapper

FORMAT: Final = 1
"""The version of what is kept, and part of each key: after a change nothing old is found."""

FILE: Final = "answers.db"

MEGABYTE: Final = 1_000_000
SPARE: Final = 0.9
"""Share of the size limit that is kept when it is passed, so that not each answer clears up."""

MOST_TOKENS: Final = 10**9
"""Tokens that an answer may have cost: a number beyond it is damage."""

_CLEAR_UP: Final = (
    "DELETE FROM answers WHERE key IN (SELECT key FROM "
    "(SELECT key, total(size) OVER (ORDER BY used DESC, key) AS taken FROM answers) "
    "WHERE taken > ?)"
)

log = logging.getLogger(__name__)

T = TypeVar("T")


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
    if config.extra_body:
        asked["extra"] = config.extra_body
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Cache(Wrapper):
    """A backend that holds a backend, and asks it only what was not answered before.

    Only whole answers come by here: one that was cut, or an error, is raised and never kept.
    ``key`` names the answer to a prompt; ``answered`` counts what was found.
    """

    def __init__(self, backend: Backend, kept: Answers, key: Callable[[Prompt], str]) -> None:
        super().__init__(backend)
        self._kept = kept
        self._key = key
        self._lock = threading.Lock()
        self.answered = 0

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError."""
        name = self._key(prompt)
        answer = self._kept.get(name)
        if answer is not None:
            with self._lock:
                self.answered += 1
            return answer
        answer = self._backend.complete(prompt)
        self._kept.put(name, answer)
        return answer


def completion_of(text: object) -> Completion | None:
    """Return the answer that a row holds; None where what stands there is none."""
    try:
        found = Completion(**json.loads(text))  # type: ignore[arg-type]  # TypeError says so
    except (ValueError, TypeError, RecursionError):
        return None
    texts = found.text, found.model, found.backend
    numbers = found.prompt_tokens, found.completion_tokens
    fits = all(isinstance(one, str) for one in texts) and all(type(one) is int for one in numbers)
    return found if fits and min(numbers) >= 0 and max(numbers) <= MOST_TOKENS else None


def _file(config: CacheConfig, store: StoreConfig) -> Path:
    """Return the file, or the folder, that the answers are in. Raises ConfigError."""
    try:
        return Path(config.folder).expanduser() if config.folder else place(store)
    except (RuntimeError, StoreError) as error:  # without a home folder
        raise ConfigError(
            f"the cache has no place ({error}); name a folder by its whole path in cache.folder"
        ) from error


def opened(config: CacheConfig, store: StoreConfig) -> Answers:
    """Open the answers: in the folder that is named, or in the store. Raises ConfigError."""
    where = _file(config, store)
    return Answers(where, config.max_megabytes, shared=not config.folder)


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
        self.failed = False
        self._limit = int(max_megabytes * MEGABYTE)
        self._clock = clock
        try:
            self._database = self._opened()
        except StoreError as error:
            if shared:
                raise ConfigError(str(error)) from error
            raise ConfigError(
                f"the cache {self.path} can't be used ({_cause(error)}); name another folder in "
                "cache.folder, or set cache.enabled = false"
            ) from error

    def get(self, name: str) -> Completion | None:
        """Return the answer of that key, or None."""
        query = "UPDATE answers SET used = ? WHERE key = ? RETURNING answer"
        rows = self._tried(lambda: self._database.ask(query, self._clock(), name)) or ()
        return next((completion_of(text) for (text,) in rows), None)

    def put(self, name: str, completion: Completion) -> None:
        """Keep an answer; the least recently used ones go when the limit is passed."""
        text = json.dumps(asdict(completion))
        answer = (name, text, len(text) + len(name), self._clock())

        def keep() -> None:
            with self._database.writing():
                self._database.ask("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", *answer)
                if self.size()[1] > self._limit:
                    self._database.ask(_CLEAR_UP, int(self._limit * SPARE))

        self._tried(keep)

    def size(self) -> tuple[int, int]:
        """Return how many answers there are, and how many bytes they take. Raises StoreError."""
        query = "SELECT count(*), total(size) FROM answers"  # sum() fails where it is too much
        ((number, taken),) = self._database.ask(query)
        return int(number), int(taken)

    def clear(self) -> int:
        """Throw all answers away, and return how many there were. Raises StoreError."""
        with self._database.writing():
            number, _ = self.size()
            self._database.ask("DELETE FROM answers")
        self._database.shrink()  # only what was the answers' goes back: nobody waits for long
        return number

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def put_aside(self, error: StoreError) -> None:
        """Begin anew after damage: there is nothing in it that can't be had again."""
        log.warning("the cache %s was damaged (%s); a new one is begun", self.path, _cause(error))
        with suppress(FileNotFoundError):  # another process did it just now
            self.path.replace(self.path.with_suffix(".damaged"))
            for beside in self.path.parent.glob(f"{self.path.name}-*"):
                beside.unlink(missing_ok=True)

    def _opened(self) -> Database:
        try:
            database = Database(self.path)
        except StoreError as error:
            if self.shared or not _is_damage(error):
                raise
            self.put_aside(error)
            database = Database(self.path)
        database.ask("PRAGMA synchronous = NORMAL")
        return database

    def _tried(self, do: Callable[[], T]) -> T | None:
        """Do it unless something failed before; say so once something fails."""
        if self.failed:
            return None
        try:
            return do()
        except StoreError as error:
            self.failed = True
            if _is_damage(error) and not self.shared:
                self.put_aside(error)
            log.warning("answers are not kept: the cache %s failed (%s)", self.path, _cause(error))
            return None


def described(config: CacheConfig, store: StoreConfig) -> str:
    """Say where the answers are and how much that is. Raises ConfigError."""
    with _using(config, store) as (path, answers):
        if answers is None:
            return f"{path}: no answers are kept yet"
        number, taken = answers.size()
    limit = f"at most {config.max_megabytes:g} MB"
    unused = "" if config.enabled else "; it is not used (cache.enabled = false)"
    return f"{path}: {number:,} answers, {taken / MEGABYTE:.1f} MB ({limit}){unused}"


def emptied(config: CacheConfig, store: StoreConfig) -> str:
    """Throw all answers away, and say so. Raises ConfigError."""
    with _using(config, store) as (path, answers):
        if answers is None:
            return f"{path}: there was nothing to clear"
        return f"{path}: {answers.clear():,} answers cleared"


@contextmanager
def _using(config: CacheConfig, store: StoreConfig) -> Iterator[tuple[Path, Answers | None]]:
    """Yield where the answers are, and them, if there is a file: looking makes none."""
    path = _file(config, store) / FILE if config.folder else _file(config, store)
    if not path.exists():
        yield path, None
        return
    answers = opened(config, store)
    try:
        yield path, answers
    except StoreError as error:
        if answers.shared or not _is_damage(error):
            raise ConfigError(str(error)) from error
        answers.put_aside(error)
        raise ConfigError(
            f"the cache {path} was damaged ({_cause(error)}), and is put aside; the next "
            "run begins a new one"
        ) from error
    finally:
        answers.close()


def _is_damage(error: StoreError) -> bool:
    """Whether the file is damaged, and not merely locked, full, or not to be written."""
    return type(error.__cause__) is sqlite3.DatabaseError


def _cause(error: StoreError) -> str:
    cause = error.__cause__ or error
    return str(getattr(cause, "strerror", "") or cause)
