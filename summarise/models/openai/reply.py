"""The border where a server's bytes become values: answers as they really come.

The openai client builds its objects without validation, so what a server leaves out or
misspells would surface later as an AttributeError; here it is a BackendError. The declared type of
the content does not count: servers and proxies get it wrong. Some answer with an event stream
though none was asked for:
https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel, NonNegativeInt, ValidationError

from summarise.errors import BadAnswerError, CutError, DeclinedError, StrangeError, UnreachableError
from summarise.models import Completion, model_name
from summarise.models.json_answer import spoken
from summarise.models.openai.server import Server
from summarise.models.openai.translation import inside
from summarise.plain import one_line

T = TypeVar("T")

Tokens = tuple[int, int] | None
"""Those of the prompt and of the answer, as the server counts them; None when it does not."""

_CUT: Final = frozenset({"length", "model_length", "max_tokens"})
"""The second is Mistral's, the third that of gateways to Gemini and Claude."""

_NOTHING: Final = 8
"""Characters of white space that may stand round an answer that is not there."""

_TEXTS: Final = frozenset({"text", "output_text"})
"""Types of a part of an answer that is no thought and no picture."""

_DONE: Final = "[DONE]"  # what OpenAI's streams, and those that follow them, send last
_STREAM: Final = re.compile(r"(data|event|id|retry)?:")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")  # no other: JSON may hold those

_WHERE: Final = "does base_url end in /v1, or wherever its API begins?"


class _Message(BaseModel):
    content: str | list[Any] | dict[str, Any] | None = None
    refusal: str | None = None
    tool_calls: Any = None
    function_call: Any = None
    reasoning_content: Any = None
    reasoning: Any = None

    @property
    def text(self) -> str:
        if isinstance(self.content, dict) and "type" not in self.content:
            return _json(self.content)  # the answer itself, which a gateway has read
        # Mistral's reasoning models answer in parts, of which some are thoughts.
        parts = self.content if isinstance(self.content, list) else [self.content]
        return "".join(part for part in map(_text_of, parts) if isinstance(part, str))

    @property
    def arguments(self) -> str:
        """What tools are called with, which is how some models answer in JSON."""
        calls = self.tool_calls if isinstance(self.tool_calls, list) else []
        functions = [_at(call, "function") for call in calls] + [self.function_call]
        return "".join(_json(_at(function, "arguments")) for function in functions)

    @property
    def thoughts(self) -> str:
        """What it thought: vLLM and DeepSeek, and Ollama and OpenRouter, call it by these names."""
        thoughts = (self.reasoning_content, self.reasoning)
        return next((said for said in thoughts if isinstance(said, str) and said), "")


class _Choice(BaseModel):
    index: int | None = 0
    message: _Message | None = None
    delta: _Message | None = None
    text: str | None = None  # of servers that know no messages
    finish_reason: str | None = None
    error: Any = None

    @property
    def said(self) -> _Message:
        # Some servers leave the message out of an answer that they hold back.
        return self.delta or self.message or _Message(content=self.text)


class _Reply(BaseModel):
    """A whole answer, or one event of a stream."""

    choices: list[_Choice] | None = None
    model: str | None = None
    usage: Any = None
    error: Any = None

    @property
    def trouble(self) -> object:
        """The error in the body, of a server that had promised an answer by then."""
        errors = [self.error, *(choice.error for choice in self.choices or [])]
        return next(filter(_is_error, errors), None)

    @property
    def tokens(self) -> Tokens:
        usage = self.usage if isinstance(self.usage, Mapping) else {}
        counts = [_count(usage.get(name)) for name in ("prompt_tokens", "completion_tokens")]
        return None if counts == [None, None] else (counts[0] or 0, counts[1] or 0)


class _Model(BaseModel):
    id: str


class _Models(BaseModel):
    data: list[_Model] | None = None
    error: Any = None


class _Counted(BaseModel):
    count: NonNegativeInt | None = None
    tokens: list[Any] | None = None


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
        raise _strange(server)
    if not reply.choices:
        raise DeclinedError(f"{server.who} answered without any choices.", reply.tokens)
    text = _text(reply.choices[0], server.who, reply.tokens)
    prompt_tokens, completion_tokens = reply.tokens or (0, 0)
    return Completion(
        text=server.scrubbed(text),
        model=_named(reply.model or "", server) or server.model,
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        backend=server.name,
    )


def models(body: bytes, server: Server) -> tuple[str, ...] | None:
    """Return the models of a list, in its order; None if it is no list. Raises BackendError."""
    try:
        listed = _Models.model_validate_json(body)
    except ValidationError as error:
        raise BadAnswerError(
            f"{server.who} answered with something that is not a list of models; {_WHERE}",
            tokens=None,
        ) from error
    if listed.error:
        raise inside(listed.error, server, None)
    return None if listed.data is None else tuple(_named(one.id, server) for one in listed.data)


def _named(said: str, server: Server) -> str:
    """Return the name of a model as a server says it: on one line, short, without the key."""
    return model_name(server.scrubbed(one_line(said)))


