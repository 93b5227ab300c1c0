"""What comes out of a batch, at a scripted server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import pytest

from summarise.backends.batch import files as batch_files
from summarise.backends.batch.client import BatchClient
from summarise.backends.batch.errors import LostError
from summarise.backends.openai.server import Server
from summarise.backends.wrappers.deadline import deadline
from summarise.errors import CutError, PendingError, UnreachableError
from tests.backends.asking import KEY
from tests.backends.batching import (
    REQUESTS,
    A,
    B,
    C,
    D,
    client_of,
    fetched,
    numbering,
    submitted,
)
from tests.batches import BatchServer, Fault, Scripted
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


def replaced(**changes: object) -> Callable[[bytes], bytes]:
    """What changes the line of B in a file of answers; None leaves it out."""

    def spoil(output: bytes) -> bytes:
        lines = [json.loads(line) for line in output.splitlines()]
        changed = [{**line, **(changes if line["custom_id"] == B else {})} for line in lines]
        return b"".join(json.dumps(line).encode() + b"\n" for line in changed)

    return spoil


def test_each_answer_is_under_its_key_whatever_their_order(
    server: BatchServer, client: BatchClient
) -> None:
    results = fetched(client, submitted(client))

    assert {key: answer.text for key, answer in results.answers.items()} == {
        A: "No. 0",
        B: "No. 1",
        C: "No. 2",
        D: "No. 3",
    }
    assert list(results.answers) == list(REQUESTS)
    assert not results.failures


def test_the_tokens_of_a_batch_are_those_of_its_answers(
    server: BatchServer, client: BatchClient
) -> None:
    answers = fetched(client, submitted(client)).answers.values()

    assert sum(answer.prompt_tokens for answer in answers) == 4 * 5
    assert sum(answer.completion_tokens for answer in answers) == 4 * 2


GOOD = {"status_code": 200, "body": completion("Good.")}


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (replaced(custom_id="unknown"), "hold no answer"),
        (replaced(custom_id=None), "hold no answer"),
        (replaced(response="what?"), "hold no answer"),
        (replaced(response=None), "hold no answer"),
        (replaced(response={"body": completion()}), "hold no answer"),
        (replaced(response={**GOOD, "status_code": 500}), "answered 500 in the batch."),
        (
            replaced(response={"status_code": 400, "body": Fault(400, f"no\n{KEY}!").body}),
            r"answered 400 in the batch \(no \[key\]!\)",
        ),
        (replaced(response={"status_code": 502, "body": "x" * 999}), r"502 in the batch \(x+…\)"),
        (replaced(response={**GOOD, "body": None}), "not a chat completion"),
        (replaced(response={**GOOD, "body": completion("")}), "is empty"),
        (
            replaced(response={**GOOD, "body": completion("He", finish_reason="length")}),
            "is cut",
        ),
        (replaced(error={"code": "odd", "message": "oops"}), r"failed in the batch \(oops\)"),
        (replaced(error={}), "failed in the batch."),
        (replaced(error={"code": 500, "message": "oops"}), r"failed in the batch \(oops\)"),
        (replaced(error="oops"), r"failed in the batch \(oops\)"),
        (replaced(error={"code": "batch_cancelled"}), "was cancelled"),
        (lambda output: output.replace(B.encode(), b'"'), "hold no answer"),
        (lambda output: output.replace(b"No. 1", b"\xff"), "hold no answer"),
    ],
)
def test_a_prompt_without_a_usable_answer_is_a_failure_that_says_why_and_costs_no_other(
    server: BatchServer, client: BatchClient, spoil: Callable[[bytes], bytes], reason: str
) -> None:
    server.course.spoil = spoil
    results = fetched(client, submitted(client))

    assert list(results.answers) == [A, C, D]
    assert list(results.failures) == [B]
    assert re.search(reason, results.failures[B])
    assert KEY not in results.failures[B]


def test_a_file_that_was_cut_keeps_the_answers_before_the_cut(
    server: BatchServer, client: BatchClient
) -> None:
    server.course.spoil = lambda output: output[:-20]  # the last line is that of A

    results = fetched(client, submitted(client))

    assert list(results.answers) == [B, C, D]
    assert list(results.failures) == [A]


@pytest.mark.parametrize("content", [b"", b"<html>Welcome</html>", b"{}\n{}\n"])
def test_a_file_of_answers_with_nothing_to_read_may_pass_and_fails_no_prompt(
    server: BatchServer, client: BatchClient, content: bytes
) -> None:
    server.course.spoil = lambda output: content
    batch_id = submitted(client)

    with pytest.raises(UnreachableError, match=r"batch_1, from .* holds nothing that can be read"):
        fetched(client, batch_id)


def test_an_empty_file_of_answers_is_in_order_where_the_server_counts_none(
    server: BatchServer, client: BatchClient
) -> None:
    server.course.fail = dict.fromkeys(REQUESTS, 503)
    batch_id = submitted(client)
    client.state(batch_id)
    server.files["file-0"] = b""
    said = {**server.batches[batch_id].described(), "output_file_id": "file-0"}
    server.interrupt("GET /v1/batches", Scripted(200, said))

    assert list(fetched(client, batch_id).failures) == list(REQUESTS)


def test_answers_that_drip_take_no_longer_than_the_run_may(
    server: BatchServer, client: BatchClient
) -> None:
    batch_id = submitted(client)
    client.state(batch_id)
    server.interrupt("GET /v1/files", Scripted(200, b" " * 1000, drip=0.02))
    left = deadline(0.3)

    with pytest.raises(UnreachableError, match=r"batch_1 did not come from .*budget\.seconds"):
        client.results(batch_id, REQUESTS, left)

    assert left() > -1


def test_nothing_is_fetched_when_no_time_is_left(server: BatchServer, client: BatchClient) -> None:
    batch_id = submitted(client)
    client.state(batch_id)

    with pytest.raises(UnreachableError, match="did not come"):
        client.results(batch_id, REQUESTS, lambda: 0.0)

    assert not any("content" in path for path in server.paths)


@pytest.mark.parametrize("bad_first", [True, False])
def test_of_two_lines_for_one_prompt_the_first_good_one_counts(
    server: BatchServer, client: BatchClient, bad_first: bool
) -> None:
    def doubled(output: bytes) -> bytes:
        bad = replaced(error={"code": "odd"})(output)
        late = replaced(response=GOOD)(output)
        return bad + output + late if bad_first else output + bad + late

    server.course.spoil = doubled
    results = fetched(client, submitted(client))

    assert results.answers[B].text == "No. 1"
    assert not results.failures


def test_prompts_that_the_server_refused_one_by_one_are_failures(
    server: BatchServer, client: BatchClient
) -> None:
    server.course.fail = {B: 500}
    server.answer = lambda body: Fault(400, "too odd") if body["seed"] == 2 else completion("Hi.")
    batch_id = submitted(client)

    results = fetched(client, batch_id)

    assert list(results.answers) == [A, D]
    assert "answered 500 in the batch (scripted)" in results.failures[B]
    assert "answered 400 in the batch (too odd)" in results.failures[C]
    assert client.state(batch_id).failed == 2


@pytest.mark.parametrize("no_file", [None, ""])
def test_a_batch_of_failures_alone_has_no_file_of_answers(
    server: BatchServer, client: BatchClient, no_file: str | None
) -> None:
    server.course.fail = dict.fromkeys(REQUESTS, 503)
    batch_id = submitted(client)
    client.state(batch_id)
    said = {**server.batches[batch_id].described(), "output_file_id": no_file}
    server.interrupt("GET /v1/batches", Scripted(200, said))

    results = fetched(client, batch_id)

    assert not results.answers
    assert list(results.failures) == list(REQUESTS)


def test_an_expired_batch_keeps_its_answers_and_says_so_of_the_others(
    server: BatchServer, client: BatchClient
) -> None:
    server.course.expire_after = 2

    results = fetched(client, submitted(client))

    assert list(results.answers) == [A, B]
    assert results.failures == dict.fromkeys([C, D], batch_files.EXPIRED)
    assert "expired" in batch_files.EXPIRED


def test_an_expired_batch_says_so_even_of_prompts_that_no_file_names(
    server: BatchServer, client: BatchClient
) -> None:
    server.course.expire_after = 2
    batch_id = submitted(client)
    client.state(batch_id)
    server.batches[batch_id].error_file_id = None

    assert fetched(client, batch_id).failures == dict.fromkeys([C, D], batch_files.EXPIRED)


def test_a_cancelled_batch_keeps_the_answers_it_had(
    server: BatchServer, client: BatchClient
) -> None:
    server.course.endless = True
    batch_id = submitted(client)
    client.state(batch_id)
    server.batches[batch_id].status = "cancelling"

    results = fetched(client, batch_id)

    assert list(results.answers) == [A, B]
    assert results.failures == dict.fromkeys([C, D], batch_files.CANCELLED)


def test_tokens_of_answers_that_can_not_be_used_are_counted_too(
    server: BatchServer, client: BatchClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(body: bytes, server: Server) -> None:
        raise CutError("cut", tokens=(5, 2))

    monkeypatch.setattr(batch_files, "completion", cut)

    assert fetched(client, submitted(client)).failed_tokens == (20, 8)


def test_the_answers_of_a_batch_that_is_not_done_are_pending(
    server: BatchServer, client: BatchClient
) -> None:
    server.course.endless = True
    batch_id = submitted(client)

    with pytest.raises(PendingError, match=r"2 of 4 .* summarise brief --resume batch_1"):
        fetched(client, batch_id)


def test_another_process_can_fetch_what_one_that_was_killed_has_asked(
    server: BatchServer, client: BatchClient
) -> None:
    server.course.fail = {B: 500}
    batch_id = submitted(client)
    client.close()

    results = fetched(client_of(server), batch_id)

    assert list(results.answers) == [A, C, D]
    assert list(results.failures) == [B]


def test_what_is_fetched_is_what_was_asked_for_whatever_else_the_files_hold(
    server: BatchServer, client: BatchClient
) -> None:
    batch_id = submitted(client)

    results = client.results(batch_id, [D, A, "new"])

    assert list(results.answers) == [D, A]
    assert list(results.failures) == ["new"]


def test_answers_that_are_no_longer_kept_are_refused(
    server: BatchServer, client: BatchClient
) -> None:
    batch_id = submitted(client)
    client.state(batch_id)
    del server.files[str(server.batches[batch_id].output_file_id)]

    with pytest.raises(LostError, match=r"no longer kept; run the brief again"):
        fetched(client, batch_id)


def test_a_file_of_errors_that_is_gone_costs_no_answer(
    server: BatchServer, client: BatchClient
) -> None:
    server.course.fail = {B: 500}
    batch_id = submitted(client)
    client.state(batch_id)
    del server.files[str(server.batches[batch_id].error_file_id)]

    results = fetched(client, batch_id)

    assert list(results.answers) == [A, C, D]
    assert results.failures == {B: batch_files.NOT_FOUND}


def test_a_download_that_breaks_off_may_pass(server: BatchServer, client: BatchClient) -> None:
    batch_id = submitted(client)
    whole = "x" * 200_000
    server.interrupt("GET /v1/files", Scripted(200, whole, hang_up_after=100_000))

    with pytest.raises(UnreachableError, match="broke before the answer was complete"):
        fetched(client, batch_id)

    assert list(fetched(client, batch_id).answers) == list(REQUESTS)


def test_of_a_file_that_is_too_large_no_more_is_read(
    server: BatchServer, client: BatchClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_files, "MOST_BYTES", 200_000)
    server.course.spoil = lambda output: output + b" " * 300_000 + b"\n" + output
    batch_id = submitted(client)

    assert list(fetched(client, batch_id).answers) == list(REQUESTS)

    server.course.spoil = lambda output: b" " * 300_000 + b"\n" + output
    with pytest.raises(UnreachableError, match="nothing that can be read"):
        fetched(client, submitted(client))


def test_a_line_that_is_too_long_is_not_kept_and_costs_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batch_files, "MOST_LINE", 10)

    found = list(batch_files.lines([b"one\n", *[b"0123456789"] * 99, b"\ntwo\n", b"three"]))

    assert (found[0], *found[2:]) == (b"one", b"two", b"three")
    assert len(found[1]) <= 10


def test_only_a_line_feed_ends_a_line() -> None:
    pieces = ["one\u2028".encode(), b"\r\ntwo\x0c", b"", b"\x85\nthr", b"ee"]

    assert list(batch_files.lines(pieces)) == ["one\u2028\r".encode(), b"two\x0c\x85", b"three"]
