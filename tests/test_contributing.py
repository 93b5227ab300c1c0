"""What CONTRIBUTING.md has a reader write works as it stands there."""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from summarise import render
from tests.forked import Forks
from tests.render.render_briefings import BRIEFING

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MOST_LINES = 10


def block(heading: str, language: str) -> str:
    """Return the first block of code under a heading."""
    section = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    match = re.search(rf"```{language}\n(.*?)```", section, re.S)
    assert match, heading
    return match[1]


def install(folder: Path, heading: str) -> None:
    """Put a package with the code under a heading, and its entry points, into a folder."""
    (folder / "my_package.py").write_text(block(heading, "python"), encoding="utf-8")
    groups = tomllib.loads(block(heading, "toml"))["project"]["entry-points"]
    lines = [
        line
        for group, points in groups.items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in points.items()))
    ]
    about = folder / "my_package-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: my_package\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("\n".join(lines))


@pytest.fixture
def brief(
    forks: Forks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., dict[str, object]]:
    """Make a page in a folder, with what is installed in it."""
    for name in [name for name in os.environ if name.startswith("SUMMARISE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("SUMMARISE_MEANING__ENCODER", "off")

    def run(*arguments: str) -> dict[str, object]:
        run = forks.start(tmp_path, "brief", *arguments, "--format", "json", cwd=tmp_path)
        assert (run.wait(), run.err) == (0, "")
        page: dict[str, object] = json.loads(run.out)
        return page

    return run


@pytest.mark.parametrize("kind", ["loader", "backend", "renderer"])
def test_each_takes_ten_lines(kind: str) -> None:
    lines = [line for line in block(f"Add a {kind}", "python").splitlines() if line.strip()]
    assert len(lines) <= MOST_LINES


def test_the_loader_reads_its_files(
    tmp_path: Path, brief: Callable[..., dict[str, object]]
) -> None:
    install(tmp_path, "Add a loader")
    captions = (
        "1\n00:00:01,000 --> 00:00:03,500\nThe dam at Orle\n\n2\n00:00:04,000 --> 00:00:05,000\n"
    )
    (tmp_path / "news.srt").write_text(captions + "opened on Monday.\n")
    page = brief("news.srt")
    assert page["lede"] == "The dam at Orle opened on Monday."


def test_the_backend_words_the_page(
    tmp_path: Path, brief: Callable[..., dict[str, object]]
) -> None:
    install(tmp_path, "Add a backend")
    (tmp_path / "report.txt").write_text("The dam at Orle opened on Monday.\n")
    (tmp_path / "answer.py").write_text(
        "import json, re, sys\n"
        'print(json.dumps({"text": re.findall("<<< (.*) >>>", sys.stdin.read())[0]}))\n'
    )
    (tmp_path / "config.toml").write_text(
        '[briefing]\nbackend = "mine"\nstrategy = "fact"\n[cache]\nenabled = false\n'
        f'[backends.mine]\nkind = "program"\nmodel = \'"{sys.executable}" answer.py\'\n'
    )
    page = brief("report.txt", "--config", "config.toml")
    assert page["lede"] == "The dam at Orle opened on Monday."
    record = page["record"]
    assert isinstance(record, dict)
    assert record["model"] == "answer.py"


def test_the_renderer_writes_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "org_format.py").write_text(block("Add a renderer", "python"), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    renderer = importlib.import_module("org_format").OrgRenderer
    monkeypatch.setitem(render._RENDERERS, "org", renderer)
    written = render.render(BRIEFING, "org").decode()  # type: ignore[arg-type]
    assert written.startswith(f"* {BRIEFING.headline}\n")
    assert "** " in written


def test_every_link_to_a_file_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT)
    assert [link for link in links if not (ROOT / link).exists()] == []
