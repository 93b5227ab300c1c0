"""Numbers with their units, and times of day, in one normal form each.

20-year is twenty-year, 55 bcm is 55 billion cubic metres, 5:42 p.m. is 17:42.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from summarise.language import OfLanguage, inverted, lists
from summarise.language.dates import Date, dates
from summarise.language.languages import FUNCTION_WORDS, PLAIN
from summarise.language.numerals import NUMERALS, any_of
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


_PARTS: dict[str, int] = _LISTS["parts"]
_ORDINALS: dict[str, int] = _LISTS["ordinals"]
_VULGAR = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3}
_UNIT = any_of(word for word, worth in NUMERALS[PLAIN].values.items() if 0 < worth < 10)
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


_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}


class _Grammar:
    """How numbers and their units are written in a language."""

    def __init__(self, code: str) -> None:
        words = NUMERALS[code]
        own = _LISTS["measures_of"].get(code, {})
        self.small = FUNCTION_WORDS[code] | STOPWORDS
        self.words = words
        self.measures = {**MEASURES, **inverted(own)}
        self.noun = _NOUN_WITH_CAPITAL if code in _LISTS["nouns"]["with_capitals"] else _NOUN
        ordinal = f"-(?:{'|'.join(_ORDINALS)})\\b" if code == PLAIN else "(?!)"
        fraction = _FRACTION if code == PLAIN else "(?!)"
        starts = {"minus", "half", *(symbol[:2] for symbol in CURRENCIES)}
        starts |= {word[:2] + r"\b" * (len(word) < 3) for word in words.starts}
        self.number = re.compile(
            rf"(?<![\w.,])(?=[-−\d½¼¾⅓⅔$€£¥₹₽₺₴₪₩]|{_of_letters(starts)})"
            rf"(?:(?P<minus>(?<![\d\s)] )[-−](?=[\d$€£])|minus\s))?"
            rf"(?:(?P<money>{any_of(CURRENCIES)})\s?)?"
            rf"(?:(?P<number>(?P<fraction>{fraction})|an?(?= dozen\b)"
            rf"|(?:{_IN_DIGITS}|{words.pattern})(?:\s+and a (?:half|quarter|third)\b(?!-))?)"
            rf"(?P<scale>(?:[-\s]?(?:{any_of(SCALES)})\b(?:(?<=mio|mrd|mld|tsd)\.(?=\s?[\w€$£]))?){{1,2}}"
            r"|[kmb]\b(?![- ](?:tall|high|long|wide|deep|above|below)))?"
            rf"(?:(?: d['’e]? ?)?\s?(?P<percent>%)"
            rf"|(?:[- ]?| d[e'’] ?)(?P<measure>{any_of([*self.measures, *PACKED])})(?![\w²³]))?"
            rf"(?P<ordinal>(?:{words.ordinal})(?!\w)|{ordinal})?(?P<era>(?<=\d\d)[’']?s\b)?)"
        )

    def value(self, written: str) -> float:
        """Return what a numeral in small letters is worth, which the pattern matches."""
        mixed = _MIXED.search(written)
        whole = written[: mixed.start()] if mixed else written
        extra = 1 / _PARTS[mixed[1]] if mixed else 0.0
        if whole[0].isdigit() or whole[0] in _VULGAR:
            return _of_digits(whole, self.words.decimal) + extra
        parts = re.split(r"[-\s]+", whole)
        fraction = next((word for word in parts if word in _PARTS), None)
        if fraction:
            return self.words.values.get(parts[0], 1) / _PARTS[fraction]
        return self.words.value(whole) + extra


def _of_letters(starts: set[str]) -> str:
    return "|".join(sorted(s if s.endswith(r"\b") else re.escape(s) for s in starts))


_GRAMMARS = OfLanguage(_Grammar)
_SCALE = re.compile(any_of(SCALES))
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
_NOUN_WITH_CAPITAL = re.compile(
    r"[-\s]+(?:[^\W\d_A-ZÄÖÜ][^\W\d_]*(?:e|en|er|es|em)\s+){0,2}(?P<noun>[A-ZÄÖÜ][^\W\d_]+)"
)
_RANGE = re.compile(r"\s?[-–—]\s?|\s(?:to|or|bis|oder|à|ou|a|o|tot|of)\s|(?P<and>\sand\s)")
_ORDINAL = re.compile(
    rf"(?<!\w)(?=[\dfstneo])(?:(?<![.,])(?P<digits>\d{{1,6}})(?:st|nd|rd|th)\b"
    r"|(?<!per )(?<!at )(?<!\d-)(?<!\bone[- ])(?<!\bby a )(?:(?<!\ba )|(?=\w+ (?!of\b)\w))"
    rf"(?:(?P<ten>{'|'.join(_TENS)})-)?"
    rf"(?P<word>{'|'.join(_ORDINALS)})\b)"
)


def quantities(
    text: str,
    dated: Sequence[Date] | None = None,
    look_up: Callable[[str], Lexeme] = lexeme,
    language: str = PLAIN,
) -> tuple[Quantity, ...]:
    """Return the numbers of a text that are not part of a date, in order. Ordinals are left out.

    ``dated`` are the text's dates where they have been read already, ``look_up`` tells what a word
    is where that is kept; in which ``language`` the text is, it does not find out itself.
    """
    lowered = lower(text)
    times = [_time(match) for match in _TIME.finditer(lowered)]
    taken = dates(text) if dated is None else dated
    spans = sorted([(d.start, d.end) for d in taken] + [(t.start, t.end) for t in times])
    grammar = _GRAMMARS[language]
    numbers = _in_ranges(lowered, [*_numbers(text, lowered, spans, grammar, look_up)])
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
    text: str,
    lowered: str,
    taken: Sequence[tuple[int, int]],
    grammar: _Grammar,
    look_up: Callable[[str], Lexeme],
) -> Iterator[tuple[Quantity, float]]:
    """Yield the numbers outside the spans (which are in order), each with its scale."""
    place = 0
    for match in grammar.number.finditer(lowered):
        while place < len(taken) and taken[place][1] <= match.start("number"):
            place += 1
        free = place == len(taken) or taken[place][0] >= match.end()
        if not free or match["ordinal"] or _is_no_number(match, grammar):
            continue
        scale = _scale(match["scale"] or "")
        factor, unit, measure = _unit(text, match, grammar, look_up)
        number = grammar.value(match["number"]) * scale * factor * (-1 if match["minus"] else 1)
        yield Quantity(number, unit, measure, match.start("number"), match.end()), scale


def _is_no_number(match: re.Match[str], grammar: _Grammar) -> bool:
    """Whether a numeral is more often a pronoun or an article: one, eine, un."""
    measured = match["number"] == "one" and (match["measure"] or match["percent"])
    return match["number"] in grammar.words.alone and not (match["scale"] or measured)


def _scale(written: str) -> float:
    if written in ATTACHED:
        return ATTACHED[written]
    scale = 1.0
    for name in _SCALE.findall(written):
        scale *= SCALES[name]
    return scale


def _unit(
    text: str, match: re.Match[str], grammar: _Grammar, look_up: Callable[[str], Lexeme]
) -> tuple[float, str, bool]:
    """Return the factor that the unit brings, the unit, and whether it is a known measure."""
    if match["percent"]:
        return 1.0, "%", True
    if match["measure"]:
        factor, unit = PACKED.get(match["measure"]) or (1.0, grammar.measures[match["measure"]])
        return factor, unit, True
    if match["money"]:
        return 1.0, CURRENCIES[match["money"]], True
    if match["era"]:
        return 1.0, "era", True
    if match["fraction"] and not match["scale"]:
        return 1.0, "part", True
    noun = grammar.noun.match(text, match.end())
    word = noun["noun"].lower() if noun else ""
    counted = look_up(word) if word and word not in grammar.small else None
    if counted and counted.folded not in grammar.small:
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


def _of_digits(written: str, decimal: str) -> float:
    if "/" in written:
        *whole, part = written.split()
        above, below = part.split("/")
        return float(whole[0] if whole else 0) + int(above) / int(below)
    vulgar = _VULGAR.get(written[-1], 0.0)
    plain = _DIGIT_SPACES.sub("", written[:-1] if vulgar else written)
    if not plain:
        return vulgar
    parted = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?" if decimal == "," else r"\d{1,3}(?:\.\d{3}){2,}"
    if re.fullmatch(rf"\d{{1,3}}(?:\.\d{{3}})+,\d+|{parted}", plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}(?:\.\d+)?", plain):
        plain = plain.replace(",", "")
    return float(plain.replace(",", ".")) + vulgar
