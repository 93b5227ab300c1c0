"""Who did what: two names that changed places around one verb, and verbs of the other direction.

Only what the words themselves show: a name, within a few words a verb, and another name before the
next comma. Whatever stands further apart stays unseen.

Opposites are of three kinds. ``DIRECTIONS`` are two ways that nothing goes at once. ``QUALITIES``
may both be true of one report, of different things in it: they count as opposites next to the same
word only. ``VIEWS`` are one event seen from two sides: they count as opposites behind the same word
only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from summarise.language import lists
from summarise.language.words import Token, stem

if TYPE_CHECKING:
    from summarise.language.reading import Reading


class Pairs(tuple[tuple[frozenset[str], frozenset[str]], ...]):
    """The stems of opposites, each pair both ways round."""

    @cached_property
    def stems(self) -> frozenset[str]:
        """All of them: most sentences have none."""
        return frozenset(word for pair in self for side in pair for word in side)


def _pairs(table: str) -> Pairs:
    """Return the stems of each pair, both ways round."""
    lines = [line.split("|") for line in table.splitlines()]
    sides = [[frozenset(map(stem, side.split())) for side in line] for line in lines]
    return Pairs(pair for one, other in sides for pair in ((one, other), (other, one)))


_LISTS = lists("roles")
DIRECTIONS, QUALITIES, VIEWS = (
    _pairs(_LISTS[kind]) for kind in ("directions", "qualities", "views")
)
_NEAR, _REACH = 3, 10
"""Words of any kind before a verb and behind it among which the names are that it joins."""
_SAYING = frozenset(("said", "says", "told", "tells"))
_NEXT = 2
"""Content words on either side of a quality that it may be said of."""
_ORDERS = {"before": "time", "after": "time", "because": "cause"}
MUTUAL = frozenset(
    stem(word)
    for word in "meet marry join fight face border resemble unite play draw tie partner cooperate "
    "trade sign agree talk".split()
)
"""Verbs that say the same of both: "A met B" is "B met A"."""
_PASSIVE = frozenset(("was", "were", "been", "be", "being", "is", "are"))
_PREFIXES = ("un", "in", "dis", "il", "ir", "non")
_SHORTEST = 3
"""Letters that a word has at least behind a prefix that denies it: safe, unsafe."""
_JOINING = frozenset(("and", "or", "with", "the", "a", "an", ""))
"""Words on whose two sides things may change places: A and B."""
_Act = tuple[frozenset[str], str, frozenset[str]]


def denied(a: Reading, b: Reading) -> set[str]:
    """Return the heads of what a denies and b tells without denying it."""
    heads = {scope[0] for scope in a.polarity.denials}
    return (heads & set(b.stems)) - b.polarity.denied


def swapped(claim: Reading, sources: Sequence[Reading]) -> str:
    """Return the verb around which two names changed places, or an empty string."""
    acts = [act for source in sources for act in _acts(source)]
    for before, verb, after in _acts(claim):
        names = [(one, other) for one, same_verb, other in acts if same_verb == verb]
        straight = any(before & one and after & other for one, other in names)
        if not straight and any(before & other and after & one for one, other in names):
            return verb
    return ""


def turned(claim: Reading, sources: Sequence[Reading]) -> str:
    """Return the conjunction around which two events changed places, or an empty string.

    "A after B" is "B before A", and neither is "B after A"; "A because B" is not "B because A".
    """
    orders = [order for source in sources for order in _orders(source)]
    for word, kind, first, second in _orders(claim):
        same_kind = [(one, other) for _, other_kind, one, other in orders if other_kind == kind]
        straight = any(first & one or second & other for one, other in same_kind)
        if not straight and any(first & other and second & one for one, other in same_kind):
            return word
    return ""


def _orders(text: Reading) -> Iterator[tuple[str, str, frozenset[str], frozenset[str]]]:
    """Yield each conjunction, its kind, and the stems of what comes first and second by it."""
    tokens = text.tokens
    for i, token in enumerate(tokens):
        word = token.folded
        if word in _ORDERS:
            sides = (tokens[max(0, i - _REACH) : i], tokens[i + 1 : i + 1 + _REACH])
            left, right = (frozenset(t.stem for t in side if t.is_content) for side in sides)
            yield word, _ORDERS[word], *((left, right) if word == "before" else (right, left))


def opposites(claim: Reading, sources: Sequence[Reading]) -> Iterator[tuple[str, str]]:
    """Yield stems of the claim whose opposites stand in the sources instead, with those."""
    for said, against in _against(claim, sources, DIRECTIONS):
        yield min(said), min(against)
    for pairs, after in ((QUALITIES, _NEXT), (VIEWS, 0)):
        before = _NEXT if after else 1
        for said, against in _against(claim, sources, pairs):
            beside = _beside(claim, said, before, after)
            if any(beside & _beside(source, against, before, after) for source in sources):
                yield min(said), min(against)
    yield from _prefixed(set(claim.surface), {word for s in sources for word in s.surface})


def _against(
    claim: Reading, sources: Sequence[Reading], pairs: Pairs
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Yield what the claim says of a pair where only the other side stands in the sources."""
    own = frozenset(claim.stems)
    if own.isdisjoint(pairs.stems):
        return
    told = frozenset(word for source in sources for word in source.stems)
    for one_way, other_way in pairs:
        if own.isdisjoint(one_way) or told.isdisjoint(other_way):
            continue
        if told.isdisjoint(one_way) and own.isdisjoint(other_way):
            yield one_way & own, other_way & told


