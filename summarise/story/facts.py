"""Sentences into facts: who states the same thing, and which merge is recorded by which rule.

A fact is stood for by the sentence that says most of what all say with least: it is judged by the
words that its fellows use as well (a centroid within the fact: Radev et al., 2004) for each word
that it takes. What one report alone adds to a fact is a fact of its own.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from summarise.language.clusters import average_link, candidate_pairs
from summarise.language.openings import dangling, ends
from summarise.language.reading import Reading
from summarise.language.similarity import Comparison, Likeness
from summarise.story.apart import changed, incompatible, opposed, reordered, same_predicate
from summarise.story.conflicts import conflicts
from summarise.story.points import Conflict, Pair
from summarise.types import ANOTHER, Dropped, Sentence

SAME = 0.40
"""Likeness in both ways (``Likeness.both``) from which two sentences are one fact, where nothing
keeps them apart. Sets disagree: as shipped, F1 is best at .60 on sts_news, at .40 on mrpc, at .25
on ecbplus, BCubed of pools at .30; false merges (bump) do not depend on it."""
REPELLED = -1.0
"""Likeness of two sentences that are another fact each, though nothing that accounts differ on:
they don't share a group unless most of it holds them together."""
ABOUT_THE_SAME = 0.50
"""Echo from which a contradiction between two sentences is a difference worth telling."""
KIN = 0.34
"""What is left of the echo of two sentences that share a setting and say different things of it:
they are of one story, but neither repeats the other."""
NEAR_COPY = 0.75
"""Share of the smaller sentence's words in the larger from which the rule is called near."""
SHORT, LONG = 8, 34
"""Words: between these a sentence is neither a fragment nor a burden."""
_LABEL = re.compile(r"[^\W\d_]+: ")
"""The opening of an entry in a list ("Cost: 840 million"), which is hardly a sentence."""
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

    ``echoes`` says of two groups (by number) how much one repeats the other at most, 0..1, where
    it does at all; 1 is what two of their sentences would be one fact for, were they alone.
    """

    groups: tuple[tuple[int, ...], ...]
    clashes: tuple[Clash, ...]
    echoes: Mapping[tuple[int, int], float]


def cluster(sentences: Sequence[Sentence], compare: Comparison) -> Clustering:
    """Group the sentences of one story; ``compare`` knows their texts.

    Sentences that claim the same in the same words are compared with others once, by the first.
    """
    wordings = _wordings(sentences)
    firsts = [members[0] for members in wordings]
    edges: dict[tuple[int, int], float] = {}
    kinship: dict[tuple[int, int], float] = {}
    apart: list[tuple[int, int]] = []
    clashes: list[Clash] = []
    for a, b in candidate_pairs([sentences[i].reading.weights for i in firsts]):
        i, j = firsts[a], firsts[b]
        one, other = sentences[i].reading, sentences[j].reading
        if compare.far(one, other):
            continue
        found = compare(one, other)
        if found.echo < ABOUT_THE_SAME and found.both < SAME:
            continue
        verdict = judged(one, other, compare.cosine(one, other))
        for conflict in verdict.conflicts:
            clash = Clash(i, j, conflict, found.echo)
            clashes += _spread(clash, wordings[a], wordings[b])
        if verdict.conflicts:
            apart.append((a, b))
        edges[a, b] = verdict.edge(found.both)
        kinship[a, b] = verdict.kinship(found)
    groups = average_link(len(wordings), edges, SAME, apart)
    told = tuple(tuple(sorted(i for a in group for i in wordings[a])) for group in groups)
    return Clustering(told, tuple(clashes), _echoes(groups, kinship))


class Relation(NamedTuple):
    """What is between two sentences that are alike, whatever their likeness.

    They are on the ``same_point`` if they say something of the same, ``apart`` if they are not one
    fact by themselves; with ``conflicts`` they are not in any company. ``altered`` are those that
    say another thing in the same words.
    """

    conflicts: Sequence[Conflict]
    altered: bool
    apart: bool
    same_point: bool

    def edge(self, likeness: float) -> float:
        """Return what holds the two together in one fact, of how alike they are."""
        if self.apart:
            return REPELLED
        return likeness if self.same_point else 0.0

    def kinship(self, found: Likeness) -> float:
        """Return how much one of two sentences repeats the other; 1 if they alone are one fact.

        It is ``ANOTHER`` where they have much in common and are another fact each.
        """
        if self.altered:
            return ANOTHER
        if not self.same_point:
            return KIN * found.echo
        return found.echo if self.apart or found.both < SAME else 1.0


def judged(one: Reading, other: Reading, cosine: float | None) -> Relation:
    """Return what is between two sentences that are alike; ``cosine`` is that of their vectors."""
    pair = Pair(one, other)
    found = conflicts(pair)
    against = opposed(one, other)
    altered = against or changed(pair) or reordered(pair)
    apart = bool(found) or altered or incompatible(one, other)
    return Relation(found, altered, apart, not against and same_predicate(one, other, cosine))


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


def _echoes(
    groups: Sequence[Sequence[int]], edges: Mapping[tuple[int, int], float]
) -> dict[tuple[int, int], float]:
    """Return the greatest echo of two groups' sentences."""
    place = {i: number for number, group in enumerate(groups) for i in group}
    found: dict[tuple[int, int], float] = {}
    for (i, j), score in edges.items():
        pair = (min(place[i], place[j]), max(place[i], place[j]))
        if pair[0] != pair[1]:
            found[pair] = max(found.get(pair, score), score)
    return found


def ordered(sentences: Sequence[Sentence], group: Sequence[int]) -> tuple[Sentence, ...]:
    """Return the sentences of a group, best first; the earlier of two that are as good."""
    members = [sentences[i] for i in group]
    texts = {sentence.reading for sentence in members}  # copies say the same: weigh them once
    counts = Counter(stem for text in texts for stem in text.weights)
    worth = {text: _worth(text, counts, len(texts)) for text in texts}
    return tuple(sorted(members, key=lambda sentence: -worth[sentence.reading]))


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

    The rule is "exact", "near", or the feature that decided (``Likeness.decided``).
    """
    best = fact[0]
    for sentence in fact[1:]:
        rule, score = _rule(sentence.reading, best.reading, compare)
        yield Dropped(sentence.id, "sentence", best.id, rule, round(score, 3))


def _rule(one: Reading, other: Reading, compare: Comparison) -> tuple[str, float]:
    if one.stems == other.stems:
        return "exact", 1.0
    found = compare(one, other)
    if found.features["containment"] >= NEAR_COPY:
        return "near", found.features["containment"]
    return found.decided, found.both
