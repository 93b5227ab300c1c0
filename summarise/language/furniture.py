"""What in a report is not the report's own: page furniture, datelines, the credits of agencies.

Furniture gives itself away by its form: it tells the reader to do something ("Sign up for ..."),
labels what follows ("Read also: ..."), claims a right, or names who took a picture. A report
*about* newsletters or cookies has a subject and a verb of its own and is none of these. What gives
orders to a language model is no report either.
"""

from __future__ import annotations

import re
from datetime import date

from summarise.language import inverted, lists
from summarise.language.dates import dates
from summarise.language.words import fold

_LONGEST = 45
"""Words: furniture is short; a longer sentence with such a phrase in it is more likely a report."""
_MOST = 600
"""Characters of that."""
_LONGEST_STAMP = 9
"""Words of a day with a time."""
_LISTS = lists("furniture")
OPENERS = frozenset(form for word in _LISTS["openers"].split() for form in (word, fold(word)))
MARKS = frozenset(_LISTS["marks"].split())
_LEADING, _ANYWHERE = (
    "|".join(forms.split("\n")[:-1])
    for forms in (_LISTS["orders"] + _LISTS["credits"], _LISTS["anywhere"])
)
# Most sentences have none of the MARKS, and need no pattern to show that they are of the report.
_OPENING = re.compile(rf"\W*(?:please )?(?:{_LEADING})", re.I)
_WITHIN = re.compile(_ANYWHERE, re.I)
_ORDERS = _LISTS["to_models"].split("\n")[:-1]
_AT_A_WORD = "|".join(form.removeprefix(r"\b") for form in _ORDERS if form.startswith(r"\b"))
_ELSEWHERE = "|".join(form for form in _ORDERS if not form.startswith(r"\b"))
_TO_MODELS = re.compile(rf"\b(?:{_AT_A_WORD})|{_ELSEWHERE}", re.I)  # thrice as fast as all in a row
_SIGNS = frozenset(_LISTS["signs"].split())
_WORD = re.compile(r"\w+")

AGENCIES = inverted(_LISTS["agencies"])
"""Credits as they stand in bylines and datelines (case-folded), and the agency's name."""
_NAMES = "|".join(sorted((re.escape(name) for name in AGENCIES), key=len, reverse=True))
_CAPITALISED = r"[A-Z\u00C0-\u00DE][^\W\d]*(?:[.'’/-][^\W\d]+)*\.?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_STAMP = re.compile(
    rf"(?=\D*\d)\W*(?:[A-Za-z]{{2,9}}day,? )?(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}"
    rf"|{_MONTH} \d{{1,2}},? \d{{4}}|\d{{4}}-\d\d-\d\d)?[ ,|·T–-]*(?:at )?"
    r"(?:\d{1,2}[:.h]\d{2}(?: ?(?:[ap]\.?m\.?|Uhr|h))?)?(?: ?[A-Z]{2,4})?\W*"
)
"""A day, a time of day, or both, and nothing else."""
_DATELINE = re.compile(
    rf"\s*(?P<place>(?!{_MONTH} \d){_CAPITALISED}"
    rf"(?:(?:,? |,)(?!{_MONTH} \d)(?:{_CAPITALISED}|of|de|del|la|am|an der)(?![^\W\d])){{0,6}})?"
    rf"(?P<date>(?:, |,| |)(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}} {_MONTH})"
    r"(?:,? \d{4})?)?"
    rf"[\s.,]*(?P<credit>\((?:[A-Z][\w .&/-]{{1,40}}|dpa)\))?\s*(?P<dash>--|[-–—]|:)\s+",
)
_DATED = (
    rf"(?:\d{{1,2}} ?[/.-] ?\d{{1,2}} ?[/.-] ?\d{{2,4}}|\d{{4}} ?- ?\d\d ?- ?\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?)"
)
_CLOCK = (
    r"(?:\d{1,2}[:.] ?\d\d(?:: ?\d\d)? ?(?:[ap]\.?m?\b\.?)?"
    r" ?(?:(?:GMT|UTC|BST|IST|UK|CES?T|A?[ECMP][DS]?T)\b)?(?: ?\(GMT[^()]{0,12}\))?)"
)
_PUBLISHED = r"(?:(?:last )?(?:published|posted|updated|modified)\b)"
_STAMPED = re.compile(
    rf"(?<![\w,])(?P<stamp>(?:{_PUBLISHED}|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}\b\.?"
    rf"|{_DATED}|{_CLOCK}|(?-i:on|at)\b|[|@·:,–-]|\s){{2,24}}+)(?<=\s)(?<!\bon )(?<!\bat )"
    r"(?-i:(?=[A-Z\d“\"]))",
    re.I,
)
"""A day and a time between a heading and the text that was glued to it."""
_DAY_OF_IT = re.compile(_DATED, re.I)
_REST_OF_IT = re.compile(rf"{_PUBLISHED}|{_CLOCK}|^(?!\s*(?:on|at)\b).*\d{{4}}", re.I)
_WITHIN_A_SENTENCE = re.compile(
    r"(?:\b(?:on|in|of|the|since|by|until|from|to|and|after|before|for)|,|\w{3}[.!?])\s*$"
    r"|\w{3}[.!?]\s",
    re.I,
)
"""Before a day: a sentence that has it, or has ended."""
_HEAD_OF_STAMP, _BESIDE = 300, 24
"""Characters in which a text has its stamp, and from its day to its time."""
_TIMED = re.compile(
    rf"{_CLOCK}|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{{0,6}}\b|\b{_PUBLISHED}", re.I
)
_IN_A_SENTENCE = re.compile(
    r"\b(?:on|in|of|since|by|until|from|to|after|before|for) (?:\w+day,? )?$", re.I
)
_LONGEST_HEADING = 160
"""Characters before a stamp."""
_CREDITS = (
    re.compile(rf"\((?P<agency>{_NAMES})(?:/[\w ]+)?\)\s*(?:--|[-–—])", re.I),
    re.compile(rf"^\s*(?:by|from|source|credit)s?:?\s+(?P<agency>{_NAMES})\b", re.I | re.M),
    re.compile(rf"[(\[]\s*(?:source|with|via)?:?\s*(?P<agency>{_NAMES})\s*[)\]]\s*$", re.I),
    re.compile(rf"^\s*[-–—]+\s*(?P<agency>{_NAMES})\s*$", re.I | re.M),
    re.compile(rf"^\s*(?P<agency>{_NAMES})\s*[-–—:]\s", re.I),
    re.compile(rf"\b[\w .-]{{3,40}}, (?P<agency>{_NAMES})\s*$", re.I),
)
_HEAD, _TAIL = 240, 160
"""Characters at both ends of a text in which credits stand."""
_LONGEST_DATELINE = 120
_END_OF_HEADING = re.compile(r"\w{4}\. ")
"""A full stop in a place in capitals behind more than "ST." and "FT."."""


