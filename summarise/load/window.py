"""The window of time that reports are taken from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, replace
from datetime import datetime, timedelta

from summarise.load.documents import document
from summarise.types import Document, Skipped

AHEAD = timedelta(days=1)
"""How far in the future a date is believed: clocks and zones are wrong by hours, not by days."""


def first(since_hours: float, now: datetime) -> datetime | None:
    """Return where the window begins that reaches back so far; None for one without (0)."""
    try:
        return now - timedelta(hours=since_hours) if since_hours else None
    except OverflowError:  # it reaches back beyond the first day that datetime knows
        return None


def recent(
    documents: Iterable[Document | Skipped], since: datetime | None
) -> Iterator[Document | Skipped]:
    """Leave out the documents that are older. What has no date stays: nobody knows that it is."""
    for one in documents:
        if since and isinstance(one, Document) and one.published and one.published < since:
            continue
        yield one


def believed(
    documents: Iterable[Document | Skipped], now: datetime
) -> Iterator[Document | Skipped]:
    """Take a date that lies more than a day ahead off its document.

    The latest report overtakes the others, so that a wrong date would decide what is true.
    """
    for one in documents:
        if isinstance(one, Document) and one.published and one.published > now + AHEAD:
            _, *fields = astuple(replace(one, published=None))
            yield document(*fields)
        else:
            yield one
