"""Faults that no server gives on demand, against a scripted server."""

from __future__ import annotations

import socket

import pytest

from summarise.config import BackendConfig
from summarise.errors import BadAnswerError, RefusedError, UnreachableError
from summarise.models import LONGEST_NAME
from summarise.models.openai import OpenAIBackend
from summarise.models.resilience import Retry
from tests.models.asking import KEY, PLAIN, backend, refusal
from tests.scripted import Scripted, ScriptedServer, completion


def test_429_with_retry_after_is_waited_out_and_then_answered(
    scripted_server: ScriptedServer,
) -> None:
    slept: list[float] = []
    scripted_server.script(
        Scripted(429, {"error": {"message": "slow down"}}, {"retry-after": "7"}),
        Scripted(200, completion("Hello.")),
    )

    answer = Retry(backend(scripted_server), 3, slept.append).complete(PLAIN)

    assert answer.text == "Hello."
    assert slept == [7.0]


def test_a_server_that_keeps_failing_is_given_up_with_its_own_words(
    scripted_server: ScriptedServer,
) -> None:
    scripted_server.script(*[refusal(503, "loading the model")] * 3)

    with pytest.raises(UnreachableError, match=r"503.*loading the model"):
        Retry(backend(scripted_server), 3, lambda _: None).complete(PLAIN)


def test_the_client_itself_never_retries(scripted_server: ScriptedServer) -> None:
    scripted_server.script(refusal(500, "oops"))

    with pytest.raises(UnreachableError):
        backend(scripted_server).complete(PLAIN)

    assert len(scripted_server.asked) == 1


@pytest.mark.parametrize("sent", [0, 20])
def test_a_reset_in_the_middle_of_an_answer_may_pass(
    scripted_server: ScriptedServer, sent: int
) -> None:
    scripted_server.script(
        Scripted(200, completion("Hello."), hang_up_after=sent), Scripted(200, completion("Again."))
    )

    answer = Retry(backend(scripted_server), 2, lambda _: None).complete(PLAIN)

    assert answer.text == "Again."


def test_a_server_that_says_nothing_times_out(scripted_server: ScriptedServer) -> None:
    scripted_server.script(Scripted(hold=True))

    with pytest.raises(UnreachableError, match=r"within 0\.1 seconds"):
        backend(scripted_server, timeout=0.1).complete(PLAIN)


def test_no_server_at_all_is_said_in_plain_words() -> None:
    with socket.socket() as taken:  # bound but not listening: refused for certain
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        config = BackendConfig(base_url=url, model="m")
        with pytest.raises(UnreachableError, match=r"No server at .* is it running"):
            OpenAIBackend("small", config, {}).complete(PLAIN)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Scripted(200, "<html>Hello</html>", content_type="text/html"), "not a chat completion"),
        (Scripted(200, "<html>Hello</html>"), "not a chat completion"),
        (Scripted(200, {"object": "list", "data": []}), "not a chat completion"),
        (Scripted(200, {**completion(), "choices": None}), "not a chat completion"),
        (Scripted(200, {**completion(), "choices": []}), "without any choices"),
        (Scripted(200, completion("He", finish_reason="length")), "is cut"),
        (Scripted(200, completion("", finish_reason="content_filter")), "content filter"),
        (Scripted(200, completion(message={"content": None, "refusal": "I won't"})), "declined"),
        (Scripted(200, completion(None)), "empty"),
        (Scripted(200, completion(message=None, finish_reason="content_filter")), "filter"),
        (Scripted(200, completion(message=None)), "empty"),
        (Scripted(200, completion(" \n")), "empty"),
    ],
)
def test_an_answer_that_can_not_be_used_says_why(
    scripted_server: ScriptedServer, answer: Scripted, reason: str
) -> None:
    scripted_server.script(answer)
    error = RefusedError if reason == "not a chat completion" else BadAnswerError

    with pytest.raises(error, match=reason):
        backend(scripted_server).complete(PLAIN)


def test_an_answer_that_repeats_the_key_does_not_hand_it_on(
    scripted_server: ScriptedServer,
) -> None:
    scripted_server.script(Scripted(200, completion(f"The key is {KEY}.")))

    assert backend(scripted_server).complete(PLAIN).text == "The key is [key]."


@pytest.mark.parametrize(
    "said",
    [
        '{"a": "' + "".join(f"\\u{ord(letter):04X}" for letter in KEY) + '"}',
        '{"a": "' + KEY.replace("-", r"\-") + '"}',
        '{"a": "' + KEY.replace("s", r"\\u0073") + '"}',
    ],
)
def test_a_key_that_json_spells_otherwise_is_not_handed_on(
    scripted_server: ScriptedServer, said: str
) -> None:
    scripted_server.script(Scripted(200, completion(said)))

    assert backend(scripted_server).complete(PLAIN).text == '{"a": "[key]"}'


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (f"big\n{KEY[:5]}\u200b{KEY[5:]}\x1b[31m", "big [key][31m"),
        ("m" * (LONGEST_NAME - 5) + KEY, "m" * (LONGEST_NAME - 5) + "[key]"),
        ("word " * 5_000, "word " * 23 + "word…"),
        ("\u200b", "m"),
    ],
)
def test_what_a_server_calls_its_model_is_one_short_line_without_the_key(
    scripted_server: ScriptedServer, said: str, shown: str
) -> None:
    scripted_server.script(Scripted(200, {**completion(), "model": said}))

    answered = backend(scripted_server).complete(PLAIN)

    assert answered.model == shown
    assert len(answered.model) <= LONGEST_NAME


def test_an_answer_without_usage_counts_no_tokens(scripted_server: ScriptedServer) -> None:
    scripted_server.script(Scripted(200, {**completion(), "usage": None, "model": None}))

    answer = backend(scripted_server).complete(PLAIN)

    assert (answer.prompt_tokens, answer.completion_tokens, answer.model) == (0, 0, "m")


def test_a_thought_before_the_answer_is_left_to_whoever_reads_it(
    scripted_server: ScriptedServer,
) -> None:
    scripted_server.script(Scripted(200, completion("<think>hm</think>Hello.")))

    assert backend(scripted_server).complete(PLAIN).text == "<think>hm</think>Hello."
