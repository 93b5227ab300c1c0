from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import pytest

from summarise.config import InputConfig, WebConfig
from summarise.memory import Validator
from summarise.web import Web
from tests.web.server import Site, serving


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
