"""The checks of a sentence against its evidence. Each yields what has no counterpart there.

They look for what is in the statement and not in the evidence, piece by piece; how much the two
overlap says little (on SummEdits word overlap is at chance).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from summarise.meaning.rarity import is_rather_a_name, weights
from summarise.text.features import Features, read
from summarise.text.quantities import Date, Quantity
from summarise.text.sentences import split
from summarise.text.words import fold, stem

COVERED = 0.70
"""Share of the statement's words, weighted by rarity, that have to be in the evidence."""
CLAUSE_COVERED, CLAUSE = 0.50, 4
"""The same for each clause of at least so many content words: one invented clause is enough."""
KEPT = 0.40
"""Share of one of the sentences cited, weighted by rarity, that a statement has to tell."""
_CLAUSES = re.compile(r"[,;:—–()]|\b(?:and|but|while|which|who|that|because|as|after|before)\b")
_BOUNDS = {
    "more than": re.compile(r"(?:more than|over|above|at least|exceeding|no (?:less|fewer) than)$"),
    "less than": re.compile(r"(?:less than|fewer than|under|below|up to|at most|no more than)$"),
    "since": re.compile(r"\bsince$"),
    "until": re.compile(r"\b(?:until|till|before|by)$"),
}
_SPACE = re.compile(r"\s+")
_AKIN = 4
"""Letters that two forms of a name share at least: Iran and Iranian."""
_QUOTE_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def problems(text: str, evidence: Sequence[str], outlets: Iterable[str] = ()) -> list[str]:
    """Return what speaks against a statement, each in a few words for a person; [] if nothing.

    ``outlets`` are names that vouch for nothing: "France 24" is not a 24.
    """
    if _plain(text) in {_plain(sentence) for sentence in evidence}:
        return []
    masked = _Mask(outlets)
    claim = read(masked(text))
    sources = [read(masked(sentence)) for sentence in evidence]
    found = [
        *_numbers(claim, sources),
        *_dates(claim, sources),
        *_names(claim, sources),
        *_quotations(claim, evidence),
        *_negations(claim, sources),
        *_modality(claim, sources),
        *_bounds(text, claim, evidence, sources),
    ]
    if len(split(text)) > 1 and not any(len(split(sentence)) > 1 for sentence in evidence):
        found.append("it is more than one sentence")
    return found or [*_coverage(text, evidence), *_omissions(text, evidence)]


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


def _numbers(claim: Features, sources: Sequence[Features]) -> Iterator[str]:
    known = [quantity for source in sources for quantity in source.quantities]
    parts = {part for source in sources for date in source.dates for part in date[:3]}
    for quantity in claim.quantities:
        if not any(_same(quantity, other) for other in known) and quantity.value not in parts:
            yield f"the number {_written(quantity)} is not in what it cites"


def _same(one: Quantity, other: Quantity) -> bool:
    close = abs(one.value - other.value) <= 1e-9 * max(abs(one.value), 1.0)
    measures = one.measure and other.measure
    return close and not (measures and one.unit != other.unit)


def _written(quantity: Quantity) -> str:
    return f"{quantity.value:g} {quantity.unit}".strip()


def _dates(claim: Features, sources: Sequence[Features]) -> Iterator[str]:
    known = [date for source in sources for date in source.dates]
    values = {quantity.value for source in sources for quantity in source.quantities}
    for date in claim.dates:
        bare_year = not (date.month or date.day) and float(date.year) in values
        if not bare_year and not any(_within(date, other) for other in known):
            yield f"the date {_told(date)} is not in what it cites"
    weekdays = frozenset(day for source in sources for day in source.weekdays)
    for day in sorted(claim.weekdays - weekdays):
        yield f"{day.capitalize()} is not in what it cites"


def _within(date: Date, known: Date) -> bool:
    """Whether every part of a date is told by a known one."""
    return all(part in (0, other) for part, other in zip(date[:3], known[:3], strict=True))


def _told(date: Date) -> str:
    return "-".join(f"{part:02}" for part in date[:3] if part)


def _names(claim: Features, sources: Sequence[Features]) -> Iterator[str]:
    known = {fold(token.text) for source in sources for token in source.tokens}
    names = set(claim.names)
    if claim.lead_name and is_rather_a_name(claim.lead_name):
        names.add(claim.lead_name)
    for name in sorted(names):
        if not any(_akin(name, word) for word in known):
            yield f'the name "{name.title()}" is not in what it cites'


def _akin(name: str, word: str) -> bool:
    """Whether two words are forms of one name: equal, or one with an ending of the other."""
    if name == word or stem(name) == stem(word):
        return True
    shorter, longer = sorted((name, word), key=len)
    return len(shorter) >= _AKIN and longer.startswith(shorter) and len(longer) - len(shorter) <= 3


