"""Batches that were sent and whose answers no page has yet: what a later run needs to go on.

One small file for each, in the user's state folder: the batch's id, the backend that it was sent
to, and the keys of its prompts. Beside it may lie what the command line needs to do the run again.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

from summarise.backends.batch.errors import DoubtError
from summarise.backends.batch.lock import Lock
from summarise.errors import ConfigError, InputError

SUFFIX: Final = ".batch.json"
RUN_SUFFIX: Final = ".run.json"
LOCK_SUFFIX: Final = ".sending.json"
_HALF_WRITTEN: Final = ".new"
FOLDER_VARIABLE: Final = "XDG_STATE_HOME"

MOST_DAYS: Final = 40
"""How old a file gets: OpenAI keeps the answers of a batch for 30 days, and takes one to give them
(https://platform.openai.com/docs/guides/batch)."""

_DAY: Final = 24 * 3600

log = logging.getLogger(__name__)


class Batch(BaseModel):
    """A batch that is under way."""

    id: str
    backend: str
    keys: list[str]


class Pending:
    """The folder with what is under way. Raises ConfigError when it can't be written."""

    def __init__(
        self, folder: Path | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._folder = folder or _default()
        self._clock = clock

    @contextmanager
    def sending(self, keys: Collection[str]) -> Iterator[None]:
        """Hold off other runs that would send the same prompts, until they are sent and noted.

        By what it writes it finds out whether a batch can be noted at all. Raises PendingError
        while another run is sending them.
        """
        lock = Lock(self._path("\n".join(sorted(keys)), LOCK_SUFFIX), self._clock)
        with self._writing():
            lock.take(keys)
        doubtful = True
        try:
            yield
            doubtful = False
        except DoubtError:
            raise
        except Exception:
            doubtful = False
            raise
        finally:
            with suppress(OSError):  # it counts no more in an hour, or once this process has ended
                lock.doubt() if doubtful else lock.release()

    def add(self, batch: Batch) -> None:
        """Remember a batch, before anything else can happen; the oldest files go."""
        self._write(self._path(batch.id, SUFFIX), batch.model_dump_json().encode())
        self._clear_up()

    def of(self, backend: str, keys: Collection[str]) -> list[Batch]:
        """Return the batches of a backend that hold any of these prompts, in the order of ids."""
        found = [
            batch
            for path in sorted(self._folder.glob(f"*{SUFFIX}"))
            if (batch := _read(path)) is not None
        ]
        wanted = set(keys)
        return sorted(
            (one for one in found if one.backend == backend and wanted & set(one.keys)),
            key=lambda one: one.id,
        )

    def add_run(self, id: str, run: bytes) -> None:  # noqa: A002 - what everyone calls it
        """Keep what it takes to do the run of a batch again."""
        self._write(self._path(id, RUN_SUFFIX), run)

    def run(self, id: str) -> bytes:  # noqa: A002
        """Return what was kept of the run of a batch. Raises InputError."""
        try:
            return self._path(id, RUN_SUFFIX).read_bytes()
        except OSError as error:
            raise InputError(
                f"--resume {id}: nothing is kept of a run with this batch; "
                "check the id, or run the same brief again: it finds its batch by itself"
            ) from error

    def remove(self, id: str) -> None:  # noqa: A002
        """Forget a batch, if it is there. Raises nothing: what stays behind does no harm."""
        for suffix in (SUFFIX, RUN_SUFFIX):
            path = self._path(id, suffix)
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                log.warning("%s can't be removed (%s)", path, error.strerror)

    def _path(self, id: str, suffix: str) -> Path:  # noqa: A002
        # A hash, since an id comes from a server and may be anything.
        return self._folder / f"{hashlib.sha256(id.encode()).hexdigest()[:24]}{suffix}"

    def _write(self, path: Path, content: bytes) -> None:
        with self._writing():
            beside = path.with_suffix(_HALF_WRITTEN)
            # It may hold the reports, which are nobody else's business.
            file = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
            with os.fdopen(file, "wb") as opened:
                opened.write(content)
            beside.replace(path)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            yield
        except OSError as error:
            raise ConfigError(
                f"{self._folder}: what is needed to go on with a batch can't be kept there "
                f"({error.strerror}); set {FOLDER_VARIABLE} to another folder"
            ) from error

    def _clear_up(self) -> None:
        ours = (SUFFIX, RUN_SUFFIX, LOCK_SUFFIX, _HALF_WRITTEN)
        oldest = self._clock() - MOST_DAYS * _DAY
        with suppress(OSError):  # another process has just removed one: the next run clears up
            for path in self._folder.iterdir():
                if path.name.endswith(ours) and path.stat().st_mtime < oldest:
                    path.unlink(missing_ok=True)


def _default() -> Path:
    from platformdirs import user_state_path

    return user_state_path("summarise", appauthor=False) / "batches"


def _read(path: Path) -> Batch | None:
    try:
        return Batch.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):  # another process has just removed it, or it is no use
        return None
