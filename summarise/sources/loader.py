"""The seams: what reads one kind of input, and what fetches the bytes behind an address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from typing import Literal, Protocol

from summarise.config import InputConfig
from summarise.types import Document, Skipped


class UnreadableError(Exception):
    """A source can't be read as a whole; the message is the reason, for a person.

    It never leaves the stage: ``load`` turns it into a Skipped.
    """


class LeftError(UnreadableError):
    """An address was not asked, and is left for the next run."""


class OutOfTimeError(LeftError):
    """What was to be read over the network was not, since the time for all of it is used up."""

    def __init__(self) -> None:
        super().__init__(
            "was not read in time; the next run reads it (seconds in [web] sets the limit)"
        )


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


Wanted = Literal["feed", "page", "any"]
"""What is asked for: robots.txt is honoured for pages (of "any", for what is one); feeds are made
to be fetched."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: ``url`` is where it was found in the end, ``media`` its MIME type.

    ``data`` is decompressed. ``unchanged`` says that nothing came since the last time it was read.
    """

    url: str
    data: bytes = b""
    media: str = ""
    charset: str = ""
    unchanged: bool = False


class Fetcher(Protocol):
    """Fetches what http and https addresses hold, as the config allows it."""

    def fetch(self, url: str, wanted: Wanted = "any", /) -> Fetched:
        """Return what the address holds. Raises UnreadableError with the reason."""
        ...  # pragma: no cover

    def forget(self, url: str, /) -> None:
        """Let the next run have what an address holds once more, changed or not."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class Validator:
    """What a server said of an address when it was last read, to ask it only for what is new.

    ``moved_to`` is where it has gone for good; ``gone`` says that it has been taken down.
    """

    url: str
    etag: str = ""
    modified: str = ""
    moved_to: str = ""
    gone: bool = False
