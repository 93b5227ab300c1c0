"""The whole names of whom and what a sentence calls by a part of the name.

"Crist" is "Florida governor Charlie Crist", "the WFP" the "World Food Programme" and "the union"
the "Osker Fishers' Union", if the text before tells of exactly one by that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from summarise.language import lists

_LISTS = lists("whole_names")
_ROLE = "|".join(_LISTS["roles"].split())
_WELL_KNOWN = frozenset(_LISTS["well_known"].split())
_BODIES = "|".join(_LISTS["bodies"].split())
_GIVEN = r"[A-Z][a-zà-ÿ]+(?:-[A-Z][a-z]+)?"
_NOBODY = rf"(?:{'|'.join(_LISTS['no_given_names'].split())}|\w+(?:man|woman)) "
_FULL = re.compile(
    rf"(?<![\w’'-])(?P<whole>(?!{_NOBODY}){_GIVEN} "
    rf"(?:(?:[A-Z]\.|{_GIVEN}|de|van|von|al|bin|el|del|da) ){{0,2}}?"
    r"(?P<last>(?:Mc|Mac|O[’'])?[A-Z][a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+)?))(?![\w-])(?! [A-Z])"
)
_SPEAKS = r"(?:said|says|told|added|wrote|asked|noted|warned|explained|who|whose|also|testified)"
_SOMEBODY = re.compile(r"\b(?:he|she|his|her|him)\b", re.I)
_DOES = r"(?:(?:has|had) \w+ed|(?:has )?(?:won|beat|led|held)|wins|\w{2,}ed)"
_FROM = re.compile(r" of [A-Z][a-z]+(?= (?:has|had|was|is|won|wins|beat|led|held|\w+ed)\b)")
_BEFORE = (
    r"(?:(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|The|In|On|At|When|After|But|And|As|For|By|If)"
    r"[A-Z][\w.’-]+ ){0,3}"
)
_OFFICE = re.compile(
    rf"(?:\b(?:[Tt]he |[\w-]+[’']s ){{0,2}}(?:(?:{_ROLE})\.? ){{0,3}}(?:{_ROLE})\.?,"
    rf"|(?<![\w.-]){_BEFORE}(?:(?:{_ROLE})\.? ){{0,3}}(?:{_ROLE})(?:\.| of [A-Z]\w+)?) $"
)
_APPOSITION = re.compile(
    r", (?:the |an? )?"
    r"(?:(?!(?:will|would|is|was|has|had|who|said|says|and|but|to)\b)[a-z][\w’-]* ){0,3}"
    rf"(?:{_ROLE})\b"
    r"(?: (?:of|at|for|with|in) [^,.;:()]{2,50})?(?=,)"
)
_SURNAME = re.compile(
    r"(?<![\w.’'-])(?<![A-Z] )(?P<last>(?:Mc|Mac|O[’'])?[A-Z][a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+)?)"
    r"(?P<whose>[’']s)?(?![\w’'-])(?! \[)(?! (?:[A-Z]|and [A-Z]))"
)
_TITLED = re.compile(
    r"(?:\b(?!Mr|Mrs|Ms)[A-Z][\w.’-]*|\b(?:[Tt]he|in|at|near|from|de|van|von|di|elder|older|younger"
    r"|other|late)) $"
)
_SPELT_OUT = re.compile(
    r"(?P<whole>[A-Z][\w’'-]+(?: (?:of|for|and|the|on|in|de|des|du|la|del|[A-Z][\w’'-]+)){1,7})"
    r" \((?:the )?(?P<short>[A-Z]{2,8})\)"
)
_SHORT = re.compile(r"(?<![\w.-])(?P<short>[A-Z]{3,8})(?P<whose>[’']s)?(?![\w.’'-])(?! [\[(])")
_BODY = re.compile(
    rf"\b[Tt]he (?P<body>{_BODIES})(?P<whose>[’']s)?(?![\w’'-])"
    r"(?! (?:of|for|that|which|in|at) )(?! \[)"
)


ONE_THING = tuple(frozenset(line.split()) for line in _LISTS["one_thing"].strip().split("\n"))
"""Words that one thing is called by."""


class WholeName(NamedTuple):
    """A part of a name at a span of a sentence, and the whole of it at a place of the text before.

    ``key`` are the words of the name itself, and ``whose`` the mark of the genitive, if it has one.
    """

    start: int
    end: int
    whole: str
    place: int
    key: str
    whose: str = ""


def named_before(sentence: str, text: str, start: int) -> list[WholeName]:
    """Return the whole names of a sentence that begins at ``start`` in its text, in order.

    Only such as the text before tells in one way.
    """
    before = text[:start]
    found = [*_people(sentence, before), *_spelt_out(sentence, before), *_bodies(sentence, before)]
    return sorted(found)


def _people(sentence: str, before: str) -> Iterator[WholeName]:
    for match in _SURNAME.finditer(sentence):
        last = match["last"]
        if last not in before or _TITLED.search(sentence[: match.start()]):
            continue
        whole = [m for m in _FULL.finditer(before) if m["last"] == last]
        if len({m["whole"] for m in whole}) == 1 and _is_person(whole[0], before):
            place, end = _with_office(whole[0], before)
            key, whose = whole[0]["whole"], match["whose"] or ""
            told = re.sub(r"^The ", "the ", before[place:end])
            yield WholeName(*match.span(), told, place, key, whose)


def _is_person(match: re.Match[str], before: str) -> bool:
    whole, last = re.escape(match["whole"]), re.escape(match["last"])
    speaks = re.search(rf"\b{last},? {_SPEAKS}\b|\b{_SPEAKS} (?:\w+ )?{last}\b", before)
    role = re.search(rf"\b(?:{_ROLE}|Mr|Mrs|Ms|Dr)\.?,? (?:\w+ )?{last}\b", before)
    aged = re.search(rf"\b{last}, (?:aged )?\d\d\b", before)
    acts = re.search(rf"(?:^|[.,”\"] ){last} [a-z]+ed\b", before) and _SOMEBODY.search(before)
    leads = re.search(rf"\b{whole}(?: of [A-Z]\w+)? {_DOES}\b", before)
    named = _APPOSITION.match(before, match.end())
    return bool(speaks or role or aged or acts or leads or named)


def _with_office(match: re.Match[str], before: str) -> tuple[int, int]:
    """Return the span of a name with the office that stands before or behind it."""
    office = _OFFICE.search(before[: match.start()])
    if office:
        return office.start(), match.end()
    behind = _APPOSITION.match(before, match.end()) or _FROM.match(before, match.end())
    return match.start(), behind.end() if behind else match.end()


def _spelt_out(sentence: str, before: str) -> Iterator[WholeName]:
    for match in _SHORT.finditer(sentence):
        short = match["short"]
        if short in _WELL_KNOWN or short not in before:
            continue
        told = [m for m in _SPELT_OUT.finditer(before) if m["short"] == short]
        whole = {name: m for m in told if (name := _initialled(m["whole"], short))}
        if len(whole) == 1:
            ((name, at),) = whole.items()
            place = at.end("whole") - len(name)
            yield WholeName(*match.span(), name, place, name, match["whose"] or "")


def _initialled(whole: str, short: str) -> str:
    """Return the last words of a name that have an abbreviation's initials; empty if none do."""
    words = whole.split()
    for first in range(len(words) - 1, -1, -1):
        if "".join(w[0] for w in words[first:] if w[0].isupper()) == short:
            return " ".join(words[first:])
    return ""


def _bodies(sentence: str, before: str) -> Iterator[WholeName]:
    for match in _BODY.finditer(sentence):
        body = match["body"].capitalize()
        if body not in before:
            continue
        form = rf"\b(?:[A-Z][\w’'-]+ (?:of |for |the )?){{1,4}}{body}\b(?: (?:of|for) [A-Z]\w+)?"
        told = list(re.finditer(form, before))
        names = {re.sub(r"^(?:The|A|An) ", "", m[0]) for m in told}
        if len(names) == 1:
            name = names.pop()
            place = told[0].end() - len(name)
            if len(name.split()) > 1 and before[place : place + len(name)] == name:
                yield WholeName(*match.span(), name, place, name, match["whose"] or "")
