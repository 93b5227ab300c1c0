"""Dates in the forms that news writes them, in one normal form: Jan. 17 is 17 January."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from summarise.language import lists
from summarise.language.languages import LANGUAGES, PLAIN

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Date(NamedTuple):
    """A date as far as it is told; 0 for an unknown part. Its span is from start to end."""

    year: int
    month: int
    day: int
    start: int
    end: int


_NAMES = (
    "January Jan", "February Feb", "March Mar", "April Apr", "May", "June Jun", "July Jul",
    "August Aug", "September Sept Sep", "October Oct", "November Nov", "December Dec",
)  # fmt: skip
_MONTHS = {
    form: number
    for number, names in enumerate(_NAMES, 1)
    for name in names.split()
    for form in (name, name.upper())
}
DAYS_AND_MONTHS = frozenset((*WEEKDAYS, *map(str.lower, _MONTHS)))
"""The words of a date, in small letters."""
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_ALSO_WORDS = "March|May|April|June|MARCH|MAY|APRIL|JUNE"
"""Months that are also words or first names: alone they are dates only behind a preposition."""
_UNMISTAKABLE = "|".join(
    sorted((m for m in _MONTHS if len(m) > 3 and m not in _ALSO_WORDS.split("|")), key=len)[::-1]
)
_YEAR, _DAY = r"(?:19|20)\d\d", r"(?:[12]\d|3[01]|0?[1-9])"
_COUNTED = (
    "Menschen|Personen|Einwohner|Bewohner|Anwohner|Haushalte|Stellen|Beschäftigte|Mitarbeiter|Euro|Jahre"
    "|personnes|habitants|manifestants|emplois|euros|ans|foyers|personas|habitantes|vecinos|empleos"
    "|años|persone|abitanti|anni|pessoas|moradores|anos|mensen|inwoners|banen|jaar"
)
"""What is counted, where a year would have none: 2000 Menschen."""
_TO = r"\s?[-–—]\s?|\s+(?:to|and|or|until|through)\s+(?:(?:early|late)\s+)?(?:on\s+)?"
_DATE = re.compile(
    rf"""(?=[\dJFMASOND])(?:
    (?P<iso>\b{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d))
    | (?P<slashed>(?<![\w./])\d{{1,2}}(?P<mark>[./])\d{{1,2}}(?P=mark){_YEAR}\b)
    | (?P<month_first>\b{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?\b(?!\.\d|,\d|:)
        (?:(?:{_TO}){_DAY}(?:st|nd|rd|th)?\b(?![.,:]?\d|\s+{_MONTH}))?
        (?:,?\s+{_YEAR}\b)?)
    | (?P<day_first>(?<![\w.,:]){_DAY}(?:st|nd|rd|th)?
        (?:(?:{_TO}){_DAY}(?:st|nd|rd|th)?)?(?:\s+of)?[\s-]+{_MONTH}(?:,?[\s-]+{_YEAR}\b|(?!\.?\s+11\s+(?:hijack|attack|terror))))
    | (?P<holiday>\b(?:Fourth|4th)\s+of\s+July\b)
    | (?P<slash>(?<![\w./])9/11(?![\w/]|\.\d))
    | (?P<month_year>\b{_MONTH},?\s+{_YEAR}\b)
    | (?P<years>(?<![\w.,$€£])(?P<first>{_YEAR})[-–/](?P<last>{_YEAR}|\d\d)\b)
    | (?P<year>(?<![\w.,$€£:/-]){_YEAR}\b
        (?!\s*(?:[%°]|[-–]?\s?(?:{_COUNTED}|people|men|women|homes|jobs|troops|soldiers|years?|km|miles|GMT|UTC|hours|hrs))
          |[.,:]\d))
    | (?P<month>\b(?:{_UNMISTAKABLE})\b
        |(?:(?<=\b[Ii]n\s)|(?<=\b[Bb]y\s)|(?<=\b[Oo]f\s)|(?<=\b[Ff]or\s)
          |(?<=\b(?:[Ll]ast|[Nn]ext|[Tt]his|[Ll]ate|[Ff]rom|[Uu]nti)\s)|(?<=\b[Uu]ntil\s)
          |(?<=\b(?:[Ss]ince|[Ee]arly)\s)|(?<=\bmid[\s-])|(?<=\bMid[\s-]))
        (?:{_ALSO_WORDS})\b))
    """,
    re.X,
)
_NUMBERS = re.compile(r"\d+")
_OTHERS = lists("days")
_OTHER_MONTHS = {
    form: number
    for code in LANGUAGES
    if code != PLAIN
    for number, names in enumerate(_OTHERS[code]["months"].split(), 1)
    for form in names.split("|")
}
_OTHER_MONTH = "|".join(sorted(_OTHER_MONTHS, key=len, reverse=True))
_OTHER_DATE = re.compile(
    rf"(?<![\w.,:])(?P<days>{_DAY}(?:\.|er|º)?(?:(?:\s?[-–]\s?| (?:und|bis|et|au|y|al|e|en|tot) )"
    rf"{_DAY}\.?)?)\s+(?:de\s+)?(?P<month>{_OTHER_MONTH})\b(?:\s+(?:del?\s+)?(?P<year>{_YEAR}\b))?"
    rf"|\b(?P<of>{_OTHER_MONTH})\s+(?:del?\s+)?(?P<in>{_YEAR}\b)"
)
"""A day and a month as other languages write them: 3. März 2026, 1er mai, 24 de junio."""
_MONTH_NAME = re.compile(_MONTH)


def dates(text: str) -> tuple[Date, ...]:
    """Return the dates of a text, in order. Weekdays and words such as "today" are not dates.

    "January 17-19" are two dates with one span.
    """
    found = [*_others(text)]
    taken = [(date.start, date.end) for date in found]
    for match in _DATE.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            found += _read(match)
    return tuple(sorted(found, key=lambda date: date.start)) if taken else tuple(found)


def weekday(word: str, language: str) -> str:
    """Return the English name of a day of the week in another language; empty if it is none.

    A part of the day may be written behind it: Mittwochabend.
    """
    lowered = word.lower()
    names = _OTHERS[language]["weekdays"].lower().split()
    return next((WEEKDAYS[n] for n, name in enumerate(names) if lowered.startswith(name)), "")


def _others(text: str) -> Iterator[Date]:
    for match in _OTHER_DATE.finditer(text):
        name = match["month"] or match["of"]
        if name in _MONTHS and "." not in (match["days"] or ""):
            continue  # 22 August may be part of more in English
        month = _OTHER_MONTHS[name]
        days = [int(day) for day in _NUMBERS.findall(match["days"] or "")]
        for day in days or [0]:
            yield Date(int(match["year"] or match["in"] or 0), month, day, *match.span())


def _read(match: re.Match[str]) -> Iterator[Date]:
    span = match.span()
    numbers = [int(number) for number in _NUMBERS.findall(match[0])]
    if match["iso"]:
        yield Date(numbers[0], numbers[1], numbers[2], *span)
    elif match["slashed"]:
        yield Date(numbers[2], *_slashed(match["mark"], *numbers[:2]), *span)
    elif match["slash"]:
        yield Date(0, 9, 11, *span)
    elif match["holiday"]:
        yield Date(0, 7, 4, *span)
    elif match["years"]:
        yield from _years(match["first"], match["last"], span)
    elif match["year"]:
        yield Date(numbers[0], 0, 0, *span)
    else:
        month = _MONTHS[_MONTH_NAME.search(match[0])[0].rstrip(".")]  # type: ignore[index]
        year = next((number for number in numbers if number > 31), 0)
        for day in [number for number in numbers if number <= 31] or [0]:
            yield Date(year, month, day, *span)


def _slashed(mark: str, first: int, second: int) -> tuple[int, int]:
    """Return the month and the day; 0 and 0 where 3/4 may be either."""
    if (mark == "." or first > 12) and 1 <= second <= 12 and first <= 31:
        return second, first
    if 1 <= first <= 12 < second <= 31:
        return first, second
    return 0, 0


def _years(first: str, last: str, span: tuple[int, int]) -> Iterator[Date]:
    yield Date(int(first), 0, 0, *span)
    yield Date(int(first[: 4 - len(last)] + last), 0, 0, *span)
