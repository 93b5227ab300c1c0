"""How batches are made and watched, and what can go wrong, at a scripted server."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator

import httpx2
import pytest

from summarise.backends.batch import files as batch_files
from summarise.backends.batch.client import BatchClient
from summarise.backends.batch.errors import DoubtError, LostError
from summarise.backends.batch.transfer import Timed
from summarise.backends.openai import OpenAIBackend
from summarise.backends.wrappers.deadline import deadline
from summarise.config import BackendConfig
from summarise.errors import BackendError, ConfigError, RefusedError, UnreachableError
from tests.backends.asking import KEY, PLAIN
from tests.backends.batching import REQUESTS, A, client_of, fetched, numbering, submitted
from tests.batches import BatchServer, Scripted
from tests.scripted import completion


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with numbering() as server:
        yield server


@pytest.fixture
def client(server: BatchServer) -> Iterator[BatchClient]:
    client = client_of(server)
    yield client
    client.close()


def test_a_batch_is_one_file_of_requests_under_their_keys(
    server: BatchServer, client: BatchClient
) -> None:
    batch_id = submitted(client)

    assert server.paths == ["POST /v1/files", "POST /v1/batches"]
    assert [json.loads(line) for line in server.files["file-1"].splitlines()] == [
        {"custom_id": key, "method": "POST", "url": "/v1/chat/completions", "body": body}
        for key, body in REQUESTS.items()
    ]
    assert server.asked[1].json == {
        "input_file_id": "file-1",
        "endpoint": "/v1/chat/completions",
        "completion_window": "24h",
        "metadata": {"tool": "summarise"},
    }
    assert list(server.batches) == [batch_id]


def test_no_character_of_a_prompt_ends_its_line(server: BatchServer, client: BatchClient) -> None:
    text = "one\ntwo\r\u2028three\u0085 Київ 東京 \ud800"

    submitted(client, {A: {"text": text}})

    assert len(server.files["file-1"].splitlines()) == 1
    assert server.batches["batch_1"].requests == {A: {"text": text}}


def test_a_batch_of_nothing_is_refused_and_not_sent(
    server: BatchServer, client: BatchClient
) -> None:
    with pytest.raises(RefusedError, match="nothing to ask"):
        submitted(client, {})

    assert not server.asked


def test_a_batch_tells_how_far_it_is_in_a_sentence(
    server: BatchServer, client: BatchClient
) -> None:
    server.course.steps = ("validating", "in_progress", "finalizing")
    batch_id = submitted(client)

    looks = [client.state(batch_id) for _ in range(4)]

    assert [(look.status, look.done, look.completed, look.total) for look in looks] == [
        ("validating", False, 0, 0),
        ("in_progress", False, 1, 4),
        ("finalizing", False, 2, 4),
        ("completed", True, 4, 4),
    ]
    who = f"Batch batch_1 of backend small ({server.url})"
    assert [look.sentence for look in looks] == [
        f"{who} is being checked.",
        f"{who} is being worked on: 1 of 4 prompts are answered.",
        f"{who} is nearly done: 2 of 4 prompts are answered.",
        f"{who} is done: 4 of 4 prompts are answered.",
    ]


@pytest.mark.parametrize(
    ("status", "done", "said"),
    [("COMPLETED", True, "is done."), ("queued\n up", False, 'is "queued up".')],
)
def test_a_status_in_other_words_is_no_reason_to_give_up(
    server: BatchServer, client: BatchClient, status: str, done: bool, said: str
) -> None:
    server.interrupt("GET /v1/batches", Scripted(200, {"id": "batch_1", "status": status}))

    state = client.state("batch_1")

    assert (state.status, state.done) == (status, done)
    assert state.sentence.endswith(said)


def test_an_expired_batch_says_how_many_prompts_are_missing(
    server: BatchServer, client: BatchClient
) -> None:
    server.course.expire_after = 1

    state = client.state(submitted(client))

    assert state.done
    assert "expired before it was done: 1 of 4 prompts are answered, 3 are not." in state.sentence


@pytest.mark.parametrize("look", [BatchClient.state, fetched])
def test_a_batch_that_failed_as_a_whole_is_refused_in_the_servers_words(
    server: BatchServer, client: BatchClient, look: Callable[[BatchClient, str], object]
) -> None:
    server.course.refuse = ("line 1 is bad", f"{KEY}\nis over its limit", "third", "fourth")
    batch_id = submitted(client)

    with pytest.raises(LostError) as caught:
        look(client, batch_id)

    assert str(caught.value) == (
        f"backend small ({server.url}) refused batch batch_1 (line 1 is bad; [key] is over its "
        "limit; third) and 1 more; mend what it names, or set mode = "
        '"live" in [backends.small].'
    )


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        (None, "batch b; mend"),
        ("", "batch b; mend"),
        ({"data": None}, r"batch b; mend|batch b \({"),
        ({"data": [None, {"message": None}, {"message": "no"}]}, r"no\); mend"),
        ("too long", r"batch b \(too long\); mend"),
    ],
)
def test_a_batch_that_failed_is_refused_in_whatever_form_the_reason_comes(
    server: BatchServer, client: BatchClient, errors: object, said: str
) -> None:
    failed = {"id": "b", "status": "failed", "errors": errors}
    server.interrupt("GET /v1/batches", Scripted(200, failed))

    with pytest.raises(RefusedError, match=said):
        client.state("b")


@pytest.mark.parametrize("status", [404, 405, 501])
@pytest.mark.parametrize("path", ["POST /v1/files", "POST /v1/batches"])
def test_a_server_without_batches_is_refused_by_that_reason(
    server: BatchServer, client: BatchClient, status: int, path: str
) -> None:
    server.interrupt(path, Scripted(status, {"error": {"message": "what is that?"}}))

    with pytest.raises(
        RefusedError,
        match=rf"{status} \(what is that\?\); this server offers no batches: "
        r'set mode = "live" in \[backends\.small\]',
    ):
        submitted(client)


@pytest.mark.parametrize(
    ("status", "reason"), [(400, "if it takes none at all, set mode"), (413, "is too large")]
)
def test_a_batch_that_the_server_does_not_take_is_refused(
    server: BatchServer, client: BatchClient, status: int, reason: str
) -> None:
    server.interrupt("POST /v1/files", Scripted(status, {"error": {"message": "no"}}))

    with pytest.raises(RefusedError, match=reason):
        submitted(client)


@pytest.mark.parametrize("call", [BatchClient.state, fetched])
def test_an_id_that_the_server_does_not_know_is_refused(
    client: BatchClient, call: Callable[[BatchClient, str], object]
) -> None:
    with pytest.raises(LostError, match=r"it has no batch batch_7: check the id, .*small"):
        call(client, "batch_7")


@pytest.mark.parametrize("call", [BatchClient.state, fetched])
@pytest.mark.parametrize("batch_id", ["", "..", "a b", "--help", "a\nb", "a;b", "é"])
def test_what_can_not_be_an_id_is_refused_without_asking(
    server: BatchServer,
    client: BatchClient,
    call: Callable[[BatchClient, str], object],
    batch_id: str,
) -> None:
    with pytest.raises(RefusedError, match="is not the id of a batch"):
        call(client, batch_id)

    assert not server.asked


@pytest.mark.parametrize("path", ["POST /v1/files", "POST /v1/batches", "GET /v1/batches"])
@pytest.mark.parametrize("body", ["<html>Hi</html>", {}, {"id": ""}, {"id": "a b"}, {"id": 1}])
def test_an_answer_that_is_no_batch_is_refused(
    server: BatchServer, client: BatchClient, path: str, body: object
) -> None:
    server.interrupt(path, Scripted(200, body))

    with pytest.raises(RefusedError, match="something that is no batch"):
        client.state(submitted(client))


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        *((path, 401, RefusedError) for path in ("POST /v1/files", "POST /v1/batches", "GET ")),
        *((path, 429, UnreachableError) for path in ("POST /v1/files", "POST /v1/batches", "GET ")),
        *((path, 500, UnreachableError) for path in ("POST /v1/files", "GET ")),
        ("POST /v1/batches", 500, DoubtError),
    ],
)
def test_other_errors_are_those_of_any_call_and_never_hold_the_key(
    server: BatchServer, client: BatchClient, path: str, status: int, kind: type[BackendError]
) -> None:
    server.interrupt(path, Scripted(status, {"error": {"message": f"Bearer {KEY} can't"}}))

    with pytest.raises(kind, match=str(status)) as caught:
        fetched(client, submitted(client))

    assert server.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in str(caught.value)


def test_a_server_that_says_nothing_times_out(server: BatchServer) -> None:
    server.interrupt("GET /v1/batches", Scripted(hold=True))

    with pytest.raises(UnreachableError, match=r"within 0\.1 seconds"):
        client_of(server, timeout=0.1).state("batch_1")


def test_a_look_takes_no_longer_than_a_call_may_however_slowly_it_is_answered(
    server: BatchServer,
) -> None:
    batch_id = submitted(client_of(server))
    slow = Scripted(200, server.batches[batch_id].described(), drip=0.05)
    server.interrupt("GET /v1/batches", slow)

    with pytest.raises(UnreachableError, match=r"within 0\.2 seconds"):
        client_of(server, timeout=0.2).state(batch_id)


def test_answers_may_take_longer_than_a_call(server: BatchServer, client: BatchClient) -> None:
    batch_id = submitted(client, {A: REQUESTS[A]})
    client.state(batch_id)
    content = server.files[str(server.batches[batch_id].output_file_id)]
    server.interrupt("GET /v1/files", Scripted(200, content, drip=0.8 / len(content)))

    assert list(client_of(server, timeout=0.5).results(batch_id, [A]).answers) == [A]


def test_a_key_that_is_not_set_is_refused_like_that_of_any_backend() -> None:
    with pytest.raises(ConfigError, match="MY_KEY is not set"):
        BatchClient("small", BackendConfig(api_key_env="MY_KEY"), {})


def test_a_client_that_was_handed_in_is_left_open(
    server: BatchServer, http_client: httpx2.Client
) -> None:
    client = BatchClient("small", BackendConfig(base_url=server.url), {}, http_client)
    submitted(client)
    client.close()

    assert not http_client.is_closed


def test_the_server_answers_single_calls_beside_its_batches(server: BatchServer) -> None:
    server.offers_batches = False
    server.answer = lambda body: completion(body["messages"][-1]["content"])

    live = OpenAIBackend("live", BackendConfig(base_url=server.url, model="m"), {})
    assert live.complete(PLAIN).text == "Say hello."
    assert [body["model"] for body in server.singles] == ["m"]
    assert httpx2.get(f"{server.url}/models").json()["data"][0]["id"] == "scripted"
    with pytest.raises(RefusedError, match="offers no batches"):
        submitted(client_of(server))


def test_the_server_fails_a_batch_whose_file_is_not_right(server: BatchServer) -> None:
    server.files["file-1"] = b'{"custom_id": "a"}\n' + batch_files.written({A: {}}) * 2
    made = {"input_file_id": "file-1", "endpoint": "/v1/chat/completions"}
    httpx2.post(f"{server.url}/batches", json={**made, "completion_window": "24h"})

    with pytest.raises(RefusedError, match=r"Line 1 is no request.*Line 3 is no request"):
        client_of(server).state("batch_1")


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 504])
def test_a_batch_that_may_have_begun_is_in_doubt(
    server: BatchServer, client: BatchClient, status: int
) -> None:
    file_id = client.upload(REQUESTS)
    server.interrupt("POST /v1/batches", Scripted(status, b"Bad Gateway"))

    with pytest.raises(DoubtError, match=rf"{status} .*may have begun .* not sent again\."):
        client.create(file_id)


@pytest.mark.parametrize(
    "answer",
    [
        Scripted(200, b"<html>"),
        Scripted(200, b"x" * 10, hang_up_after=0),
        Scripted(200, b"x" * 10, hang_up_after=5),
    ],
)
def test_a_batch_whose_id_did_not_come_is_in_doubt(
    server: BatchServer, client: BatchClient, answer: Scripted
) -> None:
    file_id = client.upload(REQUESTS)
    server.interrupt("POST /v1/batches", answer)

    with pytest.raises(DoubtError, match="may have begun"):
        client.create(file_id)


def test_a_batch_that_the_server_did_not_answer_in_time_is_in_doubt(server: BatchServer) -> None:
    client = client_of(server, timeout=0.2)
    file_id = client.upload(REQUESTS)
    server.interrupt("POST /v1/batches", Scripted(hold=True))

    with pytest.raises(DoubtError, match=r"within 0\.2 seconds"):
        client.create(file_id)


@pytest.mark.parametrize(
    ("url", "said"),
    [("http://127.0.0.1:9/v1", "No server at"), ("http://summarise.invalid/v1", "be found")],
)
def test_a_batch_for_a_server_that_is_not_there_has_not_begun_for_certain(
    monkeypatch: pytest.MonkeyPatch, url: str, said: str
) -> None:
    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    if "invalid" in url:
        monkeypatch.setattr(socket, "create_connection", unknown)
    client = BatchClient("small", BackendConfig(base_url=url, timeout=5), {})

    with pytest.raises(UnreachableError, match=said):
        client.create("file-1")
    client.close()


def test_a_file_that_the_server_does_not_take_in_time_may_pass(
    server: BatchServer, client: BatchClient
) -> None:
    server.interrupt("POST /v1/files", Scripted(hold=True))
    left = deadline(0.3)

    with pytest.raises(UnreachableError, match=r"within 0\.\d+ seconds"):
        client.upload(REQUESTS, left)

    assert left() > -1


def test_a_file_is_sent_piece_by_piece_as_long_as_there_is_time() -> None:
    left = iter([1.0, 0.0])
    file = Timed(b"abcdef", lambda: next(left), UnreachableError("slow"))

    assert file.read(3) == b"abc"
    with pytest.raises(UnreachableError, match="slow"):
        file.read(3)


def test_a_file_that_is_sent_too_slowly_is_given_up(
    server: BatchServer, client: BatchClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Timed, "read", _slow)

    with pytest.raises(UnreachableError, match=r"did not reach backend small .* 1 seconds"):
        client.upload(REQUESTS, lambda: 1.0)


def test_no_file_is_sent_when_no_time_is_left(server: BatchServer, client: BatchClient) -> None:
    with pytest.raises(UnreachableError, match=r"did not reach .*budget\.seconds"):
        client.upload(REQUESTS, lambda: -3.0)

    assert not server.asked


def _slow(itself: Timed, size: int | None = -1) -> bytes:
    raise itself._slow
