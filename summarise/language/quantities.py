"""Numbers with their units, and times of day, in one normal form each.

20-year is twenty-year, 55 bcm is 55 billion cubic metres, 5:42 p.m. is 17:42.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from summarise.language import inverted, lists
from summarise.language.dates import Date, dates
from summarise.language.words import STOPWORDS, Lexeme, lexeme, lower

_LISTS = lists("quantities")
SCALES: dict[str, float] = _LISTS["scales"]
ATTACHED: dict[str, float] = _LISTS["attached"]
MEASURES = inverted(_LISTS["measures"])
"""A unit's names, and its normal form."""
PACKED = {"bcm": (1e9, "m3"), "mcm": (1e6, "m3"), "tcf": (1e12, "ft3"), "bcf": (1e9, "ft3")}
"""Units with a scale inside."""
CURRENCIES = inverted(_LISTS["currencies"])
"""What stands before an amount of money, and the normal form of the currency."""
SPANS_OF_TIME = frozenset("s min h day week month year decade".split())
"""Units with which "over" and "within" say how long, not how much."""


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


_UNITS, _TEENS, _TENS_IN_WORDS = (_LISTS[row] for row in ("units", "teens", "tens"))
_PARTS: dict[str, int] = _LISTS["parts"]
_ORDINALS: dict[str, int] = _LISTS["ordinals"]
_VALUES = {"zero": 0, "a": 1, "an": 1, "another": 1, **_UNITS, **_TEENS, **_TENS_IN_WORDS}
_SCALES_IN_WORDS = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_VULGAR = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3}

_UNIT, _TEEN, _TEN = ("|".join(table) for table in (_UNITS, _TEENS, _TENS_IN_WORDS))
_SMALL = rf"(?:(?:{_TEN})(?:[- ](?:{_UNIT})\b)?|{_TEEN}|{_UNIT}|zero)"
_HUNDREDS = rf"(?:(?:{_SMALL}|an?(?:other)?)[- ]hundred(?: (?:and )?{_SMALL}\b)?|{_SMALL})"
_LARGE = rf"(?:(?:{_HUNDREDS}|an?(?:other)?)[- ](?:thousand|million|billion)\b)"
_IN_WORDS = rf"(?:{_LARGE}(?: {_LARGE}){{0,2}}(?: (?:and )?{_HUNDREDS}\b)?|{_HUNDREDS})(?!\w)"
_BEFORE_A_NUMBER = _LISTS["before_a_number"]["words"].split()
_APART = "".join(rf"(?<!\b{word} )(?<!\b{word}\. )" for word in _BEFORE_A_NUMBER)
_SPACED = rf"{_APART}(?<!\d )\d{{1,3}}(?: \d{{3}})+(?:[.,]\d{{1,2}}(?!\d))?(?![.,]?\d| \d{{3}}\b)"
"""1 200 000; behind a month or "line", two numbers."""
_IN_DIGITS = (
    rf"{_SPACED}|"
    r"\d{1,3}(?:[,\u00a0\u202f\u2009'’]\d{3})+(?:\.\d+)?(?!\d)"  # 1,300.5
    r"|\d{1,2}(?:,\d\d)+,\d{3}(?!\d)"  # 1,50,000 in India
    r"|\d{1,3}(?:\.\d{3})+(?:,\d+|(?<=\.\d{3}\.\d{3}))(?![\d.])"  # 1.300,5 and 1.300.000
    r"|(?:\d{1,3} )?[1-7]/[2348](?![\d/])"  # 22 1/2
    r"|\d+(?:[.,]\d+)?[½¼¾⅓⅔]?|[½¼¾⅓⅔]"
)
_DENOMINATOR = "|".join(sorted(_PARTS, key=len, reverse=True))
_FRACTION = (
    rf"(?:(?:{_UNIT})[- ](?:thirds|quarters|fifths|sixths|eighths|tenths)\b"
    rf"|one-(?:{_DENOMINATOR})\b"
    rf"|an? (?:third|quarter|fifth|sixth|eighth|tenth)(?= of\b)"
    rf"|(?<=\bby )an? (?:third|quarter|fifth|sixth|eighth|tenth)\b"
    r"|(?<!first )(?<!second )(?<!other )(?<!latter )(?<!-)(?:one )?half(?: an?\b)?(?![\w]))"
)
"""Parts of a whole. "The third" is no fraction, "a third of" is; "the first half" is none."""
_MIXED = re.compile(r"\s+and a (half|quarter|third)$")
_DIGIT_SPACES = re.compile(r"[ \u00a0\u202f\u2009'’]")


