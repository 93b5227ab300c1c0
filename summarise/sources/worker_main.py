"""The program of the child process that runs loaders apart (``worker`` starts it).

It is started as a script, and finds the package by the path that it is told first. Requests are
pickled, since they come from us; answers are JSON, since what makes them reads hostile bytes.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import struct
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO, Final

if TYPE_CHECKING:
    from summarise.config import InputConfig
    from summarise.sources.loader import Loader
    from summarise.types import Document, Skipped

MEMORY: Final = 2_000_000_000
"""Bytes of address space: libraries take 250 MB of it; the rest is forty times a usual limit."""

GRACE: Final = 5.0
"""Seconds after which it ends by itself when it should have been ended: its parent is gone."""

LONGEST: Final = 1_000_000.0
"""Seconds: timers of the system know no more than some weeks."""

_LENGTH: Final = struct.Struct(">Q")

Request = tuple["Loader", bytes, str, "InputConfig"]
"""A loader, and what it is to be given."""


def send(stream: BinaryIO, frame: bytes) -> None:
    """Write a frame: its length, then its bytes. Raises OSError when nobody reads it."""
    stream.write(_LENGTH.pack(len(frame)))
    stream.write(frame)
    stream.flush()


def receive(stream: BinaryIO, most: int | None = None) -> bytes:
    """Read a frame. Raises EOFError at the end, ValueError for more than ``most`` bytes."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if most is not None and length > most:
        raise ValueError(length)
    return _exactly(stream, length)


def _exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def main() -> None:
    """Answer requests until there are no more."""
    requests, replies = _streams()
    _limit_memory()
    with suppress(EOFError):
        sys.path[:] = pickle.loads(receive(requests))  # noqa: S301 - from our parent
        import summarise.sources  # noqa: F401 - takes time that no source is to be charged for

        send(replies, b"")
        while True:
            request: Request = pickle.loads(receive(requests))  # noqa: S301
            _limit_time(request[-1].max_seconds + GRACE)
            send(replies, json.dumps(answer(*request)).encode())
            _limit_time(0)


def answer(loader: Loader, data: bytes, name: str, config: InputConfig) -> dict[str, Any]:
    """Run a loader; what it found before it failed counts, as does why it failed."""
    from summarise.sources.loader import fault

    items: list[list[str | None]] = []
    reason = ""
    try:
        for item in loader.load(data, name, config):
            items.append(_packed(item))  # noqa: PERF401 - what comes before a fault is kept
    except Exception as error:  # foreign code on hostile bytes
        reason = fault(error)
    return {"found": items, "fault": reason}


def _packed(item: Document | Skipped) -> list[str | None]:
    """Return the fields: two of a Skipped, all others of a Document, whose id is made again."""
    from summarise.types import Skipped

    if isinstance(item, Skipped):
        return [item.source, item.reason]
    published = item.published.isoformat() if item.published else None
    return [item.text, item.title, item.outlet, item.url, published, item.language, item.place]


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output away from loaders, which may read or print."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return requests, replies


def _limit_memory() -> None:
    """Make a loader that eats memory fail, where the system can."""
    if sys.platform == "linux":
        import resource

        with suppress(ValueError, OSError):  # a lower limit is in force already
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _limit_time(seconds: float) -> None:
    """Let the system end this process, whatever it does then; 0 is never."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, min(seconds, LONGEST))


if __name__ == "__main__":
    main()
