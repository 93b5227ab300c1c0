"""What a statement says and the sentences that it cites do not: what is certain, and what is asked.

Code refuses only what is certain: a figure, a date, a name or an address that stands nowhere in
what is cited, a quotation that is not word for word, an order to a model. All else that the rules
notice (a denial, a bound, a plan, a role, an opposite, words without a counterpart) is a doubt: a
question for whoever reads meaning.

The rules look for what is in the statement and not in the sentences that it cites, piece by piece;
how much the two overlap says little (on SummEdits word overlap is at chance).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from summarise.language import lists
from summarise.language.furniture import addresses_a_model
from summarise.language.reading import Reading, Vocabulary
from summarise.language.sentences import split
from summarise.page.days import Dated, dates
from summarise.page.doubts import doubts
from summarise.page.figures import bounds, figures, misassigned, misplaced, shares
from summarise.page.names import PLACES, named
from summarise.page.speech import pieces, plain, speech
from summarise.page.wording import Finding, coverage, relations
from summarise.types import Document, Sentence

FOREIGN = frozenset(("address", "order"))
"""The kinds of findings that refuse whatever a model writes, be it a label."""
CERTAIN = frozenset(("number", "date", "name", "quotation")) | FOREIGN
"""The kinds of findings that refuse a statement by themselves."""
LONGEST_LABEL = 4
"""Words of a heading that may be a label ("Courts and Congress") and name what no report does."""
LONGEST_LEAD = 600
"""Characters at the beginning of a report in which its first sentence is looked for."""
_APART = re.compile(r"(?<=\d) ?([,.:]) ?(?=\d)")
_CLOCK = re.compile(r"(?<![\d.,])([01]\d|2[0-3])\.([0-5]\d)(?![\d.,])")
_HALF = re.compile(r"\b([ap])\. m\.", re.I)
_ADDRESS = re.compile(
    r"\b(?:https?|ftp|javascript|data|mailto):[^\s)\]]+|\bwww\.[^\s)\]]+|[\w.+-]{1,64}@[\w-]{1,63}\.\w+"
    r"|\]\([^\s)]*|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.[a-z]{2,24}/[^\s)\]]+",
    re.I,
)
"""Of the web or of mail, and the target of a link in Markdown."""
_LONGEST_NAME = 6
"""Words of an outlet's name."""
_OUTLET = lists("marks")["outlet"]
_OTHERS, _PRESS = (frozenset(_OUTLET[kind].split()) for kind in ("others", "press"))
_SECTION = re.compile(r"\s*\([^()]*\)$")
"""What stands behind an outlet's name: Fox News (Online News)."""
_TELLING = (
    r"according to|told|interview with|(?:reported|published|quoted|cited|obtained|seen) by|citing"
)
_WORK = r"(?:investigation|report|reporters?|analysis|poll|survey|interview|correspondent|review)"
_REPORTING = r"(?:said|says?|reported|reports?|wrote|writes?|told|quoted|quotes?|cited|cites)"


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

    ``reports`` are those of the cited sentences, by id: title and date vouch too, and a reader
    knows the words of title and lead. ``around`` is the rest of the same story's evidence, which
    lends names.
    """
    claim = vocabulary.read(text)
    told = dict.fromkeys(reports[s.document] for s in evidence if s.document in reports)
    outlets = {document.outlet for document in reports.values() if document.outlet}
    sources = [Dated(s.reading, _published(reports.get(s.document))) for s in evidence]
    titles = [Dated(vocabulary.read(d.title), _published(d)) for d in told]
    leads = [vocabulary.read(_lead(document)) for document in told]
    named = {document.outlet for document in told if document.outlet}
    found, lent = _found(claim, sources, titles, outlets, named, around, leads)
    return Checked(
        tuple(finding for finding in found if finding.kind in CERTAIN),
        tuple(finding for finding in found if finding.kind not in CERTAIN),
        lent,
    )


def findings(
    claim: Reading, sources: Sequence[Reading], outlets: Iterable[str] = ()
) -> list[Finding]:
    """Return all that speaks against a statement, certain or not; nothing if it is a quotation."""
    outlets = set(outlets)
    return _found(claim, [*map(Dated, sources)], (), outlets, outlets, ()).findings


def is_quoted(claim: Reading, sources: Iterable[Reading]) -> bool:
    """Whether a text is a sentence of the sources, word for word."""
    return plain(claim.text) in {plain(source.text) for source in sources}


class _Found(NamedTuple):
    """All that was found, and the sentences that lend a name."""

    findings: list[Finding]
    lent: tuple[Sentence, ...]


def _found(
    claim: Reading,
    sources: Sequence[Dated],
    titles: Sequence[Dated],
    outlets: set[str],
    named_as_sources: set[str],
    around: Sequence[Sentence],
    leads: Sequence[Reading] = (),
) -> _Found:
    """Look for all that speaks against a claim.

    No outlet vouches for a figure; those of the reports cited may be named as sources of the claim.
    """
    cited = [source.reading for source in sources]
    if is_quoted(claim, cited):
        return _Found([], ())
    citable = {_called(outlet) for outlet in named_as_sources}
    citable = {name for name in citable if _is_name(claim.vocabulary.read(name))}
    claim = _without_sources(claim, citable)
    vouching = [source.reading for source in (*sources, *titles)]
    counted = [_without_figures_of(reading, outlets) for reading in vouching]
    counted += [text.vocabulary.read(whole) for text in counted if (whole := _whole(text.text))]
    own = [*figures(claim, counted), *dates(claim, [*sources, *titles]), *shares(claim, cited)]
    if not own:
        own = [*bounds(claim, counted), *misplaced(claim, counted), *misassigned(claim, counted)]
    headings = [title.reading for title in titles]
    names = named(claim, [*vouching, *leads], around)
    own += [*names.findings, *speech(claim, vouching, [*headings, *leads])]
    own += [*relations(claim, cited), *doubts(claim, [*pieces(cited), *headings], leads)]
    own = own or [*coverage(claim, [*vouching, *leads])]
    own += _foreign(claim.text, [*vouching, *leads])
    return _Found(list({finding.reason: finding for finding in own}.values()), names.lent)


def _foreign(text: str, vouching: Sequence[Reading]) -> Iterator[Finding]:
    """Yield the first address of a text that nothing vouches for, and that it orders a model."""
    told = [source.text.casefold() for source in vouching]
    for address in _ADDRESS.finditer(text):
        if not any(address[0].casefold() in source for source in told):
            reason = f'It has "{address[0]}", an address that stands nowhere in what it cites.'
            yield Finding("address", reason)
            break
    if addresses_a_model(text):
        yield Finding("order", "It speaks to a language model, not to a reader.")


def _lead(document: Document) -> str:
    """Return the first sentence of a report, which says who is who in those that follow."""
    start, end = next(iter(split(document.text[:LONGEST_LEAD])), (0, 0))
    return document.text[start:end]


def _whole(text: str) -> str:
    """Return a text whose figures are written apart, with those in one: 1, 500, 06: 00 and 06.00.

    Nothing where there are none. A list may look the same, so both ways of reading it vouch.
    """
    whole = _CLOCK.sub(r"\1:\2", _HALF.sub(r"\1.m.", _APART.sub(r"\1", text)))
    return whole if whole != text else ""


def _published(document: Document | None) -> date | None:
    return document.published.date() if document and document.published else None


def _called(outlet: str) -> str:
    """Return an outlet's name as others say it: without its section, and without an article."""
    bare = _SECTION.sub("", outlet)
    return bare[4:] if bare[:4].casefold() == "the " else bare


