"""The checks of a sentence against its evidence. Each yields what has no counterpart there.

They look for what is in the statement and not in the sentences that it cites, piece by piece; how
much the two overlap says little (on SummEdits word overlap is at chance). What they can't see: the
same words in another relation, unless two names stand next to the verb ("A sued B" for "B sued
A"); a wrong speaker; a wrong cause or order told with the right words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from summarise.text.reading import Reading
from summarise.text.sentences import split
from summarise.verify.figures import bounds, figures, misplaced, shares
from summarise.verify.relations import Finding, relations
from summarise.verify.wording import coverage, names, omissions

LONG_QUOTATION = 4
"""Words from which a quotation is somebody's speech, not a title or a word held at arm's length."""
_SPACE = re.compile(r"\s+")
_GAPS = re.compile(r"\.\.\.|…|\[[^\]]*\]")
_MARKS = re.compile(r"[\"“”„«»]|[‘']\w|\w[,.!?][’']")
_QUOTE_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


class Judged(NamedTuple):
    """A judgement of a statement.

    ``findings`` speak against it; it is supported where there are none. ``quoted`` says that it is
    a sentence of the evidence, word for word.
    """

    findings: tuple[Finding, ...]
    quoted: bool = False


def problems(text: Reading, evidence: Sequence[Reading], outlets: Iterable[str] = ()) -> list[str]:
    """Return what speaks against a statement that cites the evidence, in a few words for a person.

    Empty if nothing does. ``outlets`` are names that vouch for nothing: "France 24" is not a 24.
    """
    judged = judge(text, evidence, outlets)
    if judged.quoted:
        return []
    return [found.reason for found in judged.findings] or [*omissions(text, evidence)]


def judge(text: Reading, evidence: Sequence[Reading], outlets: Iterable[str] = ()) -> Judged:
    """Judge whether evidence supports a text: what speaks against it.

    That a text need not tell all of its evidence goes for a headline as well.
    """
    if _plain(text.text) in {_plain(sentence.text) for sentence in evidence}:
        return Judged((), quoted=True)
    masked = _Mask(outlets)
    found = _contradicting(masked(text), [*map(masked, evidence)])
    several = len(split(text.text)) > 1
    if several and not any(len(split(sentence.text)) > 1 for sentence in evidence):
        found.append(Finding("sentences", "it is more than one sentence", 0, len(text.text)))
    return Judged(tuple(found or coverage(text, evidence)))


def _contradicting(claim: Reading, sources: Sequence[Reading]) -> list[Finding]:
    """Return what of a statement its evidence tells otherwise, or not at all."""
    found = [*figures(claim, sources), *shares(claim, sources)]
    found = found or [*bounds(claim, sources), *misplaced(claim, sources)]
    found += names(claim, sources)
    found += _quotations(claim, sources)
    found += relations(claim, sources)
    return found


class _Mask:
    """Replaces the names of outlets by words that claim nothing, of the same length."""

    def __init__(self, outlets: Iterable[str]) -> None:
        names = sorted({name for name in outlets if len(name) > 2}, key=len, reverse=True)
        self._pattern = re.compile(
            r"\b(?:" + "|".join(re.escape(name) for name in names) + r")\b" if names else r"(?!)"
        )

    def __call__(self, text: Reading) -> Reading:
        masked = self._pattern.sub(
            lambda name: f"{'the outlet':{len(name[0])}}"[: len(name[0])], text.text
        )
        return text.vocabulary.read(masked)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text.translate(_QUOTE_MARKS)).strip().rstrip(".").casefold()


def _quotations(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Look for quotations that nobody is quoted with: other words, or words nobody spoke."""
    known = _plain(" ".join(source.text for source in sources))
    quoted = any(_MARKS.search(source.text) for source in sources)
    for quote in claim.quotes:
        parts = [_plain(part).strip(" ,;.!?") for part in _GAPS.split(quote)]
        start = claim.text.find(quote)
        if not all(part in known for part in parts):
            reason = f'the quotation "{quote}" is not in what it cites'
        elif not quoted and len(quote.split()) >= LONG_QUOTATION:
            reason = f'"{quote}" is a quotation, but not in what it cites'
        else:
            continue
        yield Finding("quotation", reason, start, start + len(quote))
