"""What a run does with batches: nothing is paid for twice, and nothing paid for is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from summarise.backends import Completion, Prompt
from summarise.backends.batch.client import BatchClient
from summarise.backends.batch.errors import DoubtError, LostError
from summarise.backends.batch.order import Order
from summarise.backends.batch.pending import Batch, Pending
from summarise.backends.batch.prepay import Prepayment
from summarise.backends.estimate import prompt_tokens
from summarise.backends.wrappers.budget import Purse, Spent
from summarise.config import BackendConfig
from summarise.errors import (
    BackendError,
    ConfigError,
    PendingError,
    RefusedError,
    SpentError,
    UnreachableError,
)
from tests.backends.asking import KEY
from tests.batch_course import Course
from tests.batches import BatchServer, Scripted, serving_batches
from tests.scripted import completion

PROMPTS = {key: Prompt("fact", "Answer.", f"Say {key}.", max_tokens=200) for key in "abcd"}
LOOK = "GET /v1/batches/"
BEGIN = "POST /v1/batches"


def echo(body: dict[str, Any]) -> dict[str, object]:
    return completion(body["messages"][-1]["content"])


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with serving_batches(echo, Course(steps=())) as server:
        yield server


class Run:
    """One run: so many seconds, by a clock that only sleeping moves."""

    def __init__(
        self, server: BatchServer, folder: Path, seconds: float = 60.0, **changes: Any
    ) -> None:
        self.purse = Purse()
        self.pending = Pending(folder)
        self.seconds = seconds
        self.submitted: list[str] = []
        self.told: list[tuple[str, int, int]] = []
        settings = BackendConfig(
            base_url=server.url, model="m", api_key_env="KEY", mode="batch", timeout=5, attempts=1
        )
        order = Order(
            "small",
            settings,
            {"KEY": KEY},
            changes.pop("purse", self.purse),
            self.pending,
            left=lambda: self.seconds,
            sleep=self.sleep,
            submitted=changes.pop("submitted", self.submitted.append),
            **changes,
        )
        self.payment = Prepayment(order)

    def sleep(self, seconds: float) -> None:
        self.seconds -= seconds

    def answer(self, keys: str = "abcd") -> Run:
        self.payment.answer({key: PROMPTS[key] for key in keys}, self.tell)
        return self

    def tell(self, *said: Any) -> None:
        self.told.append(said)

    @property
    def texts(self) -> dict[str, str]:
        return {key: answer.text for key, answer in self.payment.answers.items()}


def said(keys: str) -> dict[str, str]:
    return {key: f"Say {key}." for key in keys}


def left_behind(server: BatchServer, folder: Path, keys: str = "abcd") -> None:
    """An earlier run, whose time was up before its batch was done."""
    course, server.course = server.course, Course(endless=True)
    with pytest.raises(PendingError):
        Run(server, folder, seconds=1).answer(keys)
    server.course = course


def test_prompts_are_answered_by_one_batch_after_one_tiny_call(
    server: BatchServer, tmp_path: Path
) -> None:
    run = Run(server, tmp_path).answer()

    assert run.texts == said("abcd")
    assert run.payment.fetched == run.submitted == list(server.batches) == ["batch_1"]
    assert len(server.singles) == 1
    assert run.told == [("batch", 4, 4)]
    assert run.purse.spent.calls == 5


def test_the_batch_of_an_earlier_run_is_gone_on_with_and_only_the_rest_is_sent(
    server: BatchServer, tmp_path: Path
) -> None:
    left_behind(server, tmp_path, "ab")
    run = Run(server, tmp_path).answer("abc")

    assert run.texts == said("abc")
    assert [list(batch.requests) for batch in server.batches.values()] == [["a", "b"], ["c"]]
    assert run.payment.fetched == ["batch_1", "batch_2"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Scripted(401, {"error": {"message": "bad key"}}), r"401 \(bad key\)"),
        (Scripted(403, {"error": {"message": "not yours"}}), "403"),
        (Scripted(429, {"error": {"code": "insufficient_quota"}}), "no credit left"),
        (Scripted(200, "<html>Log in</html>"), "something that is no batch"),
        (Scripted(302, b"", {"location": "ftp://portal.invalid/"}), "redirects to nowhere"),
    ],
)
def test_a_refused_look_forgets_no_batch_and_sends_none(
    server: BatchServer, tmp_path: Path, answer: Scripted, reason: str
) -> None:
    left_behind(server, tmp_path)
    asked = len(server.asked)
    server.interrupt(LOOK, answer)

    with pytest.raises(
        PendingError, match=rf"batch_1 can't be fetched: .*{reason}.*brief --resume batch_1$"
    ):
        Run(server, tmp_path).answer()

    assert server.paths[asked:] == [f"{LOOK}batch_1"]
    assert Run(server, tmp_path).answer().texts == said("abcd")
    assert list(server.batches) == ["batch_1"]


@pytest.mark.parametrize("times", [1, 2])
def test_a_refusal_after_the_first_look_forgets_no_batch_either(
    server: BatchServer, tmp_path: Path, times: int
) -> None:
    left_behind(server, tmp_path)
    good = Scripted(200, {**server.batches["batch_1"].described(), "status": "completed"})
    server.interrupt(LOOK, *[good] * times, Scripted(401, {}))

    with pytest.raises(PendingError, match=r"401.*--resume batch_1"):
        Run(server, tmp_path).answer()

    assert Run(server, tmp_path).pending.of("small", ["a"])


def test_a_batch_that_the_server_does_not_know_is_forgotten_and_its_prompts_sent_again(
    server: BatchServer, tmp_path: Path
) -> None:
    left_behind(server, tmp_path)
    del server.batches["batch_1"]

    assert Run(server, tmp_path).answer().payment.fetched == ["batch_2"]
    assert [one.id for one in Pending(tmp_path).of("small", "abcd")] == ["batch_2"]


def test_a_batch_that_failed_as_a_whole_is_forgotten_at_once(
    server: BatchServer, tmp_path: Path
) -> None:
    server.course.refuse = ("too odd",)

    with pytest.raises(LostError, match="too odd"):
        Run(server, tmp_path).answer()

    assert not Pending(tmp_path).of("small", "abcd")


def test_a_lost_batch_costs_no_answer_of_another(server: BatchServer, tmp_path: Path) -> None:
    left_behind(server, tmp_path, "ab")
    left_behind(server, tmp_path, "cd")
    server.batches["batch_1"].step(server.course, server.answer, server._keep)
    del server.files[str(server.batches["batch_1"].output_file_id)]
    run = Run(server, tmp_path)

    with pytest.raises(LostError, match="no longer kept"):
        run.answer()

    assert run.texts == said("cd")
    assert [one.id for one in Pending(tmp_path).of("small", "abcd")] == ["batch_2"]


def test_prompts_that_can_not_be_sent_cost_no_answer_of_an_earlier_batch(
    server: BatchServer, tmp_path: Path
) -> None:
    left_behind(server, tmp_path, "ab")
    server.interrupt("POST /v1/files", Scripted(400, {}))
    run = Run(server, tmp_path)

    with pytest.raises(RefusedError, match="does not take this batch"):
        run.answer()

    assert run.texts == said("ab")


def test_a_folder_that_can_not_be_written_ends_the_run_before_anything_is_asked(
    server: BatchServer, tmp_path: Path
) -> None:
    (tmp_path / "state").touch()

    with pytest.raises(ConfigError, match="can't be kept there"):
        Run(server, tmp_path / "state").answer()

    assert not server.asked


def test_a_batch_that_can_not_be_noted_once_it_is_bought_is_told_and_fetched(
    server: BatchServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(itself: Pending, batch: Batch) -> None:
        assert "batch batch_1 holds 4 prompts" in caplog.text  # told before anything else
        raise ConfigError("the disk is full")

    monkeypatch.setattr(Pending, "add", full)

    assert Run(server, tmp_path).answer().texts == said("abcd")
    assert "batch batch_1 goes on, but not all" in caplog.text
    assert "the disk is full" in caplog.text


def test_a_run_that_can_not_be_kept_is_told_and_its_batch_fetched(
    server: BatchServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def full(batch_id: str) -> None:
        raise OSError(28, "No space left on device")

    assert Run(server, tmp_path, submitted=full).answer().texts == said("abcd")
    assert "batch batch_1 goes on, but not all" in caplog.text


def test_a_batch_with_answers_for_other_runs_stays_noted(
    server: BatchServer, tmp_path: Path
) -> None:
    left_behind(server, tmp_path, "abc")
    run = Run(server, tmp_path).answer("bc")

    assert not run.payment.fetched
    assert Run(server, tmp_path).answer("abc").texts == said("abc")
    assert len(server.batches) == 1


def test_each_answer_is_kept_as_it_is_fetched_and_then_its_batch_is_done_with(
    server: BatchServer, tmp_path: Path
) -> None:
    left_behind(server, tmp_path, "abc")
    kept: dict[str, Completion] = {}
    run = Run(server, tmp_path, keep=kept.__setitem__).answer("bc")

    assert {key: answer.text for key, answer in kept.items()} == said("abc")
    assert run.payment.fetched == ["batch_1"]


def test_answers_of_a_batch_that_failed_in_part_are_kept_and_the_rest_is_left_to_be_asked(
    server: BatchServer, tmp_path: Path
) -> None:
    server.course = Course(steps=(), expire_after=3)
    run = Run(server, tmp_path).answer()

    assert run.texts == said("abc")
    assert run.payment.fetched == ["batch_1"]


def all_that_is_reserved(purse: Purse) -> Spent:
    return purse._reserved


@pytest.mark.parametrize(
    ("request_", "answer", "error"),
    [
        ("POST /v1/files", Scripted(400, {}), RefusedError),
        (BEGIN, Scripted(401, {}), RefusedError),
        (BEGIN, Scripted(502, {}), DoubtError),
        (LOOK, Scripted(401, {}), PendingError),
        ("GET /v1/files", Scripted(401, {}), PendingError),
    ],
)
def test_what_was_put_aside_for_prompts_that_got_no_answer_is_given_back(
    server: BatchServer, tmp_path: Path, request_: str, answer: Scripted, error: type[Exception]
) -> None:
    server.interrupt(request_, answer)
    run = Run(server, tmp_path)

    with pytest.raises(error):
        run.answer()

    assert all_that_is_reserved(run.purse).tokens == 0
    assert run.purse.spent.tokens == 7  # the tiny call


def test_as_many_prompts_are_sent_as_the_budget_allows(server: BatchServer, tmp_path: Path) -> None:
    three = 3 * (prompt_tokens(PROMPTS["a"]) + 200)
    run = Run(server, tmp_path, purse=Purse(tokens=three + 7)).answer()  # 7 for the tiny call

    assert list(run.payment.answers) == ["a", "b", "c"]


def test_a_budget_that_allows_no_prompt_sends_no_batch(server: BatchServer, tmp_path: Path) -> None:
    Run(server, tmp_path, purse=Purse(tokens=150)).answer()

    assert server.paths == ["POST /v1/chat/completions"]
    with pytest.raises(SpentError):
        Run(server, tmp_path, purse=Purse(tokens=20)).answer()


@pytest.mark.parametrize("status", [408, 500, 502, 504])
def test_a_batch_that_may_have_begun_is_not_begun_again(
    server: BatchServer, tmp_path: Path, status: int
) -> None:
    server.interrupt(BEGIN, Scripted(status, b"Bad Gateway"))

    with pytest.raises(RefusedError, match=rf"{status}.*may have begun all the same"):
        Run(server, tmp_path).answer()

    assert server.paths.count(BEGIN) == 1


def test_a_batch_that_has_not_begun_for_certain_is_begun_again_and_so_is_the_upload(
    server: BatchServer, tmp_path: Path
) -> None:
    server.interrupt("POST /v1/files", Scripted(502, b"Bad Gateway"), Scripted(504, b""))
    server.interrupt(BEGIN, Scripted(429, {}), Scripted(429, {}))

    assert Run(server, tmp_path, seconds=600).answer().texts == said("abcd")
    assert server.paths.count("POST /v1/files") == server.paths.count(BEGIN) == 3


def test_two_runs_of_one_job_do_not_both_send(server: BatchServer, tmp_path: Path) -> None:
    with (
        Pending(tmp_path).sending(PROMPTS),
        pytest.raises(PendingError, match="Another run is just sending these prompts"),
    ):
        Run(server, tmp_path).answer()

    assert not server.asked


def test_a_batch_that_another_run_sent_in_between_is_not_sent_again(
    server: BatchServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_behind(server, tmp_path)
    asked = len(server.asked)
    found = iter([[], Pending(tmp_path).of("small", PROMPTS)])
    monkeypatch.setattr(Pending, "of", lambda *_: next(found))

    with pytest.raises(PendingError, match="has just sent these prompts"):
        Run(server, tmp_path).answer()

    assert len(server.asked) == asked


@pytest.mark.parametrize("text", ["", "Well, let me think about colours."])
def test_a_tiny_call_that_comes_to_nothing_holds_no_batch_up(
    server: BatchServer, tmp_path: Path, text: str
) -> None:
    cut = {"finish_reason": "length"} if text else {}
    server.interrupt("POST /v1/chat", Scripted(200, completion(text, **cut)))

    assert Run(server, tmp_path).answer().texts == said("abcd")


def test_what_the_tiny_call_learns_of_the_server_is_how_the_prompts_are_put(
    server: BatchServer, tmp_path: Path
) -> None:
    refusal = {"error": {"message": "max_tokens is not supported", "param": "max_tokens"}}
    server.interrupt("POST /v1/chat", Scripted(400, refusal), Scripted(200, completion("")))
    Run(server, tmp_path).answer()

    (batch,) = server.batches.values()
    assert {body["max_completion_tokens"] for body in batch.requests.values()} == {200}


def test_a_batch_that_is_out_of_sight_at_first_is_waited_for(
    server: BatchServer, tmp_path: Path
) -> None:
    left_behind(server, tmp_path)
    server.interrupt(LOOK, *[Scripted(503, {})] * 5)

    assert Run(server, tmp_path).answer().texts == said("abcd")


def test_a_batch_that_stays_out_of_sight_is_left_for_a_later_run(
    server: BatchServer, tmp_path: Path
) -> None:
    left_behind(server, tmp_path)
    server.interrupt(LOOK, *[Scripted(503, {})] * 50)

    with pytest.raises(PendingError, match=r"out of sight: .*503.*--resume batch_1"):
        Run(server, tmp_path, seconds=20).answer()

    assert len(server.batches) == 1


def test_answers_that_can_not_be_read_are_fetched_by_a_later_run(
    server: BatchServer, tmp_path: Path
) -> None:
    server.course.spoil = lambda output: b"<html>Welcome</html>"

    with pytest.raises(PendingError, match=r"nothing that can be read.*--resume batch_1"):
        Run(server, tmp_path).answer()

    line = {"custom_id": "a", "response": {"status_code": 200, "body": completion("Say a.")}}
    output = str(server.batches["batch_1"].output_file_id)
    server.files[output] = json.dumps(line).encode()
    assert Run(server, tmp_path).answer().texts == said("a")
    assert len(server.batches) == 1


def test_answers_that_are_too_slow_for_the_run_are_fetched_by_a_later_one(
    server: BatchServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(server, tmp_path)
    results = BatchClient.results

    def late(*arguments: Any) -> object:
        run.seconds = 0.0
        return results(*arguments)

    monkeypatch.setattr(BatchClient, "results", late)
    with pytest.raises(PendingError, match=r"did not come .*--resume batch_1"):
        run.answer()

    monkeypatch.undo()
    assert Run(server, tmp_path).answer().texts == said("abcd")
    assert len(server.batches) == 1


def test_a_server_that_is_not_there_is_an_error_of_the_backend(
    server: BatchServer, tmp_path: Path
) -> None:
    server.interrupt("POST /v1/chat", Scripted(503, {}))

    with pytest.raises(UnreachableError) as caught:
        Run(server, tmp_path).answer()

    assert isinstance(caught.value, BackendError)
    assert list(tmp_path.iterdir()) == []
