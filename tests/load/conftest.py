"""What the tests of load share: a way to write a file and read it back, and one child process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

import summarise.load
from summarise.config import InputConfig
from summarise.load import kinds, load
from summarise.load.worker import Worker
from summarise.types import Loaded

Reader = Callable[..., Loaded]
Install = Callable[[str], None]

PLUGINS = "tests.load.plugins"


class SharedWorker(Worker):
    """Lives on after a run, since it takes longer to start than most tests."""

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def shared() -> Iterator[SharedWorker]:
    worker = SharedWorker()
    yield worker
    worker.close()


@pytest.fixture(autouse=True)
def _one_child(shared: SharedWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summarise.load, "Worker", lambda: shared)


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Write ``data`` to a file, load that file with a good one, and return what came of it.

    The good one holds ``GOOD`` and comes last, so that a source may fail without InputError.
    """

    def write_and_load(name: str, data: bytes | str, config: InputConfig | None = None) -> Loaded:
        path, good = tmp_path / name, tmp_path / "zz_good.txt"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        good.write_text("Good.")
        found = load([str(path), str(good)], config or InputConfig())
        assert found.documents[-1].text == "Good."
        return Loaded(found.documents[:-1], found.skipped)

    return write_and_load


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install one of the plug-ins for .shout files, until the test is over."""

    def install(name: str) -> None:
        point = EntryPoint(".shout", f"{PLUGINS}:{name}", kinds.GROUP)
        monkeypatch.setattr(kinds, "entry_points", lambda group: EntryPoints([point]))

    return install
