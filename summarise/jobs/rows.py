"""What the store keeps of each run, and how values lie in its rows: plain columns, or packed JSON.

A column has the name of the value's field. Packed, a page of a hundred reports takes some 20 KB.
That JSON is ASCII: half a surrogate pair, which a source may hold and UTF-8 can't, comes back as it
was; in a column it becomes U+FFFD.
"""

from __future__ import annotations

import json
import logging
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import Field, dataclass, fields
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, get_args

from summarise.errors import StoreError
from summarise.plain import one_line

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from summarise.database import Row
    from summarise.types import Briefing

log = logging.getLogger(__name__)

T = TypeVar("T")

_SHOWN: Final = 60
"""Characters of a damaged row's first column that are shown."""

_EXPLAINED: Final = 120
"""Characters that say what is wrong with it: it may quote all that stands there."""

RunState = Literal["begun", "loaded", "written", "done", "failed", "abandoned"]
"""How far a run is. One that is begun, loaded or written and has no owner was killed there."""

DeliveryState = Literal["due", "sending", "sent", "failed", "doubtful"]
"""``sending`` was begun and not ended: who finds it so can't know whether the page arrived.

``due`` is an erratum that nobody has tried to deliver yet.
"""

_STATES: Final = {"RunState": get_args(RunState), "DeliveryState": get_args(DeliveryState)}

_FIRST_YEAR, _LAST_YEAR = 1970, 9000
"""Years that a run may be of: those around them can't be told in every zone."""

_LONG_AGO: Final = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)
"""Stands in for a time that can't be read."""

_MOST: Final = 1e15
"""More than can be counted, spent or read in a run; each whole number up to it is a float, too."""

_SURROGATES: Final = re.compile("[\ud800-\udfff]")


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
    """What became of one page at one target; ``detail`` says where it went, or why it did not.

    ``reference`` is what the target knows it by: an e-mail's Message-ID, a file's SHA-256. With
    ``corrects`` it is no page but an erratum: what the page of ``run`` puts right on that run's.
    """

    run: str
    target: str
    state: DeliveryState
    at: datetime
    detail: str = ""
    reference: str = ""
    corrects: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A document that a run has read: its id, when it last did (aware), and what it is, no text."""

    id: str
    at: datetime
    outlet: str = ""
    title: str = ""
    url: str = ""
    origin: str = ""


def moment(at: datetime) -> str:
    """Write a time so that texts sort as their times do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def text(value: str) -> str:
    """Put U+FFFD for each half of a surrogate pair: SQLite's text is UTF-8."""
    return _SURROGATES.sub("\ufffd", value)


def columns(kind: type) -> str:
    """Return the columns that ``value_of`` takes, in their order."""
    return ", ".join(field.name for field in fields(kind))


def row_of(value: Any, **more: object) -> dict[str, object]:
    """Return a value's columns, and more of them."""
    own = {field.name: getattr(value, field.name) for field in fields(value)}
    return {name: _plain(content) for name, content in {**own, **more}.items()}


def value_of(kind: type[T], row: Row) -> T:
    """Return the value of a row of ``columns(kind)``. Raises StoreError, which names the row."""
    pairs = zip(fields(kind), row, strict=True)  # type: ignore[arg-type]  # it is a dataclass
    try:
        return kind(*(_parsed(field, content) for field, content in pairs))
    except (ValueError, TypeError, RecursionError) as error:
        what = f"{kind.__name__.lower()} {one_line(text(str(row[0])))[:_SHOWN]}"
        why = one_line(text(str(error)))[:_EXPLAINED]
        raise StoreError(
            f"a row of the store ({what}) is damaged: {why}; see what summarise store check says"
        ) from error


def values_of(kind: type[T], rows: Iterable[Row]) -> Iterator[T]:
    """Yield the values of rows; one that is damaged is named in the log and set aside."""
    for row in rows:
        try:
            yield value_of(kind, row)
        except StoreError as error:
            log.warning("%s", error)


