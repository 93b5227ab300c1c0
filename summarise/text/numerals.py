"""What a numeral is worth, written in digits or in English words.

Each pattern is a fragment for text in lower case; ``value`` reads what they match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNITS = dict(
    zip("one two three four five six seven eight nine".split(), range(1, 10), strict=True)
)
_TEENS = dict(zip("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
                  "nineteen".split(), range(10, 20), strict=True))  # fmt: skip
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(),
                 range(20, 100, 10), strict=True))  # fmt: skip
_VALUES = {"zero": 0, "a": 1, "an": 1, **_UNITS, **_TEENS, **_TENS}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5,
    "fifths": 5, "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
}  # fmt: skip
_VULGAR = {"½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3}

_UNIT, _TEEN, _TEN = ("|".join(table) for table in (_UNITS, _TEENS, _TENS))
_SMALL = rf"(?:(?:{_TEN})(?:[- ](?:{_UNIT})\b)?|{_TEEN}|{_UNIT}|zero)"
_HUNDREDS = rf"(?:(?:{_SMALL}|an?)[- ]hundred(?: (?:and )?{_SMALL}\b)?|{_SMALL})"
_LARGE = rf"(?:(?:{_HUNDREDS}|an?)[- ](?:thousand|million|billion)\b)"
IN_WORDS = rf"(?:{_LARGE}(?: {_LARGE}){{0,2}}(?: (?:and )?{_HUNDREDS}\b)?|{_HUNDREDS})(?!\w)"
IN_DIGITS = (
    r"\d{1,3}(?:[,\u00a0\u202f\u2009'’]\d{3})+(?:\.\d+)?(?!\d)"  # 1,300.5
    r"|\d{1,2}(?:,\d\d)+,\d{3}(?!\d)"  # 1,50,000 in India
    r"|\d{1,3}(?:\.\d{3})+(?:,\d+|(?<=\.\d{3}\.\d{3}))(?![\d.])"  # 1.300,5 and 1.300.000
    r"|(?:\d{1,3} )?[1-7]/[2348](?![\d/])"  # 22 1/2
    r"|\d+(?:[.,]\d+)?[½¼¾⅓⅔]?|[½¼¾⅓⅔]"
)
_DENOMINATOR = "|".join(sorted(_PARTS, key=len, reverse=True))
FRACTION = (
    rf"(?:(?:{_UNIT})[- ](?:thirds|quarters|fifths|sixths|eighths|tenths)\b"
    rf"|one-(?:{_DENOMINATOR})\b"
    rf"|an? (?:third|quarter|fifth|sixth|eighth|tenth)(?= of\b)"
    rf"|(?<=\bby )an? (?:third|quarter|fifth|sixth|eighth|tenth)\b"
    r"|(?<!first )(?<!second )(?<!other )(?<!latter )(?<!-)(?:one )?half(?: an?\b)?(?![\w]))"
)
"""Parts of a whole. "The third" is no fraction, "a third of" is; "the first half" is none."""
_MIXED = re.compile(r"\s+and a (half|quarter|third)$")
_SPACES = re.compile(r"[\u00a0\u202f\u2009'’]")


def value(written: str) -> float:
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
    plain = _SPACES.sub("", written[:-1] if vulgar else written)
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
        scale = _SCALES.get(word)
        if scale is None:
            current += _VALUES[word]
        elif scale == 100:
            current *= 100
        else:
            total, current = total + current * scale, 0
    return float(total + current)
