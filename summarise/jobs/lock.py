"""The lock of a job: one run of it at a time.

It is the operating system's, on an open file: it ends with the process that holds it, however that
ends, so that a dead owner's lock is free. A file beside it says who the owner is, for people.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Final
from warnings import catch_warnings, simplefilter

from summarise.errors import BusyError
from summarise.plain import counted

log = logging.getLogger(__name__)

_NAMED: Final = 16
"""Characters of the hash of a lock's place that name it elsewhere."""


@contextmanager
def held(store: Path, job: str, clock: Callable[[], datetime]) -> Iterator[None]:
    """Hold the lock of a job, beside the store. Raises BusyError while another run has it."""
    lock = store.absolute().with_name(f"{store.stem}.{job}.lock")  # as errors name it
    owner = lock.with_suffix(".owner")
    with ExitStack() as holding:  # what the run itself raises is no trouble of the lock's
        _locked(lock, holding, lambda: _who(owner, clock()), job)
        now = clock()
        if owner.exists():  # else that run ended by itself
            cut_off = "the run of the job %s before this one was cut off (%s); this one goes on"
            log.warning(cut_off, job, _who(owner, now))
        here = {"pid": os.getpid(), "host": socket.gethostname(), "since": now.isoformat()}
        with suppress(OSError):  # it is for people, and the disk may be full
            owner.write_text(json.dumps(here), encoding="utf-8")
        try:
            yield
        finally:
            with suppress(OSError):
                owner.unlink()


def _locked(lock: Path, holding: ExitStack, who: Callable[[], str], job: str) -> None:
    """Take the lock; where its folder takes none, one for the same store in the folder for such.

    Where there is none at all, that is said, and the run goes on. Raises BusyError.
    """
    from filelock import FileLock, Timeout

    name = hashlib.sha256(str(lock).encode("utf-8", "replace")).hexdigest()[:_NAMED]
    elsewhere = Path(gettempdir()) / f"summarise-{name}.lock"
    for place in (lock, elsewhere):
        try:
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with catch_warnings():  # a lock that outlives a kill would stand in for one that is not
                simplefilter("error", UserWarning)
                holding.enter_context(FileLock(place, timeout=0))
        except Timeout:
            raise BusyError(
                f"the job {job} is at work in another run, {who()}; "
                "wait until it has ended, or stop that process"
            ) from None
        except (OSError, NotImplementedError, UserWarning) as error:  # without flock, the latter
            trouble = getattr(error, "strerror", None) or "no locks on this file system"
        else:
            if place != lock:
                log.warning("%s: no lock can be taken there (%s); it is %s", lock, trouble, place)
            return
    log.warning(
        "%s: no lock can be taken (%s), so that two runs of the job %s at once send two pages; "
        "[store] path in the config names another place",
        lock,
        trouble,
        job,
    )


def _who(owner: Path, now: datetime) -> str:
    """Say who the owner is, and how long the run has taken."""
    try:
        known = json.loads(owner.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(known["since"])
        minutes = round((now - since).total_seconds() / 60)
        return (
            f"process {int(known['pid'])} on {known['host']}, "
            f"since {since:%H:%M} UTC ({counted(minutes, 'minute')})"
        )
    except (OSError, ValueError, KeyError, TypeError):  # it is being written, or was cut off
        return "whose owner is not known"
