"""The pages for an editor's eye: drawn the same each time, and blind where there are two."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks import reading

OURS, OTHERS = "Our page.", "The other page."


def dated(number: int) -> dict[str, Any]:
    article = {"source": "Post", "title": "A title", "url": "u", "text": f"Event {number}."}
    date = datetime(2021, 5, 3, 6, tzinfo=UTC) + timedelta(days=3 * number)
    return {"id": number, "date": date.isoformat(), "articles": [article] * 3}


def written(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    written(tmp_path / "neus_allsides/dev.dated_2021.jsonl.gz", [dated(n) for n in range(20)])
    topics = [{"topic": n % 6, "sentences": [f"Report {n}.", "It ends."]} for n in range(12)]
    written(tmp_path / "ecbplus/dev.docs.jsonl.gz", topics)
    return tmp_path


def test_weeks_events_and_topics_are_the_same_at_each_draw_and_no_event_is_of_a_drawn_week(
    data: Path,
) -> None:
    found = dict(reading.drawn(data, Random(reading.SEED)))
    assert found == dict(reading.drawn(data, Random(reading.SEED)))
    assert [name.split("-")[0] for name in found] == ["week"] * 4 + ["event"] * 4 + ["topic"] * 4
    texts = {
        kind: [r["text"] for name, told in found.items() if name.startswith(kind) for r in told]
        for kind in ("week", "event", "topic")
    }
    assert not set(texts["week"]) & set(texts["event"])
    assert all(len(found[name]) == 3 for name in found if name.startswith("event"))
    assert all(text.endswith("It ends.") for text in texts["topic"])


def test_two_pages_of_an_input_have_neutral_names_and_the_key_lies_outside(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def page(python: str, reports: Path, output: Path) -> None:
        assert list(reports.iterdir())
        output.write_text(OTHERS if "elsewhere" in python else OURS, encoding="utf-8")

    told = [(f"input-{n}", [{"text": "It rained."}]) for n in range(12)]
    monkeypatch.setattr(reading, "inputs", lambda data, cases: told)
    monkeypatch.setattr(reading, "page", page)
    out = data / "out"
    reading.main(data, data, out, "/elsewhere/python")
    key = json.loads((data / "out.key.json").read_text(encoding="utf-8"))
    assert "out.key.json" in capsys.readouterr().out
    for folder in out.iterdir():
        assert sorted(path.name for path in folder.iterdir()) == ["a.md", "b.md", "reports"]
        for file, python in key[folder.name].items():
            of_other = (folder / file).read_text(encoding="utf-8") == OTHERS
            assert of_other == ("elsewhere" in python)
    with pytest.raises(SystemExit):
        reading.main(data, data, out)
