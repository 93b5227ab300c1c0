"""Facts of a hundred documents, and those of them that answer a query.

``summarise`` takes no query yet; what stands for it here is a plain search over its facts, which
is the benchmark's own: the cosine to the query, without what all facts have in common, the query's
words, and support; and once more with the mean of the best added (pseudo-relevance feedback:
Rocchio, 1971). A bullet is the sentence that stands for a fact. It cites all documents that state
the same and of the facts that say it again; the page cites four at most, that say all of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from math import log
from typing import Any, NamedTuple

import numpy as np

from benchmarks.quality.harness import Vectors
from benchmarks.texts import VOCABULARY, weights
from summarise.language.clusters import candidate_pairs
from summarise.language.reading import Reading
from summarise.language.similarity import Comparison
from summarise.language.vectors import UseEncoder
from summarise.story import group
from summarise.story.dedupe import dedupe
from summarise.story.facts import SAME, Relation, cluster, ordered
from summarise.types import Document

TOLD_AGAIN = 0.95
"""Echo from which two facts are the same to a reader of bullets; less will do for one fact."""
SUPPORTED = 3
"""Documents that have to tell a fact: an insight is in four or more."""
WORDS, SUPPORT, FEEDBACK, FED = 0.3, 0.1, 0.5, 5
"""Beside the cosine to the query: the share of the query's words that a fact has, and the doublings
of its documents; how much the mean of the FED best facts weighs in the second search."""


class Bullet(NamedTuple):
    """A line of the answer to a query, and the numbers of the documents it cites."""

    text: str
    cites: Set[int]


class Fact(NamedTuple):
    """A fact, the numbers of its documents, and which facts are the same to the page."""

    text: str
    documents: frozenset[int]
    alike: frozenset[int]


def facts(rows: Sequence[Mapping[str, Any]]) -> list[Fact]:
    """Return the facts of the documents, each with the numbers of those that are the same to it."""
    documents = [Document(str(row["n"]), row["text"], row["title"] or "") for row in rows]
    deduped = dedupe(documents)
    found: list[Fact] = []
    for story in group(deduped.documents, deduped.origins, UseEncoder(), VOCABULARY).stories:
        said = [sentence for fact in story.facts for sentence in fact.sentences]
        texts = list(dict.fromkeys(sentence.reading for sentence in said))
        compare = Comparison(texts, UseEncoder().encode([text.text for text in texts]))
        groups = [[said[i] for i in members] for members in cluster(said, compare).groups]
        best = [ordered(list(dict.fromkeys(s.reading for s in members)))[0] for members in groups]
        alike = _alike(best, compare)
        first = len(found)
        for number, members in enumerate(groups):
            tell = frozenset(int(sentence.document) for sentence in members)
            same = frozenset(first + other for other in alike[number])
            found.append(Fact(best[number].text, tell, same))
    return found


def _alike(texts: Sequence[Reading], compare: Comparison) -> dict[int, set[int]]:
    """Return for each text those that are the same to a reader of bullets."""
    found: dict[int, set[int]] = defaultdict(set)
    for a, b in candidate_pairs([text.weights for text in texts]):
        if compare.far(texts[a], texts[b]):
            continue
        likeness = compare(texts[a], texts[b])
        verdict = Relation(texts[a], texts[b], compare.cosine(texts[a], texts[b]))
        one = likeness.both >= SAME and not verdict.apart
        if verdict.same_point and not verdict.altered and (one or likeness.echo >= TOLD_AGAIN):
            found[a].add(b)
            found[b].add(a)
    return found


class Search:
    """Finds the facts of a query among those of many documents."""

    def __init__(self, facts: Sequence[Fact], vectors: Vectors) -> None:
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

    def _bullet(self, fact: Fact) -> Bullet:
        same = (self._facts[n].documents for n in fact.alike)
        return Bullet(fact.text, fact.documents.union(*same))
