"""Numbers with their units, and dates, in one normal form each.

20-year is twenty-year, 55 bcm is 55 billion cubic metres, Jan. 17 is 17 January.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from summarise.text.words import STOPWORDS, fold, stem


class Quantity(NamedTuple):
    """A number and its unit: a symbol ("%", "$"), a measure, the stem of a noun, or empty.

    ``measure`` says that the unit comes from the table of units; other units are only guessed
    from the next word. ``start`` and ``end`` are its span.
    """

    value: float
    unit: str
    measure: bool
    start: int
    end: int


class Date(NamedTuple):
    """A date as far as it is told; 0 for an unknown part. Its span is from start to end."""

    year: int
    month: int
    day: int
    start: int
    end: int


_SMALL = {
    **dict(zip("zero two three four five six seven eight nine ten eleven twelve thirteen fourteen "
               "fifteen sixteen seventeen eighteen nineteen".split(),
               [0, *range(2, 20)], strict=True)),
    **dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(),
               range(20, 100, 10), strict=True)),
    "one": 1,
    "dozen": 12,
    "a dozen": 12,
    "half a dozen": 6,
}  # fmt: skip
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "mln": 1e6, "m": 1e6,
    "billion": 1e9, "bn": 1e9, "bln": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "trn": 1e12,
}  # fmt: skip
_MEASURES = {
    "%": "%", "percent": "%", "per cent": "%", "pct": "%", "percentage points": "points",
    "percentage point": "points", "cubic metres": "m3", "cubic meters": "m3", "cubic metre": "m3",
    "cubic meter": "m3", "cu m": "m3", "square kilometres": "km2", "square kilometers": "km2",
    "sq km": "km2", "km²": "km2", "square miles": "mi2", "square metres": "m2",
    "square meters": "m2", "hectares": "ha", "hectare": "ha", "acres": "acre", "acre": "acre",
    "km": "km", "kms": "km", "kilometre": "km", "kilometres": "km", "kilometer": "km",
    "kilometers": "km", "mile": "mi", "miles": "mi", "metre": "metre", "metres": "metre",
    "meter": "metre", "meters": "metre", "feet": "ft", "foot": "ft", "ft": "ft",
    "kg": "kg", "kilogram": "kg", "kilograms": "kg", "kilogramme": "kg", "kilogrammes": "kg",
    "tonne": "t", "tonnes": "t", "ton": "t", "tons": "t", "pound": "pound", "pounds": "pound",
    "litre": "l", "litres": "l", "liter": "l", "liters": "l", "barrel": "bbl", "barrels": "bbl",
    "mw": "MW", "megawatt": "MW", "megawatts": "MW", "gw": "GW", "gigawatt": "GW",
    "gigawatts": "GW", "twh": "TWh", "gwh": "GWh", "mwh": "MWh", "kwh": "kWh",
    "mph": "mph", "km/h": "km/h", "kph": "km/h", "°c": "°C", "degrees celsius": "°C",
    "celsius": "°C", "°f": "°F", "degrees fahrenheit": "°F", "second": "s", "seconds": "s",
    "minute": "min", "minutes": "min", "hour": "h", "hours": "h", "day": "day", "days": "day",
    "week": "week", "weeks": "week", "month": "month", "months": "month", "year": "year",
    "years": "year", "yr": "year", "decade": "decade", "decades": "decade", "dollar": "$",
    "dollars": "$", "euro": "€", "euros": "€", "yen": "¥", "rupees": "₹", "cent": "cent",
    "cents": "cent", "basis points": "bp", "people": "people", "persons": "people",
    "person": "people",
}  # fmt: skip
_PACKED = {"bcm": (1e9, "m3"), "mcm": (1e6, "m3"), "bpd": (1.0, "bbl/d"), "tcf": (1e12, "ft3")}
_CURRENCIES = {"us$": "$", "$": "$", "usd": "$", "€": "€", "eur": "€", "£": "£", "gbp": "£",
               "¥": "¥", "₹": "₹", "c$": "C$", "a$": "A$", "rs": "₹"}  # fmt: skip

_WORDS = "|".join(sorted((re.escape(w) for w in _SMALL), key=len, reverse=True))
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_MEASURE = "|".join(sorted((re.escape(w) for w in [*_MEASURES, *_PACKED]), key=len, reverse=True))
_MONEY = "|".join(sorted((re.escape(w) for w in _CURRENCIES), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w.,])(?P<money>{_MONEY})?\s?"
    rf"(?P<number>\d{{1,3}}(?:[,\u00a0\u202f\u2009]\d{{3}})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
    rf"|(?:{_WORDS})(?:[- ](?:two|three|four|five|six|seven|eight|nine|one))?(?![\w]))"
    rf"(?P<scales>(?:[- ]?(?:{_SCALE})\b\.?){{0,2}})"
    rf"(?:[- ]?(?P<measure>{_MEASURE})(?!\w)|(?P<percent>\s?%))?"
    r"(?P<ordinal>(?:st|nd|rd|th)\b)?",
    re.I,
)
_NOUN = re.compile(
    r"[-\s]+(?:(?:of|were|was|are|is|have|had|been|other|more)\s+){0,3}(?P<noun>[^\W\d_]+)"
)

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(r"\b(?P<y>(?:19|20)\d\d)-(?P<mn>0\d|1[0-2])-(?P<d>[0-3]\d)\b"),
    re.compile(
        rf"\b(?P<m>{_MONTH})\b\.?\s+(?P<d>[0-3]?\d)(?:st|nd|rd|th)?\b(?!\.\d)"
        r"(?:,?\s+(?P<y>(?:19|20)\d\d)\b)?",
        re.I,
    ),
    re.compile(
        rf"\b(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<m>{_MONTH})\b\.?"
        r"(?:,?\s+(?P<y>(?:19|20)\d\d)\b)?",
        re.I,
    ),
    re.compile(rf"\b(?P<m>{_MONTH})\b\.?,?\s+(?P<y>(?:19|20)\d\d)\b", re.I),
    re.compile(
        r"(?<![\w.,$€£-])(?<!\d[:/])(?P<y>(?:19|20)\d\d)\b"
        r"(?!\s*(?:[%°]|[-–]?\s?(?:people|men|women|homes|jobs|troops|soldiers|years?|km|miles))|[.,]\d)"
    ),
    re.compile(
        rf"\b(?:in|since|until|by|last|next|this|of|mid|late|early)[\s-](?P<m>{_MONTH})\b", re.I
    ),
)  # fmt: skip


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the numbers of a text that are not part of a date, in order. Ordinals are left out."""
    taken = [(date.start, date.end) for date in dates(text)]
    return tuple(
        quantity
        for quantity in _quantities(text)
        if not any(start < quantity.end and quantity.start < end for start, end in taken)
    )


