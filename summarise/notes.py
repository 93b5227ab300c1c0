"""What a person is told besides the page: notes on standard error, a line each."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress

from summarise.errors import SummariseError
from summarise.output import say


def note(text: str, *, as_it_is: bool = False) -> None:
    """Say one thing on standard error; ``as_it_is`` keeps the spaces in it."""
    with suppress(BrokenPipeError, SummariseError):
        # One line, whatever a server or a file name says: a line break could forge a note of ours.
        line = text if as_it_is else " ".join(text.split())
        say(sys.stderr, f"summarise: {line}\n")


class _Notes(logging.Handler):
    """Shows what the package logs as notes: what is slow, or odd, but costs the page nothing."""

    def emit(self, record: logging.LogRecord) -> None:
        note(f"note: {record.getMessage()}")


def listen(*, quiet: bool) -> None:
    """Show warnings, and at a terminal what takes its time, unless nothing is to be shown."""
    logger = logging.getLogger("summarise")
    at_terminal = sys.stderr is not None and sys.stderr.isatty()
    logger.setLevel(logging.ERROR if quiet else logging.INFO if at_terminal else logging.WARNING)
    if not any(isinstance(handler, _Notes) for handler in logger.handlers):
        logger.addHandler(_Notes())
