"""Learning a dialect, against a scripted server."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from summarise.models import Prompt
from summarise.models.openai.dialect import Dialect
from tests.models.asking import ASKS_JSON, SCHEMA, backend, refusal
from tests.scripted import Scripted, ScriptedServer, completion, delta, stream


def test_a_server_that_refuses_everything_is_asked_in_ever_plainer_ways(
    scripted_server: ScriptedServer,
) -> None:
    scripted_server.script(
        refusal(400, "'max_tokens' is not supported: use 'max_completion_tokens'"),
        refusal(400, "does not support 0.0", param="temperature"),
        refusal(422, "seed: Extra inputs are not permitted"),
        refusal(500, "response_format json_schema: no"),
        refusal(501, "response_format schema: no"),
        refusal(422, "response_format: no"),
        refusal(400, "System role not supported"),
        Scripted(200, completion('{"colour": "red"}')),
        Scripted(200, completion('{"colour": "red"}')),
    )
    asked = backend(scripted_server)

    asked.complete(ASKS_JSON)
    asked.complete(ASKS_JSON)

    first, *_, last, again = [request.json for request in scripted_server.asked]
    assert set(first) == {
        "model", "messages", "max_tokens", "temperature", "seed", "response_format",
    }  # fmt: skip
    assert set(last) == {"model", "messages", "max_completion_tokens"}
    assert len(last["messages"]) == 1
    assert again == last


def test_the_schema_beside_a_json_object_reaches_the_server(
    scripted_server: ScriptedServer,
) -> None:
    scripted_server.script(
        refusal(400, "This response_format type is unavailable now"),
        Scripted(200, completion('{"colour": "red"}')),
    )

    backend(scripted_server).complete(ASKS_JSON)

    assert scripted_server.asked[1].json["response_format"] == {
        "type": "json_object",
        "schema": SCHEMA,
    }


def test_a_server_that_refuses_json_schema_is_asked_for_a_json_object_once_and_for_all(
    scripted_server: ScriptedServer,
) -> None:
    good = Scripted(200, completion('{"colour": "red"}'))
    # llama_cpp.server's words
    said = "'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text'\""
    scripted_server.script(refusal(500, said), good, good)
    asked = backend(scripted_server)

    answers = [asked.complete(ASKS_JSON).text for _ in range(2)]

    assert answers == ['{"colour": "red"}'] * 2
    assert len(scripted_server.asked) == 3
    assert asked.dialect == Dialect(form="json_object_with_schema")


def test_a_server_that_only_streams_is_obeyed_and_its_stream_read(
    scripted_server: ScriptedServer,
) -> None:
    usage = {"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 2}}
    scripted_server.script(
        refusal(400, "extra thoughts: enable_thinking must be set to false"),
        refusal(400, "only streaming is supported; stream must be true"),
        stream(delta('{"colour": '), delta('"red"}', finish_reason="stop"), usage),
    )

    answer = backend(scripted_server, extra_body={"top_k": 1}).complete(ASKS_JSON)

    asked = scripted_server.asked[-1].json
    assert answer.text == '{"colour": "red"}'
    assert (answer.prompt_tokens, answer.completion_tokens) == (5, 2)
    assert (asked["stream"], asked["enable_thinking"], asked["top_k"]) == (True, False, 1)
    assert "extra_body" not in asked


def test_threads_learn_one_dialect_together(scripted_server: ScriptedServer) -> None:
    refused = refusal(400, "This response_format type is unavailable now")
    good = Scripted(200, completion('{"colour": "red"}'))
    asked = backend(scripted_server)
    begun, refused_both = threading.Barrier(2), threading.Barrier(2)
    ask = asked._ask

    def together(prompt: Prompt, dialect: Dialect) -> bytes | None:
        if dialect != Dialect():
            return ask(prompt, dialect)
        begun.wait(60)
        answer = ask(prompt, dialect)
        refused_both.wait(60)  # else the first could ask again and get the second's refusal
        return answer

    asked._ask = together  # type: ignore[method-assign]
    scripted_server.script(refused, refused, good, good)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(asked.complete, [ASKS_JSON, ASKS_JSON]))

    assert [answer.text for answer in answers] == ['{"colour": "red"}'] * 2
    assert asked.dialect == Dialect(form="json_object_with_schema")


def test_a_thread_that_learns_late_does_not_undo_what_others_learnt(
    scripted_server: ScriptedServer,
) -> None:
    scripted_server.script(refusal(400, "This response_format type is unavailable now"))
    asked = backend(scripted_server)
    asked._dialect = Dialect(form="text")

    assert asked._ask(ASKS_JSON, Dialect()) is None
    assert asked.dialect == Dialect(form="text")
