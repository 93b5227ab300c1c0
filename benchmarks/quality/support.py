"""Does the source support the claim? Balanced accuracy of what a page decides.

Each sentence of a claim is examined as a page's statements are: by the few sentences of the reports
that a page would cite for it, with the titles and leads of these, and with the other sentences
around. "By the rules" is where nobody reads meaning (``judge = "rules"``): what raises a doubt is
refused too; "certain" is what code refuses whoever judges. Neither is a score to rank by. The peers
have the threshold that is best on the very set; ours are the same for all sets.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality.claims import SETS, Case
from benchmarks.quality.harness import Row, Vectors, asked, minilm, need
from benchmarks.quality.metrics import balanced_accuracy, best_balanced_accuracy
from benchmarks.texts import VOCABULARY, weights
from summarise.page.checks import CERTAIN, examine
from summarise.types import MOST_CITED, Sentence

BY_RULES, CERTAINLY = "by the rules", "certain"
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
    """Yield two rows for each set: of the strict rules, and of what is certain."""
    for name, get in SETS.items():
        cases = list(get(data))
        gold = np.array([case.supported for case in cases])
        found = [findings(case) for case in cases]
        scores = _peers(cases, vectors)
        decided = {peer: best_balanced_accuracy(gold, score) for peer, score in scores.items()}
        floor, target = BOUNDS[name]
        for by, kinds in ((BY_RULES, found), (CERTAINLY, [each & CERTAIN for each in found])):
            passed = np.array([not each for each in kinds])
            own, note = balanced_accuracy(gold, passed), _note(gold, kinds)
            yield Row(
                "support",
                name,
                len(cases),
                f"balanced accuracy, {by}",
                own,
                decided,
                floor,
                target,
                note=note,
                published=PUBLISHED[name],
            )


def findings(case: Case) -> frozenset[str]:
    """Return the kinds of all that a page has against a claim, doubts and what is certain."""
    if not case.source or not case.claim:
        return frozenset(("nothing cited",))
    reports = {document.id: document for document, _ in case.reports}
    kinds: set[str] = set()
    for text in case.claim:
        evidence = cited(text, case.source)
        around = [sentence for sentence in case.source if sentence not in evidence]
        checked = examine(text, evidence, VOCABULARY, reports, around)
        kinds |= {finding.kind for finding in (*checked.refused, *checked.doubts)}
    return frozenset(kinds)


def cited(claim: str, source: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences that a page would cite for a claim: each tells most of what is left."""
    wanted = dict(weights(claim))
    left, chosen = list(source), list[Sentence]()
    while left and len(chosen) < MOST_CITED:
        best = max(left, key=lambda s: sum(wanted[w] for w in wanted.keys() & set(s.reading.stems)))
        if chosen and wanted.keys().isdisjoint(best.reading.stems):
            break
        chosen.append(best)
        left.remove(best)
        told = set(best.reading.stems)
        wanted = {stem: weight for stem, weight in wanted.items() if stem not in told}
    return chosen


def _note(gold: Any, found: Sequence[frozenset[str]]) -> str:
    """Return how often each label is refused, and by what kinds those that are supported."""
    refused = [kinds for kinds, good in zip(found, gold, strict=True) if good]
    passed = sum(not kinds for kinds, good in zip(found, gold, strict=True) if not good)
    counts = Counter(kind for kinds in refused for kind in kinds)
    most = ", ".join(f"{kind} {count}" for kind, count in counts.most_common(MOST_KINDS))
    return (
        f"refuses {sum(map(bool, refused))} of {len(refused)} supported ({most}) and passes "
        f"{passed} of {len(gold) - len(refused)} unsupported"
    )


def _peers(cases: Sequence[Case], vectors: Vectors) -> dict[str, Any]:
    every = list(dict.fromkeys(t for case in cases for t in (*case.claim, *_texts(case))))
    encoders = {"USE": vectors.encode} | ({"MiniLM": minilm} if len(every) <= MOST_ENCODED else {})

    def close(encode: Any) -> Any:
        encode(every)  # at once, which is faster than case by case
        return np.array([_max_cosine(case, encode) for case in cases])

    return asked(
        {
            "word overlap": lambda: np.array([_overlap(case) for case in cases]),
            "ROUGE-L": lambda: np.array([_rouge_l(case) for case in cases]),
        }
        | {f"{name} max cosine": partial(close, encode) for name, encode in encoders.items()}
    )


def _texts(case: Case) -> list[str]:
    return [sentence.text for sentence in case.source]


def _words(texts: Sequence[str]) -> list[str]:
    return [word.casefold() for word in _WORD.findall(" ".join(texts))]


def _overlap(case: Case) -> float:
    """Return the share of the claim's words and pairs of words that are in the source."""
    claim, source = _words(case.claim), _words(_texts(case))
    told = {*source, *pairwise(source)}
    wanted = {*claim, *pairwise(claim)}
    return len(wanted & told) / (len(wanted) or 1)


def _rouge_l(case: Case) -> float:
    """Return the longest common subsequence with the source, as a share of the claim."""
    claim, source = _words(case.claim), _words(_texts(case))
    alike = need("rapidfuzz.distance.LCSseq").similarity
    return float(alike(claim, source)) / (len(claim) or 1)


def _max_cosine(case: Case, encode: Any) -> float:
    """Return the cosine of each sentence of the claim to the closest of the source, on average."""
    if not case.claim or not case.source:
        return 0.0
    return float((encode(case.claim) @ encode(_texts(case)).T).max(axis=1).mean())
