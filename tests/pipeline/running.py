"""Whole runs of the command line against a scripted server, for the tests of what they survive."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.scripted import completion

ROOT = Path(__file__).parents[2]
STORY = str(ROOT / "examples/one-story/*.txt")  # of one kind, so that a run begins quickly
WIRE = str(ROOT / "examples/one-story/cpa-wire.txt")

CONFIG = """
[briefing]
backend = "mine"
{briefing}
[meaning]
encoder = "off"
[cache]
folder = "cache"
[backends.mine]
base_url = "{url}"
model = "scripted"
{mine}
{more}
"""


def echo(body: dict[str, Any]) -> dict[str, object]:
    """Answer as a perfect model would: with the words of the first evidence."""
    user = body["messages"][-1]["content"]
    return completion(json.dumps({"text": re.findall(r"<<< (.*) >>>", user)[0]}))


def configured(
    folder: Path, url: str, *, briefing: str = "", mine: str = "", more: str = ""
) -> Path:
    """Write a config with the backend "mine" at the address; returns its path."""
    path = folder / "config.toml"
    path.write_text(CONFIG.format(url=url, briefing=briefing, mine=mine, more=more))
    return path


def command(config: Path, *options: str, source: str = WIRE) -> list[str]:
    brief = [sys.executable, "-m", "summarise", "brief", source, "--format", "json"]
    return [*brief, "--config", str(config), *options]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def run(
    config: Path, *options: str, code: int = 0, source: str = WIRE
) -> tuple[dict[str, Any], str]:
    """Run to the end; returns the page and what was said on standard error."""
    done = subprocess.run(
        command(config, *options, source=source),
        env=environment(),
        capture_output=True,
        timeout=60,
        check=False,
        text=True,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout) if done.stdout else {}, done.stderr


def statements(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for story in page["stories"] for one in story["statements"]]
