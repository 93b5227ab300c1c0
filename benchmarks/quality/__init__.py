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
    differences,
    facts,
    false_merges,
    page,
    same_statement,
    stories,
    support,
    twice,
)
from benchmarks.quality.harness import Row, Vectors, printed, progress

Judgement = Callable[[Path, Vectors], Iterator[Row]]

JUDGEMENTS: dict[str, Judgement] = {
    "same-statement": same_statement.rows,
    "false-merges": false_merges.rows,
    "facts": facts.rows,
    "stories": stories.rows,
    "support": support.rows,
    "page": page.rows,
    "twice": twice.rows,
    "differences": differences.rows,
}
LEFT_OUT = (
    "semhash: its encoder is a download, and over our vectors it is USE cosine",
    "rensa and text-dedup: they find copies, not facts",
    "BERTopic's recipe: wants UMAP; HDBSCAN and single link over the same vectors stand for it",
    "near duplicates: need generated copies, whose truth and speed are measured together",
    "summhay_news: a matcher has to be validated on judge_benchmark before coverage means anything",
)


def main(data: Path, only: str | None = None) -> None:
    """Print the table of all judgements, or of the one that is named."""
    if only and only not in JUDGEMENTS:
        sys.exit(f"--only takes one of {', '.join(JUDGEMENTS)}, not {only!r}")
    vectors = Vectors()
    found: list[Row] = []
    for name in [only] if only else JUDGEMENTS:
        start = time.perf_counter()
        for row in JUDGEMENTS[name](data, vectors):
            progress(f"{name}: {row.data}, {row.metric}: {row.ours:.3f}")
            found.append(row)
        progress(f"{name}: {time.perf_counter() - start:.0f} s")
    print(printed(found))
    if not only:
        print("\nLeft out:\n" + "\n".join(f"- {reason}" for reason in LEFT_OUT))
