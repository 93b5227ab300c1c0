"""Against recordings of llama_cpp.server with SmolLM2."""

from __future__ import annotations

import httpx2
import pytest

from summarise.backends import Prompt
from summarise.backends.openai import OpenAIBackend
from summarise.backends.openai.dialect import Dialect
from summarise.config import BackendConfig
from summarise.errors import (
    BadAnswerError,
    RefusedError,
)
from tests.backends.asking import ASKS_JSON, PLAIN
from tests.recordings import OpenCassette


def test_a_real_server_answers_a_plain_prompt(
    cassette: OpenCassette, recorded_backend: OpenAIBackend
) -> None:
    with cassette("plain-completion"):
        answer = recorded_backend.complete(PLAIN)

    assert answer.text
    assert answer.prompt_tokens > 0
    assert answer.completion_tokens > 0


def test_a_real_server_that_refuses_json_schema_is_asked_for_a_json_object_once_and_for_all(
    cassette: OpenCassette, recorded_backend: OpenAIBackend
) -> None:
    with cassette("json-schema-to-json-object") as played:
        first = recorded_backend.complete(ASKS_JSON)
        second = recorded_backend.complete(ASKS_JSON)

    statuses = [response["status"]["code"] for response in played.responses]
    assert statuses == [500, 200, 200]
    assert recorded_backend.dialect == Dialect(form="json_object_with_schema")
    assert first.text.startswith("{")
    assert second.text.startswith("{")


def test_a_real_server_cuts_a_long_answer_and_the_cut_is_noticed(
    cassette: OpenCassette, recorded_backend: OpenAIBackend
) -> None:
    prompt = Prompt("story", "", "Write a long story.", max_tokens=4)

    with cassette("cut"), pytest.raises(BadAnswerError, match="is cut"):
        recorded_backend.complete(prompt)


def test_a_real_server_refuses_a_prompt_that_is_longer_than_its_context(
    cassette: OpenCassette, recorded_backend: OpenAIBackend
) -> None:
    prompt = Prompt("long", "", "a " * 8200, max_tokens=4)

    with cassette("context-exceeded"), pytest.raises(BadAnswerError, match="maximum context"):
        recorded_backend.complete(prompt)


def test_a_real_server_counts_the_tokens_of_a_text(
    cassette: OpenCassette, recorded_backend: OpenAIBackend
) -> None:
    with cassette("tokens-counted"):
        number = recorded_backend.count("The dam at Orle opened on Monday after nine years.")

    assert number is not None
    assert 8 < number < 30


def test_a_real_server_lists_its_models(
    cassette: OpenCassette, recorded_backend: OpenAIBackend
) -> None:
    with cassette("models-listed"):
        there = recorded_backend.models()

    assert there is not None
    assert len(there) == 1


def test_a_real_server_at_another_address_is_not_found(
    cassette: OpenCassette, recorded_url: str, http_client: httpx2.Client
) -> None:
    config = BackendConfig(base_url=recorded_url.replace("/v1", "/v2"), model="smollm2")
    elsewhere = OpenAIBackend("wrong", config, {}, http_client)

    with cassette("not-found"), pytest.raises(RefusedError, match=r"404.*does base_url end in /v1"):
        elsewhere.complete(PLAIN)
