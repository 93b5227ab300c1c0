"""Errors in the body of an answer with status 200, as OpenRouter sends them when work had begun."""

from __future__ import annotations

import json

import pytest

from summarise.errors import (
    BackendError,
    BadAnswerError,
    CutError,
    DeclinedError,
    RefusedError,
    UnreachableError,
)
from summarise.models.openai.reply import completion as read
from summarise.models.resilience import Retry
from tests.models.asking import KEY, PLAIN, SERVER, backend
from tests.scripted import Scripted, ScriptedServer, completion

USAGE = {"prompt_tokens": 5, "completion_tokens": 2}


def answered(body: object) -> BackendError:
    with pytest.raises(BackendError) as caught:
        read((body if isinstance(body, str) else json.dumps(body)).encode(), SERVER)
    return caught.value


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"code": 429, "message": "slow down"}},
        completion("Hel", error={"code": "rate_limit_exceeded", "message": "slow down"}),
    ],
)
def test_a_server_that_says_200_and_means_429_is_asked_again(
    scripted_server: ScriptedServer, body: object
) -> None:
    scripted_server.script(Scripted(200, body), Scripted(200, completion("Hello.")))

    answer = Retry(backend(scripted_server), 2, lambda _: None).complete(PLAIN)

    assert answer.text == "Hello."


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": 429}, UnreachableError),
        ({"code": "429"}, UnreachableError),
        ({"code": "rate_limit_exceeded"}, UnreachableError),
        ({"type": "rate_limit_error"}, UnreachableError),
        ({"code": 408}, UnreachableError),
        ({"code": 502}, UnreachableError),
        ({"code": None, "type": "overloaded_error"}, UnreachableError),
        ({"code": 503, "status": "UNAVAILABLE"}, UnreachableError),
        ({"code": 401}, RefusedError),
        ({"code": "invalid_api_key"}, RefusedError),
        ({"code": 402}, RefusedError),
        ({"code": "insufficient_quota"}, RefusedError),
        ({"code": 403}, RefusedError),
        ({"code": 404}, RefusedError),
        ({"code": "model_not_found"}, RefusedError),
        ({"code": 400}, BadAnswerError),
        ({"code": 413}, BadAnswerError),
        ({"code": "odd"}, BadAnswerError),
        ({"code": 7}, BadAnswerError),
        ({"code": 403, "metadata": {"reasons": ["violence"]}}, DeclinedError),
        ({}, BadAnswerError),
    ],
)
@pytest.mark.parametrize("place", ["body", "choice"])
def test_an_error_inside_an_answer_counts_as_the_status_that_it_names(
    place: str, error: dict[str, object], kind: type[Exception]
) -> None:
    error = {"message": f"it went wrong with {KEY}", **error}
    ours = answered({"error": error} if place == "body" else completion("Hel", error=error))

    assert type(ours) is kind
    assert "backend small" in str(ours)
    assert "it went wrong with [key]" in str(ours)


@pytest.mark.parametrize("error", ["the model is gone", ["odd"], {"message": {"deep": "odd"}}, 7])
def test_an_error_in_any_other_form_is_a_bad_answer(error: object) -> None:
    assert type(answered({"error": error})) is BadAnswerError


@pytest.mark.parametrize("nothing", [None, "", {}, {"message": "", "type": "", "code": None}])
def test_an_error_that_says_nothing_is_none(nothing: object) -> None:
    body = {**completion("Hello."), "error": nothing}

    assert read(json.dumps(body).encode(), SERVER).text == "Hello."


def test_a_path_that_is_not_there_is_told_as_that_though_the_status_is_200() -> None:
    said = {"error": "Unexpected endpoint or method. (POST /chat/completions)"}  # LM Studio's words
    ours = answered(said)

    assert type(ours) is RefusedError
    assert "does base_url end in /v1" in str(ours)


