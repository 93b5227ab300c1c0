"""Sentences that are the same but for a word: where they differ, and whether that makes two facts.

Reports that share almost all of their words come from one text, and what was changed in it was
changed on purpose: "arrested" for "released", "she" for "he", "before" for "after". What looks like
a synonym there mostly is none (BUMP, Ma et al., 2023), so only another form of the word will do.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from summarise.text.features import read
from summarise.text.words import fold, stem

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
_DENYING = frozenset("no not never none nobody nothing neither nor without cannot".split())
_ROOT = 4
"""Letters that two forms of a word share at least."""
_ENDING = 4
"""Letters of an ending at most."""


def changed(one: str, other: str) -> bool:
    """Whether two sentences are the same but for a word, and another one stands in its place."""
    left, right = sorted((_folded(one), _folded(other)))
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.real_quick_ratio() < ALMOST or matcher.quick_ratio() < ALMOST:
        return False
    return matcher.ratio() >= ALMOST and any(
        tag != "equal" and _is_another(left[i:j], right[k:m])
        for tag, i, j, k, m in matcher.get_opcodes()
    )


def _folded(text: str) -> list[str]:
    return [fold(token.text) for token in read(text).tokens]


def _is_another(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether each side has a word that the other has in no form, or one a denial more."""
    ours, theirs = _new(one, other), _new(other, one)
    if ours <= _SAYING and theirs <= _SAYING:
        return False
    return bool(ours and theirs) or not _DENYING.isdisjoint(ours | theirs)


def _new(words: Sequence[str], others: Sequence[str]) -> set[str]:
    return {
        word
        for word in words
        if word not in _IDLE and not any(_one_word(word, other) for other in others)
    }


@lru_cache(maxsize=100_000)
def _one_word(one: str, other: str) -> bool:
    """Whether two words are forms of one; a prefix makes another word of it (happy, unhappy)."""
    if stem(one) == stem(other):
        return True
    shorter, longer = sorted((one, other), key=len)
    root = shorter[: max(_ROOT, len(shorter) - 2)]
    akin = longer.startswith(root) and len(longer) - len(shorter) <= _ENDING
    return len(shorter) >= _ROOT and akin and not any(c.isdigit() for c in longer)
