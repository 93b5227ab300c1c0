"""One run at a time sends the same prompts: sent by two, both batches are billed."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ValidationError

from summarise.errors import PendingError

STALE: Final = 3600.0
"""Seconds after which a lock counts no more, whoever holds it: sending takes some minutes."""

NOBODY: Final = 0
"""Stands for the process where there is none any more that could let go of the lock."""

log = logging.getLogger(__name__)


class _Holder(BaseModel):
    pid: int
    host: str
    # So that it takes as much room as what is written once the batch was bought: a disk without
    # that room is to be found out before.
    keys: list[str]


class Lock:
    """A file that is there while a run sends prompts, and is as old as that."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock
        self._holder = _Holder(pid=os.getpid(), host=socket.gethostname(), keys=[])

    def take(self, keys: Collection[str]) -> None:
        """Take the lock. Raises PendingError while another run has it, and OSError."""
        self._holder.keys = sorted(keys)
        try:
            self._create()
        except FileExistsError:
            self._take_over()

    def release(self) -> None:
        """Let the next run send these prompts."""
        self._path.unlink(missing_ok=True)

    def doubt(self) -> None:
        """Leave the lock to the next run, which says that a batch may have begun."""
        left = self._holder.model_copy(update={"pid": NOBODY})
        self._path.write_text(left.model_dump_json())

    def _create(self) -> None:
        file = os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(file, "wb") as opened:
                opened.write(self._holder.model_dump_json().encode())
        except OSError:
            self.release()
            raise

    def _take_over(self) -> None:
        aside = self._path.with_suffix(f".{os.getpid()}.new")
        try:
            held = self._path.read_bytes()
            if self._is_held(held):
                raise self._busy()
            self._path.replace(aside)
            if aside.read_bytes() != held:  # another run has taken it over in between
                aside.replace(self._path)
                raise self._busy()
            aside.unlink()
            self._create()
        except (FileNotFoundError, FileExistsError) as error:
            raise self._busy() from error
        log.warning(
            "an earlier run ended while it was sending the same prompts: its batch may have begun, "
            "and be billed, though nothing is known of it"
        )

    def _is_held(self, content: bytes) -> bool:
        if self._clock() - self._path.stat().st_mtime > STALE:
            return False
        try:
            holder = _Holder.model_validate_json(content)
        except ValidationError:  # its run has created it this moment
            return True
        return holder.host != self._holder.host or _lives(holder.pid)

    def _busy(self) -> PendingError:
        return PendingError(
            "Another run is just sending these prompts; run again later, and it finds their batch "
            f"by itself (if there is no other run, remove {self._path})."
        )


def _lives(pid: int) -> bool:
    if pid == NOBODY:
        return False
    if os.name != "posix":  # elsewhere os.kill is no question
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is somebody else's
        return True
    return True
