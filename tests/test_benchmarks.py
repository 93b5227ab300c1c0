"""The benchmarks that ask a model, on a handful of rows and with a scripted one."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks import judge, tokens
from benchmarks.scripted_model import page, parts, summary
from summarise.models import Prompt, prompt_tokens
from tests.scripted import answering

DAM = "The dam at Orrel opened its gates on Monday after a week of rain."
COST = "The council expects repairs to cost 12 million crowns."
FISH = "Fishermen blame the power company for the dead fish."
ROWS: list[dict[str, Any]] = [
    {"statement": DAM, "evidence": [DAM], "others": [COST], "supported": True, "error": ""},
    {
        "statement": "The dam at Orrel stayed shut on Monday after a week of rain.",
        "evidence": [DAM],
        "others": [COST],
        "supported": False,
        "error": "negation",
    },
    {
        "statement": "The council expects repairs to cost 90 million crowns.",
        "evidence": [COST, DAM],
        "others": [],
        "supported": False,
        "error": "number",
    },
    {"statement": FISH, "evidence": [FISH], "others": [], "supported": True, "error": ""},
]
CONFIG = """
[briefing]
backend = "strong"
[backends.strong]
base_url = "{url}"
model = "strong"
context = 128000
attempts = 1
[cache]
enabled = false
"""


def written(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


def doubting(body: dict[str, Any]) -> dict[str, Any]:
    """Call wrong what is said to have stayed shut, and right all else."""
    lines = body["messages"][-1]["content"].splitlines()
    asked = [line.split(". ", 1) for line in lines if re.match(r"\d+\. ", line)]
    wrong = [{"n": name, "why": "it opened"} for name, text in asked if "stayed shut" in text]
    right = [name for name, text in asked if "stayed shut" not in text]
    message = {"role": "assistant", "content": json.dumps({"right": right, "wrong": wrong})}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"model": "strong", "choices": [choice]}


def test_a_model_is_asked_about_all_rows_and_its_word_counted_by_kind(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path / "strong_model/dev.jsonl.gz", ROWS)
    config = tmp_path / "config.toml"
    with answering(doubting) as server:
        config.write_text(CONFIG.format(url=server.url), encoding="utf-8")
        judge.main(tmp_path, config)
        prompts = [body["messages"][-1]["content"] for body in server.prompts]
    table = capsys.readouterr().out
    assert "| none: true | 2 | 0 | 0 | 0 | 0 |" in table
    assert "| negation | 1 | 0 | 1 | 1 | 1 |" in table
    assert "| number | 1 | 1 | 1 | 0 | 1 |" in table
    assert "| any | 2 | 1 | 2 | 1 | 2 |" in table
    assert sum(prompt.count("stayed shut") for prompt in prompts) == 1
    assert not any(word in prompt for prompt in prompts for word in ("negation", "supported"))


def test_without_a_config_no_model_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path / "strong_model/dev.jsonl.gz", ROWS)
    judge.main(tmp_path)
    assert "| any | 2 | 1 | 2 |\n" in capsys.readouterr().out


def test_statements_that_cite_the_same_are_never_in_one_call() -> None:
    calls = judge.dealt(ROWS * 2, 6)
    assert sorted(len(call) for call in calls) == [1, 1, 1, 1, 2, 2]
    for call in calls:
        cited = [text for row in call for text in row["evidence"]]
        assert len(set(cited)) == len(cited)


def event(number: int, *texts: str) -> dict[str, Any]:
    articles = [
        {
            "side": "center",
            "source": f"Outlet {n}",
            "title": "A title",
            "url": f"u{n}",
            "text": text,
        }
        for n, text in enumerate(texts)
    ]
    return {"id": number, "date": f"2021-05-0{number}T06:00:00+00:00", "articles": articles}


EVENTS = [
    event(1, f"{DAM} {COST}", f"{COST} {FISH}", f"{FISH} {DAM}"),
    event(2, "A storm closed the port of Tarn on Sunday.", "Ships wait off Tarn.", "Tarn is shut."),
    event(3, "Two outlets alone tell of it.", "They do."),
]


def test_a_feed_has_its_share_of_reprints_by_other_hands() -> None:
    reports = tokens.feed(EVENTS, 6)
    again = [report for report in reports if report.id.endswith("-again")]
    assert len(reports) == 6
    assert len(again) == 1
    assert not any("alone" in report.text for report in reports)


def test_the_tokens_of_a_page_are_those_of_its_prompts_and_answers_with_a_judge_or_without() -> (
    None
):
    reports = tokens.feed(EVENTS, 6)
    judged, alone = (tokens.ours(reports, judged=judged) for judged in (True, False))
    assert [call.template for call in judged.calls] == ["page", "judge"]
    assert [call.template for call in alone.calls] == ["page"]
    assert judged.degraded == alone.degraded == ()
    assert 0 < alone.cost.tokens < judged.cost.tokens
    assert 0 < alone.cost.answers < alone.cost.prompts


def test_the_table_has_a_line_for_each_number_of_reports(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PEERS_PYTHON", raising=False)
    written(tmp_path / "neus_allsides/dev.dated_2021.jsonl.gz", EVENTS)
    tokens.main(tmp_path, (3, 6))
    table = capsys.readouterr().out
    assert re.search(r"^\| 3 \| \d+ \| [\d,]+ \| [\d,]+ \(\d\.\d\d\) \|", table, re.M)
    assert re.search(r"^\| judge: sentences \| \d+ \| \d+ \|$", table, re.M)


USER = (
    "[1] <<<\nDaily | Gates open | Mon\n1.1 It rained.\n1.2 The dam opened.\n>>>\n\n\n1. It fell.\n"
)


def test_a_scripted_page_cites_and_keeps_to_the_words() -> None:
    told = page(USER, words=5, sections=4)
    assert told.splitlines() == ["## Gates open", "- It rained. [1.1, 1.2]"]
    assert summary("one two three four", 9) == "one two"


def test_the_parts_of_a_call_make_its_sum() -> None:
    prompt = Prompt("judge", "Check it.", USER, {"type": "object"})
    counted = parts(prompt, "[]")
    assert counted["questions"] > 0
    difference = counted.total() - counted["answer"] - prompt_tokens(prompt)
    assert abs(difference) <= len(counted)
