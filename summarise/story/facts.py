"""Sentences into facts: who states the same thing, and who says all that another one says.

The two are not one. Who states the same thing (``Clustering.groups``) says how many tell of it. A
sentence stands behind another one, and is not told by itself, only if everything it says is said
there: it has no figure, day, name or denial of its own, and its words are there in one form or
another (``Telling``). What one report alone adds is a fact of its own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from summarise.language.clusters import average_link, candidate_pairs
from summarise.language.openings import dangling, ends
from summarise.language.reading import Reading
from summarise.language.similarity import Comparison, common
from summarise.story.apart import (
    changed,
    incompatible,
    less_sure,
    opposed,
    other_stage,
    reordered,
    same_predicate,
)
from summarise.story.conflicts import conflicts
from summarise.story.points import Conflict, Pair, foreign_names
from summarise.types import Dropped, Sentence

SAME = 0.40
"""Likeness in both ways (``Likeness.both``) from which two sentences are one fact, where nothing
keeps them apart. Sets disagree: as shipped, F1 is best at .60 on sts_news, at .40 on mrpc, at .25
on ecbplus, BCubed of pools at .30; false merges (bump) do not depend on it."""
REPELLED = -1.0
"""Likeness of two sentences that are another fact each, though nothing that accounts differ on:
they don't share a group unless most of it holds them together."""
ABOUT_THE_SAME = 0.50
"""Echo from which a contradiction between two sentences is a difference worth telling."""
SAID = 0.70
"""Share of the words of a sentence, and of those of its main clause, that another one has in one
form or another, from which it says what the sentence does, figures and names apart."""
TWICE, LESS = 0.85, 0.20
"""Echo from which less will do, since it tells one thing in other words; and how much less for a
perfect one. Not where one sentence is about what the other tells: "the ferry that sank was old"."""
ECHOED = 0.9
"""Echo from which a sentence tells again what another one does, in whatever words: of 20 pairs on
pages that were read all 9 above it did. From .85 on it is news about the same thing, too."""
RESEMBLES = 0.75
"""Echo from which it does where all that it names and counts is told as well."""
SHORT, LONG = 8, 34
"""Words: between these a sentence is neither a fragment nor a burden."""
_AUXILIARY = (
    r"(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|did|does|do)"
)
_KNOWN = re.compile(
    rf"(?<=\w) (?:who|which|that) (?!{_AUXILIARY}\b)\w[^,;:.]*?(?= {_AUXILIARY}\b)"
    r"|(?<=\w) (?:who|which|that|whose|where) [^,;:.]*"
)
"""A clause that says which one is meant, and takes it as known: "the ferry that sank"."""
_BESIDE = re.compile(
    r"\b(?:as|after|when|while|since|before|following|amid|despite) [^,;:.]*", re.I
)
"""A clause that says what else was going on."""
_LABEL = re.compile(r"[^\W\d_]+: ")
"""The opening of an entry in a list ("Cost: 840 million"), which is hardly a sentence."""
FIGURE = 8.0
"""Nats that a figure says: as much as a rare word."""
FIXED_COST = 24
"""Words that any sentence costs: a second short one takes more of a page than a clause more. ROUGE
on neus_allsides hardly changes from 10 to 48; with less the sentence that is chosen leans on others
("signed the deal")."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sentences (by number) that contradict each other on a point, and how alike they are."""

    one: int
    other: int
    conflict: Conflict
    score: float


@dataclass(frozen=True, slots=True)
class Clustering:
    """Sentences that state the same, as lists of sentence numbers, and the clashes among them.

    ``facts`` are the sentences that say most, each with those of which it says all; ``said`` maps
    the first of a fact to those which say what it does, but for figures and names, ``echoes`` to
    those that tell the same in other words, ``resembles`` to those that may.
    """

    groups: tuple[tuple[int, ...], ...]
    clashes: tuple[Clash, ...]
    facts: tuple[tuple[int, ...], ...]
    said: Mapping[int, frozenset[int]]
    echoes: Mapping[int, frozenset[int]]
    resembles: Mapping[int, frozenset[int]]


