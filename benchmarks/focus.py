"""What a focus does: pages of whole weeks of news, with a topic to focus on and without.

The weeks are those of neus_allsides (2021), where editors gave each event a topic; the focus is the
topic's name as they wrote it. Told is the share of the page's statements that are of the topic's
events, and the share of the topic's events on the page. To be paid for it: of the other statements
that two or more origins back, and of the other events, the share on the page without a focus that
is still there with one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any, Literal
from unittest.mock import patch

from benchmarks.fit_similarity import read
from benchmarks.quality.harness import progress
from summarise.config import BriefingConfig, Config, MeaningConfig
from summarise.page import ranking
from summarise.pipeline import World, brief
from summarise.types import Briefing, Document

WEEKS, TOPICS = 10, 4
"""Weeks that are drawn, and topics of each."""
EVENTS = 6
"""Events of a week from which it has something to choose from."""
FACTORS = (3.0, 6.0, 12.0)
NOW = datetime(2022, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Week:
    """The reports of a week, the event of each, and the topic of each event."""

    documents: list[Document]
    events: dict[str, str]
    topics: dict[str, str]

    def page(self, encoder: Literal["use", "off"], focus: str = "") -> Briefing:
        """Make the page of the week."""
        config = Config(BriefingConfig(focus=focus), meaning=MeaningConfig(encoder=encoder))
        return brief(self.documents, config, World(environment={}, now=NOW))

    def told(self, page: Briefing) -> list[tuple[str, str, int]]:
        """Return the statements of a page: the event that each is of, its text, its support."""
        return [
            (self.events[said.citations[0].document], said.text, said.support)
            for story in page.stories
            for said in story.statements
        ]


def weeks(data: Path) -> list[Week]:
    """Return the weeks with enough events, in order."""
    rows: dict[tuple[int, int], list[Mapping[str, Any]]] = {}
    for row in read(data / "neus_allsides/dev.dated_2021.jsonl.gz"):
        year, week, _ = datetime.fromisoformat(row["date"]).isocalendar()
        rows.setdefault((year, week), []).append(row)
    return [_week(rows[key]) for key in sorted(rows) if len(rows[key]) >= EVENTS]


def _week(rows: Sequence[Mapping[str, Any]]) -> Week:
    documents: list[Document] = []
    events: dict[str, str] = {}
    for row in rows:
        for article in row["articles"]:
            name = str(len(documents))
            events[name] = str(row["id"])
            documents.append(Document(name, article["text"], article["title"], article["source"]))
    return Week(documents, events, {str(row["id"]): row["topic"] for row in rows})


def scores(week: Week, topic: str, plain: Briefing, focused: Briefing) -> dict[str, float]:
    """Return what of a page is on the topic without and with the focus, and what it cost, 0..1."""
    on = {event for event, one in week.topics.items() if one == topic}
    before, after = week.told(plain), week.told(focused)
    had = {event for event, _, _ in before} - on
    backed = {text for event, text, support in before if event not in on and support > 1}
    kept = {text for _, text, _ in after}
    found = {
        "told before": _share(event in on for event, _, _ in before),
        "told": _share(event in on for event, _, _ in after),
        "events before": len(on & {event for event, _, _ in before}) / len(on),
        "events": len(on & {event for event, _, _ in after}) / len(on),
        "leads": float(after[0][0] in on),
    }
    if backed:
        found["backed kept"] = len(backed & kept) / len(backed)
    if had:
        found["others kept"] = len(had & {event for event, _, _ in after}) / len(had)
    return found


def _share(found: Iterator[bool]) -> float:
    told = list(found)
    return sum(told) / len(told) if told else 0.0


def drawn(data: Path) -> list[tuple[Week, list[str]]]:
    """Return random weeks, and random topics of each that are not those of half its events."""
    chance = Random(0)
    found = []
    for week in chance.sample(weeks(data), WEEKS):
        told = list(week.topics.values())
        topics = sorted(one for one in set(told) if told.count(one) * 2 <= len(told))
        found.append((week, chance.sample(topics, min(TOPICS, len(topics)))))
    return found


def main(data: Path) -> None:
    """Print the scores for each factor with an encoder, and for what ships without one."""
    tasks = drawn(data)
    runs: list[tuple[Literal["use", "off"], float]] = [("use", factor) for factor in FACTORS]
    runs.append(("off", ranking.FOCUS))
    plain: dict[tuple[str, int], Briefing] = {}
    for encoder, factor in runs:
        found: list[dict[str, float]] = []
        for number, (week, topics) in enumerate(tasks):
            if (encoder, number) not in plain:
                plain[encoder, number] = week.page(encoder)
            with patch.object(ranking, "FOCUS", factor):
                pages = [week.page(encoder, topic) for topic in topics]
            pairs = zip(topics, pages, strict=True)
            found += [scores(week, topic, plain[encoder, number], page) for topic, page in pairs]
            progress(f"focus: {encoder} {factor:g}, week {number + 1} of {len(tasks)}")
        names = dict.fromkeys(name for one in found for name in one)
        figures = (f"{name} {_mean(found, name):.2f}" for name in names)
        print(f"{encoder:3} x{factor:<4g} pages={len(found)}", "  ".join(figures))


def _mean(found: Sequence[Mapping[str, float]], name: str) -> float:
    return fmean(one[name] for one in found if name in one)
