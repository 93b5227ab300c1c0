from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from summarise.errors import BadAnswerError
from summarise.models.json_answer import json_object, parse
from tests.growth import linear


class Colour(BaseModel):
    colour: str
    shades: list[int] = []


class Walk(BaseModel):
    title: str
    walkers: list[Colour]


RED = Colour(colour="red")
WALK = Walk(title="Home", walkers=[Colour(colour="red", shades=[1]), Colour(colour="blue")])
WALK_JSON = WALK.model_dump_json()
A_LONG_DRAFT = '{"colour": "blue", "shades": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]}'


@pytest.mark.parametrize(
    "text",
    [
        '{"colour": "red"}',
        '\ufeff  {"colour": "red"}\n',
        '```json\n{"colour": "red"}\n```',
        'Sure! Here it is:\n\n```\n{"colour": "red"}\n```\nAnything else?',
        'As [1] says: {"colour": "red"}, which is {} of course.',
        'I use {braces}: {"colour": "red"}',
        '{"colour": "red"}<|im_end|>',
    ],
)
def test_the_json_is_found_whatever_is_wrapped_around_it(text: str) -> None:
    assert parse(text, Colour) == RED


@pytest.mark.parametrize(
    "thought",
    [
        "<think>Maybe {}?</think>\n",
        "I wonder {}\n</think>\n\n",
        "◁think▷{} might do.◁/think▷",
        "[THINK]{} might do.[/THINK]",
        "<seed:think>{}</seed:think>",
        "<|START_THINKING|>{}<|END_THINKING|>",
        "<|channel|>analysis<|message|>A guess: {}<|end|><|start|>assistant"
        "<|channel|>final<|message|>",
        "<|channel|>analysis<|message|>{}<|end|><|start|>assistant"
        "<|channel|>final <|constrain|>json<|message|>",
        "analysisWe need JSON, such as {}.assistantfinal",
        "<|channel>thought\n{}<channel|>",
        "First I thought of {}, but then of ",
        "First I thought of {'colour': 'blue'} and {something}, but then of ",
        "{}\n\nNo, wait:\n",
        "```json\n{}\n```\nOr rather:\n```json\n",
    ],
)
@pytest.mark.parametrize("answer", ['{"colour": "red"}', "{'colour': 'red',}"])
def test_the_last_object_is_the_answer_and_not_the_longest(thought: str, answer: str) -> None:
    assert parse(thought.replace("{}", A_LONG_DRAFT) + answer, Colour) == RED


@pytest.mark.parametrize(
    "text",
    [
        '<think>{"colour": "red"}</think>',
        '<think>So it is {"colour": "red"}',
        '[THINK]{"colour": "red"}',
    ],
)
def test_an_answer_that_never_left_the_thought_is_found_there(text: str) -> None:
    assert parse(text, Colour) == RED


def test_no_draft_stands_in_for_an_answer_that_was_cut_off() -> None:
    with pytest.raises(BadAnswerError):
        parse(f'<think>{A_LONG_DRAFT}</think>{{"colour": "re', Colour)


def test_a_tag_that_the_json_quotes_is_no_thought() -> None:
    assert parse('{"colour": "a </think> tag"}', Colour).colour == "a </think> tag"


@pytest.mark.parametrize(
    "text",
    [
        f'{{"result": {WALK_JSON}}}',
        f'{{"type": "object", "properties": {WALK_JSON}}}',
        json.dumps(Walk.model_json_schema()) + WALK_JSON,
        f"```json\n{json.dumps(Walk.model_json_schema())}\n```\n```json\n{WALK_JSON}\n```",
        f"[{WALK_JSON}]",
        f'{{"response": [{WALK_JSON}]}}',
        json.dumps(WALK_JSON),
        f"Here: {json.dumps(json.dumps(WALK.model_dump(), indent=1))}",
        json.dumps(WALK_JSON)[1:-1],
        json.dumps({"name": "answer", "arguments": WALK_JSON}),
        f'<tool_call>{{"name": "answer", "arguments": {WALK_JSON}}}</tool_call>',
    ],
)
def test_an_answer_is_unwrapped(text: str) -> None:
    assert parse(text, Walk) == WALK


