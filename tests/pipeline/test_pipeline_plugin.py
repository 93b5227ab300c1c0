"""A backend of a third party, installed beside the package, through the real command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.forked import Forks

ROOT = Path(__file__).parents[2]
CONFIG = """
[briefing]
backend = "bird"
[meaning]
encoder = "off"
[backends.bird]
kind = "parrot"
model = "{notes}"
in_flight = 1
price_in = 2.0
price_out = 10.0
[cache]
folder = "{folder}/cache"
[budget]
tokens = {tokens}
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    return tmp_path / "calls.txt"


Briefed = Callable[..., dict[str, Any]]


@pytest.fixture
def briefing(tmp_path: Path, notes: Path, forks: Forks, monkeypatch: pytest.MonkeyPatch) -> Briefed:
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests/plugin"))

    def run(*options: str, tokens: int = 0) -> dict[str, Any]:
        config = tmp_path / "config.toml"
        config.write_text(CONFIG.format(notes=notes, folder=tmp_path, tokens=tokens))
        source = ROOT / "examples/one-story/cpa-wire.txt"
        done = forks.start(
            tmp_path, "brief", source, "--config", config, "--format", "json", *options
        )
        assert done.wait() == (4 if tokens else 0), done.err
        page: dict[str, Any] = json.loads(done.out)
        return page

    return run


def calls(notes: Path) -> int:
    return len(notes.read_text().splitlines())


def test_it_plugs_in_with_all_that_is_put_round_a_backend(briefing: Briefed, notes: Path) -> None:
    page = briefing()
    statements = [one for story in page["stories"] for one in story["statements"]]
    record = page["record"]
    assert {one["model"] for one in statements} == {"bird / parrot-1"}
    assert record["calls"] == calls(notes) == len(statements) + 1  # one was tried again
    assert record["tokens"] == 120 * len(statements)
    assert record["usd"] == pytest.approx(len(statements) * (100 * 2 + 20 * 10) / 1e6)

    again = briefing()
    assert again["stories"] == page["stories"]
    assert (again["record"]["calls"], again["record"]["cached"]) == (0, len(statements))

    before = calls(notes)
    briefing("--no-cache")
    assert calls(notes) == before + len(statements)


def test_it_is_held_to_the_budget(briefing: Briefed) -> None:
    page = briefing(tokens=1000)
    by = [one["written_by"] for story in page["stories"] for one in story["statements"]]
    assert by.count("model") >= 1
    assert by.count("source") >= 1
    assert page["record"]["tokens"] <= 1000
    assert "budget.tokens" in page["record"]["degraded"][0]
