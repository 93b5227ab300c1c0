"""What stands around a number: its bound ("more than 12"), and the words it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from summarise.text.features import Features
from summarise.text.quantities import Date, Quantity
from summarise.text.units import SPANS_OF_TIME
from summarise.text.words import fold, is_content, stem
from summarise.verify.figures import close, same, told, within, written
from summarise.verify.findings import Finding, Read

_BOUNDS_BEFORE = {
    "more than": r"more than|over|above|at least|exceed(?:s|ed|ing)?|no (?:less|fewer) than"
    r"|upwards of|a minimum of|surpass(?:ed|ing)",
    "less than": r"less than|fewer than|under|below|up to|at most|(?:no|not) more than"
    r"|a maximum of|as (?:many|much) as|nearly|almost|just under|close to",
}
_DATE_BOUNDS = {
    "since": r"since|from|after|following|starting",
    "until": r"until|till|before|by|no later than",
}
_BOUNDS_BEHIND = {
    "more than": re.compile(r"\+|[\w$€£% ]{0,12} (?:or|and) (?:more|above|over)\b"),
    "less than": re.compile(r"[\w$€£% ]{0,12} (?:or (?:less|fewer|below)|at (?:the )?most)\b"),
}


def _endings(table: Mapping[str, str]) -> Mapping[str, re.Pattern[str]]:
    filler = r"(?: (?:about|some|the|a|an|early|late|mid|next))?"
    return {
        kind: re.compile(rf"\b(?:{words}){filler}[ \-(]*(?:[a-z]{{0,2}}[$€£¥₹])?$")
        for kind, words in table.items()
    }


_NUMBER_BOUNDS, _DATE_ENDINGS = _endings(_BOUNDS_BEFORE), _endings(_DATE_BOUNDS)
_LONGEST_BOUND = 40
"""Characters before a number in which its bound stands."""
_SEPARATED = re.compile(r"[,;:()—–]|\b(?:and|or|but|to|than|while|from)\b")
_NEXT = 3
"""Words on either side of a number that may say what it counts."""


def bounds(claim: Read, sources: Sequence[Read]) -> Iterator[Finding]:
    """Yield a number or date that got another bound: "more than 12", "since Jan. 17"."""
    known = [
        (part, _bound(source.text, part)) for source in sources for part in _parts(source.features)
    ]
    for part in _parts(claim.features):
        allowed = {bound for other, bound in known if _alike(part, other, claim.text)}
        bound = _bound(claim.text, part)
        if allowed and bound not in allowed:
            said = f'it says "{bound or "exactly"}" of {_shown(part)}'
            yield Finding("bound", f"{said}, which what it cites does not", part.start, part.end)


def _parts(features: Features) -> list[Quantity | Date]:
    return [*features.quantities, *features.dates]


def _alike(one: Quantity | Date, other: Quantity | Date, text: str) -> bool:
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return same(one, other, text)
    return isinstance(one, Date) and isinstance(other, Date) and within(one, other)


def _shown(part: Quantity | Date) -> str:
    return written(part) if isinstance(part, Quantity) else told(part)


def _bound(text: str, part: Quantity | Date) -> str:
    """Return the kind of bound of a number or date; empty if there is none."""
    before = " ".join(text[max(0, part.start - _LONGEST_BOUND) : part.start].casefold().split(" "))
    if isinstance(part, Date) or part.unit == "time":
        return _kind(_DATE_ENDINGS, before)
    bound = _kind(_NUMBER_BOUNDS, before)
    if part.unit in SPANS_OF_TIME and before.rstrip().endswith(("over", "under", "over the")):
        return ""  # over five years: during them
    return bound or next(
        (kind for kind, pattern in _BOUNDS_BEHIND.items() if pattern.match(text, part.end)), ""
    )


def _kind(table: Mapping[str, re.Pattern[str]], before: str) -> str:
    return next((kind for kind, pattern in table.items() if pattern.search(before)), "")


def misplaced(claim: Read, sources: Sequence[Read]) -> Iterator[Finding]:
    """Yield numbers that changed places: "killed 30 and injured 12" for the reverse."""
    known = [
        (quantity, _beside(source, quantity))
        for source in sources
        for quantity in source.features.quantities
    ]
    for quantity in claim.features.quantities:
        words = _beside(claim, quantity)
        own = {w for other, beside in known if close(other.value, quantity.value) for w in beside}
        others = {word for other, beside in known if other.unit == quantity.unit for word in beside}
        if words & others and own and not words & own:
            word = min(words & others)
            reason = f'what it cites has another number beside "{word}" than {written(quantity)}'
            yield Finding("bound", reason, quantity.start, quantity.end)


def _beside(source: Read, quantity: Quantity) -> set[str]:
    """Return the content words next to a number, without its unit, up to the end of the clause."""
    text, tokens = source.text, source.features.tokens
    before = [t for t in tokens if t.end <= quantity.start][-_NEXT:]
    after = [t for t in tokens if t.start >= quantity.end][:_NEXT]
    found = {t.text for t in before if not _SEPARATED.search(text, t.end, quantity.start)}
    found |= {t.text for t in after if not _SEPARATED.search(text, quantity.end, t.start)}
    stems = {stem(word) for word in found if is_content(word) and not fold(word).isdigit()}
    return stems - {quantity.unit}
