"""The seam: what reads one kind of input."""

from __future__ import annotations

from collections.abc import Iterator
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
    point ``summarise.loaders`` with its suffix as name (``.docx``).
    """

    def load(self, data: bytes, name: str, config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield the documents in ``data`` in their order, and a Skipped for each that is unusable.

        ``data`` is at most ``config.max_megabytes`` long and decompressed; ``name`` is what the
        user calls the source. Whatever it raises costs this source alone.
        """
        ...  # pragma: no cover
