"""What the README tells a reader to type works as it stands."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from summarise.config import load_config
from summarise.config.tables import chain
from tests.commandline import Summarise
from tests.forked import Forks

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder like a fresh clone, with a ``.venv`` that is the one the tests run in."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "examples", folder / "examples")
    (folder / ".venv/bin").mkdir(parents=True)
    script = folder / ".venv/bin/summarise"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m summarise "$@"\n')
    script.chmod(0o755)
    return folder


def test_ci_runs_the_test_command_of_the_readme() -> None:
    command = next(line for line in COMMANDS if line.endswith("pytest"))
    assert command in (ROOT / ".ci/run").read_text().splitlines()


def test_the_first_command_sets_up_and_writes_a_page() -> None:
    setup = "python3 -m venv .venv && .venv/bin/python -m pip install --quiet . && "
    assert COMMANDS[0].startswith(setup + ".venv/bin/summarise brief examples/")


def typed(command: str, folder: Path, summarise: Summarise) -> tuple[int, str, str]:
    """Do as a shell does with the command; return its code and what it printed.

    What is more to a shell than words is left to one, with a process of its own.
    """
    first, *words = shlex.split(command)
    if first == ".venv/bin/summarise" and not set(command) & set("|&;<>$`~\\"):
        ran = summarise(*words)
        return ran.code, ran.out.decode("utf-8", "replace"), ran.err
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("command", [c for c in COMMANDS if ".venv/bin/summarise" in c])
def test_each_command_works(
    command: str, folder: Path, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("SUMMARISE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(folder)
    command = command.split(" && ")[-1]  # the set-up itself is what CI does
    code, printed, err = typed(command, folder, summarise)
    output = re.search(r"--output (\S+)", command)
    said = f"summarise: wrote {output[1]}: " if output else ""
    assert (code, err[: len(said)]) == (0, said)
    assert len(err.splitlines()) == bool(output) or "--explain" in command
    page = (folder / output[1]).read_bytes() if output else printed.encode()
    if "summarise run" in command:  # a job's page goes where its config says
        page = (folder / "examples/morning/pages/latest.pdf").read_bytes()
    assert len(page) > (100 if "brief" in command else 20)


def test_what_leads_from_nothing_to_a_morning_does(
    tmp_path: Path, forks: Forks, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = README.partition("## From nothing to a morning")[2].partition("\n## ")[0]
    (block,) = re.findall(r"```text\n(.*?)```", section, re.S)
    for name in [name for name in os.environ if name.startswith("SUMMARISE_")]:
        monkeypatch.delenv(name)
    for name in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))  # no systemctl: nothing of ours is started
    monkeypatch.setenv("BROWSER", "/bin/true")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for command in block.splitlines():
        program, *words = shlex.split(command)
        assert program == "summarise"
        run = forks.start(tmp_path, *words, cwd=tmp_path)
        assert run.wait() == 0, (command, run.err)
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "site/index.html").is_file()
    assert (tmp_path / "CONFIG/systemd/user/summarise-morning.timer").is_file()


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_example_runs(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(code, {})
    assert capsys.readouterr().out == "The dam at Orle opened on Monday.\n"


@pytest.mark.parametrize("text", blocks("toml"))
def test_the_config_in_it_loads(text: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    config = load_config(path, {})
    assert chain(config, "write.fact") or config.jobs
    assert set(chain(config, "write.story")) <= set(tomllib.loads(text).get("backends", ()))


def test_every_link_to_a_file_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []
