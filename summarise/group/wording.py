"""Sentences that are the same but for a word: where they differ, and whether that makes two facts.

Reports that share almost all of their words come from one text, and what was changed in it was
changed on purpose: "arrested" for "released", "she" for "he", "before" for "after". What looks like
a synonym there mostly is none (BUMP, Ma et al., 2023), so only another form of the word will do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from summarise.group.points import Pair, Told
from summarise.meaning.rarity import is_rather_a_name
from summarise.text.forms import one_name

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
_DENYING = frozenset("no not never none nobody nothing neither nor without cannot".split())


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
    """Whether two sentences have the same words, and their names or figures in another order.

    "A sued B" is not "B sued A"; but "A and B signed" is "B and A signed", and "B was sued by A" is
    the same again.
    """
    left, right = (Counter(w for w in s.compared if w and w not in _IDLE) for s in (pair.a, pair.b))
    return left == right and any(
        _order(pair.a.compared, kind) != _order(pair.b.compared, kind)
        for kind in (_names(pair.a) | _names(pair.b), {w for w in left if w[0].isdigit()})
    )


def _names(told: Told) -> set[str]:
    lead = told.features.lead_name
    return {*told.features.names, *({lead} if lead and is_rather_a_name(lead) else ())}


def _order(words: Sequence[str], wanted: Set[str]) -> list[list[str]]:
    """Return some words of a sentence in order; those next to each other as one."""
    runs: list[list[str]] = [[]]
    for word in words:
        if word in wanted:
            runs[-1].append(word)
        elif runs[-1] and word not in ("and", "the", ""):
            runs.append([])
    return [sorted(run) for run in runs if run]


def _is_another(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether each side has a word that the other has in no form, or one a denial more."""
    ours, theirs = _new(one, other), _new(other, one)
    if ours <= _SAYING and theirs <= _SAYING:
        return False
    return bool(ours and theirs) or not _DENYING.isdisjoint(ours | theirs)


def _new(words: Sequence[str], others: Sequence[str]) -> set[str]:
    told = {word for word in words if word and word not in _IDLE}
    return {word for word in told if not any(one_name(word, other) for other in others if other)}
