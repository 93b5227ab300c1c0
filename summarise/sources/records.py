"""Records (of JSON, JSONL, CSV, front matter): which field is which, under its usual names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain

from summarise.config import FieldsConfig
from summarise.plain import cleaned, is_web, one_line
from summarise.sources.documents import document
from summarise.sources.loader import UnreadableError
from summarise.sources.pages import plain
from summarise.sources.timestamps import is_ambiguous, order_of_days, settled
from summarise.types import Document, Skipped

Record = Mapping[str, object]

NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "fulltext", "content", "contenttext", "body", "bodytext", "articlebody",
        "articletext", "maintext", "article", "story", "contenthtml", "summary", "description",
        "abstract", "snippet",
    ),
    "title": ("title", "headline", "heading"),
    "outlet": (
        "outlet", "source", "sourcename", "publisher", "publication", "site", "sitename",
        "website", "newspaper", "feed", "feedname", "feedtitle", "provider", "agency", "domain",
    ),
    "url": ("url", "link", "href", "permalink", "weburl", "articleurl", "sourceurl"),
    "published": (
        "published", "publishedat", "publishedon", "publisheddate", "publishdate",
        "publicationdate", "datepublished", "webpublicationdate", "pubdate", "date", "datetime",
        "timestamp", "createdat", "created", "time", "updated", "updatedat",
    ),
    "language": ("language", "lang", "locale"),
}  # fmt: skip
"""The usual names of each field, best first; compared without case, blanks and punctuation."""

_INNER = ("name", "title", "rendered", "text", "value", "href", "url")
"""What to take of a field that is an object itself, best first."""

SHOWN = 12
"""Field names that a reason lists at most."""


def documents(
    records: Sequence[tuple[str, object]], name: str, fields: FieldsConfig
) -> Iterator[Document | Skipped]:
    """Yield a document for each record, a Skipped for each that has neither text nor title.

    A record comes with what it's called ("record 3", "line 7"). Raises UnreadableError when a
    field that ``fields`` names is in none of them, or when no record has a text or title field.
    """
    mappings = [record for _, record in records if isinstance(record, Mapping)]
    check_fields(mappings, fields)
    day_first = order_of_days(chain.from_iterable(_dates(one, fields) for one in mappings))
    for place, record in records:
        if isinstance(record, str):
            record = {"text": record}
        if not isinstance(record, Mapping):
            kind = {list: "a list", type(None): "null"}.get(type(record), "a bare value")
            yield Skipped(name, f"{place}: is {kind}, not an object with fields")
        elif (made := from_record(record, fields, day_first=day_first)).text:
            yield replace(made, place=place)
            if day_first is None:
                yield from unclear(name, f"{place}: ", next(_dates(record, fields), ""))
        else:
            yield Skipped(name, f"{place}: has neither text nor title")


def unclear(name: str, place: str, stated: str) -> Iterator[Skipped]:
    """Say so where a date was not taken since it may be two."""
    if is_ambiguous(stated):
        told = f"{place}{one_line(stated)} may name the day or the month first"
        yield Skipped(name, f"{told}, and was not taken for its date")


def from_record(record: Record, fields: FieldsConfig, *, day_first: bool | None = None) -> Document:
    """Make a document of one record; what it doesn't have stays empty.

    ``day_first`` says how 01/12/2026 is read; None takes no such date.
    """
    folded = {_fold(key): value for key, value in reversed(list(record.items()))}
    values = {key: list(_values(record, folded, key, fields)) for key in NAMES}
    first = {key: next(iter(stated), "") for key, stated in values.items()}
    outlet, url = one_line(plain(first["outlet"])), first["url"]
    if is_web(outlet):
        outlet, url = "", url or outlet
    read = partial(settled, day_first=day_first)
    published = next(filter(None, map(read, values["published"])), None)
    title = plain(one_line(first["title"]))
    return document(plain(first["text"]), title, outlet, url, published, first["language"])


def check_fields(records: Iterable[Record], fields: FieldsConfig) -> None:
    """Raise UnreadableError when a configured field is in no record, or none has a usual name."""
    records = list(records)
    names = list(dict.fromkeys(key for record in records for key in record))
    if not names:
        return
    for field in NAMES:
        mapped = getattr(fields, field, "")
        if mapped and not any(_lookup(record, mapped) is not None for record in records):
            raise UnreadableError(
                f'has no field "{mapped}", which [input.fields] {field} names; {listed(names)}'
            )
    if not (fields.text or fields.title or has_content(names)):
        raise UnreadableError(
            f"has no field for a text or a title (name it in [input.fields]); {listed(names)}"
        )


def known_names(names: Iterable[str]) -> int:
    """Count the names that are usual for a field."""
    usual = {name for group in NAMES.values() for name in group}
    return len(usual & set(map(_fold, names)))


def has_content(names: Iterable[str]) -> bool:
    """Whether one of the names is usual for a text or a title."""
    return not {*NAMES["text"], *NAMES["title"]}.isdisjoint(map(_fold, names))


def listed(names: Sequence[str]) -> str:
    """Say which fields there are, in a length that a person reads."""
    shown = ", ".join(one_line(name)[:40] for name in names[:SHOWN])
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"its fields are {shown}{more}"


def _values(record: Record, folded: Record, key: str, fields: FieldsConfig) -> Iterator[str]:
    """Yield what the record says about a field, best first, without the empty ones."""
    mapped = getattr(fields, key, "")
    stated = [_lookup(record, mapped)] if mapped else map(folded.get, NAMES[key])
    yield from (text for text in map(_string, stated) if cleaned(text))


def _dates(record: Record, fields: FieldsConfig) -> Iterator[str]:
    folded = {_fold(key): value for key, value in reversed(list(record.items()))}
    return _values(record, folded, "published", fields)


def _lookup(record: Record, path: str) -> object:
    """Find a field by its name, by its name in other case, or by a path (``source.name``)."""
    if path in record:
        return record[path]
    for key, value in record.items():
        if key.casefold() == path.casefold():
            return value
    head, dot, rest = path.partition(".")
    inner = record.get(head) if dot else None
    return _lookup(inner, rest) if isinstance(inner, Mapping) else None


def _string(value: object, depth: int = 3) -> str:
    """Return a field's value as text: a list as its paragraphs, an object by its name."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or depth == 0:
        return ""
    if isinstance(value, int | float | datetime):
        return str(value)
    if isinstance(value, list):
        return "\n\n".join(filter(None, (_string(each, depth - 1) for each in value)))
    if isinstance(value, Mapping):
        folded = {_fold(key): each for key, each in value.items()}
        return next(filter(None, (_string(folded.get(key), depth - 1) for key in _INNER)), "")
    return ""


def _fold(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))
