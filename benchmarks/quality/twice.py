"""Is nothing told twice? AUC of a measure of redundancy, and pairs on the page that are one fact.

PolyTope (Huang et al., 2020) marks Duplication in summaries of systems; the measure is the greatest
likeness of two sentences of a summary, and its AUC is against summaries without that mark. On the
pages of neus_allsides a pair is one fact if the shipped decision says so; as that is ours, another
judge stands beside it: token_set_ratio from the threshold that is best on sts_news. The peers'
pages have as many sentences as ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.fit_similarity import auc, best_f1, read
from benchmarks.quality.harness import Row, Vectors
from benchmarks.quality.page import neus
from benchmarks.quality.pairs import PEERS as LIKENESSES
from benchmarks.quality.pairs import labelled, one_fact, token_set_ratio
from benchmarks.quality.pairs import ours as likenesses
from benchmarks.quality.summaries import PEERS, ours
from benchmarks.texts import weights

Pages = Sequence[Sequence[str]]


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield the rows of summaries and of pages."""
    yield _polytope(data, vectors)
    yield from _pages(data, vectors)


def _polytope(data: Path, vectors: Vectors) -> Row:
    summaries = read(data / "polytope/dev.jsonl.gz")
    gold = np.array([any(e[0] == "Duplication" for e in row["errors"]) for row in summaries])
    pages = [_lines(row["summary"]) for row in summaries]
    scores = {name: _greatest(score, pages, vectors) for name, score in LIKENESSES.items()}
    scores["containment"] = _greatest(_containment, pages, vectors)
    spotless = np.array([not row["errors"] for row in summaries])
    own = _greatest(likenesses, pages, vectors)
    clear = gold | spotless
    return Row(
        "nothing twice",
        "polytope, Duplication",
        len(gold),
        "AUC",
        auc(gold, own),
        {name: auc(gold, score) for name, score in scores.items()},
        0.94,
        0.97,
        note=f"{gold.sum()} with Duplication; beside the {spotless.sum()} without any error "
        f"{auc(gold[clear], own[clear]):.3f}, containment "
        f"{auc(gold[clear], scores['containment'][clear]):.3f}",
    )


def _lines(summary: str) -> list[str]:
    """Return the sentences of a summary; a line of PolyTope's is one."""
    return [line.strip() for line in summary.splitlines() if line.strip()]


def _greatest(score: Any, pages: Pages, vectors: Vectors) -> Any:
    """Return the greatest score of two sentences of each page; 0 where there is only one."""
    pairs = [(n, *pair) for n, page in enumerate(pages) for pair in combinations(page, 2)]
    found = np.zeros(len(pages))
    alike = score([one for _, one, _ in pairs], [other for *_, other in pairs], vectors)
    for (number, *_), value in zip(pairs, alike, strict=True):
        found[number] = max(found[number], value)
    return found


def _containment(ones: Sequence[str], others: Sequence[str], vectors: Vectors) -> Any:  # noqa: ARG001
    """Return the share of the shorter sentence's words that are in the other."""
    pairs = ((set(weights(a)), set(weights(b))) for a, b in zip(ones, others, strict=True))
    return np.array([len(a & b) / (min(len(a), len(b)) or 1) for a, b in pairs])


def _pages(data: Path, vectors: Vectors) -> Iterator[Row]:
    tasks = neus(data)
    own: Pages = [ours(task.documents) for task in tasks]
    told: dict[str, Pages] = {
        name: [peer(task.documents)[: len(page)] for task, page in zip(tasks, own, strict=True)]
        for name, peer in PEERS.items()
    }
    ones, others, _, same = labelled(data, "sts_news")
    _, threshold = best_f1(same, token_set_ratio(ones, others, vectors))
    judges = {
        "the shipped decision": lambda a, b, v: one_fact(a, b, v),
        f"token_set_ratio >= {threshold:.2f}": lambda a, b, v: (
            token_set_ratio(a, b, v) >= threshold
        ),
    }
    statements = sum(map(len, own)) / len(own)
    for number, (judge, decide) in enumerate(judges.items()):
        yield Row(
            "nothing twice",
            "pages of neus_allsides",
            len(tasks),
            f"pairs a page that are one fact, by {judge}",
            _pairs(decide, own, vectors),
            {name: _pairs(decide, pages, vectors) for name, pages in told.items()},
            target=0.0,
            low=True,
            note="" if number else f"{statements:.1f} statements a page",
        )


def _pairs(decide: Any, pages: Pages, vectors: Vectors) -> float:
    """Return how many pairs of a page are one fact, on average."""
    pairs = [pair for page in pages for pair in combinations(page, 2)]
    found = decide([one for one, _ in pairs], [other for _, other in pairs], vectors)
    return float(np.sum(found)) / len(pages)