def _beside(text: Reading, stems: frozenset[str], before: int, after: int) -> set[str]:
    """Return so many content words before and after those with these stems."""
    words = text.stems
    places = [i for i, word in enumerate(words) if word in stems]
    return {w for i in places for w in words[max(0, i - before) : i + after + 1]} - stems


def _prefixed(own: set[str], told: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the stems of words that differ by a prefix that denies: safe, unsafe."""
    for word in sorted(own - told):
        for prefix in _PREFIXES:
            bare = word.removeprefix(prefix) if word.startswith(prefix) else prefix + word
            if min(len(bare), len(word)) > _SHORTEST and bare in told - own:
                yield stem(word), stem(bare)


def _acts(text: Reading) -> Iterator[_Act]:
    """Yield who does what to whom, by the names around each verb in a past form or of saying."""
    tokens = text.tokens
    names = text.names | {text.lead_name}
    for i, token in enumerate(tokens):
        verb = token.is_past or token.text in _SAYING
        if not verb or not token.text.islower() or token.stem in MUTUAL:
            continue
        before = [word.folded for word in _run(tokens[max(0, i - _NEAR) : i + 1][::-1])]
        after = [word.folded for word in _run(tokens[i : i + 1 + _REACH])]
        one, other = names.intersection(before), names.intersection(after)
        passive = not _PASSIVE.isdisjoint(before[:2])
        if one and other and one.isdisjoint(other) and (not passive or "by" in after):
            yield (other, token.stem, one) if passive else (one, token.stem, other)


def _run(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the words next to the first one, up to a mark of punctuation."""
    for one, other in pairwise(tokens):
        if max(other.start - one.end, one.start - other.end) > 1:
            return
        yield other


def crossed(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two rows of the same words (folded) have some that changed sides of a third.

    "A bus hit a lorry" is "a lorry hit a bus"; but "on Monday A sued B" only moves the day. In a
    passive the two change sides and nothing else: rows of which one has "by" are not compared.
    """
    if ("by" in one) != ("by" in other):
        return False
    pivots = {w for w in one if one.count(w) == 1 == other.count(w)} - _JOINING
    content = pivots | (set(one) & set(other) - _JOINING)
    for pivot in sorted(pivots):
        before, behind = _sides(one, pivot, content)
        before_other, behind_other = _sides(other, pivot, content)
        if before & behind_other and behind & before_other:
            return True
    return False


def _sides(row: Sequence[str], pivot: str, wanted: set[str]) -> tuple[set[str], set[str]]:
    """Return the wanted words that stand only before a word, and those only behind it."""
    place = row.index(pivot)
    before, behind = wanted.intersection(row[:place]), wanted.intersection(row[place + 1 :])
    return before - behind, behind - before
