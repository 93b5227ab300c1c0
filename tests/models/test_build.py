from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import Any

import pytest

from summarise.config import BackendConfig, Config
from summarise.errors import ConfigError, RefusedError
from summarise.models import LONGEST_NAME, Completion, Prompt, build, close, count
from summarise.models.build import GROUP


class Plain:
    """A plug-in that tells what it was built with."""

    def __init__(self, name: str, config: BackendConfig, environment: dict[str, str]) -> None:
        self.told = (name, config.model, environment)

    def complete(self, prompt: Prompt) -> Completion:
        return Completion(repr(self.told), "plain")


def config(**backend: Any) -> Config:
    return Config(backends={"mine": BackendConfig(**backend)})


def installed(patch: pytest.MonkeyPatch, *points: EntryPoint) -> None:
    patch.setattr(build, "entry_points", lambda group: points)


def test_a_backend_is_built_by_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, EntryPoint("plain", f"{__name__}:Plain", GROUP))

    backend = build.build("mine", config(kind="plain", model="m"), {"A": "b"})

    answer = backend.complete(Prompt("greeting", "", "Hello."))
    assert answer.text == repr(("mine", "m", {"A": "b"}))


def test_what_a_plug_in_calls_its_model_is_one_short_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Wordy(Plain):
        def complete(self, prompt: Prompt) -> Completion:
            return Completion("Hello.", "m\n\u202e" + "n" * 20_000)

    installed(monkeypatch, EntryPoint("wordy", "x:Y", GROUP))
    monkeypatch.setattr(build, "_load", lambda name, kind: Wordy)

    answer = build.build("mine", config(kind="wordy"), {}).complete(Prompt("g", "", "Hello."))

    assert answer.model == "m nnn".ljust(LONGEST_NAME - 1, "n") + "…"


def test_what_goes_wrong_in_a_plug_in_is_told_and_costs_no_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Broken(Plain):
        def complete(self, prompt: Prompt) -> Completion:
            raise ValueError("sk-secret")

    installed(monkeypatch, EntryPoint("broken", "x:Y", GROUP))
    monkeypatch.setattr(build, "_load", lambda name, kind: Broken)
    with pytest.raises(RefusedError, match=r"backend mine failed \(ValueError\)") as caught:
        build.build("mine", config(kind="broken"), {}).complete(Prompt("greeting", "", "Hello."))
    assert caught.value.tokens is None


def test_a_plug_in_that_returns_something_else_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Plain):
        def complete(self, prompt: Prompt) -> Completion:
            return None  # type: ignore[return-value]

    installed(monkeypatch, EntryPoint("silent", "x:Y", GROUP))
    monkeypatch.setattr(build, "_load", lambda name, kind: Silent)
    with pytest.raises(RefusedError, match="it returned NoneType"):
        build.build("mine", config(kind="silent"), {}).complete(Prompt("greeting", "", "Hello."))


def test_a_plug_in_that_can_neither_count_nor_close_costs_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Clumsy(Plain):
        def count(self, text: str) -> int:
            raise ValueError

        def close(self) -> None:
            raise RuntimeError

    installed(monkeypatch, EntryPoint("clumsy", "x:Y", GROUP))
    monkeypatch.setattr(build, "_load", lambda name, kind: Clumsy)
    backend = build.build("mine", config(kind="clumsy"), {})
    assert count(backend, "text") is None
    close(backend)
    assert "could not be closed (RuntimeError)" in caplog.text


def test_a_plug_in_that_can_not_be_made_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(*_: object) -> Plain:
        raise KeyError("sk-secret")

    installed(monkeypatch, EntryPoint("broken", "x:Y", GROUP))
    monkeypatch.setattr(build, "_load", lambda name, kind: made)
    with pytest.raises(ConfigError, match=r"backends\.mine\.kind: .*\(KeyError\)") as caught:
        build.build("mine", config(kind="broken"), {})
    assert "sk-secret" not in str(caught.value)


def test_the_own_kind_is_known_without_any_installed_metadata(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed(monkeypatch)

    assert build.build("mine", config(base_url="http://127.0.0.1:1/v1"), {})


def test_the_own_kind_is_an_entry_point_of_the_installed_package() -> None:
    assert build.kinds()["openai"].value == "summarise.models.openai:OpenAIBackend"


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
