"""Names and words: what a statement says in words that its evidence does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import groupby

from summarise.meaning.rarity import is_rather_a_name, weights
from summarise.text.features import Features, read
from summarise.text.forms import ROOT, one_name
from summarise.text.words import Word, fold, is_content, stem
from summarise.verify.findings import Finding, Read

COVERED = 0.70
"""Share of the statement's words, weighted by rarity, that have to be in the evidence."""
CLAUSE_COVERED, CLAUSE = 0.50, 4
"""The same for each clause of at least so many content words: one invented clause is enough."""
KEPT = 0.30
"""Share of one of the sentences cited, weighted by rarity, that a statement has to tell."""
FIGURE = 4.5
"""Nats: half of the rarest word. A number or date that the evidence has counts as a told word."""
_CLAUSES = re.compile(r"[,;:—–()]|\b(?:and|but|while|which|who|that|because|as|after|before)\b")
CONNECTIVES = frozenset(
    "accordingly additionally afterwards alternatively although besides consequently conversely "
    "finally furthermore hence however importantly indeed instead lastly likewise meanwhile "
    "moreover nevertheless nonetheless notably otherwise overall similarly specifically still "
    "subsequently therefore ultimately whereas".split()
)
"""Words that join sentences and claim nothing; at the start of one they look like names."""
_JOINING = frozenset(map(stem, CONNECTIVES))


def names(claim: Read, sources: Sequence[Features]) -> Iterator[Finding]:
    """Yield the statement's names that the evidence has in no form."""
    known = {fold(token.text) for source in sources for token in source.tokens}
    initials = set[str]().union(*(_initials(source.tokens) for source in sources))
    features = claim.features
    spelt_out = _spelt_out(features.tokens, known)
    told = set(features.names)
    if features.lead_name and is_rather_a_name(features.lead_name):
        told.add(features.lead_name)
    for name in sorted(told - known - initials - spelt_out - _explained(claim) - CONNECTIVES):
        if not any(one_name(name, word) for word in known):
            reason = f'the name "{name.title()}" is not in what it cites'
            yield Finding("name", reason, *claim.place_of_name(name))


def _explained(claim: Read) -> set[str]:
    """Return the acronyms that the statement itself explains: artificial intelligence (AI)."""
    tokens = claim.features.tokens
    found = set[str]()
    for i, token in enumerate(tokens):
        spelt = "".join(word.text[0] for word in tokens[max(0, i - len(token.text)) : i])
        if (
            claim.text[max(0, token.start - 1) : token.start] == "("
            and spelt.casefold() == token.text.casefold()
        ):
            found.add(fold(token.text))
    return found


def _initials(tokens: Sequence[Word]) -> set[str]:
    """Return the acronyms of all runs of capitalised words: EU for European Union."""
    return {acronym for acronym, _ in _runs(tokens)}


def _spelt_out(tokens: Sequence[Word], known: set[str]) -> set[str]:
    """Return the words of names that the evidence has as acronyms."""
    return {word for acronym, run in _runs(tokens) if acronym in known for word in run}


def _runs(tokens: Sequence[Word]) -> Iterator[tuple[str, tuple[str, ...]]]:
    words = [(t.text, fold(t.text)) for t in tokens if fold(t.text) not in ("of", "for", "the")]
    for i in range(len(words)):
        run: list[str] = []
        for written, folded in words[i : i + 6]:
            if not written[0].isupper():
                break
            run.append(folded)
            if len(run) > 1:
                acronym = "".join(word[0] for word in run)
                yield {"us": "usa"}.get(acronym, acronym), tuple(run)


def coverage(text: str, evidence: Sequence[str]) -> Iterator[Finding]:
    """Yield that the statement, or a clause of it, is hardly in the evidence."""
    known = {word for sentence in evidence for word in read(sentence).stems}
    claim = Read(text, read(text))
    plain = _without_figures(text, claim.features)
    figures = FIGURE * (len(claim.features.quantities) + len(claim.features.dates))
    share = _covered(plain, known, figures)
    if share < COVERED:
        missing = _missing(plain, known)
        reason = f"{share:.0%} of it is in what it cites; not there: " + ", ".join(missing)
        yield Finding("coverage", reason, *_longest_untold(claim, known))
        return
    for start, end in _clauses(plain):
        clause = plain[start:end]
        if len(weights(clause)) >= CLAUSE and _covered(clause, known) < CLAUSE_COVERED:
            yield Finding("coverage", f'"{clause.strip()}" is not in what it cites', start, end)


def _longest_untold(claim: Read, known: Set[str]) -> tuple[int, int]:
    """Return the span of the longest run of content words that are not known."""
    words = [token for token in claim.features.tokens if is_content(token.text)]
    runs = [
        [*run] for told, run in groupby(words, lambda w: _told_by(stem(w.text), known)) if not told
    ]
    longest = max(runs, key=len, default=words)
    return (longest[0].start, longest[-1].end) if longest else (0, len(claim.text))


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the clauses of a text begin and end."""
    start = 0
    for match in _CLAUSES.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def omissions(text: str, evidence: Sequence[str]) -> Iterator[str]:
    """Yield that the statement tells next to nothing of the fact that it stands for.

    That makes a poor statement, not an unsupported one.
    """
    told = set(read(text).stems)
    best = max((_covered(sentence, told) for sentence in evidence), default=1.0)
    if best < KEPT:
        yield f"it leaves out most of what it cites ({best:.0%} is told)"


def _covered(text: str, known: set[str], figures: float = 0.0) -> float:
    """Return the share of a text's words that are known; ``figures`` weigh in as known ones."""
    own = _weights(text)
    covered = sum(weight for word, weight in own.items() if _told_by(word, known))
    return (covered + figures) / (sum(own.values()) + figures or 1.0) if own else 1.0


def _weights(text: str) -> dict[str, float]:
    return {word: weight for word, weight in weights(text).items() if word not in _JOINING}


def _missing(text: str, known: set[str]) -> list[str]:
    own = _weights(text)
    return sorted((word for word in own if not _told_by(word, known)), key=lambda w: -own[w])[:4]


def _without_figures(text: str, claim: Features) -> str:
    """Return the text with blanks for its numbers and dates, which are checked by value."""
    for start, end in figure_spans(claim):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def figure_spans(claim: Features) -> list[tuple[int, int]]:
    """Return where the numbers and dates stand."""
    spans = [(quantity.start, quantity.end) for quantity in claim.quantities]
    return spans + [(date.start, date.end) for date in claim.dates]


def forms(word: str, known: Set[str]) -> frozenset[str]:
    """Return the stems among the known ones that stand for a stem: itself, or its kin."""
    if word in known:
        return frozenset((word,))
    if len(word) <= ROOT:
        return frozenset()
    return frozenset(other for other in known if _akin(word, other))


def _told_by(word: str, known: Set[str]) -> bool:
    return bool(forms(word, known))


def _akin(word: str, other: str) -> bool:
    """Whether one of two stems is the other with a short ending: sign and signatur are not."""
    shorter, longer = sorted((word, other), key=len)
    return len(shorter) >= ROOT and longer.startswith(shorter) and len(longer) - len(shorter) <= 3
