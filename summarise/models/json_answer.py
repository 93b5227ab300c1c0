"""From the text that a model answered to the value that it was asked for.

Models wrap JSON in fences, greet before it, draft it in a thought first, escape it into a string,
and forget commas, quotes and brackets. The last object that fits what was asked is the answer, or
there is a BadAnswerError whose message can go back to the model in a repair request.

JSON that is broken is mended by ``json_repair``, which is made to deliver something whatever it is
given. So what it makes of an answer counts only where no letter is lost and nothing was cut off.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from summarise.errors import BadAnswerError
from summarise.models.coercion import coerced

T = TypeVar("T", bound=BaseModel)

MOST_STARTS: Final = 200
"""How many brackets may be tried in vain as the beginning of the JSON: each try may read to the end
of the text, so a text of brackets alone would otherwise take quadratic time."""

MOST_REPAIRS: Final = 5
"""How many of them a repair may be tried from: it takes ten times as long as reading."""

MOST_OPEN: Final = 40
"""Brackets that may be open at once in what is repaired; what we ask for has three."""

MOST_LEVELS: Final = 6
"""How deep an answer may be wrapped: a tool call's arguments are a string in an object in one."""

MOST_PROBLEMS: Final = 3
"""How many things a repair request points out at once; small models lose track of more."""

_NAME: Final = r"(?:seed:)?(?:think(?:ing)?|thoughts?|reasoning|reflection|analysis|scratchpad)"
_THOUGHT: Final = re.compile(
    rf"\s*(?:<{_NAME}>|◁{_NAME}▷|\[{_NAME}\]"
    rf"|<\|(?:start|begin)_(?:of_)?{_NAME}\|>|<\|?channel\|?>(?!final))",
    re.I,
)
"""In turn: DeepSeek, Qwen and most others; Kimi; Magistral; Cohere; gpt-oss and Gemma."""
_END_OF_THOUGHT: Final = re.compile(
    rf"</{_NAME}>|◁/{_NAME}▷|\[/{_NAME}\]|<\|end_(?:of_)?{_NAME}\|>"
    # The second is what is left of gpt-oss' marks when a server takes them for control tokens.
    r"|<\|channel\|>final\b[^<]{0,40}(?:<\|constrain\|>[^<]{0,40})?<\|message\|>"
    r"|assistantfinal|<channel\|>",
    re.I,
)
_START: Final = re.compile(r"[{\[]")
_ESCAPED: Final = re.compile(r"[{\[](?:\s|\\[nrt])*(?:\{(?:\s|\\[nrt])*)?\\+\"")
_ESCAPE: Final = re.compile(r"\\(.)", re.S)
_MEANT: Final = {"n": " ", "r": " ", "t": " ", "u": "\\u"}
"""What an escape of a string that holds JSON stands for, where that is not the character itself."""

_BESIDE: Final = re.compile(r"\\(?:u[\da-f]{4}|.)|//[^\n]*|#[^\n]*|/\*.*?\*/", re.I | re.S)
"""What a repair may lose: escapes and comments."""
_LETTER: Final = re.compile(r"[^\W_]")


def parse(text: str, model: type[T]) -> T:
    """Return the last value in an answer that fits the pydantic model. Raises BadAnswerError."""
    first: ValidationError | None = None
    for value in _values(_searched(text)):
        try:
            return _fitting(value, model)
        except ValidationError as error:
            first = first or error
    raise BadAnswerError(
        f"The JSON in the answer does not fit: {_problems(first)}." if first else _without(text)
    )


def json_object(text: str) -> dict[str, Any]:
    """Return the last JSON object in an answer, whatever it says. Raises BadAnswerError."""
    for value in _values(_searched(text)):
        if isinstance(value, dict):
            return value
    raise BadAnswerError(_without(text))


def spoken(text: str) -> str:
    """Return the answer without the thinking before it; nothing, if it is a thought alone."""
    text = text.lstrip("\ufeff")
    is_thought = _THOUGHT.match(text)
    if not is_thought and text.lstrip().startswith(("{", "[", "```")):
        return text  # a thought can't come first here, and its tag may be quoted in the JSON
    # Templates may open the thought themselves, so that only its end is in the answer.
    ends = list(_END_OF_THOUGHT.finditer(text))
    if ends:
        return text[ends[-1].end() :]
    return "" if is_thought else text


def _searched(text: str) -> str:
    """Return what the JSON is looked for in: the thought as well, where nothing else has any."""
    said = spoken(text)
    return said if _START.search(said) else text


