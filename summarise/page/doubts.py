"""What a statement leaves off or adds that may change what it says: questions, never refusals.

What is looked for stands in one table, ``summarise/language/marks.toml``: marks that the evidence
has and the statement drops ("may", "accused of", "if"), and words that the statement has and no
sentence that it cites ("former", "deadliest", "because", "convicted").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, takewhile
from typing import NamedTuple

from summarise.language import lists
from summarise.language.frames import UNSAID, any_of
from summarise.language.reading import Reading
from summarise.language.roles import DIRECTIONS, MUTUAL
from summarise.language.words import Token, stem
from summarise.page.wording import CLAUSE, Finding, clauses, told_by

SCOPE = 5
"""Content words behind a mark that it may hold for."""
TOLD = 0.5
"""Share of the words under a mark that a statement tells at least, for the mark to be missed."""
EMBEDDED = 0.6
"""Share of a statement's words that one sentence has, for what frames that sentence to matter."""
UNUSUAL = 5.5
"""Nats: from this rarity on a word says something that a paraphrase would not add by itself."""


_FEWEST = 2
"""Words behind a mark that a statement tells at least, where there are so many."""
_MOST = 8
"""Marks of one kind in one sentence that are looked at."""


class Weakening(NamedTuple):
    """A mark in the evidence, the words of a statement that say as much, and what is wrong.

    ``reach`` is what it holds for: the "next" word, the "few" words behind it, or the "whole".
    """

    kind: str
    marks: re.Pattern[str]
    kept: re.Pattern[str]
    reach: str
    reason: str


_LISTS = lists("marks")
DROPPED = [
    Weakening(
        kind,
        any_of(row["marks"]),
        any_of(row["marks"], row["kept"]),
        row["reach"],
        row["reason"],
    )
    for kind, row in _LISTS["dropped"].items()
]
"""What the evidence says under a mark, and a statement may say without it."""
_OFTEN: dict[str, str] = _LISTS["often"]
ADDED = {word: kind for kind, words in _LISTS["added"].items() for word in words.split()}
ADDED |= dict.fromkeys(_OFTEN, "often")
"""Words that say more than is said without them, and their kind."""
_TITLES = frozenset(stem(word) for word, kind in ADDED.items() if kind == "title")
_NO_SUPERLATIVES = frozenset(_LISTS["plain"]["words"].split())
_OUTCOMES = [
    frozenset(map(stem, row.split())) for row in _LISTS["outcomes"]["rows"].strip().splitlines()
]
_STATES = frozenset(_LISTS["outcomes"]["states"].split())
_SMALL = frozenset(_LISTS["small"]["words"].split())
_CAUSES = any_of(_LISTS["causes"]["told"])
_JOINS = any_of(*_LISTS["causes"].values())
_PREPOSITIONS = frozenset("against with in on at to from for of by".split())


def doubts(
    claim: Reading, parts: Sequence[Reading], leads: Sequence[Reading] = ()
) -> Iterator[Finding]:
    """Yield what a statement drops or adds, by the sentences that it cites.

    ``leads`` are the first sentences of their reports: who is who, and what is what.
    """
    for mark in DROPPED:
        if not mark.kept.search(claim.text):
            yield from _dropped(mark, claim, parts)
    yield from _framed(claim, parts)
    yield from _titles_dropped(claim, parts)
    yield from _added(claim, parts)
    yield from _outcomes(claim, parts)
    yield from _causes(claim, parts)
    yield from _reordered(claim, parts)
    yield from _odd_words(claim, parts, leads)


def _dropped(mark: Weakening, claim: Reading, parts: Sequence[Reading]) -> Iterator[Finding]:
    """Yield the first mark of a kind that the statement does without."""
    told = frozenset(claim.stems)
    free = [frozenset(part.stems) for part in parts if not mark.marks.search(part.text)]
    for part in parts:
        for match in islice(mark.marks.finditer(part.text), _MOST):
            under = _under(mark, told, part, match.end())
            if under and not any(under <= other for other in free):
                reason = f"It says it plainly; {mark.reason.format(match[0])}"
                yield Finding(mark.kind, reason)
                return


