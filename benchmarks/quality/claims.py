"""Labelled claims: the reports each is said to rest on, and whether it is supported by them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.fit_similarity import read
from benchmarks.texts import report
from summarise.language.sentences import split
from summarise.types import Document, Sentence

_CITATION = re.compile(r"\s*\[\d+\]")
"""The number of a reference: it claims nothing."""
_TOKENISED = re.compile(r"(?<=\d), (?=\d{3}\b)")
"""Where a tokenizer has cut a number: "2, 000"."""
_TITLE = re.compile(r"(?:Title:|\(meta data\) TITLE:) *([^\n]*)\n*")
"""How two sets write the title of what they cite, in its first line."""


class Case(NamedTuple):
    """The sentences of a claim, the reports it rests on, and whether they support it."""

    claim: list[str]
    reports: list[tuple[Document, list[Sentence]]]
    supported: bool

    @property
    def source(self) -> list[Sentence]:
        """The sentences of all reports."""
        return [sentence for _, sentences in self.reports for sentence in sentences]


def cut(text: str) -> list[str]:
    """Return the sentences of a text, as the product cuts them."""
    return [text[start:end] for start, end in split(text)]


def _reported(number: int, text: str) -> tuple[Document, list[Sentence]]:
    titled = _TITLE.match(text)
    body = text[titled.end() :] if titled else text
    return report(str(number), cut(body), titled[1] if titled else "")


def _attribution(data: Path) -> Iterator[Case]:
    for row in read(data / "attributionbench/dev.jsonl.gz"):
        reports = [_reported(*numbered) for numbered in enumerate(row["references"])]
        yield Case(cut(_CITATION.sub("", row["claim"])), reports, bool(row["label"]))


def _summedits(data: Path, news: bool) -> Iterator[Case]:
    rows = read(data / "summedits/dev.docs.jsonl.gz")
    sources = {row["doc_id"]: [_reported(0, row["text"])] for row in rows}
    for row in read(data / "summedits/dev.jsonl.gz"):
        if (row["domain"] == "news") == news:
            yield Case(cut(row["summary"]), sources[row["doc_id"]], bool(row["label"]))


def _wice(data: Path) -> Iterator[Case]:
    for row in read(data / "wice/dev.jsonl.gz"):
        titled = _TITLE.match(f"{row['evidence'][0]}\n")
        rest = row["evidence"][bool(titled) :]
        reports = [report("0", rest, titled[1] if titled else "")]
        yield Case(cut(row["claim"]), reports, row["label"] == "supported")


def _qags(data: Path) -> Iterator[Case]:
    for row in read(data / "qags/dev.jsonl.gz"):
        reports = [_reported(0, _TOKENISED.sub(",", row["article"]))]
        for sentence in row["sentences"]:
            yield Case(cut(_TOKENISED.sub(",", sentence["text"])), reports, bool(sentence["label"]))


def _xsumfaith(data: Path) -> Iterator[Case]:
    for row in read(data / "xsumfaith/dev.jsonl.gz"):
        reports = [_reported(0, row["article"])]
        for summary in row["summaries"]:
            yield Case(cut(summary["summary"]), reports, bool(summary["faithful"]))


SETS: dict[str, Callable[[Path], Iterator[Case]]] = {
    "attributionbench": _attribution,
    "summedits, news": lambda data: _summedits(data, True),
    "summedits, other": lambda data: _summedits(data, False),
    "wice": _wice,
    "qags": _qags,
    "xsumfaith": _xsumfaith,
}
