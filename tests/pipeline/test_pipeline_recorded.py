"""Whole runs with a real small model: recordings of llama.cpp's server with SmolLM2.

The model is weak, and that is the point: what it invents must not reach the page.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from summarise import Briefing, Config, World, brief
from summarise.config import BackendConfig, BriefingConfig, InputConfig, MeaningConfig
from summarise.models.openai import OpenAIBackend
from summarise.sources import load
from tests.pipeline.test_pipeline import assert_supported, statements
from tests.recordings import OpenCassette

ROOT = Path(__file__).parents[2]
FILES = ("cpa-wire.txt", "channel-velmara.html", "grid-and-cable-weekly.txt", "briefs.csv")
REPORTS = load([str(ROOT / "examples/one-story" / name) for name in FILES], InputConfig()).documents


def run(strategy: str, backend: OpenAIBackend) -> Briefing:
    # Words only: a vector's last bit may differ between machines, and a prompt must not.
    config = Config(
        BriefingConfig(backend="recorded", strategy=strategy),  # type: ignore[arg-type]
        meaning=MeaningConfig(encoder="off"),
        backends={"recorded": BackendConfig(model="smollm2", max_tokens=700)},
    )
    now = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    return brief(REPORTS, config, World(backend=backend, environment={}, now=now))


@pytest.mark.parametrize("strategy", ["fact", "story"])
def test_a_weak_model_writes_a_page_on_which_nothing_is_unsupported(
    strategy: str, cassette: OpenCassette, recorded_backend: OpenAIBackend
) -> None:
    with cassette(f"whole-run-by-{strategy}"):
        page = run(strategy, recorded_backend)

    assert_supported(page, REPORTS)
    assert len(statements(page)) >= 6
    assert page.record.calls > 0
    assert page.record.tokens > 0
    assert page.record.model == "smollm2"


def test_what_the_weak_model_invented_is_refused_and_recorded(
    cassette: OpenCassette, recorded_backend: OpenAIBackend
) -> None:
    with cassette("whole-run-by-fact"):
        page = run("fact", recorded_backend)

    by = {statement.written_by for statement in statements(page)}
    assert by == {"model", "source"}
    assert any(statement.replaced for statement in statements(page))
    assert all(rejected.reason for rejected in page.record.rejected)
    on_page = {statement.text for statement in statements(page)}
    assert on_page.isdisjoint(rejected.text for rejected in page.record.rejected)
