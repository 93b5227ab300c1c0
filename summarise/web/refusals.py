"""Why an address could not be read, in a sentence, and whether that may pass."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final

from summarise.load.loader import UnreadableError

GONE: Final = "has been taken down for good (410); take it out of sources"

TOO_MANY: Final = 429

_SENTENCES: Final = {
    401: "wants a name and a password that it knows (401); they may stand before the host: "
    "https://NAME:PASSWORD@…",
    403: "is not for us to read (403); open it in a browser to see what it wants",
    404: "is not there (404); check the address",
    410: GONE,
    TOO_MANY: "wants to be asked less often (429); the next run tries again, and delay in [web] "
    "sets the pause",
}


class AskedError(UnreadableError):
    """An address was asked and gave nothing that can be used.

    ``status`` is HTTP's, 0 when no answer came. ``passing`` says that it may work when it is asked
    again, ``after`` so many seconds where the server says so.
    """

    def __init__(
        self,
        message: str,
        status: int = 0,
        *,
        passing: bool = False,
        after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.passing = passing
        self.after = after


def refusal(status: int, headers: Mapping[str, str]) -> AskedError:
    """Return the error for an answer that is neither a page nor the way to one."""
    if status >= 500:
        message = f"has a fault at its server ({status}); the next run tries again"
    else:
        message = _SENTENCES.get(status, f"gave no page (its server answered with {status})")
    passing = status >= 500 or status == TOO_MANY
    return AskedError(message, status, passing=passing, after=_after(headers) if passing else None)


def _after(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds a server asks to wait; a date is set against the answer's own."""
    said = headers.get("retry-after", "")
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        there = parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, there.total_seconds())