@pytest.mark.parametrize(
    ("body", "tokens"),
    [
        ({"error": {"code": 502}}, None),
        ({**completion("Hel", error={"code": 502}), "usage": USAGE}, (5, 2)),
        (completion("He", finish_reason="length"), (5, 2)),
        (completion("", finish_reason="content_filter"), (5, 2)),
        (completion(None), (5, 2)),
        ({**completion(None), "usage": None}, None),
        ({**completion(None), "usage": {"prompt_tokens": 5}}, (5, 0)),
        ({**completion(None), "usage": {"prompt_tokens": "many", "completion_tokens": -3}}, None),
        ({**completion(None), "usage": ["odd"]}, None),
        ({"choices": [], "usage": USAGE}, (5, 2)),
        ("<html>", None),
        ('{"choices": [{"mess', None),
    ],
)
def test_a_failed_call_is_billed_for_what_the_server_counted(
    body: object, tokens: tuple[int, int] | None
) -> None:
    assert answered(body).tokens == tokens


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "length"),
        (" \n", "length"),
        ("<think>Let me see, the", "length"),
        ("\n<thinking>Let me\nsee", "length"),
        ("<think>Let me see.</think>\n\n", "length"),
        ([{"type": "thinking", "thinking": [{"type": "text", "text": "Let me"}]}], "length"),
        ("", "model_length"),
    ],
)
def test_a_model_that_was_cut_before_its_answer_was_thinking(text: object, reason: str) -> None:
    message = {"content": text}
    ours = answered(completion(message=message, finish_reason=reason))

    assert isinstance(ours, CutError)
    assert ours.thinking
    assert "went into thoughts" in str(ours)


@pytest.mark.parametrize(
    "text",
    ["He", "<think>Hm.</think>He", "He <think>said", "a <think>", "\n \t" * 40],  # the last: no end
)
def test_a_model_that_was_cut_in_its_answer_was_not_thinking(text: str) -> None:
    ours = answered(completion(text, finish_reason="length"))

    assert isinstance(ours, CutError)
    assert not ours.thinking
    assert "longer than the tokens it was allowed; raise max_tokens, or context." in str(ours)


def test_an_answer_in_parts_is_the_text_of_them_without_the_thoughts() -> None:
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "Let me see."}]},
        {"type": "text", "text": "Hel"},
        {"type": "text", "text": "lo."},
        {"type": "image_url", "image_url": "x"},
        "odd",
        7,
    ]
    body = completion(message={"content": parts})

    assert read(json.dumps(body).encode(), SERVER).text == "Hello.odd"


ANSWER = '{"colour": "red"}'
CALL = {"type": "function", "function": {"name": "answer", "arguments": ANSWER}}


@pytest.mark.parametrize(
    "message",
    [
        {"content": None, "tool_calls": [CALL]},
        {"content": "", "function_call": {"name": "answer", "arguments": ANSWER}},
        {"tool_calls": [{"function": {"arguments": {"colour": "red"}}}]},
        {"content": [{"type": "output_text", "text": ANSWER, "annotations": []}]},
        {"content": [{"type": "text", "text": {"value": ANSWER}}]},
        {"content": {"type": "text", "text": ANSWER}},
        {"content": {"colour": "red"}},
        {"content": "", "reasoning_content": ANSWER},
        {"content": None, "reasoning": ANSWER, "reasoning_details": [{"type": "odd"}]},
        {"content": ANSWER, "reasoning": 'Not {"colour": "blue"}.', "tool_calls": []},
        {"content": ANSWER, "tool_calls": None, "reasoning": {"odd": 7}},
    ],
)
def test_an_answer_is_found_wherever_a_server_puts_it(message: dict[str, object]) -> None:
    body = json.dumps(completion(message=message, finish_reason="tool_calls"))

    assert read(body.encode(), SERVER).text == ANSWER


def test_an_answer_without_a_message_is_its_text() -> None:
    body = {"choices": [{"text": "Hello.", "finish_reason": "stop"}]}

    assert read(json.dumps(body).encode(), SERVER).text == "Hello."


@pytest.mark.parametrize(
    "message",
    [
        {"content": "", "reasoning_content": "Let me think about colours."},
        {"content": "", "tool_calls": [{"function": None}, 7]},
        {"content": "", "tool_calls": "odd", "function_call": ["odd"], "reasoning": 7},
    ],
)
def test_thoughts_and_calls_that_hold_no_answer_are_none(message: dict[str, object]) -> None:
    assert "is empty" in str(answered(completion(message=message)))


@pytest.mark.parametrize("reason", ["length", "MAX_TOKENS", "max_tokens"])
@pytest.mark.parametrize("place", ["content", "reasoning_content"])
def test_an_answer_that_was_cut_is_none_wherever_it_stands(place: str, reason: str) -> None:
    ours = answered(completion(message={place: ANSWER}, finish_reason=reason))

    assert isinstance(ours, CutError)


@pytest.mark.parametrize("said", ['"Red \\ud83d"', '"Red\n"'])
def test_a_half_character_or_a_bare_control_costs_no_answer(said: str) -> None:
    body = json.dumps(completion("Hello.")).replace('"Hello."', said)

    assert read(body.encode(), SERVER).text.strip() == "Red"
