"""The name of a story: the title, or the short sentence, that most of its reports agree on."""

from __future__ import annotations

from collections import Counter

from summarise.meaning.rarity import weights
from summarise.text.openings import dangling
from summarise.text.polarity import polarity
from summarise.text.words import words
from summarise.types import Story

SHORTEST, LONGEST = 3, 16
"""Words of a headline."""


def headline(story: Story, lead: str) -> str:
    """Return the headline of a story whose first statement is ``lead``."""
    titles = [document.title for document in story.documents if document.title]
    told = [sentence.text for fact in story.facts for sentence in fact.sentences]
    spread = Counter(stem for text in [*titles, *told, lead, lead] for stem in weights(text))
    fitting = [title for title in titles if _fits(title)]
    fitting = fitting or [text for text in [lead, *told] if _fits(text)]
    best = max(fitting or [lead], key=lambda text: _worth(text, spread))
    return best.strip().rstrip(".。").strip()


def _fits(text: str) -> bool:
    return SHORTEST <= len(text.split()) <= LONGEST and not dangling(text)


def _worth(text: str, spread: Counter[str]) -> float:
    """Return how much of what the reports share a text names, for its length."""
    named = sum(weight * (spread[stem] - 1) for stem, weight in weights(text).items())
    worth = named / (6 + len(text.split()))
    doubtful = text.rstrip().endswith("?") or text.lstrip().startswith(('"', "“", "'", "‘"))
    planned = bool(polarity(text, words(text)).intended)
    return worth * (0.6 if doubtful else 1.0) * (0.7 if planned else 1.0)