def _any_of(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_MAY_START = (
    r"(?=[-−\d½¼¾⅓⅔$€£¥₹₽₺₴₪₩]|an?(?:other)? [a-z]|one|half|t[whe]|f[iou]|s[ie]|s\$|e[ilu]|ni|ze"
    r"|minus|us|[acr]\$|hk|nz|gbp|rs|chf|rmb)"
)
"""Turns most words away before they are tried against every alternative."""
_NUMBER = re.compile(
    rf"(?<![\w.,]){_MAY_START}(?:(?P<minus>(?<![\d\s)] )[-−](?=[\d$€£])|minus\s))?"
    rf"(?:(?P<money>{_any_of(CURRENCIES)})\s?)?"
    rf"(?:(?P<number>(?P<fraction>{_FRACTION})|an?(?= dozen\b)"
    rf"|(?:{_IN_DIGITS}|{_IN_WORDS})(?:\s+and a (?:half|quarter|third)\b(?!-))?)"
    rf"(?P<scale>(?:[-\s]?(?:{_any_of(SCALES)})\b(?:(?<=mio|mrd|mld|tsd)\.(?=\s?[\w€$£]))?){{1,2}}"
    r"|[kmb]\b(?![- ](?:tall|high|long|wide|deep|above|below)))?"
    rf"(?:\s?(?P<percent>%)|[- ]?(?P<measure>{_any_of([*MEASURES, *PACKED])})(?![\w²³]))?"
    rf"(?P<ordinal>(?:st|nd|rd|th)\b|-(?:{'|'.join(_ORDINALS)})\b)?(?P<era>(?<=\d\d)[’']?s\b)?)"
)
_SCALE = re.compile(_any_of(SCALES))
_ZONES = "gmt|utc|bst|cet|cest|eet|eest|msk|est|edt|cst|cdt|mst|mdt|pst|pdt|ist|jst|aest|aedt"
_TIME = re.compile(
    r"(?=[\dnm])(?:(?<![\w.,:])(?P<h>[01]?\d|2[0-4])(?:[:.](?P<m>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|(?<![\w.,:])(?P<h2>[01]?\d|2[0-4]):(?P<m2>[0-5]\d)(?::[0-5]\d)?(?![\d:])"
    rf"|(?<![\w.,:])(?P<h3>[01]\d|2[0-3])(?P<m3>[0-5]\d)(?=\s?(?:{_ZONES}|hours|hrs|local time)\b)"
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


def quantities(
    text: str, dated: Sequence[Date] | None = None, look_up: Callable[[str], Lexeme] = lexeme
) -> tuple[Quantity, ...]:
    """Return the numbers of a text that are not part of a date, in order. Ordinals are left out.

    ``dated`` are the text's dates where they have been read already, ``look_up`` tells what a word
    is where that is kept.
    """
    lowered = lower(text)
    times = [_time(match) for match in _TIME.finditer(lowered)]
    taken = dates(text) if dated is None else dated
    spans = sorted([(d.start, d.end) for d in taken] + [(t.start, t.end) for t in times])
    numbers = _in_ranges(lowered, [*_numbers(lowered, spans, look_up)])
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


def _numbers(
    lowered: str, taken: Sequence[tuple[int, int]], look_up: Callable[[str], Lexeme]
) -> Iterator[tuple[Quantity, float]]:
    """Yield the numbers outside the spans (which are in order), each with its scale."""
    place = 0
    for match in _NUMBER.finditer(lowered):
        while place < len(taken) and taken[place][1] <= match.start("number"):
            place += 1
        free = place == len(taken) or taken[place][0] >= match.end()
        found = _quantity(lowered, match, look_up) if free and not match["ordinal"] else None
        if found:
            yield found


def _quantity(
    lowered: str, match: re.Match[str], look_up: Callable[[str], Lexeme]
) -> tuple[Quantity, float] | None:
    written = match["number"]
    if written == "one" and not (match["scale"] or match["measure"] or match["percent"]):
        return None  # "one" is more often a pronoun than a number
    scale = _scale(match["scale"] or "")
    factor, unit, measure = _unit(lowered, match, look_up)
    number = _value(written) * scale * factor * (-1 if match["minus"] else 1)
    return Quantity(number, unit, measure, match.start("number"), match.end()), scale


def _scale(written: str) -> float:
    if written in ATTACHED:
        return ATTACHED[written]
    scale = 1.0
    for name in _SCALE.findall(written):
        scale *= SCALES[name]
    return scale


def _unit(
    lowered: str, match: re.Match[str], look_up: Callable[[str], Lexeme]
) -> tuple[float, str, bool]:
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
    counted = look_up(noun["noun"]) if noun else None
    if counted and counted.folded not in STOPWORDS:
        return 1.0, counted.stem, False
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


def _value(written: str) -> float:
    """Return what a numeral in lower case is worth. A numeral is one that the patterns match."""
    mixed = _MIXED.search(written)
    whole = written[: mixed.start()] if mixed else written
    extra = 1 / _PARTS[mixed[1]] if mixed else 0.0
    if whole[0].isdigit() or whole[0] in _VULGAR:
        return _of_digits(whole) + extra
    parts = [word for word in re.split(r"[-\s]+", whole) if word != "and"]
    fraction = next((word for word in parts if word in _PARTS), None)
    if fraction:
        return (_VALUES[parts[0]] if parts[0] != fraction else 1) / _PARTS[fraction]
    return _of_words(parts) + extra


def _of_digits(written: str) -> float:
    if "/" in written:
        *whole, part = written.split()
        above, below = part.split("/")
        return float(whole[0] if whole else 0) + int(above) / int(below)
    vulgar = _VULGAR.get(written[-1], 0.0)
    plain = _DIGIT_SPACES.sub("", written[:-1] if vulgar else written)
    if not plain:
        return vulgar
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}", plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?", plain):
        plain = plain.replace(",", "")
    return float(plain.replace(",", ".")) + vulgar


def _of_words(parts: Iterable[str]) -> float:
    total = current = 0
    for word in parts:
        scale = _SCALES_IN_WORDS.get(word)
        if scale is None:
            current += _VALUES[word]
        elif scale == 100:
            current *= 100
        else:
            total, current = total + current * scale, 0
    return float(total + current)
