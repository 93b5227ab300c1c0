from __future__ import annotations

import pytest

from summarise.models.openai.server import is_near, root, to_get, to_start


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:11434/v1", "is Ollama running? `ollama serve` starts it."),
        ("http://192.168.1.7:11434/v1", "is Ollama running? `ollama serve` starts it."),
        ("http://localhost:1234/v1", "is LM Studio's server running? `lms server start`"),
        ("http://[::1]:8080/v1", "is llama.cpp's server running? `llama-server -m model.gguf`"),
        ("http://box:8000/v1", "is vLLM or llama_cpp.server running? `vllm serve org/model`"),
        ("http://127.0.0.1:9/v1", "is it running?"),
        ("http://127.0.0.1/v1", "is it running?"),
        ("https://api.example.com:11434/v1", "is it running?"),
    ],
)
def test_a_server_that_is_not_there_is_told_by_its_port(url: str, said: str) -> None:
    assert to_start(url, "org/model").startswith(said)


@pytest.mark.parametrize(
    ("url", "said", "hint"),
    [
        ("http://x.example/v1", 'model "m" not found, try pulling it first', "`ollama pull m`"),
        ("http://127.0.0.1:11434/v1", "model 'm' not found", "`ollama pull m`"),
        ("http://127.0.0.1:11434/v1", "404 page not found", ""),
        ("http://127.0.0.1:8000/v1", "model 'm' not found", ""),
    ],
)
def test_a_model_is_got_from_ollama_and_from_nobody_else(url: str, said: str, hint: str) -> None:
    found = to_get(url, "m", said)

    assert hint in found
    assert bool(hint) == bool(found)


def test_a_name_in_a_command_can_not_be_another_command() -> None:
    assert "'m; rm -rf ~'" in to_start("http://127.0.0.1:8000/v1", "m; rm -rf ~")
    assert "`vllm serve MODEL`" in to_start("http://127.0.0.1:8000/v1", "")


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("127.0.0.1", True),
        ("[::1]", True),
        ("10.1.2.3", True),
        ("172.16.0.9", True),
        ("100.64.0.1", True),
        ("localhost", True),
        ("gpu-box", True),
        ("gpu.local", True),
        ("host.docker.internal", True),
        ("8.8.8.8", False),
        ("[2001:4860:4860::8888]", False),
        ("172.32.0.1", False),
        ("api.openai.com", False),
        ("notlocal.example", False),
    ],
)
def test_what_is_near_is_told_by_the_address(host: str, near: bool) -> None:
    assert is_near(f"http://me:hush@{host}:8000/v1") is near


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("http://127.0.0.1:8000/v1", "http://127.0.0.1:8000"),
        ("http://127.0.0.1:8000/v1/", "http://127.0.0.1:8000"),
        ("http://127.0.0.1:8000/api/v1", "http://127.0.0.1:8000/api"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_the_root_of_a_server_lies_above_its_api(url: str, found: str) -> None:
    assert root(url) == found
