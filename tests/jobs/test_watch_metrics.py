"""The metrics as Prometheus reads them, and their file."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from summarise.jobs.health import Health, metrics, write
from summarise.jobs.rows import Run

BEGAN = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
RUN = Run(
    "r1", "morning", "r1", BEGAN, "done", BEGAN + timedelta(seconds=90),
    sources=3, failed_sources=1, documents=12, statements=9, tokens=4200, usd=0.0125,
)  # fmt: skip
WELL = Health("morning", "UTC", RUN, RUN, BEGAN + timedelta(days=1), missing=("email",))
_SAMPLE = re.compile(r'([a-z_]+)\{job="((?:[^"\\\n]|\\[\\"n])*)"\} (\S+)')


def samples(text: str) -> dict[tuple[str, str], float]:
    """Read the format back: HELP and TYPE come before a metric's samples, each line is known."""
    found, typed = {}, set()
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            typed.add(line.split()[2])
        elif not line.startswith("# HELP "):
            match = _SAMPLE.fullmatch(line)
            assert match, line
            assert match[1] in typed
            found[match[1], match[2]] = float(match[3])
    return found


def test_every_number_of_the_last_run_is_there() -> None:
    assert samples(metrics([WELL])) == {
        ("summarise_last_run_timestamp_seconds", "morning"): BEGAN.timestamp(),
        ("summarise_last_success_timestamp_seconds", "morning"): BEGAN.timestamp() + 90,
        ("summarise_last_duration_seconds", "morning"): 90,
        ("summarise_documents", "morning"): 12,
        ("summarise_statements", "morning"): 9,
        ("summarise_sources_failed", "morning"): 1,
        ("summarise_targets_missed", "morning"): 1,
        ("summarise_errata_missed", "morning"): 0,
        ("summarise_tokens", "morning"): 4200,
        ("summarise_usd", "morning"): 0.0125,
        ("summarise_failures_in_a_row", "morning"): 0,
        ("summarise_next_run_timestamp_seconds", "morning"): BEGAN.timestamp() + 86400,
        ("summarise_late", "morning"): 0,
    }


def test_what_is_not_known_yet_has_no_sample() -> None:
    found = samples(metrics([Health("new", "UTC", failures=2, late=True)]))
    assert found == {
        ("summarise_failures_in_a_row", "new"): 2,
        ("summarise_late", "new"): 1,
        ("summarise_targets_missed", "new"): 0,
        ("summarise_errata_missed", "new"): 0,
    }


def test_a_name_can_not_break_out_of_its_label() -> None:
    found = samples(metrics([Health('a"b\\c\nd', "UTC")]))
    assert ("summarise_late", 'a\\"b\\\\c\\nd') in found


def test_the_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "summarise.prom"
    write(path, "old\n")
    write(path, metrics([WELL]))
    assert path.read_text() == metrics([WELL])
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_can_not_be_written_is_told_and_costs_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        write(tmp_path / "nowhere" / "summarise.prom", "text")
    assert "No such file or directory" in caplog.text
