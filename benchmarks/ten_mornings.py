"""Ten mornings in a row of one job, through the command line's own runner, with a clock handed in.

Each morning the articles of one day lie in the folder that the job watches; the page is of what is
new. One line for each morning: what was read and told, what earlier pages had told already, the
corrections, and the size of the store afterwards. A statement counts as repeated by the ruler of
``quality.ruler``: words alone, which no threshold of the package is fitted on.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.mornings import statements, withheld
from benchmarks.neus import events
from benchmarks.quality.ruler import repeats
from summarise.config import Config, FileOutput, InputConfig, JobConfig, StoreConfig
from summarise.jobs.run import Runner, Tools
from summarise.jobs.store import Store
from summarise.types import Briefing

FIRST = "2021-06-01"
MORNINGS = 10
LINE = "{:<12}{:>8}{:>12}{:>9}{:>13}{:>10}{:>10}{:>10}{:>9}"


def main(data: Path) -> None:
    """Print the table."""
    days = days_of(data)
    chosen = [day for day in sorted(days) if day >= FIRST][:MORNINGS]
    titles = (
        "morning", "reports", "statements", "updates", "corrections", "told", "repeated",
        "store kB", "seconds",
    )  # fmt: skip
    print(LINE.format(*titles))
    with tempfile.TemporaryDirectory() as folder:
        _replay(Path(folder), {day: days[day] for day in chosen})


def days_of(data: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the articles of each day, as the records of a file of reports."""
    days: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for event in events(data):
        days[event["date"][:10]] += [
            {
                "text": article["text"],
                "title": article["title"],
                "outlet": article["source"],
                "url": article["url"],
                "published": event["date"],
            }
            for article in event["articles"]
        ]
    return days


def _replay(folder: Path, days: dict[str, list[dict[str, Any]]]) -> None:
    reports = folder / "reports.jsonl"
    output = FileOutput(path=str(folder / "pages/%Y-%m-%d.md"))
    job = JobConfig(sources=(str(reports),), outputs=(output,), schedule="30 6 * * *")
    config = Config(
        input=InputConfig(), store=StoreConfig(str(folder / "s.db")), jobs={"morning": job}
    )
    told: list[str] = []
    with Store.open(folder / "s.db") as store:
        for day, articles in days.items():
            reports.write_text("".join(json.dumps(one) + "\n" for one in articles))
            now = datetime.fromisoformat(f"{day}T23:30").replace(tzinfo=UTC)
            tools = Tools(environment=os.environ, clock=lambda now=now: now)  # type: ignore[misc]
            start = time.perf_counter()
            page = Runner(config, store, tools).run("morning").briefing
            assert page is not None
            _print(day, page, told, store.size(), time.perf_counter() - start)
            told += statements(page)


def _print(day: str, page: Briefing, told: list[str], size: int, seconds: float) -> None:
    now = statements(page)
    print(
        LINE.format(
            day,
            page.record.documents,
            len(now),
            sum(story.background is not None for story in page.stories),
            len(page.corrections),
            len(withheld(page)),
            sum(repeats(text, told) for text in now),
            size // 1024,
            f"{seconds:.1f}",
        ),
        flush=True,
    )