def _is_name(outlet: Reading) -> bool:
    """Whether an outlet can be told by its name: "Army", "Not", "900", "Friday", "Russia" can't.

    Else whoever calls an outlet so would vouch for what the army, or Russia, is let say.
    """
    words = {token.folded for token in outlet.tokens}
    if len(outlet.tokens) > _LONGEST_NAME or re.search(rf"\b{_REPORTING}\b", outlet.text):
        return False
    if words.isdisjoint(_PRESS) and not words.isdisjoint(_OTHERS):
        return False
    figures = {place for span in outlet.figure_spans for place in range(*span)}
    own = (
        token
        for token in outlet.tokens
        if token.is_content and token.folded not in outlet.weekdays and token.start not in figures
    )
    return any(not t.text.islower() and not (t.folded in PLACES and len(words) == 1) for t in own)


def _without_sources(text: Reading, outlets: Iterable[str]) -> Reading:
    """Return a text without the outlets that it names as its sources: "France 24 said"."""
    any_of = _any_of(outlets)
    before = rf"(?:\b(?:{_TELLING})(?: the)? )"
    after = rf"(?=,? (?:\w+ )?{_REPORTING}\b|(?:[’']s?)? {_WORK}\b)"
    return _masked(text, rf"{before}(?:{any_of})\b|\b(?:{any_of}){after}") if any_of else text


def _without_figures_of(text: Reading, outlets: Iterable[str]) -> Reading:
    """Return a text whose outlets vouch for no figure, wherever one can be told by its name."""
    read = text.vocabulary.read
    any_of = _any_of(name for name in outlets if read(name).quantities and _is_name(read(name)))
    return _without_sources(_masked(text, rf"\b(?:{any_of})\b") if any_of else text, outlets)


def _any_of(outlets: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(outlets, key=len, reverse=True))


def _masked(text: Reading, pattern: str) -> Reading:
    """Return a text with words that claim nothing in the place of others, of the same length."""
    masked = re.sub(pattern, lambda name: f"{'it':{len(name[0])}}", text.text)
    return text.vocabulary.read(masked)
