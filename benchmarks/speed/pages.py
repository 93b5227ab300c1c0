"""How long a page takes, as a whole process, for more and more reports, beside sumy's LexRank.

Ours is ``summarise brief``: grouping into stories and facts, an extractive page with citations,
typeset to a PDF. LexRank ranks the same sentences of all reports, and that is all that it does; it
compares each with each.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.fit_similarity import read
from benchmarks.speed.reports import articles
from benchmarks.stories import ecbplus, uci
from summarise.types import Document

SIZES = (10, 100, 1000, 10_000)
LONGEST = 400
"""Characters of a report: the length of a news site's teaser, as the snippets are."""
LARGEST = 1000
"""Reports that LexRank is run on: from there on its time grows with the square of their number."""


def reports(data: Path) -> Iterator[dict[str, str]]:
    """Yield real short reports: snippets of neus_allsides, ECB+, UCI headlines, then articles."""
    for file in ("dev.jsonl.gz", "dev.dated_2021.jsonl.gz"):
        for row in read(data / "neus_allsides" / file):
            for article in row["articles"]:
                yield {"title": article["title"], "text": article["text"]}
    more: list[Document] = [*ecbplus(data)[0], *uci(data)[0]]
    for document in more:
        yield {"title": "", "text": document.text[:LONGEST]}
    for text in articles(data):
        for start in range(LONGEST, len(text) - LONGEST, LONGEST):
            yield {"title": "", "text": text[start : start + LONGEST]}


def seconds(command: Sequence[str]) -> float:
    """Run a module once, as a process of its own."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", *command], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def rows(data: Path, folder: Path) -> Iterator[list[str]]:
    """Yield for each size the cells of the table."""
    every = list(reports(data))
    before = peer_before = 0.0
    for size in SIZES:
        source, output = folder / f"{size}.jsonl", folder / "page.pdf"
        source.write_text("\n".join(json.dumps(report) for report in every[:size]))
        took = seconds(["summarise", "brief", str(source), "--output", str(output), "--quiet"])
        expected = peer_before * (size / (SIZES[SIZES.index(size) - 1] or 1)) ** 2
        if size > LARGEST:
            peer, growth = f"not run: about {expected:,.0f} s", ""
            peer_before = expected
        else:
            peer_took = seconds(["benchmarks.speed.lexrank", str(source)])
            peer, growth = f"{peer_took:.1f}", _growth(peer_took, peer_before)
            peer_before = peer_took
        yield [f"{size:,}", f"{took:.1f}", _growth(took, before), peer, growth]
        before = took


def _growth(took: float, before: float) -> str:
    return f"{took / before:.1f}" if before else ""
