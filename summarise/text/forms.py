"""When two words are one: inflections of a word, a place and its people, one name spelt twice."""

from __future__ import annotations

from functools import lru_cache
from itertools import zip_longest

from summarise.text.words import stem

ROOT = 4
"""Letters that two forms of a name share at least: Iran and Iranian."""
_OF_PLACES = ("", "ia", "a", "y", "e", "ey", "ay", "o", "um", "land", "stan", "istan")
_OF_PEOPLE = tuple(
    "s n an ns ans ian ians ean eans ien ese i is ish ic er ers ite ites egian egians".split()
)
"""Endings that turn the name of a place into that of its people: Ital-y, Ital-ian."""
_LONG = 6
"""Letters from which one letter more, less or other is a spelling and no other name."""


@lru_cache(maxsize=100_000)
def one_name(one: str, other: str) -> bool:
    """Whether two words (folded) are forms of one name: equal, or a place and its people."""
    return stem(one) == stem(other) or _people_of(one, other) or _people_of(other, one)


def _people_of(people: str, place: str) -> bool:
    if people[: ROOT - 1] != place[: ROOT - 1]:
        return False
    roots = {place.removesuffix(ending) for ending in _OF_PLACES if place.endswith(ending)}
    return any(
        len(root) >= ROOT and people.startswith(root) and people[len(root) :] in _OF_PEOPLE
        for root in roots
    )


def one_spelling(one: str, other: str) -> bool:
    """Whether two names (folded) differ in one letter of many: adviser, advisor."""
    if min(len(one), len(other)) < _LONG or abs(len(one) - len(other)) > 1:
        return False
    shorter, longer = sorted((one, other), key=len)
    place = next((n for n, (a, b) in enumerate(zip_longest(shorter, longer)) if a != b), None)
    if place is None:
        return True
    same_length = len(shorter) == len(longer)
    return shorter[place + same_length :] == longer[place + 1 :]
