from __future__ import annotations

import errno
import json
import re
import socket
import ssl

import httpx2
import openai
import pytest

from summarise.errors import (
    BackendError,
    BadAnswerError,
    DeclinedError,
    RefusedError,
    UnreachableError,
)
from summarise.models.openai.server import Server
from summarise.models.openai.translation import complaint, translate

KEY = "sk-very-secret"
SERVER = Server("big", "https://api.example/v1", "gpt", 30, "BIG_KEY", KEY)
REQUEST = httpx2.Request("POST", SERVER.url, headers={"Authorization": f"Bearer {KEY}"})


def response(status: int, headers: dict[str, str] | None = None) -> httpx2.Response:
    return httpx2.Response(status, headers=headers, request=REQUEST)


STATUS_ERRORS: dict[int, type[openai.APIStatusError]] = {
    400: openai.BadRequestError,
    401: openai.AuthenticationError,
    403: openai.PermissionDeniedError,
    404: openai.NotFoundError,
    409: openai.ConflictError,
    422: openai.UnprocessableEntityError,
    429: openai.RateLimitError,
}
"""What the client raises for each status, and for others APIStatusError or InternalServerError."""


def status_error(status: int, body: object = None, **headers: str) -> openai.APIStatusError:
    error = STATUS_ERRORS.get(
        status, openai.InternalServerError if status >= 500 else openai.APIStatusError
    )
    return error(f"Error code: {status}", body=body, response=response(status, headers))


def connection_error(cause: BaseException) -> openai.APIConnectionError:
    error = openai.APIConnectionError(request=REQUEST)
    error.__cause__ = httpx2.ConnectError("failed")
    error.__cause__.__cause__ = cause
    return error


def caused(cause: BaseException, error: openai.APIError) -> openai.APIError:
    error.__cause__ = cause
    return error


CLASSES: dict[str, tuple[openai.OpenAIError, type[BackendError]]] = {
    "OpenAIError": (openai.OpenAIError("x"), RefusedError),
    "APIError": (openai.APIError("x", REQUEST, body=None), RefusedError),
    "APIResponseValidationError": (
        openai.APIResponseValidationError(response(200), None),
        BadAnswerError,
    ),
    "APIStatusError": (openai.APIStatusError("x", response=response(418), body=None), RefusedError),
    "BadRequestError": (status_error(400), RefusedError),
    "AuthenticationError": (status_error(401), RefusedError),
    "OAuthError": (openai.OAuthError(response=response(401), body=None), RefusedError),
    "PermissionDeniedError": (status_error(403), RefusedError),
    "NotFoundError": (status_error(404), RefusedError),
    "ConflictError": (status_error(409), UnreachableError),
    "UnprocessableEntityError": (status_error(422), RefusedError),
    "RateLimitError": (status_error(429), UnreachableError),
    "InternalServerError": (status_error(500), UnreachableError),
    "APIConnectionError": (openai.APIConnectionError(request=REQUEST), UnreachableError),
    "APITimeoutError": (openai.APITimeoutError(REQUEST), UnreachableError),
    "LengthFinishReasonError": (
        openai.LengthFinishReasonError(completion=openai.types.chat.ChatCompletion.construct()),
        BadAnswerError,
    ),
    "ContentFilterFinishReasonError": (openai.ContentFilterFinishReasonError(), BadAnswerError),
    "WebSocketConnectionClosedError": (
        openai.WebSocketConnectionClosedError("x", unsent_messages=[]),
        RefusedError,
    ),
    "WebSocketQueueFullError": (openai.WebSocketQueueFullError("x"), RefusedError),
}


def _public_errors() -> set[str]:
    """The names of all errors that openai offers."""
    offered = {name: getattr(openai, name) for name in openai.__all__}
    return {
        name
        for name, kind in offered.items()
        if isinstance(kind, type) and issubclass(kind, openai.OpenAIError)
    }


def test_the_table_names_each_error_that_the_client_has() -> None:
    assert set(CLASSES) == _public_errors()


@pytest.mark.parametrize("name", CLASSES)
def test_each_error_of_the_client_becomes_one_of_ours_without_the_key(name: str) -> None:
    error, expected = CLASSES[name]
    ours = translate(error, SERVER)

    assert type(ours) is expected
    assert "backend big" in str(ours)
    assert KEY not in str(ours)


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504, 529])
def test_statuses_that_may_pass_can_be_tried_again(status: int) -> None:
    assert type(translate(status_error(status), SERVER)) is UnreachableError


@pytest.mark.parametrize(
    ("error", "step"),
    [
        (status_error(400, {"message": "bad"}), "bad.*check model, context"),
        (status_error(401), "key in BIG_KEY is not accepted"),
        (status_error(402), "no credit left"),
        (status_error(403), "key in BIG_KEY may not use the model 'gpt'"),
        (status_error(404), "model's name 'gpt' right, and does base_url end in /v1"),
        (status_error(429, {"code": "insufficient_quota"}), "no credit left"),
        (status_error(501), "does not suit it"),
        (connection_error(ssl.SSLCertVerificationError()), "certificate"),
    ],
)
def test_a_refusal_says_what_to_do_next(error: openai.APIError, step: str) -> None:
    ours = translate(error, SERVER)

    assert type(ours) is RefusedError
    assert re.search(step, str(ours))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"message": "no", "code": "context_length_exceeded"}),
        (400, {"message": "This model's maximum context length is 8192 tokens."}),
        (400, {"message": "the request exceeds the available Context Size (4096)", "code": 400}),
        (400, "no more than the maximum context length"),
        (422, {"detail": "over the maximum context length"}),
        (413, None),
    ],
)
def test_a_prompt_that_is_too_long_concerns_this_prompt_alone(status: int, body: object) -> None:
    ours = translate(status_error(status, body), SERVER)

    assert type(ours) is DeclinedError
    assert str(ours).endswith("the prompt is too long for it: lower context.")


