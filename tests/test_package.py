"""What is built and installed is whole: wheel and sdist, with prompts and the example config."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest

from summarise.errors import install
from tests.commandline import Summarise

ROOT = Path(__file__).parents[1]
EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def run(*arguments: object, folder: Path, path: Path | None = None) -> str:
    """Run Python in the folder, with what is installed in ``path`` before all else."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "PYTHONPATH": str(path or ""),
            "SUMMARISE_MEANING__ENCODER": "off",  # what it depends on is not built here
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the sdist, and the wheel that is built from it."""
    clone = tmp_path_factory.mktemp("clone")
    skipped = shutil.ignore_patterns(".*", "__pycache__", "pages")
    shutil.copytree(ROOT, clone, ignore=skipped, dirs_exist_ok=True)
    out = tmp_path_factory.mktemp("built")
    run("-m", "hatchling", "build", "-t", "sdist", "-d", out, folder=clone)
    with tarfile.open(next(out.glob("*.tar.gz"))) as archive:
        archive.extractall(out, filter="data")
    source = next(path for path in out.iterdir() if path.is_dir())
    run("-m", "hatchling", "build", "-t", "wheel", "-d", out, folder=source)
    return out


@pytest.fixture(scope="module")
def installed(built: Path) -> Path:
    """Return the folder that pip has installed the wheel into, without what it depends on."""
    place = built / "installed"
    offline = ("--no-deps", "--no-index", "--quiet", "--disable-pip-version-check")
    wheel = next(built.glob("*.whl"))
    run("-m", "pip", "install", *offline, "--target", place, wheel, folder=built)
    return place


def test_an_installed_wheel_prints_the_example_config_and_lists_its_own_prompts(
    built: Path, installed: Path
) -> None:
    assert run("-m", "summarise", "config", "--example", folder=built, path=installed) == EXAMPLE
    prompts = run("-m", "summarise", "prompts", folder=built, path=installed)
    shipped = [path.stem for path in sorted((ROOT / "prompts").glob("*.jinja"))]
    assert [line.split()[0] for line in prompts.splitlines()] == shipped
    assert all(str(installed / "summarise") in line for line in prompts.splitlines())


def test_an_installed_wheel_writes_a_pdf(built: Path, installed: Path) -> None:
    report = built / "report.txt"
    report.write_text("The dam at Orle opened on Monday.\n")
    page = built / "page.pdf"
    run("-m", "summarise", "brief", report, "--output", page, folder=built, path=installed)
    assert page.read_bytes().startswith(b"%PDF")


def test_the_sdist_has_what_its_own_tests_need(built: Path) -> None:
    source = next(path for path in built.iterdir() if (path / "pyproject.toml").is_file())
    for name in ("tests", "cassettes", "examples", "prompts", "config.example.toml", "LICENSE"):
        assert (source / name).exists()


def test_the_command_prints_the_example_as_it_lies_in_the_repository(summarise: Summarise) -> None:
    ran = summarise("config", "--example")
    assert (ran.code, ran.out.decode("utf-8"), ran.err) == (0, EXAMPLE, "")


def test_config_without_a_flag_says_what_it_can_do(summarise: Summarise) -> None:
    ran = summarise("config")
    assert (ran.code, ran.out) == (2, b"")
    assert "summarise config --example" in ran.err


def test_hints_name_the_distribution_that_is_this_one_and_its_extras() -> None:
    project = PYPROJECT["project"]
    for extra in project["optional-dependencies"]:
        assert install(extra).endswith(f"'{project['name']}[{extra}]'")


def test_no_hint_names_a_stranger_on_the_index() -> None:
    places = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "config.example.toml"]
    places += [*(ROOT / "summarise").rglob("*.py"), *(ROOT / "docs").glob("*.md")]
    for path in places:
        text = path.read_text(encoding="utf-8")
        assert "summarise[" not in text.replace("summarise-briefing[", ""), path
        assert "pip install summarise\n" not in text, path