def test_a_bare_list_of_its_items_is_the_object_without_its_texts() -> None:
    items = json.dumps(WALK.model_dump()["walkers"])

    assert parse(f"Here they are: {items}", Walk) == WALK.model_copy(update={"title": ""})


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "Home", "walkers": [{"colour": "red", "shades": [1],}, {"colour": "blue"},],}',
        "{'title': 'Home', 'walkers': [{'colour': 'red', 'shades': [1]}, {'colour': 'blue'}]}",
        '{"title": "Home", // as asked\n"walkers": [/* two */ {"colour": "red", "shades": [1]}, '
        '{"colour": "blue"}]}',
        '{title: "Home", walkers: [{colour: "red", shades: [1]}, {colour: "blue"}]}',
        '{"title": "Home" "walkers": [{"colour": "red", "shades": [1]} {"colour": "blue"}]}',
        '{“title”: “Home”, “walkers”: [{“colour”: “red”, “shades”: [1]}, {“colour”: “blue”}]}',
        '{"title": "Home", "walkers": [{"colour": "red", "shades": [1]}, {"colour": "blue"}]',
        '```json\n{"title": "Home", "walkers": [{"colour": "red", "shades": [1]}, '
        '{"colour": "blue"},]}\n```\nI hope that {this} helps.',
    ],
)  # fmt: skip
def test_broken_json_is_mended(text: str) -> None:
    assert parse(text, Walk) == WALK


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ('{"colour": "dark\nred"}', "dark red"),
        ('{"colour": "what he calls "dark" red", "shades": []}', 'what he calls "dark" red'),
        (r'{"colour": "100\% red", "shades": []}', r"100\% red"),
        ('{"colour": "red\\ud83d"}', "red"),
        ('{"colour": "caf\\u00e9",}', "café"),
    ],
)
def test_a_text_that_was_not_escaped_is_kept(text: str, colour: str) -> None:
    assert parse(text, Colour).colour == colour


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "Home", "walkers": [{"colour": "red", "shades": [1]}, {"colour": "bl',
        '{"title": "Home", "walkers": [{"colour": "red", "shades": [1]}, {"colour": "blue"}',
        '{"title": "Home", "walkers": [{"colour": "red", "shades": [1]}, ',
        '{"title": "Home", "walkers": [{"colour": "red", "shades": [1]}], "more": "th',
        '[{"colour": "red", "shades": [1]}, {"colour": "bl',
        '```json\n{"title": "Home", "walkers": [{"colour": "red"}, {"colo\n```',
    ],
)
def test_an_answer_that_was_cut_off_is_not_made_whole(text: str) -> None:
    with pytest.raises(BadAnswerError):
        parse(text, Walk)


def test_a_repair_that_would_lose_words_is_none() -> None:
    with pytest.raises(BadAnswerError):
        parse('{"colour": ""Dark," he said, "and red".", "shades": [1]}', Colour)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("<think>hm, let me see", "empty"),
        ("I can't do that.", "no JSON object"),
        ("[1, 2]", "no JSON object"),
        ('{"colour": "re', "broken or cut off"),
    ],
)
def test_an_answer_without_json_says_what_is_wrong_with_it(text: str, reason: str) -> None:
    with pytest.raises(BadAnswerError, match=reason):
        json_object(text)


def test_json_that_does_not_fit_is_explained_by_place_without_being_repeated() -> None:
    with pytest.raises(BadAnswerError) as caught:
        parse('{"colour": 7, "shades": ["secret", "b", "c", "d"]}', Colour)

    said = str(caught.value)
    assert "colour: Input should be a valid string" in said
    assert "shades.0" in said
    assert "and 2 more" in said
    assert "secret" not in said


def test_what_no_json_can_hold_is_nothing() -> None:
    with pytest.raises(BadAnswerError, match="colour: Input should be a valid string"):
        parse('{"colour": NaN}', Colour)


UNITS = [
    "{", '{"a":', "[", "[{", '{"a', "{(", "{'a': 1, ", '{\\"', '"', "{}]", "```{", "<think>",
    "<|channel|>final", '{"colour": "', "//{", "{/*", '[1]{"colour": 1},', "[[1]],",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_a_text_of_brackets_alone_is_refused_in_linear_time(unit: str) -> None:
    def refused(text: str) -> None:
        with pytest.raises(BadAnswerError):
            parse(text + "}", Colour)

    assert linear(refused, unit, 40_000)


@settings(deadline=None)
@given(st.text() | st.text("{}[]\",:\\/'` 1a"))
def test_any_text_gives_json_or_a_bad_answer(text: str) -> None:
    try:
        found = json_object(text)
    except BadAnswerError:
        return
    assert isinstance(found, dict)


@settings(deadline=None)
@given(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.text())), st.text("ab `"))
def test_any_object_is_found_again_behind_any_preamble(value: dict[str, object], pre: str) -> None:
    assert json_object(pre + json.dumps(value)) == value


@settings(deadline=None)
@given(st.integers(1, len(WALK_JSON) - 1))
def test_no_beginning_of_an_answer_passes_for_a_whole_one(end: int) -> None:
    try:
        found = parse(WALK_JSON[:end], Walk)
    except BadAnswerError:
        return
    assert found == WALK
