"""Do the facts of a hundred documents cover what they tell, with the right documents behind each?

SummHay (Laban et al., 2024, arXiv:2407.01370): a hundred documents repeat a known list of insights;
per query, a system writes bullets with citations. Coverage is how many of the query's insights the
bullets tell (benchmarks/quality/matcher.py judges), citation F1 compares the documents that the
bullet of a covered insight cites with those that tell it, and joint is the mean of their product.

Ours takes no query yet, so this measures the grouping into facts, and which facts are found is the
benchmark's own doing: as many as the query has insights (the systems write as many bullets), of
those that three documents support, by closeness to the query with pseudo-relevance feedback
(Rocchio, 1971). A bullet is the sentence that stands for a fact. It cites all documents of the fact
and of the facts that count as the same to the page; the page itself cites four at most. The peers
are the published outputs of the authors' systems under the same judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from math import log
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.fit_similarity import read
from benchmarks.quality.bullets import cited, told
from benchmarks.quality.harness import Row, Vectors, progress
from benchmarks.quality.matcher import covered, row, scores
from summarise.dedupe import dedupe
from summarise.group import group
from summarise.group.facts import SAME
from summarise.meaning.encoders import UseEncoder
from summarise.meaning.rarity import weights
from summarise.types import Document

FILES = ("news1", "news2")
SUPPORTED = 3
"""Documents that have to tell a fact: an insight is in five or more."""
WORDS, SUPPORT, FEEDBACK, FED = 0.3, 0.1, 0.5, 5
"""Beside the cosine to the query: the share of the query's words that a fact has, and the doublings
of its documents; how much the mean of the FED best facts weighs in a second search."""
GOALS: dict[str, tuple[float | None, float | None]] = {
    "coverage": (None, None),
    "citation F1": (None, 0.55),
    "joint": (None, 0.40),
}
BEST = 3
"""Systems that are named beside the median of all."""


class Bullet(NamedTuple):
    """A line of the answer to a query, and the numbers of the documents it cites."""

    text: str
    cites: Set[int]


class _Fact(NamedTuple):
    text: str
    documents: frozenset[int]
    alike: frozenset[int]


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield how good the judge is, and a row for each measure."""
    yield row(data, vectors)
    own = _Tally()
    systems: dict[str, _Tally] = {}
    for file in FILES:
        topic = read(data / f"summhay_news/dev.{file}.jsonl.gz")[0]
        facts = _facts(topic["documents"])
        progress(f"coverage: {file}, {len(facts)} facts")
        found = _Search(facts, vectors)
        for query in topic["subtopics"]:
            wanted = f"{query['name']}. {query['query']}"
            own.add(query, found.bullets(wanted, len(query["insights"])), vectors)
            for name, bullets in query["system_summaries"].items():
                texts = zip(told(bullets), map(cited, bullets), strict=True)
                answer = [Bullet(text, documents) for text, documents in texts]
                systems.setdefault(name, _Tally()).add(query, answer, vectors)
    for measure, (floor, target) in GOALS.items():
        theirs = {_short(name): tally.mean(measure) for name, tally in systems.items()}
        peers = dict(sorted(theirs.items(), key=lambda one: -one[1])[:BEST])
        peers[f"median of {len(theirs)}"] = float(np.median(list(theirs.values())))
        n, value = len(own.found["coverage"]), own.mean(measure)
        yield Row("coverage and citations", "summhay_news", n, measure, value, peers, floor, target)


def _short(system: str) -> str:
    return system.removeprefix("summary_subtopic_")


