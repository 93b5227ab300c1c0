"""Which facts earn a place on the page, in which order, and which only repeat others.

The order is greedy, as in maximal marginal relevance (Carbonell and Goldstein, 1998): the next
fact is the one of most worth whose words are not on the page yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log2

from summarise.meaning.rarity import weights
from summarise.text.features import read
from summarise.text.openings import dangling, resolved, without_connective
from summarise.text.sentences import split
from summarise.types import Citation, Document, Draft, Fact, LeftOff, Sentence, Story

SUPPORT, CENTRAL, EARLY, EXACT = 1.0, 1.2, 0.6, 0.3
"""What a fact is worth: per doubling of its origins, for lying in the middle of the story, for
standing at the head of a report, and for telling a number or a date."""
OVERTAKEN = 1.5
"""What a plan loses by having been carried out."""
REPETITION = 1.5
"""What a fact loses when all of its words are on the page already."""
NOTHING_NEW = 0.20
"""Share of a fact that is new under which it only repeats the page."""
ECHO, ECHO_OF_ONE = 0.35, 0.85
"""Likeness from which two facts echo each other; and the share that has to be new in a fact that
is a perfect echo of one on the page, in between in proportion."""
SUBSTANCE = 40.0
"""Nats, five rare words, that are new in an echo which has something to say, unless it is LOUD."""
LOUD = 0.65
"""Likeness from which two facts are told in much the same words."""
ROOT = 5
"""Letters by which two words are akin (north, northern), where a stem is too strict."""
FIGURE = 8.0
"""Nats that a number weighs when it is asked what is new: as much as a rare word."""
MOST_CITED = 4
"""Sentences that a statement cites, each from another document."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A fact that earns a place: its text as it can stand alone, and the sentences behind it."""

    fact: Fact
    text: str
    evidence: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen facts in the order of the page, and the others, each with the reason."""

    chosen: tuple[Chosen, ...]
    left_off: tuple[LeftOff, ...]


def choose(story: Story) -> Choice:
    """Choose and order the facts of a story."""
    left_off: list[LeftOff] = []
    waiting: dict[int, Chosen] = {}
    documents = {document.id: document for document in story.documents}
    for number, fact in enumerate(story.facts):
        standing = _standing(fact, documents)
        if isinstance(standing, LeftOff):
            left_off.append(standing)
        else:
            waiting[number] = standing
    worth = {n: _worth(chosen.fact, _resonance(story, n)) for n, chosen in waiting.items()}
    page = _Page(story.echoes)
    while waiting:
        number = max(waiting, key=lambda n: (worth[n] - page.repeats(waiting[n]), -n))
        candidate = waiting.pop(number)
        repeated = page.repeated(number, candidate)
        if repeated:
            left_off.append(_left_off(candidate.fact, f"says nothing new beside: {repeated}"))
        else:
            page.add(number, candidate)
    left_off += page.prune(worth)
    return Choice(tuple(page.chosen.values()), tuple(left_off))


def quotations(draft: Draft) -> list[Draft]:
    """Return what stands in place of a refused draft: each of its facts in a source's words."""
    found = []
    for fact in draft.facts:
        sentence = next((s for s in fact.sentences if not dangling(s.text)), None)
        if sentence:
            text = without_connective(sentence.text)
            found.append(Draft(text, (fact,), (sentence,), "source"))
    return found


def _standing(fact: Fact, documents: Mapping[str, Document]) -> Chosen | LeftOff:
    """Return the fact in a form that stands alone, or why it is passed over."""
    if fact.standing == "outvoted":
        return _left_off(fact, "told under the differences between the accounts")
    for sentence in fact.sentences:
        if not dangling(sentence.text):
            others = tuple(s for s in fact.sentences if s is not sentence)
            return Chosen(fact, without_connective(sentence.text), _cited((sentence, *others)))
    for sentence in fact.sentences:
        previous = _previous(sentence, documents[sentence.document])
        text = resolved(sentence.text, previous.text) if previous else ""
        if text and previous:
            return Chosen(fact, text, (sentence, previous))
    opening = dangling(fact.best.text)
    return _left_off(fact, f'opens with "{opening}", and to what that refers is not certain')


