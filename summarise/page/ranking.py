"""How the page is shared between stories, and within a story between what it has to tell.

A story weighs as much as it has reports that are no copies, times what the reader favours it by.
Places go to stories in proportion, by the method of Webster and Sainte-Lague by which seats go to
parties: the n-th item of a story (from 0) is worth weight / (2n + 1), and the items of most worth
have the page. So one event can't fill it. Stories of about as many reports, to the next doubling,
are ordered by how grave they are, then by time.

The reader favours the outlets and the topic that the config names. Neither is a filter: both say
for how many origins a fact counts, and for how many reports a story, when they are ordered and
given their place; what the page prints as its support stays the number of origins that there are.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heapreplace
from itertools import groupby
from math import log2
from statistics import fmean, median
from urllib.parse import urlsplit

from summarise.language.encoders import Encoder
from summarise.language.reading import Reading, Vocabulary
from summarise.language.words import fold
from summarise.page.views import is_opinion
from summarise.page.worth import UNHEARD, gravity, openings
from summarise.types import (
    Citation,
    Difference,
    DifferenceKind,
    Document,
    Dropped,
    Fact,
    Sentence,
    Statement,
    Story,
)

PLACES: Mapping[DifferenceKind, float] = {
    "number": 0.5,
    "development": 0.5,
    "name": 0.5,
    "date": 0.5,
    "negation": 0.5,
    "count": 2,
    "modality": 3,
}
"""How many of a story's statements go before a difference of a kind, the gravest kinds first."""
FOCUS = 6.0
"""For how many times its origins counts what is all about the topic: an event off the topic that
more than six times as many report still leads. Of pages of a week's news, a topic has .20 and not
.08, and three in four of the other statements that two origins back stay; 3 to 12 trade the one
for the other (``python -m benchmarks focus --data DIR``)."""
BESIDE, BETWEEN = 0.08, 0.12
"""Cosines above the usual one of the run at which a text begins to be about the topic, and from
there to where it is all about it. On those weeks nine in ten reports off a topic lie .1 above the
usual one or less, and half of those on it .16 or more; from .05 on, no more is told of the topic,
and fewer of the others stay."""
OPENING = 400
"""Characters of a report, its title first, that say what it is about."""


def weight(story: Story, origins: Mapping[str, str]) -> float:
    """Return a story's weight on the page; ``origins`` maps document ids to origins.

    Two reports of one origin that begin with the same sentence are copies. A story of nothing but
    opinions has what room the others leave.
    """
    if all(map(is_opinion, story.documents)):
        return UNHEARD * story.favour
    first = openings(story)
    reports = {
        (origins[d.id], first[d.id].reading if d.id in first else None) for d in story.documents
    }
    return len(reports) * story.favour


def rank(story: Story, origins: Mapping[str, str]) -> tuple[float, float, float, float]:
    """Return the key by which stories are ordered: the weightiest, gravest, latest first."""
    times = [d.published.timestamp() for d in story.documents if d.published]
    reports = weight(story, origins)
    doublings = round(log2(max(reports, UNHEARD)))
    return (-doublings, -_gravity(story), -reports, -max(times, default=0.0))


def _gravity(story: Story) -> float:
    """Return how grave an event is, by the first sentence of the report that says most of it."""
    return max((gravity(s.reading) for s in openings(story).values()), default=0.0)


def apportioned(weights: Sequence[float], places: int) -> list[int]:
    """Return how many of the places on the page each story gets."""
    won = [0] * len(weights)
    claims = [(-_worth(weight, 0), story) for story, weight in enumerate(weights)]
    heapify(claims)
    for _ in range(places if claims else 0):
        story = claims[0][1]
        won[story] += 1
        heapreplace(claims, (-_worth(weights[story], won[story]), story))
    return won


def valued(
    statements: Sequence[Statement], weight: float, unheard: Container[str] = ()
) -> tuple[Statement, ...]:
    """Return the statements of a story with their worth, in their order.

    What only ``unheard`` documents (by id) tell is worth nothing: it has what room is left.
    """
    return tuple(
        replace(s, value=0.0 if _silent(s.citations, unheard) else _worth(weight, n))
        for n, s in enumerate(statements)
    )


def valued_differences(
    differences: Sequence[Difference],
    weight: float,
    unheard: Container[str] = (),
    behind: int = 0,
) -> tuple[Difference, ...]:
    """Return the differences of a story with their worth, the gravest first.

    ``behind`` is how many statements go before them, beside what their kind says.
    A difference with a side that only documents which are ``unheard`` take is worth nothing.
    """
    graver = sorted(differences, key=lambda difference: PLACES[difference.kind])
    return tuple(
        replace(
            difference,
            value=0.0
            if any(_silent(side.citations, unheard) for side in difference.sides)
            else _worth(weight, behind + PLACES[difference.kind] + n),
        )
        for n, difference in enumerate(graver)
    )


def favoured(
    stories: Sequence[Story],
    documents: Sequence[Document],
    origins: Mapping[str, str],
    dropped: Sequence[Dropped],
    outlets: Mapping[str, float],
    focus: str,
    encoder: Encoder,
    vocabulary: Vocabulary,
) -> tuple[Story, ...]:
    """Return the stories and their facts with what they count for, in the same order.

    ``documents`` are all that were read: a copy that was ``dropped`` lends the weight of its outlet
    to what it was merged into. Without ``outlets`` and ``focus`` the stories stay as they are.
    """
    if outlets:
        heard = _heard(documents, dropped, outlets)
        stories = [_by_outlets(story, origins, heard) for story in stories]
    if focus.strip():
        topic = _Topic(vocabulary.read(focus), encoder)
        stories = _by_topic(stories, topic, vocabulary)
    return tuple(stories)


