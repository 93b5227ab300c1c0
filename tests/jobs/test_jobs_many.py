"""Hundreds of jobs with nothing to do: the work of a command is in step with their number."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarise.database import Database
from summarise.jobs import health
from tests.commandline import Summarise

FEW, MANY = 5, 40


def written(folder: Path, number: int) -> Path:
    folder.mkdir()
    (folder / "a.txt").write_text("The ferry Aurel ran aground off Tarn on Monday.")
    jobs = (
        f'[jobs.j{n}]\nsources = ["a.txt"]\nschedule = "30 6 * * *"\n'
        f'[[jobs.j{n}.outputs]]\nkind = "file"\npath = "p{n}.md"\n'
        for n in range(number)
    )
    text = '[meaning]\nencoder = "off"\n[watch]\nmetrics = "m.prom"\n[store]\npath = "s.db"\n'
    (folder / "c.toml").write_text(text + "".join(jobs))
    return folder / "c.toml"


def test_it_is_asked_and_published_in_step_with_the_jobs(
    tmp_path: Path, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    published: list[int] = []
    ask, healths = Database.ask, health.healths

    def counted(self: Database, query: str, *values: object) -> list[tuple[object, ...]]:
        asked.append(query)
        return ask(self, query, *values)

    def looked(*given: object) -> tuple[health.Health, ...]:
        found = healths(*given)  # type: ignore[arg-type]
        published.append(len(found))
        return found

    monkeypatch.setattr(Database, "ask", counted)
    monkeypatch.setattr(health, "healths", looked)
    steps = []
    for number in (FEW, MANY):
        config = written(tmp_path / str(number), number)
        assert summarise("run", "--all", "--config", config).code == 0  # now nothing is left to do
        asked.clear()
        published.clear()
        assert summarise("run", "--all", "--config", config).code == 0
        steps.append(len(asked))
        assert published == [number]
    assert steps[1] / steps[0] <= 1.1 * MANY / FEW


def test_what_was_done_is_published_also_when_a_later_job_fails(
    tmp_path: Path, summarise: Summarise
) -> None:
    config = written(tmp_path / "jobs", 2)
    text = config.read_text().replace(
        '[jobs.j1]\nsources = ["a.txt"]', '[jobs.j1]\nsources = ["b"]'
    )
    config.write_text(text)
    assert summarise("run", "--all", "--config", config).code == 2
    metrics = (config.parent / "m.prom").read_text()
    assert 'summarise_documents{job="j0"} 1' in metrics
    assert 'summarise_failures_in_a_row{job="j1"} 1' in metrics
