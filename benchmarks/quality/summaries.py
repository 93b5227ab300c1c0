"""Sentences chosen from several reports: by us, and by extractive peers.

All choose from the same sentences, cut by us, and return them in the order of their choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

import numpy as np

from benchmarks.quality.harness import need
from benchmarks.quality.pairs import tf_idf
from summarise.config import Config
from summarise.language.sentences import split
from summarise.pipeline import World, brief
from summarise.types import Document

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MMR = 0.7
"""Weight of the closeness to the centroid beside that of what is chosen already."""
_WORD = re.compile(r"\w+")

Summariser = Callable[[Sequence[Document]], list[str]]


def ours(documents: Sequence[Document]) -> list[str]:
    """Return the statements of the page, in its order."""
    page = brief(documents, Config(), World(environment={}, now=NOW))
    return [statement.text for story in page.stories for statement in story.statements]


def cut(document: Document) -> list[str]:
    """Return the sentences of a document."""
    return [document.text[start:end] for start, end in split(document.text)]


def lead(documents: Sequence[Document]) -> list[str]:
    """Return the first sentence of each report, then the second of each."""
    rounds = zip_longest(*(cut(document) for document in documents))
    return [sentence for one in rounds for sentence in one if sentence]


def centroid(documents: Sequence[Document]) -> list[str]:
    """Choose what is close to the centroid (Radev 2004) and new (MMR, Carbonell 1998)."""
    sentences = _sentences(documents)
    rows = tf_idf(sentences)
    middle = np.asarray(rows.mean(axis=0)).ravel()
    close = np.asarray(rows @ (middle / (np.linalg.norm(middle) or 1))).ravel()
    alike = (rows @ rows.T).toarray()
    told = np.zeros(len(sentences))
    waiting, chosen = list(range(len(sentences))), []
    while waiting:
        best = max(waiting, key=lambda i: (MMR * close[i] - (1 - MMR) * told[i], -i))
        waiting.remove(best)
        chosen.append(sentences[best])
        told = np.maximum(told, alike[best])
    return chosen


def _sentences(documents: Sequence[Document]) -> list[str]:
    every = [sentence for document in documents for sentence in cut(document)]
    return [text for text in dict.fromkeys(every) if _WORD.search(text)]


class _Tokenizer:
    """What sumy's own would do with punkt, which it downloads."""

    def to_words(self, text: str) -> tuple[str, ...]:
        return tuple(_WORD.findall(text))


def sumy(module: str, name: str) -> Summariser:
    """Return a summariser of sumy, with its English stop words and without a stemmer."""

    def summarise(documents: Sequence[Document]) -> list[str]:
        dom, words = need("sumy.models.dom"), need("sumy.utils")
        tokenizer = _Tokenizer()
        told = [dom.Sentence(text, tokenizer) for text in _sentences(documents)]
        summariser = getattr(need(f"sumy.summarizers.{module}"), name)()
        summariser.stop_words = words.get_stop_words("english")
        ranked: list[str] = []

        def all_of(infos: Any) -> Any:
            """Keep all, and remember the order of rating that sumy undoes."""
            ranked.extend(str(info.sentence) for info in infos)
            return infos

        summariser(dom.ObjectDocumentModel([dom.Paragraph(told)]), all_of)
        return ranked

    return summarise


PEERS: dict[str, Summariser] = {
    "LexRank": sumy("lex_rank", "LexRankSummarizer"),
    "TextRank": sumy("text_rank", "TextRankSummarizer"),
    "SumBasic": sumy("sum_basic", "SumBasicSummarizer"),
    "KL": sumy("kl", "KLSummarizer"),
    "lead": lead,
    "centroid + MMR": centroid,
}