def outlet_weight(document: Document, outlets: Mapping[str, float]) -> float:
    """Return what the reports of a document's outlet weigh; 1 for one that is not named.

    An outlet is known by its name, in any case, or else by the host of the address or the end of
    it: "example.org" is also news.example.org. Of two ends the longer one counts.
    """
    name = fold(document.outlet.strip())
    for key, weight in outlets.items():
        if name and fold(key.strip()) == name:
            return weight
    host = _host(document.url)
    ends = [key for key in outlets if f".{host}".endswith(f".{_bare(key)}") and host]
    return outlets[max(ends, key=len)] if ends else 1.0


def _silent(citations: Sequence[Citation], unheard: Container[str]) -> bool:
    return bool(citations) and all(citation.document in unheard for citation in citations)


def _worth(weight: float, place: float) -> float:
    return weight / (2 * place + 1)


def kept_of(document: str, into: Mapping[str, str]) -> str:
    """Return what a document was merged into in the end; itself if it was kept."""
    while document in into:
        document = into[document]
    return document


def _host(url: str) -> str:
    try:
        return _bare(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _bare(host: str) -> str:
    return host.strip().lower().removeprefix("www.")


def _heard(
    documents: Sequence[Document], dropped: Sequence[Dropped], outlets: Mapping[str, float]
) -> dict[str, float]:
    """Return what each document weighs: the most of the outlets that carry its text."""
    heard = {document.id: outlet_weight(document, outlets) for document in documents}
    into = {drop.what: drop.into for drop in dropped if drop.kind == "document"}
    for copy in into:
        kept = kept_of(copy, into)
        heard[kept] = max(heard[kept], heard[copy])
    return heard


def _by_outlets(story: Story, origins: Mapping[str, str], heard: Mapping[str, float]) -> Story:
    told = [document.id for document in story.documents]
    return replace(
        story,
        facts=tuple(_fact_by_outlets(fact, origins, heard) for fact in story.facts),
        favour=_favour(told, origins, heard),
        unheard=frozenset(document for document in told if not heard[document]),
    )


def _fact_by_outlets(fact: Fact, origins: Mapping[str, str], heard: Mapping[str, float]) -> Fact:
    told = [sentence.document for sentence in fact.sentences]
    sentences = _loudest_first(fact.sentences, heard)
    return replace(fact, sentences=sentences, favour=_favour(told, origins, heard))


def _favour(told: Collection[str], origins: Mapping[str, str], heard: Mapping[str, float]) -> float:
    """Return how much more than its number of origins counts what these documents tell.

    An origin weighs as much as the weightiest outlet that carries it.
    """
    weight: dict[str, float] = {}
    for document in told:
        origin = origins[document]
        weight[origin] = max(weight.get(origin, 0.0), heard[document])
    return sum(weight.values()) / len(weight) if weight else 1.0


def _loudest_first(
    sentences: Sequence[Sentence], heard: Mapping[str, float]
) -> tuple[Sentence, ...]:
    """Order sentences in the same words by the weight of who prints them; else none moves."""
    found: list[Sentence] = []
    for _, same in groupby(sentences, key=lambda sentence: sentence.text):
        found += sorted(same, key=lambda sentence: -heard[sentence.document])
    return tuple(found)


def _by_topic(stories: Sequence[Story], topic: _Topic, vocabulary: Vocabulary) -> list[Story]:
    """Let stories count by what their reports open with, and facts by their own sentence."""
    documents = [document for story in stories for document in story.documents]
    leads = topic.closeness([vocabulary.read(f"{d.title}. {d.text}"[:OPENING]) for d in documents])
    facts = topic.closeness([fact.best.reading for story in stories for fact in story.facts])
    found: list[Story] = []
    lead, fact = iter(leads), iter(facts)
    for story in stories:
        near = fmean([next(lead) for _ in story.documents])
        told = tuple(replace(f, favour=f.favour * FOCUS ** next(fact)) for f in story.facts)
        found.append(replace(story, facts=told, favour=story.favour * FOCUS**near))
    return found


@dataclass(frozen=True, slots=True)
class _Topic:
    """A topic in the reader's words, and what tells how near a text is to it."""

    words: Reading
    encoder: Encoder

    def closeness(self, texts: Sequence[Reading]) -> list[float]:
        """Return how much each text is about the topic, 0..1.

        By meaning it is how much nearer it lies than the usual text of the run, since how near that
        is depends on the topic and the encoder; one that has all words of the topic is about it.
        Without an encoder it is the share of the topic's words, by rarity, that a text has.
        """
        if not texts:
            return []
        own = self.words.weights
        total = sum(own.values()) or 1.0
        shares = [sum(own[s] for s in own.keys() & text.weights.keys()) / total for text in texts]
        different = list(dict.fromkeys(texts))
        vectors = self.encoder.encode([text.text for text in (*different, self.words)])
        if not vectors.shape[1]:
            return shares
        cosines = dict(zip(different, (vectors[:-1] @ vectors[-1]).tolist(), strict=True))
        usual = median(cosines[text] for text in texts)
        near = ((cosines[text] - usual - BESIDE) / BETWEEN for text in texts)
        return [
            1.0 if share >= 1 else min(max(nearness, 0.0), 1.0)
            for share, nearness in zip(shares, near, strict=True)
        ]
