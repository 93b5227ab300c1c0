from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import Any

import pytest

from summarise.backends import Completion, Prompt, build
from summarise.backends.build import GROUP
from summarise.backends.meter import Meter
from summarise.backends.retry import Retry
from summarise.config import BackendConfig, Config
from summarise.errors import ConfigError, UnreachableError


class Flaky:
    """A plug-in that fails once."""

    def __init__(self, name: str, config: BackendConfig, environment: dict[str, str]) -> None:
        self.told = (name, config.model, environment)
        self.calls = 0

    def complete(self, prompt: Prompt) -> Completion:
        self.calls += 1
        if self.calls == 1:
            raise UnreachableError("down")
        return Completion(repr(self.told), "flaky")


def config(**backend: Any) -> Config:
    return Config(backends={"mine": BackendConfig(**backend)})


def installed(patch: pytest.MonkeyPatch, *points: EntryPoint) -> None:
    patch.setattr(build, "entry_points", lambda group: points)


def test_a_backend_is_built_by_its_kind_and_wrapped_in_retry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed(monkeypatch, EntryPoint("flaky", f"{__name__}:Flaky", GROUP))
    slept: list[float] = []

    backend = build.build("mine", config(kind="flaky", model="m"), {"A": "b"}, slept.append)
    answer = backend.complete(Prompt("greeting", "", "Hello."))

    assert answer.text == repr(("mine", "m", {"A": "b"}))
    assert len(slept) == 1


def test_closing_reaches_the_backend_through_all_that_holds_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed: list[str] = []

    class Closing(Flaky):
        def close(self) -> None:
            closed.append(self.told[0])

    monkeypatch.setattr(build, "_load", lambda name, kind: Closing)
    build.close(Meter(build.build("mine", config(), {})))

    assert closed == ["mine"]


def test_a_backend_without_a_way_to_close_it_is_left_alone() -> None:
    retry = Retry(Flaky("mine", BackendConfig(), {}), 1)
    build.close(retry)
    build.close(None)
    assert not hasattr(Flaky, "close")


def test_a_backend_that_fails_to_close_costs_no_page() -> None:
    tried = []

    class Stuck:
        def close(self) -> None:
            tried.append(self)
            raise OSError("stuck")

    build.close(Stuck())
    assert len(tried) == 1


def test_the_own_kind_is_known_without_any_installed_metadata(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed(monkeypatch)

    assert build.build("mine", config(base_url="http://127.0.0.1:1/v1"), {})


def test_the_own_kind_is_an_entry_point_of_the_installed_package() -> None:
    assert build.kinds()["openai"].value == "summarise.backends.openai:OpenAIBackend"


def test_an_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(ConfigError, match=r"backends\.mine\.kind.*there are: .*openai"):
        build.build("mine", config(kind="opena"), {})


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ConfigError, match=r"backends\.yours.*there are: mine"):
        build.build("yours", config(), {})


def test_a_plug_in_that_can_not_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, EntryPoint("broken", "no_such_module:Backend", GROUP))

    with pytest.raises(ConfigError, match="'broken' is installed but can't be loaded"):
        build.build("mine", config(kind="broken"), {})
