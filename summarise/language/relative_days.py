"""Which day a report means by "yesterday", "on Friday" or "next month", from its own day.

A day of the week is the latest one up to the report's where the sentence tells of it what happened,
and the coming one where it tells what is to come. Where a report leaves a choice there is no day:
"agreed to resign on Friday" tells the day of the one or of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from summarise.language import lists
from summarise.language.dates import Date, dates
from summarise.language.languages import LANGUAGES, PLAIN, language
from summarise.language.words import fold, is_past

Unit = Literal["day", "weekday", "week", "weekend", "month", "year"]
Tense = Literal["past", "ahead", ""]

_LISTS = lists("days")
_UNITS: dict[str, tuple[Unit, int]] = {
    phrase: (unit, off)
    for unit in ("day", "week", "weekend", "month", "year")
    for phrase, off in _LISTS[unit].items()
}
_PHRASE = re.compile(
    r"(?<!\bthe )(?<!\bpast )(?<!\bof )(?<![\w’'-])"
    rf"(?:{'|'.join(re.escape(p) for p in sorted(_UNITS, key=len, reverse=True))})"
    r"\b(?![’'](?!s\b)|-)(?![’']s (?:world|youth|standards?|generation|society|kids|children"
    r"|economy|terms|money)\b)"
    r"(?:[’']s|(?! [\[(]?\d))(?![’'])",
    re.I,
)
_BEFORE_NO_DAY = {
    "morgen": re.compile(r"\b(?:heute|gestern|en|hver|guten|god|jeden|denne|den|til|i|om) $", re.I),
    "mañana": re.compile(r"\b(?:la|esta|de|media|cada|por|una|el|\w+(?:es|ado|ingo)) $", re.I),
    "today": re.compile(r"\b(?:until|even|still) $", re.I),
}
_FRENCH = re.compile(r"\b(?:le|la|les|des|du|une|dans|pour|avec)\b", re.I)
"""Without one of these "hier" is German."""

_OTHERS = {code: _LISTS[code] for code in LANGUAGES if code != PLAIN}
_NAMES = {code: _LISTS[code]["weekdays"].split() for code in LANGUAGES}
_NUMBERS = {
    form: number
    for names in _NAMES.values()
    for number, name in enumerate(names)
    for form in (name, name.capitalize())
}
_NAME = "|".join(name for names in _NAMES.values() for name in names)
_OPENING = "|".join(name.capitalize() for names in _NAMES.values() for name in names)
_WEEKDAY = re.compile(
    rf"(?<![\w-])(?P<name>{_NAME}|(?<!.)(?:{_OPENING}))"
    r"(?:(?:(?<=tag)|(?<=woch))(?:vormittag|nachmittag|morgen|mittag|abend|nacht))?"
    r"(?: (?:morning|afternoon|evening|night|matin|soir|(?:por la )?(?:mañana|tarde|noche)))?"
    r"(?:[’']s)?(?![\w’'-])(?! the \d)"
    rf"(?! (?:night )?(?:to|through|until|bis|au?|al) (?:{_NAME})\b)"
)
_OTHER_DAY = re.compile(
    r"\b(?:(?i:every|each|any|some|most|that|following|previous|same|first|second|third|other|alternate)"
    r"|Black|Good|Easter|Ash|Palm|Holy|Super|Cyber|Bloody|Whit|Shrove|Giving|jeden|chaque|cada) $"
)
_ARTICLE = re.compile(r"\b(?:[Tt]he|[Oo]ne|[Aa]) $")
_NO_NOUN = re.compile(r" (?:after|before|of|following|in|when|that|to|and|or)\b| ?[^\w ]|$")
_BOUND = re.compile(
    r"\b(?i:until|till|by|before|from|through|starting|beginning|effective|bis|ab|jusqu[’']à"
    r"|a partir del?|à partir de"
    r"|desde el|hasta el)(?: (?:late|early))? $"
)
_SINCE = re.compile(r"(?i:\b(?:since|as of|seit|depuis)(?: (?:late|early))? $)")
_WHICH = re.compile(
    r"\b(?P<which>(?i:last|next|this past|this coming|this)|\w+en|el próximo|este|ce) $"
)
_OF_TIME = re.compile(r"\b(?:on|in|since|from|of|until|am|im|seit|le|en|depuis|el|desde) $", re.I)
"""Before a date that is no part of a name, as that of the Jan. 6 panel."""
_TOKEN = re.compile(r"[^\W\d_]+(?:[’'][a-z]+)?|\d+")
_WAS, _AHEAD, _ARRANGED, _STARTING, _OF_ONE_DAY, _NO_VERB = (
    frozenset(_LISTS["en"][name].split())
    for name in ("past", "ahead", "arranged", "starting", "of_one_day", "no_verbs")
)
_PRESENT = frozenset("is are has have".split())
_MOVED = frozenset("was were been originally initially had".split())
_BEING = frozenset("be stay stays remain remains keep".split())
_DEEDS = frozenset(
    "decision order ruling announcement statement attack memo letter shooting verdict".split()
)
_PUT_OFF = frozenset("canceled cancelled postponed delayed scrapped rescheduled".split())
_DETERMINERS = frozenset("the a an its his her their this that these those our".split())
ANOTHER_TIME = 8
"""Days from a report's own from which a sentence that has such a date tells of another time."""
NEAR, AT_THE_START = 40, 25
"""Characters from such a date to a day of the week, or from the sentence's start to its end."""


