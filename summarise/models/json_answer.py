"""From the text that a model answered to the JSON that it was asked for.

Models wrap JSON in fences, greet before it, think aloud in ``<think>`` first, and explain it
afterwards. What comes out of here is the JSON alone, or a BadAnswerError whose message is one
sentence that can go back to the model in a repair request.
"""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from summarise.errors import BadAnswerError

T = TypeVar("T", bound=BaseModel)

MOST_STARTS: Final = 200
"""How many brackets may be tried as the beginning of the JSON: each try may read to the end of
the text, so a text of brackets alone would otherwise take quadratic time."""

MOST_PROBLEMS: Final = 3
"""How many things a repair request points out at once; small models lose track of more."""

_END_OF_THOUGHT: Final = re.compile(r"</(think|thinking|thought|reasoning)>", re.I)
_THOUGHT: Final = re.compile(r"\s*<(think|thinking|thought|reasoning)>", re.I)
_CONTROL: Final = re.compile(r"[\x00-\x1f]")


def json_text(text: str) -> str:
    """Return the JSON object in an answer; where there are several, the longest one.

    Line breaks and other control characters in it are spaces, which JSON allows and which mends
    strings that were broken over lines. Raises BadAnswerError.
    """
    spoken = _spoken(text)
    if not spoken.strip():
        raise BadAnswerError("The answer is empty.")
    objects = _objects(spoken)
    if not objects:
        cut = "{" in spoken
        raise BadAnswerError(
            "The JSON in the answer is broken or cut off."
            if cut
            else "The answer holds no JSON object."
        )
    return _CONTROL.sub(" ", max(objects, key=len))


def parse(text: str, model: type[T]) -> T:
    """Return the JSON in an answer as a value of the pydantic model. Raises BadAnswerError."""
    try:
        return model.model_validate_json(json_text(text))
    except ValidationError as error:
        raise BadAnswerError(f"The JSON in the answer does not fit: {_problems(error)}.") from error


def _spoken(text: str) -> str:
    """Return the answer without the thinking before it."""
    text = text.lstrip("\ufeff")
    if text.lstrip().startswith(("{", "[", "```")):
        return text  # a thought can't come first here, and its tag may be quoted in the JSON
    ends = list(_END_OF_THOUGHT.finditer(text))
    if ends:
        # Templates may open the thought themselves, so that only its end is in the answer.
        return text[ends[-1].end() :]
    return "" if _THOUGHT.match(text) else text


def _objects(text: str) -> list[str]:
    """Return the JSON objects in the text that lie in no other one, in order."""
    decoder = json.JSONDecoder(strict=False, parse_constant=_no_constant)
    found: list[str] = []
    position = 0
    for _ in range(MOST_STARTS):
        start = text.find("{", position)
        if start < 0:
            break
        try:
            _, position = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            position = start + 1
        else:
            found.append(text[start:position])
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _problems(error: ValidationError) -> str:
    # No input: it is the model's own text, and would be repeated to it without need.
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    said = []
    for problem in problems[:MOST_PROBLEMS]:
        place = ".".join(str(part) for part in problem["loc"]) or "the whole"
        said.append(f"{place}: {problem['msg'].rstrip('.')}")
    more = len(problems) - len(said)
    return "; ".join(said) + (f"; and {more} more" if more else "")