def counted(body: bytes) -> int | None:
    """Return the number of tokens that a server counted, or None if it tells none."""
    try:
        said = _Counted.model_validate_json(body)
    except ValidationError:
        return None
    return said.count if said.tokens is None else len(said.tokens)


def _read(body: bytes, server: Server) -> _Reply:
    text = body.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if not text:  # some send blank lines while they are busy, and then nothing more
        said = f"{server.who} answered with nothing; it may pass later."
        raise UnreachableError(said, tokens=None)
    is_stream = bool(_STREAM.match(text))
    reply = None
    try:
        reply = _joined(text) if is_stream else _validated(text)
    except ValidationError as error:
        was_json = is_stream or text.startswith(("{", "["))
        if not was_json or error.errors()[0]["type"] != "json_invalid":
            raise _strange(server) from error
    if reply is None:
        raise UnreachableError(
            f"The answer of {server.who} was cut off on its way; it may pass later.", tokens=None
        )
    return reply


def _validated(text: str) -> _Reply:
    """Return what a JSON text says, though it holds half characters or bare controls.

    Raises ValidationError.
    """
    try:
        return _Reply.model_validate_json(text)
    except ValidationError:
        try:
            said = json.dumps(json.loads(text, strict=False), ensure_ascii=False)
        except (ValueError, RecursionError):
            said = text
        return _Reply.model_validate_json(said.encode("utf-8", "ignore"))


def _joined(text: str) -> _Reply | None:
    """Return the events of a stream as one answer, or None if its end is missing."""
    data = [said.strip() for said in _events(text)]
    events = [_validated(said) for said in data if said and said != _DONE]
    choices = [choice for event in events for choice in event.choices or [] if not choice.index]
    messages = [choice.said for choice in choices]
    reason = _last(choice.finish_reason for choice in choices)
    trouble = _last(event.trouble for event in events)
    if not (reason or trouble or _DONE in data):
        return None
    message = _Message(
        content="".join(message.text for message in messages),
        refusal="".join(message.refusal or "" for message in messages),
        function_call={"arguments": "".join(message.arguments for message in messages)},
        reasoning="".join(message.thoughts for message in messages),
    )
    return _Reply(
        choices=[_Choice(message=message, finish_reason=reason)] if choices else [],
        model=_last(event.model for event in events),
        usage=_last(event.usage for event in events),
        error=trouble,
    )


def _events(text: str) -> Iterator[str]:
    """Yield the data of each event of a stream; comments and other fields are passed over."""
    data: list[str] = []
    for line in (*_LINE_END.split(text), ""):
        if line.startswith("data:"):
            data.append(line.removeprefix("data:").removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []


def _text(choice: _Choice, who: str, tokens: Tokens) -> str:
    message = choice.said
    reason = (choice.finish_reason or "").lower()
    if reason in _CUT:
        raise _cut(message.text, who, tokens)
    if reason == "content_filter":
        raise DeclinedError(f"The answer of {who} was held back by its content filter.", tokens)
    if reason == "error":
        raise BadAnswerError(f"The answer of {who} ended in an error.", tokens)
    if message.refusal:
        raise DeclinedError(f"The model of {who} declined to answer.", tokens)
    text = message.text + message.arguments
    if not text.strip() and "{" in message.thoughts:
        text = message.thoughts  # where servers put all of an answer whose thought has no end
    if not text.strip():
        raise DeclinedError(f"The answer of {who} is empty.", tokens)
    return text


def _cut(text: str, who: str, tokens: Tokens) -> CutError:
    said = spoken(text)
    # A small model that is held to a grammar may write white space until it is cut, which no
    # more room will end; a thought that is kept back leaves next to nothing.
    thinking = not said.strip() and len(said) <= _NOTHING
    why = (
        "the tokens it was allowed went into thoughts before it"
        if thinking
        else "it is longer than the tokens it was allowed"
    )
    return CutError(
        f"The answer of {who} is cut: {why}; raise max_tokens, or context.",
        tokens,
        thinking=thinking,
    )


def _strange(server: Server) -> StrangeError:
    return StrangeError(
        f"{server.who} answered with something that is not a chat completion; {_WHERE}",
        tokens=None,
    )


def _last(said: Iterable[T]) -> T | None:
    return next((value for value in reversed([*said]) if value), None)


def _count(said: Any) -> int | None:
    return said if isinstance(said, int) and said >= 0 else None


def _is_error(said: Any) -> bool:
    # Some gateways send an error with every answer, of empty strings when there is none.
    return any(said.values()) if isinstance(said, Mapping) else bool(said)


def _text_of(part: Any) -> Any:
    """Return the text of a part of an answer, or None."""
    if not isinstance(part, Mapping):
        return part
    text = part.get("text") if part.get("type", "text") in _TEXTS else None
    return _at(text, "value") or text


def _at(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, Mapping) else None


def _json(value: Any) -> str:
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, str) else ""
