"""The seam: what reads one kind of input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from typing import Protocol

from summarise.config import InputConfig
from summarise.types import Document, Skipped


class UnreadableError(Exception):
    """A source can't be read as a whole; the message is the reason, for a person.

    It never leaves the stage: ``load`` turns it into a Skipped.
    """


class Loader(Protocol):
    """Reads one kind of input.

    A plug-in is a class with this method and a constructor without arguments, under the entry
    point ``summarise.loaders`` with its suffix as name (``.docx``). It runs in a process of its
    own, which is ended when it takes longer than ``config.max_seconds``.
    """

    def load(self, data: bytes, name: str, config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield the documents in ``data`` in their order, and a Skipped for each that is unusable.

        ``data`` is at most ``config.max_megabytes`` long and decompressed; ``name`` is what the
        user calls the source. Whatever it raises costs this source alone.
        """
        ...  # pragma: no cover


Parse = Callable[[Loader, bytes, str], Iterator[Document | Skipped]]
"""Runs a loader over bytes of a name: by itself, or where it can be cut off."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """The loader that another package has at ``module:name``; it is imported when it reads."""

    value: str

    def load(self, data: bytes, name: str, config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield what the plug-in yields. Raises UnreadableError when it is broken."""
        try:
            made = EntryPoint("", self.value, "").load()()
        except Exception as error:  # foreign code: whatever it throws, the run goes on without it
            failed = f"which failed ({type(error).__name__}: {error})"
            raise UnreadableError(f"needs the plug-in {self.value}, {failed}") from error
        if not callable(getattr(made, "load", None)):
            raise UnreadableError(f"needs the plug-in {self.value}, which has no method load")
        yield from made.load(data, name, config)


def fault(error: Exception) -> str:
    """Say for a person what a loader raised."""
    if isinstance(error, UnreadableError):
        return str(error)
    if isinstance(error, MemoryError):
        return "takes more memory than a source may, and was cut off"
    return f"could not be read ({type(error).__name__}: {error})"
