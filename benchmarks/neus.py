"""The events of neus_allsides 2021, and the three accounts of each as reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.fit_similarity import read
from summarise.types import Document


def events(data: Path) -> list[dict[str, Any]]:
    """Return the events, by their time."""
    rows = read(data / "neus_allsides/dev.dated_2021.jsonl.gz")
    return sorted(rows, key=lambda row: (str(row["date"]), str(row["id"])))


def documents(row: Mapping[str, Any], sides: Sequence[str] = ()) -> list[Document]:
    """Return the reports of an event; those of some sides only, where these are named."""
    at = datetime.fromisoformat(row["date"])
    return [
        Document(f"{row['id']}-{n}", a["text"], a["title"], a["source"], a["url"], at)
        for n, a in enumerate(row["articles"])
        if not sides or a["side"] in sides
    ]
