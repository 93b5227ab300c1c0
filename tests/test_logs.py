"""What is told on standard error, to people and to machines."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.logs import about, at_run, at_stage, listen, note, tell_as
from tests.commandline import Summarise

log = logging.getLogger("summarise.somewhere")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    listen(quiet=False)


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_each_note_is_an_object_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    listen(quiet=False, log_format="json", run="r1")
    note("error: no such\nfile")
    note("note: a.txt was skipped: is empty")
    note("  a detail", as_it_is=True)
    log.info("asked again after %d s", 2)
    rows = told(capsys)
    assert [(row["level"], row["message"], row["logger"]) for row in rows] == [
        ("error", "no such file", "summarise"),
        ("warning", "a.txt was skipped: is empty", "summarise"),
        ("info", "a detail", "summarise"),
        ("info", "asked again after 2 s", "summarise.somewhere"),
    ]
    assert {row["run"] for row in rows} == {"r1"}
    assert all(row["time"].endswith("Z") for row in rows)
    assert all("stage" not in row for row in rows)


def test_a_run_its_job_and_its_stage_are_named_from_every_thread(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listen(quiet=False, log_format="json", run="r1")
    with about(job="morning"):
        at_run("r2")
        at_stage("write")
        thread = threading.Thread(target=log.warning, args=("slow",))
        thread.start()
        thread.join()
    note("after")
    inside, after = told(capsys)
    assert (inside["run"], inside["job"], inside["stage"]) == ("r2", "morning", "write")
    assert (after["run"], after["job"]) == ("r1", "")
    assert "stage" not in after


def test_what_other_packages_warn_of_is_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    listen(quiet=False, log_format="json")
    logging.getLogger("elsewhere").warning("deprecated")
    logging.getLogger("elsewhere").info("chatter")
    assert [row["logger"] for row in told(capsys)] == ["elsewhere"]


def test_a_bug_keeps_its_trace(capsys: pytest.CaptureFixture[str]) -> None:
    listen(quiet=False, log_format="json")
    try:
        raise RuntimeError("deep")
    except RuntimeError:
        log.exception("failed")
    (row,) = told(capsys)
    assert row["level"] == "error"
    assert "RuntimeError: deep" in row["traceback"]


def test_people_read_lines_as_before_and_each_once(capsys: pytest.CaptureFixture[str]) -> None:
    tell_as("json")
    listen(quiet=False)
    note("error: no such\nfile")
    log.warning("slow")
    log.error("broken")
    assert capsys.readouterr().err.splitlines() == [
        "summarise: error: no such file",
        "summarise: note: slow",
        "summarise: error: broken",
    ]


def test_quiet_tells_errors_alone(capsys: pytest.CaptureFixture[str]) -> None:
    listen(quiet=True, log_format="json")
    log.warning("slow")
    log.error("broken")
    assert [row["message"] for row in told(capsys)] == ["broken"]


def test_a_reader_who_left_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        listen(quiet=False, log_format="json")
        lost: list[object] = []
        monkeypatch.setattr(logging.Handler, "handleError", lambda _, record: lost.append(record))
        note("error: nobody reads this")
        log.warning("nor this")
        assert lost == []


@settings(max_examples=50)
@given(st.text())
def test_no_text_makes_two_lines_or_drives_a_terminal(
    capsys: pytest.CaptureFixture[str], text: str
) -> None:
    listen(quiet=False, log_format="json")
    note(f"note: <{text}>")
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert err.strip("\n").isprintable()
    assert json.loads(err)["message"] == " ".join(f"<{text}>".split())


@pytest.mark.parametrize("how", ["flag", "config"])
def test_brief_tells_json_where_it_is_asked_to(
    tmp_path: Path, summarise: Summarise, how: str
) -> None:
    report = tmp_path / "report.txt"
    report.write_text("The river rose by two metres on Monday night, officials said.\n")
    config = tmp_path / "config.toml"
    config.write_text('[watch]\nlog_format = "json"\n' if how == "config" else "")
    flags = ["--log-format", "json"] if how == "flag" else []
    ran = summarise("brief", report, tmp_path / "missing.txt", "--config", config, *flags)
    assert ran.code == 4
    (row,) = map(json.loads, ran.err.splitlines())
    assert row["level"] == "warning"
    assert row["message"].endswith("missing.txt was skipped: does not exist")
    assert UUID(row["run"])


def test_the_flag_wins_over_the_config(tmp_path: Path, summarise: Summarise) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[watch]\nlog_format = "json"\n')
    missing = tmp_path / "missing.txt"
    ran = summarise("brief", missing, "--config", config, "--log-format", "text")
    assert ran.err.startswith("summarise: error: ")
