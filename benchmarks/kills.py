"""kill -9 at ten random moments of runs with a real model: what is lost, what is paid for twice.

A run is killed ten times, each time after a random part of the time that an undisturbed run takes
from there on, and is then let to its end. Its page must be the undisturbed one, and the calls in
all no more than those of an undisturbed run and those in flight at the kills.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.server import counted

KILLS = 10
IN_FLIGHT = 1
SOURCE = Path(__file__).parents[1] / "examples/one-story"
CONFIG = """
[briefing]
backend = "mine"
[meaning]
encoder = "off"
[cache]
folder = "{folder}"
[backends.mine]
base_url = "{url}"
model = "smollm2"
in_flight = {in_flight}
"""


def command(folder: Path, url: str) -> list[str]:
    """Write a config with a cache of its own; returns the command line of a run."""
    folder.mkdir(exist_ok=True)
    config = folder / "config.toml"
    config.write_text(CONFIG.format(folder=folder, url=url, in_flight=IN_FLIGHT))
    brief = [sys.executable, "-m", "summarise", "brief", str(SOURCE), "--format", "json"]
    return [*brief, "--config", str(config), "--quiet"]


def finished(run: list[str]) -> tuple[dict[str, Any], float]:
    """Let a run come to its end; returns the page and the seconds."""
    start = time.perf_counter()
    done = subprocess.run(run, capture_output=True, check=False)
    return json.loads(done.stdout), time.perf_counter() - start


def told(page: dict[str, Any]) -> list[str]:
    """Return what the page tells, in its order."""
    return [one["text"] for story in page["stories"] for one in story["statements"]]


def main(data: Path) -> None:  # noqa: ARG001 - every benchmark is handed the data
    """Print the calls of an undisturbed run and of the killed one, and whether the pages agree."""
    moments = random.Random(3)
    with counted(1024) as (url, counter), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page, took = finished(command(folder / "whole", url))
        whole = counter.take()
        print(f"undisturbed: {whole.answered} answers, {took:.0f} s")
        run = command(folder / "killed", url)
        answered = 0
        for number in range(KILLS):
            running = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            share = moments.uniform(0.02, 0.18)
            time.sleep(share * took)
            running.kill()
            running.wait()
            got = counter.take().answered
            answered += got
            print(f"kill {number + 1} after {share * took:4.1f} s: {got} more answers")
        again, _ = finished(run)
        answered += counter.take().answered
    print(f"killed {KILLS} times: {answered} answers in all, {again['record']['cached']} kept")
    differences = [pair for pair in zip(told(page), told(again), strict=False) if len({*pair}) > 1]
    for before, after in differences:
        print(f"- {before}\n+ {after}")
    print(f"{len(told(page))} statements, {len(differences)} of them differ")
    print(f"the pages are {'the same' if again['stories'] == page['stories'] else 'NOT the same'}")
    bound = whole.answered + KILLS * IN_FLIGHT
    print(f"{answered} <= {whole.answered} + {KILLS} in flight at kills: {answered <= bound}")
