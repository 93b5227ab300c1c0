"""Errors of the openai client become ours, in this one place.

Which of ours it is decides what happens next: UnreachableError is tried again, RefusedError
ends the use of the backend, BadAnswerError costs one answer. A prompt that is too long for the
model is the last: a shorter one may pass.
"""

from __future__ import annotations

import json
import math
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Final

import openai

from summarise.backends.dialect import Complaint
from summarise.errors import BackendError, BadAnswerError, RefusedError, UnreachableError

MOST_QUOTED: Final = 200
"""How many characters of a server's own words an error message quotes."""

MAY_PASS: Final = frozenset({408, 409, 425, 429})
"""The statuses below 500 after which the same request may succeed."""

WON_T_PASS: Final = frozenset({501, 505})
"""The statuses from 500 on after which it won't."""

# 429 means "slow down", except with these codes: the account is empty.
_OUT_OF_MONEY: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached"})


# A prompt that is too long is told by the status, by a code, or in words: OpenAI, llama_cpp.server
# and vLLM speak of a maximum context length, llama.cpp's own server of its context size.
_TOO_LARGE: Final = 413
_MAY_BE_TOO_LONG: Final = frozenset({400, 422})
_TOO_LONG: Final = re.compile(r"context_length_exceeded|maximum context length|context size", re.I)


@dataclass(frozen=True, slots=True)
class Server:
    """What an error message says about a server. ``key`` is there to be kept out of messages."""

    name: str
    url: str
    model: str
    timeout: float
    key_variable: str = ""
    key: str = field(default="", repr=False)

    @property
    def who(self) -> str:
        """The backend as a message names it."""
        return f"backend {self.name} ({self.url})"


def complaint(error: openai.APIStatusError) -> Complaint:
    """Return what the server said, whole: a dialect is learnt from it."""
    param = str(error.param or "")
    return Complaint(error.status_code, _words(error.body) or error.message, param)


def translate(error: openai.OpenAIError, server: Server) -> BackendError:
    """Return our error for one of the client's; raise it ``from`` that."""
    if isinstance(error, openai.APITimeoutError):
        return UnreachableError(
            f"No answer from {server.who} within {server.timeout:g} seconds; "
            "if the model is slow, raise timeout."
        )
    if isinstance(error, openai.APIConnectionError):
        return _connection(error, server)
    if isinstance(error, openai.APIStatusError):
        return _status(error, server)
    if isinstance(
        error,
        openai.APIResponseValidationError
        | openai.LengthFinishReasonError
        | openai.ContentFilterFinishReasonError,
    ):
        return BadAnswerError(f"The answer of {server.who} can't be used: {_kind(error)}.")
    return RefusedError(f"The openai client could not ask {server.who}: {_kind(error)}.")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a server asks to wait, or None when it doesn't say.

    A date is counted from the server's own clock, the Date header, so ours may be wrong.
    """
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) / unit
        except ValueError:
            continue
        if math.isfinite(seconds):
            return max(0.0, seconds)
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
        wait = (until - parsedate_to_datetime(headers.get("date", ""))).total_seconds()
    except (ValueError, TypeError):
        return None
    return max(0.0, wait)


def _connection(error: openai.APIConnectionError, server: Server) -> BackendError:
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return RefusedError(f"The certificate of {server.who} is not valid; is base_url right?")
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return UnreachableError(
            f"The host of {server.who} can't be found; check base_url, and the network."
        )
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return UnreachableError(f"No server at {server.who}: is it running?")
    return UnreachableError(
        f"The connection to {server.who} broke before the answer was complete "
        f"({_kind(causes[1] if len(causes) > 1 else error)})."
    )


def _status(error: openai.APIStatusError, server: Server) -> BackendError:
    status = error.status_code
    reply = f"{server.who} answered {status}{_quoted(error, server)}"
    if status == 429 and error.code in _OUT_OF_MONEY:
        return RefusedError(f"{reply}; the account has no credit left.")
    if status in MAY_PASS or (status >= 500 and status not in WON_T_PASS):
        return UnreachableError(
            f"{reply}; it may pass later.", retry_after=retry_after(error.response.headers)
        )
    if _is_too_long(error):
        return BadAnswerError(f"{reply}; the prompt is too long for it: lower context.")
    return RefusedError(f"{reply}; {_next_step(status, server)}.")


def _is_too_long(error: openai.APIStatusError) -> bool:
    if error.status_code in _MAY_BE_TOO_LONG:
        return bool(_TOO_LONG.search(f"{error.code} {_words(error.body)}"))
    return error.status_code == _TOO_LARGE


def _next_step(status: int, server: Server) -> str:
    key = f"the key in {server.key_variable}" if server.key_variable else "no key (api_key_env)"
    steps = {
        401: f"{key} is not accepted"
        if server.key_variable
        else "it wants a key: put its variable's name into api_key_env",
        402: "the account has no credit left",
        403: f"{key} may not use the model {server.model!r}"
        if server.key_variable
        else "it may want a key: put its variable's name into api_key_env",
        404: f"is the model's name {server.model!r} right, "
        "and does base_url end in /v1, or wherever its API begins?",
    }
    default = "the request does not suit it: check model, context and max_tokens"
    return steps.get(status, default).rstrip("?")


def _quoted(error: openai.APIStatusError, server: Server) -> str:
    words = " ".join(_words(error.body).split())
    if server.key:
        words = words.replace(server.key, "[key]")
    if len(words) > MOST_QUOTED:
        words = words[: MOST_QUOTED - 1] + "…"
    return f" ({words})" if words else ""


def _words(body: object) -> str:
    """Return a server's own words: the message of the error, or the whole body without one."""
    if isinstance(body, Mapping):
        for key in ("message", "detail", "error"):
            if isinstance(body.get(key), str) and body[key]:
                return str(body[key])
    if isinstance(body, str):
        return body
    return json.dumps(body, ensure_ascii=False, default=str) if body else ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _kind(error: BaseException) -> str:
    # The class, not the text: a client's text may quote headers.
    return type(error).__name__
