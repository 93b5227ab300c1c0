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

from summarise.verify.backing import Backing, copied, untold
from summarise.verify.findings import Finding

FEATURES = ("covered", "together")
WEIGHTS: Mapping[str, float] = {"bias": -1.19, "covered": 1.57, "together": 0.53}
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


def unsupported(text: str, backed: Backing) -> Iterator[Finding]:
    """Yield the spans of a statement that the few sentences that tell most of it do not tell.

    Nothing if it is supported all the same.
    """
    if support(backed) >= SUPPORTED:
        return
    for start, end in untold(backed):
        yield Finding("support", f'"{text[start:end]}" is not in what it cites', start, end)
    if all(backed.told):
        reason = "what it cites has its words, but not together"
        yield Finding("support", reason, 0, len(text))


def spliced(text: str, evidence: Sequence[str]) -> Iterator[Finding]:
    """Yield the span that is copied from another sentence than the rest of a copied statement."""
    pieces = copied(text, evidence)
    if pieces.share >= COPIED > pieces.from_one:
        start, end = pieces.elsewhere
        reason = f'"{text[start:end]}" is told in another place of what it cites than the rest'
        yield Finding("splice", reason, start, end)