class Meant(NamedTuple):
    """Words of a text, and the first and the last day that they mean; None if not certain."""

    start: int
    end: int
    unit: Unit
    name: str
    days: tuple[date, date] | None


def relative_days(text: str, day: date | None) -> list[Meant]:
    """Return the words of a text that mean a day, a month or a year by the day of their report.

    They stand in their order. ``day`` is None for a report of no known day: then none has days.
    """
    found = [*_phrases(text, day), *_weekdays(text, day)]
    return sorted(m for m in found if text.count("[", 0, m[0]) == text.count("]", 0, m[0]))


def is_undated(text: str) -> bool:
    """Whether a text names a day, a month or a year that only its report's own could tell."""
    return bool(relative_days(text, None))


def _phrases(text: str, day: date | None) -> Iterator[Meant]:
    for match in _PHRASE.finditer(text):
        word = re.sub(r"[’']s$", "", match[0].casefold())
        before = text[: match.start()]
        other = _BEFORE_NO_DAY.get(word)
        if (other and other.search(before)) or (word == "hier" and not _FRENCH.search(text)):
            continue
        opens = not before.strip("\"“„«' ") or before.endswith((". ", "“", '"'))
        if not match[0][opens:].islower():
            continue  # a newspaper, a show
        unit, off = _UNITS[word]
        yield Meant(*match.span(), unit, word, _span(unit, off, day) if day else None)


