"""Does the source support the claim? Balanced accuracy and AUC.

Ours is the verifier's own check, sentence by sentence of the claim: supported if nothing speaks
against it, and for AUC the fewer problems the better. It is given all sentences of the source;
"ours, 4 closest" is given the four that hold most of the sentence's words, as many as a statement
of the page may cite. The peers' balanced accuracy is at the threshold that is best on the very set;
ours has none to fit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.fit_similarity import auc, read
from benchmarks.quality.harness import Row, Vectors, need
from benchmarks.quality.metrics import balanced_accuracy, best_balanced_accuracy
from summarise.meaning.rarity import weights
from summarise.text.sentences import split
from summarise.types import MOST_CITED
from summarise.verify.checks import problems

_WORD = re.compile(r"\w+")
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|\S*\d\S*')
MOST_KINDS = 4
"""Kinds of problems that a note names."""


class Case(NamedTuple):
    """A claim, the sentences of its source, and whether the source supports it."""

    claim: str
    source: list[str]
    supported: bool


def cut(text: str) -> list[str]:
    """Return the sentences of a text, as the product cuts them."""
    return [text[start:end] for start, end in split(text)]


def _attribution(data: Path) -> Iterator[Case]:
    for row in read(data / "attributionbench/dev.jsonl.gz"):
        source = [sentence for text in row["references"] for sentence in cut(text)]
        yield Case(row["claim"], source, bool(row["label"]))


def _summedits(data: Path, news: bool) -> Iterator[Case]:
    rows = read(data / "summedits/dev.docs.jsonl.gz")
    sources = {row["doc_id"]: cut(row["text"]) for row in rows}
    for row in read(data / "summedits/dev.jsonl.gz"):
        if (row["domain"] == "news") == news:
            yield Case(row["summary"], sources[row["doc_id"]], bool(row["label"]))


def _wice(data: Path) -> Iterator[Case]:
    for row in read(data / "wice/dev.jsonl.gz"):
        yield Case(row["claim"], row["evidence"], row["label"] == "supported")


def _qags(data: Path) -> Iterator[Case]:
    for row in read(data / "qags/dev.jsonl.gz"):
        source = cut(row["article"])
        for sentence in row["sentences"]:
            yield Case(sentence["text"], source, bool(sentence["label"]))


def _xsumfaith(data: Path) -> Iterator[Case]:
    for row in read(data / "xsumfaith/dev.jsonl.gz"):
        source = cut(row["article"])
        for summary in row["summaries"]:
            yield Case(summary["summary"], source, bool(summary["faithful"]))


Cases = Callable[[Path], Iterator[Case]]
SETS: dict[str, tuple[Cases, float | None, float | None]] = {
    "attributionbench": (_attribution, 0.68, 0.78),
    "summedits, news": (lambda data: _summedits(data, True), 0.50, 0.70),
    "summedits, other": (lambda data: _summedits(data, False), 0.50, 0.70),
    "wice": (_wice, 0.59, 0.68),
    "qags": (_qags, 0.73, 0.80),
    "xsumfaith": (_xsumfaith, 0.64, 0.70),
}


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield two rows for each set."""
    for name, (get, floor, target) in SETS.items():
        cases = list(get(data))
        gold = np.array([case.supported for case in cases])
        found = [_problems(case) for case in cases]
        whole = np.array([len(problems) for problems in found])
        closest = np.array([len(_problems(case, MOST_CITED)) for case in cases])
        scores = _peers(cases, vectors)
        decided = {peer: best_balanced_accuracy(gold, score) for peer, score in scores.items()}
        decided["ours, 4 closest"] = balanced_accuracy(gold, closest == 0)
        ranked = {peer: auc(gold, score) for peer, score in scores.items()}
        ranked["ours, 4 closest"] = auc(gold, -closest)
        own, area = balanced_accuracy(gold, whole == 0), auc(gold, -whole)
        metric, note = "balanced accuracy, as shipped", _note(gold, found)
        yield Row("support", name, len(cases), metric, own, decided, floor, target, note=note)
        yield Row("support", name, len(cases), "AUC", area, ranked)


def _problems(case: Case, most: int = 0) -> list[str]:
    """Return what the verifier has against a claim, with the closest sentences or with all."""
    if not case.source:
        return ["it cites nothing"]
    found: list[str] = []
    for sentence in cut(case.claim):
        evidence = _closest(sentence, case.source, most) if most else case.source
        found += problems(sentence, evidence)
    return found


def _closest(sentence: str, source: Sequence[str], most: int) -> list[str]:
    """Return the sentences of a source that hold most of a sentence's words, in their order."""
    wanted = weights(sentence)
    held = [sum(wanted[stem] for stem in wanted.keys() & weights(text).keys()) for text in source]
    first = sorted(range(len(source)), key=lambda i: (-held[i], i))[:most]
    return [source[i] for i in sorted(first)]


def _note(gold: Any, found: Sequence[Sequence[str]]) -> str:
    """Return how the verifier errs, by kind: what it says of what is supported after all."""
    refused = [list(problems) for problems, good in zip(found, gold, strict=True) if good]
    passed = sum(not problems for problems, good in zip(found, gold, strict=True) if not good)
    kinds = Counter(_QUOTED.sub("…", kind) for problems in refused for kind in set(problems))
    most = "; ".join(f"{kind} {count}" for kind, count in kinds.most_common(MOST_KINDS))
    return (
        f"refuses {sum(map(bool, refused))} of {len(refused)} supported ({most}) and passes "
        f"{passed} of {len(gold) - len(refused)} unsupported"
    )


def _peers(cases: Sequence[Case], vectors: Vectors) -> dict[str, Any]:
    return {
        "word overlap": np.array([_overlap(case) for case in cases]),
        "ROUGE-L": np.array([_rouge_l(case) for case in cases]),
        "USE max cosine": np.array([_max_cosine(case, vectors) for case in cases]),
    }


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _overlap(case: Case) -> float:
    """Return the share of the claim's words and pairs of words that are in the source."""
    claim, source = _words(case.claim), _words(" ".join(case.source))
    told = {*source, *pairwise(source)}
    wanted = {*claim, *pairwise(claim)}
    return len(wanted & told) / (len(wanted) or 1)


def _rouge_l(case: Case) -> float:
    """Return the longest common subsequence with the source, as a share of the claim."""
    claim, source = _words(case.claim), _words(" ".join(case.source))
    alike = need("rapidfuzz.distance.LCSseq").similarity
    return float(alike(claim, source)) / (len(claim) or 1)


def _max_cosine(case: Case, vectors: Vectors) -> float:
    """Return the cosine of each sentence of the claim to the closest of the source, on average."""
    claim = cut(case.claim)
    if not claim or not case.source:
        return 0.0
    return float((vectors.encode(claim) @ vectors.encode(case.source).T).max(axis=1).mean())
