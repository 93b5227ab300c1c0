"""What every table of the config is, and those that two of the others share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the config: frozen, and closed to keys that it does not know."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "allow_inf_nan": False}


@dataclass(frozen=True, slots=True)
class WriteBackends(Table):
    """``[briefing.backend] write``: who words a fact by itself, and who a whole story at once."""

    fact: str = ""
    story: str = ""


@dataclass(frozen=True, slots=True)
class StageBackends(Table):
    """``[briefing.backend]``: a backend for each stage; an empty one is the default.

    ``headline`` is the exception: without one, no call is made for headlines alone.
    """

    default: str = "extractive"
    write: WriteBackends = WriteBackends()
    headline: str = ""
