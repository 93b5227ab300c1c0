"""Which sentences a page would cite for a claim, and which of its words have no support: F1."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.quality.claims import Marked, wice_spans, xsumfaith_spans
from benchmarks.quality.harness import Row
from benchmarks.texts import read, weights
from summarise.language.reading import Reading
from summarise.page.verify import judge
from summarise.types import MOST_CITED

_WORD = re.compile(r"\w+")


def cited(claim: str, source: Sequence[str]) -> list[Reading]:
    """Return the sentences that a page would cite for a claim: each tells most of what is left."""
    wanted = dict(weights(claim))
    left = [read(text) for text in source]
    chosen: list[Reading] = []
    while left and len(chosen) < MOST_CITED:
        best = max(left, key=lambda text: sum(wanted[s] for s in wanted.keys() & set(text.stems)))
        if chosen and wanted.keys().isdisjoint(best.stems):
            break
        chosen.append(best)
        left.remove(best)
        wanted = {stem: weight for stem, weight in wanted.items() if stem not in best.stems}
    return chosen


def span_rows(data: Path) -> Iterator[Row]:
    """Yield how well the reported spans are those that annotators marked, word by word."""
    for name, get in (("wice", wice_spans), ("xsumfaith", xsumfaith_spans)):
        marked = list(get(data))
        own = _word_f1(marked, _reported)
        peers = {
            "words not in the source": _word_f1(marked, _unknown),
            "every word": _word_f1(marked, lambda case: [(0, len(case.claim))]),
        }
        yield Row("support", name, len(marked), "F1 of unsupported words", own, peers)


def _reported(case: Marked) -> list[tuple[int, int]]:
    return [
        (f.start, f.end) for f in judge(read(case.claim), cited(case.claim, case.source)).findings
    ]


def _unknown(case: Marked) -> list[tuple[int, int]]:
    known = {word.casefold() for text in case.source for word in _WORD.findall(text)}
    words = _WORD.finditer(case.claim)
    return [match.span() for match in words if match[0].casefold() not in known]


def _word_f1(marked: Sequence[Marked], report: Callable[[Marked], list[tuple[int, int]]]) -> float:
    hits = found = wanted = 0
    for case in marked:
        spans = report(case)
        for word in _WORD.finditer(case.claim):
            said = _holding(spans, word) > 0
            right = _holding(case.spans, word) >= case.votes
            hits, found, wanted = hits + (said and right), found + said, wanted + right
    return 2 * hits / (found + wanted or 1)


def _holding(spans: Sequence[tuple[int, int]], word: re.Match[str]) -> int:
    return sum(start < word.end() and word.start() < end for start, end in spans)
