"""Does a check refuse what a model rightly wrote, and find what was put into it?

Of true statements, how many are refused for what is certain, and how many by the strict rules,
which refuse on any doubt; of those with one planted error, by its kind, how many are refused for
what is certain, and about how many at least a question is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.fit_similarity import read
from benchmarks.texts import VOCABULARY, sentence
from summarise.page.checks import Checked, examine

TRUE = "none: true"
"""The kind of statements into which no error was put."""


class Tally(NamedTuple):
    """Statements of one kind: how many, how many refused for certain, how many at least asked."""

    statements: int
    refused: int
    doubted: int


def main(data: Path) -> None:
    """Print the tallies, by kind of error."""
    print("| error | statements | refused for certain | refused or asked about |")
    print("| --- | --- | --- | --- |")
    for kind, tally in tallies(read(data / "strong_model/dev.jsonl.gz")):
        print(f"| {kind} | {tally.statements} | {tally.refused} | {tally.doubted} |")


def tallies(told: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Tally]]:
    """Yield the tally of what is true, of each kind of error, and of all errors."""
    by_kind: dict[str, list[Checked]] = {}
    for row in told:
        kind = TRUE if row["supported"] else row["error"]
        by_kind.setdefault(kind, []).append(checked(row))
    for kind, found in by_kind.items():
        yield kind, _tally(found)
    yield (
        "any",
        _tally([one for kind, found in by_kind.items() if kind != TRUE for one in found]),
    )


def checked(row: dict[str, Any]) -> Checked:
    """Return what is found of a row's statement, with the other facts of its story around it."""
    evidence, around = (
        [sentence(f"{part}-{n}", text) for n, text in enumerate(row[part])]
        for part in ("evidence", "others")
    )
    return examine(row["statement"], evidence, VOCABULARY, {}, around)


def _tally(found: Sequence[Checked]) -> Tally:
    refused = sum(bool(one.refused) for one in found)
    return Tally(len(found), refused, sum(bool(one.refused or one.doubts) for one in found))
