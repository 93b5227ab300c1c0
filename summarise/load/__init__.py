"""load: untrusted bytes become Documents.

::

    sources ─> files ─> bytes ─> loader of their kind ─> Document | Skipped

What can't be read is recorded with the reason, and never stops the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import BinaryIO

from summarise.config import InputConfig
from summarise.errors import InputError
from summarise.load.dates import parse_date
from summarise.load.documents import document, unique
from summarise.load.files import read_path, read_stream
from summarise.load.kinds import LOADERS, loader_for, sniff, suffix
from summarise.load.loader import Loader, UnreadableError
from summarise.load.sources import STDIN, expand, shown
from summarise.types import Document, Loaded, Skipped

__all__ = ["Loader", "document", "load", "parse_date"]

Progress = Callable[[int, int], None]

NEXT_STEP = "name a file, a folder, a pattern such as 'reports/*.txt', or - for standard input"

_Task = tuple[Path | None, bool] | Skipped
"""A file (None is standard input) and whether it was named by itself, or a source that is none."""


def load(
    sources: Sequence[str],
    config: InputConfig,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Read the sources: files, folders, patterns, and ``-`` for ``stdin``.

    The documents come in the order of the sources, in a folder by path, with ids that are unique.
    ``progress`` is called after each file with the files read and their number. Raises InputError
    when no source is named, or when none of them gives a document; all else that goes wrong is
    in ``Loaded.skipped``.
    """
    if not sources:
        raise InputError(f"There is nothing to read: {NEXT_STEP}.")
    tasks = [task for source in sources for task in _tasks(source)]
    found: list[Document | Skipped] = []
    for done, task in enumerate(tasks, 1):
        found.extend([task] if isinstance(task, Skipped) else _read(*task, config, stdin))
        if progress:
            progress(done, len(tasks))
    skipped = tuple(one for one in found if isinstance(one, Skipped))
    documents = tuple(unique(one for one in found if isinstance(one, Document)))
    if not documents:
        raise InputError(_nothing(skipped))
    return Loaded(documents, skipped)


def _tasks(source: str) -> Iterator[_Task]:
    if source == STDIN:
        yield None, True
    else:
        yield from expand(source)


def _read(
    path: Path | None, named: bool, config: InputConfig, stdin: BinaryIO | None
) -> Iterator[Document | Skipped]:
    """Read one file; this is where every fault of a source ends as a Skipped."""
    name = shown(path or "standard input")
    try:
        if path is None:
            data = _filled(_stdin(stdin, config))
            yield from sniff(data).load(data, name, config)
        else:
            yield from _documents(path, named, config)
    except UnreadableError as error:
        yield Skipped(name, str(error))
    except Exception as error:  # a plug-in, or a fault of ours: neither may cost the others
        yield Skipped(name, shown(f"could not be read ({type(error).__name__}: {error})"))


def _documents(path: Path, named: bool, config: InputConfig) -> Iterator[Document | Skipped]:
    ending = suffix(path)
    loader = loader_for(ending)
    if loader is None and not named:
        raise UnreadableError(f"is of a kind that can't be read ({ending} files need a plug-in)")
    data = _filled(read_path(path, config.max_megabytes))
    name = shown(path)
    for one in (loader or sniff(data)).load(data, name, config):
        yield one if ending in LOADERS else _checked(one, name)


def _stdin(stdin: BinaryIO | None, config: InputConfig) -> bytes:
    if stdin is None:
        raise UnreadableError("is not available here")
    return read_stream(stdin, config.max_megabytes)


def _filled(data: bytes) -> bytes:
    if not data.strip():
        raise UnreadableError("is empty")
    return data


def _checked(one: Document | Skipped, name: str) -> Document | Skipped:
    """Hold a plug-in's documents to what the other stages rely on."""
    if isinstance(one, Skipped):
        return one
    _, *fields = astuple(one)
    made = document(*fields)
    return made if made.text else Skipped(name, "has no text in it")


def _nothing(skipped: Sequence[Skipped]) -> str:
    reasons = "; ".join(f"{one.source} {one.reason}" for one in skipped[:3])
    more = f"; and {len(skipped) - 3} more" if len(skipped) > 3 else ""
    return f"Nothing could be read: {reasons}{more}. Next step: {NEXT_STEP}."
