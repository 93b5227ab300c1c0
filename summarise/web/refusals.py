"""Why an address could not be read, in a sentence, and whether that may pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from summarise.errors import Passing
from summarise.load.loader import UnreadableError
from summarise.retry import TOO_MANY, may_pass, retry_after

GONE: Final = "has been taken down for good (410); take it out of sources"

_SENTENCES: Final = {
    401: "wants a name and a password that it knows (401); they may stand before the host: "
    "https://NAME:PASSWORD@…",
    403: "is not for us to read (403); open it in a browser to see what it wants",
    404: "is not there (404); check the address",
    410: GONE,
    TOO_MANY: "wants to be asked less often (429); the next run tries again, and delay in [web] "
    "sets the pause",
}


class AskedError(UnreadableError, Passing):
    """An address was asked and gave nothing that can be used.

    ``status`` is HTTP's, 0 when no answer came.
    """

    def __init__(
        self,
        message: str,
        status: int = 0,
        *,
        passes: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.passes = passes
        self.retry_after = retry_after


def refusal(status: int, headers: Mapping[str, str]) -> AskedError:
    """Return the error for an answer that is neither a page nor the way to one."""
    if status >= 500:
        message = f"has a fault at its server ({status}); the next run tries again"
    else:
        message = _SENTENCES.get(status, f"gave no page (its server answered with {status})")
    return AskedError(message, status, passes=may_pass(status), retry_after=retry_after(headers))
