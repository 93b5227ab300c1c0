"""Labelled claims: what each is said to rest on, and whether it is supported by that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.fit_similarity import read
from summarise.language.sentences import split

_CITATION = re.compile(r"\s*\[\d+\]")
"""The number of a reference: it claims nothing."""
_TOKENISED = re.compile(r"(?<=\d), (?=\d{3}\b)")
"""Where a tokenizer has cut a number: "2, 000"."""


class Case(NamedTuple):
    """The sentences of a claim and of its source, and whether the source supports it."""

    claim: list[str]
    source: list[str]
    supported: bool


def cut(text: str) -> list[str]:
    """Return the sentences of a text, as the product cuts them."""
    return [text[start:end] for start, end in split(text)]


def _attribution(data: Path) -> Iterator[Case]:
    for row in read(data / "attributionbench/dev.jsonl.gz"):
        source = [sentence for text in row["references"] for sentence in cut(text)]
        yield Case(cut(_CITATION.sub("", row["claim"])), source, bool(row["label"]))


def _summedits(data: Path, news: bool) -> Iterator[Case]:
    rows = read(data / "summedits/dev.docs.jsonl.gz")
    sources = {row["doc_id"]: cut(row["text"]) for row in rows}
    for row in read(data / "summedits/dev.jsonl.gz"):
        if (row["domain"] == "news") == news:
            yield Case(cut(row["summary"]), sources[row["doc_id"]], bool(row["label"]))


def _wice(data: Path) -> Iterator[Case]:
    for row in read(data / "wice/dev.jsonl.gz"):
        yield Case(cut(row["claim"]), row["evidence"], row["label"] == "supported")


def _qags(data: Path) -> Iterator[Case]:
    for row in read(data / "qags/dev.jsonl.gz"):
        source = cut(_TOKENISED.sub(",", row["article"]))
        for sentence in row["sentences"]:
            yield Case(cut(_TOKENISED.sub(",", sentence["text"])), source, bool(sentence["label"]))


def _xsumfaith(data: Path) -> Iterator[Case]:
    for row in read(data / "xsumfaith/dev.jsonl.gz"):
        source = cut(row["article"])
        for summary in row["summaries"]:
            yield Case(cut(summary["summary"]), source, bool(summary["faithful"]))


SETS: dict[str, Callable[[Path], Iterator[Case]]] = {
    "attributionbench": _attribution,
    "summedits, news": lambda data: _summedits(data, True),
    "summedits, other": lambda data: _summedits(data, False),
    "wice": _wice,
    "qags": _qags,
    "xsumfaith": _xsumfaith,
}


class Marked(NamedTuple):
    """A claim that is not supported, and the spans that annotators mark, in characters.

    What at least ``votes`` of the spans hold is unsupported.
    """

    claim: str
    source: list[str]
    spans: list[tuple[int, int]]
    votes: int


def wice_spans(data: Path) -> Iterator[Marked]:
    """Yield the claims of WiCE with the tokens that their evidence does not support."""
    for row in read(data / "wice/dev.nonsupported_tokens.jsonl.gz"):
        place, spans = 0, []
        for token, unsupported in zip(row["tokens"], row["non_supported"], strict=True):
            start = row["claim"].index(token, place)
            place = start + len(token)
            spans += [(start, place)] * unsupported
        yield Marked(row["claim"], row["evidence"], spans, votes=1)


def xsumfaith_spans(data: Path) -> Iterator[Marked]:
    """Yield the unfaithful summaries of XSumFaith with the spans of each of its three raters."""
    for row in read(data / "xsumfaith/dev.jsonl.gz"):
        source = cut(row["article"])
        for summary in row["summaries"]:
            text = summary["summary"]
            found = [(text.find(words), len(words)) for _, _, words, *_ in summary["spans"]]
            spans = [(start, start + length) for start, length in found if start >= 0]
            if spans and not summary["faithful"]:
                yield Marked(text, source, spans, votes=2)
