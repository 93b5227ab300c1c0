"""What a server offers beside completions: a count of tokens, and a list of models."""

from __future__ import annotations

import pytest

from summarise.config import BackendConfig
from summarise.errors import BadAnswerError, RefusedError, UnreachableError
from summarise.models.openai import OpenAIBackend
from tests.models.asking import KEY, backend, refusal
from tests.scripted import Scripted, ScriptedServer

NO = Scripted(404, {"detail": "Not Found"})


@pytest.fixture
def counting_server(scripted_server: ScriptedServer) -> ScriptedServer:
    scripted_server.counts = True
    return scripted_server


@pytest.mark.parametrize(
    ("answers", "path", "body"),
    [
        ([Scripted(200, {"count": 3})], "/extras/tokenize/count", {"input": "Hi."}),
        ([NO, Scripted(200, {"tokens": [1, 2, 3]})], "/tokenize", {"content": "Hi."}),
        (
            [NO, refusal(400, "prompt: Field required"),
             Scripted(200, {"count": 3, "max_model_len": 9, "tokens": [1, 2, 3]})],
            "/tokenize",
            {"model": "m", "prompt": "Hi."},
        ),
    ],
)  # fmt: skip
def test_a_server_that_counts_is_asked_in_its_own_way_once_that_is_known(
    counting_server: ScriptedServer, answers: list[Scripted], path: str, body: dict[str, str]
) -> None:
    counting_server.script(*answers, answers[-1])
    asked = backend(counting_server)

    assert [asked.count("Hi."), asked.count("Hi.")] == [3, 3]
    first, again = counting_server.asked[-2:]
    assert (first.path, first.json) == (again.path, again.json) == (path, body)
    assert first.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "no",
    [
        NO,
        refusal(500, "oops"),
        Scripted(200, {"error": "Unexpected endpoint or method. (POST /tokenize)"}),
        Scripted(200, "<html>"),
        Scripted(200, {"count": -1}),
    ],
)
def test_a_server_that_does_not_count_is_asked_once_in_each_way_and_never_again(
    counting_server: ScriptedServer, no: Scripted
) -> None:
    counting_server.script(no, no, no)
    asked = backend(counting_server)

    assert [asked.count("Hi."), asked.count("Bye.")] == [None, None]


def test_a_server_that_breaks_off_is_not_asked_for_another_count(
    counting_server: ScriptedServer,
) -> None:
    counting_server.script(Scripted(200, {"count": 3}, hang_up_after=2))
    asked = backend(counting_server)

    assert [asked.count("Hi."), asked.count("Hi.")] == [None, None]


def test_a_public_host_is_not_asked_to_count(monkeypatch: pytest.MonkeyPatch) -> None:
    config = BackendConfig(base_url="https://api.example.com/v1", model="m")
    asked = OpenAIBackend("big", config, {})
    monkeypatch.setattr(asked, "_connected", lambda: pytest.fail("connected"))

    assert asked.count("Hi.") is None


def test_the_models_are_listed_as_the_server_names_them(scripted_server: ScriptedServer) -> None:
    listed = {"object": "list", "data": [{"id": "b", "object": "model"}, {"id": "a"}]}
    scripted_server.script(Scripted(200, listed), Scripted(200, {"data": []}))
    asked = backend(scripted_server)

    assert asked.models() == ("b", "a")
    assert asked.models() == ()
    assert (scripted_server.asked[0].method, scripted_server.asked[0].path) == ("GET", "/v1/models")


@pytest.mark.parametrize("answer", [NO, refusal(405, "no"), Scripted(200, {"ok": True})])
def test_a_server_without_a_list_of_models_has_none(
    scripted_server: ScriptedServer, answer: Scripted
) -> None:
    scripted_server.script(answer)

    assert backend(scripted_server).models() is None


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (refusal(401, "no"), RefusedError, "the key in KEY is not accepted"),
        (refusal(503, "loading"), UnreachableError, "loading"),
        (Scripted(200, {"data": []}, hang_up_after=3), UnreachableError, "broke"),
        (Scripted(200, "<html>"), BadAnswerError, "not a list of models; does base_url end"),
        (Scripted(200, {"data": [{"name": "a"}]}), BadAnswerError, "not a list of models"),
        (Scripted(200, {"error": {"code": 401, "message": "who?"}}), RefusedError, "who?"),
    ],
)
def test_a_list_of_models_that_fails_says_why(
    scripted_server: ScriptedServer, answer: Scripted, error: type[Exception], said: str
) -> None:
    scripted_server.script(answer)

    with pytest.raises(error, match=said.replace("?", r"\?")):
        backend(scripted_server).models()
