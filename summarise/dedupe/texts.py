"""A document as dedupe compares it, and what makes one text a copy of another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from summarise.dedupe.minhash import shingles
from summarise.text.boilerplate import is_boilerplate
from summarise.text.sentences import split
from summarise.text.words import fold, stem, words
from summarise.types import Document

SAME_TEXT = 0.50
"""Jaccard of word pairs from which two texts are one: independent accounts stay under .24."""
CONTAINED = 0.70
"""Share of the smaller text's word pairs that are in the larger, for a cut or wrapped copy."""
_FEWEST_SHARED = 8
"""Word pairs that a cut copy shares at least: any two short texts have a few in common."""
_SHORTEST_CLAIM = 4
"""Words: a shorter line without a full stop or a figure is a button, a byline or a credit."""
NO_DATE = datetime.max.replace(tzinfo=UTC)
_FIGURE = re.compile(
    r"(?:(?<!\w)[-−–+])?[$€£¥₹₽₩]?\d+(?:[.,:/]\d+)*(?!\w)(?:\s?[%‰°]|[$€£])?"
)  # a sign and a unit make it another figure, though not another word
_ENDS = tuple(".!?。！？…")


@dataclass(frozen=True, slots=True)
class Text:
    """A document as dedupe compares it.

    ``words`` are all its words, folded; ``pairs`` the hashed pairs of its stems, in order and
    without page furniture; ``shingles`` the same as a set.
    """

    document: Document
    words: tuple[str, ...]
    pairs: tuple[int, ...]
    shingles: frozenset[int]

    @property
    def rank(self) -> tuple[int, datetime]:
        """Fullest first, then earliest."""
        return (-len(self.shingles), self.document.published or NO_DATE)


def as_text(document: Document) -> Text:
    """Read a document for comparison."""
    body = " ".join(_sentences(document.text))
    stems = tokens(body or document.text, stem)
    pairs = tuple(shingles(stems)) if stems else ()
    said = tuple(tokens(document.text, fold)) or (document.text.strip(),)
    return Text(document, said, pairs, frozenset(pairs))


def tokens(text: str, form: Callable[[str], str]) -> list[str]:
    """Return the words in a form (stem, fold), and figures with their signs, as they stand."""
    found: list[str] = []
    place = 0
    for figure in _FIGURE.finditer(text):
        found += [form(word.text) for word in words(text[place : figure.start()])]
        found.append(figure[0].replace(" ", ""))
        place = figure.end()
    return found + [form(word.text) for word in words(text[place:])]


def overlap(one: Text, other: Text) -> float:
    """Return the Jaccard coefficient or containment that makes two texts copies, or 0."""
    shared = len(one.shingles & other.shingles)
    jaccard = shared / (len(one.shingles | other.shingles) or 1)
    if jaccard >= SAME_TEXT:
        return jaccard
    containment = shared / (min(len(one.shingles), len(other.shingles)) or 1)
    return containment if containment >= CONTAINED and shared >= _FEWEST_SHARED else 0.0


def adds(copy: Text, kept: Text) -> bool:
    """Whether a copy says anything that the kept text does not, be it one word.

    Each pair of words in a sentence of the copy has to stand in the kept text: "will open" does
    not stand in "will not open". Only the last word of a copy may be cut.
    """
    said = [tokens(sentence, stem) for sentence in _sentences(copy.document.text)]
    last = len(said) - 1
    for number, stems in enumerate(said):
        if number == last and _is_cut(copy, kept):
            stems = stems[:-1]
        if stems and not kept.shingles.issuperset(shingles(stems)) and not _within(stems, kept):
            return True
    return False


def _within(stems: list[str], kept: Text) -> bool:
    """Whether a sentence of one word, which has no pair, is one of the kept text's words."""
    return len(stems) == 1 and stems[0] in {stem(word) for word in kept.words}


def _is_cut(copy: Text, kept: Text) -> bool:
    """Whether a copy breaks off in a word: the kept text has a longer one in its place."""
    if copy.document.text.rstrip().endswith((".", "!", "?")) or len(copy.words) < 2:
        return False
    before, broken = copy.words[-2:]
    return any(
        one == before and other.startswith(broken) and other != broken
        for one, other in pairwise(kept.words)
    )


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences of the report itself: no dateline, no furniture, no buttons."""
    for start, end in split(text):
        sentence = text[start:end]
        if not is_boilerplate(sentence) and not _is_a_label(sentence):
            yield sentence


def _is_a_label(line: str) -> bool:
    if line.rstrip("\"'”’)» ").endswith(_ENDS) or any(c.isdigit() for c in line):
        return False
    return len(words(line)) < _SHORTEST_CLAIM
