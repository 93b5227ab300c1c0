"""Twenty inputs and our page of each, without a model, for an editor's eye (docs/reading.md).

Each input becomes a folder of OUT: ``reports/`` and ``page.md``. With the interpreter of another
checkout's environment there are two pages, ``a.md`` and ``b.md``, their order drawn by lot for each
input, and which is whose stands in ``OUT.key.json``, beside the folder that readers are given.
Another checkout may show itself by its layout: that can't be taken from it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.fit_similarity import read
from benchmarks.quality.harness import progress

EXAMPLES = Path(__file__).parent.parent / "examples"
CASES = (
    *("long-haiti-quake-en.jsonl", "long-tour-de-france.jsonl", "outvoted.jsonl"),
    *("german.jsonl", "reviews.jsonl", "minutes.jsonl"),
)
"""Of the small inputs that went wrong, those that are large enough for a page; the two long ones
are whole articles, the last two no news at all."""
DRAWN = 4
"""Events, weeks and topics, each."""
SEED = 20
"""Of the draw: no other was tried."""

Reports = Sequence[Mapping[str, Any]]


def inputs(data: Path, cases: Path) -> Iterator[tuple[str, Path | Reports]]:
    """Yield the name of each input, and the file or folder it is, or its reports."""
    yield "one-day", EXAMPLES / "one-day"
    yield "one-story", EXAMPLES / "one-story"
    yield from ((Path(name).stem, cases / "pages" / name) for name in CASES)
    yield from drawn(data, Random(SEED))


def drawn(data: Path, chance: Random) -> Iterator[tuple[str, Reports]]:
    """Yield weeks of news, events of other weeks, and topics (two events of one kind each)."""
    rows = [
        row
        for row in sorted(read(data / "neus_allsides/dev.dated_2021.jsonl.gz"), key=day_of)
        if row["articles"]
    ]
    weeks = chance.sample(sorted({week_of(row) for row in rows}), DRAWN)
    for week in sorted(weeks):
        yield f"week-{week}", [r for row in rows if week_of(row) == week for r in articles(row)]
    others = [row for row in rows if week_of(row) not in weeks and len(row["articles"]) > 2]
    for row in sorted(chance.sample(others, DRAWN), key=day_of):
        yield f"event-{row['id']}", articles(row)
    documents = read(data / "ecbplus/dev.docs.jsonl.gz")
    for topic in sorted(chance.sample(sorted({row["topic"] for row in documents}), DRAWN)):
        texts = (" ".join(row["sentences"]) for row in documents if row["topic"] == topic)
        yield f"topic-{topic}", [{"text": text} for text in texts]


def day_of(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["date"], row["id"]


def week_of(row: Mapping[str, Any]) -> int:
    return datetime.fromisoformat(row["date"]).isocalendar().week


def articles(row: Mapping[str, Any]) -> Reports:
    return [
        {
            "title": article["title"],
            "outlet": article["source"],
            "url": article["url"],
            "published": row["date"],
            "text": article["text"],
        }
        for article in row["articles"]
    ]


def written(told: Path | Reports, folder: Path) -> None:
    """Write an input's reports into a folder of their own."""
    if isinstance(told, Path) and told.is_dir():
        shutil.copytree(told, folder)
        return
    folder.mkdir(parents=True)
    if isinstance(told, Path):
        shutil.copy(told, folder)
        return
    lines = (json.dumps(report, ensure_ascii=False) + "\n" for report in told)
    (folder / "reports.jsonl").write_text("".join(lines), encoding="utf-8")


def page(python: str, reports: Path, output: Path) -> None:
    """Write the page of a folder of reports as the checkout of an interpreter makes it."""
    command = [python, "-I", "-m", "summarise", "brief", ".", "--quiet", "--output"]
    mine = {k: v for k, v in os.environ.items() if not k.startswith("SUMMARISE_")}
    subprocess.run([*command, output.resolve()], cwd=reports, env=mine, check=True)


def main(data: Path, cases: Path, out: Path, other: str | None = None) -> None:
    """Write the inputs and the pages; with another interpreter, its pages too, and the key."""
    if out.exists():
        sys.exit(f"{out} is there already: name a folder that is not")
    chance = Random()
    key: dict[str, dict[str, str]] = {}
    for number, (name, told) in enumerate(inputs(data, cases), 1):
        folder = out / f"{number:02}-{name}"
        written(told, folder / "reports")
        makers = [sys.executable, str(Path(other).absolute())] if other else [sys.executable]
        chance.shuffle(makers)
        pages = dict(zip(("a.md", "b.md") if other else ("page.md",), makers, strict=True))
        for file, python in pages.items():
            page(python, folder / "reports", folder / file)
        key[folder.name] = pages
        progress(f"reading: {folder.name}")
    if other:
        keys = out.with_name(f"{out.name}.key.json")
        keys.write_text(json.dumps(key, indent=1) + "\n", encoding="utf-8")
        print(f"The key is in {keys}: it is not for the readers of {out}.")
