"""Which of a fact's sentences stands for it: the one that says most of what all say with least.

A sentence is judged by the words that its fellows use as well (a centroid within the fact: Radev et
al., 2004) for each word that it takes: what one report alone adds to a fact is a fact of its own.
"""

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
FIXED_COST = 24
"""Words that any sentence costs: a second short one takes more of a page than a clause more. ROUGE
on neus_allsides hardly changes from 10 to 48; with less the sentence that is chosen leans on others
("signed the deal")."""


def best_first(sentences: Sequence[Sentence], standing: Sequence[int]) -> tuple[Sentence, ...]:
    """Order sentences of one fact, best first; ``standing`` breaks ties (lower is better)."""
    texts = {sentence.text for sentence in sentences}  # copies say the same: weigh them once
    counts = Counter(stem for text in texts for stem in weights(text))
    worth = {text: _worth(text, counts, len(texts)) for text in texts}
    order = sorted(range(len(sentences)), key=lambda i: (-worth[sentences[i].text], standing[i], i))
    return tuple(sentences[i] for i in order)


def _worth(text: str, counts: Counter[str], size: int) -> float:
    """Return what a sentence says of what the others say as well, less what it costs to read.

    ``counts`` says how many of the fact's ``size`` wordings use a stem.
    """
    said = sum(weight * counts[stem] / size for stem, weight in weights(text).items())
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
