"""Who did what: two names that changed places around one verb, and verbs of the other direction.

Only what the words themselves show: a name, within a few words a verb, within a few words another
name. Whatever stands further apart, and who said it, stays unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from summarise.text.features import Features
from summarise.text.words import fold, is_past, stem

_NEAR = 3
"""Words of any kind between a verb and the names that it joins."""
_MUTUAL = frozenset(
    stem(word)
    for word in "meet marry join fight face border resemble unite play draw tie partner cooperate "
    "trade sign agree talk".split()
)
"""Verbs that say the same of both: "A met B" is "B met A"."""
_PASSIVE = frozenset(("was", "were", "been", "be", "being", "is", "are"))
_DIRECTIONS = (
    ("rise rose increase grow grew gain climb jump surge soar higher",
     "fall fell decrease drop decline slide plunge sink sank lower shrink shrank"),
    ("accept approve back support endorse", "reject oppose refuse veto"),
    ("strengthen", "weaken"),
    ("acquit clear", "convict"),
    ("begin began start open", "end finish close shut"),
    ("arrest detain jail", "release free"),
    ("uphold upheld", "strike struck overturn annul"),
    ("confirm admit acknowledge", "deny denied dispute"),
    ("widen expand", "narrow shrink shrank"),
    ("allow permit legalise", "ban forbid outlaw prohibit"),
    ("hire appoint", "fire sack dismiss"),
    ("double", "halve"),
    ("alive", "dead"),
    ("guilty", "innocent"),
    ("stay", "leave left quit"),
    ("arrive", "depart"),
    ("majority", "minority"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
)  # fmt: skip
"""Two ways that nothing goes at once. Not here: win and lose, buy and sell, which are two views of
one event."""
_PREFIXES = ("un", "in", "dis", "il", "ir", "non")
_SHORTEST = 3
"""Letters that a word has at least behind a prefix that denies it: safe, unsafe."""
_OPPOSITES = tuple(
    (frozenset(map(stem, one.split())), frozenset(map(stem, other.split())))
    for pair in _DIRECTIONS
    for one, other in (pair, pair[::-1])
)

_Act = tuple[frozenset[str], str, frozenset[str]]


def swapped(claim: Features, sources: Sequence[Features]) -> str:
    """Return the verb around which two names changed places, or an empty string."""
    known = [act for source in sources for act in _acts(source)]
    for before, verb, after in _acts(claim):
        acts = [(one, other) for one, same_verb, other in known if same_verb == verb]
        straight = any(before & one and after & other for one, other in acts)
        if not straight and any(before & other and after & one for one, other in acts):
            return verb
    return ""


def opposites(claim: Features, sources: Sequence[Features]) -> Iterator[tuple[str, str]]:
    """Yield stems of the claim whose opposites stand in the sources instead, with those."""
    told = {word for source in sources for word in source.stems}
    own = set(claim.stems)
    for one_way, other_way in _OPPOSITES:
        said, against = one_way & own, other_way & told
        if said and against and told.isdisjoint(one_way) and own.isdisjoint(other_way):
            yield min(said), min(against)
    yield from _prefixed(set(claim.surface), {word for s in sources for word in s.surface})


def _prefixed(own: set[str], told: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the stems of words that differ by a prefix that denies: safe, unsafe."""
    for word in sorted(own - told):
        for prefix in _PREFIXES:
            bare = word.removeprefix(prefix) if word.startswith(prefix) else prefix + word
            if min(len(bare), len(word)) > _SHORTEST and bare in told - own:
                yield stem(word), stem(bare)


def _acts(features: Features) -> Iterator[_Act]:
    """Yield who does what to whom, by the names next to each verb in a past form."""
    tokens = features.tokens
    names = features.names | {features.lead_name}
    for i, token in enumerate(tokens):
        if not is_past(token.text) or not token.text.islower() or stem(token.text) in _MUTUAL:
            continue
        before = [fold(word.text) for word in tokens[max(0, i - _NEAR) : i]]
        after = [fold(word.text) for word in tokens[i + 1 : i + 1 + _NEAR]]
        one, other = names.intersection(before), names.intersection(after)
        if one and other and one.isdisjoint(other):
            passive = "by" in after[:2] and not _PASSIVE.isdisjoint(before[-2:])
            yield (other, stem(token.text), one) if passive else (one, stem(token.text), other)
