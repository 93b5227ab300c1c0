"""Which sentences support a claim, and which of its words have no support: F1."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality.claims import Marked, wice_evidence, wice_spans, xsumfaith_spans
from benchmarks.quality.harness import Row, Vectors
from summarise.meaning.rarity import weights
from summarise.verify.backing import backing
from summarise.verify.checks import judge

_WORD = re.compile(r"\w+")
MOST = 4
"""Sentences that a peer may name; it gets the number that is best on these data."""


def evidence_row(data: Path, vectors: Vectors) -> Row:
    """Return how well the chosen sentences are those that annotators chose."""
    claims = list(wice_evidence(data))
    own = [set(backing(claim, source).chosen) for claim, source, _ in claims]
    ranks: dict[str, Callable[[str, Sequence[str]], Any]] = {
        "word overlap": _overlaps,
        "USE cosine": lambda claim, source: vectors.encode(source) @ vectors.encode([claim])[0],
    }
    peers = {}
    for name, rank in ranks.items():
        ordered = [np.argsort(-rank(claim, source)) for claim, source, _ in claims]
        peers[f"{name}, best"] = max(
            _mean(claims, [set(order[:most].tolist()) for order in ordered])
            for most in range(1, MOST + 1)
        )
    return Row("support", "wice", len(claims), "evidence F1", _mean(claims, own), peers)


def _mean(claims: Sequence[tuple[str, list[str], list[set[int]]]], found: list[set[int]]) -> float:
    """Return the mean F1, each claim by the annotators' set that fits best."""
    best = [
        max(2 * len(chosen & enough) / (len(chosen) + len(enough)) for enough in several)
        for (_, _, several), chosen in zip(claims, found, strict=True)
    ]
    return sum(best) / len(best)


def _overlaps(claim: str, source: Sequence[str]) -> Any:
    wanted = weights(claim)
    shared = [wanted.keys() & weights(text).keys() for text in source]
    return np.array([sum(wanted[stem] for stem in stems) for stems in shared])


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
    return [(f.start, f.end) for f in judge(case.claim, case.source).findings]


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
