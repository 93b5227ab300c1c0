"""The checks of a sentence against its evidence. Each yields what has no counterpart there.

They look for what is in the statement and not in the evidence, piece by piece; how much the two
overlap says little (on SummEdits word overlap is at chance). What they can't see: the same words in
another relation, unless two names stand next to the verb ("A sued B" for "B sued A"); a wrong
speaker; a wrong cause or order told with the right words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from summarise.text.features import Features, read
from summarise.text.roles import roles
from summarise.text.sentences import split
from summarise.text.words import fold, is_past, stem
from summarise.verify.bounds import bounds, misplaced
from summarise.verify.figures import Read, figures
from summarise.verify.wording import coverage, names, omissions

LONG_QUOTATION = 4
"""Words from which a quotation is somebody's speech, not a title or a word held at arm's length."""
_ARTICLES = frozenset("the a an its their his her this these".split())
_SPACE = re.compile(r"\s+")
_GAPS = re.compile(r"\.\.\.|…|\[[^\]]*\]")
_MARKS = re.compile(r"[\"“”„«»]|[‘']\w|\w[,.!?][’']")
_QUOTE_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def problems(text: str, evidence: Sequence[str], outlets: Iterable[str] = ()) -> list[str]:
    """Return what speaks against a statement, each in a few words for a person; [] if nothing.

    ``outlets`` are names that vouch for nothing: "France 24" is not a 24.
    """
    if _plain(text) in {_plain(sentence) for sentence in evidence}:
        return []
    return contradictions(text, evidence, outlets) or [*omissions(text, evidence)]


def contradictions(text: str, evidence: Sequence[str], outlets: Iterable[str] = ()) -> list[str]:
    """Return the problems of a text that need not tell all of its evidence: of a headline."""
    if _plain(text) in {_plain(sentence) for sentence in evidence}:
        return []
    masked = _Mask(outlets)
    claim = _read(masked(text))
    sources = [_read(masked(sentence)) for sentence in evidence]
    features = [source.features for source in sources]
    wrong = [*figures(claim, sources)]
    found = wrong or [*bounds(claim, sources), *misplaced(claim, sources)]
    found += [
        *names(claim.features, features),
        *_quotations(claim.features, evidence),
        *_negations(claim.features, features),
        *_modality(claim.features, features),
        *roles(claim.features, features),
    ]
    if len(split(text)) > 1 and not any(len(split(sentence)) > 1 for sentence in evidence):
        found.append("it is more than one sentence")
    return found or [*coverage(text, evidence)]


def _read(text: str) -> Read:
    return Read(text, read(text))


class _Mask:
    """Replaces the names of outlets by a word that claims nothing."""

    def __init__(self, outlets: Iterable[str]) -> None:
        names = sorted({name for name in outlets if len(name) > 2}, key=len, reverse=True)
        self._pattern = re.compile(
            r"\b(?:" + "|".join(re.escape(name) for name in names) + r")\b" if names else r"(?!)"
        )

    def __call__(self, text: str) -> str:
        return self._pattern.sub("the outlet", text)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text.translate(_QUOTE_MARKS)).strip().rstrip(".").casefold()


def _quotations(claim: Features, evidence: Sequence[str]) -> Iterator[str]:
    """Look for quotations that nobody is quoted with: other words, or words nobody spoke."""
    known = _plain(" ".join(evidence))
    quoted = any(_MARKS.search(sentence) for sentence in evidence)
    for quote in claim.quotes:
        parts = [_plain(part).strip(" ,;.!?") for part in _GAPS.split(quote)]
        if not all(part in known for part in parts):
            yield f'the quotation "{quote}" is not in what it cites'
        elif not quoted and len(quote.split()) >= LONG_QUOTATION:
            yield f'"{quote}" is a quotation, but not in what it cites'


def _negations(claim: Features, sources: Sequence[Features]) -> Iterator[str]:
    """Look for denials that only one side makes, by the first word that each governs."""
    told = {word for source in sources for word in source.stems}
    denied = {word for source in sources for word in source.polarity.denied}
    asserted = {word for s in sources for word in set(s.stems) - s.polarity.denied}
    for scope in claim.polarity.denials:
        if scope[0] in told and denied.isdisjoint(scope):
            yield f'it denies "{scope[0]}", which what it cites does not'
    for scope in (scope for source in sources for scope in source.polarity.denials):
        missing = claim.polarity.denied.isdisjoint(scope)
        if missing and scope[0] in claim.stems and scope[0] not in asserted:
            yield f'it does not deny "{scope[0]}", which what it cites does'


def _modality(claim: Features, sources: Sequence[Features]) -> Iterator[str]:
    """Look for plans told as done and deeds told as plans, by the form of the verb."""
    intended = {word for source in sources for word in source.polarity.intended}
    happens = {word for s in sources for word in _finite(s, ("s",)) - s.polarity.planned}
    done = {word for source in sources for word in _finite(source) - source.polarity.planned}
    for word in sorted((_finite(claim, ("s",)) & intended) - happens - claim.polarity.planned)[:1]:
        yield f'it tells "{word}" as done, which what it cites only plans'
    for word in sorted((claim.polarity.intended & done) - intended)[:1]:
        yield f'it tells "{word}" as planned, which what it cites has as done'


def _finite(features: Features, endings: tuple[str, ...] = ()) -> set[str]:
    """Return the stems of the words in a past form (signed), or with an ending (signs).

    Behind an article they are adjectives: "the revived service" tells of no revival.
    """
    words = [token.text for token in features.tokens]
    return {
        stem(word)
        for before, word in pairwise(["", *words])
        if (is_past(word) or word.endswith(endings)) and fold(before) not in _ARTICLES
    }