def is_boilerplate(sentence: str) -> bool:
    """Whether a sentence is page furniture: an invitation, a copyright line, a link elsewhere."""
    words = sentence.split(maxsplit=_LONGEST)
    if len(words) > _LONGEST:
        return False
    line = " ".join(words)[:_MOST]
    heard = _WORD.findall(line.lower())
    marked = "|" in line or not MARKS.isdisjoint(heard)
    first = heard[0] if heard else ""
    known = {first, first[:2]} & OPENERS or first[:1].isdigit() or not line[:1].isalnum()
    if (known or marked) and _OPENING.match(line):
        return True
    if len(heard) <= _LONGEST_STAMP and _STAMP.fullmatch(line):
        return True
    return marked and bool(_WITHIN.search(line))


def addresses_a_model(sentence: str) -> bool:
    """Whether a sentence gives orders to a language model that may read it: no report does."""
    if _SIGNS.isdisjoint(_WORD.findall(sentence.lower())):
        return False
    return bool(_TO_MODELS.search(" ".join(sentence.split())))


def dateline_end(text: str) -> int:
    """Return where the text begins after its dateline; 0 if it has none.

    A dateline is a place with a bracketed credit, or a place in capitals, then a dash, before a
    capital letter: "NATO - long a foe - said" has none. A colon will do behind a credit or a date;
    a place in small letters has its country behind a comma ("London, England — ").
    """
    head = text[: _LONGEST_DATELINE + 20]
    if "(" not in head and " — " not in head and not head.lstrip()[:2].isupper():
        return 0
    match = _DATELINE.match(head)
    end = match.end() if match else 0
    if not match or end > _LONGEST_DATELINE or text[end : end + 1].islower():
        return 0
    if match["credit"]:
        return end
    place = (match["place"] or "").replace("U.S.", "")
    if match["dash"] == "—" and re.fullmatch(r"[^\W\d]+(?: [^\W\d]+)?, [^,]+", place):
        return end
    in_capitals = place.isupper() and len(place) > 3 and not _END_OF_HEADING.search(place)
    return end if in_capitals and (match["dash"] != ":" or match["date"]) else 0


def stamped_end(text: str) -> int:
    """Return where a text begins whose heading and stamp were glued to it; 0 if they were not."""
    stamp = _stamp(text)
    return stamp.end() if stamp else 0


def glued_heading(text: str) -> str:
    """Return the heading that was glued to a text with a stamp, or an empty string."""
    stamp = _stamp(text)
    return text[: stamp.start()].strip() if stamp else ""


def _stamp(text: str) -> re.Match[str] | None:
    """Find the stamp in the head of a text.

    It has a day, with its year, a time or the word for it, and stands in no sentence.
    """
    for match in _STAMPED.finditer(text[: 2 * _LONGEST_HEADING]):
        before, stamp = text[: match.start()], match["stamp"]
        if match.start() > _LONGEST_HEADING or _WITHIN_A_SENTENCE.search(before):
            return None
        if _DAY_OF_IT.search(stamp) and _REST_OF_IT.search(stamp):
            return match
    return None


def stamped_day(text: str) -> date | None:
    """Return the day that stands in the head of a text with a time or its day of the week."""
    head = text[:_HEAD_OF_STAMP]
    for told in dates(head):
        before, after = head[: told.start], head[told.end : told.end + _BESIDE]
        timed = _TIMED.search(before[-_BESIDE:]) or _TIMED.search(after)
        if told.year and told.month and told.day and timed and not _IN_A_SENTENCE.search(before):
            return date(told.year, told.month, told.day)
    return None


def agency(text: str, outlet: str = "") -> str:
    """Return the wire agency that a text credits (or that published it), or an empty string.

    One that is not known is still an agency if a dateline credits it: "ORLE (CPA) - ...". Only
    the head and the tail of a text are read: a credit in the middle is a quotation.
    """
    own = AGENCIES.get(outlet.strip().casefold())
    if own:
        return own
    for part in (text[:_HEAD], text[-_TAIL:]):
        for pattern in _CREDITS:
            match = pattern.search(part)
            if match:
                return AGENCIES[match["agency"].casefold()]
    dateline = _DATELINE.match(text[: _LONGEST_DATELINE + 20])
    return (dateline["credit"] or "").strip("()") if dateline else ""


def is_own(agency: str, outlet: str) -> bool:
    """Whether an outlet is the agency itself, by its name or by its initials."""
    name = outlet.strip().casefold()
    initials = "".join(word[0] for word in name.split())
    return agency.casefold() in (name, initials) or AGENCIES.get(name) == agency
