"""Which facts are told, in which order, and in which form they can stand alone.

The order is greedy: next is the fact that is worth most beside what the page tells already. Since a
word counts while it is new, a fact only loses as the page fills, and greedy is close to the best
page there is (submodular coverage: Lin and Bilmes, 2011). Nothing that has a figure, a name, a day
or a denial of its own is withheld for being near. Of the rest a fact is withheld if one statement
says what it does, or if all but a little of its words are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from summarise.language.reading import Reading, Vocabulary
from summarise.language.words import KIN
from summarise.page.alone import Alone, is_quotation
from summarise.page.fit import FULL
from summarise.page.verify import outlets_of, problems
from summarise.page.worth import WEIGHTS, Worth, WorthWeights, worths
from summarise.story.facts import takes_as_known
from summarise.types import Fact, LeftOff, Sentence, Story, one_of_each

NOTHING_NEW = "says nothing new"
ENOUGH = "its story has as many statements as one story is given"
LITTLE = 0.25
"""Share of a fact's words, by weight, that is to be new beside what its story tells, where none of
its figures, names, days and denials is; "the ferry that sank was old" is news all the same."""
OUTVOTED = 0.5
"""Share of an outvoted fact's words that are not told, by weight, from which it has more to say
than what is told of it under the differences."""


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
    story: Story,
    vocabulary: Vocabulary,
    most: int | None = None,
    scale: WorthWeights = WEIGHTS,
    beyond: str = FULL,
) -> Choice:
    """Order the facts of a story and return the first, ``most`` of them, with what they cite.

    ``scale`` is what the terms of worth weigh, ``beyond`` why those after the first are left off.
    """
    left_off: list[LeftOff] = []
    waiting: dict[int, Chosen] = {}
    alone = Alone(story.documents, vocabulary)
    for number, fact in enumerate(story.facts):
        if standing := alone.told(fact):
            waiting[number] = Chosen(fact, *standing)
        else:
            left_off.append(fact.left_off(alone.why_not(fact)))
    texts = {number: chosen.reading for number, chosen in waiting.items()}
    page = _Told()
    for number in _ordered(texts, worths(story, texts, vocabulary, scale), page):
        chosen = waiting[number]
        repeated = page.repeated(chosen)
        if chosen.fact.standing == "outvoted" and page.new(chosen.reading) < OUTVOTED:
            left_off.append(chosen.fact.left_off("told under the differences between the accounts"))
        elif repeated:
            off = chosen.fact.left_off(NOTHING_NEW)
            left_off.append(replace(off, beside=repeated.evidence[0].cited()))
        elif page.chosen and page.tells_nearly_all(chosen.reading):
            left_off.append(chosen.fact.left_off("says little that is new"))
        elif most is not None and len(page.chosen) >= most:
            left_off.append(chosen.fact.left_off(beyond))
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

    def new(self, text: Reading) -> float:
        """Return the share of a text's words, by weight, that are not told yet; figures apart."""
        weights = {stem: w for stem, w in text.weights.items() if not stem[0].isdigit()}
        new = sum(w for stem, w in weights.items() if stem[:KIN] not in self.roots)
        return new / (sum(weights.values()) or 1.0)

    def knows(self, text: Reading) -> bool:
        """Whether all figures, names, days and denials of a text are told."""
        named = {text.vocabulary.lexeme(name).stem[:KIN] for name in text.names | text.weekdays}
        denied = text.polarity.denied
        return text.values <= self.values and named <= self.roots and denied <= self._denied

    def tells_nearly_all(self, text: Reading) -> bool:
        """Whether a text has little to say beside what is told, and nothing that is certain."""
        return self.new(text) < LITTLE and self.knows(text) and not takes_as_known(text)

    def repeated(self, chosen: Chosen) -> Chosen | None:
        """Return the fact that says what another one does, if all else of that is told as well."""
        fact = chosen.fact
        if chosen.evidence[0] != fact.best or not self.knows(chosen.reading):
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
    if not is_quotation(chosen.text, [first.reading]):
        return replace(chosen, fact=replace(chosen.fact, support=1))
    carries: dict[Reading, bool] = {first.reading: True}
    for text in {sentence.reading for sentence in others} - {first.reading}:
        carries[text] = not problems(chosen.reading, [text], outlets)
    cited = [sentence for sentence in chosen.evidence if carries[sentence.reading]]
    origins = {story.origins.get(sentence.document, sentence.document) for sentence in cited}
    fact = replace(chosen.fact, support=len(origins))
    return replace(chosen, fact=fact, evidence=one_of_each(cited))
