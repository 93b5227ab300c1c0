"""The judgements that make the page right, measured beside other systems in one run.

Each module is one judgement and yields rows; each row names its data, metric, peers, floor and
target. Floors are what TF-IDF or word overlap reach by the notes of the data, targets are set.
Peers get the threshold that is best for them on the very data (that flatters them), unless a row
says otherwise; what is marked "shipped" is decided as the product decides, with nothing fitted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.quality import (
    coverage,
    differences,
    editors,
    facts,
    false_merges,
    keeping,
    near_duplicates,
    page,
    same_statement,
    stories,
    support,
    twice,
    verdicts,
)
from benchmarks.quality.harness import Missing, Row, Vectors, printed, progress

Judgement = Callable[[Path, Vectors], Iterator[Row]]

JUDGEMENTS: dict[str, Judgement] = {
    "same-statement": same_statement.rows,
    "false-merges": false_merges.rows,
    "facts": facts.rows,
    "stories": stories.rows,
    "near-duplicates": near_duplicates.rows,
    "support": support.rows,
    "page": page.rows,
    "coverage": coverage.rows,
    "twice": twice.rows,
    "differences": differences.rows,
    "verdicts": verdicts.rows,
    "keeping": keeping.rows,
    "editors": editors.rows,
}
LEFT_OUT = ("semhash with a model of its own: that is a download; it has MiniLM's vectors here",)


def main(data: Path, only: str | None = None) -> None:
    """Print the table of all judgements, or of the one that is named."""
    if only and only not in JUDGEMENTS:
        sys.exit(f"--only takes one of {', '.join(JUDGEMENTS)}, not {only!r}")
    vectors = Vectors()
    found: list[Row] = []
    for name in [only] if only else JUDGEMENTS:
        start = time.perf_counter()
        try:
            for row in JUDGEMENTS[name](data, vectors):
                progress(f"{name}: {row.data}, {row.metric}: {row.ours}")
                found.append(row)
        except Missing as missing:
            progress(f"{name}: the rest is left out: {missing}")
        progress(f"{name}: {time.perf_counter() - start:.0f} s")
    print(printed(found))
    if not only:
        print("\nLeft out:\n" + "\n".join(f"- {reason}" for reason in LEFT_OUT))
