"""The checks of a sentence against its evidence. Each yields what has no counterpart there.

They look for what is in the statement and not in the evidence, piece by piece; how much the two
overlap says little (on SummEdits word overlap is at chance). What they can't see: the same words in
another relation, unless two names stand next to the verb ("A sued B" for "B sued A"); a wrong
speaker; a wrong cause or order told with the right words.

Evidence is either the sentences that a statement cites, or a longer text. Names and numbers may
stand anywhere in a longer text; how words stand to each other, and whether it tells them together,
is asked of the few sentences that back the statement best.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from summarise.text.sentences import split
from summarise.verify.backing import backing
from summarise.verify.bounds import bounds, misplaced
from summarise.verify.figures import figures, shares
from summarise.verify.findings import Finding, Judged, Read
from summarise.verify.relations import relations
from summarise.verify.support import spliced, support, unsupported
from summarise.verify.wording import coverage, names, omissions

LONG_QUOTATION = 4
"""Words from which a quotation is somebody's speech, not a title or a word held at arm's length."""
MOST_CITING = 8
"""Sentences up to which evidence is taken for what a statement cites: two facts of four each."""
MOST_RELATED = 2
"""Sentences of a longer text that relations are compared with: in more, "not" is of something else
as often as not (on xsumfaith and wice, four find no more than chance does)."""
_SPACE = re.compile(r"\s+")
_GAPS = re.compile(r"\.\.\.|…|\[[^\]]*\]")
_MARKS = re.compile(r"[\"“”„«»]|[‘']\w|\w[,.!?][’']")
_QUOTE_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def problems(text: str, evidence: Sequence[str], outlets: Iterable[str] = ()) -> list[str]:
    """Return what speaks against a statement that cites the evidence, in a few words for a person.

    Empty if nothing does. ``outlets`` are names that vouch for nothing: "France 24" is not a 24.
    """
    judged = judge(text, evidence, outlets, cited=True)
    if judged.quoted:
        return []
    return [found.reason for found in judged.findings] or [*omissions(text, evidence)]


def contradictions(text: str, evidence: Sequence[str], outlets: Iterable[str] = ()) -> list[str]:
    """Return the problems of a text that need not tell all of its evidence: of a headline."""
    return [found.reason for found in judge(text, evidence, outlets, cited=True).findings]


def judge(
    text: str,
    evidence: Sequence[str],
    outlets: Iterable[str] = (),
    cited: bool | None = None,
) -> Judged:
    """Judge whether evidence supports a text: what speaks against it, and a graded score.

    ``cited`` says whether the evidence is what the text cites, or a longer text to look in; by
    default its length tells.
    """
    if _plain(text) in {_plain(sentence) for sentence in evidence}:
        return Judged((), 1.0, quoted=True)
    cited = len(evidence) <= MOST_CITING if cited is None else cited
    masked = _Mask(outlets)
    backed = backing(text, evidence)
    few = range(len(evidence)) if cited else backed.chosen[:MOST_RELATED]
    found = _contradicting(Read.of(masked(text)), [*map(masked, evidence)], few)
    if len(split(text)) > 1 and not any(len(split(sentence)) > 1 for sentence in evidence):
        found.append(Finding("sentences", "it is more than one sentence", 0, len(text)))
    if not found and cited:
        found += coverage(text, evidence)
    elif not found:
        found += [*unsupported(text, backed), *spliced(text, evidence)]
    return Judged(tuple(found), support(backed))


def _contradicting(claim: Read, evidence: Sequence[str], few: Sequence[int]) -> list[Finding]:
    """Return the contradictions. ``few`` are the sentences that relations are compared with."""
    sources = [Read.of(sentence) for sentence in evidence]
    backing = [sources[i] for i in few]
    found = [*figures(claim, sources), *shares(claim, backing)]
    found = found or [*bounds(claim, backing), *misplaced(claim, backing)]
    found += names(claim, [source.features for source in sources])
    found += _quotations(claim, evidence)
    found += relations(claim, [source.features for source in backing])
    return found


class _Mask:
    """Replaces the names of outlets by words that claim nothing, of the same length."""

    def __init__(self, outlets: Iterable[str]) -> None:
        names = sorted({name for name in outlets if len(name) > 2}, key=len, reverse=True)
        self._pattern = re.compile(
            r"\b(?:" + "|".join(re.escape(name) for name in names) + r")\b" if names else r"(?!)"
        )

    def __call__(self, text: str) -> str:
        return self._pattern.sub(
            lambda name: f"{'the outlet':{len(name[0])}}"[: len(name[0])], text
        )


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text.translate(_QUOTE_MARKS)).strip().rstrip(".").casefold()


def _quotations(claim: Read, evidence: Sequence[str]) -> Iterator[Finding]:
    """Look for quotations that nobody is quoted with: other words, or words nobody spoke."""
    known = _plain(" ".join(evidence))
    quoted = any(_MARKS.search(sentence) for sentence in evidence)
    for quote in claim.features.quotes:
        parts = [_plain(part).strip(" ,;.!?") for part in _GAPS.split(quote)]
        start = claim.text.find(quote)
        if not all(part in known for part in parts):
            reason = f'the quotation "{quote}" is not in what it cites'
        elif not quoted and len(quote.split()) >= LONG_QUOTATION:
            reason = f'"{quote}" is a quotation, but not in what it cites'
        else:
            continue
        yield Finding("quotation", reason, start, start + len(quote))