def _span(unit: Unit, off: int, day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    if unit == "day":
        return (day + timedelta(days=off),) * 2
    if unit == "year":
        return date(day.year + off, 1, 1), date(day.year + off, 12, 31)
    if unit == "month":
        return _month(day, off), _month(day, off + 1) - timedelta(days=1)
    if unit == "week":
        return monday + timedelta(weeks=off), monday + timedelta(weeks=off, days=6)
    if off > 0 or day.weekday() >= 5:  # a Saturday's own weekend
        return monday + timedelta(days=5), monday + timedelta(days=6)
    return monday - timedelta(days=2), monday - timedelta(days=1)


def _month(day: date, off: int) -> date:
    months = day.year * 12 + day.month - 1 + off
    return date(months // 12, months % 12 + 1, 1)


def _weekdays(text: str, day: date | None) -> Iterator[Meant]:
    told = dates(text)
    for match in _WEEKDAY.finditer(text):
        if _is_another(match) or _has_its_date(match, told) or _is_a_name(match):
            continue
        found = _of_week(match, day) if day else None
        if found != day and found and day and _tells_of_old(match, told, day):
            found = None
        days = (found, found) if found else None
        yield Meant(*match.span(), "weekday", match["name"].casefold(), days)


def _is_a_name(match: re.Match[str]) -> bool:
    """Whether a word that opens a text is a day in a language that is not the text's: Domingo."""
    name = match["name"]
    known = any(name in names for names in _NAMES.values())
    return not known and name.lower() not in _NAMES[language(match.string)]


def _is_another(match: re.Match[str]) -> bool:
    """Whether a day of the week is not told by the report's: every Monday, the Sunday Times."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if _OTHER_DAY.search(before):
        return True
    if re.match(r" [A-Z]", after) and not re.search(r"\b[Oo]n $", before):
        return match["name"].istitle()
    return bool(_ARTICLE.search(before) and _NO_NOUN.match(after))


def _has_its_date(match: re.Match[str], told: Sequence[Date]) -> bool:
    near = (0 <= d.start - match.end() <= 7 or 0 <= match.start() - d.end <= 3 for d in told)
    return any(near)


def _tells_of_old(match: re.Match[str], told: Sequence[Date], day: date) -> bool:
    """Whether a sentence tells of another time than its report's."""
    start = match.start()
    near = [d for d in told if 0 <= start - d.end <= NEAR or d.end <= min(start, AT_THE_START)]
    near = [d for d in near if _OF_TIME.search(match.string[: d.start])]
    if any(d.year and d.year != day.year for d in near):
        return True
    off = (abs((d.month - day.month) * 30 + d.day - day.day) for d in near if d.day and d.month)
    return any(days > ANOTHER_TIME for days in off)


def _of_week(match: re.Match[str], day: date) -> date | None:
    """Return the day that is meant by a day of the week, if that is certain."""
    number, code = _NUMBERS[match["name"]], _language(match)
    before = match.string[: match.start()]
    latest = day - timedelta(days=(day.weekday() - number) % 7)
    coming = day + timedelta(days=(number - day.weekday()) % 7)
    which = _WHICH.search(before)
    if which or code != PLAIN:
        named = _named(match, which["which"].lower() if which else "", code, day)
        if named:
            return named if named != day else None
    if which and which["which"].lower() in ("last", "next"):
        return None
    if _SINCE.search(before):
        return latest if latest != day else None
    tense = _tense(match, code)
    if _BOUND.search(before):
        return coming if tense == "ahead" and coming != day else None
    if latest == day:
        return day
    if _ARTICLE.search(before):  # "they cancelled the Friday gala"
        return None
    return {"past": latest, "ahead": coming, "": None}[tense]


def _named(match: re.Match[str], which: str, code: str, day: date) -> date | None:
    """Return the day that is called the last or the next one.

    "Last" and "next" are of another week than the report's, or may mean two days.
    """
    number = _NUMBERS[match["name"]]
    last = day - timedelta(days=(day.weekday() - number - 1) % 7 + 1)
    soon = day + timedelta(days=(number - day.weekday() - 1) % 7 + 1)
    monday = day - timedelta(days=day.weekday())
    if which in ("last", "nächsten", "next"):
        if which == "last":
            return last if last < monday else None
        return soon if soon > monday + timedelta(days=6) else None
    if which in ("this past", "this coming"):
        return last if which == "this past" else soon
    if code == PLAIN:
        return None
    beside = f"{which} {match.string[match.end() : match.end() + 12]}"
    if re.search(rf"\b(?:{_OTHERS[code]['latest']})\b", beside):
        return last
    return soon if re.search(rf"\b(?:{_OTHERS[code]['coming']})\b", beside) else None


def _language(match: re.Match[str]) -> str:
    """Return the language of a day's name: of several that have it that of the text."""
    name = match["name"]
    codes = [code for code, names in _NAMES.items() if {name, name.lower()} & {*names}]
    told = language(match.string) if len(codes) > 1 else ""
    return told if told in codes else codes[0]


def _tense(match: re.Match[str], code: str) -> Tense:
    """Return whether a sentence tells of a day what happened or what is to come, if it says."""
    text = match.string
    if code == PLAIN:
        before, bound = text[: match.start()], _BOUND.search(text[: match.start()])
        whose = match[0].endswith("s")
        if bound:
            before = before[: bound.start()]
        return _english(before, text[match.end() :], whose=whose, bound=bool(bound))
    arranged = f"(?:{_OTHERS[code]['arranged']})"
    before = text[max(0, match.start() - NEAR) : match.start()]
    behind = text[match.end() : match.end() + NEAR]
    if re.search(rf"\b{arranged}(?: \w+)? $", before, re.I) or re.match(rf" {arranged}\b", behind):
        return "ahead"
    start = max((text.rfind(mark, 0, match.start()) for mark in ",;:–—"), default=-1) + 1
    ends = [text.find(mark, match.end()) for mark in ",;:–—"]
    end = min((place for place in ends if place >= 0), default=len(text))
    for clause in (text[start:end], text):
        for tense in ("ahead", "past"):
            forms = "|".join(_OTHERS[code][tense].split("\n")[:-1])
            told = [*re.finditer(rf"\b(?:{forms})\b", clause)]
            if told and tense == "past" and _is_aim(clause, told, match["name"], code):
                return ""
            if told:
                return "ahead" if tense == "ahead" else "past"
    return ""


def _is_aim(clause: str, told: Sequence[re.Match[str]], name: str, code: str) -> bool:
    """Whether a day may be that of what was only asked for or meant: "asked to strike on Monday".

    An infinitive stands between the verb that tells the past and the day, or goes with the day in
    a clause of its own.
    """
    place = clause.find(name)
    start = max((match.start() for match in told if match.end() <= place), default=0)
    rows, behind = _OTHERS[code], clause[place : place + NEAR]
    meant = re.search(rf"\b(?:{rows['infinitive']})\b", clause[start:place])
    return bool(meant or re.search(rf"\b(?:{rows.get('infinitive_behind', '(?!)')})\b", behind))


def _english(before: str, after: str, *, whose: bool, bound: bool) -> Tense:
    """Return what the nearest verb tells: that before the day, else that behind it.

    ``whose`` says that it is Friday's, ``bound`` that it is until or before Friday.
    """
    left, right = _TOKEN.findall(before)[::-1], _TOKEN.findall(after)[whose:]
    beside = [word for word in left[:3] if word not in ("on", "late", "early", "for", "the", "a")]
    if beside and (_is_past(beside[0]) or beside[0] in _ARRANGED):
        return _before_day(left, bound=bound) or ""
    if right and (_is_past(right[0]) or right[0] in ("has", "have")):
        return "past"
    if right and right[0] == "will" and not any(_is_past(word) or word == "to" for word in left):
        return "ahead"
    if left and left[0] in _DEEDS:  # "the decision Thursday could ..."
        return "past"
    tense = _before_day(left, bound=bound)
    return _behind_day(right) if tense is None else tense


def _before_day(left: Sequence[str], *, bound: bool) -> Tense | None:
    """Return what the nearest finite verb before a day tells of it; None if there is none.

    ``left`` are the words before the day, the nearest first.
    """
    infinitive = afterwards = False
    for n, word in enumerate(left):
        behind, earlier = left[n - 1] if n else "", left[n + 1 : n + 4]
        if word in _AHEAD:
            return _modal(word, behind)
        if word in ("before", "ahead") or (word in _PUT_OFF and not _MOVED & set(earlier[:1])):
            return ""
        if word in _ARRANGED:
            return "" if _MOVED & set(earlier) else "ahead"
        if _is_past(word) and not (_DETERMINERS | _BEING) & set(earlier[:1]):
            if {"is", "are"} & set(earlier[:2]):
                return "ahead" if bound else "past" if afterwards else ""
            return "past" if not infinitive or word in _OF_ONE_DAY else ""
        if word in _PRESENT or word in _STARTING:
            to_come = infinitive or bound or word in _STARTING or behind == "on"
            return "past" if afterwards else "ahead" if to_come else ""
        infinitive = infinitive or (word == "to" and _is_verb(behind))
        afterwards = afterwards or word in ("after", "following")
    return None


def _modal(word: str, behind: str) -> Tense:
    """Return what "will" tells, and "may have"; "would have" tells of no day."""
    if behind != "have":
        return "ahead"
    return "past" if word in ("may", "might", "could", "must") else ""


def _is_verb(word: str) -> bool:
    """Whether a word behind "to" is a verb."""
    return word.islower() and word not in _NO_VERB and not word.endswith("ing")


def _behind_day(right: Sequence[str]) -> Tense:
    """Return what the first finite verb behind a day tells of it."""
    for n, word in enumerate(right):
        if word in _AHEAD or word in _STARTING:
            return "ahead"
        if _is_past(word) or word in ("has", "have"):
            return "past"
        if word in ("is", "are"):
            arranged = right[n + 1 : n + 2] and (right[n + 1] in _ARRANGED or right[n + 1] == "to")
            return "ahead" if arranged else ""
    return ""


def _is_past(word: str) -> bool:
    return word.casefold() in _WAS or (word.islower() and is_past(fold(word)))
