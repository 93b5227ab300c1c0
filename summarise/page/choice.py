"""Which facts are told, in which order, and in which form they can stand alone.

The order is greedy: next is the fact that is worth most beside what the page tells already. Since a
word counts while it is new, a fact only loses as the page fills, and greedy is close to the best
page there is (submodular coverage: Lin and Bilmes, 2011). Nothing that has a figure, a name, a day
or a denial of its own is withheld for being near. Of the rest a fact is withheld if one statement
says what it does, or if all but a little of its words are told.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from itertools import chain, repeat

from summarise.language.reading import Figure, Reading, Vocabulary
from summarise.language.words import KIN
from summarise.page.alone import Alone, is_quotation
from summarise.page.fit import FULL
from summarise.page.verify import outlets_of, problems
from summarise.page.views import Views
from summarise.page.worth import AFFAIR, WEIGHTS, Worth, WorthWeights, news, span, worths
from summarise.story.facts import takes_as_known
from summarise.types import Fact, LeftOff, Sentence, Story, one_of_each

NOTHING_NEW = "says nothing new"
OVERTAKEN = "a later report has overtaken it"
ENOUGH = "its story has enough news without it"
MOST_BESIDE = 16
"""Statements of a story from which only news is added: pages that told opinions, reactions and what
leans on others while there was room were read blind beside shorter ones, and the shorter ones
preferred."""
FEW = 8
"""Statements of a story from which nothing is told again, and no opinion of its writers."""
ENDLESS = sys.maxsize
LITTLE = 0.25
"""Share of a fact's words, by weight, that is to be new beside what its story tells, where none of
its figures, names, days and denials is; "the ferry that sank was old" is news all the same."""
RETOLD = 0.3
"""Share of a fact, by weight, figures too, that is new beside what its story tells, from which it
is told where it stands; with less it tells again what is told, and comes last."""
SAME_FIGURES = 2
"""Figures of a fact, all of which one statement has, from which it tells the same again."""
DESCRIBES = frozenset(("", "time", "era"))
"""Units of figures that say who or when, and not how much: an age, a time of day, the 1950s."""
MUCH = 0.6
"""Share of the words of a fact, by weight, that the page, or the statement that it resembles, has
not told, from which it is news all the same. Of 29 statements on pages of ecbplus that resembled
one before them, that of the page takes 12 of the 18 that told it again for repeats, and 5 of 11."""
OWN = 0.5
"""Share of a fact's words, by weight, that are told nowhere else, from which it is no repeat."""
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
) -> Choice:
    """Order the facts of a story and return the first, ``most`` of them, with what they cite.

    ``scale`` is what the terms of worth weigh.
    """
    left_off: list[LeftOff] = []
    waiting: dict[int, Chosen] = {}
    alone = Alone(story.documents, vocabulary)
    for number, fact in enumerate(story.facts):
        if standing := alone.told(fact):
            waiting[number] = Chosen(fact, *standing)
        else:
            left_off.append(fact.left_off(alone.why_not(fact)))
    page = _Told()
    texts = {number: chosen.reading for number, chosen in waiting.items()}
    worth = worths(story, texts, vocabulary, scale)
    turns = _Turns(story, waiting, alone, worth)
    for number, limit in chain(zip(turns.news(page), repeat(ENDLESS)), turns.rest(page)):
        chosen = waiting[number]
        off = _withheld(chosen, page)
        if not off and most is not None and len(page.chosen) >= min(most, limit):
            off = chosen.fact.left_off(FULL if len(page.chosen) >= most else ENOUGH)
        if off:
            left_off.append(off)
        else:
            page.add(chosen)
    kept, again = _once(page.chosen)
    outlets = outlets_of(story.documents)
    cited = (_cited(one, story, outlets) for one in kept)
    return Choice(tuple(cited), (*left_off, *again))


