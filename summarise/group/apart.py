"""Which sentences are not one fact, alike as they may be."""

from __future__ import annotations

from summarise.meaning.rarity import weights
from summarise.text.features import Features, read
from summarise.text.forms import one_name
from summarise.text.roles import denied, opposites, swapped
from summarise.text.words import is_past, stem

PREDICATE, SAME_MEANING = 0.30, 0.80
"""Share of the words that are neither names nor numbers, of the fewer, that one fact has in common;
or the cosine from which other words will do."""


def incompatible(one: str, other: str) -> bool:
    """Whether two sentences can't be one fact, alike as they may be.

    They have a number of one kind, or two names, each that the other lacks; or a name each, and
    none in common; or one only plans what the other tells.
    """
    a, b = read(one), read(other)
    if not _figures(a, b).isdisjoint(_figures(b, a)):
        return True
    ours, theirs = _foreign(a, b), _foreign(b, a)
    if min(len(ours), len(theirs)) > (0 if ours == a.names and theirs == b.names else 1):
        return True
    return _plan_of(a, b) or _plan_of(b, a)


def _plan_of(plan: Features, deed: Features) -> bool:
    """Whether a sentence only plans, and the other tells what was done, or the same as a fact."""
    told = set(deed.stems) - deed.polarity.planned
    done = _past(deed) or bool(plan.polarity.intended & told)
    return _only_plans(plan) and not _only_plans(deed) and done


def _only_plans(features: Features) -> bool:
    """Whether a sentence tells of what is to come and of nothing that was."""
    return bool(features.polarity.intended) and not _past(features)


def _past(features: Features) -> bool:
    return any(is_past(token.text) and token.text.islower() for token in features.tokens)


def opposed(one: str, other: str) -> bool:
    """Whether one of two sentences denies the other, or turns round who did what."""
    a, b = read(one), read(other)
    if swapped(a, [b]) or any(opposites(a, [b])):
        return True
    return bool(denied(a, b) or denied(b, a))


def same_predicate(one: str, other: str, cosine: float | None) -> bool:
    """Whether two sentences share enough of the words that are neither names nor numbers.

    Else they have the setting in common, and not what is said of it.
    """
    if cosine is not None and cosine >= SAME_MEANING:
        return True
    left, right = _predicate(one), _predicate(other)
    fewer = min(sum(left.values()), sum(right.values()))
    shared = sum(min(left[word], right[word]) for word in left.keys() & right.keys())
    return shared >= PREDICATE * fewer


def _predicate(text: str) -> dict[str, float]:
    features = read(text)
    names = {stem(name) for name in (*features.names, features.lead_name, *features.weekdays)}
    return {
        word: weight
        for word, weight in weights(text).items()
        if word not in names and not word[0].isdigit()
    }


def _figures(a: Features, b: Features) -> set[str]:
    """Return the kinds of the numbers and dates of a that b does not have."""
    kinds = {
        quantity.unit if quantity.measure and quantity.unit != "people" else "count"
        for quantity in a.quantities
        if quantity.value not in b.values
    }
    days = {date[1:3] for date in b.dates}
    if any(date[1:3] not in days for date in a.dates if date.month):
        kinds.add("date")
    if any(float(date.year) not in b.values for date in a.dates if date.year and not date.month):
        kinds.add("date")
    return kinds


def _foreign(a: Features, b: Features) -> set[str]:
    """Return the names of a that are not in b in any form (Russia, Russian)."""
    words = set(b.surface)
    return {
        name
        for name in a.names
        if name not in words and not any(one_name(name, word) for word in words)
    }
