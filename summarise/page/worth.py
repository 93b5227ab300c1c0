"""What a fact is worth on the page: a sum of a few terms, each of which a reader can check.

What many reports tell is what happened, and what one report tells is its angle. So each word of a
fact counts by how many reports use it, while it is not on the page yet (coverage of concepts
weighted by document frequency: Gillick and Favre, 2009). Beside that: how many origins state the
fact as a whole, how early its reports come to it (the lead of a news report is the summary that is
hardest to beat: Nenkova, 2005), and how late in a running story it comes up. How close it lies to
the centroid of its story (Radev et al., 2004) was a term too, and added nothing to these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import log2

from summarise.language.reading import Reading, Vocabulary
from summarise.types import Fact, Story

RUNNING = timedelta(days=1)
"""Time from a story's first report to its last from which being late counts in full: reports of
one morning tell one state of things."""
UNHEARD = 2.0**-64
"""Origins that a fact counts for which only outlets of no weight tell: few enough to come last."""
_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y|us|[Yy]ou|[Yy]our)\b")


@dataclass(frozen=True, slots=True)
class WorthWeights:
    """What the terms weigh against each other.

    ``shared``: per doubling of the reports that use a word, on average over the fact's words and
    ``few_words`` that nobody shares (three shared words are no summary): how central the fact is to
    its story; ``early``: for standing at the head of a report; ``support``: per doubling of the
    origins that state the fact, times its ``favour``; ``exact``: per doubling of its figures,
    counted from one (what happened, not what is thought of it); ``personal``: off, when the
    reporter speaks of "I", "we" or "you".

    ``python -m benchmarks fit-choice --data DIR`` fits those on the events of neus_allsides and the
    topics of opinosis. The optimum is flat: it prints 2, 1, 1, .5 and 0, and what ships, rounder on
    origins and on "we", which news can do without, scores as well. What it does not fit is set by
    hand: ``few_words`` (2 to 16 do), ``late`` (those sets have no times), less than ``early``, for
    what the last reports of a story are the first to tell; and ``overtaken``, off a plan that was
    carried out, more than any of the others gives.
    """

    shared: float = 2.0
    few_words: float = 8.0
    early: float = 1.0
    support: float = 1.5
    exact: float = 0.5
    personal: float = 0.5
    late: float = 0.3
    overtaken: float = 3.0


WEIGHTS = WorthWeights()


@dataclass(frozen=True, slots=True)
class Worth:
    """What a fact is worth on any page, and what each of its words (stems) adds while it is new."""

    own: float
    words: Mapping[str, float]

    @property
    def alone(self) -> float:
        """The worth of the fact on an empty page."""
        return self.own + sum(self.words.values())


def worths(
    story: Story,
    texts: Mapping[int, Reading],
    vocabulary: Vocabulary,
    scale: WorthWeights = WEIGHTS,
) -> dict[int, Worth]:
    """Return the worth of facts; ``texts`` maps their numbers to what they would be told in."""
    users = _users(story, vocabulary)
    late = _lateness(story)
    found: dict[int, Worth] = {}
    for number, text in texts.items():
        own = _own(story.facts[number], text, scale) + scale.late * late[number]
        found[number] = Worth(own, _shared(text, users, scale))
    return found


def _own(fact: Fact, text: Reading, scale: WorthWeights) -> float:
    worth = scale.early * fact.position
    worth += scale.support * log2(max((fact.support or 1) * fact.favour, UNHEARD))
    worth += scale.exact * log2(1 + len(text.values) + bool(text.weekdays))
    worth -= scale.personal * _personal(text)
    return worth - scale.overtaken * (fact.standing == "overtaken")


def _shared(text: Reading, users: Mapping[str, int], scale: WorthWeights) -> dict[str, float]:
    share = scale.shared / (len(text.weights) + scale.few_words)
    return {stem: share * log2(users.get(stem, 1)) for stem in text.weights}


def _users(story: Story, vocabulary: Vocabulary) -> dict[str, int]:
    """Return for each stem how many reports use it. A sentence that is copied counts once.

    Else each reprint of a wire story would vote for its words.
    """
    first: dict[Reading, str] = {}
    users: dict[str, set[str]] = {}
    said = [(s.reading, s.document) for fact in story.facts for s in fact.sentences]
    titles = [(vocabulary.read(document.title), document.id) for document in story.documents]
    for text, document in [*said, *titles]:
        user = first.setdefault(text, document)
        for stem in text.weights:
            users.setdefault(stem, set()).add(user)
    return {stem: len(documents) for stem, documents in users.items()}


def _personal(reading: Reading) -> bool:
    """Whether a text speaks in the first or second person outside of quotation marks."""
    text = reading.text
    for quote in reading.quotes:
        text = text.replace(quote, "")
    return bool(_PERSON.search(text))


def _lateness(story: Story) -> list[float]:
    """Return for each fact how late in its story it is told for the first time, 0..1.

    0 where that is not known, since one of its reports has no time.
    """
    times = {d.id: d.published for d in story.documents if d.published}
    if not times:
        return [0.0] * len(story.facts)
    first, last = min(times.values()), max(times.values())
    span = max(last - first, RUNNING)
    told = [[times.get(s.document) for s in fact.sentences] for fact in story.facts]
    return [
        0.0 if None in published else (min(t for t in published if t) - first) / span
        for published in told
    ]