def test_a_server_that_wants_a_key_is_told_apart_from_one_that_refuses_it() -> None:
    keyless = Server("big", SERVER.url, "gpt", 30)

    assert "put its variable's name into api_key_env" in str(translate(status_error(401), keyless))


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (ConnectionRefusedError(), "No server at .*is it running"),
        (socket.gaierror(), "host of .*can't be found"),
        (ConnectionResetError(), "broke before the answer was complete"),
    ],
)
def test_each_way_of_not_connecting_is_told_apart(cause: OSError, said: str) -> None:
    ours = translate(connection_error(cause), SERVER)

    assert type(ours) is UnreachableError
    assert re.search(said, str(ours))


@pytest.mark.parametrize(
    "cause", [OSError(errno.EHOSTUNREACH, "No route to host"), OSError(errno.ENETUNREACH, "x")]
)
def test_a_network_without_a_way_to_the_server_is_told_apart(cause: OSError) -> None:
    assert "There is no way to the host of" in str(translate(connection_error(cause), SERVER))


def test_a_server_that_is_not_there_is_told_by_its_port() -> None:
    ollama = Server("small", "http://127.0.0.1:11434/v1", "qwen3", 30)
    ours = translate(connection_error(ConnectionRefusedError()), ollama)

    assert str(ours) == (
        "No server at backend small (http://127.0.0.1:11434/v1): "
        "is Ollama running? `ollama serve` starts it."
    )


def test_a_certificate_that_is_not_valid_says_why() -> None:
    cause = ssl.SSLCertVerificationError()
    cause.verify_message = "Hostname mismatch, certificate is not valid for 'api.example'."
    ours = translate(connection_error(cause), SERVER)

    assert "is not valid (Hostname mismatch" in str(ours)


@pytest.mark.parametrize(
    ("error", "tokens"),
    [
        (connection_error(ConnectionRefusedError()), (0, 0)),
        (connection_error(socket.gaierror()), (0, 0)),
        (connection_error(ssl.SSLCertVerificationError()), (0, 0)),
        (caused(httpx2.ConnectTimeout("x"), openai.APITimeoutError(REQUEST)), (0, 0)),
        (caused(httpx2.PoolTimeout("x"), openai.APITimeoutError(REQUEST)), (0, 0)),
        (caused(httpx2.ReadTimeout("x"), openai.APITimeoutError(REQUEST)), None),
        (openai.APITimeoutError(REQUEST), None),
        (caused(httpx2.ReadError("x"), openai.APIConnectionError(request=REQUEST)), None),
        (caused(httpx2.DecodingError("x"), openai.APIConnectionError(request=REQUEST)), None),
        (status_error(400), (0, 0)),
        (status_error(503), (0, 0)),
        (status_error(504), None),
        (openai.APIResponseValidationError(response(200), None), None),
        (openai.OpenAIError("x"), (0, 0)),
    ],
)
def test_what_was_never_asked_costs_nothing_and_what_broke_off_nobody_knows(
    error: openai.OpenAIError, tokens: tuple[int, int] | None
) -> None:
    assert translate(error, SERVER).tokens == tokens


def test_a_connection_that_never_came_about_is_no_slow_model() -> None:
    error = caused(httpx2.ConnectTimeout("x"), openai.APITimeoutError(REQUEST))

    assert "No connection to backend big" in str(translate(error, SERVER))


def test_a_timeout_names_the_seconds_that_were_allowed() -> None:
    assert "within 30 seconds" in str(translate(openai.APITimeoutError(REQUEST), SERVER))


def test_a_server_that_repeats_the_key_is_not_quoted_with_it() -> None:
    ours = translate(status_error(401, {"message": f"bad key {KEY}"}), SERVER)

    assert KEY not in str(ours)
    assert "bad key [key]" in str(ours)


def test_a_long_complaint_is_quoted_short_but_learnt_from_whole() -> None:
    error = status_error(400, {"message": "x" * 5000 + "\nresponse_format"})

    assert len(str(translate(error, SERVER))) < 500
    assert "response_format" in complaint(error).message


def test_the_words_of_the_server_behind_a_gateway_are_learnt_from_too() -> None:
    # https://github.com/diegosouzapw/OmniRoute/issues/3044
    raw = {"error": {"message": "Unsupported parameter: 'max_tokens'", "param": "max_tokens"}}
    body = {"message": "Provider returned error", "metadata": {"raw": json.dumps(raw)}}

    assert complaint(status_error(400, body)).names("max_tokens")


def test_a_complaint_in_a_list_of_one_is_read_as_it_is() -> None:
    said = 'Invalid JSON payload received. Unknown name "seed": Cannot find field.'
    body = [{"error": {"code": 400, "message": said, "status": "INVALID_ARGUMENT"}}]

    assert complaint(status_error(400, body)).message == said


def test_a_complaint_without_a_message_is_read_from_the_whole_body() -> None:
    body = {"message": {"detail": [{"type": "extra_forbidden", "loc": ["body", "seed"]}]}}

    assert complaint(status_error(422, body)).names("seed")


def test_the_wait_that_a_server_asks_for_travels_with_the_error() -> None:
    ours = translate(status_error(429, None, **{"retry-after": "7"}), SERVER)

    assert isinstance(ours, UnreachableError)
    assert ours.retry_after == 7.0