def _framed(claim: Reading, parts: Sequence[Reading]) -> Iterator[Finding]:
    """Yield that a statement says as so what a sentence has in a frame, and none without it.

    A denial is no such statement where the sentence has none, nor is one with as many marks: they
    may say what the frame does.
    """
    if claim.frame:
        return
    own = len(UNSAID.findall(claim.text))
    told = frozenset(claim.stems)
    free = [frozenset(part.stems) for part in parts if not part.frame]
    for part in parts:
        denied = claim.polarity.denials and not part.polarity.denials
        if part.frame != "unsaid" or denied or 0 < len(UNSAID.findall(part.text)) <= own:
            continue
        common = told.intersection(part.stems)
        if len(common) >= EMBEDDED * len(told) and not any(common <= other for other in free):
            reason = "It says it plainly; what it cites has it in a frame that does not."
            yield Finding("framed", reason)
            return


def _under(mark: Weakening, told: frozenset[str], part: Reading, place: int) -> frozenset[str]:
    """Return what a statement tells of the words under a mark, if it tells enough of them."""
    if mark.reach == "whole":
        common = told.intersection(part.stems)
        return common if len(common) >= EMBEDDED * len(told) else frozenset()
    words = [t for t in part.tokens if t.is_content and t.start >= place]
    scope = [t.stem for t in words if not (t.folded.isdigit() or t.folded in _ADVERBS)][:SCOPE]
    common = frozenset(word for word in told if told_by(word, set(scope)))
    if mark.reach == "next":
        enough = len(common) >= min(_FEWEST, len(scope))
        return common if scope and enough and told_by(scope[0], told) else frozenset()
    return common if len(common) >= max(1.0, TOLD * len(scope)) else frozenset()


_ADVERBS = frozenset(
    "soon also eventually later again then still monday tuesday wednesday thursday"
    " friday saturday sunday".split()
)


def _titles_dropped(claim: Reading, parts: Sequence[Reading]) -> Iterator[Finding]:
    """Yield titles such as "former" that stand before a word of the statement's, which has none."""
    told = set(claim.stems)
    bare = _TITLES.isdisjoint(token.stem for token in claim.tokens)
    free = {w for part in parts if _TITLES.isdisjoint(part.stems) for w in part.stems}
    for part in parts if bare else ():
        for one, other in pairwise(part.tokens):
            if one.stem in _TITLES and other.stem in told - free and other.start - one.end == 1:
                reason = f'It says "{claim.word(other.stem)}"; what it cites says "{one.text}".'
                yield Finding("title", reason)
                return


def _added(claim: Reading, parts: Sequence[Reading]) -> Iterator[Finding]:
    """Yield words that say more than the evidence: a title, an extreme, all, how often."""
    known = {token.stem for part in parts for token in part.tokens}
    known |= {token.folded for part in parts for token in part.tokens}
    for token in claim.tokens:
        if not known.isdisjoint((token.stem, token.folded, _OFTEN.get(token.folded, ""))):
            continue
        kind = ADDED.get(token.folded, "")
        if kind or _is_superlative(token):
            reason = f'It says "{token.text}"; what it cites does not.'
            yield Finding(kind or "extreme", reason)


def _is_superlative(token: Token) -> bool:
    word = token.folded
    return len(word) > CLAUSE and word.endswith("est") and word not in _NO_SUPERLATIVES


def _outcomes(claim: Reading, parts: Sequence[Reading]) -> Iterator[Finding]:
    """Yield outcomes to which the evidence does not come: convicted, where it says charged."""
    known = {token.stem for part in parts for token in part.tokens}
    for group in _OUTCOMES:
        if group & known:
            continue
        for token in claim.tokens:
            if token.stem in group and (token.is_past or token.folded in _STATES):
                reason = f'It says "{token.text}"; what it cites does not say that it came to that.'
                yield Finding("outcome", reason)