def cluster(sentences: Sequence[Sentence], compare: Comparison) -> Clustering:
    """Group the sentences of one story; ``compare`` knows their texts.

    Sentences that claim the same in the same words are compared with others once, by the first.
    """
    wordings = _wordings(sentences)
    firsts = [members[0] for members in wordings]
    texts = [sentences[i].reading for i in firsts]
    telling = Telling(texts, compare)
    edges: dict[tuple[int, int], float] = {}
    apart: list[tuple[int, int]] = []
    clashes: list[Clash] = []
    echoes: dict[int, set[int]] = defaultdict(set)
    resembles: dict[int, set[int]] = defaultdict(set)
    for a, b in candidate_pairs([text.weights for text in texts]):
        if compare.far(texts[a], texts[b]):
            continue
        found = compare(texts[a], texts[b])
        if found.echo < ABOUT_THE_SAME and found.both < SAME:
            continue
        verdict = Relation(texts[a], texts[b], compare.cosine(texts[a], texts[b]))
        if found.echo >= ECHOED:
            echoes[a].add(b)
            echoes[b].add(a)
        if found.echo >= RESEMBLES and verdict.retold:
            resembles[a].add(b)
            resembles[b].add(a)
        for conflict in verdict.conflicts:
            clash = Clash(firsts[a], firsts[b], conflict, found.echo)
            clashes += _spread(clash, wordings[a], wordings[b])
        if verdict.conflicts:
            apart.append((a, b))
        elif not verdict.altered:
            telling.add(a, b, found.echo)
        edges[a, b] = verdict.edge(found.both)
    groups = average_link(len(wordings), edges, SAME, apart)
    said, echoed, alike = (
        {firsts[a]: frozenset(i for b in homes for i in wordings[b]) for a, homes in of.items()}
        for of in (telling.said, echoes, resembles)
    )
    facts = _spelled(telling.facts(), wordings)
    return Clustering(_spelled(groups, wordings), tuple(clashes), facts, said, echoed, alike)


class Telling:
    """Which texts (by number) say what others say: but for figures and names, and all of it."""

    def __init__(self, texts: Sequence[Reading], compare: Comparison) -> None:
        self._texts = texts
        self._compare = compare
        self.said: dict[int, set[int]] = defaultdict(set)
        self._whole: dict[int, set[int]] = defaultdict(set)

    def add(self, a: int, b: int, echo: float) -> None:
        """Compare two texts that don't contradict each other, in both directions."""
        one, other = self._texts[a], self._texts[b]
        about = takes_as_known(one) or takes_as_known(other)
        needed = SAID - (0 if about else LESS * max(0.0, echo - TWICE) / (1 - TWICE))
        for claim, text in ((a, b), (b, a)):
            if self._says(self._texts[claim], self._texts[text], needed):
                self.said[claim].add(text)
                if not own(self._texts[claim], self._texts[text]):
                    self._whole[claim].add(text)

    def _says(self, claim: Reading, text: Reading, needed: float) -> bool:
        """Whether a text has so much of the words of a claim, and of those of its main clause."""
        if self._compare.share(claim, text) < needed:
            return False
        main = _BESIDE.sub(" ", _KNOWN.sub(" ", claim.text))
        return self._compare.share(claim.vocabulary.read(main), text) >= needed

    def facts(self) -> list[list[int]]:
        """Return the texts that say most, each with those of the others that it says all of.

        The richest come first; one that leans on what is before it stands for no other. Of those
        that say all that the others of their row do the best to read stands for it.
        """
        rows: dict[int, list[int]] = {}
        for number in sorted(range(len(self._texts)), key=self._poverty):
            homes = [home for home in self._whole[number] if home in rows]
            if homes:
                rows[max(homes, key=lambda home: self._shared(number, home))].append(number)
            else:
                rows[number] = [number]
        return [self._best_first(row) for _, row in sorted(rows.items())]

    def _shared(self, number: int, home: int) -> tuple[float, int]:
        return common(self._texts[number], self._texts[home]), -home

    def _poverty(self, number: int) -> tuple[bool, float, int]:
        text = self._texts[number]
        said = sum(text.weights.values()) + FIGURE * len(text.values)
        return bool(dangling(text.text)), -said, number

    def _best_first(self, row: Sequence[int]) -> list[int]:
        whole = [n for n in row if all(n == other or n in self._whole[other] for other in row)]
        order = {text: place for place, text in enumerate(ordered([self._texts[n] for n in row]))}
        return sorted(row, key=lambda n: (n not in (whole or row[:1]), order[self._texts[n]]))


def takes_as_known(text: Reading) -> bool:
    """Whether a sentence says something new about what it takes as known: "the ferry that sank"."""
    return bool(_KNOWN.search(text.text))


def own(claim: Reading, text: Reading) -> bool:
    """Whether a claim has a figure, a day, a name or a denial that a text does not have.

    Nor is it the same thing if one has it as tried, weighed or possible, and the other as done.
    """
    days = claim.weekdays - text.weekdays
    return bool(
        days
        or (claim.has("called_off") and not text.has("called_off"))
        or less_sure(claim, text)
        or less_sure(text, claim)
        or not claim.figures <= text.figures
        or not claim.polarity.denied <= text.polarity.denied
        or foreign_names(claim, text)
    )


