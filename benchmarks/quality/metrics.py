"""The metrics. Best F1 and AUC are those of ``fit_similarity``, BCubed is that of ``stories``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.quality.harness import need

ROUGES = ("rouge1", "rouge2", "rougeL")


def pearson(gold: Any, score: Any) -> float:
    """Return the correlation of scores with graded labels (SemEval STS; Agirre et al., 2012)."""
    return float(np.corrcoef(gold, score)[0, 1])


def f1(gold: Any, found: Any) -> float:
    """Return F1 of a decision."""
    hits = int((gold & found).sum())
    return 2 * hits / (int(gold.sum()) + int(found.sum()) or 1)


def balanced_accuracy(gold: Any, found: Any) -> float:
    """Return the mean of the shares decided right of either class (Brodersen et al., 2010)."""
    return float(((found & gold).sum() / gold.sum() + (~found & ~gold).sum() / (~gold).sum()) / 2)


def best_balanced_accuracy(gold: Any, score: Any) -> float:
    """Return the balanced accuracy at the threshold that is best on these very data."""
    order = np.argsort(-score, kind="stable")
    ranked, truth = score[order], gold[order]
    share = (np.cumsum(truth) / gold.sum() + 1 - np.cumsum(~truth) / (~gold).sum()) / 2
    last = np.append(ranked[1:] != ranked[:-1], True)  # a threshold can't part equal scores
    return max(0.5, float(share[last].max()))


def cut(text: str, words: int) -> str:
    """Return the first words of a text: ROUGE compares texts of one length only."""
    return " ".join(text.split()[:words])


class Rouge:
    """ROUGE-1, -2 and -L, F1 with stemming (Lin, 2004), by Google's rouge-score."""

    def __init__(self) -> None:
        scorer = need("rouge_score.rouge_scorer")
        self._scorer = scorer.RougeScorer(list(ROUGES), use_stemmer=True)

    def part(self, text: str, reference: str, kind: str, measure: str) -> float:
        """Return one measure of one kind: precision, recall or fmeasure."""
        return float(getattr(self._scorer.score(reference, text)[kind], measure))

    def __call__(self, text: str, references: Sequence[str]) -> dict[str, float]:
        """Return the mean over the references."""
        scores = [self._scorer.score(reference, text) for reference in references]
        return {name: sum(s[name].fmeasure for s in scores) / len(scores) for name in ROUGES}


def means(scores: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the mean of each metric over all items."""
    return {name: sum(score[name] for score in scores) / len(scores) for name in ROUGES}
