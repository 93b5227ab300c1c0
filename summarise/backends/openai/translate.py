"""Errors of the openai client, and of servers, become ours, in this one place.

Which of ours it is decides what happens next: UnreachableError is tried again, RefusedError
ends the use of the backend, BadAnswerError costs one answer. A prompt that is too long for the
model, or that a filter holds back, is the last: another one may pass.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final

import openai

from summarise.backends.openai import hints
from summarise.backends.openai.connection import unanswered
from summarise.backends.openai.dialect import Complaint
from summarise.backends.openai.server import Server
from summarise.backends.openai.words import MOST_QUOTED, metadata, quoted, unwrapped, words
from summarise.errors import (
    BackendError,
    BadAnswerError,
    DeclinedError,
    RefusedError,
    UnreachableError,
)

__all__ = ["MOST_QUOTED", "Server", "complaint", "inside", "retry_after", "translate"]

MAY_PASS: Final = frozenset({408, 409, 425, 429})
"""The statuses below 500 after which the same request may succeed."""

WON_T_PASS: Final = frozenset({501, 505})
"""The statuses from 500 on after which it won't."""

# A gateway gave up waiting; what the model behind it did, and will be billed, nobody knows.
_NOBODY_KNOWS: Final = frozenset({408, 504, 524})

# 429 means "slow down", except with these codes: the account is empty.
_OUT_OF_MONEY: Final = frozenset({"insufficient_quota", "billing_hard_limit_reached"})

# A prompt that is too long is told by the status, by a code, or in words: OpenAI, llama_cpp.server
# and vLLM speak of a maximum context length, llama.cpp's own server of its context size.
_TOO_LARGE: Final = 413
_MAY_BE_TOO_LONG: Final = frozenset({400, 422})
_TOO_LONG: Final = re.compile(r"context_length_exceeded|maximum context length|context size", re.I)

# What a filter says of one prompt, which may well be news of a war. In turn: Azure; Alibaba, twice;
# DeepSeek; OpenAI; OpenRouter, whose metadata has more (see _is_held_back).
_HELD_BACK: Final = re.compile(
    r"\bcontent_filter|content management policy|data_?inspection_?failed|inappropriate content"
    r"|content exists risk|\binvalid_prompt|content_policy_violation",
    re.I,
)

# Groq checks the model's JSON itself, and refuses what does not fit: another answer may.
_BAD_JSON: Final = "json_validate_failed"

# Errors in the body of an answer with status 200 name a status by number, or by one of these words.
_NAMED: Final = {
    "rate_limit_exceeded": 429,
    "rate_limit_error": 429,
    "insufficient_quota": 429,
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

# LM Studio says so with status 200: https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/618
_NO_SUCH_PATH: Final = re.compile(r"unexpected endpoint or method", re.I)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a server said went wrong; ``body`` is its error, ``status`` None where it names none."""

    status: int | None
    body: object
    code: str
    retry_after: float | None = None

    @property
    def words(self) -> str:
        return words(self.body)


def complaint(error: openai.APIStatusError) -> Complaint:
    """Return what the server said, whole: a dialect is learnt from it."""
    param = str(error.param or "")
    return Complaint(error.status_code, words(error.body) or error.message, param)


def translate(error: openai.OpenAIError, server: Server) -> BackendError:
    """Return our error for one of the client's; raise it ``from`` that."""
    if isinstance(error, openai.APIConnectionError):
        return unanswered(error, server)
    if isinstance(error, openai.APIStatusError):
        wait = retry_after(error.response.headers)
        said = _Said(error.status_code, error.body, _code(error.body), wait)
        return _judged(said, f"{server.who} answered {said.status}", server)
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
    said = _Said(_named(error), error, _code(error))
    names_one = said.status is not None
    reply = f"{server.who} answered with an error{f' {said.status}' if names_one else ''}"
    ours: BackendError = BadAnswerError(f"{reply}{quoted(said.words, server)}.")
    if said.status is not None and (said.status in _REFUSES | MAY_PASS or said.status >= 500):
        ours = _judged(said, reply, server)
    ours.tokens = tokens
    return ours


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


def _judged(said: _Said, reply: str, server: Server) -> BackendError:
    status = said.status or 0
    reply = f"{reply}{quoted(said.words, server)}"
    if status == 429 and said.code in _OUT_OF_MONEY:
        return RefusedError(f"{reply}; the account has no credit left.")
    if _is_held_back(said):
        return DeclinedError(f"{reply}; a filter holds this prompt back.")
    if status in MAY_PASS or (status >= 500 and status not in WON_T_PASS):
        tokens = None if status in _NOBODY_KNOWS else (0, 0)
        return UnreachableError(f"{reply}; it may pass later.", said.retry_after, tokens)
    if _is_too_long(said):
        return DeclinedError(f"{reply}; the prompt is too long for it: lower context.")
    if said.code == _BAD_JSON:
        return BadAnswerError(f"{reply}; the model's JSON did not fit.", tokens=None)
    return RefusedError(f"{reply}; {_next_step(said, server)}.")


def _is_held_back(said: _Said) -> bool:
    if said.status not in (400, 403):
        return False
    flagged = metadata(said.body).keys() & {"flagged_input", "reasons"}
    return bool(flagged or _HELD_BACK.search(f"{said.code} {said.words}"))


def _is_too_long(said: _Said) -> bool:
    if said.status in _MAY_BE_TOO_LONG:
        return bool(_TOO_LONG.search(f"{said.code} {said.words}"))
    return said.status == _TOO_LARGE


def _next_step(said: _Said, server: Server) -> str:
    known = hints.to_reach(said.words)
    if said.status == 404:
        known = hints.to_get(server.url, server.model, said.words)
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
        "and does base_url end in /v1, or wherever its API begins",
    }
    default = "the request does not suit it: check model, context and max_tokens"
    return known or steps.get(said.status or 0, default)


def _named(error: object) -> int | None:
    error = unwrapped(error)
    if _NO_SUCH_PATH.search(words(error)):
        return 404
    said = error if isinstance(error, Mapping) else {}
    for name in ("code", "status", "type"):
        value = str(said.get(name, "")).lower()
        if value in _NAMED:
            return _NAMED[value]
        if re.fullmatch(r"[1-5]\d\d", value):
            return int(value)
    return None


def _code(error: object) -> str:
    error = unwrapped(error)
    return str(error.get("code") or "") if isinstance(error, Mapping) else ""
