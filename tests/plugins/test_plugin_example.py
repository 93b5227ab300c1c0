"""The example of docs/plugin works as it stands: each kind is found, used and guarded."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from summarise.config import (
    BackendConfig,
    BriefingConfig,
    Config,
    MeaningConfig,
    PluginOutput,
    target,
)
from summarise.errors import ConfigError
from summarise.page.plugged_judge import plugged_judge
from summarise.pipeline import World, brief
from summarise.sources import document
from tests.commandline import Summarise
from tests.forked import ROOT, Forks

EXAMPLE = ROOT / "docs/plugin"
BROKEN = """
class Judge:
    def __init__(self, environment): ...
    def judge(self, questions): raise RuntimeError("s3cret")
class Output:
    def __init__(self, options, environment): ...
    def deliver(self, page, briefing, key): raise RuntimeError("s3cret")
raise_on_import = None
"""


def install(folder: Path, points: dict[str, dict[str, str]], name: str = "example") -> None:
    """Lay down what pip would: the metadata of a package beside its modules."""
    info = folder / f"{name}-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n")
    groups = (
        f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in own.items())
        for group, own in points.items()
    )
    (info / "entry_points.txt").write_text("\n".join(groups))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the example installed in it, which Python looks into."""
    folder = tmp_path / "site"
    shutil.copytree(EXAMPLE / "summarise_example", folder / "summarise_example")
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    install(folder, project["entry-points"], project["name"])
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


def test_they_are_listed_and_load(site: Path, summarise: Summarise) -> None:
    ran = summarise("plugins", "--check")
    assert ran.code == 0
    rows = [line.split() for line in ran.text.splitlines()[1:]]
    mine = [row for row in rows if "summarise-example" in row]
    assert [(row[0], row[-1]) for row in mine] == [
        ("backend", "yes"), ("loader", "yes"), ("output", "yes"), ("judge", "yes"),
    ]  # fmt: skip


def test_what_can_not_be_loaded_is_said(
    site: Path, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(site, {"summarise.judges": {"gone": "nowhere_at_all:Judge"}}, "gone")
    ran = summarise("plugins", "--check")
    assert ran.code == 2
    assert "no (ModuleNotFoundError)" in ran.text
    assert summarise("plugins").code == 0


def test_its_loader_reads_and_its_output_gets_the_page(
    site: Path, tmp_path: Path, forks: Forks
) -> None:
    (tmp_path / "news.memo").write_text(
        "Orle Courier: The bridge at Orle was closed on Monday for repairs.\nno outlet here\n"
    )
    config = tmp_path / "c.toml"
    config.write_text(
        f"""
[meaning]
encoder = "off"
[store]
path = "{tmp_path}/s.db"
[jobs.cards]
sources = ["{tmp_path}/news.memo"]
[[jobs.cards.outputs]]
kind = "plugin"
plugin = "card"
options = {{ folder = "{tmp_path}/cards" }}
format = "txt"
"""
    )
    run = forks.start(tmp_path, "run", "cards", "--config", config)
    assert run.wait() == 4, run.err  # a line was skipped
    assert "line 2: has no outlet" in run.err
    (card,) = (tmp_path / "cards").iterdir()
    assert "The bridge at Orle was closed" in card.read_text()


def page_of(judge: str, backend: str = "model") -> tuple[str, tuple[str, ...]]:
    config = Config(
        briefing=BriefingConfig(backend=backend, judge=judge, strategy="page"),
        backends={"model": BackendConfig(kind="first-words", context=32_768)},
        meaning=MeaningConfig(encoder="off"),
    )
    documents = [document("Some 12 houses at Orle burned down on Monday.", outlet="Courier")]
    made = brief(documents, config, World(environment={}))
    (story,) = made.stories
    return story.statements[0].written_by, made.record.degraded


def test_its_backend_writes_and_its_judge_judges(site: Path) -> None:
    assert page_of("rules")[0] == "model"
    assert page_of("plugin:two-reports")[0] == "source"


def test_a_judge_that_fails_costs_no_page_and_tells_nothing_of_its_text(site: Path) -> None:
    (site / "broken_plugin.py").write_text(BROKEN)
    install(site, {"summarise.judges": {"broken": "broken_plugin:Judge"}}, "broken")
    written_by, degraded = page_of("plugin:broken")
    assert written_by == "model"
    assert "RuntimeError" in " ".join(degraded)
    assert "s3cret" not in " ".join(degraded)


def test_an_output_that_fails_is_in_doubt(site: Path, tmp_path: Path, forks: Forks) -> None:
    (site / "broken_plugin.py").write_text(BROKEN)
    install(site, {"summarise.outputs": {"broken": "broken_plugin:Output"}}, "broken")
    (tmp_path / "a.txt").write_text("The bridge at Orle was closed on Monday.")
    config = tmp_path / "c.toml"
    config.write_text(
        f'[meaning]\nencoder = "off"\n[store]\npath = "{tmp_path}/s.db"\n[jobs.j]\n'
        f'sources = ["{tmp_path}/a.txt"]\n[[jobs.j.outputs]]\nkind = "plugin"\nplugin = "broken"\n'
    )
    run = forks.start(tmp_path, "run", "j", "--config", config)
    assert run.wait() == 5
    assert "nobody knows whether the page arrived" in run.err
    assert "s3cret" not in run.err


def test_what_is_not_installed_is_named_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='no judge "none" is installed'):
        plugged_judge(Config(briefing=BriefingConfig(judge="plugin:none")), {})


def test_an_output_is_called_after_its_plug_in() -> None:
    assert target(PluginOutput(plugin="card")) == "card"
    assert target(PluginOutput(plugin="card", name="mine")) == "mine"
