"""Which facts earn a place on the page, in which order, and which only repeat others.

The order is greedy: next is the fact that is worth most beside what the page tells already. Since a
word counts while it is new, a fact only loses as the page fills, and greedy is close to the best
page there is (submodular coverage: Lin and Bilmes, 2011).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from summarise.meaning.rarity import weights
from summarise.text.openings import dangling, resolved, without_connective
from summarise.text.sentences import split
from summarise.types import MOST_CITED, Document, Fact, LeftOff, Sentence, Story
from summarise.write.novelty import Page
from summarise.write.worth import WEIGHTS, Weights, Worth, worths

_QUOTED = re.compile(
    r"[\"“„«][^\"“”„«»]*(?:[\"”»]|$)"  # from the mark that opens it
    r"|^[^\"“”„«»]*[\"”»]$"  # or, of the last sentence of a quotation, to the mark that closes it
)


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


def choose(story: Story, scale: Weights = WEIGHTS) -> Choice:
    """Choose and order the facts of a story; ``scale`` is what the terms of worth weigh."""
    left_off: list[LeftOff] = []
    waiting: dict[int, Chosen] = {}
    before = _Before(story.documents)
    for number, fact in enumerate(story.facts):
        standing = _standing(fact, before)
        if isinstance(standing, LeftOff):
            left_off.append(standing)
        else:
            waiting[number] = standing
    worth = worths(story, {number: chosen.text for number, chosen in waiting.items()}, scale)
    page = Page(story.echoes)
    repeats = [*_fill(page, waiting, worth), *_needless(page, waiting, worth)]
    left_off += [_repeats(waiting[number], waiting[repeated]) for number, repeated in repeats]
    return Choice(tuple(waiting[number] for number in page.numbers), tuple(left_off))


def passed_over(story: Story) -> dict[int, LeftOff]:
    """Return the facts of a story, by number, that earn no place beside the others, and why."""
    reasons = {off.citations: off for off in choose(story).left_off}
    cited = {n: tuple(s.cited() for s in fact.sentences) for n, fact in enumerate(story.facts)}
    return {n: reasons[citations] for n, citations in cited.items() if citations in reasons}


def _fill(
    page: Page, waiting: Mapping[int, Chosen], worth: Mapping[int, Worth]
) -> Iterator[tuple[int, int]]:
    """Put facts on the page, the most worth first; yield those passed over, and what they repeat.

    A fact only loses while the page fills: what was worth most and still is, is next (the lazy
    greedy algorithm of Minoux, 1978).
    """
    heap = [(-worth[number].alone, number) for number in waiting]
    heapify(heap)
    while heap:
        _, number = heappop(heap)
        candidate = waiting[number]
        value = _value(worth[number], page)
        if heap and (-value, number) > heap[0]:
            heappush(heap, (-value, number))
            continue
        repeated = page.repeated(number, candidate.text, candidate.fact.support)
        if repeated is None:
            page.add(number, candidate.text)
        else:
            yield number, repeated


def _value(worth: Worth, page: Page) -> float:
    """Return what a fact is worth beside those that the page tells already."""
    return worth.own + sum(w for stem, w in worth.words.items() if not page.tells(stem))


def _needless(
    page: Page, waiting: Mapping[int, Chosen], worth: Mapping[int, Worth]
) -> Iterator[tuple[int, int]]:
    """Take off the page what those chosen later have made needless, the least worth first.

    Yields pairs of a fact and one that repeats it. The first fact stays, and so does one with more
    origins behind it than any that echoes it.
    """
    for number in sorted(page.numbers[1:], key=lambda n: (worth[n].alone, -n)):
        candidate = waiting[number]
        support = candidate.fact.support
        if support > max((waiting[n].fact.support for n in page.echoing(number)), default=0):
            continue
        page.remove(number, candidate.text)
        repeated = page.repeated(number, candidate.text, support)
        if repeated is None:
            page.restore(number, candidate.text)
        else:
            yield number, repeated


def _repeats(candidate: Chosen, other: Chosen) -> LeftOff:
    return _left_off(candidate.fact, f"says nothing new beside: {other.text}")


def _standing(fact: Fact, before: _Before) -> Chosen | LeftOff:
    """Return the fact in a form that stands alone, or why it is passed over."""
    if fact.standing == "outvoted":
        return _left_off(fact, "told under the differences between the accounts")
    for sentence in fact.sentences:
        if not dangling(sentence.text) and not _speakerless(sentence.text):
            others = tuple(s for s in fact.sentences if s is not sentence)
            return Chosen(fact, without_connective(sentence.text), _cited((sentence, *others)))
    for sentence in fact.sentences:
        previous = before(sentence)
        text = resolved(sentence.text, previous.text) if previous else ""
        if text and previous:
            return Chosen(fact, text, (sentence, previous))
    opening = dangling(fact.best.text)
    if not opening:
        return _left_off(fact, "a quotation that does not say who speaks")
    return _left_off(fact, f'opens with "{opening}", and to what that refers is not certain')


def _speakerless(text: str) -> bool:
    """Whether a sentence is a quotation, or a piece of one, and nothing else."""
    outside = _QUOTED.sub(" ", text.strip())
    return outside != text.strip() and not weights(outside)


class _Before:
    """Finds the sentence before a sentence."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        self._spans: dict[str, list[tuple[int, int]]] = {}

    def __call__(self, sentence: Sentence) -> Sentence | None:
        document = self._documents[sentence.document]
        if document.id not in self._spans:
            self._spans[document.id] = split(document.text)
        spans = self._spans[document.id]
        place = bisect_left(spans, (sentence.start, 0)) - 1
        if place < 0:
            return None
        start, end = spans[place]
        return Sentence(document.id, start, end, document.text[start:end])


def _cited(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    first: dict[str, Sentence] = {}
    for sentence in sentences:
        first.setdefault(sentence.document, sentence)
    return tuple(first.values())[:MOST_CITED]


def _left_off(fact: Fact, reason: str) -> LeftOff:
    citations = tuple(sentence.cited() for sentence in fact.sentences)
    return LeftOff(fact.best.text, reason, citations)
