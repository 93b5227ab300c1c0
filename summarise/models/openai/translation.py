"""Errors of the openai client, and of servers, become ours, in this one place.

Which of ours it is decides what happens next: UnreachableError is tried again, RefusedError
ends the use of the backend, BadAnswerError costs one answer. A prompt that is too long for the
model, or that a filter holds back, is the last: another one may pass.
"""

from __future__ import annotations

import errno
import json
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import Any, Final

import httpx2
import openai

from summarise.errors import (
    BackendError,
    BadAnswerError,
    DeclinedError,
    RefusedError,
    UnreachableError,
)
from summarise.models.openai.dialect import Complaint
from summarise.models.openai.server import Server, to_get, to_start
from summarise.models.openai.transport import MOST_BYTES, HungUpError, MovedError, TooLargeError
from summarise.plain import public
from summarise.retry import TOO_MANY, causes, in_doubt, may_pass, never_sent, retry_after

# What OpenSSL says of an answer in plain HTTP; it depends on its version.
_NO_TLS: Final = frozenset({"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"})

_NO_WAY: Final = frozenset(
    {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
)

# 429 means "slow down", except with these codes: the account is empty.
_OUT_OF_MONEY: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached"})

# A prompt that is too long is told by the status, by a code, or in words: OpenAI, llama_cpp.server
# and vLLM speak of a maximum context length, llama.cpp's own server of its context size.
_TOO_LONG: Final = re.compile(r"context_length_exceeded|maximum context length|context size", re.I)

# What a filter says of one prompt, which may well be news of a war. In turn: Azure; Alibaba, twice;
# DeepSeek; OpenAI; OpenRouter, whose metadata has more (see _is_held_back).
_HELD_BACK: Final = re.compile(
    r"\bcontent_filter|content management policy|data_?inspection_?failed|inappropriate content"
    r"|content exists risk|\binvalid_prompt|content_policy_violation",
    re.I,
)

# Gemini: Please retry in 7.3s; OpenAI: Please try again in 1m12.5s; Azure: Please retry after 26
# seconds; Groq: Please try again in 870ms.
_COME_BACK: Final = re.compile(
    r"\b(?:retry|again|wait|available|resets?)(?: (?:in|after|for|about|another)){0,2}:? "
    r"((?:\d[\d.]* ?[a-z]+[, ]*){1,4})",
    re.I,
)
_DURATION: Final = re.compile(r"(\d+(?:\.\d+)?) ?(ms|milli|h|m|s)", re.I)
_UNITS: Final = {"ms": 0.001, "milli": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_WAIT_KEYS: Final = ("retryDelay", "quotaResetDelay", "retry_after", "retry_after_seconds")
"""The first two are Google's: https://cloud.google.com/apis/design/errors, RetryInfo."""

# Groq checks the model's JSON itself, and refuses what does not fit: another answer may.
_BAD_JSON: Final = "json_validate_failed"

# Errors in the body of an answer with status 200 name a status by number, or by one of these words.
_NAMED: Final = {
    "rate_limit_exceeded": TOO_MANY,
    "rate_limit_error": TOO_MANY,
    "insufficient_quota": TOO_MANY,
    "server_error": 500,
    "internal_server_error": 500,
    "overloaded_error": 503,
    "service_unavailable": 503,
    "invalid_api_key": 401,
    "authentication_error": 401,
    "permission_error": 403,
    "model_not_found": 404,
    "not_found_error": 404,
}
_REFUSES: Final = frozenset({401, 402, 403, 404})

# nginx: The plain HTTP request was sent to HTTPS port; Go: Client sent an HTTP request to an HTTPS
# server.
_WANTS_HTTPS: Final = re.compile(r"HTTP request (was sent )?to (an )?HTTPS (port|server)", re.I)

# LM Studio says so with status 200: https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/618
_NO_SUCH_PATH: Final = re.compile(r"unexpected endpoint or method", re.I)


def complaint(error: openai.APIStatusError) -> Complaint:
    """Return what the server said: a dialect is learnt from it."""
    wait = retry_after(error.response.headers)
    return _read(error.body, error.status_code, str(error.param or ""), wait)


def translate(error: openai.OpenAIError, server: Server) -> BackendError:
    """Return our error for one of the client's; raise it ``from`` that."""
    if isinstance(error, openai.APITimeoutError):
        return _timed_out(error, server)
    if isinstance(error, openai.APIConnectionError):
        return _misplaced(error, server) or _insecure(error, server) or _unreached(error, server)
    if isinstance(error, openai.APIStatusError):
        return _by_status(complaint(error), f"{server.who} answered {error.status_code}", server)
    kind = type(error).__name__  # not its text, which may quote headers
    if isinstance(
        error,
        openai.APIResponseValidationError
        | openai.LengthFinishReasonError
        | openai.ContentFilterFinishReasonError,
    ):
        return BadAnswerError(f"The answer of {server.who} can't be used: {kind}.", tokens=None)
    return RefusedError(f"The openai client could not ask {server.who}: {kind}.")


def inside(error: object, server: Server, tokens: tuple[int, int] | None) -> BackendError:
    """Return our error for one in the body of an answer with status 200; ``tokens`` are billed.

    Only a status that says so makes it more than a bad answer, since work had begun.
    """
    said = _read(error)
    reply = f"{server.who} answered with an error{f' {said.status}' if said.status else ''}"
    ours: BackendError = BadAnswerError(f"{reply}{server.quoted(said.message)}.")
    if said.status in _REFUSES or said.status >= 500 or may_pass(said.status):
        ours = _by_status(said, reply, server)
    ours.tokens = tokens
    return ours


def _timed_out(error: openai.APITimeoutError, server: Server) -> UnreachableError:
    seconds = f"{server.who} within {server.timeout:g} seconds"
    if never_sent(error.__cause__):
        return UnreachableError(f"No connection to {seconds}; check base_url, and the network.")
    return UnreachableError(
        f"No answer from {seconds}; if the model is slow, raise timeout.", tokens=None
    )


def _misplaced(error: openai.APIConnectionError, server: Server) -> BackendError | None:
    """Return the error for what answers, but not as a model's server does."""
    cause = error.__cause__
    if isinstance(cause, TooLargeError):
        return BadAnswerError(
            f"The answer of {server.who} is larger than {MOST_BYTES >> 20} MB, which no model "
            "answers; does base_url end in /v1, or wherever its API begins?",
            tokens=None,
        )
    if isinstance(cause, MovedError) and (to := str(cause)):
        to = server.shortened(public(to, query=False).removesuffix("/chat/completions"))
        return RefusedError(
            f"{server.who} has moved to {to}; if that is right, set base_url to it."
        )
    if isinstance(cause, MovedError | httpx2.TooManyRedirects | httpx2.UnsupportedProtocol):
        return RefusedError(f"{server.who} redirects to nowhere, or in circles; check base_url.")
    return None


def _insecure(error: openai.APIConnectionError, server: Server) -> RefusedError | None:
    tls = next((cause for cause in causes(error) if isinstance(cause, ssl.SSLError)), None)
    if isinstance(tls, ssl.SSLCertVerificationError):
        why = server.quoted(getattr(tls, "verify_message", ""))
        return RefusedError(
            f"The certificate of {server.who} is not valid{why}; "
            "check base_url, or name the certificate of a server of your own in SSL_CERT_FILE."
        )
    if tls is not None and tls.reason in _NO_TLS:
        return RefusedError(f"{server.who} does not speak https; write http:// in base_url.")
    return None


def _unreached(error: openai.APIConnectionError, server: Server) -> UnreachableError:
    tokens = (0, 0) if never_sent(error.__cause__) else None
    for cause in causes(error):
        if isinstance(cause, socket.gaierror):
            said = f"The host of {server.who} can't be found; check base_url, and the network."
        elif isinstance(cause, ConnectionRefusedError):
            said = f"No server at {server.who}: {to_start(server.url, server.model)}"
        elif isinstance(cause, OSError) and cause.errno in _NO_WAY:
            said = f"There is no way to the host of {server.who}; check base_url, and the network."
        else:
            continue
        return UnreachableError(said, tokens=tokens)
    return UnreachableError(_broken(error, server), tokens=tokens)


def _broken(error: openai.APIConnectionError, server: Server) -> str:
    if isinstance(error.__cause__, httpx2.DecodingError):
        return f"The answer of {server.who} can't be unpacked: its compression is broken."
    if isinstance(error.__cause__, HungUpError) and server.url.startswith("http:"):
        # Which is what most servers do that want TLS and get none.
        return (
            f"{server.who} hung up without an answer; see its log, "
            "or, if it speaks https, write https:// in base_url."
        )
    kind = type(error.__cause__ or error).__name__  # not its text, which may quote headers
    return f"The connection to {server.who} broke before the answer was complete ({kind})."


def _by_status(said: Complaint, reply: str, server: Server) -> BackendError:
    """Return our error for a status: the table of what each means."""
    reply = f"{reply}{server.quoted(said.message)}"
    if said.status == TOO_MANY and said.code in _OUT_OF_MONEY:
        return RefusedError(f"{reply}; the account has no credit left.")
    words = f"{said.code} {said.message}"
    if said.status in (400, 403) and (said.flagged or _HELD_BACK.search(words)):
        return DeclinedError(f"{reply}; a filter holds this prompt back.")
    if may_pass(said.status):
        tokens = None if in_doubt(said.status) else (0, 0)
        return UnreachableError(f"{reply}; it may pass later.", said.retry_after, tokens)
    if said.status == 413 or (said.status in (400, 422) and _TOO_LONG.search(words)):
        return DeclinedError(f"{reply}; the prompt is too long for it: lower context.")
    if said.code == _BAD_JSON:
        return BadAnswerError(f"{reply}; the model's JSON did not fit.", tokens=None)
    return RefusedError(f"{reply}; {_next_step(said, server)}.")


def _next_step(said: Complaint, server: Server) -> str:
    if said.status == 404 and (step := to_get(server.url, server.model, said.message)):
        return step
    if said.status != 404 and _WANTS_HTTPS.search(said.message):
        return "write https:// in base_url"
    put = "put its variable's name into api_key_env"
    key = f"the key in {server.key_variable}"
    steps = {
        401: f"{key} is not accepted" if server.key_variable else f"it wants a key: {put}",
        402: "the account has no credit left",
        403: f"{key} may not use the model {server.model!r}"
        if server.key_variable
        else f"it may want a key: {put}",
        404: f"is the model's name {server.model!r} right, "
        "and does base_url end in /v1, or wherever its API begins",
    }
    default = "the request does not suit it: check model, context and max_tokens"
    return steps.get(said.status, default)


def _read(body: object, status: int = 0, param: str = "", wait: float | None = None) -> Complaint:
    """Read the body of an error: most servers put it under ``error``, Google in a list of one.

    What OpenRouter tells beside it is documented in https://openrouter.ai/docs/errors.
    """
    if isinstance(body, list) and len(body) == 1:
        body = body[0]
    body = body.get("error") or body if isinstance(body, Mapping) else body
    error = body if isinstance(body, Mapping) else {}
    metadata = error.get("metadata")
    beside = metadata if isinstance(metadata, Mapping) else {}
    message = _words(body) + _upstream(beside.get("raw"))
    return Complaint(
        status or _named(error, message),
        message,
        param,
        code=str(error.get("code") or ""),
        flagged=bool(beside.keys() & {"flagged_input", "reasons"}),
        retry_after=max((*([] if wait is None else [wait]), *_waits(error, message)), default=None),
    )


def _waits(error: Mapping[str, Any], message: str) -> Iterator[float]:
    """Yield how many seconds a body says to wait: in words, and in what stands beside them."""
    details = error.get("details")
    places = [error, *(details if isinstance(details, list) else ())]
    places += [place.get("metadata") for place in places if isinstance(place, Mapping)]
    for place in (place for place in places if isinstance(place, Mapping)):
        for said in (place[key] for key in _WAIT_KEYS if key in place):
            if isinstance(said, str):
                yield from _seconds(said if said[-1:].isalpha() else f"{said}s")
            elif isinstance(said, int | float) and said >= 0:
                yield float(said)
    for match in _COME_BACK.finditer(message):
        yield from _seconds(match[1])


def _seconds(text: str) -> list[float]:
    """Return the seconds of "1m12.5s" or "26 seconds", or an empty list."""
    parts = _DURATION.findall(text)
    return [sum(float(number) * _UNITS[unit.lower()] for number, unit in parts)] if parts else []


def _named(error: Mapping[str, Any], message: str) -> int:
    """Return the status that an error names, or 0."""
    if _NO_SUCH_PATH.search(message):
        return 404
    for name in ("code", "status", "type"):
        value = str(error.get(name, "")).lower()
        if value in _NAMED:
            return _NAMED[value]
        if re.fullmatch(r"[1-5]\d\d", value):
            return int(value)
    return 0


def _words(error: object) -> str:
    """Return a server's own words: the message of the error, or the whole of it without one."""
    if isinstance(error, Mapping):
        texts = (error.get(key) for key in ("message", "detail", "error"))
        if words := next((text for text in texts if isinstance(text, str) and text), ""):
            return words
    if isinstance(error, str):
        return error
    return json.dumps(error, ensure_ascii=False, default=str) if error else ""


def _upstream(raw: object) -> str:
    """Return the words of the server behind OpenRouter, whose own are "Provider returned error"."""
    if not isinstance(raw, str) or not raw:
        return ""
    try:
        return f": {_read(json.loads(raw)).message}"
    except (ValueError, RecursionError):
        return f": {raw}"
