"""How well a longer text supports a statement: a small logistic model over two features.

``covered`` says whether a few sentences of the text tell the statement's words, ``together``
whether they tell them near each other, as arcs between neighbouring words do in Goyal and Durrett
(2020, arXiv:2010.05478), without a parser. Contradictions are found elsewhere, whatever comes out
here, and so are pieces of several sentences put together.

The weights and the threshold are fitted by ``python -m benchmarks fit-support --data DIR`` on the
development splits of attributionbench, summedits, wice, qags and xsumfaith; each set, and in each
set each label, has the same total weight, and the threshold is that of the best mean balanced
accuracy of the whole decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import exp

from summarise.verify.backing import Backing, copied
from summarise.verify.findings import Finding

FEATURES = ("covered", "together")
WEIGHTS: Mapping[str, float] = {"bias": -2.0, "covered": 2.0, "together": 1.0}
SUPPORTED = 0.38
"""Score from which a longer text supports a statement."""
COPIED = 0.90
"""Share of a statement's words in copied pairs from which it is a copy. One sentence has to have
as much of it then: if not, it is glued together from pieces that belong to different tales."""


def support(backed: Backing) -> float:
    """Return how well a statement is supported, from 0 to 1."""
    features = {"covered": backed.covered, "together": backed.together}
    logit = WEIGHTS["bias"] + sum(WEIGHTS[name] * features[name] for name in FEATURES)
    return 1 / (1 + exp(-logit))


def unsupported(text: str, evidence: Sequence[str], backed: Backing) -> Iterator[Finding]:
    """Yield that a statement is not supported by the few sentences of a text that tell most of it.

    The span is the one that they do not tell.
    """
    score = support(backed)
    if score < SUPPORTED:
        start, end = _untold(backed) or (0, len(text))
        reason = f'"{text[start:end]}" is not in what it cites ({score:.0%} supported)'
        yield Finding("support", reason, start, end)
        return
    pieces = copied(text, evidence)
    if pieces.share >= COPIED > pieces.from_one:
        start, end = pieces.elsewhere
        reason = f'"{text[start:end]}" is told in another place of what it cites than the rest'
        yield Finding("splice", reason, start, end)


def _untold(backed: Backing) -> tuple[int, int] | None:
    """Return the span of the heaviest run of words that the chosen sentences do not tell."""
    best: tuple[float, int, int] | None = None
    weight, start = 0.0, 0
    for unit, told in zip(backed.units, backed.told, strict=True):
        if told:
            weight = 0.0
            continue
        start = start if weight else unit.start
        weight += unit.weight
        best = max(best or (0.0, 0, 0), (weight, start, unit.end))
    return best[1:] if best else None
