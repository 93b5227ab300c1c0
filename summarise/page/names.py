"""Names: which of a statement's stand in what it cites, elsewhere in the story, or nowhere.

Only a name that has no form anywhere refuses. One that only the rest of the story's evidence has is
lent from there, with its sentence; one that stands there in another form is a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from summarise.language import lists
from summarise.language.reading import Reading, Vocabulary
from summarise.language.words import ROOT, Token
from summarise.page.wording import CONNECTIVES, Finding
from summarise.types import Sentence

_POSSESSIVE = re.compile(r"[’']s?$")
SHORT_FORM = 3
"""Letters of an abbreviation from which it is a beginning: Wyo. for Wyoming."""
UNKNOWN = 9.0
"""Nats: the rarity of a word that the vocabulary does not have, and so knows no common use of."""


class Named(NamedTuple):
    """What was found of a statement's names, and the sentences that lend some of them."""

    findings: list[Finding]
    lent: tuple[Sentence, ...]


def _alternatives() -> Mapping[str, frozenset[str]]:
    """Return the other names of each name, both ways."""
    tables = lists("places")
    found: dict[str, set[str]] = {}
    for line in f"{tables['stands_for']}{tables['short']}".strip().splitlines():
        if ":" in line:
            group = line.replace(":", " ").split()
            for name in group:
                found.setdefault(name, set()).update(set(group) - {name})
    return {name: frozenset(others) for name, others in found.items()}


_ALTERNATIVES = _alternatives()
PLACES = frozenset(_ALTERNATIVES)
"""Countries, and what else has two names, folded."""


def named(
    claim: Reading,
    sources: Sequence[Reading],
    around: Sequence[Sentence] = (),
) -> Named:
    """Look for the statement's names in what vouches for them, then in the rest of the story."""
    known = _known(sources)
    unknown = _unknown(claim, sources, known)
    lenders = _lenders(claim, unknown, around)
    found: list[Finding] = []
    for name in unknown:
        written = _POSSESSIVE.sub("", claim.text[slice(*claim.place_of_name(name))])
        if name not in lenders:
            kind, reason = _judged(name, written, claim, sources, known)
        elif _joined(name, lenders[name].reading, known):
            continue
        else:
            kind, reason = (
                "lent",
                f"It names {written}; only another sentence of the story does.",
            )
        found.append(Finding(kind, reason))
    return Named(found, tuple(dict.fromkeys(lenders.values())))


def _judged(
    name: str, written: str, claim: Reading, sources: Sequence[Reading], known: set[str]
) -> tuple[str, str]:
    """Return the kind of finding for a name that is not in what is cited, and the reason."""
    form = _another_form(name, sources) or _family_name(name, claim, known)
    form = form or _spelt_out(written, sources)
    if form:
        return "form", f"It says {written}; what it cites says {form}."
    vocabulary = claim.vocabulary
    if not vocabulary.is_rather_a_name(name) and vocabulary.rarity(name) < UNKNOWN:
        return "word", f'It says "{written}", which stands nowhere in what it cites.'
    return "name", f"It names {written}; that name stands nowhere in what it cites."


def _family_name(name: str, claim: Reading, known: set[str]) -> str:
    """Return the known name behind one that may be its given name: Vladimir, before Putin."""
    vocabulary = claim.vocabulary
    for one, other in pairwise(claim.tokens):
        if one.folded == name and other.start - one.end == 1 and other.folded in known:
            common = vocabulary.rarity(other.folded) < UNKNOWN
            if other.text[0].isupper() and (
                vocabulary.is_rather_a_name(other.folded) or not common
            ):
                return other.text
    return ""


SHORTEST_ACRONYM = 3
"""Letters: two begin the words of any sentence."""


def _known(sources: Sequence[Reading]) -> set[str]:
    """Return the words (folded) that vouch for names."""
    return {token.folded for source in sources for token in source.tokens}


