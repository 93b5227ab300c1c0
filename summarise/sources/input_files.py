"""What the user names (files, folders, patterns) becomes files in a fixed order, and their bytes.

Never more bytes than the limit are read, and never from what may block.
"""

from __future__ import annotations

import glob
import gzip
import io
import os
import re
import stat
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO

from summarise.plain import STEERING, without_secrets
from summarise.sources.loader import UnreadableError
from summarise.types import Skipped

MEGABYTE = 1_000_000
"""Bytes."""

_CHUNK = 1 << 20
_GZIP = b"\x1f\x8b"

STDIN = "-"

_JUNK = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "__pycache__"})
_MAGIC = frozenset("*?[")
_OTHER = re.compile(r"(?i)(?:[a-z][a-z0-9+.-]{1,20}://|javascript:|data:)")
_DIRECTIVE = re.compile("%[aAbBdGHjmuUVWyY]")


@dataclass(frozen=True, slots=True)
class File:
    """A file to read; None is standard input.

    ``named`` says that the user named it by itself, ``mail`` that it is a message of a Maildir.
    """

    path: Path | None
    named: bool = False
    mail: bool = False


def expand(source: str, now: datetime, since: datetime | None = None) -> Iterator[File | Skipped]:
    """Yield the files that a source names.

    A folder gives the files in it and below, by path, without hidden files and known junk. What
    doesn't exist but has ``*``, ``?`` or ``[`` in it is a pattern; ``**`` is any depth. Where it
    has ``%Y``, ``%m``, ``%d`` and the like in it, they become today's. Of folders and patterns,
    files that were last changed before ``since`` are left out.
    """
    if source == STDIN:
        yield File(None, True)
        return
    if not source.strip():
        yield Skipped(f'"{shown(source)}"', "names no file (is a variable empty?)")
        return
    if "\0" in source:
        yield Skipped(shown(source), "is not the name of a file")
        return
    path = _dated(Path(source).expanduser() if source.startswith("~") else Path(source), now)
    if os.path.lexists(path) and not _is_folder(path):
        yield File(path, True)
        return
    if since and _is_folder(path) and not any(_walk(path)):
        return  # a folder that is watched by date is empty on a quiet day
    files = list(_file_or_folder(path)) if os.path.lexists(path) else _pattern(str(path))
    yield from (file for file in files if not _stale(file, since))
    if not files:
        pattern = not _MAGIC.isdisjoint(str(path))
        missing = "is a pattern without a match" if pattern else "does not exist"
        if _OTHER.match(source):
            missing = "is no web address (http or https) and no file"
        yield Skipped(shown(source if path == Path(source) else path), missing)


def shown(source: str | Path) -> str:
    """Return a name or reason that can be printed: no controls, and no one's key."""
    return STEERING.sub("\ufffd", without_secrets(str(source)))


def _dated(path: Path, now: datetime) -> Path:
    """Put today into a path, unless there is one that is really called so."""
    if "%" not in str(path) or os.path.lexists(path):
        return path
    return Path(_DIRECTIVE.sub(lambda found: now.strftime(found[0]), str(path)))


def _stale(file: File | Skipped, since: datetime | None) -> bool:
    if since is None or isinstance(file, Skipped) or file.path is None:
        return False
    try:
        return file.path.stat().st_mtime < since.timestamp()
    except OSError:  # reading it will say why
        return False


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 (Path.is_dir raises on a loop of links in 3.11)


def _file_or_folder(path: Path) -> Iterator[File | Skipped]:
    if not _is_folder(path):
        yield File(path, True)
        return
    files = list(_walk(path))
    yield from files or [Skipped(shown(path), "is a folder without a file that can be read")]


def _pattern(pattern: str) -> list[File | Skipped]:
    """Expand a pattern; ``**`` is ours, since the library's follows loops of links."""
    if _MAGIC.isdisjoint(pattern):
        return []
    parts = Path(pattern).parts
    if "**" not in parts:
        matches = map(Path, sorted(glob.glob(pattern)))  # noqa: PTH207 (it needs a folder)
        return [
            file for match in matches if not _junk(match.name) for file in _file_or_folder(match)
        ]
    at = parts.index("**")
    tops = sorted(glob.glob(os.path.join(*parts[:at]))) if at else ["."]  # noqa: PTH118, PTH207
    return [
        file
        for top in map(Path, tops)
        for file in _walk(top)
        if not isinstance(file, File)
        or (file.path and _matches(file.path.relative_to(top).parts, parts[at:]))
    ]


def _matches(path: Sequence[str], pattern: Sequence[str]) -> bool:
    if not pattern:
        return not path
    if pattern[0] == "**":
        if len(pattern) == 1:
            return True
        return any(_matches(path[start:], pattern[1:]) for start in range(len(path) + 1))
    return bool(path) and fnmatchcase(path[0], pattern[0]) and _matches(path[1:], pattern[1:])


def _walk(top: Path) -> Iterator[File | Skipped]:
    """Yield the files below a folder by path; a folder that links lead to twice is read once."""
    seen: set[tuple[int, int]] = set()
    waiting = [top]
    while waiting:
        path = waiting.pop()
        if not _is_folder(path):
            yield File(path, mail=_in_maildir(path))
            continue
        try:
            status = path.stat()
            names = sorted(path.iterdir(), key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            yield Skipped(shown(path), explain(path, error))
            continue
        if (key := (status.st_dev, status.st_ino)) in seen:
            yield Skipped(shown(path), "is a link to a folder that is read already")
            continue
        seen.add(key)
        waiting.extend(entry for entry in names if not _junk(entry.name))


def _in_maildir(path: Path) -> bool:
    """Whether a file is a message: it has no ending of its own, and lies in one of two folders."""
    folders = (path.parent.parent / name for name in ("cur", "new", "tmp"))
    return path.parent.name in ("cur", "new") and all(map(_is_folder, folders))


def _junk(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith("~") or name.lower() in _JUNK


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
