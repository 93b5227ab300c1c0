"""JSON, held against docs/briefing.schema.json."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from summarise.errors import RenderError
from summarise.render import render
from summarise.types import Briefing, Dropped, Record
from tests.render.render_briefings import BRIEFING, HOSTILE, hostile, one

SCHEMA = json.loads(
    Path(__file__).parents[2].joinpath("docs", "briefing.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA)


def written(briefing: Briefing) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(render(briefing, "json"))
    return made


def test_the_schema_is_a_schema_that_knows_every_key() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    objects = [SCHEMA, *SCHEMA["$defs"].values()]
    assert all(o["additionalProperties"] is False for o in objects)


def test_a_briefing_keeps_to_the_schema(briefing: Briefing) -> None:
    assert list(VALIDATOR.iter_errors(written(briefing))) == []


def test_a_key_that_the_schema_does_not_know_is_refused(briefing: Briefing) -> None:
    assert not VALIDATOR.is_valid({**written(briefing), "more": 1})


def test_the_whole_contract_is_there(briefing: Briefing) -> None:
    made = written(briefing)
    story = made["stories"][0]
    assert list(made) == [
        "version",
        "headline",
        "lede",
        "date",
        "language",
        "stories",
        "sources",
        "record",
        "corrections",
        "since",
        "run",
    ]
    assert made["version"] == 1
    assert made["date"] == "2025-01-17T07:00:00+00:00"
    assert story["statements"][0]["text"] == made["lede"]
    assert story["statements"][3]["replaced"] is True
    assert story["differences"][1]["outdated"] == 0
    assert len(made["sources"]) == 8
    assert made["sources"][2]["origin"] == "wire"
    assert made["record"]["dropped"][0] == {
        "document": "copy1",
        "into": "wire",
        "rule": "near",
        "score": 0.94,
    }
    assert made["record"]["dropped"][2]["sentence"] == "post:10-40"
    assert made["record"]["left_off"][0]["citations"][0]["document"] == "ledger"


def test_it_is_indented_utf8_that_ends_with_a_line_end() -> None:
    made = render(one("Ærø 漢字"), "json")
    assert made.endswith(b"}\n")
    assert "Ærø 漢字".encode() in made
    assert made.startswith(b'{\n  "version": 1,\n')


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_keeps_to_the_schema(text: str) -> None:
    assert VALIDATOR.is_valid(written(hostile(text)))


@given(st.text())
def test_any_text_comes_back_as_it_was(text: str) -> None:
    made = written(one(text))
    assert made["stories"][0]["statements"][0]["text"] == text
    assert VALIDATOR.is_valid(made)


def test_half_a_surrogate_pair_becomes_the_replacement_character() -> None:
    assert written(one("a\ud800"))["stories"][0]["statements"][0]["text"] == "a\ufffd"


def test_prompts_stand_in_the_order_of_their_names() -> None:
    record = Record(prompts={"b": "2", "a": "1"})
    assert list(written(replace(BRIEFING, record=record))["record"]["prompts"]) == ["a", "b"]


@pytest.mark.parametrize("score", [float("nan"), float("inf"), 1j])
def test_a_number_that_json_does_not_have_is_a_render_error(score: Any) -> None:
    record = Record(dropped=(Dropped("a", "document", "b", "near", score),))
    with pytest.raises(RenderError, match="JSON"):
        render(replace(BRIEFING, record=record), "json")
