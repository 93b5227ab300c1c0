"""Full stops that do not end a sentence: abbreviations, initials, numbers in front of a line."""

from __future__ import annotations

import re

_TITLES = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt sgt capt cmdr adm maj rev hon pres mt ft messrs mx "
    "sra mme mlle amb atty supt insp det pvt cpl brig fr".split()
)
"""With a capital they stand before a name; in small letters they are words ("12 ft.")."""
_NUMBERED = frozenset(
    "no nos nr art sec ch vol pp p para fig jan feb mar apr jun jul aug sep sept oct nov dec c ca "
    "approx est".split()
)
"""They stand before a number."""
_INSIDE = frozenset("vs e.g i.e cf viz z.b d.h".split())
"""They are never last."""
_ANYWHERE = frozenset(
    "st ave blvd rd u.s u.k u.n e.u u.s.a u.a.e d.c inc corp co ltd jr sr etc ph.d m.d b.c a.d plc "
    "l.l.c s.a n.v al bros dept univ ee uu".split()
)
"""They end a sentence only before a word that starts sentences, as all dotted letters do."""
_STARTERS = frozenset(
    "the a an he she it they we i you this that these those his her its their our my but and or "
    "so in on at by for from with after before when while as if although though however meanwhile "
    "there here who what why how since once until under over despite according some many most "
    "several both each another officials police".split()
)
_HALF_OF_THE_DAY = frozenset(("a.m", "p.m"))
_LAST_WORD = re.compile(r"([\w.’'-]*[^\W_])\.+$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ALONE_ON_ITS_LINE = re.compile(r"(?:^|\n)[^\S\n]*\(?\d{1,2}\.$")
_GERMAN_ORDINAL = re.compile(
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)
_OF_A_TIME = re.compile(
    r"(?:\d|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct"
    r"|Nov|Dec)[a-z]*\b|[A-Z]{2,4}\b|(?:[A-Z][a-z]+ ){1,2}(?i:time)\b|Eastern|Central|Pacific)"
)
_FIRST = re.compile(r"[\w’']+(?!\w*\.\w?)")
WINDOW = 30
"""Characters before a full stop that say what it belongs to."""


def belongs_to_word(before: str, following: str) -> bool:
    """Whether the full stop at the end of ``before`` is part of the word that it follows.

    ``following`` is what comes after it, without white space and opening quotation marks.
    """
    found = _LAST_WORD.search(before)
    if not found:
        return False
    word = found[1].casefold().lstrip("'’")
    if word.isdigit():
        return bool(_ALONE_ON_ITS_LINE.search(before) or _GERMAN_ORDINAL.match(following))
    if word in _NUMBERED and following[:1].isdigit():
        return word != "no" or found[1] == "No"  # he said no. 12 left
    if word in _TITLES:
        return found[1][0].isupper()
    if word in _HALF_OF_THE_DAY:
        return bool(_OF_A_TIME.match(following))
    if found[1] == "v":  # one party to a case against another; in capitals it is a king's number
        return True
    return word in _INSIDE or (_may_be_last(found[1], word) and not _starts(following))


def _may_be_last(written: str, word: str) -> bool:
    initial = len(word) == 1 and written.isupper()
    return initial or word in _ANYWHERE or bool(_DOTTED.fullmatch(word))


def _starts(following: str) -> bool:
    """Whether a sentence begins here: at a word that often starts one, or at the end."""
    first = _FIRST.match(following)
    return not following or bool(first and first[0].casefold() in _STARTERS)
