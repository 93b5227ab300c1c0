"""A model's values, nearly of the types that were asked for, as those types: the one lenient place.

Small models know what belongs where better than how it is written: ``"facts": "[1]"`` instead of
``[1]``, ``"Statements"`` instead of ``"statements"``. What can be meant in one way only is read in
that way; all else stays as it is, for pydantic to refuse.
"""

from __future__ import annotations

import json
import re
import types
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel

_NUMBER: Final = re.compile(r"\d{1,9}", re.ASCII)
_BETWEEN: Final = re.compile(r"[\W_]+")
_NO_LETTERS: Final = re.compile(r"[\x00-\x1f]")
_HALVES: Final = re.compile(r"[\ud800-\udfff]")
"""Half characters: what is left of an emoji that a server cut in two."""


def coerced(value: Any, model: type[BaseModel]) -> Any:
    """Return what is to be validated as the model: the value itself where nothing is to mend.

    A bare list of objects stands for the one list of the model, whose other texts are then empty.
    """
    if isinstance(value, list):
        return _enclosed(value, model)
    if not isinstance(value, dict):
        return value
    written = {_name(key): key for key in reversed(value)}
    return value | {
        name: _as(value[key], field.annotation)
        for name, field in model.model_fields.items()
        if (key := name if name in value else written.get(_name(name))) is not None
    }


def _enclosed(items: list[Any], model: type[BaseModel]) -> Any:
    """Return the object that a bare list of a model's items stands for, or the list itself."""
    types_of = {name: _bare(field.annotation) for name, field in model.model_fields.items()}
    lists = [name for name, wanted in types_of.items() if get_origin(wanted) is list]
    if len(lists) != 1 or not items or not all(isinstance(item, dict) for item in items):
        return items
    texts = {
        name: ""
        for name, wanted in types_of.items()
        if wanted is str and model.model_fields[name].is_required()
    }
    return coerced(texts | {lists[0]: items}, model)


def _as(value: Any, wanted: Any) -> Any:
    """Return the value as what is wanted of a field, or as it is."""
    wanted = _bare(wanted)
    if get_origin(wanted) is list:
        return _as_list(value, get_args(wanted)[0])
    if isinstance(wanted, type) and issubclass(wanted, BaseModel):
        return coerced(_loaded(value), wanted)
    if wanted is int and isinstance(value, str):
        numbers = _numbers(value)
        return numbers[0] if len(numbers) == 1 else value
    if wanted is str:
        return _text(value)
    return value


def _as_list(value: Any, wanted: Any) -> Any:
    """Return the value as a list: a single item, lists in lists, and items by number included."""
    value = _loaded(value)
    if value is None:
        return None
    wanted = _bare(wanted)
    if isinstance(value, dict) and value and all(map(_NUMBER.search, value)):
        value = [*value.values()]  # {"1": {...}, "2": {...}}
    if get_origin(wanted) is list:
        rows = value if isinstance(value, list) else [value]
        rows = rows if any(isinstance(row, list) for row in rows) or not rows else [rows]
        return [_as_list(row, get_args(wanted)[0]) for row in rows]
    items: list[Any] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, list):
            items += _as_list(item, wanted)
        elif wanted is int and isinstance(item, dict) and len(item) == 1:
            items += _as_list([*item.values()], wanted)  # {"fact": 1}
        elif wanted is int and isinstance(item, str):
            items += _numbers(item) or [item]
        elif wanted is str and isinstance(item, int | float):
            items.append(str(item))
        else:
            items.append(_as(item, wanted))
    return items


def _numbers(text: str) -> list[int]:
    """Return the numbers in "[1]", "Fact 1" or "1, 2 and 3"."""
    return [int(number) for number in _NUMBER.findall(text)]


def _text(value: Any) -> Any:
    """Return a text without what is none; one that stands alone in a list is the text."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return _HALVES.sub("", _NO_LETTERS.sub(" ", value)) if isinstance(value, str) else value


def _loaded(value: Any) -> Any:
    """Return what a string of JSON stands for, and all else as it is."""
    if isinstance(value, str) and value.lstrip().startswith(("{", "[")):
        try:
            return json.loads(value, strict=False)
        except (ValueError, RecursionError):
            pass
    return value


def _bare(wanted: Any) -> Any:
    """Return a type without what is said beside it: ``int`` for ``Annotated[int | None, ...]``."""
    if get_origin(wanted) is Annotated:
        return _bare(get_args(wanted)[0])
    if get_origin(wanted) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(wanted) if kind is not types.NoneType]
        return _bare(kinds[0]) if len(kinds) == 1 else wanted
    return wanted


def _name(key: str) -> str:
    return _BETWEEN.sub("", key).casefold()
