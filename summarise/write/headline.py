"""The name of a story: the title, or the short sentence, that most of its reports agree on."""

from __future__ import annotations

from collections import Counter

from summarise.meaning.rarity import weights
from summarise.text.features import Features, read
from summarise.text.openings import dangling
from summarise.text.roles import denied
from summarise.types import Story

SHORTEST, LONGEST = 3, 16
"""Words of a headline."""


def headline(story: Story, lead: str) -> str:
    """Return the headline of a story whose first statement is ``lead``."""
    titles = [document.title for document in story.documents if document.title]
    told = [sentence.text for fact in story.facts for sentence in fact.sentences]
    spread = Counter(stem for text in [*titles, *told, lead, lead] for stem in weights(text))
    fitting = [title for title in titles if _fits(title, lead)]
    fitting = fitting or [text for text in [lead, *told] if _fits(text, lead)]
    best = max(fitting or [lead], key=lambda text: _worth(text, spread))
    return best.strip().rstrip(".。").strip()


def _fits(text: str, lead: str) -> bool:
    """Whether a text has the length of a headline, stands alone, and the page does not deny it."""
    long_enough = SHORTEST <= len(text.split()) <= LONGEST
    return long_enough and not dangling(text) and not _against(read(text), read(lead))


def _against(one: Features, other: Features) -> bool:
    return bool(denied(one, other) or denied(other, one))


def _worth(text: str, spread: Counter[str]) -> float:
    """Return how much of what the reports share a text names, for its length."""
    named = sum(weight * (spread[stem] - 1) for stem, weight in weights(text).items())
    worth = named / (6 + len(text.split()))
    doubtful = text.rstrip().endswith("?") or text.lstrip().startswith(('"', "“", "'", "‘"))
    planned = bool(read(text).polarity.intended)
    return worth * (0.6 if doubtful else 1.0) * (0.7 if planned else 1.0)
