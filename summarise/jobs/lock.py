"""One run of a job at a time.

The lock is the operating system's, on an open file: it ends with the process that holds it, however
that ends, so that a dead owner's lock is free. A file beside it says who the owner is, for people.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from summarise.errors import BusyError, StoreError

log = logging.getLogger(__name__)


@contextmanager
def held(store: Path, job: str, clock: Callable[[], datetime]) -> Iterator[None]:
    """Hold the lock of a job, beside the store. Raises BusyError while another run has it."""
    from filelock import FileLock, Timeout

    lock = store.absolute().with_name(f"{store.stem}.{job}.lock")  # as errors name it
    owner = lock.with_suffix(".owner")
    with ExitStack() as holding:  # what the run itself raises is no trouble of the lock's
        try:
            lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            holding.enter_context(FileLock(lock, timeout=0))
            _take_over(owner, job, clock())
            owner.write_text(_myself(clock()), encoding="utf-8")
        except Timeout:
            raise BusyError(
                f"the job {job} is at work in another run, {_who(owner, clock())}; "
                "wait until it has ended, or stop that process"
            ) from None
        except OSError as error:
            raise StoreError(
                f"{lock}: the lock can't be written ({error.strerror}); "
                "[store] path in the config names another place"
            ) from error
        try:
            yield
        finally:
            with suppress(OSError):
                owner.unlink()


def _take_over(owner: Path, job: str, now: datetime) -> None:
    """Say whose lock it was, if that run has not ended by itself."""
    if owner.exists():
        log.warning(
            "the run of the job %s before this one was cut off (%s); this one goes on",
            job,
            _who(owner, now),
        )


def _myself(now: datetime) -> str:
    return json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": now.isoformat()})


def _who(owner: Path, now: datetime) -> str:
    """Say who the owner is, and how long the run has taken."""
    try:
        known = json.loads(owner.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(known["since"])
        minutes = round((now - since).total_seconds() / 60)
        return (
            f"process {int(known['pid'])} on {known['host']}, "
            f"since {since:%H:%M} UTC ({minutes} minutes)"
        )
    except (OSError, ValueError, KeyError, TypeError):  # it is being written, or was cut off
        return "whose owner is not known"
