"""Whole runs with a real small model: recordings of llama.cpp's server with SmolLM2.

The model is weak, and that is the point: what it invents must not reach the page.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from summarise import Briefing, Config, Document, World, brief
from summarise.config import BackendConfig, BriefingConfig, InputConfig, MeaningConfig
from summarise.models.openai import OpenAIBackend
from summarise.sources import load
from tests.pipeline.test_pipeline import assert_supported, statements
from tests.recordings import OpenCassette

ROOT = Path(__file__).parents[2]
ONE_STORY = tuple(
    f"one-story/{name}"
    for name in ("cpa-wire.txt", "channel-velmara.html", "grid-and-cable-weekly.txt", "briefs.csv")
)
ONE_DAY = ("one-day/feed.csv",)


def reports(names: tuple[str, ...]) -> tuple[Document, ...]:
    return load([str(ROOT / "examples" / name) for name in names], InputConfig()).documents


def run(strategy: str, names: tuple[str, ...], backend: OpenAIBackend) -> Briefing:
    # Words only: a vector's last bit may differ between machines, and a prompt must not.
    config = Config(
        BriefingConfig(backend="recorded", strategy=strategy),  # type: ignore[arg-type]
        meaning=MeaningConfig(encoder="off"),
        backends={"recorded": BackendConfig(model="smollm2", max_tokens=700)},
    )
    now = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    return brief(reports(names), config, World(backend=backend, environment={}, now=now))


@pytest.mark.parametrize(("strategy", "names"), [("fact", ONE_DAY), ("story", ONE_STORY)])
def test_a_weak_model_writes_a_page_on_which_nothing_is_unsupported(
    strategy: str,
    names: tuple[str, ...],
    cassette: OpenCassette,
    recorded_backend: OpenAIBackend,
) -> None:
    with cassette(f"whole-run-by-{strategy}"):
        page = run(strategy, names, recorded_backend)

    assert_supported(page, reports(names))
    assert len(statements(page)) >= 6
    assert page.record.calls > 0
    assert page.record.tokens > 0
    assert page.record.model == "smollm2"


def test_what_the_weak_model_invented_is_refused_and_recorded(
    cassette: OpenCassette, recorded_backend: OpenAIBackend
) -> None:
    with cassette("whole-run-by-fact"):
        page = run("fact", ONE_DAY, recorded_backend)

    assert any(statement.replaced for statement in statements(page))
    assert all(rejected.reason for rejected in page.record.rejected)
    on_page = {statement.text for statement in statements(page)}
    assert on_page.isdisjoint(rejected.text for rejected in page.record.rejected)
