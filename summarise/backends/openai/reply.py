"""The border where a server's bytes become a Completion.

The openai client builds its objects without validation, so what a server leaves out or
misspells would surface later as an AttributeError; here it is a BackendError. The declared type of
the content does not count: servers and proxies get it wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from summarise.backends import Completion
from summarise.backends.openai import sse
from summarise.backends.openai.server import Server
from summarise.backends.openai.translate import inside
from summarise.errors import (
    BadAnswerError,
    CutError,
    DeclinedError,
    StrangeError,
    UnreachableError,
)

T = TypeVar("T")

Tokens = tuple[int, int] | None
"""Those of the prompt and of the answer, as the server counts them; None when it does not."""

_CUT: Final = frozenset({"length", "model_length"})  # the second is Mistral's

# A thought at the beginning, to its end or to that of a text that was cut in it (see answer.py).
_THOUGHT: Final = re.compile(r"\s*<(think|thinking|thought|reasoning)>.*?(</\1>|\Z)", re.I | re.S)


_A_SECRET: Final = 12
"""Characters of a key from which it is taken for a secret: "local" and the like are none, and may
be words of an answer."""

_NOTHING: Final = 8
"""Characters of white space that may stand round an answer that is not there."""


class _Message(BaseModel):
    content: str | list[Any] | None = None
    refusal: str | None = None

    @property
    def text(self) -> str:
        # Mistral's reasoning models answer in parts, of which some are thoughts.
        parts = self.content if isinstance(self.content, list) else [self.content]
        return "".join(part for part in map(_text_of, parts) if isinstance(part, str))


class _Choice(BaseModel):
    index: int | None = 0
    message: _Message | None = None
    delta: _Message | None = None
    finish_reason: str | None = None
    error: Any = None


class _Reply(BaseModel):
    """A whole answer, or one event of a stream."""

    choices: list[_Choice] | None = None
    model: str | None = None
    usage: Any = None
    error: Any = None

    @property
    def trouble(self) -> object:
        """The error in the body, of a server that had promised an answer by then."""
        return next(
            filter(_is_error, [self.error, *(one.error for one in self.choices or [])]), None
        )

    @property
    def tokens(self) -> Tokens:
        usage = self.usage if isinstance(self.usage, Mapping) else {}
        counts = [_count(usage.get(name)) for name in ("prompt_tokens", "completion_tokens")]
        return None if counts == [None, None] else (counts[0] or 0, counts[1] or 0)


def completion(body: bytes, server: Server) -> Completion:
    """Read the body of an answer with status 200. Raises BackendError.

    A refusal or a content filter is a DeclinedError, not a RefusedError: it concerns this one
    prompt, while RefusedError means that no other prompt will pass either. What repeats the key is
    not handed on with it: an answer goes into files and onto pages.
    """
    reply = _read(body, server)
    if reply.trouble:
        raise inside(reply.trouble, server, reply.tokens)
    if reply.choices is None:
        _is_none(server)
    if not reply.choices:
        raise DeclinedError(f"{server.who} answered without any choices.", reply.tokens)
    text = _text(reply.choices[0], server, reply.tokens)
    prompt_tokens, completion_tokens = reply.tokens or (0, 0)
    return Completion(
        text=text.replace(server.key, "[key]") if len(server.key) >= _A_SECRET else text,
        model=reply.model or server.model,
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        backend=server.name,
    )


def _read(body: bytes, server: Server) -> _Reply:
    text = body.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if not text:  # some send blank lines while they are busy, and then nothing more
        said = f"{server.who} answered with nothing; it may pass later."
        raise UnreachableError(said, tokens=None)
    is_stream = sse.is_stream(text)
    reply = None
    try:
        reply = _joined(text) if is_stream else _Reply.model_validate_json(text)
    except ValidationError as error:
        was_json = is_stream or text.startswith(("{", "["))
        if not was_json or error.errors()[0]["type"] != "json_invalid":
            _is_none(server, error)
    if reply is None:
        raise UnreachableError(
            f"The answer of {server.who} was cut off on its way; it may pass later.", tokens=None
        )
    return reply


def _joined(text: str) -> _Reply | None:
    """Return the events of a stream as one answer, or None if its end is missing."""
    data = [one.strip() for one in sse.events(text)]
    events = [_Reply.model_validate_json(one) for one in data if one and one != sse.DONE]
    choices = [one for event in events for one in event.choices or [] if not one.index]
    messages = [one.delta or one.message or _Message() for one in choices]
    reason = _last(one.finish_reason for one in choices)
    trouble = _last(event.trouble for event in events)
    if not (reason or trouble or sse.DONE in data):
        return None
    message = _Message(
        content="".join(one.text for one in messages),
        refusal="".join(one.refusal or "" for one in messages),
    )
    return _Reply(
        choices=[_Choice(message=message, finish_reason=reason)] if choices else [],
        model=_last(event.model for event in events),
        usage=_last(event.usage for event in events),
        error=trouble,
    )


def _text(choice: _Choice, server: Server, tokens: Tokens) -> str:
    # Some servers leave the message out of an answer that they hold back.
    who, message = server.who, choice.message or _Message()
    text = message.text
    if choice.finish_reason in _CUT:
        spoken = _THOUGHT.sub("", text, count=1)
        # A small model that is held to a grammar may write white space until it is cut, which no
        # more room will end; a thought that is kept back leaves next to nothing.
        thinking = not spoken.strip() and len(spoken) <= _NOTHING
        why = (
            "the tokens it was allowed went into thoughts before it"
            if thinking
            else "it is longer than the tokens it was allowed"
        )
        said = f"The answer of {who} is cut: {why}; raise max_tokens, or context."
        raise CutError(said, tokens, thinking=thinking)
    if choice.finish_reason == "content_filter":
        raise DeclinedError(f"The answer of {who} was held back by its content filter.", tokens)
    if choice.finish_reason == "error":
        raise BadAnswerError(f"The answer of {who} ended in an error.", tokens)
    if message.refusal:
        raise DeclinedError(f"The model of {who} declined to answer.", tokens)
    if not text.strip():
        raise DeclinedError(f"The answer of {who} is empty.", tokens)
    return text


def _last(said: Iterable[T]) -> T | None:
    return next((one for one in reversed([*said]) if one), None)


def _count(said: Any) -> int | None:
    return said if isinstance(said, int) and said >= 0 else None


def _is_error(said: Any) -> bool:
    # Some gateways send an error with every answer, of empty strings when there is none.
    return any(said.values()) if isinstance(said, Mapping) else bool(said)


def _text_of(part: Any) -> Any:
    if isinstance(part, Mapping):
        return part.get("text") if part.get("type", "text") == "text" else None
    return part


def _is_none(server: Server, error: ValidationError | None = None) -> NoReturn:
    raise StrangeError(
        f"{server.who} answered with something that is not a chat completion; "
        "does base_url end in /v1, or wherever its API begins?",
        tokens=None,
    ) from error