def _withheld(chosen: Chosen, page: _Told) -> LeftOff | None:
    """Return the record of a fact that is not to be told whatever room there is; else None."""
    fact, text = chosen.fact, chosen.reading
    if fact.standing == "outvoted" and page.new(text) < OUTVOTED:
        return fact.left_off("told under the differences between the accounts")
    if fact.standing == "overtaken" and page.chosen:
        return fact.left_off(OVERTAKEN)
    if repeated := page.repeated(chosen):
        return replace(fact.left_off(NOTHING_NEW), beside=repeated.evidence[0].cited())
    if page.chosen and page.tells_nearly_all(text):
        return fact.left_off("says little that is new")
    return None


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
        self.figures: set[Figure] = set()
        self._denied: set[str] = set()
        self._done: set[str] = set()
        self._unsure: set[str] = set()
        self._by_sentence: dict[str, Chosen] = {}
        self._sentences: set[str] = set()
        self._of_report: dict[str, set[str]] = defaultdict(set)

    def add(self, chosen: Chosen) -> None:
        """Put a fact at the end of the page."""
        text = chosen.reading
        self.chosen.append(chosen)
        if not text.frame:  # which tells nothing of what it is about
            self.roots.update(stem[:KIN] for stem in text.stems)
            self.figures |= text.figures
            self._denied |= text.polarity.denied
            self._done.update(set(text.stems) - text.polarity.unsure)
            self._unsure |= text.polarity.unsure
        self._by_sentence[chosen.evidence[0].id] = chosen
        self._of_report[chosen.evidence[0].document].update(text.stems)
        self._sentences.update(sentence.id for sentence in chosen.fact.sentences)

    def new(self, text: Reading) -> float:
        """Return the share of a text's words, by weight, that are not told yet; figures apart."""
        return _own_words(text, self.roots)

    def knows(self, text: Reading) -> bool:
        """Whether all figures, names, days and denials of a text are told, and how sure it is.

        "Tried to rob" is not told by "robbed", nor "decided on a ban" by "is considering a ban".
        """
        named = {text.vocabulary.lexeme(name).stem[:KIN] for name in text.names | text.weekdays}
        denied = text.polarity.denied
        unsure = text.polarity.unsure
        as_sure = (
            unsure <= self._unsure and not ({*text.stems} - unsure) & self._unsure - self._done
        )
        told = text.figures <= self.figures and named <= self.roots and denied <= self._denied
        return told and as_sure

    def names(self, things: Iterable[tuple[str, str]]) -> bool:
        """Whether all things are told of, by their stems, or of one report by that report."""
        return all(
            stem in self._of_report[report] if report else stem[:KIN] in self.roots
            for stem, report in things
        )

    def tells_nearly_all(self, text: Reading) -> bool:
        """Whether a text has little to say beside what is told, and nothing that is certain."""
        known = self.new(text) < LITTLE and self.knows(text)
        return known and not takes_as_known(text) and not text.frame

    def tells_again(self, chosen: Chosen) -> bool:
        """Whether a fact tells again what is told, in other words or nearly without new ones."""
        if not chosen.fact.echoes.isdisjoint(self._sentences):
            return True
        if not chosen.fact.resembles.isdisjoint(self._sentences) and self._adds_little(chosen):
            return True
        figures = chosen.reading.figures
        counted = sum(not part for part, _ in figures) >= SAME_FIGURES
        if counted and any(figures <= c.reading.figures for c in self.chosen):
            return True
        return news(chosen.reading, self.roots, self.figures) < RETOLD

    def _adds_little(self, chosen: Chosen) -> bool:
        """Whether a fact adds little to the page and to one that it resembles."""
        text = chosen.reading
        about = takes_as_known(text) or text.quotes
        if about or self.new(text) >= MUCH or self.counts(text):
            return False
        alike = (other.reading for other in self.chosen if _echoes(chosen, other))
        told = ({stem[:KIN] for stem in reading.stems} for reading in alike)
        return any(_own_words(text, roots) < MUCH for roots in told)

    def counts(self, text: Reading) -> bool:
        """Whether a text says how much or how many of something, and the page does not."""
        counted = (q for q in text.quantities if q.unit not in DESCRIBES)
        return any(("", quantity.value) not in self.figures for quantity in counted)

    def repeated(self, chosen: Chosen) -> Chosen | None:
        """Return the fact that says what another one does, if all else of that is told as well."""
        fact = chosen.fact
        if chosen.evidence[0] != fact.best or not self.knows(chosen.reading):
            return None
        homes = (self._by_sentence[name] for name in fact.said if name in self._by_sentence)
        return min(homes, key=self.chosen.index, default=None)


