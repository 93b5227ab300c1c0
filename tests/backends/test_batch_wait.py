"""How long a run waits for a batch, and what it does when the server is out of sight."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from summarise.backends.batch.client import BatchClient, BatchState
from summarise.backends.batch.watch import FIRST_PAUSE, GROWTH, LONGEST_PAUSE, LOOKS, wait
from summarise.config import BackendConfig
from summarise.errors import PendingError, RefusedError
from tests.backends.batching import submitted
from tests.batches import BatchServer, Course, Scripted, serving_batches

REQUESTS = {key * 64: {"model": "m", "messages": []} for key in "abcd"}
DOWN = Scripted(503, {"error": {"message": "down"}}, {"retry-after": "2"})


class Run:
    """A run of so many seconds, by a clock that only sleeping moves."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.slept: list[float] = []
        self.told: list[BatchState] = []

    def wait(self, client: BatchClient, batch_id: str) -> BatchState:
        return wait(
            client, batch_id, left=self.left, sleep=self.slept.append, tell=self.told.append
        )

    def left(self) -> float:
        return self.seconds - sum(self.slept)


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with serving_batches() as server:
        yield server


@pytest.fixture
def client(server: BatchServer) -> Iterator[BatchClient]:
    client = BatchClient("small", BackendConfig(base_url=server.url, model="m", timeout=5), {})
    yield client
    client.close()


def test_a_batch_is_looked_at_until_it_is_done_after_pauses_that_grow(
    server: BatchServer, client: BatchClient
) -> None:
    server.course = Course(("validating", *["in_progress"] * 9))
    run = Run(3600)

    state = run.wait(client, submitted(client, REQUESTS))

    assert state.status == "completed"
    assert run.slept == [min(FIRST_PAUSE * GROWTH**n, LONGEST_PAUSE) for n in range(10)]
    assert run.slept[-1] == LONGEST_PAUSE
    assert [told.status for told in run.told] == [*server.course.steps, "completed"]


def test_a_pause_that_would_outlast_the_run_is_not_begun_and_the_run_can_be_resumed(
    server: BatchServer, client: BatchClient
) -> None:
    server.course.endless = True
    batch_id = submitted(client, REQUESTS)
    run = Run(FIRST_PAUSE * (1 + GROWTH))

    with pytest.raises(PendingError) as caught:
        run.wait(client, batch_id)

    assert run.slept == [FIRST_PAUSE, FIRST_PAUSE * GROWTH]
    assert str(caught.value) == (
        f"Batch batch_1 of backend small ({server.url}) is nearly done: 2 of 4 prompts are "
        "answered. Go on later with: summarise brief --resume batch_1"
    )
    server.course.endless = False
    assert Run(0).wait(client, batch_id).done


@pytest.mark.parametrize("left", [0.0, -1.0])
def test_a_batch_that_is_done_is_found_so_even_when_the_time_is_up(
    server: BatchServer, client: BatchClient, left: float
) -> None:
    server.course = Course(())

    assert Run(left).wait(client, submitted(client, REQUESTS)).done


def test_a_look_that_fails_is_tried_again_as_any_call_is(
    server: BatchServer, client: BatchClient
) -> None:
    server.course = Course(())
    server.interrupt("GET /v1/batches", *[DOWN] * (LOOKS - 1))
    run = Run(60)

    assert run.wait(client, submitted(client, REQUESTS)).done
    assert run.slept == [2.0] * (LOOKS - 1)
    assert [told.status for told in run.told] == ["completed"]


def test_a_server_that_is_out_of_sight_for_longer_does_not_end_the_wait(
    server: BatchServer, client: BatchClient
) -> None:
    server.course = Course(("in_progress",))
    batch_id = submitted(client, REQUESTS)
    client.state(batch_id)
    server.interrupt("GET /v1/batches", *[DOWN] * LOOKS)
    run = Run(60)

    assert run.wait(client, batch_id).status == "completed"
    assert run.slept == [*[2.0] * (LOOKS - 1), FIRST_PAUSE]
    assert [told.done for told in run.told] == [False, True]
    assert "Batch batch_1 is out of sight: " in run.told[0].sentence
    assert "503 (down)" in run.told[0].sentence


def test_a_server_that_asks_for_a_longer_pause_gets_it(
    server: BatchServer, client: BatchClient
) -> None:
    server.course = Course(())
    batch_id = submitted(client, REQUESTS)
    server.interrupt("GET /v1/batches", Scripted(429, b"", {"retry-after": "500"}))
    run = Run(600)

    assert run.wait(client, batch_id).done
    assert run.slept == [500.0]


def test_a_longer_pause_than_the_run_has_left_is_not_begun(
    server: BatchServer, client: BatchClient
) -> None:
    batch_id = submitted(client, REQUESTS)
    server.interrupt("GET /v1/batches", Scripted(429, b"", {"retry-after": "500"}))
    run = Run(499)

    with pytest.raises(PendingError, match=r"out of sight: .*429"):
        run.wait(client, batch_id)

    assert not run.slept


@pytest.mark.parametrize(("seconds", "slept"), [(8, [2.0, 2.0]), (1, [])])
def test_a_server_that_stays_out_of_sight_leaves_the_batch_pending(
    server: BatchServer, client: BatchClient, seconds: float, slept: list[float]
) -> None:
    batch_id = submitted(client, REQUESTS)
    server.interrupt("GET /v1/batches", *[DOWN] * 9)
    run = Run(seconds)

    with pytest.raises(
        PendingError, match=r"out of sight: .*503.*Go on later with: summarise brief --resume batch"
    ):
        run.wait(client, batch_id)

    assert run.slept == slept


def test_a_batch_that_is_refused_ends_the_wait(server: BatchServer, client: BatchClient) -> None:
    server.course.refuse = ("no",)
    run = Run(3600)

    with pytest.raises(RefusedError, match="refused batch batch_1 \\(no\\)"):
        run.wait(client, submitted(client, REQUESTS))

    assert not run.slept


def test_a_batch_that_somebody_cancels_is_done_when_that_has_ended(
    server: BatchServer, client: BatchClient
) -> None:
    server.course.endless = True
    batch_id = submitted(client, REQUESTS)
    client.state(batch_id)
    cancelling = Scripted(200, {**server.batches[batch_id].described(), "status": "cancelling"})
    server.batches[batch_id].status = "cancelling"
    server.interrupt("GET /v1/batches", cancelling)
    run = Run(60)

    assert run.wait(client, batch_id).status == "cancelled"
    assert [told.status for told in run.told] == ["cancelling", "cancelled"]
