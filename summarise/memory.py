"""What earlier runs left: values that the store keeps, and that stages are handed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from summarise.types import Document


@dataclass(frozen=True, slots=True)
class Reported:
    """A sentence that an earlier page told: a statement, or one side of a difference.

    ``run`` and ``at`` (aware) are those of the page, ``story`` is its headline there. ``evidence``
    holds the source sentences that it was cited to, and ``documents`` the ids of their reports.
    """

    text: str
    run: str
    at: datetime
    story: str = ""
    evidence: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What the reader of a job's page has had already, oldest first.

    ``since`` (aware) is when the last page was made; None before the first.
    """

    reported: tuple[Reported, ...] = ()
    since: datetime | None = None


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


@dataclass(frozen=True, slots=True)
class Seen:
    """A document that an earlier run has read: its id, when (aware), and what it is."""

    id: str
    at: datetime
    outlet: str = ""
    title: str = ""
    url: str = ""
    origin: str = ""


def seen(document: Document, at: datetime, origin: str = "") -> Seen:
    """Return what is kept of a document: not its text."""
    return Seen(document.id, at, document.outlet, document.title, document.url, origin)
