"""Files on their way to a server and back: pieces are moved as long as there is time.

HTTP libraries limit each read and write, so a file that drips would take for ever.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from openai import APIConnectionError

from summarise.backends.wrappers.deadline import Left
from summarise.errors import UnreachableError

if TYPE_CHECKING:
    import httpx2


class Timed(io.BytesIO):
    """A file to send. It raises the error when it is read and no time is ``left``."""

    def __init__(self, content: bytes, left: Left, slow: UnreachableError) -> None:
        super().__init__(content)
        self._left = left
        self._slow = slow

    def read(self, size: int | None = -1) -> bytes:
        """Return the next piece. Raises UnreachableError."""
        if self._left() <= 0:
            raise self._slow
        return super().read(size)


def received(
    pieces: Iterator[bytes], request: httpx2.Request, left: Left, slow: UnreachableError
) -> Iterator[bytes]:
    """Yield the pieces of a file that comes. Raises APIConnectionError, and ``slow``."""
    for piece in _unbroken(pieces, request):
        if left() <= 0:
            raise slow
        yield piece


def _unbroken(pieces: Iterator[bytes], request: httpx2.Request) -> Iterator[bytes]:
    while True:
        try:
            piece = next(pieces, b"")
        except Exception as error:
            # While it streams, the client lets the errors of its HTTP library through; what goes
            # wrong in here is the connection. Their names would make that library a dependency.
            raise APIConnectionError(request=request) from error
        if not piece:
            return
        yield piece
