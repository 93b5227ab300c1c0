"""Which facts are told, in which order, and in which form they can stand alone.

The order is greedy: next is the fact that is worth most beside what the page tells already. Since a
word counts while it is new, a fact only loses as the page fills, and greedy is close to the best
page there is (submodular coverage: Lin and Bilmes, 2011). Nothing is left off for being near. A
fact is withheld only if everything it says is told before it: one statement says what it does but
for figures and names, and those are told too.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from summarise.language.openings import dangling, resolved, without_connective
from summarise.language.reading import Reading, Vocabulary
from summarise.language.sentences import sentence as sentence_at
from summarise.language.sentences import split
from summarise.language.words import KIN, is_content, words
from summarise.page.fit import FULL
from summarise.page.verify import outlets_of, problems
from summarise.page.worth import WEIGHTS, Worth, WorthWeights, worths
from summarise.types import Document, Fact, LeftOff, Sentence, Story, one_of_each

_QUOTED = re.compile(
    r"[\"“„«][^\"“”„«»]*(?:[\"”»]|$)"  # from the mark that opens it
    r"|^[^\"“”„«»]*[\"”»]$"  # or, of the last sentence of a quotation, to the mark that closes it
)
NOTHING_NEW = "says nothing new"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A fact that earns a place: its text as it can stand alone, and the sentences behind it."""

    fact: Fact
    reading: Reading
    evidence: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The text as it can stand alone."""
        return self.reading.text


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen facts in the order of the page, and the others, each with the reason."""

    chosen: tuple[Chosen, ...]
    left_off: tuple[LeftOff, ...]


def choose(
    story: Story, vocabulary: Vocabulary, most: int | None = None, scale: WorthWeights = WEIGHTS
) -> Choice:
    """Order the facts of a story and return the first, ``most`` of them, with what they cite.

    ``scale`` is what the terms of worth weigh.
    """
    left_off: list[LeftOff] = []
    waiting: dict[int, Chosen] = {}
    before = _Before(story.documents, vocabulary)
    for number, fact in enumerate(story.facts):
        standing = _standing(fact, before, vocabulary)
        if isinstance(standing, LeftOff):
            left_off.append(standing)
        else:
            waiting[number] = standing
    texts = {number: chosen.reading for number, chosen in waiting.items()}
    page = _Told()
    for number in _ordered(texts, worths(story, texts, vocabulary, scale), page):
        chosen = waiting[number]
        repeated = page.repeated(chosen)
        if repeated:
            off = chosen.fact.left_off(NOTHING_NEW)
            left_off.append(replace(off, beside=repeated.evidence[0].cited()))
        elif most is not None and len(page.chosen) >= most:
            left_off.append(chosen.fact.left_off(FULL))
        else:
            page.add(chosen)
    outlets = outlets_of(story.documents)
    return Choice(tuple(_cited(one, story, outlets) for one in page.chosen), tuple(left_off))


def best_first(story: Story, vocabulary: Vocabulary) -> list[Fact]:
    """Return all facts of a story: those that the extract would tell first, in its order."""
    first = [chosen.fact for chosen in choose(story, vocabulary).chosen]
    known = {fact.best.id for fact in first}
    rest = (fact for fact in story.facts if fact.best.id not in known)
    return [*first, *sorted(rest, key=lambda fact: -fact.support)]