class Relation:
    """What is between two sentences that are alike; ``cosine`` is that of their vectors.

    With ``conflicts`` they are not one fact in any company. Each of the rest is worked out when it
    is asked for: most pairs that are alike contradict each other, and that settles them.
    """

    def __init__(self, one: Reading, other: Reading, cosine: float | None) -> None:
        self._pair = Pair(one, other)
        self._cosine = cosine
        self.conflicts: Sequence[Conflict] = conflicts(self._pair)

    @cached_property
    def altered(self) -> bool:
        """Whether they say another thing in the same words."""
        one, other = self._pair.a, self._pair.b
        unlike = one.frame != other.frame
        return unlike or opposed(one, other) or changed(self._pair) or reordered(self._pair)

    @property
    def apart(self) -> bool:
        """Whether they are not one fact by themselves."""
        pair = self._pair
        return bool(self.conflicts) or self.altered or incompatible(pair.a, pair.b)

    @property
    def retold(self) -> bool:
        """Whether one may tell the other again, with other figures and names around it."""
        differ = bool(self.conflicts) or self.altered
        return not differ and not other_stage(self._pair.a, self._pair.b)

    @property
    def same_point(self) -> bool:
        """Whether they say something of the same, where neither is altered."""
        return same_predicate(self._pair.a, self._pair.b, self._cosine)

    def edge(self, likeness: float) -> float:
        """Return what holds the two together in one fact, of how alike they are."""
        if self.apart:
            return REPELLED
        return likeness if self.same_point else 0.0


def _wordings(sentences: Sequence[Sentence]) -> list[list[int]]:
    """Return the numbers of the sentences with the same words and claims, ordered by the first."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    keys: dict[Reading, Hashable] = {}
    for number, sentence in enumerate(sentences):
        if sentence.reading not in keys:
            keys[sentence.reading] = _wording(sentence.reading)
        found[keys[sentence.reading]].append(number)
    return list(found.values())


def _wording(text: Reading) -> Hashable:
    """Return a sentence's words, folded, and what it claims with them.

    Stems alone won't do: "will open" and "will not open", "signs" and "signed" have the same. Nor
    will words: "-5" and "5" have the same, and what is denied may hang on a comma.
    """
    return (
        tuple(token.folded for token in text.tokens),
        tuple((quantity.value, quantity.unit) for quantity in text.quantities),
        tuple(date[:3] for date in text.dates),
        text.names,
        text.lead_name,
        text.polarity,
    )


def _spread(clash: Clash, ones: Sequence[int], others: Sequence[int]) -> Iterator[Clash]:
    """Yield a clash for each sentence with the wording of one side, not for each pair of them."""
    yield clash
    for one in ones[1:]:
        yield replace(clash, one=one)
    for other in others[1:]:
        yield replace(clash, other=other)


def _spelled(
    groups: Iterable[Iterable[int]], wordings: Sequence[Sequence[int]]
) -> tuple[tuple[int, ...], ...]:
    """Return groups of wordings as groups of the sentences that have them."""
    return tuple(tuple(i for a in group for i in wordings[a]) for group in groups)


def ordered(texts: Sequence[Reading]) -> list[Reading]:
    """Return texts that state one thing, best to read first.

    That is the one that says most of what all say with least: it is judged by the words that its
    fellows use as well (a centroid within the fact: Radev et al., 2004) for each word it takes.
    """
    counts = Counter(stem for text in texts for stem in text.weights)
    return sorted(texts, key=lambda text: -_worth(text, counts, len(texts)))


def _worth(text: Reading, counts: Counter[str], size: int) -> float:
    """Return what a sentence says of what the others say as well, less what it costs to read.

    ``counts`` says how many of the fact's ``size`` wordings use a stem.
    """
    said = sum(weight * counts[stem] / size for stem, weight in text.weights.items())
    words = len(text.text.split())
    cost = max(0, words - LONG) / LONG + max(0, SHORT - words) / SHORT
    return said / (FIXED_COST + words) - 0.5 * cost - _flaws(text)


def _flaws(reading: Reading) -> float:
    """Return what stands against a sentence that is to stand for others."""
    text = reading.text
    flaws = 1.5 * bool(dangling(text))
    flaws += 0.4 * text.startswith(('"', "“", "‘", "'"))
    flaws += 0.4 * (not ends(text))
    flaws += 0.2 * text.endswith(("...", "…", ","))
    flaws += 0.3 * bool(reading.polarity.intended)
    flaws += 0.5 * bool(_LABEL.match(text))
    return flaws


def merges(fact: Sequence[Sentence], compare: Comparison) -> Iterator[Dropped]:
    """Yield the record of a fact: each sentence that stands behind the first one, and why.

    The rule is "exact" for the same words, else "near"; the score is how much of it is said there.
    """
    best = fact[0]
    for sentence in fact[1:]:
        exact = sentence.reading.stems == best.reading.stems
        share = 1.0 if exact else compare.share(sentence.reading, best.reading)
        rule = "exact" if exact else "near"
        yield Dropped(sentence.id, "sentence", best.id, rule, round(share, 3))
