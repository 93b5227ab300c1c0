"""Runs one way to find copies on a file of reports, as a process of its own, and says what it took.

    python -m benchmarks.speed.worker NAME FILE

FILE has a line of JSON for each report: its family and its text. Written is one line of JSON:
seconds of the wall clock and of the processor, the peak of memory in bytes, precision and recall.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Hashable, Sequence
from pathlib import Path

from benchmarks.speed.dedupers import DEDUPERS


def pairs(labels: Sequence[Hashable]) -> int:
    """Return how many pairs have the same label."""
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def precision_recall(gold: Sequence[int], found: Sequence[Hashable]) -> tuple[float, float]:
    """Return the share of the pairs found that are true, and of the true ones that are found."""
    right = pairs(list(zip(gold, found, strict=True)))
    return right / (pairs(found) or 1), right / (pairs(gold) or 1)


def _peak() -> int:
    """Return the most memory that this process has held, in bytes; what forked it is no part."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def main(name: str, file: Path) -> None:
    """Run it."""
    gold, texts = [], []
    with file.open(encoding="utf8") as lines:
        for line in lines:
            family, text = json.loads(line)
            gold.append(family)
            texts.append(text)
    DEDUPERS[name](texts[:100])  # imports are not what is measured
    start, busy = time.perf_counter(), time.process_time()
    found = DEDUPERS[name](texts)
    took, busy = time.perf_counter() - start, time.process_time() - busy
    peak = _peak()
    precision, recall = precision_recall(gold, found)
    print(json.dumps([took, busy, peak, precision, recall]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
