"""Fit the two thresholds of ``summarise.group.stories``: a level and a slope each.

Pools are whole sets, sets with a random number of reports for each event, and few events out of
many; each set has the same say. ``left out`` is BCubed F1 on a whole set with what was fitted on
the other two: with the headlines of uci left out the slope is a guess, since all else is long.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import numpy as np

from benchmarks.stories import SETS, bcubed, placed
from summarise.group.cut import Threshold
from summarise.group.stories import Compared, compared, lead, stories
from summarise.meaning.encoders import NoEncoder, UseEncoder

FITTED = ("neus", "ecbplus", "uci")
LEVELS = np.arange(-2.2, -0.79, 0.15)
SLOPES = np.arange(0.4, 1.5, 0.2)
SEED = 1

Pool = tuple[list[str], Compared]
Scores = dict[Threshold, list[float]]


def pools(gold: Sequence[str]) -> Iterator[list[int]]:
    """Yield the numbers of the documents of each pool, the whole set first."""
    chance = random.Random(SEED)
    members: dict[str, list[int]] = {}
    for number, event in enumerate(gold):
        members.setdefault(event, []).append(number)
    events = sorted(members)
    yield list(range(len(gold)))
    for share in (1.0, 0.2, 0.2, 0.2):
        few = chance.sample(events, max(5, int(share * len(events))))
        sizes = [min(len(members[event]), 1 + int(chance.expovariate(0.5))) for event in few]
        yield sorted(
            number
            for event, size in zip(few, sizes, strict=True)
            for number in chance.sample(members[event], size)
        )


def scores(found: Sequence[Pool]) -> Scores:
    """Return BCubed F1 of each pool for each threshold."""
    thresholds = [Threshold(float(a), float(b)) for a, b in product(LEVELS, SLOPES)]
    return {
        threshold: [bcubed(gold, placed(stories(pool, threshold)))[2] for gold, pool in found]
        for threshold in thresholds
    }


def best(sets: Sequence[Scores]) -> Threshold:
    """Return the threshold with the best mean; a whole set weighs as much as its other pools."""

    def value(threshold: Threshold) -> float:
        return sum(one[threshold][0] + float(np.mean(one[threshold][1:])) for one in sets)

    return max(sets[0], key=value)


def main(data: Path) -> None:
    """Print the thresholds, and how the sets fare with those of all sets and of the others."""
    for title, encoder in (("BY_MEANING", UseEncoder()), ("BY_WORDS", NoEncoder())):
        found: dict[str, Scores] = {}
        for name in FITTED:
            documents, gold = SETS[name](data)
            vectors = encoder.encode([lead(document) for document in documents])
            parts = [
                ([gold[i] for i in part], compared([documents[i] for i in part], vectors[part]))
                for part in pools(gold)
            ]
            found[name] = scores(parts)
        fitted = best(list(found.values()))
        print(f"{title} level {fitted.level:.2f} slope {fitted.slope:.2f}")
        for name, own in found.items():
            other = best([scored for left, scored in found.items() if left != name])
            print(
                f"  {name:8} whole {own[fitted][0]:.3f} parts {np.mean(own[fitted][1:]):.3f} "
                f"left out {own[other][0]:.3f} (level {other.level:.2f} slope {other.slope:.2f})"
            )
