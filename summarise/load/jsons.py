"""JSON and JSONL: an object, a list of them, an object that holds the list, or one a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from summarise.config import InputConfig
from summarise.load.decode import decode
from summarise.load.loader import UnreadableError
from summarise.load.records import documents
from summarise.types import Document, Skipped

LISTS = ("articles", "items", "documents", "results", "data", "reports", "entries")
"""Fields under which an object holds its records."""

WRAPPERS = ("response", "data", "result", "feed")
"""Fields under which an object holds the object that holds the records."""

LONGEST_NUMBER = 25
"""Digits: longer integers stay text; Python refuses to read some, and none is a date."""


class JsonLoader:
    """Reads JSON, and JSONL that goes under the wrong name."""

    def load(self, data: bytes, name: str, config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield a document for each record. Raises UnreadableError when it isn't JSON."""
        text = decode(data)
        try:
            value = _parse(text)
        except UnreadableError:
            if not one_a_line(text):
                raise
            yield from JsonLinesLoader().load(data, name, config)
            return
        records = _records(value)
        places = [(f"record {number}", record) for number, record in enumerate(records, 1)]
        if not places:
            raise UnreadableError("is JSON without a record in it")
        yield from documents(places, name, config.fields)


class JsonLinesLoader:
    """Reads JSONL: a broken line costs that line."""

    def load(self, data: bytes, name: str, config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield a document for each line, a Skipped for each line that isn't JSON.

        Raises UnreadableError when all lines are blank.
        """
        places: list[tuple[str, object]] = []
        broken: list[Skipped] = []
        for number, line in enumerate(decode(data).split("\n"), 1):
            if not line.strip():
                continue
            try:
                places.append((f"line {number}", _parse(line)))
            except UnreadableError as error:
                broken.append(Skipped(name, f"line {number}: {error}"))
        if not places and not broken:
            raise UnreadableError("has no line with a record in it")
        yield from broken
        yield from documents(places, name, config.fields)


def one_a_line(text: str) -> bool:
    """Whether the first line that isn't blank is an object by itself, and there are others."""
    first, _, rest = text.strip().partition("\n")
    try:
        return bool(rest) and isinstance(_parse(first), dict)
    except UnreadableError:
        return False


def _parse(text: str) -> Any:
    """Parse JSON; raise UnreadableError with the place of the first fault."""
    try:
        return json.loads(text, parse_int=_integer)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UnreadableError(f"is not valid JSON ({error.msg} at {place})") from error
    except RecursionError as error:
        raise UnreadableError("is JSON nested too deeply to be read") from error


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


def _records(value: object, depth: int = 3) -> list[object]:
    """Find the records: those of all the lists in an object, in their order, or the object."""
    if isinstance(value, list):
        return value
    if not isinstance(value, Mapping) or depth == 0:
        return [value]
    lists = [each for key, each in value.items() if key.lower() in LISTS and _holds_records(each)]
    if lists:
        return [record for each in lists for record in each]
    for key, inner in value.items():
        if key.lower() in WRAPPERS and isinstance(inner, Mapping):
            found = _records(inner, depth - 1)
            if found != [inner]:
                return found
    return [value]


def _holds_records(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)
