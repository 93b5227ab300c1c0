"""CSV and TSV: a header that names the fields, then one record a row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

from summarise.config import InputConfig
from summarise.load.decode import decode
from summarise.load.loader import UnreadableError
from summarise.load.records import documents, has_content, known_names
from summarise.types import Document, Skipped

DELIMITERS = ",;\t|"

LINE = 10_000
"""Characters of the first line that are looked at for the delimiter."""


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
                cells = f"record {number}: has {len(row)} cells, the header {len(header)}"
                yield Skipped(name, f"{cells} (a cell that holds the delimiter needs quotes)")
            else:
                places.append((f"record {number}", _record(header, row)))
        if fault:
            yield Skipped(name, f"record {len(rows)} and what follows: {fault}")
        yield from documents(places, name, config.fields)


def delimiter(text: str) -> str:
    """Return the delimiter under which the first line names most fields that are known.

    The standard library's sniffer counts characters in the prose, and is wrong on reports.
    """
    line = _first_line(text)

    def names(sign: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=sign), [])
        return known_names(cells), len(cells)

    return max(DELIMITERS, key=names)


def is_table(text: str) -> bool:
    """Whether the first line is a header: two or more short names, one for a text or title."""
    line = _first_line(text)
    cells = next(csv.reader([line], delimiter=delimiter(text)), [])
    short = all(len(cell.split()) <= 3 for cell in cells)
    return len(cells) > 1 and short and has_content(cells) and known_names(cells) > 1


def _first_line(text: str) -> str:
    """Return it without its end; tabs at its start stay, they are empty cells."""
    lines = re.split(r"[\r\n]", text.lstrip("\r\n")[:LINE], maxsplit=1)
    return lines[0]


def _record(header: list[str], row: list[str]) -> dict[str, object]:
    """Name the cells; of two columns with one name, the first that isn't empty counts."""
    record: dict[str, object] = {}
    for key, cell in zip(header, row, strict=False):
        record[key.strip()] = record.get(key.strip()) or cell
    return record


def _rows(text: str, sign: str) -> tuple[list[list[str]], str]:
    """Return the rows that aren't blank, and what stopped the reading, if anything."""
    rows: list[list[str]] = []
    with _fields_as_long_as(len(text)):
        try:
            for row in csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=sign):
                if any(cell.strip() for cell in row):
                    rows.append(row)  # noqa: PERF401 (the rows before a fault are kept)
        except csv.Error as error:
            return rows, f"is not valid CSV ({error})"
    return rows, ""


@contextmanager
def _fields_as_long_as(characters: int) -> Iterator[None]:
    """Lift the limit of the csv module, which is global, to the size of this file."""
    before = csv.field_size_limit(max(characters + 1, csv.field_size_limit()))
    try:
        yield
    finally:
        csv.field_size_limit(before)
