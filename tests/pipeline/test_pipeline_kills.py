"""kill -9, ten times in one run: nothing is lost, nothing is paid for twice.

The server is scripted and takes a moment for each answer. benchmarks/kills.py does the same with a
real model.
"""

from __future__ import annotations

import random
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

from tests.pipeline.running import STORY, command, configured, echo, environment, run
from tests.scripted import answering

KILLS = 10
IN_FLIGHT = 2
SECONDS = 0.05
"""How long an answer takes."""


class Slow:
    """Answers after a moment, and notes what it was asked."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.asked: list[str] = []

    def __call__(self, body: dict[str, Any]) -> dict[str, object]:
        with self._changed:
            self.asked.append(body["messages"][-1]["content"])
            self._changed.notify_all()
        time.sleep(SECONDS)
        return echo(body)

    def wait_for(self, more: int) -> bool:
        with self._changed:
            target = len(self.asked) + more
            return self._changed.wait_for(lambda: len(self.asked) >= target, timeout=30)


def test_ten_kills_lose_nothing_and_pay_for_nothing_twice(tmp_path: Path) -> None:
    undisturbed, disturbed = Slow(), Slow()
    for name in ("whole", "killed"):
        (tmp_path / name).mkdir()
    with answering(undisturbed) as server:
        config = configured(tmp_path / "whole", server.url, mine=f"in_flight = {IN_FLIGHT}")
        page, _ = run(config, source=STORY)

    moments = random.Random(7)
    with answering(disturbed) as server:
        config = configured(tmp_path / "killed", server.url, mine=f"in_flight = {IN_FLIGHT}")
        for _ in range(KILLS):
            started = subprocess.Popen(
                command(config, source=STORY),
                env=environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            assert disturbed.wait_for(moments.choice([1, 2, 3, 4]))
            time.sleep(moments.uniform(0, SECONDS))
            started.kill()
            started.wait()
        again, _ = run(config, source=STORY)

    assert again["stories"] == page["stories"]
    assert again["record"]["cached"] + again["record"]["calls"] == page["record"]["calls"]
    assert again["record"]["cached"] >= KILLS  # what was answered between the kills was kept
    assert len(undisturbed.asked) == page["record"]["calls"] > KILLS
    # An answer that was on its way at a kill is asked for again; no other is.
    twice = len(disturbed.asked) - len(undisturbed.asked)
    assert twice <= KILLS * IN_FLIGHT
    assert set(disturbed.asked) == set(undisturbed.asked)
