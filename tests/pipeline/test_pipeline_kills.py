"""kill -9, ten times in one run: nothing is lost, nothing is paid for twice.

The server is scripted, and holds its answers back where a run is to be killed. benchmarks/kills.py
does the same with a real model.
"""

from __future__ import annotations

import json
import random
import threading
import time
from pathlib import Path
from typing import Any

from tests.forked import Forked, Forks
from tests.pipeline.running import STORY, configured, echo
from tests.scripted import answering

ANSWERED = (1, 0, 2, 1, 3, 2)
"""How many answers each run gets, before it is killed with those on their way that come next."""
READING = 4
"""So many more are killed while they read an answer, and keep it."""
KILLS = len(ANSWERED) + READING
IN_FLIGHT = 2
HANGS = 60
FEW = STORY.replace("*", "[cdf]*")
"""Three reports: enough facts for all the answers."""
"""Seconds after which a test that waits in vain fails."""


class Gate:
    """Answers so many prompts, holds the others until they are let go, and notes all of them."""

    def __init__(self, answers: float = float("inf")) -> None:
        self.asked: list[str] = []
        self._changed = threading.Condition()
        self._held = 0
        self._left = answers
        self._open = threading.Event()

    def __call__(self, body: dict[str, Any]) -> dict[str, object]:
        with self._changed:
            self.asked.append(body["messages"][-1]["content"])
            self._left -= 1
            held = self._left < 0
            self._held += held
            opened = self._open
            self._changed.notify_all()
        if held:
            opened.wait(HANGS)
        return echo(body)

    def answers(self, more: float) -> None:
        """Answer so many from now on."""
        with self._changed:
            self._held, self._left, self._open = 0, more, threading.Event()

    def holds(self, number: int) -> bool:
        """Wait until so many are held: what came before them has been kept by then."""
        with self._changed:
            return self._changed.wait_for(lambda: self._held >= number, HANGS)

    def let_go(self) -> None:
        """Answer what is held, and hold what comes next."""
        with self._changed:
            opened, self._open = self._open, threading.Event()
        opened.set()


def begin(forks: Forks, config: Path) -> Forked:
    return forks.start(config.parent, "brief", FEW, "--format", "json", "--config", config)


def page_of(run: Forked) -> dict[str, Any]:
    assert run.wait() == 0, run.err
    page: dict[str, Any] = json.loads(run.out)
    return page


def test_ten_kills_lose_nothing_and_pay_for_nothing_twice(tmp_path: Path, forks: Forks) -> None:
    undisturbed, disturbed = Gate(), Gate()
    for name in ("whole", "killed"):
        (tmp_path / name).mkdir()
    with answering(undisturbed) as server:
        config = configured(tmp_path / "whole", server.url, mine=f"in_flight = {IN_FLIGHT}")
        page = page_of(begin(forks, config))

    moments = random.Random(7)
    with answering(disturbed) as server:
        config = configured(tmp_path / "killed", server.url, mine=f"in_flight = {IN_FLIGHT}")
        for number, answered in enumerate([*ANSWERED, *[0] * READING]):
            disturbed.answers(answered)
            started = begin(forks, config)
            assert disturbed.holds(IN_FLIGHT if answered else 1)  # the first is asked alone
            if number >= len(ANSWERED):
                disturbed.let_go()
                time.sleep(moments.uniform(0, 0.02))
            started.kill()
            started.wait()
        disturbed.let_go()
        disturbed.answers(float("inf"))
        again = page_of(begin(forks, config))

    assert again["stories"] == page["stories"]
    assert again["record"]["cached"] + again["record"]["calls"] == page["record"]["calls"]
    assert again["record"]["cached"] >= sum(ANSWERED)  # what was answered was kept
    assert len(undisturbed.asked) == page["record"]["calls"] > sum(ANSWERED)
    # An answer that was on its way at a kill is asked for again; no other is.
    twice = len(disturbed.asked) - len(undisturbed.asked)
    assert twice <= KILLS * IN_FLIGHT
    assert set(disturbed.asked) == set(undisturbed.asked)
