"""One briefing that was asked for: what it takes to make it, and to make it again later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from summarise.config import Config
from summarise.errors import InputError
from summarise.types import Document, Format, Skipped

if TYPE_CHECKING:
    from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Errand:
    """The reports, the config, the page's date, and where the page goes ("-": standard output).

    ``sources`` and ``seen`` are those of ``Record``. A job has its own targets, and no ``output``.
    """

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    config: Config
    now: datetime
    output: str
    format: Format
    sources: int = 0
    seen: int = 0


def packed(errand: Errand) -> bytes:
    """Return an errand as bytes to keep: JSON, with the reports in it, and no key.

    It holds the addresses of servers as the config has them, and so a password that is in one.
    """
    return _adapter().dump_json(errand)


def unpacked(content: bytes, name: str) -> Errand:
    """Return the errand that was kept; ``name`` is what a message calls it. Raises InputError."""
    from pydantic import ValidationError

    try:
        return _adapter().validate_json(content)
    except ValidationError as error:
        raise InputError(
            f"{name}: what was kept of its run is of another version; run the same brief again: "
            "it finds its batch by itself"
        ) from error


def _adapter() -> TypeAdapter[Errand]:
    from pydantic import TypeAdapter

    return TypeAdapter(Errand)