def _unknown(claim: Reading, sources: Sequence[Reading], known: set[str]) -> list[str]:
    """Return the names (folded) that stand in no form of theirs among the known words."""
    initials = {acronym for source in sources for acronym, _ in _runs(source.tokens)}
    spelt_out = {word for acronym, run in _runs(claim.tokens) if acronym in known for word in run}
    vocabulary = claim.vocabulary
    told = set(claim.names)
    if claim.lead_name and vocabulary.is_rather_a_name(claim.lead_name):
        told.add(claim.lead_name)
    missing = told - known - initials - spelt_out - _explained(claim) - CONNECTIVES
    return sorted(name for name in missing if not _stands_in(name, known, vocabulary))


def _stands_in(name: str, known: set[str], vocabulary: Vocabulary) -> bool:
    return any(vocabulary.one_name(name, word) for word in known)


def _lenders(
    claim: Reading, unknown: Sequence[str], around: Sequence[Sentence]
) -> dict[str, Sentence]:
    """Return for each unknown name the sentence around that has it and most in common."""
    if not unknown:
        return {}
    found: dict[str, Sentence] = {}
    for sentence in sorted(around, key=lambda s: -_in_common(claim, s.reading)):
        having = [sentence.reading]
        still = _unknown(claim, having, _known(having))
        for name in set(unknown) - set(still) - found.keys():
            found[name] = sentence
    return found


def _in_common(claim: Reading, source: Reading) -> float:
    return sum(claim.weights[stem] for stem in claim.weights.keys() & source.weights.keys())


def _joined(name: str, source: Reading, known: set[str]) -> bool:
    """Whether a name stands there beside one that is known: Vladimir Putin, where Putin is."""
    names = source.names | {source.lead_name}
    beside = {
        other.folded if one.folded == name else one.folded
        for one, other in pairwise(source.tokens)
        if name in (one.folded, other.folded) and other.start - one.end == 1
    }
    return not known.isdisjoint(beside & names)


def _spelt_out(written: str, sources: Sequence[Reading]) -> str:
    """Return the words in a row that an acronym may stand for: gross domestic product, for GDP."""
    if len(written) < SHORTEST_ACRONYM or not written.isupper():
        return ""
    for source in sources:
        tokens = source.tokens
        letters = "".join(token.folded[0] for token in tokens)
        start = letters.find(written.casefold())
        if start >= 0:
            last = tokens[start + len(written) - 1]
            return source.text[tokens[start].start : last.end]
    return ""


def _another_form(name: str, sources: Sequence[Reading]) -> str:
    """Return a name of the sources, as written, that may be this one in another form."""
    others = _ALTERNATIVES.get(name, frozenset())
    for source in sources:
        for token in source.tokens:
            word = token.folded
            shorter, longer = sorted((name, word), key=len)
            begins = len(shorter) >= SHORT_FORM and longer.startswith(shorter)
            akin = len(shorter) >= ROOT and name[:ROOT] == word[:ROOT]
            if word in others or (token.text[0].isupper() and (begins or akin)):
                return token.text
    return ""


def _explained(claim: Reading) -> set[str]:
    """Return the acronyms that the statement itself explains: artificial intelligence (AI)."""
    tokens = claim.tokens
    found = set[str]()
    for i, token in enumerate(tokens):
        spelt = "".join(word.text[0] for word in tokens[max(0, i - len(token.text)) : i])
        if (
            claim.text[max(0, token.start - 1) : token.start] == "("
            and spelt.casefold() == token.text.casefold()
        ):
            found.add(token.folded)
    return found


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the runs of capitalised words, each behind its acronym: EU for European Union."""
    words = [(t.text, t.folded) for t in tokens if t.folded not in ("of", "for", "the", "and")]
    for i in range(len(words)):
        run: list[str] = []
        for written, folded in words[i : i + 6]:
            if not written[0].isupper():
                break
            run.append(folded)
            if len(run) > 1:
                acronym = "".join(word[0] for word in run)
                yield {"us": "usa"}.get(acronym, acronym), tuple(run)
