"""Sentences that are the same but for a word: where they differ, and whether that makes two facts.

Reports that share almost all of their words come from one text, and what was changed in it was
changed on purpose: "arrested" for "released", "she" for "he", "before" for "after". What looks like
a synonym there mostly is none (BUMP, Ma et al., 2023), so only another form of the word will do.
"""

from __future__ import annotations

from collections.abc import Sequence

from summarise.group.points import Pair
from summarise.text.forms import one_name
from summarise.text.order import crossed
from summarise.text.polarity import NEGATIONS

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


def changed(pair: Pair) -> bool:
    """Whether two sentences are the same but for a word, and another one stands in its place."""
    left, right = pair.a.compared, pair.b.compared
    if pair.twins and not _SHIFTING.isdisjoint(set(left) ^ set(right)):
        return True
    return pair.ratio >= ALMOST and any(
        piece.tag != "equal" and _is_another(left[piece.i : piece.j], right[piece.k : piece.m])
        for piece in pair.pieces
    )


def turned(pair: Pair) -> bool:
    """Whether two sentences have the same words, and some of them changed places."""
    left, right = ([w for w in s.compared if w and w not in _IDLE] for s in (pair.a, pair.b))
    return sorted(left) == sorted(right) and crossed(left, right)


def _is_another(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether each side has a word that the other has in no form, or one a denial more."""
    ours, theirs = _new(one, other), _new(other, one)
    if ours <= _SAYING and theirs <= _SAYING:
        return False
    return bool(ours and theirs) or not NEGATIONS.isdisjoint(ours | theirs)


def _new(words: Sequence[str], others: Sequence[str]) -> set[str]:
    told = {word for word in words if word and word not in _IDLE}
    return {word for word in told if not any(one_name(word, other) for other in others if other)}
