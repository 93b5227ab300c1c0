"""Does the source support the claim? Balanced accuracy.

Ours is the verifier's own judgement, sentence by sentence of the claim, by the few sentences of the
source that a page would cite for it: supported if nothing speaks against it. The peers' balanced
accuracy is at the threshold that is best on the very set; ours is at the one that ships, the same
for all sets, and has no score to rank by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality.claims import SETS, Case
from benchmarks.quality.evidence import cited, span_rows
from benchmarks.quality.harness import Row, Vectors, minilm, need
from benchmarks.quality.metrics import balanced_accuracy, best_balanced_accuracy
from benchmarks.texts import read
from summarise.page.verify import Judged, judge
from summarise.page.wording import Finding

_WORD = re.compile(r"\w+")
MOST_ENCODED = 6_000
"""Sentences of a set that MiniLM is run on: for more it takes the time of all else together."""
MOST_KINDS = 4
"""Kinds of findings that a note names."""
BOUNDS: dict[str, tuple[float, float]] = {
    "attributionbench": (0.68, 0.78),
    "summedits, news": (0.50, 0.70),
    "summedits, other": (0.50, 0.70),
    "wice": (0.59, 0.68),
    "qags": (0.73, 0.80),
    "xsumfaith": (0.64, 0.70),
}
"""Floor and target of each set."""
PUBLISHED = {
    "attributionbench": "macro-F1: FLAN-T5-11B fine-tuned .785, GPT-4 .733, T5-XXL-TRUE .722",
    "summedits, news": "human .900, GPT-4 .833, QAFactEval .744, SummaC-Conv .619, DAE .609",
    "summedits, other": "all domains: human .909, GPT-4 .821, QAFactEval .655, SummaC-Conv .571",
    "wice": "oracle chunks: T5-3B (ANLI + WiCE) .907, GPT-4 .787",
    "qags": "no balanced accuracy; Pearson of QAGS .545 (CNN/DM), .175 (XSum)",
    "xsumfaith": "SummaC-Conv .664, SummaC-ZS .584",
}


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield a row for each set, and those of the spans."""
    for name, get in SETS.items():
        cases = list(get(data))
        gold = np.array([case.supported for case in cases])
        judged = [judgements(case) for case in cases]
        passed = np.array([_passes(each) for each in judged])
        scores = _peers(cases, vectors)
        decided = {peer: best_balanced_accuracy(gold, score) for peer, score in scores.items()}
        own, (floor, target) = balanced_accuracy(gold, passed), BOUNDS[name]
        metric, extra = "balanced accuracy, as shipped", (_note(gold, judged), PUBLISHED[name])
        yield Row("support", name, len(cases), metric, own, decided, floor, target, False, *extra)
    yield from span_rows(data)


def judgements(case: Case) -> list[Judged]:
    """Return the verifier's judgement of each sentence of a claim."""
    return [
        judge(read(sentence), cited(sentence, case.source))
        for sentence in case.claim
        if case.source
    ]


def _passes(judged: Sequence[Judged]) -> bool:
    return bool(judged) and not any(each.findings for each in judged)


def _note(gold: Any, judged: Sequence[Sequence[Judged]]) -> str:
    """Return how the verifier errs, by kind: what it says of what is supported after all."""
    found: list[list[Finding]] = [[f for one in each for f in one.findings] for each in judged]
    refused = [{f.kind for f in each} for each, good in zip(found, gold, strict=True) if good]
    passed = sum(not each for each, good in zip(found, gold, strict=True) if not good)
    kinds = Counter(kind for each in refused for kind in each)
    most = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common(MOST_KINDS))
    return (
        f"refuses {sum(map(bool, refused))} of {len(refused)} supported ({most}) and passes "
        f"{passed} of {len(gold) - len(refused)} unsupported"
    )


def _peers(cases: Sequence[Case], vectors: Vectors) -> dict[str, Any]:
    every = list(dict.fromkeys(t for case in cases for t in (*case.claim, *case.source)))
    encoders = {"USE": vectors.encode} | ({"MiniLM": minilm} if len(every) <= MOST_ENCODED else {})
    for encode in encoders.values():
        encode(every)  # at once, which is faster than case by case
    return {
        "word overlap": np.array([_overlap(case) for case in cases]),
        "ROUGE-L": np.array([_rouge_l(case) for case in cases]),
    } | {
        f"{name} max cosine": np.array([_max_cosine(case, encode) for case in cases])
        for name, encode in encoders.items()
    }


def _words(texts: Sequence[str]) -> list[str]:
    return [word.casefold() for word in _WORD.findall(" ".join(texts))]


def _overlap(case: Case) -> float:
    """Return the share of the claim's words and pairs of words that are in the source."""
    claim, source = _words(case.claim), _words(case.source)
    told = {*source, *pairwise(source)}
    wanted = {*claim, *pairwise(claim)}
    return len(wanted & told) / (len(wanted) or 1)


def _rouge_l(case: Case) -> float:
    """Return the longest common subsequence with the source, as a share of the claim."""
    claim, source = _words(case.claim), _words(case.source)
    alike = need("rapidfuzz.distance.LCSseq").similarity
    return float(alike(claim, source)) / (len(claim) or 1)


def _max_cosine(case: Case, encode: Any) -> float:
    """Return the cosine of each sentence of the claim to the closest of the source, on average."""
    if not case.claim or not case.source:
        return 0.0
    return float((encode(case.claim) @ encode(case.source).T).max(axis=1).mean())
