"""The recordings themselves are tested: a playback that can't fail proves nothing."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import yaml
from vcr.request import Request

from summarise.config import BackendConfig
from summarise.models import Prompt
from summarise.models.openai import OpenAIBackend
from summarise.models.resilience import Retry
from tests.recordings import CASSETTES, REPLAY_URL, RecordedFrom, json_body, playing
from tests.scripted import Scripted, ScriptedServer, completion

HELLO = Prompt("greeting", "", "Hello.", max_tokens=16)
BYE = Prompt("greeting", "", "Bye.", max_tokens=16)


def backend(url: str = REPLAY_URL) -> OpenAIBackend:
    return OpenAIBackend("recorded", BackendConfig(base_url=url, model="m"), {})


def replaying(folder: Path) -> AbstractContextManager[Any]:
    return playing("hello", None, folder)


@pytest.fixture
def hello(scripted_server: ScriptedServer, tmp_path: Path) -> Path:
    """A folder with a recording, of the scripted server, for the tests of recording itself."""
    body = {
        **completion("Hi."),
        "at": "/home/someone/lib/site-packages/thing.py",
        "id": "chatcmpl-4711",
        "created": 4711,
        "timings": {"prompt_ms": 4711},
    }
    scripted_server.script(Scripted(200, body, {"Set-Cookie": "session=1"}))
    origin = RecordedFrom(scripted_server.url, "scripted", "none", "2026-01-01")
    with playing("hello", origin, tmp_path):
        backend(scripted_server.url).complete(HELLO)
    return tmp_path


def test_a_recording_plays_back_at_any_address(hello: Path) -> None:
    with replaying(hello):
        assert backend("http://127.0.0.1:9/v1").complete(HELLO).text == "Hi."


def test_a_recording_says_where_it_comes_from_and_nothing_of_the_machine(hello: Path) -> None:
    text = (hello / "hello.yaml").read_text()
    recording = yaml.safe_load(text)
    request = recording["interactions"][0]["request"]
    response = recording["interactions"][0]["response"]

    assert next(iter(recording)) == "recorded_from"
    assert recording["recorded_from"]["server"] == "scripted"
    assert recording["recorded_from"]["model"] == "none"
    assert str(recording["recorded_from"]["date"]) == "2026-01-01"
    assert request["uri"] == f"{REPLAY_URL}/chat/completions"
    assert {key.lower() for key in request["headers"]} == {"content-type"}
    assert {key.lower() for key in response["headers"]} == {"content-type"}
    for secret in ("Bearer", "session", "/home", "4711"):
        assert secret not in text


def test_recording_again_starts_from_nothing(hello: Path, scripted_server: ScriptedServer) -> None:
    scripted_server.script(Scripted(200, completion("Ciao.")))
    origin = RecordedFrom(scripted_server.url, "scripted", "none", "2026-02-02")

    with playing("hello", origin, hello) as cassette:
        backend(scripted_server.url).complete(BYE)

    assert len(cassette) == 1
    with replaying(hello):
        assert backend().complete(BYE).text == "Ciao."


def test_a_changed_request_fails_with_a_diff_and_is_not_retried(hello: Path) -> None:
    retrying = Retry(backend(), 5, lambda _: pytest.fail("retried"))

    with pytest.raises(pytest.fail.Exception) as caught, replaying(hello):
        retrying.complete(BYE)

    assert '-   "content": "Hello."' in str(caught.value)
    assert '+   "content": "Bye."' in str(caught.value)


def test_a_changed_request_fails_even_when_the_failure_is_swallowed(hello: Path) -> None:
    def swallow() -> None:
        try:
            backend().complete(BYE)
        except BaseException:
            return

    with pytest.raises(pytest.fail.Exception, match="recording differs"), replaying(hello):
        swallow()


def test_a_missing_recording_fails_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"hello\.yaml: no such"), replaying(tmp_path):
        pass


def test_a_recording_plays_once(hello: Path) -> None:
    def twice() -> None:
        with replaying(hello):
            backend().complete(HELLO)
            backend().complete(HELLO)

    with pytest.raises(pytest.fail.Exception, match="all 1 recordings are played"):
        twice()


def test_a_recording_that_nobody_asks_for_fails(hello: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="1 recordings were never"), replaying(hello):
        pass


def test_a_failing_test_keeps_its_own_error(hello: Path) -> None:
    with pytest.raises(ZeroDivisionError), replaying(hello):
        raise ZeroDivisionError


def test_a_failed_recording_leaves_the_old_one(hello: Path) -> None:
    before = (hello / "hello.yaml").read_text()
    origin = RecordedFrom(REPLAY_URL, "scripted", "none", "2026-02-02")

    with pytest.raises(ZeroDivisionError), playing("hello", origin, hello):
        raise ZeroDivisionError

    assert (hello / "hello.yaml").read_text() == before


def test_a_cassette_without_its_origin_is_refused(hello: Path) -> None:
    path = hello / "hello.yaml"
    recording = yaml.safe_load(path.read_text())
    del recording["recorded_from"]["model"]
    path.write_text(yaml.safe_dump(recording))

    with pytest.raises(AssertionError, match=r"model.*missing"), replaying(hello):
        pass


@pytest.mark.parametrize(
    ("ours", "recorded", "same"),
    [
        ('{"a": 1, "b": 2}', '{"b":2,"a":1}', True),
        ("", "", True),
        ('{"a": 1}', '{"a": true}', False),
        ('{"a": 1}', '{"a": "1"}', False),
        ("not json", "not json", False),
        ("", "{}", False),
    ],
)
def test_requests_match_on_parsed_json_and_what_does_not_parse_matches_nothing(
    ours: str, recorded: str, same: bool
) -> None:
    requests = [Request("POST", REPLAY_URL, body, {}) for body in (ours, recorded)]

    if same:
        json_body(*requests)
    else:
        with pytest.raises(AssertionError):
            json_body(*requests)


@pytest.mark.parametrize("path", sorted(CASSETTES.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_cassette_is_clean(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    recording = yaml.safe_load(text)

    assert {"server", "model", "date"} <= set(recording["recorded_from"])
    assert not re.search(r"(?i)authorization|bearer|cookie|api[-_]key", text)
    assert not re.search(r"/(home|root|tmp|Users|work|usr|opt|var|private)/|[A-Z]:\\\\", text)
    assert set(re.findall(r"https?://[^/\s]+", text)) == {"http://127.0.0.1:8080"}
