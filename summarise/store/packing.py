"""Values as bytes, and back: JSON, compressed.

A page of a hundred reports takes some 20 KB so. The JSON is ASCII: half a surrogate pair, which a
source may hold and UTF-8 can't, comes back as it was.
"""

from __future__ import annotations

import json
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from summarise.errors import StoreError
from summarise.memory import Seen, Validator
from summarise.types import Briefing

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def packed(value: Briefing | tuple[Seen, ...] | tuple[Validator, ...]) -> bytes:
    """Return the value as bytes."""
    kind: Any = Briefing
    if isinstance(value, tuple):
        kind = tuple[Seen, ...] if value and isinstance(value[0], Seen) else tuple[Validator, ...]
    plain = _adapter(kind).dump_python(value, mode="json")
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode())


def briefing_of(content: bytes, run: str) -> Briefing:
    """Return the page of a run that was kept. Raises StoreError."""
    found: Briefing = _unpacked(content, Briefing, f"the page of the run {run}")
    return found


def seen_of(content: bytes, run: str) -> tuple[Seen, ...]:
    """Return what a run has read. Raises StoreError."""
    found: tuple[Seen, ...] = _unpacked(content, tuple[Seen, ...], f"what the run {run} read")
    return found


def validators_of(content: bytes, run: str) -> tuple[Validator, ...]:
    """Return what servers told a run. Raises StoreError."""
    found: tuple[Validator, ...] = _unpacked(
        content, tuple[Validator, ...], f"what servers told the run {run}"
    )
    return found


def _unpacked(content: bytes, kind: Any, name: str) -> Any:
    from pydantic import ValidationError

    try:
        return _adapter(kind).validate_python(json.loads(zlib.decompress(content)))
    except (zlib.error, ValueError, ValidationError) as error:
        raise StoreError(
            f"{name} can't be read: it is damaged, or of another version of summarise; "
            "see what summarise store check says"
        ) from error


@lru_cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