def _without(text: str) -> str:
    """Return what to say of an answer in which nothing can be read as JSON."""
    if not (said := spoken(text)).strip():
        return "The answer is empty."
    if "{" in said:
        return "The JSON in the answer is broken or cut off."
    return "The answer holds no JSON object."


def _fitting(value: Any, model: type[T], levels: int = MOST_LEVELS) -> T:
    """Return what fits the model: the value, or the last that does of what it wraps.

    Raises ValidationError, which says what is wrong with the value itself.
    """
    try:
        return model.model_validate(coerced(value, model))
    except ValidationError:
        for inner in _inside(value) if levels else ():
            try:
                return _fitting(inner, model, levels - 1)
            except ValidationError:
                continue
        raise


def _inside(value: Any) -> Iterator[Any]:
    """Yield the objects and lists in a value, the last first, strings of JSON included."""
    if isinstance(value, str):
        yield from _values(value) if value.lstrip().startswith(("{", "[")) else ()
    elif isinstance(value, dict | list):
        held = [*value.values()] if isinstance(value, dict) else value
        yield from (inner for inner in reversed(held) if isinstance(inner, dict | list | str))


def _values(text: str) -> Iterator[Any]:
    """Yield the objects and lists in a text, the last first."""
    yield from _read(text)
    if _ESCAPED.search(text):
        yield from _read(_ESCAPE.sub(lambda escape: _MEANT.get(escape[1], escape[1]), text))


def _read(text: str) -> Iterator[Any]:
    """Yield the values in the text that lie in no other one, from the last to the first.

    A list counts only where no object is broken before it, since it may be a part of that.
    """
    decoder = json.JSONDecoder(strict=False, parse_constant=lambda _: None)
    found: list[tuple[int, int, Any]] = []
    position = failures = repairs = mended = 0
    broken = False
    while failures < MOST_STARTS and (match := _START.search(text, position)):
        start, is_object = match.start(), match[0] == "{"
        counts = is_object or not broken
        try:
            value, position = decoder.raw_decode(text, start)
            found += [(position, -start, value)] if counts else []
        except (ValueError, RecursionError):
            position, failures, broken = match.end(), failures + 1, broken or is_object
            tried = counts and start >= mended and repairs < MOST_REPAIRS
            if tried and (part := _part(text, start)):
                repairs += 1
                for value in _mended(part):
                    mended = start + len(part)
                    found.append((mended, -start, value))
    # What ends last is last; what is mended ends no sooner than its parts.
    yield from (value for *_, value in sorted(found, key=lambda one: one[:2], reverse=True))


def _part(text: str, start: int) -> str:
    """Return what may be mended from there: up to the last bracket before a fence, or nothing.

    One bracket may be missing, at the very end: else the answer was cut off.
    """
    fence = text.find("```", start)
    text = text[start : fence if fence >= 0 else None]
    part = text[: max(text.rfind("}"), text.rfind("]")) + 1]
    left_open = part.count("{") + part.count("[") - part.count("}") - part.count("]")
    is_whole = left_open <= (0 if text[len(part) :].strip() else 1)
    return part if is_whole and not _ESCAPED.match(part) else ""


def _mended(text: str) -> list[Any]:
    """Return the value that a text stands for, though it is no JSON: alone in a list, or none."""
    import json_repair

    if _depth(text) > MOST_OPEN:
        return []
    try:
        value = json_repair.loads(text, skip_json_loads=True, strict=True)
    except (ValueError, RecursionError):
        return []
    written = json.dumps(value, ensure_ascii=False)
    lost = _letters(text) > _letters(written)
    return [] if lost or not isinstance(value, dict | list) else [value]


def _depth(text: str) -> int:
    """Return how many brackets are open at once, at most."""
    most = depth = 0
    for character in text:
        depth = max(0, depth + (character in "{[(") - (character in "}])"))
        most = max(most, depth)
    return most


def _letters(text: str) -> int:
    return sum(1 for _ in _LETTER.finditer(_BESIDE.sub("", text)))


def _problems(error: ValidationError) -> str:
    # No input: it is the model's own text, and would be repeated to it without need.
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    said = []
    for problem in problems[:MOST_PROBLEMS]:
        place = ".".join(str(part) for part in problem["loc"]) or "the whole"
        said.append(f"{place}: {problem['msg'].rstrip('.')}")
    more = len(problems) - len(said)
    return "; ".join(said) + (f"; and {more} more" if more else "")
