"""Which sentences are not one fact, alike as they may be.

Reports that share almost all of their words come from one text, and what was changed in it was
changed on purpose: "arrested" for "released", "she" for "he", "before" for "after". What looks like
a synonym there mostly is none (BUMP, Ma et al., 2023), so only another form of the word will do.
"""

from __future__ import annotations

from collections.abc import Sequence

from summarise.language.languages import NEGATIONS
from summarise.language.reading import Reading, Vocabulary
from summarise.language.roles import crossed, denied, opposites, swapped
from summarise.story.points import Pair, foreign_names

PREDICATE, SAME_MEANING = 0.30, 0.80
"""Share of the words that are neither names nor numbers, of the fewer, that one fact has in common;
or the cosine from which other words will do."""
ALMOST = 0.80
"""Share of equal words (difflib's ratio) from which a changed word makes another fact. Of the true
pairs of sts_news 5% are so alike and differ in a word, of those of mrpc 12%; at .70 it would be 20%
and 32%. Of the altered sentences of BUMP all are."""
_IDLE = frozenset(
    "the a an of that and is was were are be been has have had would also this "
    "these those which who than as just".split()
)
"""Words that come and go without making another fact."""
_SAYING = frozenset("say says said tell tells told add adds added according".split())
"""They come and go as well, but wrote and sang are not among them."""
_SHIFTING = frozenset(
    "former ex deputy vice acting son daughter wife husband widow brother sister mother father "
    "lawyer spokesman spokeswoman aide tried try attempt attempted threatened threatens alleged "
    "allegedly suspected urged demanded if unless only almost nearly cancelled canceled against "
    "ban banned stop stopped prevent prevented".split()
)
"""Words that make another person or deed of what they stand beside, and another fact by being
there."""

_DENYING = frozenset(word for words in NEGATIONS.values() for word in words if len(word) > 1)


def incompatible(a: Reading, b: Reading) -> bool:
    """Whether two sentences can't be one fact, alike as they may be.

    They have a number of one kind, or two names, each that the other lacks; or a name each, and
    none in common; or one only plans, tries or weighs what the other tells.
    """
    if not _figures(a, b).isdisjoint(_figures(b, a)):
        return True
    ours, theirs = foreign_names(a, b), foreign_names(b, a)
    if min(len(ours), len(theirs)) > (0 if ours == a.names and theirs == b.names else 1):
        return True
    return other_stage(a, b)


def other_stage(a: Reading, b: Reading) -> bool:
    """Whether one of two sentences only plans, tries or weighs what the other tells."""
    return less_sure(a, b) or less_sure(b, a) or _plan_of(a, b) or _plan_of(b, a)


def less_sure(text: Reading, deed: Reading) -> bool:
    """Whether a sentence tells as tried, weighed or possible what the other tells as it is."""
    return not (text.polarity.unsure - deed.polarity.unsure).isdisjoint(deed.stems)


def _plan_of(plan: Reading, deed: Reading) -> bool:
    """Whether a sentence only plans, and the other tells what was done, or the same as a fact."""
    told = set(deed.stems) - deed.polarity.planned
    done = _past(deed) or bool(plan.polarity.intended & told)
    return _only_plans(plan) and not _only_plans(deed) and done


def _only_plans(text: Reading) -> bool:
    """Whether a sentence tells of what is to come and of nothing that was."""
    return bool(text.polarity.intended) and not _past(text)


def _past(text: Reading) -> bool:
    return any(token.is_past and token.text.islower() for token in text.tokens)


def opposed(a: Reading, b: Reading) -> bool:
    """Whether one of two sentences denies the other, or turns round who did what."""
    if swapped(a, [b]) or any(opposites(a, [b])):
        return True
    return bool(denied(a, b) or denied(b, a))


def same_predicate(one: Reading, other: Reading, cosine: float | None) -> bool:
    """Whether two sentences share enough of the words that are neither names nor numbers.

    Else they have the setting in common, and not what is said of it.
    """
    if cosine is not None and cosine >= SAME_MEANING:
        return True
    left, right = _predicate(one), _predicate(other)
    fewer = min(sum(left.values()), sum(right.values()))
    shared = sum(min(left[word], right[word]) for word in left.keys() & right.keys())
    return shared >= PREDICATE * fewer


def _predicate(text: Reading) -> dict[str, float]:
    look_up = text.vocabulary.lexeme
    names = {look_up(name).stem for name in (*text.names, text.lead_name, *text.weekdays)}
    return {
        word: weight
        for word, weight in text.weights.items()
        if word not in names and not word[0].isdigit()
    }


def _figures(a: Reading, b: Reading) -> set[str]:
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


def changed(pair: Pair) -> bool:
    """Whether two sentences are the same but for a word, and another one stands in its place."""
    left, right = pair.a.normal, pair.b.normal
    if pair.twins and not _SHIFTING.isdisjoint(set(left) ^ set(right)):
        return True
    return pair.ratio >= ALMOST and any(
        piece.tag != "equal"
        and _is_another(left[piece.i : piece.j], right[piece.k : piece.m], pair.a.vocabulary)
        for piece in pair.pieces
    )


def reordered(pair: Pair) -> bool:
    """Whether two sentences have the same words, and some of them changed places."""
    left, right = ([w for w in s.normal if w and w not in _IDLE] for s in (pair.a, pair.b))
    return sorted(left) == sorted(right) and crossed(left, right)


def _is_another(one: Sequence[str], other: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether each side has a word that the other has in no form, or one a denial more."""
    ours, theirs = _new(one, other, vocabulary), _new(other, one, vocabulary)
    if ours <= _SAYING and theirs <= _SAYING:
        return False
    return bool(ours and theirs) or not _DENYING.isdisjoint(ours | theirs)


def _new(words: Sequence[str], others: Sequence[str], vocabulary: Vocabulary) -> set[str]:
    own = {word for word in words if word and word not in _IDLE}
    known = [other for other in others if other]
    return {word for word in own if not any(vocabulary.one_name(word, one) for one in known)}
