"""Mornings in a row: what is told twice, what is withheld for nothing, and what is corrected.

Days of neus_allsides 2021 are replayed as a job would: each page is made of the reports of its day
and of a memory of the pages of 14 days. Whether a statement repeats an earlier page is not judged
by what decided it, but by ``benchmarks.quality.ruler``. Where truth can be planted, it is: see
``benchmarks.planted``.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path

from benchmarks.neus import documents, events
from benchmarks.quality.ruler import judges_by_meaning, repeats
from summarise.config import Config
from summarise.pipeline import World, brief
from summarise.story.news import reported
from summarise.types import Briefing, Document, Memory, Reported

FIRST, LAST = date(2021, 5, 1), date(2021, 10, 31)
KEPT = timedelta(days=14)
"""How long a page is remembered."""


def page(told: Sequence[Document], at: datetime, memory: Memory | None, run: str = "") -> Briefing:
    """Return the page of a morning."""
    return brief(
        told, Config(), World(now=at, memory=memory, run=run or at.isoformat(), environment={})
    )


def statements(briefing: Briefing) -> list[str]:
    """Return what a page states, corrections too."""
    told = [correction.now.text for correction in briefing.corrections]
    return told + [s.text for story in briefing.stories for s in story.statements]


def withheld(briefing: Briefing) -> list[str]:
    """Return what a page left off because an earlier one had told it."""
    return [o.text for o in briefing.record.left_off if o.reason.startswith("reported before")]


@dataclass(slots=True)
class Count:
    """What was counted over the mornings."""

    pages: int = 0
    quiet: int = 0
    told: int = 0
    twice: int = 0
    withheld: int = 0
    doubtful: int = 0
    corrections: list[str] = field(default_factory=list)
    updates: int = 0
    seconds: float = 0.0

    def add(self, briefing: Briefing, before: Sequence[str], seconds: float) -> None:
        """Count a page; ``before`` is what the pages that are remembered told."""
        now, off = statements(briefing), withheld(briefing)
        self.pages += 1
        self.quiet += not now
        self.told += len(now)
        self.twice += sum(repeats(text, before) for text in now)
        self.withheld += len(off)
        self.doubtful += sum(not repeats(text, before) for text in off)
        self.corrections += [f"{c.was}\n      -> {c.now.text}" for c in briefing.corrections]
        self.updates += sum(story.background is not None for story in briefing.stories)
        self.seconds += seconds


def replay(data: Path, days: int, remember: bool) -> Count:
    """Replay the mornings in order, with a memory or each for itself."""
    count = Count()
    memory: list[Reported] = []
    for told, at in mornings(data, days):
        memory = [one for one in memory if one.at >= at - KEPT]
        start = time.perf_counter()
        since = memory[-1].at if memory else None
        made = page(told, at, Memory(tuple(memory), since) if remember else None)
        count.add(made, [one.text for one in memory], time.perf_counter() - start)
        memory += reported(made)
    return count


def mornings(data: Path, days: int) -> Iterator[tuple[list[Document], datetime]]:
    """Yield the reports of each day that has any, and when its page is made."""
    by_day: dict[date, list[Document]] = defaultdict(list)
    for row in events(data):
        by_day[datetime.fromisoformat(row["date"]).date()] += documents(row)
    chosen = [day for day in sorted(by_day) if FIRST <= day <= LAST][: days or None]
    for day in chosen:
        at = datetime(day.year, day.month, day.day, 6, 30, tzinfo=UTC) + timedelta(days=1)
        yield by_day[day], at


def share(part: int, of: int) -> str:
    """Write ``12 of 340 (3.5%)``."""
    return f"{part} of {of} ({100 * part / (of or 1):.1f}%)"


def rows(data: Path, days: int) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"judged by words{' and by MiniLM' if judges_by_meaning() else ' alone: no MiniLM'}"
    for remember in (False, True):
        count = replay(data, days, remember)
        name = "with a memory" if remember else "without"
        yield f"{name}: {count.pages} pages, {count.seconds / (count.pages or 1):.2f} s each"
        yield f"  statements that repeat an earlier page: {share(count.twice, count.told)}"
        if remember:
            yield f"  withheld: {count.withheld}; of those, no repeat to the judge:"
            yield f"    {share(count.doubtful, count.withheld)}"
            yield f"  quiet pages {count.quiet}, updates {count.updates}"
            yield f"  corrections {len(count.corrections)}"
            yield from (f"    {text}" for text in count.corrections)


def main(data: Path, days: int = 0) -> None:
    """Print the table; ``days`` are the first so many mornings, 0 for all."""
    from benchmarks import planted

    for row in chain(rows(data, days), planted.rows(data, days)):
        print(row, flush=True)