class _Tally:
    """Coverage, citation F1 and their product of each insight that a system was asked for."""

    def __init__(self) -> None:
        self.found: dict[str, list[float]] = {measure: [] for measure in GOALS}

    def add(self, query: Mapping[str, Any], answer: Sequence[Bullet], vectors: Vectors) -> None:
        """Judge the answer to a query."""
        insights = query["insights"]
        texts = [bullet.text for bullet in answer] or ["-"]
        judged = scores([insight["text"] for insight in insights], texts, vectors)
        for insight, line in zip(insights, judged, strict=True):
            share = float(covered(line.max()))
            cites = answer[int(line.argmax())].cites if answer else frozenset()
            right = _f1(cites, set(insight["docs"])) if share else 0.0
            self.found["coverage"].append(share)
            self.found["joint"].append(share * right)
            if share:
                self.found["citation F1"].append(right)

    def mean(self, measure: str) -> float:
        """Return the mean over the insights; of citations over those that are covered."""
        return float(np.mean(self.found[measure] or [0.0]))


def _f1(cites: Set[int], tell: Set[int]) -> float:
    return 2 * len(cites & tell) / (len(cites) + len(tell) or 1)


def _facts(rows: Sequence[Mapping[str, Any]]) -> list[_Fact]:
    """Return the facts of the documents, each with the numbers of those that are the same to it."""
    documents = [Document(str(row["n"]), row["text"], row["title"] or "") for row in rows]
    deduped = dedupe(documents)
    found: list[_Fact] = []
    for story in group(deduped.documents, deduped.origins, UseEncoder()).stories:
        alike: list[set[int]] = [set() for _ in story.facts]
        for (i, j), likeness in story.echoes.items():
            if likeness >= SAME:
                alike[i].add(len(found) + j)
                alike[j].add(len(found) + i)
        found += [
            _Fact(
                fact.best.text, frozenset(int(s.document) for s in fact.sentences), frozenset(same)
            )
            for fact, same in zip(story.facts, alike, strict=True)
        ]
    return found


class _Search:
    """Finds the facts of a query among those of many documents."""

    def __init__(self, facts: Sequence[_Fact], vectors: Vectors) -> None:
        self._facts = facts
        self._vectors = vectors
        texts = vectors.encode([fact.text for fact in facts])
        # What all facts have in common is the topic, and says nothing about the query.
        self._middle = texts.mean(axis=0) / np.linalg.norm(texts.mean(axis=0))
        self._meanings = self._aside(texts)
        self._words = [set(weights(fact.text)) for fact in facts]
        self._support = SUPPORT * np.log2([len(fact.documents) for fact in facts])
        self._open = [n for n, fact in enumerate(facts) if len(fact.documents) >= SUPPORTED]

    def _aside(self, rows: Any) -> Any:
        """Return vectors without their part in the topic, with unit length."""
        rest = rows - np.outer(rows @ self._middle, self._middle)
        return rest / np.maximum(np.linalg.norm(rest, axis=1, keepdims=True), 1e-9)

    def bullets(self, query: str, most: int) -> list[Bullet]:
        """Return the facts closest to a query, none of which are the same to the page."""
        meaning = self._aside(self._vectors.encode([query]))[0]
        beside = WORDS * self._held(query) + self._support
        first = self._best(self._meanings @ meaning + beside)[:FED]
        meaning = meaning + FEEDBACK * self._aside(self._meanings[first].mean(axis=0)[None])[0]
        chosen: list[int] = []
        for n in self._best(self._meanings @ (meaning / np.linalg.norm(meaning)) + beside):
            if len(chosen) < most and not self._facts[n].alike.intersection(chosen):
                chosen.append(n)
        return [self._bullet(self._facts[n]) for n in chosen]

    def _best(self, score: Any) -> list[int]:
        return sorted(self._open, key=lambda n: (-score[n], n))

    def _held(self, query: str) -> Any:
        """Return the share of the query's words in each fact, the rarer among facts the heavier."""
        size = len(self._facts)
        spread = {stem: sum(stem in own for own in self._words) for stem in weights(query)}
        rare = {stem: log((size + 1) / (count + 1)) for stem, count in spread.items()}
        total = sum(rare.values()) or 1.0
        return np.array([sum(rare[s] for s in own & rare.keys()) / total for own in self._words])

    def _bullet(self, fact: _Fact) -> Bullet:
        same = (self._facts[n].documents for n in fact.alike)
        return Bullet(fact.text, fact.documents.union(*same))
