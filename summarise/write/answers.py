"""What a model is asked to answer with, and how an answer is tidied before it is checked."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel

from summarise.plain import one_line
from summarise.text.sentences import split

LONGEST = 600
"""Characters of a sentence: more is a text."""

_ABOUT_THE_EVIDENCE = re.compile(
    r"(?:according to )?(?:the |this )?(?:evidence|text|article|sentence|source|fact|report)s?"
    r"(?: (?:says?|states?|shows?|tells?|suggests?|indicates?|reports?)(?: that)?|,) ",
    re.I,
)


def _one_sentence(text: str) -> str:
    text = one_line(text)
    if not 3 <= len(text) <= LONGEST:
        raise ValueError(f"must be one sentence of at most {LONGEST} characters")
    return text


# Checked here and not in the JSON Schema: strict servers refuse bounds in it.
Line = Annotated[str, AfterValidator(_one_sentence)]


class StatementAnswer(BaseModel):
    """One sentence, and the numbers of the facts that it rests on."""

    text: Line
    facts: list[int]


class StoryAnswer(BaseModel):
    """What the story prompt asks for."""

    headline: str
    statements: list[StatementAnswer]


class SentenceAnswer(BaseModel):
    """What the fact and revise prompts ask for."""

    text: Line


class HeadlineAnswer(BaseModel):
    """What the headline prompt asks for."""

    headline: Line


def schema(answer: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of an answer, bare: a small model takes a docstring for the task."""
    return _bare(answer.model_json_schema())


def _bare(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _bare(value) if isinstance(value, dict) else value
        for key, value in schema.items()
        if not (key in ("title", "description") and isinstance(value, str))
    }


def plain(text: str) -> str:
    """Return the first sentence of an answer, without an opening that speaks of the evidence.

    Small models go on after the one sentence that they were asked for, and make it up.
    """
    spans = split(text)
    if len(spans) > 1:
        text = text[spans[0][0] : spans[0][1]]
    match = _ABOUT_THE_EVIDENCE.match(text)
    if not match or match.end() >= len(text):
        return text
    return text[match.end()].upper() + text[match.end() + 1 :]