class _Turns:
    """In which order the facts of a story have their turn: the news, and what comes behind it.

    What takes a thing as known has it as soon as the page has told of that. Of an affair each
    report is a part, whose first sentence comes before the second of another.
    """

    def __init__(
        self, story: Story, waiting: Mapping[int, Chosen], alone: Alone, worth: Mapping[int, Worth]
    ) -> None:
        views = Views(story)
        self._worth, self._waiting = worth, waiting
        self._texts = {number: chosen.reading for number, chosen in waiting.items()}
        self._leans = {n: alone.leans_on(one.text, one.evidence[0]) for n, one in waiting.items()}
        self._views, self._opinions, self._heads = set[int](), set[int](), set[int]()
        reports = set[str]()
        for number in sorted(waiting, key=lambda n: waiting[n].evidence[0].start):
            one = waiting[number]
            first = one.evidence[0].document
            documents = [sentence.document for sentence in one.evidence]
            if views.is_view(one.text, documents):
                self._views.add(number)
                if views.is_opinion(one.text, documents):
                    self._opinions.add(number)
            elif first not in reports:
                self._heads.add(number)
                reports.add(first)
        if span(story.documents) < AFFAIR:
            self._heads.clear()
        self.behind: list[tuple[int, int]] = []

    def news(self, page: _Told) -> Iterator[int]:
        """Yield the numbers of the news, and keep what is told again or leans on what is not."""
        unclear: list[int] = []
        rest = self._texts.keys() - self._views - self._heads
        for number in chain(self._ordered(self._heads, page), self._ordered(rest, page)):
            one = self._waiting[number]
            again = page.tells_again(one)
            if again or one.fact.standing == "overtaken":
                limit = FEW if again and not page.counts(one.reading) else MOST_BESIDE
                self.behind.append((number, limit))
                continue
            unclear.append(number)
            for clear in [n for n in unclear if page.names(self._leans[n])]:
                unclear.remove(clear)
                yield clear
        self.behind += zip(unclear, repeat(MOST_BESIDE))

    def rest(self, page: _Told) -> Iterator[tuple[int, int]]:
        """Yield the numbers of the views, and then of what else is no news.

        With each stands how many statements a story is to have at most before it.
        """
        enough = len(page.chosen) >= FEW
        for number in self._ordered(self._views, page):
            yield number, FEW if enough and number in self._opinions else MOST_BESIDE
        yield from self.behind

    def _ordered(self, numbers: Iterable[int], page: _Told) -> Iterator[int]:
        def value(number: int) -> float:
            return self._worth[number].beside(self._texts[number], page.roots, page.figures)

        return _ordered(numbers, value)


class _Count:
    """How many of some facts say each root, figure and denial."""

    def __init__(self, chosen: Iterable[Chosen]) -> None:
        self._said = Counter(said for one in chosen for said in _says(one.reading))

    def remove(self, one: Chosen) -> None:
        """Count one of the facts no more."""
        self._said.subtract(_says(one.reading))

    def tell(self, one: Chosen) -> bool:
        """Whether the others say all that one names, counts and denies, and most of its words."""
        text = one.reading
        own = {said for said in _says(text) if self._said[said] < 2}
        named = {text.vocabulary.lexeme(name).stem[:KIN] for name in text.names | text.weekdays}
        if not named.isdisjoint(own) or not own <= _roots(text):
            return False
        new = sum(weight for stem, weight in text.weights.items() if stem[:KIN] in own)
        return new < OWN * sum(text.weights.values())


def _own_words(text: Reading, roots: Set[str]) -> float:
    """Return the share of a text's words, by weight, figures apart, that are of no such root."""
    weights = {stem: w for stem, w in text.weights.items() if not stem[0].isdigit()}
    own = sum(w for stem, w in weights.items() if stem[:KIN] not in roots)
    return own / (sum(weights.values()) or 1.0)


def _roots(text: Reading) -> set[Hashable]:
    return {stem[:KIN] for stem in text.stems if not stem[0].isdigit()}


def _says(text: Reading) -> set[Hashable]:
    return {*_roots(text), *text.figures, *(("not", stem) for stem in text.polarity.denied)}


def _once(chosen: Sequence[Chosen]) -> tuple[list[Chosen], list[LeftOff]]:
    """Return the facts without what repeats: all that it says is said, most of it by one other.

    That is one before it that it echoes, or one with all of its figures, and more, which has its
    place then.
    """
    kept, off = [*chosen], list[LeftOff]()
    count = _Count(chosen)
    for one in reversed(chosen[1:]):
        place = kept.index(one)
        home = next((o for o in kept[:place] if _echoes(one, o)), None)
        home = home or next(
            (o for o in kept if o is not kept[0] and _has_more_figures(o, one)), None
        )
        plain = not one.reading.frame and not takes_as_known(one.reading)
        if home and plain and count.tell(one):
            count.remove(one)
            kept[place] = home
            kept = list(dict.fromkeys(kept))
            left = one.fact.left_off(NOTHING_NEW)
            off.append(replace(left, beside=home.evidence[0].cited()))
    return kept, off


def _echoes(one: Chosen, other: Chosen) -> bool:
    return any(sentence.id in one.fact.resembles for sentence in other.fact.sentences)


def _has_more_figures(one: Chosen, other: Chosen) -> bool:
    few = sum(not part for part, _ in other.reading.figures)
    return few >= SAME_FIGURES and other.reading.figures < one.reading.figures


def _ordered(numbers: Iterable[int], value: Callable[[int], float]) -> Iterator[int]:
    """Yield the numbers of facts, the most worth beside what the page tells first.

    A fact only loses while the page fills: what was worth most and still is, is next (the lazy
    greedy algorithm of Minoux, 1978).
    """
    heap = [(-value(number), number) for number in numbers]
    heapify(heap)
    while heap:
        _, number = heappop(heap)
        now = value(number)
        if heap and (-now, number) > heap[0]:
            heappush(heap, (-now, number))
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