def _previous(sentence: Sentence, document: Document) -> Sentence | None:
    before = [(start, end) for start, end in split(document.text) if end <= sentence.start]
    if not before:
        return None
    start, end = before[-1]
    return Sentence(document.id, start, end, document.text[start:end])


def _cited(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    first: dict[str, Sentence] = {}
    for sentence in sentences:
        first.setdefault(sentence.document, sentence)
    return tuple(first.values())[:MOST_CITED]


def _left_off(fact: Fact, reason: str) -> LeftOff:
    citations = tuple(Citation(s.document, s.start, s.end, s.text) for s in fact.sentences)
    return LeftOff(fact.best.text, reason, citations)


def _resonance(story: Story, number: int) -> float:
    """Return the support of a fact and, in part, of those that echo it (degree centrality)."""
    echoed = sum(
        score * story.facts[i if j == number else j].support
        for (i, j), score in story.echoes.items()
        if number in (i, j)
    )
    return story.facts[number].support + echoed


def _worth(fact: Fact, resonance: float) -> float:
    features = read(fact.best.text)
    worth = SUPPORT * log2(1 + resonance) + CENTRAL * fact.centrality + EARLY * fact.position
    worth += EXACT * bool(features.values)
    return worth - OVERTAKEN * (fact.standing == "overtaken")


class _Page:
    """The facts chosen so far, and what they say."""

    def __init__(self, echoes: Mapping[tuple[int, int], float]) -> None:
        self.chosen: dict[int, Chosen] = {}
        self._echoes = echoes

    def add(self, number: int, candidate: Chosen) -> None:
        self.chosen[number] = candidate

    def repeats(self, candidate: Chosen) -> float:
        return REPETITION * (1 - _new(candidate.text, self._told(self.chosen))[0])

    def repeated(self, number: int, candidate: Chosen) -> str:
        """Return the statement that makes a candidate needless, or an empty string."""
        others = [n for n in self.chosen if n != number]
        if not others:
            return ""
        told = self._told(others)
        if candidate.fact.support > 1 and read(candidate.text).values - told.values:
            return ""
        loudest = max(others, key=lambda n: self._echo(n, number))
        echo = self._echo(loudest, number)
        loudness = max(0.0, (echo - ECHO) / (1 - ECHO))
        limit = NOTHING_NEW + loudness * (ECHO_OF_ONE - NOTHING_NEW)
        new, weight = _new(candidate.text, told)
        faint = weight < SUBSTANCE or echo >= LOUD
        needless = new < NOTHING_NEW or (new < limit and faint)
        return self.chosen[loudest].text if needless else ""

    def prune(self, worth: Mapping[int, float]) -> list[LeftOff]:
        """Take off what those chosen later have made needless, the least worth first.

        The first fact stays, and so does one with more origins behind it than any that repeats it.
        """
        pruned = []
        for number in sorted(list(self.chosen)[1:], key=lambda n: (worth[n], -n)):
            support = self.chosen[number].fact.support
            rivals = (n for n in self.chosen if self._echo(n, number) >= ECHO)
            if support > max((self.chosen[n].fact.support for n in rivals), default=0):
                continue
            repeated = self.repeated(number, self.chosen[number])
            if repeated:
                fact = self.chosen.pop(number).fact
                pruned.append(_left_off(fact, f"says nothing new beside: {repeated}"))
        return pruned

    def _told(self, numbers: Iterable[int]) -> _Told:
        told = _Told()
        for number in numbers:
            features = read(self.chosen[number].text)
            told.stems.update(word[:ROOT] for word in features.stems)
            told.values.update(features.values)
        return told

    def _echo(self, one: int, other: int) -> float:
        return self._echoes.get((min(one, other), max(one, other)), 0.0)


@dataclass(slots=True)
class _Told:
    """What some statements say in all: the roots of their words, and their figures."""

    stems: set[str] = field(default_factory=set)
    values: set[float] = field(default_factory=set)


def _new(text: str, told: _Told) -> tuple[float, float]:
    """Return how much of a text's words and figures is not told yet: the share, and in nats."""
    own = {stem: weight for stem, weight in weights(text).items() if not stem[0].isdigit()}
    values = read(text).values
    total = sum(own.values()) + FIGURE * len(values)
    new = sum(weight for stem, weight in own.items() if stem[:ROOT] not in told.stems)
    new += FIGURE * len(values - told.values)
    return new / (total or 1.0), new
