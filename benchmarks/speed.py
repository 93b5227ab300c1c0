"""How long the extractive path takes, as a whole process, for more and more reports."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fit_similarity import read
from benchmarks.stories import ecbplus, uci
from summarise.types import Document

SIZES = (12, 100, 1000, 2000, 4000)
LONGEST = 400
"""Characters of a report: the length of a news site's teaser, as the snippets are."""


def reports(data: Path) -> Iterator[dict[str, str]]:
    """Yield real short reports: the snippets of neus_allsides, then ECB+ and UCI headlines."""
    for file in ("dev.jsonl.gz", "dev.dated_2021.jsonl.gz"):
        for row in read(data / "neus_allsides" / file):
            for article in row["articles"]:
                yield {"title": article["title"], "text": article["text"]}
    more: list[Document] = [*ecbplus(data)[0], *uci(data)[0]]
    for document in more:
        yield {"title": "", "text": document.text[:LONGEST]}


def seconds(source: Path, output: Path) -> float:
    """Run the command line once, as a process of its own."""
    command = [sys.executable, "-m", "summarise", "brief", str(source), "--output", str(output)]
    start = time.perf_counter()
    subprocess.run([*command, "--quiet"], check=True)
    return time.perf_counter() - start


def main(data: Path) -> None:
    """Print the seconds for each size, and the ratio to the size before."""
    every = list(reports(data))
    before = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            source = Path(folder) / f"{size}.jsonl"
            source.write_text("\n".join(json.dumps(report) for report in every[:size]))
            took = seconds(source, Path(folder) / "page.pdf")
            ratio = f"{took / before:.1f} times the last" if before else ""
            print(f"{size:5} reports {took:6.1f} s {ratio}")
            before = took
