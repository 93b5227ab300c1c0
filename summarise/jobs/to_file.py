"""``kind = "file"``: the page at a dated path, whole or not at all, and ``latest`` beside it.

A path with a date in it is never written over: the second run of a day takes the name with "-2",
unless the very page is there: this run wrote it, before it was killed. A path without a date is one
file that always holds the newest page.

An erratum is put on top of the page where the file is as it was delivered, and else beside it
(``NAME.erratum``). Who deleted the file wants none, and a file of the newest page has it on that.

``latest`` always leads to the newest page. It is a relative link, which still leads there when the
folder is moved, and a copy where the system can't make one; it is replaced in one step.

``kind = "stdout"`` is here, too.
"""

from __future__ import annotations

import filecmp
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from summarise.config import FileOutput, StdoutOutput, target
from summarise.errors import DeliveryError, RenderError
from summarise.jobs.message import Message, Sending, Wrong
from summarise.output import ENDINGS, replacing, write_atomically, write_to_stream

if TYPE_CHECKING:
    from summarise.jobs.run import Tools


def deliver(output: FileOutput, message: Message, sending: Sending) -> str:
    """Write the page; return its path. Raises DeliveryError, and then leaves no half of it."""
    wanted = place(output, message.job, message.at)
    ending = ENDINGS.get(wanted.suffix.lower(), message.default)
    data = message.render(output.format or ending)
    sending()
    with _explained(output, wanted):
        new = [folder for folder in wanted.parents if not folder.exists()]
        wanted.parent.mkdir(parents=True, exist_ok=True)
        path = _free(wanted, data) if _is_dated(output, message) else wanted
        if not _holds(path, data):
            write_atomically(path, data)
        if output.latest:
            _point(path, data)
        for folder in (path.parent, *(one.parent for one in new)):
            _settle(folder)
    return str(path)


def put_right(output: FileOutput, message: Message, wrong: Wrong, sending: Sending) -> str:
    """Put an erratum on the page that was wrong, or beside it; return where it stands.

    Raises DeliveryError, and then leaves each file as it was, or as it is to be.
    """
    path = Path(wrong.delivery.detail)
    form = output.format or ENDINGS.get(path.suffix.lower(), message.default)
    with _explained(output, path):
        if not path.is_file():
            return f"nowhere: {path} is gone"
        amended = wrong.amended(form)
        if _holds(path, amended):  # it was put there, by a run that was killed
            return str(path)
        as_it_was = fingerprint(path) in wrong.references
        if not as_it_was and (wrong.now == str(path) or not _is_dated(output, message)):
            return f"nowhere: {path} holds another page by now"
        sending()
        if as_it_was:
            _amend(path, amended)
        else:
            path = _free(path.with_name(f"{path.stem}.erratum{path.suffix}"), message.render(form))
            write_atomically(path, message.render(form))
        _settle(path.parent)
    return str(path)


def fingerprint(path: Path) -> str:
    """Return what a file is known by: the SHA-256 of what it holds; "" where it can't be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def print_out(output: StdoutOutput, message: Message, tools: Tools, sending: Sending) -> str:
    """Write the page to standard output. Raises DeliveryError and RenderError."""
    if tools.stdout is None:
        raise DeliveryError(f"{target(output)}: standard output is closed; give the job a file")
    data = message.render(output.format or message.default)
    sending()
    try:
        write_to_stream(tools.stdout, data)
    except BrokenPipeError:
        raise DeliveryError(
            f"{target(output)}: whoever read standard output left before the page was out"
        ) from None
    except RenderError as error:
        why = getattr(error.__cause__, "strerror", None) or "it is closed"
        raise DeliveryError(
            f"{target(output)}: standard output can't take the page ({why})"
        ) from error
    return "standard output"


def problems(output: FileOutput, job: str, at: datetime) -> Iterator[str]:
    """Yield why the page could not be written, as far as can be known now."""
    try:
        path = place(output, job, at)
        if problem := _problem(path, latest=output.latest):
            yield f"{target(output)}: {problem}"
    except DeliveryError as error:
        yield str(error)
    except OSError as error:
        yield f"{target(output)}: {path} can't be reached ({error.strerror})"


def place(output: FileOutput, job: str, at: datetime) -> Path:
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


def _is_dated(output: FileOutput, message: Message) -> bool:
    """Whether each page has a file of its own."""
    return message.at.strftime(output.path) != output.path


def _problem(path: Path, *, latest: bool) -> str:
    folder = next(one for one in path.parents if one.exists())
    if not folder.is_dir():
        return f"{folder} is no folder"
    if path.is_dir():
        return f"{path} is a folder; name a file in it"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"nothing may be made in the folder {folder} (permission denied)"
    if latest and _loses(_latest(path)):
        return f"{_latest(path)} is a file of its own; move it away, or set latest = false"
    return ""


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


def _latest(path: Path) -> Path:
    """Return the name beside a page: ``latest`` with the page's own ending."""
    return path.with_name(f"latest{path.suffix}")


def _loses(latest: Path) -> bool:
    """Whether to replace it would lose something: it is no link, and no copy of a page there."""
    if latest.is_symlink() or not latest.exists():
        return False
    if not latest.is_file():
        return True
    pages = (one for one in latest.parent.iterdir() if one.suffix == latest.suffix)
    return not any(
        filecmp.cmp(latest, page, shallow=False)
        for page in pages
        if page != latest and page.is_file() and not page.is_symlink()
    )


def _point(path: Path, data: bytes) -> None:
    """Let ``latest`` lead to the page, which holds ``data``. Raises DeliveryError and OSError."""
    latest = _latest(path)
    if latest == path or not path.is_file():
        return
    if _loses(latest):
        raise DeliveryError(
            f"{path} holds the page, but {latest} is a file of its own and stays as it is; move it "
            "away, or set latest = false"
        )
    with replacing(latest) as beside:
        try:
            beside.symlink_to(path.name)
        except (OSError, NotImplementedError):
            write_atomically(beside, data)


def _amend(path: Path, data: bytes) -> None:
    """Write a page over the one at its path, and over the copy of it that ``latest`` is, if it is.

    The copy comes first: one that is like no page would be taken for a file of somebody's own.
    """
    latest = _latest(path)
    is_copy = latest != path and latest.is_file() and not latest.is_symlink()
    if is_copy and filecmp.cmp(latest, path, shallow=False):
        write_atomically(latest, data)
    write_atomically(path, data)


def _settle(folder: Path) -> None:
    """Have the names in a folder on the disk, so that what is noted after it is true."""
    with suppress(OSError):  # not every system lets a folder be opened
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _explained(output: FileOutput, path: Path) -> Iterator[None]:
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
