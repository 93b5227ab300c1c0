"""The days that reports name by their own day: "yesterday" becomes "yesterday [12 January]".

A word gets a date where it means another day to who reads the page than to who wrote the report,
and once for a story. A day of the week gets one where the sentence tells what happened; of what is
to come, nothing says whether this week's or the next is meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from summarise.language.dates import dates
from summarise.language.words import lexeme, words
from summarise.render.phrases import Calendar, short_day

_DAYS = {
    "yesterday": -1, "last night": -1, "today": 0, "tonight": 0, "this morning": 0,
    "this afternoon": 0, "this evening": 0, "tomorrow": 1,
    "gestern": -1, "vorgestern": -2, "heute": 0, "ayer": -1, "anteayer": -2, "hoy": 0,
    "avant-hier": -2, "aujourd'hui": 0, "aujourd’hui": 0, "demain": 1,
}  # fmt: skip
_WEEKS = {"last week": -1, "this week": 0, "next week": 1}
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_RELATIVE = re.compile(rf"\b(?:{'|'.join([*_DAYS, *_WEEKS])})\b(?![’'-])(?! [\[(]?\d)", re.I)
_WEEKDAY = re.compile(
    rf"(?<!\bnext )(?<!\blast )(?<!\bevery )(?<!\buntil )(?<!\bby )(?<!\bfrom )(?<!\bbefore )"
    rf"\b(?:{'|'.join(map(str.capitalize, _WEEKDAYS))})\b(?! [A-Z]|[’'s-]| (?:night )?to\b)"
    r"(?: (?:morning|afternoon|evening|night))?"
)
_SAID = re.compile(
    r"\b(?:said|told [\w ]{2,30}|announced|reported|added|wrote|confirmed)(?: \w+){0,2} (?:on )?$"
)
_WAS = frozenset(
    """was were had left rose fell struck broke sank came went took made gave met held won lost
    began fled spoke saw found brought sent drove flew shook swept burst ran beat drew led
    threw""".split()
)
"""Past forms that are not looked up, since most stand for no other word of a report."""
_TO_COME = re.compile(
    r"\b(?:will|would|may|might|could|should|shall|must|expected|planned|scheduled|due|set|plans"
    r"|until|unless|if|begins?|starts?|opens?|is|are|ends?"
    r"|(?:promised|agreed|vowed|pledged|decided|threatened|ordered|wanted|asked|urged|hoped) to)\b"
)


DAY_BY_DAY = ("", "")
"""Among what is ``told``: that each day of the story is to be named once."""
AFFAIR = timedelta(days=2)
"""Time from the first report of a story to its last from which it is told day by day."""


def dated(
    text: str, day: date | None, today: date, calendar: Calendar, told: set[tuple[str, str]]
) -> str:
    """Return a text of a report of a ``day`` as it is told ``today``.

    ``told`` are the words that have their date in the story so far, and gets those of this text.
    """
    if day is None:
        return text
    plain = text
    text = _RELATIVE.sub(_adding(lambda m: _relative(m[0], day, today, calendar), told), text)
    named = any(found.day for found in dates(text.split("[")[0]))
    if not named:
        text = _WEEKDAY.sub(_adding(lambda m: _weekday(m, day, today, calendar), told), text)
    of_report = ("", short_day(day, today, calendar))
    if DAY_BY_DAY in told and of_report not in told:
        told.add(of_report)
        text = text if named or text != plain else f"[{of_report[1]}] {text}"
    return text


def day_by_day(days: Iterable[date | None]) -> set[tuple[str, str]]:
    """Return what to begin ``told`` with, for a story whose statements are of these days.

    Of an affair the first statement of each day says which it is: it tells how things stood then.
    """
    known = [day for day in days if day]
    affair = known and max(known) - min(known) >= AFFAIR
    return {DAY_BY_DAY} if affair else set()


def _adding(
    shown: Callable[[re.Match[str]], str], told: set[tuple[str, str]]
) -> Callable[[re.Match[str]], str]:
    def add(match: re.Match[str]) -> str:
        key = match[0].casefold(), shown(match)
        if not key[1] or key in told:
            return match[0]
        told.add(key)
        return f"{match[0]} [{key[1]}]"

    return add


def _relative(word: str, day: date, today: date, calendar: Calendar) -> str:
    """Return the day, or the first and the last of the week, that a word means."""
    word = word.casefold()
    if day == today:
        return ""
    if word in _DAYS:
        return short_day(day + timedelta(days=_DAYS[word]), today, calendar)
    monday = day + timedelta(weeks=_WEEKS[word], days=-day.weekday())
    if monday == today + timedelta(weeks=_WEEKS[word], days=-today.weekday()):
        return ""
    first, last = (short_day(monday + timedelta(days=n), today, calendar) for n in (0, 6))
    return f"{first} – {last}"


def _weekday(match: re.Match[str], day: date, today: date, calendar: Calendar) -> str:
    """Return the latest such day of the week up to the report's own, if it tells of the past."""
    before = match.string[: match.start()]
    number = _WEEKDAYS.index(match[0].split()[0].casefold())
    found, current = (d - timedelta(days=(d.weekday() - number) % 7) for d in (day, today))
    if found == current or not (_SAID.search(before) or _is_told(match.string)):
        return ""
    return short_day(found, today, calendar)


def _is_told(text: str) -> bool:
    """Whether a sentence tells what happened, and nothing that is to come."""
    if _TO_COME.search(text):
        return False
    return any(word.text in _WAS or lexeme(word.text).is_past for word in words(text))
