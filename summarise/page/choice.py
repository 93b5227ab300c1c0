"""Which facts earn a place on the page, in which order, and which only repeat others.

The order is greedy: next is the fact that is worth most beside what the page tells already. Since a
word counts while it is new, a fact only loses as the page fills, and greedy is close to the best
page there is (submodular coverage: Lin and Bilmes, 2011). What the page says already decides how
much of a sentence would be told for the first time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from summarise.language.reading import Reading, Vocabulary
from summarise.language.words import KIN
from summarise.page.alone import Alone
from summarise.page.worth import WEIGHTS, Worth, WorthWeights, worths
from summarise.types import ANOTHER, Fact, LeftOff, Sentence, Story

TOO_LITTLE_NEW = 0.20
"""Share of a fact that is new under which it only repeats the page."""
ECHO, ECHO_OF_ONE = 0.35, 0.70
"""Likeness from which two facts echo each other; and the share that has to be new in a fact that
is a perfect echo of one on the page, in between in proportion."""
SUBSTANCE = 40.0
"""Nats, five rare words, that are new in an echo which has something to say, unless it is LOUD."""
LOUD = 0.65
"""Likeness from which two facts are told in much the same words."""
ONE_FACT = 1.0
"""Echo of two facts that state the same by themselves, though their groups as a whole do not."""
FIGURE = 8.0
"""Nats that a number weighs when it is asked what is new: as much as a rare word."""


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


def choose(story: Story, vocabulary: Vocabulary, scale: WorthWeights = WEIGHTS) -> Choice:
    """Choose and order the facts of a story; ``scale`` is what the terms of worth weigh."""
    left_off: list[LeftOff] = []
    waiting: dict[int, Chosen] = {}
    alone = Alone(story.documents, vocabulary)
    for number, fact in enumerate(story.facts):
        if fact.standing == "outvoted":
            left_off.append(fact.left_off("told under the differences between the accounts"))
        elif standing := alone.told(fact):
            waiting[number] = Chosen(fact, *standing)
        else:
            left_off.append(fact.left_off(alone.why_not(fact)))
    texts = {number: chosen.reading for number, chosen in waiting.items()}
    worth = worths(story, texts, vocabulary, scale)
    page = Selection(story.echoes)
    repeats = [*_fill(page, waiting, worth), *_needless(page, waiting, worth)]
    left_off += [
        waiting[number].fact.left_off(f"says nothing new beside: {waiting[repeated].text}")
        for number, repeated in repeats
    ]
    return Choice(tuple(waiting[number] for number in page.numbers), tuple(left_off))


def best_first(story: Story, vocabulary: Vocabulary) -> list[Fact]:
    """Return all facts of a story: those that the extract would tell first, in its order."""
    first = [chosen.fact for chosen in choose(story, vocabulary).chosen]
    known = {fact.best.id for fact in first}
    rest = (fact for fact in story.facts if fact.best.id not in known)
    return [*first, *sorted(rest, key=lambda fact: -fact.support)]


def passed_over(story: Story, vocabulary: Vocabulary) -> dict[int, LeftOff]:
    """Return the facts of a story, by number, that earn no place beside the others, and why."""
    reasons = {off.citations: off for off in choose(story, vocabulary).left_off}
    cited = {n: tuple(s.cited() for s in fact.sentences) for n, fact in enumerate(story.facts)}
    return {n: reasons[citations] for n, citations in cited.items() if citations in reasons}


def _fill(
    page: Selection, waiting: Mapping[int, Chosen], worth: Mapping[int, Worth]
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
        words = worth[number].words
        value = worth[number].own + sum(w for stem, w in words.items() if not page.tells(stem))
        if heap and (-value, number) > heap[0]:
            heappush(heap, (-value, number))
            continue
        repeated = page.repeated(number, candidate.reading, candidate.fact.support)
        if repeated is None:
            page.add(number, candidate.reading)
        else:
            yield number, repeated


def _needless(
    page: Selection, waiting: Mapping[int, Chosen], worth: Mapping[int, Worth]
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
        page.remove(number, candidate.reading)
        repeated = page.repeated(number, candidate.reading, support)
        if repeated is None:
            page.restore(number, candidate.reading)
        else:
            yield number, repeated


class Selection:
    """The facts chosen so far, by number, and the roots and figures of all that they say.

    ``echoes`` maps pairs of facts (i < j) to their likeness.
    """

    def __init__(self, echoes: Mapping[tuple[int, int], float]) -> None:
        self.numbers: list[int] = []
        self._on_page: set[int] = set()
        self._roots: Counter[str] = Counter()
        self._values: Counter[float] = Counter()
        self._denied: Counter[str] = Counter()
        self._echoes: dict[int, dict[int, float]] = defaultdict(dict)
        for (i, j), score in echoes.items():
            self._echoes[i][j] = self._echoes[j][i] = score

    def add(self, number: int, text: Reading) -> None:
        """Put a fact at the end of the page."""
        self.numbers.append(number)
        self._on_page.add(number)
        self._count(text, 1)

    def remove(self, number: int, text: Reading) -> None:
        """Take a fact off the page."""
        self._place = self.numbers.index(number)
        self.numbers.remove(number)
        self._on_page.remove(number)
        self._count(text, -1)

    def restore(self, number: int, text: Reading) -> None:
        """Put the fact that was removed last back where it stood."""
        self.numbers.insert(self._place, number)
        self._on_page.add(number)
        self._count(text, 1)

    def tells(self, stem: str) -> bool:
        """Whether a word is on the page, in any form."""
        return self._roots[stem[:KIN]] > 0

    def echoing(self, number: int) -> Iterator[int]:
        """Yield the facts on the page that a fact echoes."""
        for other, score in self._echoes[number].items():
            if score >= ECHO and other in self._on_page:
                yield other

    def repeated(self, number: int, text: Reading, support: int) -> int | None:
        """Return the fact on the page that makes another one needless, or None."""
        if not self.numbers or any(not self._denied[word] for word in text.polarity.denied):
            return None  # a denial is news, whatever words it is in
        echoes = self._echoes[number]
        near = [other for other in echoes if other in self._on_page]
        loudest = max(near, key=lambda other: (echoes[other], -other), default=self.numbers[0])
        echo = echoes.get(loudest, 0.0)
        if echo >= ONE_FACT:
            return loudest
        if any(echoes[other] == ANOTHER for other in near):
            return None  # the same words say another thing
        if support > 1 and any(not self._values[value] for value in text.values):
            return None
        loudness = max(0.0, (echo - ECHO) / (1 - ECHO))
        limit = TOO_LITTLE_NEW + loudness * (ECHO_OF_ONE - TOO_LITTLE_NEW)
        new, substance = self._new(text)
        faint = substance < SUBSTANCE or echo >= LOUD
        needless = new < TOO_LITTLE_NEW or (new < limit and faint)
        return loudest if needless else None

    def _new(self, text: Reading) -> tuple[float, float]:
        """Return how much of a text's words and figures is not told yet: the share, and in nats."""
        own = {stem: weight for stem, weight in text.weights.items() if not stem[0].isdigit()}
        values = text.values
        total = sum(own.values()) + FIGURE * len(values)
        new = sum(weight for stem, weight in own.items() if not self._roots[stem[:KIN]])
        new += FIGURE * sum(not self._values[value] for value in values)
        return new / (total or 1.0), new

    def _count(self, text: Reading, by: int) -> None:
        for stem in text.stems:
            self._roots[stem[:KIN]] += by
        for value in text.values:
            self._values[value] += by
        for word in text.polarity.denied:
            self._denied[word] += by
