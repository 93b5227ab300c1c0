"""What stands between two spaces: its words, and what it may be a part of."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from enum import IntFlag
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from summarise.language.furniture import AGENCIES, MARKS, OPENERS
from summarise.language.words import fold, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BREAK = "\ue000"
"""Stands for a line break (of the private use area), since ``str.split`` drops it."""
FIGURE = re.compile(
    r"(?:(?<!\w)[-−–+])?[$€£¥₹₽₩]?\d+(?:[.,:/]\d+)*(?!\w)|[%‰°]|(?<=\d)[$€£]"
)  # a sign makes it another figure, though not another word; a unit is a word of its own
_MAY_END = re.compile(rf"[.!?…؟۔।॥։።;\u037e。！？｡{BREAK}]")
_WORD_AND_MARKS = re.compile(r"[\"'“”‘’(\[«]*([a-z]+)([\"'“”‘’)\]»,:;.!?…]*)")
_ENDLESS = frozenset("\"'“”‘’)]»,:")
"""Marks behind a word that end no sentence."""
_BULLET = re.compile(r"[-–—*•▪●·>#]+|\(?\d{1,2}[.)]")


class Mark(IntFlag):
    """What a chunk may be: the end of a sentence, of page furniture, of a dateline, of a credit."""

    ENDS = 1
    FURNITURE = 2
    OPENER = 4
    DASH = 8
    BRACKET = 16
    BULLET = 32
    AGENT = 64


Token = tuple[str, bool]
"""A folded word or a figure, and whether a sentence may end behind it."""


class Columns(NamedTuple):
    """The table as arrays.

    ``starts``, ``counts`` and ``marks`` say of each chunk where its words are, how many, and its
    ``Mark``; ``words`` are their hashes, ``stops`` says whether a sentence may end behind each.
    """

    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    marks: NDArray[np.uint8]
    words: NDArray[np.uint64]
    stops: NDArray[np.bool_]


class Table(dict[str, int]):
    """Numbers chunks, in lower case, as they are asked for, and knows the words of each."""

    def __init__(self) -> None:
        self._starts, self._counts, self._marks = array("q"), array("q"), array("B")
        self._words, self._stops = array("Q"), array("B")
        self._hashes: dict[str, int] = {}

    def __missing__(self, chunk: str) -> int:
        found = read(chunk)
        self._starts.append(len(self._words))
        self._counts.append(len(found))
        self._marks.append(_marks(chunk, found))
        for word, stop in found:
            known = self._hashes.get(word)
            self._words.append(self._hash(word) if known is None else known)
            self._stops.append(stop)
        self[chunk] = number = len(self)
        return number

    def columns(self) -> Columns:
        """Return the table as it is now."""
        import numpy as np

        return Columns(
            np.array(self._starts, dtype=np.int64),
            np.array(self._counts, dtype=np.int64),
            np.array(self._marks, dtype=np.uint8),
            np.array(self._words, dtype=np.uint64),
            np.array(self._stops, dtype=bool),
        )

    def _hash(self, word: str) -> int:
        """Return 64 bits that are the same in every process."""
        digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return self._hashes.setdefault(word, int.from_bytes(digest, "big"))


def tokens(text: str) -> list[str]:
    """Return the folded words and the figures of a text."""
    return [token[0] for chunk in text.lower().split() for token in _memo(chunk)]


def may_be_furniture(sentence: str, found: Sequence[str]) -> bool:
    """Whether a sentence with these words has one that page furniture has."""
    return (
        not found
        or found[0] in OPENERS
        or not MARKS.isdisjoint(found)
        or "|" in sentence
        or "©" in sentence
    )


def read(chunk: str) -> Sequence[Token]:
    """Cut a chunk into tokens."""
    plain = _WORD_AND_MARKS.fullmatch(chunk)
    if plain:
        word, behind = plain.groups()
        return ((word, behind != "" and not _ENDLESS.issuperset(behind)),)
    spans = list(_spans(chunk))
    ends = [*(start for _, start, _ in spans), len(chunk)][1:]
    return [
        (word, bool(_MAY_END.search(chunk, end - 1, following)))
        for (word, _, end), following in zip(spans, ends, strict=True)
    ]


_memo = lru_cache(maxsize=100_000)(read)


def _spans(chunk: str) -> Iterator[tuple[str, int, int]]:
    place = 0
    for figure in FIGURE.finditer(chunk):
        yield from _words(chunk, place, figure.start())
        yield figure[0], figure.start(), figure.end()
        place = figure.end()
    yield from _words(chunk, place, len(chunk))


def _words(chunk: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    for word in words(chunk[start:end]):
        yield fold(word.text), start + word.start, start + word.end


def _marks(chunk: str, found: Sequence[Token]) -> int:
    marks = _of_words(found)
    if not found or found[-1][1]:
        marks |= _ENDS
    if chunk.isalpha():
        return marks
    if "|" in chunk or "©" in chunk:
        marks |= Mark.FURNITURE.value
    if "(" in chunk:
        marks |= Mark.BRACKET.value
    if chunk[-1] == ":" or not chunk.strip("-–—"):
        marks |= Mark.DASH.value
    if _BULLET.fullmatch(chunk):
        marks |= Mark.BULLET.value
    return marks


def _of_words(found: Sequence[Token]) -> int:
    marks = 0
    for word, _ in found:
        marks |= _KNOWN.get(word, 0)
    if found and found[0][0] in OPENERS:
        marks |= _OPENER
    return marks


_ENDS, _OPENER = Mark.ENDS.value, Mark.OPENER.value
_AGENTS = {max(tokens(name), key=len) for name in AGENCIES}
"""The longest word of each agency's name: without it a text does not credit it."""
_KNOWN = {
    word: (Mark.FURNITURE.value if word in MARKS else 0)
    | (Mark.AGENT.value if word in _AGENTS else 0)
    for word in MARKS | _AGENTS
}
