"""Against recordings of llama.cpp's own server with SmolLM2."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx2
import pytest
from jsonschema import validate

from summarise.config import BackendConfig
from summarise.errors import BadAnswerError, RefusedError
from summarise.models import Prompt
from summarise.models.openai import OpenAIBackend
from summarise.models.openai.dialect import Dialect
from tests.models.asking import ASKS_JSON, PLAIN
from tests.recordings import OpenCassette


def test_a_real_server_answers_a_plain_prompt(
    cassette: OpenCassette, recorded_backend: OpenAIBackend
) -> None:
    with cassette("plain-completion"):
        answer = recorded_backend.complete(replace(PLAIN, max_tokens=64))

    assert answer.text
    assert answer.prompt_tokens > 0
    assert answer.completion_tokens > 0


def test_a_real_server_obeys_a_json_schema(
    cassette: OpenCassette, recorded_backend: OpenAIBackend
) -> None:
    with cassette("json-schema") as played:
        answer = recorded_backend.complete(ASKS_JSON)

    assert [response["status"]["code"] for response in played.responses] == [200]
    assert recorded_backend.dialect == Dialect()
    assert ASKS_JSON.schema is not None
    validate(json.loads(answer.text), ASKS_JSON.schema)


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

    with (
        cassette("context-exceeded"),
        pytest.raises(BadAnswerError, match=r"context size.*too long"),
    ):
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
