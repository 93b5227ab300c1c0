"""Whole runs with a strong model: its answers were written by hand, by who saw only the prompts.

A capable reader stands in for a capable model. What it writes is mostly right, and so these runs
show what scripts can't: that what is right passes, and what is wrong all the same is found.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from summarise import Briefing, Config, World, brief
from summarise.config import BackendConfig, BriefingConfig, InputConfig, MeaningConfig
from summarise.models.openai import OpenAIBackend
from summarise.sources import load
from summarise.story.news import reported
from summarise.types import Document, Memory
from tests.pipeline.test_pipeline import statements
from tests.recordings import OpenCassette

ROOT = Path(__file__).parents[2]
REPORTS = load([str(ROOT / "examples/one-day")], InputConfig()).documents
FIRST = datetime(2026, 11, 19, 6, 30, tzinfo=UTC)
SECOND = FIRST + timedelta(days=1)
NEXT_DAY = tuple(
    Document(name, text, title, outlet, published=FIRST + timedelta(hours=hours))
    for name, outlet, title, hours, text in (
        (
            "n1",
            "Stadhaven Herald",
            "Lunmere quake: count of injured rises to 19",
            7,
            "The number of people injured in Wednesday's magnitude 6.1 earthquake near Lunmere has "
            "risen to 19, the civil protection service said on Thursday. The count of 12 that it "
            "gave on Wednesday had left out patients treated outside the hospital.",
        ),
        (
            "n2",
            "Channel Velmara",
            "Audit court opens inquiry into bridge contract",
            9,
            "Velmara's audit court opened an inquiry on Thursday into the 37-million-crown "
            "contract for the Oldenmarch bridge, over which transport minister Jonas Threlk "
            "resigned the day before. A first report is expected in January.",
        ),
        (
            "n3",
            "Sport Northwire",
            "Harrowick parade their cup",
            11,
            "Harrowick United won the Island Cup on Wednesday for the first time in 31 years, "
            "beating Pellmouth Town 4-2 on penalties. About 20,000 people lined the streets of "
            "Harrowick on Thursday as the team paraded the cup.",
        ),
    )
)


def run(
    backend: OpenAIBackend,
    now: datetime,
    reports: tuple[Document, ...] = REPORTS,
    memory: Memory | None = None,
) -> Briefing:
    # Words only: a vector's last bit may differ between machines, and a prompt must not.
    config = Config(
        BriefingConfig(backend="strong"),
        meaning=MeaningConfig(encoder="off"),
        backends={"strong": BackendConfig(model="strong", context=128_000)},
    )
    world = World(backend=backend, environment={}, now=now, memory=memory, run=f"run-{now:%d}")
    return brief(reports, config, world)


def test_a_day_is_edited_and_proven_in_two_calls(
    cassette: OpenCassette, written_backend: OpenAIBackend
) -> None:
    with cassette("page-by-hand"):
        page = run(written_backend, FIRST)

    assert page.record.calls == 2
    assert sorted(page.record.prompts) == ["judge", "page"]
    assert page.record.pages == 1
    told = statements(page)
    by_model = [statement for statement in told if statement.written_by == "model"]
    assert len(by_model) >= 0.9 * len(told)
    assert "earthquake" in page.lede.lower()
    texts = {document.id: document.text for document in REPORTS}
    for statement in told:
        assert statement.citations
        assert len(statement.marks) in (0, len(statement.citations))
        for citation in statement.citations:
            assert texts[citation.document][citation.start : citation.end] == citation.text


def test_the_next_morning_tells_what_is_new_and_corrects_what_was_told(
    cassette: OpenCassette, written_backend: OpenAIBackend
) -> None:
    with cassette("second-morning-by-hand"):
        first = run(written_backend, FIRST)
        memory = Memory(reported(first), since=FIRST)
        second = run(written_backend, SECOND, NEXT_DAY, memory)

    said = [statement.text for statement in statements(second)]
    said += [correction.now.text for correction in second.corrections]
    assert any("19" in text for text in said)
    assert any("audit court" in text for text in said)
    assert not any("4-2" in text for text in said)
    taken_up = [story.background for story in second.stories if story.background]
    assert taken_up or second.corrections
    pages = {background.page for background in taken_up}
    assert pages | {correction.page for correction in second.corrections} == {first.run}
