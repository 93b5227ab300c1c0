"""Texts as a run reads them: one vocabulary for all tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from summarise.language.reading import Vocabulary
from summarise.page import verify
from summarise.types import Sentence

VOCABULARY = Vocabulary()
read = VOCABULARY.read


def sentence(document: str, text: str, start: int = 0) -> Sentence:
    """Return a sentence of a document, at a place in it."""
    return Sentence(document, start, start + len(text), text, read(text))


def problems(text: str, evidence: Sequence[str], outlets: Iterable[str] = ()) -> list[str]:
    """Return what speaks against a statement that cites the evidence."""
    return verify.problems(read(text), [read(sentence) for sentence in evidence], outlets)