def _quotations(claim: Features, evidence: Sequence[str]) -> Iterator[str]:
    known = _plain(" ".join(evidence))
    for quote in claim.quotes:
        if _plain(quote).strip(" ,;") not in known:
            yield f'the quotation "{quote}" is not in what it cites'


def _negations(claim: Features, sources: Sequence[Features]) -> Iterator[str]:
    told = {word for source in sources for word in source.stems}
    denied = {word for source in sources for word in source.polarity.denied}
    asserted = {word for s in sources for word in set(s.stems) - s.polarity.denied}
    for word in sorted((claim.polarity.denied & told) - denied)[:1]:
        yield f'it denies "{word}", which what it cites does not'
    for word in sorted((set(claim.stems) & denied) - asserted - claim.polarity.denied)[:1]:
        yield f'it does not deny "{word}", which what it cites does'


def _modality(claim: Features, sources: Sequence[Features]) -> Iterator[str]:
    intended = {word for source in sources for word in source.polarity.intended}
    done = {word for s in sources for word in set(s.stems) - s.polarity.planned}
    for word in sorted((set(claim.stems) & intended) - done - claim.polarity.planned)[:1]:
        yield f'it tells "{word}" as done, which what it cites only plans'
    for word in sorted((claim.polarity.intended & done) - intended)[:1]:
        yield f'it tells "{word}" as planned, which what it cites has as done'


def _bounds(
    text: str, claim: Features, evidence: Sequence[str], sources: Sequence[Features]
) -> Iterator[str]:
    """Look for a number or date that got another bound: "more than 12", "since Jan. 17"."""
    known = [
        (part, _bound(sentence, part.start))
        for sentence, source in zip(evidence, sources, strict=True)
        for part in _parts(source)
    ]
    for part in _parts(claim):
        told = {bound for other, bound in known if _alike(part, other)}
        bound = _bound(text, part.start)
        if told and bound not in told:
            yield f'it says "{bound or "exactly"}" of {_shown(part)}, which what it cites does not'


def _parts(features: Features) -> list[Quantity | Date]:
    return [*features.quantities, *features.dates]


def _alike(one: Quantity | Date, other: Quantity | Date) -> bool:
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return _same(one, other)
    return isinstance(one, Date) and isinstance(other, Date) and _within(one, other)


def _shown(part: Quantity | Date) -> str:
    return _written(part) if isinstance(part, Quantity) else _told(part)


def _bound(text: str, start: int) -> str:
    """Return the kind of bound before a place in a text; empty if there is none."""
    before = " ".join(text[:start].casefold().replace("$", " ").split()[-3:])
    for kind, pattern in _BOUNDS.items():
        if pattern.search(before):
            return kind
    return ""


def _coverage(text: str, evidence: Sequence[str]) -> Iterator[str]:
    known = {word for sentence in evidence for word in read(sentence).stems}
    plain = _without(text, read(text))
    if _covered(plain, known) < COVERED:
        yield f"{_covered(plain, known):.0%} of it is in what it cites; not there: " + ", ".join(
            _missing(plain, known)
        )
        return
    for clause in _CLAUSES.split(plain):
        if len(weights(clause)) >= CLAUSE and _covered(clause, known) < CLAUSE_COVERED:
            yield f'"{clause.strip()}" is not in what it cites'


def _omissions(text: str, evidence: Sequence[str]) -> Iterator[str]:
    """Look for a statement that tells next to nothing of the fact that it stands for."""
    told = set(read(text).stems)
    best = max((_covered(sentence, told) for sentence in evidence), default=1.0)
    if best < KEPT:
        yield f"it leaves out most of what it cites ({best:.0%} is told)"


def _covered(text: str, known: set[str]) -> float:
    own = weights(text)
    covered = sum(weight for word, weight in own.items() if _told_by(word, known))
    return covered / (sum(own.values()) or 1.0) if own else 1.0


def _missing(text: str, known: set[str]) -> list[str]:
    own = weights(text)
    return sorted((word for word in own if not _told_by(word, known)), key=lambda w: -own[w])[:4]


def _without(text: str, claim: Features) -> str:
    """Return the text without its numbers and dates, which are checked by value."""
    spans = [(quantity.start, quantity.end) for quantity in claim.quantities]
    spans += [(date.start, date.end) for date in claim.dates]
    return "".join(
        " " if any(start <= place < end for start, end in spans) else character
        for place, character in enumerate(text)
    )


def _told_by(word: str, known: set[str]) -> bool:
    return word in known or (len(word) > _AKIN and any(_akin(word, other) for other in known))
