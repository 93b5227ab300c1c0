"""Fit the weights and the threshold of ``summarise.verify.support`` on labelled claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.fit_similarity import auc, fit
from benchmarks.quality.claims import SETS, Case
from benchmarks.quality.metrics import balanced_accuracy
from summarise.verify.backing import backing
from summarise.verify.checks import MOST_CITING, judge
from summarise.verify.support import FEATURES

THRESHOLDS = np.linspace(0.2, 0.7, 101)


class Claims(NamedTuple):
    """One set, a claim a row: labels, features, and what the rest of the judgement says.

    ``graded`` is where the score decides; ``passes`` where nothing else speaks against a claim.
    """

    gold: Any
    features: Any
    graded: Any
    passes: Any
    contradicted: Any


def claims(cases: Iterable[Case]) -> Claims:
    """Read the claims of a set. A claim is as good as the worst of its sentences."""
    found = [_claim(case) for case in cases]
    gold, features, *rest = zip(*found, strict=True)
    return Claims(np.array(gold), np.array(features), *(np.array(each) for each in rest))


def _claim(case: Case) -> tuple[bool, list[float], bool, bool, bool]:
    judged = [judge(sentence, case.source) for sentence in case.claim if case.source]
    backed = [backing(sentence, case.source) for sentence in case.claim]
    features = [min((getattr(b, name) for b in backed), default=0.0) for name in FEATURES]
    findings = [found for each in judged for found in each.findings]
    passes = bool(judged) and all(found.kind == "support" for found in findings)
    contradicted = any(each.contradicted for each in judged) or not judged
    return case.supported, features, len(case.source) > MOST_CITING, passes, contradicted


def trained(sets: Iterable[Claims]) -> tuple[Any, float]:
    """Return the weights, the bias last, and the threshold of the best mean balanced accuracy."""
    sets = list(sets)
    # Each set, and in each set each label, has the same say.
    share = [np.where(s.gold, 0.5 / s.gold.mean(), 0.5 / (~s.gold).mean()) for s in sets]
    weight = np.concatenate([each / len(each) * 1000 for each in share])
    x = np.vstack([s.features for s in sets])
    w = fit(x, np.concatenate([s.gold for s in sets]).astype(float), weight)
    means = [np.mean([accuracy(s, w, t) for s in sets]) for t in THRESHOLDS]
    return w, float(THRESHOLDS[int(np.argmax(means))])


def score(claims: Claims, w: Any) -> Any:
    """Return the score of each claim, 0..1."""
    return 1 / (1 + np.exp(-(claims.features @ w[:-1] + w[-1])))


def accuracy(claims: Claims, w: Any, threshold: float) -> float:
    """Return the balanced accuracy of the whole decision."""
    enough = (score(claims, w) >= threshold) | ~claims.graded
    return balanced_accuracy(claims.gold, claims.passes & enough)


def main(data: Path) -> None:
    """Fit on all sets and print the weights; then each set, with and without it in the fit."""
    sets: Mapping[str, Claims] = {name: claims(get(data)) for name, get in SETS.items()}
    w, threshold = trained(sets.values())
    shipped = dict(zip(FEATURES, w, strict=False)) | {"bias": w[-1]}
    print("WEIGHTS", {name: round(float(value), 2) for name, value in shipped.items()})
    print(f"SUPPORTED {threshold:.3f}")
    for name, each in sets.items():
        others = trained(s for other, s in sets.items() if other != name)
        ranked = auc(each.gold, score(each, w) - each.contradicted)
        print(
            f"  {name:18} n={len(each.gold)} balanced accuracy {accuracy(each, w, threshold):.3f}, "
            f"fitted without it {accuracy(each, *others):.3f}; AUC {ranked:.3f}"
        )
