"""What a GGUF file says about its model before the weights begin.

Only what is needed before llama.cpp opens the file: how long a context the model was made for,
and how much memory a token of that context takes. Whatever can't be read is left to llama.cpp,
which says more about it. The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

MAGIC: Final = b"GGUF"

_SCALARS: Final = dict(enumerate("BbHhIif?", start=0)) | {10: "Q", 11: "q", 12: "d"}
_STRING: Final = 8
_ARRAY: Final = 9
_OLDEST: Final = 2  # version 1 counted in 32 bits; llama.cpp no longer reads it either

# Read up to here: what follows are the tokens, some hundred thousand strings.
_FIRST_OF_TOKENS: Final = "tokenizer."

_LONGEST: Final = 10_000
"""Values in a list: those that are needed have one for each layer, of which there are hundreds."""

_BYTES: Final = 2
"""Bytes of a number in the cache of a context: llama.cpp keeps 16-bit floats by default."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a model; 0 is not known.

    ``context`` is the longest context it was made for, in tokens; ``token_bytes`` is the memory
    that each token of a context takes.
    """

    context: int = 0
    token_bytes: int = 0


def shape(path: Path) -> Shape:
    """Return what the file says. Raises OSError when it can't be read."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        said: dict[str, Any] = {}
        try:
            for key, value in _entries(data):
                if key.startswith(_FIRST_OF_TOKENS) and said:
                    break
                said[key] = value
        except (struct.error, IndexError, ValueError):
            pass  # cut off, or another version: what was read before holds
        return _shape(said)


def _shape(said: dict[str, Any]) -> Shape:
    kind = f"{said.get('general.architecture')}."
    of_model = {
        key.removeprefix(kind): value
        for key, value in said.items()
        if key.startswith(kind) and isinstance(value, int | list)
    }
    try:
        token_bytes = _token_bytes(of_model)
    except (KeyError, TypeError, ZeroDivisionError):
        token_bytes = 0
    context = of_model.get("context_length")
    return Shape(context if isinstance(context, int) else 0, token_bytes)


def _token_bytes(said: dict[str, Any]) -> int:
    """Return the memory of a token: a key and a value for each layer and each of its heads."""
    if "attention.kv_lora_rank" in said:
        return 0  # these are kept compressed, each kind of model in a way of its own
    heads = said["attention.head_count"]
    pairs = said.get("attention.head_count_kv", heads)
    # Where layers differ there is a number for each of them.
    pairs = sum(pairs) if isinstance(pairs, list) else pairs * said["block_count"]
    width = said["embedding_length"] // (max(heads) if isinstance(heads, list) else heads)
    key = said.get("attention.key_length", width)
    value = said.get("attention.value_length", width)
    return int(pairs * (key + value) * _BYTES)


def _entries(data: mmap.mmap) -> Iterator[tuple[str, Any]]:
    version, _tensors, count = struct.unpack_from("<IQQ", data, len(MAGIC))
    if version < _OLDEST:
        return
    reader = _Reader(data, len(MAGIC) + struct.calcsize("<IQQ"))
    for _ in range(count):
        yield reader.string(), reader.value(reader.scalar("I"))


class _Reader:
    """Reads one value after the other."""

    def __init__(self, data: mmap.mmap, at: int) -> None:
        self._data = data
        self._at = at

    def scalar(self, form: str) -> Any:
        (value,) = struct.unpack_from(f"<{form}", self._data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return value

    def string(self) -> str:
        start = self._at + struct.calcsize("<Q")
        self._at = start + self.scalar("Q")
        if self._at > len(self._data):
            raise ValueError("a string beyond the end of the file")
        return self._data[start : self._at].decode("utf-8", "replace")

    def value(self, kind: int) -> Any:
        if kind == _STRING:
            return self.string()
        if kind == _ARRAY:
            of, count = self.scalar("I"), self.scalar("Q")
            if of == _ARRAY or count > _LONGEST:
                raise ValueError("no list that is needed here")
            return [self.value(of) for _ in range(count)]
        if kind not in _SCALARS:
            raise ValueError("a kind of value that is not known")
        return self.scalar(_SCALARS[kind])
