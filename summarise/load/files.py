"""Reading: a path or a stream becomes bytes, never more than the limit, never blocking."""

from __future__ import annotations

import gzip
import io
import os
import stat
import zlib
from pathlib import Path
from typing import BinaryIO

from summarise.load.loader import UnreadableError

MEGABYTE = 1_000_000
"""Bytes."""

_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"


def read_path(path: Path, megabytes: float) -> bytes:
    """Return the content of a file, decompressed. Raises UnreadableError with the reason."""
    try:
        status = path.stat()
        _require_file(status.st_mode)
        if status.st_size > megabytes * MEGABYTE:
            raise UnreadableError(too_large(megabytes))
        with open(path, "rb", opener=_without_blocking) as stream:
            data = _all(stream, megabytes)
    except (OSError, ValueError) as error:
        raise UnreadableError(explain(path, error)) from error
    if path.suffix.lower() == ".gz" and data and not data.startswith(_GZIP):
        raise UnreadableError("ends in .gz, but is not compressed with gzip")
    return _decompressed(data, megabytes)


def read_stream(stream: BinaryIO, megabytes: float) -> bytes:
    """Return what the stream still holds, decompressed. Raises UnreadableError."""
    try:
        data = _all(stream, megabytes)
    except (OSError, ValueError) as error:
        raise UnreadableError(f"could not be read ({error})") from error
    return _decompressed(data, megabytes)


def too_large(megabytes: float) -> str:
    """Say that a source is over the limit."""
    return f"is larger than {megabytes:g} MB (max_megabytes in [input] sets the limit)"


def explain(path: Path, error: Exception) -> str:
    """Say for a person why a path could not be read."""
    if isinstance(error, FileNotFoundError):
        link = path.is_symlink()
        return "is a link to a file that is not there" if link else "does not exist"
    if isinstance(error, PermissionError):
        return "may not be read (permission denied)"
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"could not be read ({reason or type(error).__name__})"


def _require_file(mode: int) -> None:
    if stat.S_ISFIFO(mode):
        raise UnreadableError("is a pipe, not a file (feed it to standard input and name -)")
    if not stat.S_ISREG(mode):
        raise UnreadableError("is a device or socket, not a file")


def _without_blocking(path: str, flags: int) -> int:
    """Open so that a pipe put in the file's place meanwhile can't hold the run up."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _all(stream: BinaryIO, megabytes: float) -> bytes:
    """Read to the end; a raw stream may hand out less than it is asked for."""
    limit, parts, size = int(megabytes * MEGABYTE), list[bytes](), 0
    while chunk := stream.read(_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > limit:
            raise UnreadableError(too_large(megabytes))
    return b"".join(parts)


def _decompressed(data: bytes, megabytes: float) -> bytes:
    """Undo gzip, if there is any, and stop at the limit: a small file may hold a huge one."""
    if not data.startswith(_GZIP):
        return data
    try:
        return _all(gzip.GzipFile(fileobj=io.BytesIO(data)), megabytes)  # type: ignore[arg-type]
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError("is not a complete gzip file") from error
