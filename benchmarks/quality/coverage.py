"""Do the facts of a hundred documents cover what they tell, with the right documents behind each?

SummHay (Laban et al., 2024, arXiv:2407.01370): a hundred documents repeat a known list of insights;
per query, a system writes bullets with citations. Coverage is how many of the query's insights the
bullets tell (benchmarks/quality/matcher.py judges), citation F1 compares the documents that the
bullet of a covered insight cites with those that tell it, and joint is the mean of their product.

Ours takes no query yet, so this measures the grouping into facts; the search among them is the
benchmark's own (benchmarks/quality/haystack.py). It returns as many bullets as the query has
insights, which is what the systems were told to write. The peers are the published outputs of the
authors' systems under the same judge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.fit_similarity import read
from benchmarks.quality.bullets import cited, told
from benchmarks.quality.harness import Row, Vectors, progress
from benchmarks.quality.haystack import Bullet, Search, facts
from benchmarks.quality.matcher import LABELS, covered, row, scores
from benchmarks.quality.metrics import pearson

FILES = ("news1", "news2")
GOALS: dict[str, float | None] = {"coverage": None, "citation F1": 0.55, "joint": 0.40}
"""The measures, and their targets."""
BEST = 3
"""Systems that are named beside the median of all."""
PREFIX = "summary_subtopic_"


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield how good the judge is, and a row for each measure."""
    yield row(data, vectors)
    own = _Tally()
    systems: dict[str, _Tally] = defaultdict(_Tally)
    authors: dict[str, _Tally] = defaultdict(_Tally)
    for file in FILES:
        topic = read(data / f"summhay_news/dev.{file}.jsonl.gz")[0]
        found = facts(topic["documents"])
        progress(f"coverage: {file}, {len(found)} facts")
        search = Search(found, vectors)
        for query in topic["subtopics"]:
            wanted = f"{query['name']}. {query['query']}"
            own.judge(query, search.bullets(wanted, len(query["insights"])), vectors)
            for name, bullets in query["system_summaries"].items():
                answer = [
                    Bullet(*one) for one in zip(told(bullets), map(cited, bullets), strict=True)
                ]
                systems[name].judge(query, answer, vectors)
                authors[name].count(query, answer, query["system_eval"][name])
    for measure, target in GOALS.items():
        theirs = {name.removeprefix(PREFIX): one.mean(measure) for name, one in systems.items()}
        peers = dict(sorted(theirs.items(), key=lambda one: -one[1])[:BEST])
        peers[f"median of {len(theirs)}"] = float(np.median(list(theirs.values())))
        agree = pearson(*(_means(judge, systems, measure) for judge in (systems, authors)))
        yield Row(
            "coverage and citations",
            "summhay_news",
            len(own.found["coverage"]),
            measure,
            own.mean(measure),
            peers,
            target=target,
            note=f"over the systems, our judge and the authors' GPT-4o correlate at {agree:.3f}",
        )


def _means(judged: Mapping[str, _Tally], names: Iterable[str], measure: str) -> Any:
    return np.array([judged[name].mean(measure) for name in names])


class _Tally:
    """Coverage, citation F1 and their product of each insight that a system was asked for."""

    def __init__(self) -> None:
        self.found: dict[str, list[float]] = {measure: [] for measure in GOALS}

    def judge(self, query: Mapping[str, Any], answer: Sequence[Bullet], vectors: Vectors) -> None:
        """Judge the answer to a query."""
        insights = query["insights"]
        texts = [bullet.text for bullet in answer] or ["-"]
        judged = scores([insight["text"] for insight in insights], texts, vectors)
        for insight, line in zip(insights, judged, strict=True):
            cites = answer[int(line.argmax())].cites if answer else frozenset()
            self._add(float(covered(line.max())), cites, set(insight["docs"]))

    def count(
        self, query: Mapping[str, Any], answer: Sequence[Bullet], labels: Iterable[Sequence[Any]]
    ) -> None:
        """Count the labels that another judge gave: insight, coverage, bullet (from 1)."""
        tell = {insight["id"]: set(insight["docs"]) for insight in query["insights"]}
        for insight, label, number in labels:
            place = int(number) if str(number).isdigit() else 0
            cites = answer[place - 1].cites if 0 < place <= len(answer) else frozenset()
            self._add(LABELS.get(label, 0.0), cites, tell[insight])

    def _add(self, share: float, cites: Set[int], tell: Set[int]) -> None:
        right = 2 * len(cites & tell) / (len(cites) + len(tell) or 1) if share else 0.0
        self.found["coverage"].append(share)
        self.found["joint"].append(share * right)
        if share:
            self.found["citation F1"].append(right)

    def mean(self, measure: str) -> float:
        """Return the mean over the insights; of citations over those that are covered."""
        return float(np.mean(self.found[measure] or [0.0]))
