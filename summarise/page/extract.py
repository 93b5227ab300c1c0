"""Writers: what they have in common, and the one that needs no model.

It tells each fact in the words of the source that tells it best, and names a story by the title, or
the short sentence, that most of its reports agree on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from summarise.language.furniture import addresses_a_model
from summarise.language.openings import dangling
from summarise.language.reading import Reading, Vocabulary
from summarise.language.roles import denied
from summarise.page.choice import choose
from summarise.page.fit import SPARE
from summarise.types import Draft, Statement, Story, Written

SHORTEST_HEADLINE, LONGEST_HEADLINE = 3, 16
"""Words of a headline."""


class Writer(Protocol):
    """The seam between a story and the sentences of the page.

    ``degraded`` says in sentences what could not be done as asked for so far.
    """

    @property
    def degraded(self) -> tuple[str, ...]:
        """What went wrong so far."""
        ...

    @property
    def templates(self) -> frozenset[str]:
        """The names of the prompt templates that were put to a model so far."""
        ...

    @property
    def on_trial(self) -> bool:
        """Whether stories are to be put to it one by one: it may turn out to be of no use."""
        ...

    def write(self, story: Story, places: int) -> Written:
        """Put the story into words.

        ``places`` is how many of its statements the page may hold: no more need any pains, and
        SPARE times as many are written, so that what is left off is a choice of ``fit``.
        """
        ...

    def settled(self, statements: Sequence[Statement]) -> None:
        """Hear what the page will tell of a story."""
        ...

    def headline(self, statements: Sequence[Statement]) -> str:
        """Return a headline for what the page will tell of a story; empty if it has no better."""
        ...

    def revise(self, draft: Draft, reason: str) -> Draft | None:
        """Write a refused draft once more, told why it was refused; None if that is no use."""
        ...


class ExtractiveWriter:
    """Quotes the sources. Revising a quotation is no use, so ``revise`` never does."""

    degraded: tuple[str, ...] = ()
    templates: frozenset[str] = frozenset()
    on_trial = False

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def write(self, story: Story, places: int) -> Written:
        """Quote one sentence for each fact that earns a place."""
        choice = choose(story, self._vocabulary, 1 + SPARE * places)
        drafts = tuple(
            Draft(item.text, (item.fact,), item.evidence, "source") for item in choice.chosen
        )
        lead = drafts[0].text if drafts else ""
        return Written(headline(story, lead, self._vocabulary), drafts, choice.left_off)

    def settled(self, statements: Sequence[Statement]) -> None:
        """Do nothing: a quotation is a quotation."""

    def headline(self, statements: Sequence[Statement]) -> str:  # noqa: ARG002 - the protocol's name
        """Return nothing: what ``write`` found is the best there is."""
        return ""

    def revise(self, draft: Draft, reason: str) -> Draft | None:  # noqa: ARG002 - the protocol's names
        """Return None: the words are the source's own."""
        return None


def headline(story: Story, lead: str, vocabulary: Vocabulary) -> str:
    """Return the headline of a story whose first statement is ``lead``."""
    first = vocabulary.read(lead)
    named = [d.title for d in story.documents if d.title and not addresses_a_model(d.title)]
    titles = [vocabulary.read(title) for title in named]
    said = [sentence.reading for fact in story.facts for sentence in fact.sentences]
    spread = Counter(stem for text in [*titles, *said, first, first] for stem in text.weights)
    fitting = [title for title in titles if _fits(title, first)]
    fitting = fitting or [text for text in [first, *said] if _fits(text, first)]
    best = max(fitting or [first], key=lambda text: _worth(text, spread))
    return best.text.strip().rstrip(".。").strip()


def _fits(text: Reading, lead: Reading) -> bool:
    """Whether a text has the length of a headline, stands alone, and the page does not deny it."""
    if not SHORTEST_HEADLINE <= len(text.text.split()) <= LONGEST_HEADLINE or dangling(text.text):
        return False
    return not (denied(text, lead) or denied(lead, text))


def _worth(reading: Reading, spread: Counter[str]) -> float:
    """Return how much of what the reports share a text names, for its length."""
    text = reading.text
    named = sum(weight * (spread[stem] - 1) for stem, weight in reading.weights.items())
    worth = named / (6 + len(text.split()))
    doubtful = text.rstrip().endswith("?") or text.lstrip().startswith(('"', "“", "'", "‘"))
    planned = bool(reading.polarity.intended)
    return worth * (0.6 if doubtful else 1.0) * (0.7 if planned else 1.0)
