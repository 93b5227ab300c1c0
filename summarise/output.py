"""Putting a page where it was asked for, whole or not at all, and text on a terminal, harmless."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final, TextIO, get_args
from uuid import uuid4

from summarise.errors import RenderError, UsageError
from summarise.plain import spelt_out
from summarise.types import Format

ENDINGS: Final[dict[str, Format]] = {
    **{f".{one}": one for one in get_args(Format)},
    ".markdown": "md",
    ".htm": "html",
    ".text": "txt",
}
"""What a page is written as, by how its file's name ends."""


def check_place(path: Path, option: str = "--output") -> None:
    """Refuse, before any work is done, a place that can't take a file. Raises UsageError."""
    try:
        problem = _problem(path)
    except OSError as error:
        problem = f"can't be written ({error.strerror})"
    if problem:
        raise UsageError(f"{option} {path}: {problem}")


_BINARY = getattr(os, "O_BINARY", 0)  # of Windows, which else writes other line ends


def write_atomically(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file so that nobody ever sees half of it, and keep the mode of one that is there.

    What is ``private`` is its owner's alone to read and write, from the first byte on. A link is
    followed. Raises RenderError, and then leaves what was there before.
    """
    try:
        if _is_written_to(path):
            path.write_bytes(data)
        else:
            _replace(Path(os.path.realpath(path)), data, private)
    except OSError as error:
        raise RenderError(
            f"{path}: the page can't be written there ({error.strerror or error}); "
            "name another place with --output"
        ) from error


def write_to_stream(stream: IO[bytes] | None, data: bytes) -> None:
    """Write to a stream that can only be appended to. Raises RenderError and BrokenPipeError."""
    if stream is None:
        raise RenderError("standard output is closed; name a file with --output")
    with _writing(stream, "standard output can't take the page", "; name a file with --output"):
        stream.write(data)
        stream.flush()


def say(stream: TextIO | None, text: str) -> None:
    """Print text for a person: what would drive a terminal, or it can't show, is spelt out.

    Raises RenderError and BrokenPipeError. Without a stream, nobody listens.
    """
    if stream is None:
        return
    text = spelt_out(text, keep="\t\n")
    encoding = stream.encoding or "utf-8"
    with _writing(stream, "the output can't be written"):
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as the lines of a table, each column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a path for what is to take the target's place in one step; if that fails, it is gone."""
    beside = target.with_name(f".summarise-{uuid4().hex}")
    try:
        yield beside
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def _problem(path: Path) -> str:
    if path.is_dir():
        return "is a folder; name a file in it"
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}"
    if path.exists() and not os.access(path, os.W_OK):
        return "may not be written (permission denied)"
    return _problem_of_folder(path)


def _problem_of_folder(path: Path) -> str:
    """Say why no file can be put where the path leads: that takes rights on the folder."""
    if _is_written_to(path):
        return ""
    folder = Path(os.path.realpath(path)).parent
    if not folder.is_dir():
        return f"is a link into a folder that is not there, {folder}"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"no file may be made in the folder {folder} (permission denied)"
    return ""


def _is_written_to(path: Path) -> bool:
    """Whether it is a device or a pipe, which takes bytes, and can't be replaced."""
    return path.exists() and not path.is_file()


@contextmanager
def _writing(stream: IO[bytes] | TextIO, problem: str, next_step: str = "") -> Iterator[None]:
    """Empty the stream when writing to it fails, and say so in a RenderError."""
    try:
        yield
    except BrokenPipeError:
        _discard(stream)
        raise
    except OSError as error:
        _discard(stream)
        raise RenderError(f"{problem} ({error.strerror or error}){next_step}") from error


def _replace(target: Path, data: bytes, private: bool) -> None:
    kept = target.stat().st_mode & 0o777 if target.exists() else None
    mode = 0o600 if private else kept
    with replacing(target) as beside:
        made = os.open(
            beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY, 0o600 if private else 0o666
        )
        with os.fdopen(made, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            beside.chmod(mode)


def _discard(stream: IO[bytes] | TextIO) -> None:
    """Send what the stream still holds nowhere: Python would complain once more as it exits."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
