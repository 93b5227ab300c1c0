"""One server for a backend: started when needed, asked with a key, started again after a crash."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from summarise.config import BackendConfig, Config
from summarise.errors import RefusedError, UnreachableError
from summarise.models import Prompt, build
from summarise.models.local import LocalBackend
from tests.models.local_models import FAKE, asks, gguf, is_gone, local, until

PID = asks("os.getpid()")


@pytest.fixture(autouse=True)
def _fake_llama(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.syspath_prepend(str(FAKE))
    caplog.set_level(logging.INFO, "summarise.models.local")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return gguf(tmp_path / "small.gguf")


@pytest.fixture
def backend(model: Path) -> Iterator[LocalBackend]:
    made = local(model)
    yield made
    made.close()


def pid_of(backend: LocalBackend, asked: Prompt = PID) -> int:
    return int(backend.complete(asked).text)


def test_it_answers_from_a_process_of_its_own_and_says_that_it_starts(
    model: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ticks = iter((100.0, 102.5))
    backend = local(model, clock=lambda: next(ticks))
    before = caplog.messages[:]

    first = backend.complete(PID)
    second = backend.complete(PID)
    backend.close()

    assert before == []
    assert first == second
    assert (first.model, first.prompt_tokens, first.completion_tokens) == ("small.gguf", 5, 2)
    assert int(first.text) != os.getpid()
    assert caplog.messages == ["starting small.gguf ...", "small.gguf is ready after 2.5 s"]
    assert is_gone(int(first.text))


def test_it_is_a_kind_that_a_config_can_name(model: Path) -> None:
    config = Config(backends={"mine": BackendConfig(kind="local", model=str(model))})

    assert isinstance(build.build("mine", config, {}), LocalBackend)


def test_the_model_counts_tokens_itself(backend: LocalBackend) -> None:
    assert backend.count("one two three") == 3


def test_threads_share_one_server(backend: LocalBackend) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(pid_of, [backend] * 8))) == 1


def test_the_settings_of_the_server_are_those_of_the_config(model: Path) -> None:
    backend = local(model, context=1024)
    wanted = {
        "params.model.path": model,
        "params.model_alias": {"small.gguf"},
        "params.n_ctx": 1024,
        "params.n_parallel": 1,
        "params.sampling.seed": 0,
        "params.cpuparams.poll": 0,
        "params.hostnames": ["127.0.0.1"],
    }

    said = {name: backend.complete(asks(name)).text for name in wanted}
    backend.close()

    assert said == {name: str(value) for name, value in wanted.items()}


def test_each_call_in_flight_has_the_whole_context(model: Path) -> None:
    backend = local(model, context=1024, in_flight=3)

    said = backend.complete(asks("params.n_parallel, params.n_ctx")).text
    backend.close()

    assert said == "(3, 3072)"


def test_nobody_else_is_answered(backend: LocalBackend) -> None:
    backend.count("start")
    assert backend._server is not None
    url = f"{backend._server.url}/models"

    with pytest.raises(urllib.error.HTTPError, match="401") as caught:
        urllib.request.urlopen(url, timeout=60)
    caught.value.close()


def test_the_key_is_another_one_each_time_and_stands_nowhere(
    backend: LocalBackend, model: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = local(model)
    # In pieces, since a wire does not hand its own key on.
    spelt = asks("' '.join(params.api_keys[0])")
    key, other_key = (one.complete(spelt).text.replace(" ", "") for one in (backend, other))
    arguments = backend.complete(asks("sys.orig_argv, dict(os.environ)")).text
    assert backend._server is not None
    log = backend._server._last_lines()
    other.close()

    assert len(key) > 32
    assert key != other_key
    assert key not in arguments
    assert key not in log
    assert key not in caplog.text
    process = Path(f"/proc/{backend._server.pid}")
    if process.exists():
        assert key.encode() not in (process / "cmdline").read_bytes()
        assert key.encode() not in (process / "environ").read_bytes()


def test_a_message_that_would_quote_the_key_does_not(
    backend: LocalBackend, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(RefusedError, match=r"its last lines were: the key \[key\], twice;"):
        backend.complete(asks("crash(f'the key {params.api_keys[0]}')"))

    assert "were: the key [key]; starting it again" in caplog.text


def test_the_child_sees_little_of_the_environment(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_KEY", "secret")
    monkeypatch.setenv("N_CTX", "1")
    backend = local(model, environment={"HOME": "/home/me", "HOST": "0.0.0.0", "MODEL": "x"})

    seen = json.loads(backend.complete(asks("__import__('json').dumps(dict(os.environ))")).text)
    backend.close()

    # A Python without a locale sets LC_CTYPE for itself.
    assert seen.keys() - {"LC_CTYPE"} == {"HOME", "OMP_WAIT_POLICY", "GGML_NO_BACKTRACE"}


def test_a_proxy_is_not_asked_for_the_way_to_this_machine(
    backend: LocalBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert pid_of(backend)
    assert backend.count("one two") == 2


def test_nothing_in_the_working_directory_is_imported(
    backend: LocalBackend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong json')")
    (tmp_path / "xllamacpp.py").write_text("raise SystemExit('the wrong xllamacpp')")
    monkeypatch.chdir(tmp_path)

    assert pid_of(backend)


def test_after_a_crash_it_is_started_again_and_asked_again(
    backend: LocalBackend, caplog: pytest.LogCaptureFixture
) -> None:
    first = pid_of(backend)

    second = backend.complete(asks("crash() if once() else os.getpid()")).text

    assert int(second) != first
    assert is_gone(first)
    (warning,) = [one.message for one in caplog.records if one.levelname == "WARNING"]
    assert warning == (
        "the server of small.gguf ended (SIGABRT), without a word; starting it again"
    )


def test_a_crash_between_two_questions_is_mended_too(backend: LocalBackend) -> None:
    first = pid_of(backend)
    os.kill(first, signal.SIGKILL)

    assert backend.count("one two") in (2, None)
    assert pid_of(backend) != first
    assert backend.count("one two") == 2


def test_after_two_crashes_it_is_not_asked_again(
    backend: LocalBackend, caplog: pytest.LogCaptureFixture
) -> None:
    said = "ggml.c:42: GGML_ASSERT(n > 0) failed"

    with pytest.raises(RefusedError, match=r"small\.gguf ended \(SIGABRT\)") as caught:
        backend.complete(asks(f"crash({said!r})"))
    with pytest.raises(RefusedError) as again:
        backend.complete(PID)

    assert "its last lines were: ggml.c:42: GGML_ASSERT(n > 0) failed, twice" in str(caught.value)
    assert "backends.mine.model" in str(caught.value)
    assert str(again.value) == str(caught.value)
    assert backend.count("one") is None
    assert caplog.messages.count("starting small.gguf ...") == 2


def test_threads_whose_server_crashes_have_it_started_again_once(
    backend: LocalBackend, caplog: pytest.LogCaptureFixture
) -> None:
    first = pid_of(backend)
    waits = asks("time.sleep(60) if once() else os.getpid()")
    crashes = asks(f"crash() if os.getpid() == {first} else os.getpid()")

    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(pid_of, backend, waits)
        assert until(Path(f"{backend._weights.path}.asked").exists)
        crashing = pool.submit(pid_of, backend, crashes)

    assert first != waiting.result() == crashing.result()
    assert caplog.messages.count("starting small.gguf ...") == 2


def test_no_thread_closes_the_connection_that_another_one_reads_from(
    backend: LocalBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its number may be another connection's, before the other has heard of its end."""
    pid_of(backend)
    server = backend._server
    assert server is not None
    closed: list[str] = []
    monkeypatch.setattr(server._wire, "close", lambda: closed.append("at last"))
    with server.call():
        with server.call():
            server.close()
        assert closed == []
    assert closed == ["at last"]


