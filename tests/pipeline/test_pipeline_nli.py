"""A model of inference in a whole run: what it refuses is not on the page, and it may fail."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from summarise import Briefing, Config, Document, World, brief
from summarise.config import BriefingConfig, MeaningConfig
from summarise.errors import ConfigError
from tests.pipeline.test_pipeline import MODEL, Fake, statements
from tests.tinynli import TWO, save

NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
REPORTS = (
    Document("a", "The dam at Orle has opened on Monday after nine years."),
    Document("b", "Anglers fear for the salmon of the upper Tarn, their club said."),
)


def run(folder: Path) -> Briefing:
    config = replace(MODEL, meaning=replace(MODEL.meaning, nli=str(folder)))
    backend = Fake(json.dumps({"text": "The dam at Orle opened on Monday after nine years."}))
    return brief(REPORTS, config, World(backend=backend, now=NOW))


def test_a_statement_that_the_model_objects_to_gives_way_to_its_source(tmp_path: Path) -> None:
    labels = {"0": "entailment", "1": "contradiction", "2": "neutral"}  # wrong on purpose
    page = run(save(tmp_path / "nli", labels))
    assert {s.written_by for s in statements(page)} == {"source"}
    assert any("NLI model" in rejected.reason for rejected in page.record.rejected)
    (trouble,) = page.record.degraded
    assert trouble.startswith("nothing that backend fake wrote was taken")


def test_a_statement_that_it_finds_in_the_source_stays(tmp_path: Path) -> None:
    page = run(save(tmp_path / "nli"))
    assert "model" in {s.written_by for s in statements(page)}


def test_a_model_that_fails_on_the_way_is_on_record_and_the_page_is_made(tmp_path: Path) -> None:
    folder = save(tmp_path / "nli")
    (folder / "config.json").write_text(json.dumps({"id2label": TWO}), encoding="utf-8")
    page = run(folder)
    assert "model" in {s.written_by for s in statements(page)}
    (trouble,) = page.record.degraded
    assert trouble.startswith("Statements were checked by their words only: ")


def test_a_model_that_is_not_there_is_refused_before_any_work(tmp_path: Path) -> None:
    config = Config(BriefingConfig(), meaning=MeaningConfig(nli=str(tmp_path / "none")))
    with pytest.raises(ConfigError, match=r"meaning\.nli"):
        brief(REPORTS, config, World(now=NOW))