class _Told:
    """The facts chosen so far, and the roots and figures of all that they say."""

    def __init__(self) -> None:
        self.chosen: list[Chosen] = []
        self.roots: set[str] = set()
        self.values: set[float] = set()
        self._denied: set[str] = set()
        self._by_sentence: dict[str, Chosen] = {}

    def add(self, chosen: Chosen) -> None:
        """Put a fact at the end of the page."""
        text = chosen.reading
        self.chosen.append(chosen)
        self.roots.update(stem[:KIN] for stem in text.stems)
        self.values |= text.values
        self._denied |= text.polarity.denied
        self._by_sentence[chosen.evidence[0].id] = chosen

    def repeated(self, chosen: Chosen) -> Chosen | None:
        """Return the fact that says what another one does, if all else of that is told as well."""
        text, fact = chosen.reading, chosen.fact
        if chosen.evidence[0] != fact.best or not text.values <= self.values:
            return None
        named = {text.vocabulary.lexeme(name).stem[:KIN] for name in text.names | text.weekdays}
        if not (named <= self.roots and text.polarity.denied <= self._denied):
            return None
        homes = (self._by_sentence[name] for name in fact.said if name in self._by_sentence)
        return min(homes, key=self.chosen.index, default=None)


def _ordered(
    texts: Mapping[int, Reading], worth: Mapping[int, Worth], page: _Told
) -> Iterator[int]:
    """Yield the numbers of facts, the most worth beside what the page tells first.

    A fact only loses while the page fills: what was worth most and still is, is next (the lazy
    greedy algorithm of Minoux, 1978).
    """
    heap = [(-worth[number].alone, number) for number in texts]
    heapify(heap)
    while heap:
        _, number = heappop(heap)
        value = worth[number].beside(texts[number], page.roots, page.values)
        if heap and (-value, number) > heap[0]:
            heappush(heap, (-value, number))
            continue
        yield number


def _cited(chosen: Chosen, story: Story, outlets: Sequence[str]) -> Chosen:
    """Return a fact with the sentences that carry all of its text, and as many origins.

    One that carries a part is not cited. A sentence that leans on the one before is cited with it.
    """
    first, *others = chosen.evidence
    if dangling(first.text):
        return replace(chosen, fact=replace(chosen.fact, support=1))
    carries: dict[Reading, bool] = {first.reading: True}
    for text in {sentence.reading for sentence in others} - {first.reading}:
        carries[text] = not problems(chosen.reading, [text], outlets)
    cited = [sentence for sentence in chosen.evidence if carries[sentence.reading]]
    origins = {story.origins.get(sentence.document, sentence.document) for sentence in cited}
    fact = replace(chosen.fact, support=len(origins))
    return replace(chosen, fact=fact, evidence=one_of_each(cited))


def _standing(fact: Fact, before: _Before, vocabulary: Vocabulary) -> Chosen | LeftOff:
    """Return the fact in a form that stands alone, or why it is passed over."""
    for sentence in fact.sentences:
        if not dangling(sentence.text) and not _speakerless(sentence.text):
            text = vocabulary.read(without_connective(sentence.text))
            return Chosen(fact, text, (sentence, *fact.sentences))
    for sentence in fact.sentences:
        previous = before(sentence)
        told = resolved(sentence.text, previous.text) if previous else ""
        if told and previous:
            return Chosen(fact, vocabulary.read(told), (sentence, previous))
    opening = dangling(fact.best.text)
    if not opening:
        return fact.left_off("a quotation that does not say who speaks")
    return fact.left_off(f'opens with "{opening}", and to what that refers is not certain')


def _speakerless(text: str) -> bool:
    """Whether a sentence is a quotation, or a piece of one, and nothing else."""
    outside = _QUOTED.sub(" ", text.strip())
    return outside != text.strip() and not any(is_content(word.text) for word in words(outside))


class _Before:
    """Finds the sentence before a sentence."""

    def __init__(self, documents: Iterable[Document], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._documents = {document.id: document for document in documents}
        self._spans: dict[str, list[tuple[int, int]]] = {}

    def __call__(self, sentence: Sentence) -> Sentence | None:
        document = self._documents[sentence.document]
        if document.id not in self._spans:
            self._spans[document.id] = split(document.text)
        spans = self._spans[document.id]
        place = bisect_left(spans, (sentence.start, 0)) - 1
        return sentence_at(document, spans[place], self._vocabulary) if place >= 0 else None
