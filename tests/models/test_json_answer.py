from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from summarise.errors import BadAnswerError
from summarise.models.json_answer import json_text, parse
from tests.growth import linear


class Colour(BaseModel):
    colour: str
    shades: list[int] = []


@pytest.mark.parametrize(
    "text",
    [
        '{"colour": "red"}',
        '\ufeff  {"colour": "red"}\n',
        '```json\n{"colour": "red"}\n```',
        'Sure! Here it is:\n\n```\n{"colour": "red"}\n```\nAnything else?',
        '<think>Maybe {"colour": "blue", "shades": [1, 2, 3]}?</think>\n{"colour": "red"}',
        'I wonder {"colour": "blue"}\n</think>\n\n{"colour": "red"}',
        'As [1] says: {"colour": "red"}, which is {} of course.',
    ],
)
def test_the_json_is_found_whatever_is_wrapped_around_it(text: str) -> None:
    assert parse(text, Colour) == Colour(colour="red")


def test_a_tag_that_the_json_quotes_is_no_thought() -> None:
    text = '{"colour": "a </think> tag"}'

    assert json_text(text) == text


def test_a_string_broken_over_lines_is_mended() -> None:
    assert parse('{"colour": "dark\nred"}', Colour).colour == "dark red"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("<think>hm, let me see", "empty"),
        ("I can't do that.", "no JSON object"),
        ("[1, 2]", "no JSON object"),
        ('{"colour": "re', "broken or cut off"),
        ('{"colour": NaN}', "broken or cut off"),
    ],
)
def test_an_answer_without_json_says_what_is_wrong_with_it(text: str, reason: str) -> None:
    with pytest.raises(BadAnswerError, match=reason):
        json_text(text)


def test_json_that_does_not_fit_is_explained_by_place_without_being_repeated() -> None:
    with pytest.raises(BadAnswerError) as caught:
        parse('{"colour": 7, "shades": ["secret", "b", "c", "d"]}', Colour)

    said = str(caught.value)
    assert "colour: Input should be a valid string" in said
    assert "shades.0" in said
    assert "and 2 more" in said
    assert "secret" not in said


@pytest.mark.parametrize("unit", ["{", '{"a":', "["])
def test_a_text_of_brackets_alone_is_refused_in_linear_time(unit: str) -> None:
    def refused(text: str) -> None:
        with pytest.raises(BadAnswerError):
            json_text(text)

    assert linear(refused, unit)


@settings(deadline=None)
@given(st.text())
def test_any_text_gives_json_or_a_bad_answer(text: str) -> None:
    try:
        found = json_text(text)
    except BadAnswerError:
        return
    assert isinstance(json.loads(found), dict)


@settings(deadline=None)
@given(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.text())), st.text("ab `"))
def test_any_object_is_found_again_behind_any_preamble(value: dict[str, object], pre: str) -> None:
    assert json.loads(json_text(pre + json.dumps(value))) == value