def test_a_call_that_takes_too_long_is_given_up_and_no_crash(
    model: Path, caplog: pytest.LogCaptureFixture
) -> None:
    backend = local(model, timeout=0.5)

    with pytest.raises(UnreachableError, match=r"within 0\.5 seconds"):
        backend.complete(asks("time.sleep(60)"))
    backend.close()

    assert "ended" not in caplog.text


@pytest.mark.parametrize("busy", ["loading", "answering"])
def test_closing_ends_the_server_whatever_it_does(tmp_path: Path, busy: str) -> None:
    mark = tmp_path / "pid"
    write = f"__import__('pathlib').Path({str(mark)!r}).write_text(str(__import__('os').getpid()))"
    slow = f"{write} and __import__('time').sleep(60)"
    backend = local(gguf(tmp_path / "small.gguf", slow if busy == "loading" else ""))
    errors: list[Exception] = []
    asking = threading.Thread(target=lambda: errors.append(_refused(backend, slow)))

    asking.start()
    assert until(lambda: mark.exists() and mark.read_text() != "")
    backend.close()
    asking.join(60)

    assert "backend mine was closed" in str(errors[0])
    assert is_gone(int(mark.read_text()))
    with pytest.raises(RefusedError, match="backend mine was closed"):
        backend.complete(PID)


def test_a_backend_that_was_never_asked_has_nothing_to_close(backend: LocalBackend) -> None:
    backend.close()
    backend.close()
    assert backend.count("one") is None


def test_two_versions_of_a_file_are_told_apart(tmp_path: Path) -> None:
    first = local(gguf(tmp_path / "small.gguf")).identity
    second = local(gguf(tmp_path / "small.gguf", "# other weights")).identity

    assert first.startswith("small.gguf, ")
    assert first != second


def test_making_one_imports_nothing_heavy(model: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(FAKE)!r});"
        "from summarise.models.local import LocalBackend;"
        "from summarise.config import BackendConfig;"
        f"LocalBackend('x', BackendConfig(kind='local', model={str(model)!r}), {{}});"
        "sys.exit(bool({'openai', 'pydantic', 'xllamacpp'} & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _refused(backend: LocalBackend, expression: str) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        backend.complete(asks(expression))
    return caught.value
