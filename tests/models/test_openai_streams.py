"""Servers that stream though they were not asked to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from summarise.errors import BadAnswerError, CutError, DeclinedError, RefusedError, UnreachableError
from summarise.models import Completion
from summarise.models.openai.reply import completion as read
from summarise.models.resilience import Retry
from tests.models.asking import PLAIN, SERVER, backend
from tests.scripted import Scripted, ScriptedServer, completion, delta, stream

USAGE = {"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 2}}


def ask(answer: Scripted) -> Completion:
    return read(answer.content, SERVER)


@pytest.mark.parametrize("content_type", ["text/event-stream", "application/json", None])
def test_the_pieces_of_a_stream_are_one_answer_whatever_type_it_declares(
    scripted_server: ScriptedServer, content_type: str | None
) -> None:
    first = delta(delta={"role": "assistant", "content": ""})
    events = [first, delta("Hel"), delta("lo."), delta(finish_reason="stop"), USAGE]

    scripted_server.script(replace(stream(*events), content_type=content_type))
    answer = backend(scripted_server).complete(PLAIN)

    assert answer == Completion("Hello.", "scripted", 5, 2, "small")


def test_a_stream_that_breaks_off_is_asked_for_again(scripted_server: ScriptedServer) -> None:
    scripted_server.script(
        stream(delta("Hel"), done=False), stream(delta("Hello."), delta(finish_reason="stop"))
    )

    answer = Retry(backend(scripted_server), 2, lambda _: None).complete(PLAIN)

    assert answer.text == "Hello."


@pytest.mark.parametrize(
    "body",
    [
        'data: {"choices": [{"delta": {"content": "Hi."}, "finish_reason": "stop"}]}\n\n',
        'data:{"choices":[{"delta":{"content":"Hi."}}]}\r\n\r\ndata:[DONE]\r\n',
        ': OPENROUTER PROCESSING\n\ndata: {"choices": [{"delta": {"content": "Hi."}}]}\n\n'
        "data: [DONE]",
        '\n\nevent: message\nid: 1\ndata: {"choices": [\ndata: {"message": {"content": "Hi."}}]}'
        "\n\ndata: [DONE]\n\n",
        'data: {"choices": [{"index": 1, "delta": {"content": "Bye."}}, '
        '{"index": 0, "delta": {"content": "Hi."}, "finish_reason": "stop"}]}\n\n',
    ],
)
def test_a_stream_is_told_by_its_beginning(body: str) -> None:
    assert ask(Scripted(200, body)).text == "Hi."


@pytest.mark.parametrize("place", ["reasoning_content", "reasoning"])
def test_thoughts_and_calls_are_joined_as_the_text_is(place: str) -> None:
    def call(piece: str) -> dict[str, object]:
        return delta(delta={"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})

    thoughts = [delta(delta={place: piece}) for piece in ("Hm, {", "}.")]

    assert ask(stream(*thoughts)).text == "Hm, {}."
    assert ask(stream(*thoughts, call('{"a"'), call(": 1}"))).text == '{"a": 1}'
    assert (
        ask(stream({"choices": [{"text": "Hel"}]}, {"choices": [{"text": "lo."}]})).text == "Hello."
    )


def test_an_emoji_that_two_events_share_costs_no_answer() -> None:
    halves = [delta("Hi"), delta("\ud83d"), delta("\ude00"), delta(".")]

    assert ask(stream(*halves)).text == "Hi."


def test_a_line_separator_inside_the_text_ends_no_event() -> None:
    body = 'data: {"choices": [{"delta": {"content": "a\u2028b"}, "finish_reason": "stop"}]}\n\n'

    assert ask(Scripted(200, body)).text == "a\u2028b"


def test_a_whole_answer_that_is_declared_a_stream_is_read_as_what_it_is() -> None:
    answer = Scripted(200, completion("Hi."), content_type="text/event-stream")

    assert ask(answer).text == "Hi."


@pytest.mark.parametrize(
    "answer",
    [
        stream(delta("Hel"), done=False),
        stream(delta("Hel"), 'data: {"choices": [{"delta": {"con', done=False),
        stream(": keep-alive\n\n", done=False),
    ],
)
def test_a_stream_without_its_end_was_cut_off_and_may_pass(answer: Scripted) -> None:
    with pytest.raises(UnreachableError, match="cut off on its way") as caught:
        ask(answer)

    assert caught.value.tokens is None


@pytest.mark.parametrize(
    ("answer", "error", "reason"),
    [
        (stream(delta("He", finish_reason="length"), USAGE), CutError, "is cut"),
        (stream(delta(delta={"refusal": "I wo"}), delta(delta={"refusal": "n't"})),
         BadAnswerError, "declined"),
        (stream(delta(finish_reason="content_filter")), BadAnswerError, "content filter"),
        (stream(delta("He"), delta(finish_reason="error")), BadAnswerError, "ended in an error"),
        (stream(USAGE), DeclinedError, "without any choices"),
        (stream({"id": 7, "choices": "none"}), RefusedError, "not a chat completion"),
    ],
)  # fmt: skip
def test_a_streamed_answer_that_can_not_be_used_says_why(
    answer: Scripted, error: type[BadAnswerError], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        ask(answer)


@pytest.mark.parametrize(
    ("code", "error"), [(502, UnreachableError), (401, RefusedError), ("odd", BadAnswerError)]
)
def test_an_error_inside_a_stream_counts_as_what_it_names(
    code: object, error: type[Exception]
) -> None:
    broken = {"error": {"code": code, "message": "the provider is gone"}}

    with pytest.raises(error, match="the provider is gone"):
        ask(stream(delta("Hel"), broken, done=False))
