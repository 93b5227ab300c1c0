"""Numbers with their units, and times of day, in one normal form each.

20-year is twenty-year, 55 bcm is 55 billion cubic metres, 5:42 p.m. is 17:42.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from summarise.text.dates import Date, dates
from summarise.text.numerals import FRACTION, IN_DIGITS, IN_WORDS, value
from summarise.text.units import ATTACHED, CURRENCIES, MEASURES, PACKED, SCALES
from summarise.text.words import STOPWORDS, fold, lower, stem

__all__ = ["Date", "Quantity", "dates", "ordinals", "quantities"]


class Quantity(NamedTuple):
    """A number and its unit: a symbol ("%", "$"), a measure, the stem of a noun, or empty.

    ``measure`` says that the unit comes from the table of units; other units are only guessed
    from the next word. ``start`` and ``end`` are its span. A time of day has the unit "time" and
    is worth its hours; a part of a whole has the unit "part"; the 1960s have the unit "era".
    """

    value: float
    unit: str
    measure: bool
    start: int
    end: int


def _any_of(names: Sequence[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_ORDINALS = {
    name: number
    for number, name in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
        "twentieth".split(), 1)
} | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_MAY_START = (
    r"(?=[-−\d½¼¾⅓⅔$€£¥₹₽₺₴₪₩]|an? [a-z]|one|half|t[whe]|f[iou]|s[ie]|s\$|e[ilu]|ni|ze|minus"
    r"|us|[acr]\$|hk|nz|gbp|rs|chf|rmb)"
)
"""Turns most words away before they are tried against every alternative."""
_NUMBER = re.compile(
    rf"(?<![\w.,]){_MAY_START}(?:(?P<minus>(?<![\d\s)] )[-−](?=[\d$€£])|minus\s))?"
    rf"(?:(?P<money>{_any_of([*CURRENCIES])})\s?)?"
    rf"(?:(?P<number>(?P<fraction>{FRACTION})|an?(?= dozen\b)"
    rf"|(?:{IN_DIGITS}|{IN_WORDS})(?:\s+and a (?:half|quarter|third)\b(?!-))?)"
    rf"(?P<scale>(?:[- ]?(?:{_any_of([*SCALES])})\b){{1,2}}"
    r"|[kmb]\b(?![- ](?:tall|high|long|wide|deep|above|below)))?"
    rf"(?:\s?(?P<percent>%)|[- ]?(?P<measure>{_any_of([*MEASURES, *PACKED])})(?![\w²³]))?"
    rf"(?P<ordinal>(?:st|nd|rd|th)\b|-(?:{'|'.join(_ORDINALS)})\b)?(?P<era>(?<=\d\d)[’']?s\b)?)"
)
_SCALE = re.compile(_any_of([*SCALES]))
_TIME = re.compile(
    r"(?=[\dnm])(?:(?<![\w.,:])(?P<h>[01]?\d|2[0-4])(?:[:.](?P<m>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|(?<![\w.,:])(?P<h2>[01]?\d|2[0-4]):(?P<m2>[0-5]\d)(?::[0-5]\d)?(?![\d:])"
    r"|(?<![\w.,:])(?P<h3>[01]\d|2[0-3])(?P<m3>[0-5]\d)(?=\s?(?:gmt|utc|hours|hrs|local time)\b)"
    r"|\b(?P<word>noon|midday|midnight)\b)"
)
_NOUN = re.compile(
    r"[-\s]+(?:(?:of|were|was|are|is|have|had|been|other|more)\s+){0,3}(?P<noun>[^\W\d_]+)"
)
_RANGE = re.compile(r"\s?[-–—]\s?|\s(?:to|or)\s|(?P<and>\sand\s)")
_ORDINAL = re.compile(
    rf"(?<!\w)(?=[\dfstneo])(?:(?<![.,])(?P<digits>\d{{1,6}})(?:st|nd|rd|th)\b"
    r"|(?<!per )(?<!at )(?<!\d-)(?<!\bone[- ])(?<!\bby a )(?:(?<!\ba )|(?=\w+ (?!of\b)\w))"
    rf"(?:(?P<ten>{'|'.join(_TENS)})-)?"
    rf"(?P<word>{'|'.join(_ORDINALS)})\b)"
)


def quantities(text: str, known: Sequence[Date] | None = None) -> tuple[Quantity, ...]:
    """Return the numbers of a text that are not part of a date, in order. Ordinals are left out.

    ``known`` are the text's dates where they have been read already.
    """
    lowered = lower(text)
    times = [_time(match) for match in _TIME.finditer(lowered)]
    taken = dates(text) if known is None else known
    spans = sorted([(d.start, d.end) for d in taken] + [(t.start, t.end) for t in times])
    numbers = _in_ranges(lowered, [*_numbers(lowered, spans)])
    return tuple(sorted([*times, *numbers], key=lambda quantity: quantity.start))


def ordinals(text: str) -> frozenset[int]:
    """Return the places in a row that a text names: third, 3rd, twenty-first."""
    return frozenset(
        int(match["digits"])
        if match["digits"]
        else _ORDINALS[match["word"]] + _TENS.get(match["ten"], 0)
        for match in _ORDINAL.finditer(lower(text))
    )


def _time(match: re.Match[str]) -> Quantity:
    if match["word"]:
        hours = 0.0 if match["word"] == "midnight" else 12.0
    else:
        hour = int(match["h"] or match["h2"] or match["h3"])
        if match["half"]:
            hour = hour % 12 + 12 * (match["half"] == "p")
        hours = hour + int(match["m"] or match["m2"] or match["m3"] or 0) / 60
    return Quantity(hours, "time", True, match.start(), match.end())


def _numbers(lowered: str, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[Quantity, float]]:
    """Yield the numbers outside the spans (which are in order), each with its scale."""
    place = 0
    for match in _NUMBER.finditer(lowered):
        while place < len(taken) and taken[place][1] <= match.start("number"):
            place += 1
        free = place == len(taken) or taken[place][0] >= match.end()
        found = _quantity(lowered, match) if free and not match["ordinal"] else None
        if found:
            yield found


def _quantity(lowered: str, match: re.Match[str]) -> tuple[Quantity, float] | None:
    written = match["number"]
    if written == "one" and not (match["scale"] or match["measure"] or match["percent"]):
        return None  # "one" is more often a pronoun than a number
    scale = _scale(match["scale"] or "")
    factor, unit, measure = _unit(lowered, match)
    number = value(written) * scale * factor * (-1 if match["minus"] else 1)
    return Quantity(number, unit, measure, match.start("number"), match.end()), scale


def _scale(written: str) -> float:
    if written in ATTACHED:
        return ATTACHED[written]
    scale = 1.0
    for name in _SCALE.findall(written):
        scale *= SCALES[name]
    return scale


def _unit(lowered: str, match: re.Match[str]) -> tuple[float, str, bool]:
    """Return the factor that the unit brings, the unit, and whether it is a known measure."""
    if match["percent"]:
        return 1.0, "%", True
    if match["measure"]:
        factor, unit = PACKED.get(match["measure"]) or (1.0, MEASURES[match["measure"]])
        return factor, unit, True
    if match["money"]:
        return 1.0, CURRENCIES[match["money"]], True
    if match["era"]:
        return 1.0, "era", True
    if match["fraction"] and not match["scale"]:
        return 1.0, "part", True
    noun = _NOUN.match(lowered, match.end())
    if noun and fold(noun["noun"]) not in STOPWORDS:
        return 1.0, stem(noun["noun"]), False
    return 1.0, "", False


def _in_ranges(lowered: str, found: list[tuple[Quantity, float]]) -> list[Quantity]:
    """Give both ends of a range ("10-12 people", "$10-12 million") the unit and scale of either."""
    ends = [quantity for quantity, _ in found]
    for i, ((one, scale), (other, next_scale)) in enumerate(pairwise(found)):
        between = _RANGE.fullmatch(lowered, one.end, other.start)
        if not between:
            continue
        if between["and"] and not lowered.endswith("between ", 0, one.start):
            continue
        if one.unit and other.unit and one.unit != other.unit:
            continue
        source = one if one.unit else other
        factor = next_scale if scale == 1.0 and one.value < other.value / next_scale else 1.0
        ends[i] = source._replace(value=one.value * factor, start=one.start, end=one.end)
        ends[i + 1] = source._replace(value=other.value, start=other.start, end=other.end)
    return ends