def _causes(claim: Reading, parts: Sequence[Reading]) -> Iterator[Finding]:
    """Yield causes that no single sentence of the evidence gives for the same thing."""
    for match in islice(_CAUSES.finditer(claim.text), _MOST):
        sides = [{t.stem for t in claim.tokens if t.is_content and t.start >= match.end()}]
        sides.append(set(claim.stems) - sides[0])
        if not all(sides):
            sides = [set(claim.stems)]
        joined = any(
            all(not side.isdisjoint(part.stems) for side in sides) and _JOINS.search(part.text)
            for part in parts
        )
        if not joined:
            reason = f'It says "{match[0]}"; what it cites gives no such cause.'
            yield Finding("cause", reason)


def _reordered(claim: Reading, parts: Sequence[Reading]) -> Iterator[Finding]:
    """Yield verbs whose first object is a name that stands elsewhere in the evidence's sentence."""
    objects = [(part, dict(_objects(part))) for part in parts]
    own = claim.names | {claim.lead_name}
    for verb, name in _objects(claim):
        told = [(part, names[verb]) for part, names in objects if verb in names]
        one_name = claim.vocabulary.one_name
        if any(one_name(name, other) for _, other in told):
            continue
        for part, other in told:
            there = any(one_name(name, mine) for mine in part.names | {part.lead_name})
            if there and any(one_name(other, mine) for mine in own):
                start, end = claim.place_of_name(name)
                reason = f'It has {claim.text[start:end]} behind "{claim.word(verb)}"; '
                reason += "what it cites has another name there."
                yield Finding("role", reason)
                break


def _objects(text: Reading) -> Iterator[tuple[str, str]]:
    """Yield each verb (its stem) with the first name behind it, up to a preposition."""
    tokens, names = text.tokens, text.names
    for i, token in enumerate(tokens):
        if (token.is_past or token.folded.endswith(("ed", "ing"))) and token.stem not in MUTUAL:
            near = takewhile(lambda t: t.folded not in _PREPOSITIONS, tokens[i + 1 : i + 1 + SCOPE])
            name = next((t.folded for t in near if t.folded in names), "")
            if name:
                yield token.stem, name


def _odd_words(
    claim: Reading, parts: Sequence[Reading], leads: Sequence[Reading]
) -> Iterator[Finding]:
    """Yield the one noun of a clause that no sentence has, in the midst of words that one has."""
    known = {word for part in (*parts, *leads) for word in part.stems}
    known = known.union(*(side for side, _ in DIRECTIONS if side & known))
    figures = {n for span in claim.figure_spans for n in range(*span)}
    content = [token for token in claim.tokens if token.is_content]
    for start, end in clauses(claim.text):
        own = [t for t in content if start <= t.start < end and t.start not in figures]
        odd = [t for t in own if t.text.islower() and not told_by(t.stem, known)]
        if len(own) < CLAUSE or len(odd) != 1 or not _is_noun(odd[0], claim):
            continue
        place = content.index(odd[0])
        around = [t.stem for t in content[max(0, place - 2) : place + 3] if t != odd[0]]
        if any(_replaced(around, place, part.stems) for part in parts):
            reason = f'It says "{odd[0].text}"; what it cites does not have the word.'
            yield Finding("word", reason)


def _replaced(around: Sequence[str], place: int, stems: Sequence[str]) -> bool:
    """Whether a text has the words before and behind a word, with one or two others between."""
    here = min(place, 2)
    two = around[here - 1 : here + 1] if here else around[:2]
    before, behind = two if len(two) == 2 else around[-2:]
    places = [i for i, stem in enumerate(stems) if stem == before]
    return any(behind in stems[i + 2 : i + 4] for i in places)


def _is_noun(token: Token, claim: Reading) -> bool:
    """Whether a word is no name, no past and no small word, and not a usual one."""
    verb = token.is_past or token.folded.endswith("ing") or token.folded in _SMALL
    return not verb and claim.vocabulary.rarity(token.folded) >= UNUSUAL
