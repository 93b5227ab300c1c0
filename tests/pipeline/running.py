"""Whole runs of the command line against a scripted server, for the tests of what they survive."""

from __future__ import annotations

import json
import re
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