def delivery_of(row: Row, run: str) -> Delivery:
    """Return what became of a page at a target; of a row that is damaged, that nobody knows.

    To set it aside would send the page again to somebody who has it. Raises StoreError where not
    even the target can be read.
    """
    try:
        return value_of(Delivery, row)
    except StoreError as error:
        log.warning("%s", error)
        target, at, corrects = _text(row[1], "target"), _LONG_AGO, ""
        with suppress(ValueError, TypeError):
            corrects = _text(row[6], "corrects")
        with suppress(ValueError, TypeError):
            at = time_of(row[3], "at")
        why = "its row in the store is damaged, so that nobody knows whether the page arrived"
        return Delivery(run, target, "doubtful", at, why, corrects=corrects)


def numbers_of(briefing: Briefing) -> dict[str, float]:
    """Return what the run's row tells of its page, by column."""
    record = briefing.record
    told = len(briefing.corrections) + sum(len(story.statements) for story in briefing.stories)
    return {
        "sources": record.sources,
        "failed_sources": sum(skip.whole for skip in record.skipped),
        "documents": record.documents,
        "statements": told,
        "degraded": len(record.degraded),
        "calls": record.calls,
        "tokens": record.tokens,
        "usd": record.usd,
    }


def packed(value: object, kind: Any) -> bytes:
    """Return a value of that kind as bytes."""
    plain = adapter(kind).dump_python(value, mode="json")
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode())


def unpacked(content: bytes, kind: Any, name: str) -> Any:
    """Return the value of that kind; ``name`` says what it is. Raises StoreError."""
    from pydantic import ValidationError

    try:
        return adapter(kind).validate_python(json.loads(zlib.decompress(content)))
    except (zlib.error, ValueError, TypeError, RecursionError, ValidationError) as error:
        raise StoreError(
            f"{name} can't be read: it is damaged, or of another version of summarise; "
            "see what summarise store check says"
        ) from error


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """Return what checks a kind of value, and writes it as JSON."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, str):
        return text(value)
    return json.dumps(value) if isinstance(value, tuple) else value


def time_of(value: object, name: str) -> datetime:
    """Return the aware time that a column holds. Raises ValueError and TypeError.

    The calendar's first and last years are none: in another zone they have no date.
    """
    at = datetime.fromisoformat(_text(value, name))
    if at.tzinfo is None:
        raise ValueError(f"{name} has no time zone")
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise ValueError(f"{name} is in the year {at.year}")
    return at


def _parsed(field: Field[Any], value: Any) -> Any:
    """Return what a column holds, by the type of its field. Raises ValueError and TypeError."""
    match field.type:
        case "datetime":
            return time_of(value, field.name)
        case "datetime | None":
            return None if value in (None, "") else time_of(value, field.name)
        case "tuple[str, ...]":
            return _texts(value, field.name)
        case "bool":
            return bool(_number(value, field.name, 1))
        case "int":
            return int(_number(value, field.name, _MOST))
        case "float":
            return float(_number(value, field.name, _MOST, whole=False))
    read = _text(value, field.name)
    allowed = _STATES.get(str(field.type))
    if allowed and read not in allowed:
        raise ValueError(f"{field.name} is none of {', '.join(allowed)}")
    return read


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    if _SURROGATES.search(value):
        raise ValueError(f"{name} is no UTF-8")
    return value


def _texts(value: object, name: str) -> tuple[str, ...]:
    found = json.loads(_text(value, name))
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise TypeError(f"{name} is no list of texts")
    return tuple(found)


def _number(value: object, name: str, most: float, *, whole: bool = True) -> float:
    if not isinstance(value, int if whole else (int, float)):
        raise TypeError(f"{name} is no {'whole ' * whole}number")
    if not 0 <= value <= most:  # NaN is in no range
        raise ValueError(f"{name} is out of range")
    return value
