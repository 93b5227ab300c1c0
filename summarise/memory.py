"""What earlier pages told and servers said: values that the store keeps, and stages are handed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from summarise.types import DifferenceKind


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
