"""The seam to the web: what fetches the bytes behind an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

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
