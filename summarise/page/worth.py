"""What a fact is worth on the page: a sum of a few terms, each of which a reader can check.

What many reports open with is what happened, and what one report tells is its angle. So each word
of a fact counts by how many reports have it in their title or first sentence, while it is not on
the page yet (coverage of concepts weighted by document frequency: Gillick and Favre, 2009). Beside
that, as far as the fact is new to the page: how many origins tell it, which sentence of its report
it is (the lead of a news report is the summary that is hardest to beat: Nenkova, 2005), how grave
it is, and how late in a running story it comes up. How close it lies to the centroid of its story
(Radev et al., 2004) was a term too, and added nothing to these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import timedelta
from math import log2, log10

from summarise.language.reading import Figure, Reading, Vocabulary
from summarise.language.words import KIN
from summarise.story.facts import LONG
from summarise.types import Document, Fact, Sentence, Story

RUNNING = timedelta(days=1)
"""Time from a story's first report to its last from which being late counts in full: reports of
one morning tell one state of things."""
AFFAIR = 2 * RUNNING
"""Time from its first report to its last from which a story is an affair: each report is a part."""
STANDS = 3.0
"""How much more being late counts for the lede, for each doubling of the days from one on."""
UNHEARD = 2.0**-64
"""Origins that a fact counts for which only outlets of no weight tell: few enough to come last."""
REPEATED = 3
"""How steeply a fact loses worth as what it says is told: half of it told leaves an eighth."""
FIGURE = 8.0
"""Nats that a figure says: as much as a rare word."""
DEAD, HURT, OFFICE, MOVED = 4.0, 2.0, 1.5, 0.1
"""What makes an event grave, in the terms of ``gravity``: set by hand, each above the next."""


@dataclass(frozen=True, slots=True)
class WorthWeights:
    """What the terms weigh against each other.

    ``shared``: per doubling of the reports that open with a word, on average over the fact's words
    and ``few_words`` that nobody shares (three shared words are no summary): how central the fact
    is to its story; ``early``: for standing at the head of a report; ``support``: per doubling of
    the origins that tell the fact, times its ``favour``; ``exact``: per doubling of its figures,
    counted from one (what happened, not what is thought of it); ``grave``: times its ``gravity``.

    ``python -m benchmarks fit-choice --data DIR`` fits those on the events of neus_allsides and the
    topics of opinosis, but for ``grave``. The optimum is flat, and what ships is rounder. What it
    does not fit is set by hand: ``few_words`` (2 to 16 do), ``grave`` (it leads with the dead, and
    costs those sets nothing), ``late`` (those sets have no times), less than ``early``, for what
    the last reports of a story are the first to tell; and ``overtaken``, off a plan that was
    carried out, more than any of the others gives.
    """

    shared: float = 4.0
    few_words: float = 8.0
    early: float = 1.0
    support: float = 1.5
    exact: float = 0.25
    grave: float = 0.1
    late: float = 0.3
    overtaken: float = 3.0


WEIGHTS = WorthWeights()


@dataclass(frozen=True, slots=True)
class Worth:
    """What a fact is worth on any page, and what each of its words (stems) adds while it is new.

    ``latest`` is what it is worth more as the first of a page: an affair begins with how it stands,
    and no story with a burden of words.
    What has little new to say is worth as little, whoever tells it.
    """

    own: float
    words: Mapping[str, float]
    latest: float = 0.0

    @property
    def alone(self) -> float:
        """The worth of the fact on an empty page."""
        return self.own + self.latest + sum(self.words.values())

    def beside(self, text: Reading, roots: Set[str], told: Set[Figure]) -> float:
        """Return the worth of the fact on a page that tells these roots of words and figures."""
        if not roots:
            return self.alone
        own = self.own * news(text, roots, told) ** REPEATED if self.own > 0 else self.own
        return own + sum(weight for stem, weight in self.words.items() if stem[:KIN] not in roots)


def news(text: Reading, roots: Set[str], told: Set[Figure]) -> float:
    """Return the share of a text, by weight, that is new where these roots and figures are told."""
    new = sum(weight for stem, weight in text.weights.items() if stem[:KIN] not in roots)
    new += FIGURE * len(text.figures - told)
    return new / (sum(text.weights.values()) + FIGURE * len(text.figures) or 1.0)


def worths(
    story: Story,
    texts: Mapping[int, Reading],
    vocabulary: Vocabulary,
    scale: WorthWeights = WEIGHTS,
) -> dict[int, Worth]:
    """Return the worth of facts; ``texts`` maps their numbers to what they would be told in."""
    users = _users(story, vocabulary)
    late, more = _lateness(story)
    found: dict[int, Worth] = {}
    for number, text in texts.items():
        own = _own(story.facts[number], text, scale) + scale.late * late[number]
        latest = scale.late * late[number] * more
        if late[number] < 1 and more and text.has("ahead"):
            latest -= scale.overtaken
        latest -= max(0, len(text.tokens) - LONG) / LONG
        found[number] = Worth(own, _shared(text, users, scale), latest)
    return found


def _own(fact: Fact, text: Reading, scale: WorthWeights) -> float:
    """Return what a fact is worth without its words; who has its place tells it where it is not."""
    worth = 0.0
    if fact.standing != "outvoted":
        worth += scale.early * fact.position
        tellers = max(len(fact.tellers), fact.support, 1)
        worth += scale.support * log2(max(tellers * fact.favour, UNHEARD))
    worth += scale.exact * log2(1 + len(text.values) + bool(text.weekdays))
    worth += scale.grave * gravity(text)
    return worth - scale.overtaken * (fact.standing == "overtaken")


def _shared(text: Reading, users: Mapping[str, int], scale: WorthWeights) -> dict[str, float]:
    share = scale.shared / (len(text.weights) + scale.few_words)
    return {stem: share * log2(users.get(stem, 1)) for stem in text.weights}


def openings(story: Story) -> dict[str, Sentence]:
    """Return for each report, by its id, the first sentence of it that states a fact."""
    found: dict[str, Sentence] = {}
    for sentence in (s for fact in story.facts for s in fact.sentences):
        if sentence.start <= found.setdefault(sentence.document, sentence).start:
            found[sentence.document] = sentence
    return found


def _users(story: Story, vocabulary: Vocabulary) -> dict[str, int]:
    """Return for each stem how many reports open with it. What is copied counts once.

    Else each reprint of a wire story would vote for its words.
    """
    said = [(sentence.reading, name) for name, sentence in openings(story).items()]
    titles = [(vocabulary.read(document.title), document.id) for document in story.documents]
    first: dict[Reading, str] = {}
    users: dict[str, set[str]] = {}
    for text, document in [*said, *titles]:
        user = first.setdefault(text, document)
        for stem in text.weights:
            users.setdefault(stem, set()).add(user)
    return {stem: len(documents) for stem, documents in users.items()}


def gravity(text: Reading) -> float:
    """Return how grave it is what a text tells, from 0.

    It is a sum: per tenfold of the dead, or of the hurt; for an office; and per tenfold of the
    greatest figure.
    """
    values = [quantity.value for quantity in text.quantities]
    people = max((q.value for q in text.quantities if q.unit in ("", "people")), default=1.0)
    tenfold = 1 + log10(max(people, 1.0))
    harm = max(DEAD * text.has("dead"), HURT * text.has("hurt"))
    moved = MOVED * log10(max(1.0, *values, 1.0))
    return harm * tenfold + OFFICE * text.has("office") + moved


def span(documents: Iterable[Document]) -> timedelta:
    """Return the time from the first of some reports to the last; none where one has no time."""
    times = [document.published for document in documents]
    known = [time for time in times if time]
    return max(known) - min(known) if known and len(known) == len(times) else timedelta()


def _lateness(story: Story) -> tuple[list[float], float]:
    """Return for each fact how late in its story it is told for the first time, 0..1.

    With it, how many times that counts beside for the lede: the longer an affair runs, the less
    its first days say of how it stands. 0 where that is not known, since one of its reports has no
    time.
    """
    times = {d.id: d.published for d in story.documents if d.published}
    if not times:
        return [0.0] * len(story.facts), 0.0
    first, last = min(times.values()), max(times.values())
    whole = max(last - first, RUNNING)
    told = [[times.get(s.document) for s in fact.sentences] for fact in story.facts]
    late = [
        0.0 if None in published else (min(t for t in published if t) - first) / whole
        for published in told
    ]
    return late, STANDS * log2(1 + (last - first) / RUNNING)
