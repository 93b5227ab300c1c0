"""Pages as a user sees them, from the whole pipeline and without a model, made once in a run.

Of neus_allsides (2021): one in four of the events of three accounts, and all weeks that have enough
events, dated; of ecbplus all topics, each two events of one kind without dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.fit_similarity import read
from benchmarks.neus import documents, events
from benchmarks.quality.harness import progress
from summarise.config import Config
from summarise.pipeline import World, brief
from summarise.types import Briefing, Document

KINDS = {"event": "pages of events (neus 2021)", "week": "pages of weeks (neus 2021)"}
KINDS |= {"topic": "pages of topics (ecbplus)"}
"""The kinds of pages, as they are named in the table."""
ONE_IN, ACCOUNTS = 4, 3
EVENTS = 6
"""Of a week at least."""
NOW = datetime(2022, 1, 1, tzinfo=UTC)


class Page(NamedTuple):
    """A page, its reports, and for an event what editors wrote of it."""

    kind: str
    name: str
    documents: list[Document]
    briefing: Briefing
    editors: Mapping[str, Any]

    @property
    def statements(self) -> list[str]:
        """What the page states, in its order."""
        return [said.text for story in self.briefing.stories for said in story.statements]

    @property
    def printed(self) -> list[str]:
        """All texts that a reader of the page sees, but for the sources."""
        sections = self.briefing.stories
        sides = [side for s in sections for d in s.differences for side in d.sides]
        return [
            *(self.briefing.headline, self.briefing.lede),
            *(section.headline for section in sections),
            *self.statements,
            *(text for side in sides for text in (side.label, side.text)),
        ]


@cache
def real_pages(data: Path) -> tuple[Page, ...]:
    """Return all pages."""
    rows = events(data)
    found = [
        page_of("event", str(row["id"]), documents(row), row)
        for row in [row for row in rows if len(row["articles"]) == ACCOUNTS][::ONE_IN]
    ]
    weeks: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        weeks.setdefault(datetime.fromisoformat(row["date"]).isocalendar().week, []).append(row)
    for week, those in weeks.items():
        if len(those) >= EVENTS:
            found.append(page_of("week", str(week), [d for r in those for d in documents(r)]))
    progress(f"real pages: {len(found)} of neus_allsides")
    topics: dict[int, list[Document]] = {}
    for row in read(data / "ecbplus/dev.docs.jsonl.gz"):
        report = Document(row["id"], " ".join(row["sentences"]))
        topics.setdefault(row["topic"], []).append(report)
    found += [page_of("topic", str(topic), reports) for topic, reports in topics.items()]
    return tuple(found)


def page_of(
    kind: str, name: str, told: Sequence[Document], editors: Mapping[str, Any] = {}
) -> Page:
    """Return the page of reports, as it is without a model."""
    briefing = brief(told, Config(), World(environment={}, now=NOW))
    return Page(kind, name, list(told), briefing, editors)
