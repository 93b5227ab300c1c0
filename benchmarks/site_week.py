"""A site of a week of mornings, and what a morning costs it after a year.

The articles of seven days go through the command line's own runner, with a clock handed in, as in
``ten_mornings``. One line for each morning: what the site has after it, and how many of its files
that morning wrote; seconds are those of the processor. The year is the same week 52 times, each
with its own runs and days; its pages are not made again, only built into a site.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.ten_mornings import FIRST, days_of
from summarise.config import Config, JobConfig, SiteOutput, StoreConfig
from summarise.jobs.run import Runner, Tools
from summarise.jobs.store import Store
from summarise.site import Site, publish
from summarise.types import Briefing

MORNINGS, WEEKS = 7, 52
LINE = "{:<12}{:>8}{:>8}{:>9}{:>8}{:>10}{:>9}{:>10}"


def main(data: Path, out: Path) -> None:
    """Make the site of a week in the folder ``out``, anew, and print the table."""
    shutil.rmtree(out, ignore_errors=True)
    print(LINE.format("morning", "pages", "stories", "errata", "files", "written", "kB", "CPU s"))
    with tempfile.TemporaryDirectory() as folder:
        pages = _week(Path(folder), data, out)
        _year(Path(folder) / "year", pages)


def _week(folder: Path, data: Path, out: Path) -> list[Briefing]:
    days = days_of(data)
    reports = folder / "reports.jsonl"
    output = SiteOutput(path=str(out), title="A week of mornings")
    job = JobConfig(sources=(str(reports),), outputs=(output,), schedule="30 6 * * *")
    config = Config(store=StoreConfig(str(folder / "s.db")), jobs={"week": job})
    pages = []
    with Store.open(folder / "s.db") as store:
        for day in [day for day in sorted(days) if day >= FIRST][:MORNINGS]:
            reports.write_text("".join(json.dumps(one) + "\n" for one in days[day]))
            now = datetime.fromisoformat(f"{day}T23:30").replace(tzinfo=UTC)
            tools = Tools(environment=os.environ, clock=lambda now=now: now)  # type: ignore[misc]
            before = _files(out)
            page = Runner(config, store, tools).run("week").briefing
            assert page is not None
            pages.append(page)
            site = Site("week", "A week of mornings")
            start = time.process_time()
            publish(out, site, lambda _: (), page)  # all is there: what it costs to look
            print(_row(day, out, before, time.process_time() - start), flush=True)
    return pages


def _year(out: Path, week: list[Briefing]) -> None:
    pages = [page for number in range(WEEKS) for page in _shifted(week, number)]

    def earlier(known: Container[str]) -> Iterable[Briefing]:
        return (page for page in pages[:-1] if page.run not in known)

    site = Site("year", "A year of mornings")
    for name, given, newest in (
        ("all but one", lambda known: (p for p in pages[:-2] if p.run not in known), pages[-2]),
        ("one more", earlier, pages[-1]),
    ):
        before = _files(out)
        start = time.process_time()
        publish(out, site, given, newest)
        print(_row(name, out, before, time.process_time() - start), flush=True)


def _shifted(week: list[Briefing], number: int) -> Iterator[Briefing]:
    """Yield the pages of a week, so many weeks later, in runs of their own."""
    for page in week:
        stories = tuple(
            replace(s, background=replace(s.background, page=f"{s.background.page}-{number}"))
            if s.background
            else s
            for s in page.stories
        )
        corrections = tuple(replace(c, page=f"{c.page}-{number}") for c in page.corrections)
        yield replace(
            page,
            run=f"{page.run}-{number}",
            date=page.date + timedelta(weeks=number),
            stories=stories,
            corrections=corrections,
        )


def _files(out: Path) -> dict[Path, tuple[int, int]]:
    stats = {path: path.stat() for path in out.rglob("*") if path.is_file()}
    return {path: (stat.st_ino, stat.st_size) for path, stat in stats.items()}


def _row(name: str, out: Path, before: dict[Path, tuple[int, int]], seconds: float) -> str:
    after = _files(out)
    pages = [path for path in (out / "pages").glob("*.html") if ".next." not in path.name]
    return LINE.format(
        name,
        len(pages),
        len(list((out / "stories").glob("*.html"))),
        sum(b'class="errata"' in path.read_bytes() for path in pages),
        len(after),
        sum(before.get(path) != stat for path, stat in after.items()),
        sum(size for _, size in after.values()) // 1024,
        f"{seconds:.2f}",
    )
