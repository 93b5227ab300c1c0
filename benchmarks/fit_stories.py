"""Fit the two thresholds of ``summarise.story.stories``: five numbers each.

Pools are whole sets; parts of them, with a random number of reports for each event and few events
out of many; handfuls, all of whose events have several reports; mixed ones, most of whose events
have one; and lone reports, where whatever is joined is wrong, and which count twice, since most
reports of a morning are so. ``left out`` is with what was fitted on the other sets. Two sets count
a second time, with titles or first sentences only and without their whole: else only uci would have
short texts, whose stories are broad, and the slope learn that. Whole articles over weeks are the
dated sets, which also say how fast likeness may fade: printed with the thresholds that were fitted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from random import Random
from unittest.mock import patch

import numpy as np

from benchmarks.stories import POOLED, SETS, bcubed, by_event, draw, placed
from benchmarks.texts import read
from summarise.language import clusters
from summarise.language.clusters import FADING
from summarise.language.encoders import Encoder, NoEncoder, VectorTable
from summarise.language.sentences import split
from summarise.language.vectors import UseEncoder
from summarise.story.stories import Compared, Threshold, compared, lead, stories
from summarise.types import Document

FITTED, SHORTENED = ("neus", "ecbplus", "uci"), ("neus", "ecbplus")
LEVELS = np.arange(-1.6, -0.5, 0.2)
SLOPES = np.arange(0.2, 0.7, 0.2)
DEPTHS = np.arange(0.35, 0.9, 0.15)
PAIRS = np.arange(0.5, 0.8, 0.25)
GAPS = np.arange(1.0, 2.1, 1.0)
FADES = (FADING / 4, FADING / 2, FADING, FADING * 2, FADING * 1e6)
WEIGHTS = {"whole": 1, "parts": 1, "handful": 1, "mixed": 1, "lone": 2, "dated": 1}
"""What each kind of pool counts."""
SMALL: Mapping[str, Sequence[Sequence[int]]] = {
    "handful": [[2], [3], [6], [3] * 2, [3] * 5, [3] * 10],
    "mixed": [[3] + [1] * 7, [2] * 5 + [1] * 5, [3] * 2 + [1] * 20, [3] * 10 + [1] * 20],
    "lone": [[1] * 2, [1] * 3, [1] * 5, [1] * 10, [1] * 20],
}
"""Reports of each event in the small pools of a kind."""
TIMES = 8
"""How often each of these is drawn."""
SEED = 2

Pool = tuple[str, list[str], Compared]
Scores = dict[Threshold, dict[str, float]]


def headlines(documents: Sequence[Document]) -> list[Document]:
    """Return the documents with nothing but their titles, or first sentences if they have none."""
    return [
        Document(one.id, one.title or one.text[slice(*split(one.text)[0])]) for one in documents
    ]


def pools(gold: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
    """Yield the kind of each pool and the numbers of its documents."""
    chance, members = Random(SEED), by_event(gold)
    yield "whole", list(range(len(gold)))
    for share in (1.0, 0.2, 0.2, 0.2):
        few = max(5, int(share * len(members)))
        yield "parts", draw(members, [1 + int(chance.expovariate(0.5)) for _ in range(few)], chance)
    for kind, sizes in SMALL.items():
        for one in [*sizes] * TIMES:
            yield kind, draw(members, one, chance)


def scores(found: Sequence[Pool]) -> Scores:
    """Return the mean BCubed F1 of the pools of each kind for each threshold."""
    scored: Scores = {}
    for line in product(LEVELS, SLOPES, DEPTHS, PAIRS, GAPS):
        threshold = Threshold(*map(float, line))
        own: dict[str, list[float]] = defaultdict(list)
        for kind, gold, pool in found:
            own[kind].append(bcubed(gold, placed(stories(pool, threshold)))[2])
        scored[threshold] = {kind: float(np.mean(values)) for kind, values in own.items()}
    return scored


def best(sets: Sequence[Scores]) -> Threshold:
    """Return the threshold with the best weighted mean over the kinds of pools."""

    def value(threshold: Threshold) -> float:
        return sum(
            value * WEIGHTS[kind] / sum(WEIGHTS[kind] for kind in one[threshold])
            for one in sets
            for kind, value in one[threshold].items()
        )

    return max(sets[0], key=value)


def fitted_sets(data: Path, encoder: Encoder) -> dict[str, Scores]:
    """Return how each set fares with each threshold."""
    found: dict[str, Scores] = {}
    for name in FITTED:
        documents, gold = SETS[name](data)
        found[name] = scores(_pools(documents, gold, encoder))
        if name in SHORTENED:
            short = _pools(headlines(documents), gold, encoder)
            found[f"{name} short"] = scores([pool for pool in short if pool[0] != "whole"])
    return found | {name: scores(dated_pools(data, name, encoder)) for name in POOLED}


def _pools(documents: Sequence[Document], gold: Sequence[str], encoder: Encoder) -> list[Pool]:
    return [
        (kind, [gold[i] for i in part], _compared([documents[i] for i in part], encoder))
        for kind, part in pools(gold)
    ]


def dated_pools(data: Path, name: str, encoder: Encoder) -> list[Pool]:
    """Return the pools of a set that has several."""
    return [("dated", gold, _compared(few, encoder)) for few, gold in POOLED[name](data)]


def fades(data: Path, threshold: Threshold, encoder: Encoder) -> Iterator[str]:
    """Yield how the dated sets fare by the days that halve a likeness."""
    for days in FADES:
        with patch.object(clusters, "FADING", days):
            found = {
                name: [
                    bcubed(gold, placed(stories(pool, threshold)))[2]
                    for _, gold, pool in dated_pools(data, name, encoder)
                ]
                for name in POOLED
            }
        yield f"{days:g} days " + " ".join(f"{n} {np.mean(v):.3f}" for n, v in found.items())


def _compared(documents: Sequence[Document], encoder: Encoder) -> Compared:
    leads = [read(lead(document)) for document in documents]
    return compared(documents, leads, encoder.encode([text.text for text in leads]))


def main(data: Path) -> None:
    """Print the thresholds, and how the sets fare with those of all sets and of the others."""
    encoders: dict[str, Encoder] = {
        "BY_MEANING": VectorTable(UseEncoder()),
        "BY_WORDS": NoEncoder(),
    }
    for title, encoder in encoders.items():
        found = fitted_sets(data, encoder)
        fitted = best(list(found.values()))
        print(f"{title} {_line(fitted)}")
        for name, own in found.items():
            other = best(
                [scored for left, scored in found.items() if left.split()[0] != name.split()[0]]
            )
            print(f"  {name:13} {_row(own[fitted])}")
            print(f"  left out      {_row(own[other])} ({_line(other)})")
        for line in fades(data, fitted, encoder):
            print(f"  {line}")


def _line(threshold: Threshold) -> str:
    one = threshold
    return (
        f"level {one.level:.1f} slope {one.slope:.1f} depth {one.depth:.2f} pair {one.pair:.2f} "
        f"gap {one.gap:.1f}"
    )


def _row(own: Mapping[str, float]) -> str:
    return " ".join(f"{kind} {value:.3f}" for kind, value in own.items())
