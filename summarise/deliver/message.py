"""What is delivered, and with what: the page of one run, and the means that come from outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import BinaryIO

from summarise.types import Briefing, Format


@dataclass(frozen=True, slots=True)
class Message:
    """The page of one run.

    ``at`` is aware, in the job's time zone: it dates paths and subjects. ``default`` is the page's
    format where the output names none, and ``render`` writes the page in one.
    """

    job: str
    run: str
    occasion: str
    at: datetime
    briefing: Briefing
    default: Format
    render: Callable[[Format], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Means:
    """What a delivery needs besides its page.

    ``sending`` is called each time when from now on nobody could know whether the page arrived.
    ``clock`` gives seconds since 1970.
    """

    environment: Mapping[str, str] = field(repr=False)
    sending: Callable[[], None]
    sleep: Callable[[float], None]
    clock: Callable[[], float]
    stdout: BinaryIO | None


def key(run: str, target: str) -> str:
    """Return 32 hexadecimal digits that are the same for this page at this target, always.

    A receiver that keeps it can drop a second copy.
    """
    return sha256(f"{run}\0{target}".encode()).hexdigest()[:32]
