"""What the tests of load share: a way to write a file and read it back, a clock and a site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any, Protocol

import pytest

from summarise.config import InputConfig, WebConfig
from summarise.sources import kinds, load
from summarise.sources.fetch import Web
from summarise.sources.loader import Validator
from summarise.types import Loaded
from tests.sources.server import Site, serving

Reader = Callable[..., Loaded]
Install = Callable[[str], None]

PLUGINS = "tests.sources.plugins"


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


class Time:
    """A clock that only sleeping moves; ``slept`` holds each sleep, in seconds."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class MakeWeb(Protocol):
    def __call__(
        self,
        *,
        known: Mapping[str, Validator] = {},
        megabytes: float = 1.0,
        resolve: Mapping[str, Sequence[str]] | None = None,
        real: bool = False,
        **config: Any,
    ) -> Web: ...


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def make(time: Time) -> MakeWeb:
    """Make a Web that may ask 127.0.0.1, with a clock that stands, or the ``real`` one."""

    def make(
        *,
        known: Mapping[str, Validator] = {},
        megabytes: float = 1.0,
        resolve: Mapping[str, Sequence[str]] | None = None,
        real: bool = False,
        **config: Any,
    ) -> Web:
        more: dict[str, Any] = {} if real else {"clock": time.clock, "sleep": time.sleep}
        more["resolve"] = lambda host: found(resolve or {}, host)
        web = WebConfig(**{"allow": ("127.0.0.1",), "delay": 0.0, **config})
        return Web(web, InputConfig(max_megabytes=megabytes), known, **more)

    return make


def found(names: Mapping[str, Sequence[str]], host: str) -> Sequence[str]:
    if host not in names:
        raise OSError("no such name")
    return names[host]
