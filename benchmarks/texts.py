"""Texts as the product reads them: one vocabulary for all benchmarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from summarise.language.reading import Vocabulary
from summarise.types import Document, Sentence

BETWEEN = "\n"
"""Stands between the sentences of a report that is made of them."""
VOCABULARY = Vocabulary()
read = VOCABULARY.read


def weights(text: str) -> Mapping[str, float]:
    """Return the stems of a text's content words, each with the weight of its rarest form."""
    return read(text).weights


def sentence(document: str, text: str) -> Sentence:
    """Return a text as the only sentence of a document."""
    return Sentence(document, 0, len(text), text, read(text))


def report(name: str, texts: Sequence[str], title: str = "") -> tuple[Document, list[Sentence]]:
    """Return a report of these sentences, and the sentences as its own."""
    sentences, start = list[Sentence](), 0
    for text in texts:
        end = start + len(text)
        sentences.append(Sentence(name, start, end, text, read(text)))
        start = end + len(BETWEEN)
    return Document(name, BETWEEN.join(texts), title), sentences
