"""What earlier runs left: values that the store keeps, and that stages are handed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from summarise.types import DifferenceKind, Document

RunState = Literal["begun", "loaded", "written", "done", "failed", "abandoned"]
"""How far a run is. One that is begun, loaded or written and has no owner was killed there."""

DeliveryState = Literal["sending", "sent", "failed", "doubtful"]
"""``sending`` was begun and not ended: who finds it so can't know whether the page arrived."""


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
class Match:
    """A fact of today's reports, by its number in its story, and what was reported of it before.

    ``reported`` is a number in ``Memory.reported``; ``same`` says that the page told the fact then,
    and ``echo`` how much the one repeats the other, as in ``Story.echoes``. ``against`` is what the
    two contradict each other on, where today's reports say nothing of what the page told.
    """

    fact: int
    reported: int
    same: bool = False
    echo: float = 0.0
    against: DifferenceKind | None = None


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
    """A document that an earlier run has read: its id, when it last did (aware), and what it is."""

    id: str
    at: datetime
    outlet: str = ""
    title: str = ""
    url: str = ""
    origin: str = ""


def seen(document: Document, at: datetime, origin: str = "") -> Seen:
    """Return what is kept of a document: not its text."""
    return Seen(document.id, at, document.outlet, document.title, document.url, origin)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a job. All times are aware; ``ended`` is None while it is at work.

    ``occasion`` is what it is run for: when it was due by its schedule, as ISO 8601, or its own id.
    ``note`` is one sentence on how it ended; the numbers are those of its page's record.
    """

    id: str
    job: str
    occasion: str
    began: datetime
    state: RunState = "begun"
    ended: datetime | None = None
    note: str = ""
    sources: int = 0
    failed_sources: int = 0
    documents: int = 0
    statements: int = 0
    degraded: int = 0
    calls: int = 0
    tokens: int = 0
    usd: float = 0.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one page at one target; ``detail`` says where it went, or why it did not."""

    run: str
    target: str
    state: DeliveryState
    at: datetime
    detail: str = ""
