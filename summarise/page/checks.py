"""What a statement says and the sentences that it cites do not: what is certain, and what is asked.

Code refuses only what is certain: a figure, a date or a name that stands nowhere in what is cited,
a quotation that is not word for word. All else that the rules notice (a denial, a bound, a plan, a
role, an opposite, words without a counterpart) is a doubt: a question for whoever reads meaning.

The rules look for what is in the statement and not in the sentences that it cites, piece by piece;
how much the two overlap says little (on SummEdits word overlap is at chance).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from summarise.language.reading import Reading, Vocabulary
from summarise.page.figures import bounds, figures, misplaced, shares
from summarise.page.wording import Finding, coverage, names, relations
from summarise.types import Document, Sentence

CERTAIN = frozenset(("number", "date", "name", "quotation"))
"""The kinds of findings that refuse a statement by themselves."""
LONG_QUOTATION = 4
"""Words from which a quotation is somebody's speech, not a title or a word held at arm's length."""
_SPACE = re.compile(r"\s+")
_GAPS = re.compile(r"\.\.\.|…|\[[^\]]*\]")
_MARKS = re.compile(r"[\"“”„«»]|[‘']\w|\w[,.!?][’']")
_QUOTE_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of a statement.

    ``refused`` is certain; ``doubts`` are questions for whoever reads meaning. ``lent`` are
    sentences of the same story in which a name was found: they are to be cited too.
    """

    refused: tuple[Finding, ...]
    doubts: tuple[Finding, ...]
    lent: tuple[Sentence, ...] = ()


def examine(
    text: str,
    evidence: Sequence[Sentence],
    vocabulary: Vocabulary,
    reports: Mapping[str, Document] = {},
    around: Sequence[Sentence] = (),
) -> Checked:
    """Hold a statement against the sentences that it cites.

    ``reports`` are those of the cited sentences, by id: title and date vouch too. ``around`` is the
    rest of the same story's evidence, which lends names.
    """
    claim = vocabulary.read(text)
    told = [reports[s.document] for s in evidence if s.document in reports]
    titles = [vocabulary.read(document.title) for document in dict.fromkeys(told)]
    outlets = {document.outlet for document in told if document.outlet}
    found = findings(claim, [sentence.reading for sentence in evidence], outlets, titles)
    unknown = {finding.reason: finding for finding in found if finding.kind == "name"}
    lent: dict[str, Sentence] = {}
    for sentence in around if unknown else ():
        still = {name.reason for name in names(claim, [sentence.reading])}
        for reason in unknown.keys() - still - lent.keys():
            lent[reason] = sentence
    found = [finding for finding in found if finding.reason not in lent]
    return Checked(
        tuple(finding for finding in found if finding.kind in CERTAIN),
        tuple(finding for finding in found if finding.kind not in CERTAIN),
        tuple(dict.fromkeys(lent.values())),
    )


def findings(
    claim: Reading,
    sources: Sequence[Reading],
    outlets: Iterable[str] = (),
    titles: Sequence[Reading] = (),
) -> list[Finding]:
    """Return all that speaks against a statement, certain or not; nothing if it is a quotation."""
    if plain(claim.text) in {plain(source.text) for source in sources}:
        return []
    mask = _Mask(outlets)
    claim, sources = mask(claim), [*map(mask, sources)]
    vouching = [*sources, *map(mask, titles)]
    found = [*figures(claim, vouching), *shares(claim, sources)]
    found = found or [*bounds(claim, vouching), *misplaced(claim, vouching)]
    found += names(claim, vouching)
    found += _quotations(claim, vouching)
    found += relations(claim, sources)
    return found or [*coverage(claim, vouching)]


def plain(text: str) -> str:
    """Return a text without what two printings of it differ in: quotes, dashes, spaces, case."""
    return _SPACE.sub(" ", text.translate(_QUOTE_MARKS)).strip().rstrip(".").casefold()


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


def _quotations(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Look for quotations that nobody is quoted with: other words, or words nobody spoke."""
    known = plain(" ".join(source.text for source in sources))
    quoted = any(_MARKS.search(source.text) for source in sources)
    for quote in claim.quotes:
        parts = [plain(part).strip(" ,;.!?") for part in _GAPS.split(quote)]
        start = claim.text.find(quote)
        span = start, start + len(quote)
        if not all(part in known for part in parts):
            reason = f'the quotation "{quote}" is not in what it cites'
            yield Finding("quotation", reason, *span)
        elif not quoted and len(quote.split()) >= LONG_QUOTATION:
            reason = f'"{quote}" is a quotation, but not in what it cites'
            yield Finding("speech", reason, *span)
