"""``kind = "file"``: the page at a dated path, whole or not at all, and ``latest`` beside it.

A path with a date in it is never written over: the second run of a day takes the name with "-2",
unless the very page is there: this run wrote it, before it was killed. A path without a date is one
file that always holds the newest page.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from summarise.config.jobrules import target
from summarise.config.jobs import OutputConfig
from summarise.deliver.latest import latest_of, loses, point
from summarise.deliver.message import Means, Message
from summarise.errors import DeliveryError, RenderError
from summarise.output import ENDINGS, write_atomically
from summarise.types import Format


def deliver(output: OutputConfig, message: Message, means: Means) -> str:
    """Write the page; return its path. Raises DeliveryError, and then leaves no half of it."""
    wanted = place(output, message.job, message.at)
    data = message.render(_format(output, wanted, message.default))
    means.sending()
    with _told(output, wanted):
        new = [folder for folder in wanted.parents if not folder.exists()]
        wanted.parent.mkdir(parents=True, exist_ok=True)
        path = _free(wanted, data) if _is_dated(output, message.at) else wanted
        if not _holds(path, data):
            write_atomically(path, data)
        if output.latest:
            point(path, data)
        for folder in (path.parent, *(one.parent for one in new)):
            _settle(folder)
    return str(path)


def problems(output: OutputConfig, job: str, at: datetime) -> Iterator[str]:
    """Yield why the page could not be written, as far as can be known now."""
    try:
        path = place(output, job, at)
        if problem := _problem(path, latest=output.latest):
            yield f"{target(output)}: {problem}"
    except DeliveryError as error:
        yield str(error)
    except OSError as error:
        yield f"{target(output)}: {path} can't be reached ({error.strerror})"


def place(output: OutputConfig, job: str, at: datetime) -> Path:
    """Return where the page of this time belongs. Raises DeliveryError."""
    try:
        if "\0" in output.path:  # strftime would end there without a word
            raise ValueError
        name = at.strftime(output.path).replace("{job}", job)
        return Path(name).expanduser()
    except (ValueError, RuntimeError):  # a date or a home folder that there is none of
        raise DeliveryError(
            f'{target(output)}: its path makes no name; write one as "pages/{{job}}-%Y-%m-%d.md"'
        ) from None


def _problem(path: Path, *, latest: bool) -> str:
    folder = next(one for one in path.parents if one.exists())
    if not folder.is_dir():
        return f"{folder} is no folder"
    if path.is_dir():
        return f"{path} is a folder; name a file in it"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"nothing may be made in the folder {folder} (permission denied)"
    if latest and loses(latest_of(path)):
        return f"{latest_of(path)} is a file of its own; move it away, or set latest = false"
    return ""


def _format(output: OutputConfig, path: Path, default: Format) -> Format:
    return output.format or ENDINGS.get(path.suffix.lower(), default)


def _is_dated(output: OutputConfig, at: datetime) -> bool:
    return at.strftime(output.path) != output.path


def _free(wanted: Path, data: bytes) -> Path:
    """Return the first name at which nothing is lost."""
    numbered = (wanted.with_name(f"{wanted.stem}-{n}{wanted.suffix}") for n in count(2))
    path = wanted
    while os.path.lexists(path) and not _holds(path, data):
        path = next(numbered)
    return path


def _holds(path: Path, data: bytes) -> bool:
    """Whether the very page is there: this run wrote it, and was killed before it could say so."""
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _settle(folder: Path) -> None:
    """Have the names in a folder on the disk, so that what is noted after it is true."""
    with suppress(OSError):  # not every system lets a folder be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _told(output: OutputConfig, path: Path) -> Iterator[None]:
    try:
        yield
    except DeliveryError as error:
        raise DeliveryError(f"{target(output)}: {error}") from None
    except (OSError, RenderError) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        why = getattr(cause, "strerror", None) or type(cause).__name__
        raise DeliveryError(
            f"{target(output)}: {path} can't be written ({why}); make way for it, or name another "
            "path"
        ) from error
