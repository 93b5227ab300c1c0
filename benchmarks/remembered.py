"""What a memory costs: one morning's page beside ever more that earlier pages told.

No data is wanted: what was told is made of words that are drawn, in two ways. "mixed" has sentences
of many forms and words, as mornings have; "formulaic" has one form in which only a name and a
figure change, as results, filings and incident reports have: each word of it but two is in all of
them. A twentieth of today's reports tell again what was told. Each run is a process of its own.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

SIZES = (0, 10_000, 40_000, 200_000)
KINDS = ("mixed", "formulaic")
REPORTS = 40
SENTENCES = 4
NOW = datetime(2026, 11, 30, 6, 30, tzinfo=UTC)
DAYS = 29
STORIES = 20
"""Statements of a page that stand under one headline."""
_SYLLABLES = "ba ker lo min tar sel vik ord hol ma ren tis ga pel dro nu fen ral kos wei".split()
_VERBS = "opened closed sold bought moved tested built painted lost found paid joined".split()
LINE = "{:<12}{:>10}{:>10}{:>10}{:>12}{:>13}"


def _word(draw: random.Random, parts: int) -> str:
    return "".join(draw.choices(_SYLLABLES, k=parts))


def sentences(kind: str, draw: random.Random) -> Iterator[str]:
    """Yield sentences without end."""
    nouns = [_word(draw, 3) for _ in range(4_000)]
    while True:
        name = _word(draw, draw.choice((2, 3))).capitalize()
        number = draw.randrange(3, 9_000)
        if kind == "formulaic":
            yield f"The council of {name} will spend {number} crowns on its tram line to the port."
            continue
        a, b, c, d, e = draw.choices(nouns, k=5)
        verb = draw.choice(_VERBS)
        yield f"The {a} of {name} {verb} {number} {b} near the {c} after a {d} in the {e}."


def main(data: Path) -> None:  # noqa: ARG001 - every benchmark is handed the data
    """Print the table."""
    print(LINE.format("told", "facts", "processor", "times", "MB", "corrections"))
    for kind in KINDS:
        first = 0.0
        for size in SIZES:
            command = [sys.executable, "-m", "benchmarks.remembered", kind, str(size)]
            ran = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds, megabytes, corrections = json.loads(ran.stdout)
            first = first or seconds
            row = (
                kind,
                f"{size:,}",
                f"{seconds:.1f}",
                f"{seconds / first:.1f}",
                f"{megabytes:.0f}",
            )
            print(LINE.format(*row, corrections), flush=True)


def _run(kind: str, size: int) -> None:
    """Make the page, and print the seconds, the peak of memory in MB, and the corrections."""
    from summarise import Config, Document, World, brief
    from summarise.types import Memory, Reported

    draw = random.Random(20_261_130)
    made = sentences(kind, draw)
    told = [next(made) for _ in range(size)]
    again = told[:: max(1, len(told) // (REPORTS * SENTENCES // 20) or 1)] if told else []
    today = [next(made) for _ in range(REPORTS * SENTENCES - len(again))] + again
    draw.shuffle(today)
    documents = [
        Document(f"r{n}", " ".join(today[n * SENTENCES : (n + 1) * SENTENCES]), outlet=f"Paper {n}")
        for n in range(REPORTS)
    ]
    start = NOW - timedelta(days=DAYS)
    step = timedelta(days=DAYS) / (size or 1)
    reported = tuple(
        Reported(
            text, f"run {n // 400}", start + n * step, f"story {n // STORIES}", (text,), (f"d{n}",)
        )
        for n, text in enumerate(told)
    )
    memory = Memory(reported, start) if size else None
    began = time.process_time()
    page = brief(documents, Config(), World(memory=memory, now=NOW))
    took = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([took, peak, len(page.corrections)]))


if __name__ == "__main__":
    _run(sys.argv[1], int(sys.argv[2]))
