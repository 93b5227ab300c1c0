"""Errors with an HTTP status: told apart, billed, and asked again or not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from summarise.errors import BackendError, BadAnswerError, RefusedError, UnreachableError
from summarise.models.resilience import Retry
from tests.models.asking import ASKS_JSON, PLAIN, backend, refusal
from tests.scripted import Scripted, ScriptedServer, completion


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "check model, context and max_tokens"),
        (401, "the key in KEY is not accepted"),
        (402, "no credit left"),
        (403, "the key in KEY may not use the model 'm'"),
        (404, "is the model's name 'm' right, and does base_url end in /v1"),
        (405, "check model, context and max_tokens"),
        (501, "check model, context and max_tokens"),
    ],
)
def test_each_refusal_is_told_apart_and_neither_asked_again_nor_billed(
    scripted_server: ScriptedServer, status: int, said: str
) -> None:
    scripted_server.script(refusal(status, "no, thanks"))

    with pytest.raises(RefusedError) as caught:
        Retry(backend(scripted_server), 3, lambda _: pytest.fail("slept")).complete(PLAIN)

    assert f"answered {status} (no, thanks); " in str(caught.value)
    assert said in str(caught.value)
    assert caught.value.tokens == (0, 0)


@pytest.mark.parametrize(
    ("status", "tokens"),
    [(409, (0, 0)), (429, (0, 0)), (500, (0, 0)), (503, (0, 0)), (504, None), (524, None)],
)
def test_a_call_that_a_busy_server_refused_is_not_billed_but_a_gateways_timeout_may_be(
    scripted_server: ScriptedServer, status: int, tokens: tuple[int, int] | None
) -> None:
    scripted_server.script(refusal(status, "later"))

    with pytest.raises(UnreachableError) as caught:
        backend(scripted_server).complete(PLAIN)

    assert caught.value.tokens == tokens


def test_a_server_that_names_the_time_to_come_back_is_waited_for(
    scripted_server: ScriptedServer,
) -> None:
    slept: list[float] = []
    back = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    scripted_server.script(
        Scripted(503, {"error": {"message": "busy"}}, {"retry-after": back}),
        Scripted(200, completion("Hello.")),
    )

    Retry(backend(scripted_server), 2, slept.append).complete(PLAIN)

    assert slept == [pytest.approx(20, abs=3)]


@pytest.mark.parametrize(
    ("body", "wait"),
    [
        ([{"error": {"code": 429, "message": "Quota exceeded. Please retry in 4.25s.", "details": [
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "4s"}]}}], 4.25),
        ({"error": {"message": "Slow down.", "details": [{"metadata": {
            "quotaResetDelay": "373.8ms"}}]}}, 0.3738),
        ({"detail": "Request was throttled. Expected available in 20 seconds."}, 20),
        ({"error": {"message": "Slow down.", "details": [7, {"retryDelay": "9s"}]}}, 9),
        ({"error": {"message": "Rate limit reached. Please try again in 1m12.5s. Visit"}}, 72.5),
        ({"error": {"message": "Please try again in 870ms."}}, 0.87),
        ({"error": {"message": "Try again in 1h2m."}}, 3720),
        ({"error": {"message": "Please retry after 26 seconds."}}, 26),
        ({"error": {"message": "Wait for 2 minutes, then retry."}}, 120),
        ({"error": {"message": "busy", "metadata": {"retry_after_seconds": 11}}}, 11),
        ({"message": "busy", "retry_after": "3"}, 3),
        ({"error": {"message": "Limit 30000, used 29000 in 1m."}}, None),
        ({"error": {"message": "busy", "details": "odd", "retry_after": -1}}, None),
    ],
)  # fmt: skip
def test_a_busy_server_whose_body_names_the_wait_is_waited_for(
    scripted_server: ScriptedServer, body: object, wait: float | None
) -> None:
    scripted_server.script(Scripted(429, body))

    with pytest.raises(UnreachableError) as caught:
        backend(scripted_server).complete(PLAIN)

    assert caught.value.retry_after == (None if wait is None else pytest.approx(wait))


def test_of_a_header_and_a_body_the_longer_wait_counts(scripted_server: ScriptedServer) -> None:
    busy = {"error": {"message": "Please retry in 5s."}}
    slept: list[float] = []
    scripted_server.script(
        Scripted(429, busy, {"retry-after": "2"}), Scripted(200, completion("Hello."))
    )

    Retry(backend(scripted_server), 2, slept.append).complete(PLAIN)

    assert slept == [5]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        # Azure: https://github.com/stanford-crfm/helm/pull/3327
        (
            refusal(
                400,
                "The response was filtered due to the prompt triggering Azure OpenAI's content "
                "management policy.",
                code="content_filter",
                param="prompt",
            ),
            "a filter holds this prompt back",
        ),
        # DeepSeek: https://github.com/666ghj/BettaFish/issues/108, on news
        (
            refusal(400, "Content Exists Risk", code="invalid_request_error"),
            "a filter holds this prompt back",
        ),
        # Alibaba: https://github.com/camel-ai/owl/issues/432, and its newer words
        (
            refusal(400, "Input data may contain inappropriate content.",
                    code="data_inspection_failed"),
            "a filter holds this prompt back",
        ),
        (
            refusal(400, "<400> InternalError.Algo.DataInspectionFailed: Input text data may "
                    "contain inappropriate content."),
            "a filter holds this prompt back",
        ),
        # OpenAI: https://github.com/BeehiveInnovations/pal-mcp-server/issues/178
        (
            refusal(400, "Invalid prompt: your prompt was flagged as potentially violating our "
                    "usage policy.", code="invalid_prompt"),
            "a filter holds this prompt back",
        ),
        # OpenRouter: https://openrouter.ai/docs/errors
        (
            Scripted(403, {"error": {"code": 403, "message": "Your input was flagged", "metadata": {
                "reasons": ["violence"], "flagged_input": "War ..."}}}),
            "a filter holds this prompt back",
        ),
        # Groq: https://github.com/thepersonalaicompany/amurex-backend/issues/38
        (
            refusal(400, "Failed to generate JSON. Please adjust your prompt.",
                    code="json_validate_failed"),
            "JSON did not fit",
        ),
        (
            refusal(400, "This model's maximum context length is 8192 tokens."),
            "the prompt is too long",
        ),
    ],
)  # fmt: skip
def test_a_refusal_that_concerns_one_prompt_costs_that_one_alone(
    scripted_server: ScriptedServer, answer: Scripted, said: str
) -> None:
    scripted_server.script(answer)

    with pytest.raises(BadAnswerError, match=said):
        backend(scripted_server).complete(ASKS_JSON)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Scripted(500, "<html>\x1b[31mBad\n</html>", content_type="text/html"), "[31mBad"),
        (Scripted(500, {"error": "no room"}), "(no room)"),
        (Scripted(500, {"detail": "no room"}), "(no room)"),
        (Scripted(500, {"object": "error", "message": "no room"}), "(no room)"),
        (Scripted(500, [{"error": {"message": "no room"}}]), "(no room)"),
        (Scripted(500, {"error": {"message": "Provider returned error", "metadata": {
            "raw": '{"error": {"message": "no room"}}'}}}), "(Provider returned error: no room)"),
        (Scripted(500, {"error": {"message": "Provider returned error", "metadata": {
            "raw": "no room"}}}), "(Provider returned error: no room)"),
        (Scripted(500, {"error": {"message": "no room", "metadata": {"raw": 7}}}), "(no room)"),
        (Scripted(500, b""), "answered 500; "),
    ],
)  # fmt: skip
def test_a_server_is_quoted_in_whatever_form_it_says_what_is_wrong(
    scripted_server: ScriptedServer, answer: Scripted, said: str
) -> None:
    scripted_server.script(answer)

    with pytest.raises(BackendError) as caught:
        backend(scripted_server).complete(PLAIN)

    assert said in str(caught.value)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    "said",
    [
        "The plain HTTP request was sent to HTTPS port",  # nginx
        "Client sent an HTTP request to an HTTPS server.",  # Go
    ],
)
def test_a_server_that_wants_https_is_believed(scripted_server: ScriptedServer, said: str) -> None:
    scripted_server.script(Scripted(400, f"<html>{said}</html>", content_type="text/html"))

    with pytest.raises(RefusedError, match=r"; write https:// in base_url\."):
        backend(scripted_server).complete(PLAIN)


def test_a_model_that_ollama_lacks_is_refused_with_the_command_that_gets_it(
    scripted_server: ScriptedServer,
) -> None:
    scripted_server.script(refusal(404, 'model "qwen3:8b" not found, try pulling it first'))

    with pytest.raises(RefusedError, match=r"get it with `ollama pull qwen3:8b`\."):
        backend(scripted_server, model="qwen3:8b").complete(PLAIN)
