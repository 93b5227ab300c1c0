"""A document as dedupe compares it, and what makes one text a copy of another."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from summarise.dedupe.minhash import shingles
from summarise.text.boilerplate import is_boilerplate
from summarise.text.openings import ends
from summarise.text.sentences import split
from summarise.text.words import fold, stem, words
from summarise.types import NO_DATE, Document

SAME_TEXT = 0.50
"""Jaccard of word pairs from which two texts are one: independent accounts stay under .24."""
CONTAINED = 0.70
"""Share of the smaller text's word pairs that are in the larger, for a cut or wrapped copy."""
_FEWEST_SHARED = 8
"""Word pairs that a cut copy shares at least: any two short texts have a few in common."""
_SHORTEST_CLAIM = 4
"""Words: a shorter line without a full stop or a figure is a button, a byline or a credit."""
_FIGURE = re.compile(
    r"(?:(?<!\w)[-−–+])?[$€£¥₹₽₩]?\d+(?:[.,:/]\d+)*(?!\w)(?:\s?[%‰°]|[$€£])?"
)  # a sign and a unit make it another figure, though not another word


@dataclass(frozen=True, slots=True)
class Text:
    """A document as dedupe compares it, read once: it is compared with many others.

    ``words`` are all its words, folded, and ``vocabulary`` their stems; ``said`` are the sentences
    of the report itself, without page furniture; ``shingles`` the hashed pairs of their stems, and
    ``pairs`` the same in order.
    """

    document: Document
    words: tuple[str, ...]
    vocabulary: frozenset[str]
    said: tuple[Said, ...]
    pairs: tuple[int, ...]
    shingles: frozenset[int]

    @property
    def rank(self) -> tuple[int, datetime]:
        """Fullest first, then earliest."""
        return (-len(self.shingles), self.document.published or NO_DATE)


class Said(NamedTuple):
    """A sentence: its stems, and the hashed pairs of them."""

    stems: tuple[str, ...]
    shingles: tuple[int, ...]


class _Token(NamedTuple):
    """A word or a figure as written, and where it stands."""

    text: str
    start: int
    is_figure: bool

    @property
    def folded(self) -> str:
        return self.text if self.is_figure else fold(self.text)

    @property
    def stem(self) -> str:
        return self.text if self.is_figure else stem(self.text)


def as_text(document: Document) -> Text:
    """Read a document for comparison."""
    found = tokens(document.text)
    folded = tuple(token.folded for token in found) or (document.text.strip(),)
    stems = [token.stem for token in found]
    starts = [token.start for token in found]
    spans = list(_sentences(document.text))
    said = [stems[bisect_left(starts, start) : bisect_left(starts, end)] for start, end in spans]
    pairs = _shingles([one for sentence in said for one in sentence] if spans else stems)
    return Text(
        document=document,
        words=folded,
        vocabulary=frozenset(map(stem, folded)),
        said=tuple(Said(tuple(sentence), _shingles(sentence)) for sentence in said),
        pairs=pairs,
        shingles=frozenset(pairs),
    )


def _shingles(stems: Sequence[str]) -> tuple[int, ...]:
    return tuple(shingles(stems)) if stems else ()


def tokens(text: str) -> list[_Token]:
    """Return the words, and the figures with their signs and units."""
    found: list[_Token] = []
    place = 0
    for figure in _FIGURE.finditer(text):
        found += _words(text[place : figure.start()], place)
        found.append(_Token(figure[0].replace(" ", ""), figure.start(), True))
        place = figure.end()
    return found + _words(text[place:], place)


def _words(text: str, offset: int) -> list[_Token]:
    return [_Token(word.text, offset + word.start, False) for word in words(text)]


def overlap(one: Text, other: Text) -> float:
    """Return the Jaccard coefficient or containment that makes two texts copies, or 0."""
    sizes = len(one.shingles), len(other.shingles)
    shared = len(one.shingles & other.shingles)
    jaccard = shared / (sum(sizes) - shared or 1)
    if jaccard >= SAME_TEXT:
        return jaccard
    containment = shared / (min(sizes) or 1)
    return containment if containment >= CONTAINED and shared >= _FEWEST_SHARED else 0.0


def adds(copy: Text, kept: Text) -> bool:
    """Whether a copy says anything that the kept text does not, be it one word.

    Each pair of words in a sentence of the copy has to stand in the kept text: "will open" does
    not stand in "will not open". Only the last word of a copy may be cut.
    """
    if not all(_stands(sentence, kept) for sentence in copy.said[:-1]):
        return True
    return not all(_stands(last, kept) or _stands_cut(last, copy, kept) for last in copy.said[-1:])


def _stands(sentence: Said, kept: Text) -> bool:
    """Whether a sentence stands in a text; one of a single word, which has no pair, by its word."""
    if kept.shingles.issuperset(sentence.shingles):
        return True
    return len(sentence.stems) == 1 and sentence.stems[0] in kept.vocabulary


def _stands_cut(sentence: Said, copy: Text, kept: Text) -> bool:
    """Whether a sentence that breaks off in a word stands in a text up to there."""
    if not _is_cut(copy, kept):
        return False
    stems = sentence.stems[:-1]
    return _stands(Said(stems, _shingles(stems)), kept)


def _is_cut(copy: Text, kept: Text) -> bool:
    """Whether a copy breaks off in a word: the kept text has a longer one in its place."""
    if _ends(copy.document.text) or len(copy.words) < 2:
        return False
    before, broken = copy.words[-2:]
    return any(
        one == before and other.startswith(broken) and other != broken
        for one, other in pairwise(kept.words)
    )


def _ends(text: str) -> bool:
    """Whether a text ends its last sentence; an ellipsis stands for what was cut."""
    return ends(text.rstrip()) and not text.rstrip().endswith("…")


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the report's own sentences: no dateline, no furniture, no buttons."""
    for start, end in split(text):
        sentence = text[start:end]
        if not is_boilerplate(sentence) and not _is_a_label(sentence):
            yield start, end


def _is_a_label(line: str) -> bool:
    if ends(line) or any(c.isdigit() for c in line):
        return False
    return len(words(line)) < _SHORTEST_CLAIM
