"""How fast: copies found among a million short reports, and pages of up to 10,000, beside peers.

All in one run, each way as a process of its own, so that ratios hold on a machine that others use
and the peak of memory is its own. What would take too long is not run, and the table says how long
it is expected to take.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.quality.harness import progress
from benchmarks.speed import pages
from benchmarks.speed.dedupers import DEDUPERS
from benchmarks.speed.reports import reports

SIZES = (10_000, 100_000, 1_000_000)
LARGEST = {"ours": 1_000_000, "semhash": 10_000, "datasketch": 10_000}
"""Reports that a way is run on at most: the others end at 100,000, where each is minutes slower or
joins nearly everything with everything at ten times as many."""
_COPIES = (
    "reports",
    "by",
    "seconds",
    "processor",
    "reports/s",
    "MB",
    "precision",
    "recall",
    "growth",
)
_PAGES = ("reports", "summarise brief, s", "growth", "LexRank alone, s", "growth")


def main(data: Path) -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as folder:
        print("Copies among reports of 25 words\n")
        _table(_COPIES, _copies(data, Path(folder)))
        print("\nThe page, whole process\n")
        _table(_PAGES, pages.rows(data, Path(folder)))


def _table(head: Sequence[str], rows: Iterator[list[str]]) -> None:
    """Print a table in Markdown, each row as soon as it is known."""
    for cells in (head, ["---"] * len(head)):
        print(f"| {' | '.join(cells)} |")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


def _copies(data: Path, folder: Path) -> Iterator[list[str]]:
    before: dict[str, float] = {}
    for size in SIZES:
        file = folder / "reports.jsonl"
        texts, families = reports(data, size)
        file.write_text("\n".join(map(json.dumps, zip(families, texts, strict=True))), "utf8")
        del texts, families
        for name in DEDUPERS:
            if size > LARGEST.get(name, 100_000):
                if size <= 10 * LARGEST.get(name, 100_000):
                    yield [f"{size:,}", name, f"not run: over {10 * before[name]:,.0f}", *[""] * 6]
                continue
            progress(f"{name}, {size:,} reports")
            row = _measured(name, file, size, before.get(name))
            before[name] = row[0]
            yield row[1]


def _measured(name: str, file: Path, size: int, before: float | None) -> tuple[float, list[str]]:
    """Return the seconds that a way takes, and its row."""
    command = [sys.executable, "-m", "benchmarks.speed.worker", name, str(file)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    took, busy, peak, precision, recall = json.loads(told.splitlines()[-1])
    cells = [f"{size:,}", name, f"{took:.1f}", f"{busy:.1f}", f"{size / took:,.0f}"]
    cells += [f"{peak / 1e6:,.0f}", f"{precision:.4f}", f"{recall:.4f}"]
    return took, [*cells, f"{took / before:.1f}" if before else ""]
