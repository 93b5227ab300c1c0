"""The border where a server's bytes become a Completion.

The openai client builds its objects without validation, so what a server leaves out or
misspells would surface later as an AttributeError; here it is a BadAnswerError.
"""

from __future__ import annotations

from pydantic import BaseModel, ValidationError

from summarise.backends import Completion
from summarise.errors import BadAnswerError


class _Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Reply(BaseModel):
    choices: list[_Choice]
    model: str | None = None
    usage: _Usage | None = None


def completion(body: bytes, who: str, model: str) -> Completion:
    """Read the body of a successful answer. ``who`` names the backend and its address.

    A refusal or a content filter is a BadAnswerError, not a RefusedError: it concerns this one
    prompt, while RefusedError means that no other prompt will pass either.
    """
    try:
        reply = _Reply.model_validate_json(body)
    except ValidationError as error:
        raise BadAnswerError(
            f"{who} answered with something that is not a chat completion; "
            "does base_url end in /v1, or wherever its API begins?"
        ) from error
    if not reply.choices:
        raise BadAnswerError(f"{who} answered without any choices.")
    text = _text(reply.choices[0], who)
    usage = reply.usage or _Usage()
    return Completion(
        text=text,
        model=reply.model or model,
        prompt_tokens=usage.prompt_tokens or 0,
        completion_tokens=usage.completion_tokens or 0,
    )


def _text(choice: _Choice, who: str) -> str:
    if choice.finish_reason == "length":
        raise BadAnswerError(
            f"The answer of {who} is cut: it is longer than the tokens it was allowed; "
            "raise max_tokens, or context."
        )
    if choice.finish_reason == "content_filter":
        raise BadAnswerError(f"The answer of {who} was held back by its content filter.")
    if choice.message.refusal:
        raise BadAnswerError(f"The model of {who} declined to answer.")
    if not (choice.message.content or "").strip():
        raise BadAnswerError(f"The answer of {who} is empty.")
    return choice.message.content or ""
