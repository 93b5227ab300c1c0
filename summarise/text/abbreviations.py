"""Full stops that do not end a sentence: abbreviations, initials, numbers in front of a line."""

from __future__ import annotations

import re

_TITLES = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt sgt capt cmdr adm maj rev hon pres mt ft messrs mx "
    "sra dra mme mlle amb atty supt insp det pvt cpl brig fr wm chas geo thos".split()
)
"""With a capital they stand before a name; in small letters they are words ("12 ft.")."""
_NUMBERED = frozenset(
    "no nos nr art sec ch vol pp p para fig jan feb mar apr jun jul aug sep sept oct nov dec c ca "
    "approx est".split()
)
"""They stand before a number."""
_INSIDE = frozenset("vs e.g i.e cf viz z.b d.h bzw sig dott".split())
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
    "several both each another officials police nobody nothing none no not everyone someone all "
    "any few others last later earlier today yesterday instead then only even because during "
    "between among through without within where whether unlike neither nor".split()
)
"""Words that have a capital because they start a sentence, and seldom start a name."""
_WITH_MARK = frozenset("yahoo jeopardy wham".split())
"""Names that are written with an exclamation mark."""
DOMAINS = frozenset("com net org edu gov info co io uk eu de js ai tv".split())
"""Last parts of the names of sites and of programs ("Booking.Com", "Node.Js")."""
_HALF_OF_THE_DAY = frozenset(("a.m", "p.m"))
_LAST_WORD = re.compile(r"([\w.’'-]*[^\W_])\.+$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ALONE_ON_ITS_LINE = re.compile(r"(?:^|\n)[^\S\n]*\(?\d{1,2}\.$")
_GERMAN_ORDINAL = re.compile(
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)
_BEFORE_GERMAN_ORDINAL = re.compile(
    r"(?<!\bI )\b(?:der|die|das|dem|den|des|am|im|vom|zum|zur|beim|ihre?|seine?) \d{1,3}\.$", re.I
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
        placed = _BEFORE_GERMAN_ORDINAL.search(before) and not _starts(following)
        return bool(placed or _GERMAN_ORDINAL.match(following) or _ALONE_ON_ITS_LINE.search(before))
    if word in _NUMBERED and following[:1].isdigit():
        return word != "no" or found[1] == "No"  # he said no. 12 left
    if word in _TITLES:
        return found[1][0].isupper()
    if word in _HALF_OF_THE_DAY or before.endswith(("a. m.", "p. m.")):
        return bool(_OF_A_TIME.match(following))
    if found[1] == "v":  # one party to a case against another; in capitals it is a king's number
        return True
    return word in _INSIDE or (_may_be_last(word) and not _starts(following))


def belongs_to_name(before: str, following: str) -> bool:
    """Whether the exclamation mark at the end of ``before`` is part of a name: "Yahoo! News"."""
    word = before[:-1].rsplit(maxsplit=1)[-1:]
    named = before.endswith("!") and bool(word) and word[0].casefold() in _WITH_MARK
    return named and not _starts(following)


def _may_be_last(word: str) -> bool:
    initial = len(word) == 1 and word.isalpha()  # in small letters too: z. B., г. Тверь
    return initial or word in _ANYWHERE or bool(_DOTTED.fullmatch(word))


def _starts(following: str) -> bool:
    """Whether a sentence begins here: at a word that often starts one, or at the end."""
    first = _FIRST.match(following)
    return not following or bool(first and first[0].casefold() in _STARTERS)
