"""Which of a fact's sentences stands for it: the one that says most with least."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from summarise.meaning.rarity import weights
from summarise.text.features import read
from summarise.text.openings import dangling, ends
from summarise.types import Sentence

SHORT, LONG = 8, 34
"""Words: between these a sentence is neither a fragment nor a burden."""
_LABEL = re.compile(r"[^\W\d_]+: ")
"""The opening of an entry in a list ("Cost: 840 million"), which is hardly a sentence."""
FIXED_COST = 16
"""Words that any sentence costs: a second short one takes more of a page than a clause more."""


def best_first(sentences: Sequence[Sentence], standing: Sequence[int]) -> tuple[Sentence, ...]:
    """Order sentences of one fact, best first; ``standing`` breaks ties (lower is better)."""
    counts = Counter(stem for sentence in sentences for stem in weights(sentence.text))
    texts = {sentence.text for sentence in sentences}  # copies say the same: weigh them once
    worth = {text: _worth(text, counts, len(sentences)) for text in texts}
    order = sorted(range(len(sentences)), key=lambda i: (-worth[sentences[i].text], standing[i], i))
    return tuple(sentences[i] for i in order)


def _worth(text: str, counts: Counter[str], size: int) -> float:
    """Return what a sentence says of what the fact's sentences say, less what it costs to read."""
    own = weights(text)
    said = sum(weight * (1 + counts[stem] / size) / 2 for stem, weight in own.items())
    words = len(text.split())
    cost = max(0, words - LONG) / LONG + max(0, SHORT - words) / SHORT
    return said / (FIXED_COST + words) - 0.5 * cost - _flaws(text)


def _flaws(text: str) -> float:
    features = read(text)
    flaws = 1.5 * bool(dangling(text))
    flaws += 0.4 * text.startswith(('"', "“", "‘", "'"))
    flaws += 0.4 * (not ends(text))
    flaws += 0.2 * text.endswith(("...", "…", ","))
    flaws += 0.3 * bool(features.polarity.intended)
    flaws += 0.5 * bool(_LABEL.match(text))
    return flaws