def dates(text: str) -> tuple[Date, ...]:
    """Return the dates of a text, in order. Weekdays and words such as "today" are not dates."""
    found: list[Date] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            date = _date(match)
            clash = any(date.start < other.end and other.start < date.end for other in found)
            if not clash and date.day <= 31:
                found.append(date)
    return tuple(sorted(found, key=lambda date: date.start))


def _date(match: re.Match[str]) -> Date:
    parts = {key: value for key, value in match.groupdict().items() if value}
    month = _MONTHS[parts["m"].casefold()] if "m" in parts else int(parts.get("mn", 0))
    return Date(int(parts.get("y", 0)), month, int(parts.get("d", 0)), match.start(), match.end())


def _quantities(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        quantity = None if match["ordinal"] else _quantity(text, match)
        if quantity:
            yield quantity


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    written = match["number"].casefold()
    scales = re.findall(_SCALE, match["scales"].casefold())
    if written == "one" and not (scales or match["measure"]):
        return None  # "one" is more often a pronoun than a number
    value = _value(written)
    for scale in scales:
        value *= _SCALES[scale]
    factor, unit, measure = _unit(text, match)
    return Quantity(value * factor, unit, measure, match.start("number"), match.end())


def _value(written: str) -> float:
    if written[0].isdigit():
        plain = re.sub(r"[\u00a0\u202f\u2009]", "", written)
        if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain):
            return float(plain.replace(",", ""))
        return float(plain.replace(",", "."))
    if written in _SMALL:
        return float(_SMALL[written])
    return float(sum(_SMALL.get(part, 0) for part in re.split(r"[- ]", written)))


def _unit(text: str, match: re.Match[str]) -> tuple[float, str, bool]:
    """Return the factor that the unit brings, the unit, and whether it is a known measure."""
    if match["percent"]:
        return 1.0, "%", True
    if match["measure"]:
        name = match["measure"].casefold()
        factor, unit = _PACKED.get(name) or (1.0, _MEASURES[name])
        return factor, unit, True
    if match["money"]:
        return 1.0, _CURRENCIES[match["money"].casefold()], True
    noun = _NOUN.match(text, match.end())
    if noun and fold(noun["noun"]) not in STOPWORDS:
        return 1.0, stem(noun["noun"]), False
    return 1.0, "", False
