"""Fit what the terms of a fact's worth weigh (``summarise.page.worth.WorthWeights``).

Pages of the events of neus_allsides and the topics of opinosis, as ``quality --only page`` makes
and scores them (ROUGE-1, -2 and -L of the first words against people's text), but for verify and
fit, which hardly change them. One weight at a time is halved, doubled, or set to 0, and what gains
most is kept, from all weights at 1 (coordinate ascent). Cross-validated over the events: the score
of each fold is that of the weights fitted on the others. A step that gains less than LEAST is
noise, so a weight that does nothing stays at 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality.harness import progress
from benchmarks.quality.metrics import Rouge, cut
from benchmarks.quality.page import GOALS, Task, neus, opinosis
from benchmarks.texts import VOCABULARY
from summarise.language.encoders import Encoder
from summarise.language.vectors import UseEncoder
from summarise.page.choice import choose
from summarise.page.ranking import rank
from summarise.page.worth import WEIGHTS, WorthWeights
from summarise.story import group
from summarise.story.dedupe import dedupe
from summarise.types import Story

FITTED = ("shared", "early", "support", "exact")
START = replace(WEIGHTS, **dict.fromkeys(FITTED, 1.0))
FACTORS = (0.0, 0.5, 2.0)
FOLDS = 4
ROUNDS = 3
LEAST = 0.0005
"""Gain of the mean of the six scores (three of each set) from which a step is taken."""


class Pages:
    """The stories of a set, and the scores of their pages, shape (events, 3), by weights."""

    def __init__(self, tasks: Sequence[Task], words: int, encoder: Encoder) -> None:
        self._tasks = tasks
        self._words = words
        self._stories = [_stories(task, encoder) for task in tasks]
        self._rouge = Rouge()
        self._known: dict[tuple[int, str], list[float]] = {}

    def scores(self, weights: WorthWeights) -> Any:
        """Return ROUGE-1, -2 and -L F of each event's page, shape (events, 3)."""
        return np.array([self._score(n, weights) for n in range(len(self._tasks))])

    def _score(self, number: int, weights: WorthWeights) -> list[float]:
        told: list[str] = []
        for story in self._stories[number]:
            told += [chosen.text for chosen in choose(story, VOCABULARY, scale=weights).chosen]
            if sum(len(text.split()) for text in told) >= self._words:
                break
        text = cut(" ".join(told), self._words)
        if (number, text) not in self._known:
            scores = self._rouge(text, self._tasks[number].references)
            self._known[number, text] = list(scores.values())
        return self._known[number, text]


def _stories(task: Task, encoder: Encoder) -> list[Story]:
    """Return the stories of a task in the order of the page."""
    deduped = dedupe(task.documents)
    stories = group(deduped.documents, deduped.origins, encoder, VOCABULARY).stories
    return sorted(stories, key=lambda story: rank(story, deduped.origins))


class Fit:
    """The scores of all sets by weights, each measured once."""

    def __init__(self, sets: Sequence[Pages]) -> None:
        self._sets = sets
        self._known: dict[WorthWeights, list[Any]] = {}

    def scores(self, weights: WorthWeights) -> list[Any]:
        """Return the scores of each set's events, shapes (events, 3)."""
        if weights not in self._known:
            self._known[weights] = [pages.scores(weights) for pages in self._sets]
        return self._known[weights]

    def ascend(self, folds: Sequence[Any]) -> WorthWeights:
        """Return the best weights for the events of each set that ``folds`` (masks) let through."""

        def mean(weights: WorthWeights) -> float:
            scores = zip(self.scores(weights), folds, strict=True)
            return float(np.mean([one[mask].mean() for one, mask in scores]))

        best = START
        for _ in range(ROUNDS):
            before = best
            for name in FITTED:
                now = getattr(best, name)
                tried = [replace(best, **{name: now * factor or 0.0}) for factor in FACTORS]
                tried += [] if now else [replace(best, **{name: 1.0})]
                found = max(tried, key=mean)
                best = found if mean(found) >= mean(best) + LEAST else best
            if best == before:
                break
        return best


def main(data: Path) -> None:
    """Print the weights fitted and shipped, and their scores, those held out among them."""
    encoder = UseEncoder()
    names = {"neus_allsides": neus(data), "opinosis": opinosis(data)}
    fit = Fit([Pages(tasks, GOALS[name].words, encoder) for name, tasks in names.items()])
    progress("fit-choice: grouped")
    every = [np.ones(len(tasks), dtype=bool) for tasks in names.values()]
    held_out = [np.zeros((len(tasks), 3)) for tasks in names.values()]
    for fold in range(FOLDS):
        out = [np.arange(len(mask)) % FOLDS == fold for mask in every]
        weights = fit.ascend([~mask for mask in out])
        progress(f"fit-choice: fold {fold}: {_fitted(weights)}")
        for kept, scores, mask in zip(held_out, fit.scores(weights), out, strict=True):
            kept[mask] = scores[mask]
    best = fit.ascend(every)
    print("fitted ", _fitted(best))
    print("shipped", _fitted(WEIGHTS))
    for title, scores in (
        ("all at 1", fit.scores(START)),
        ("fitted", fit.scores(best)),
        ("held out", held_out),
        ("shipped", fit.scores(WEIGHTS)),
    ):
        figures = (
            f"{name} {one.mean(axis=0).round(4)}" for name, one in zip(names, scores, strict=True)
        )
        print(f"{title:9}", "  ".join(figures))


def _fitted(weights: WorthWeights) -> dict[str, float]:
    return {name: value for name, value in asdict(weights).items() if name in FITTED}
