"""Whole runs whose calls go as a batch: waited for, left, gone on with, and half failed."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.batch_course import Course
from tests.batches import BatchServer, serving_batches
from tests.pipeline.running import (
    WIRE,
    command,
    configured,
    echo,
    environment,
    run,
    statements,
)
from tests.scripted import Scripted

BATCH = 'mode = "batch"\nprice_in = 2.0\nprice_out = 10.0'
QUICK = Course(steps=())


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state/summarise/batches"


def answer(body: dict[str, Any]) -> dict[str, object]:
    """Answer as a good model would, and the tiny call too."""
    if "colour" in body["messages"][-1]["content"]:
        return {**echo({"messages": [{"content": "<<< x >>>"}]}), "usage": None}
    return echo(body)


@pytest.fixture
def server() -> Iterator[BatchServer]:
    with serving_batches(answer, QUICK) as server:
        yield server


def live(tmp_path: Path, server: BatchServer) -> dict[str, Any]:
    """The page as it is written without a batch."""
    folder = tmp_path / "live"
    folder.mkdir()
    page, _ = run(configured(folder, server.url))
    server.singles.clear()
    return page


def test_the_calls_of_a_run_go_as_one_batch_and_give_the_same_page(
    tmp_path: Path, server: BatchServer, state: Path
) -> None:
    expected = live(tmp_path, server)
    page, said = run(configured(tmp_path, server.url, mine=BATCH))
    assert page["stories"] == expected["stories"]
    assert len(server.batches) == 1
    assert len(server.singles) == 1  # the tiny call that finds the dialect
    record = page["record"]
    assert record["calls"] == len(statements(page)) + 1
    tokens = 5 * len(statements(page)), 2 * len(statements(page))
    assert record["usd"] == pytest.approx((tokens[0] * 2 + tokens[1] * 10) / 2e6, abs=0.0006)
    assert "summarise brief --resume batch_1" in said
    assert list(state.iterdir()) == []  # nothing is under way any more


def test_what_failed_in_a_batch_is_asked_singly(tmp_path: Path, server: BatchServer) -> None:
    expected = live(tmp_path, server)
    server.course = Course(steps=(), expire_after=4)
    page, said = run(configured(tmp_path, server.url, mine=BATCH))
    assert page["stories"] == expected["stories"]
    assert len(server.singles) == 1 + len(statements(page)) - 4
    assert "expired" in said


def test_a_run_that_ends_first_is_gone_on_with_by_its_id(
    tmp_path: Path, server: BatchServer, state: Path
) -> None:
    expected = live(tmp_path, server)
    server.course = Course(endless=True)
    config = configured(tmp_path, server.url, mine=BATCH, more="[budget]\nseconds = 6.0")
    page = tmp_path / "page.json"
    _, said = run(config, "--output", str(page), code=6)
    assert not page.exists()
    (batch,) = re.findall(r"--resume (\S+)\n", said)[-1:]

    server.course = QUICK
    config.unlink()  # all that it takes was kept
    again = [*command(config)[:4], "--resume", batch]
    done = subprocess.run(again, env=environment(), capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(page.read_text())["stories"] == expected["stories"]
    assert len(server.batches) == 1
    assert len(server.singles) == 1
    assert list(state.iterdir()) == []


def test_the_same_brief_finds_its_batch_by_itself(tmp_path: Path, server: BatchServer) -> None:
    expected = live(tmp_path, server)
    server.course = Course(endless=True)
    config = configured(tmp_path, server.url, mine=BATCH)
    first = subprocess.Popen(
        command(config), env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(600):
        if any("GET /v1/batches/" in path for path in server.paths):
            break
        time.sleep(0.05)
    first.kill()
    first.wait()

    server.course = QUICK
    page, _ = run(config)
    assert page["stories"] == expected["stories"]
    assert len(server.batches) == 1


def test_a_server_without_batches_costs_the_polish_and_no_call(
    tmp_path: Path, server: BatchServer
) -> None:
    server.offers_batches = False
    page, said = run(configured(tmp_path, server.url, mine=BATCH), code=4)
    assert {one["written_by"] for one in statements(page)} == {"source"}
    assert 'set mode = "live"' in said
    assert len(server.singles) == 1


def test_the_budget_holds_for_batches_too(tmp_path: Path, server: BatchServer) -> None:
    usage = {"prompt_tokens": 300, "completion_tokens": 100}
    server.answer = lambda body: {**answer(body), "usage": usage}
    config = configured(tmp_path, server.url, mine=BATCH, more="[budget]\ntokens = 1500")
    page, said = run(config, code=4)
    by = [one["written_by"] for one in statements(page)]
    assert "model" in by
    assert "source" in by
    assert page["record"]["tokens"] <= 1500
    assert "not all prompts went into the batch" in said


def pending(tmp_path: Path, server: BatchServer, *options: str, source: str = WIRE) -> Path:
    """A run whose time was up before its batch was done; returns its config."""
    course, server.course = server.course, Course(endless=True)
    config = configured(tmp_path, server.url, mine=BATCH, more="[budget]\nseconds = 6.0")
    run(config, *options, code=6, source=source)
    server.course = course
    return config


def test_a_wrong_key_forgets_no_batch_and_buys_no_other(
    tmp_path: Path, server: BatchServer, state: Path
) -> None:
    expected = live(tmp_path, server)
    config = pending(tmp_path, server)
    resume = [*command(config)[:4], "--resume", "batch_1"]
    for again in (resume, command(config), resume):
        server.interrupt("GET /v1/batches/", Scripted(401, {"error": {"message": "bad key"}}))
        done = subprocess.run(
            again, env=environment(), capture_output=True, timeout=60, check=False, text=True
        )
        assert done.returncode == 6, done.stderr
        assert "401 (bad key)" in done.stderr
        assert "--resume batch_1" in done.stderr
    assert len(list(state.iterdir())) == 2

    done = subprocess.run(
        resume, env=environment(), capture_output=True, timeout=60, check=False, text=True
    )
    assert json.loads(done.stdout)["stories"] == expected["stories"]
    assert len(server.batches) == len(server.singles) == 1


def test_a_state_folder_that_can_not_be_written_buys_nothing(
    tmp_path: Path, server: BatchServer, state: Path
) -> None:
    state.parent.parent.mkdir()
    state.parent.touch()
    _, said = run(configured(tmp_path, server.url, mine=BATCH), code=2)
    assert f"{state}: what is needed to go on with a batch can't be kept there" in said
    assert "XDG_STATE_HOME" in said
    assert not server.files
    assert not server.singles


@pytest.mark.parametrize("options", [(), ("--no-cache",)])
def test_two_briefs_that_share_some_prompts_pay_for_each_once(
    tmp_path: Path, server: BatchServer, options: tuple[str, ...]
) -> None:
    lines = Path(WIRE).read_text().splitlines(keepends=True)
    begin, end = tmp_path / "begin.txt", tmp_path / "end.txt"
    begin.write_text("".join(lines[:9]))
    end.write_text("".join(lines[4:]))
    config = pending(tmp_path, server, *options, source=str(begin))

    for source in (end, begin):
        page, _ = run(config, *options, source=str(source))
        assert {one["written_by"] for one in statements(page)} == {"model"}
    first, second = (set(batch.requests) for batch in server.batches.values())
    assert first
    assert second
    assert not first & second
    assert len(first | second) > len(statements(page))
    assert len(server.singles) == 2  # the tiny calls


def test_another_backend_stands_in_where_a_server_refuses_batches(
    tmp_path: Path, server: BatchServer
) -> None:
    expected = live(tmp_path, server)
    other = f'[backends.other]\nbase_url = "{server.url}"\nmodel = "scripted"'
    config = configured(
        tmp_path, server.url, briefing='fallback = ["other"]', mine=BATCH, more=other
    )
    server.offers_batches = False
    page, said = run(config, code=4)
    assert [one["text"] for one in statements(page)] == [
        one["text"] for one in statements(expected)
    ]
    assert 'set mode = "live"' in said
    assert not server.batches


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--resume", "batch_9"), "nothing is kept of a run with this batch"),
        (("--resume", "batch_9", "reports.txt"), "name no others"),
    ],
)
def test_an_id_that_nothing_is_known_of_is_said(options: tuple[str, ...], message: str) -> None:
    base = command(Path("config.toml"))[:4]
    done = subprocess.run(
        [*base, *options], env=environment(), capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert message in done.stderr.decode()
