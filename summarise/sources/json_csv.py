"""Records in files: CSV and TSV with a header, and JSON.

JSON is an object, a list of them, an object that holds the list, or one object a line.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from summarise.config import InputConfig
from summarise.sources.decode import decode
from summarise.sources.loader import UnreadableError
from summarise.sources.records import documents, has_content, known_names
from summarise.types import Document, Skipped

DELIMITERS = ",;\t|"

LINE = 10_000
"""Characters of the first line that are looked at for the delimiter."""

LISTS = ("articles", "items", "documents", "results", "data", "reports", "entries")
"""Fields under which an object holds its records."""

WRAPPERS = ("response", "data", "result", "feed")
"""Fields under which an object holds the object that holds the records."""

LONGEST_NUMBER = 25
"""Digits: longer integers stay text; Python refuses to read some, and none is a date."""


class TableLoader:
    """Reads CSV, TSV and their kin; the header tells the delimiter."""

    def load(self, data: bytes, name: str, config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield a document for each row below the header, a Skipped for each unusable row.

        Raises UnreadableError when there is no row below a header, or no field that is known.
        """
        text = decode(data)
        rows, fault = _rows(text, delimiter(text))
        if len(rows) < 2:
            raise UnreadableError(fault or "has no row below the header")
        header, *body = rows
        places: list[tuple[str, object]] = []
        for number, row in enumerate(body, 1):
            if any(cell.strip() for cell in row[len(header) :]):
                cells = f"row {number}: has {len(row)} cells, the header {len(header)}"
                yield Skipped(name, f"{cells} (a cell that holds the delimiter needs quotes)")
            else:
                places.append((f"row {number}", _record(header, row)))
        if fault:
            yield Skipped(name, f"row {len(rows)} and what follows: {fault}")
        yield from documents(places, name, config.fields)


def delimiter(text: str) -> str:
    """Return the delimiter under which the first line names most fields that are known.

    The standard library's sniffer counts characters in the prose, and is wrong on reports.
    """

    def names(sign: str) -> tuple[int, int]:
        cells = _header(text, sign)
        return known_names(cells), len(cells)

    return max(DELIMITERS, key=names)


def is_table(text: str) -> bool:
    """Whether the first line is a header: two or more short names, one for a text or title."""
    cells = _header(text, delimiter(text))
    short = all(len(cell.split()) <= 3 for cell in cells)
    return len(cells) > 1 and short and has_content(cells) and known_names(cells) > 1


def _header(text: str, sign: str) -> list[str]:
    """Return the cells of the first line; tabs at its start stay, they are empty cells."""
    line = re.split(r"[\r\n]", text.lstrip("\r\n")[:LINE], maxsplit=1)[0]
    return next(csv.reader([line], delimiter=sign), [])


def _record(header: list[str], row: list[str]) -> dict[str, object]:
    """Name the cells; of two columns with one name, the first that isn't empty counts."""
    record: dict[str, object] = {}
    for key, cell in zip(header, row, strict=False):
        record[key.strip()] = record.get(key.strip()) or cell
    return record


def _rows(text: str, sign: str) -> tuple[list[list[str]], str]:
    """Return the rows that aren't blank, and what stopped the reading, if anything."""
    rows: list[list[str]] = []
    # A field may be as long as the file; the module's limit is global.
    before = csv.field_size_limit(max(len(text) + 1, csv.field_size_limit()))
    try:
        for row in csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=sign):
            if any(cell.strip() for cell in row):
                rows.append(row)  # noqa: PERF401 (the rows before a fault are kept)
    except csv.Error as error:
        return rows, f"is not valid CSV ({error})"
    finally:
        csv.field_size_limit(before)
    return rows, ""


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
            records = _records(inner, depth - 1)
            if records != [inner]:
                return records
    return [value]


def _holds_records(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)
