"""Frames: what stands around a clause, so that the sentence does not say it as so.

"It is false that the dam broke" has all the words of "The dam broke", and neither says what the
other does; no more does "The dam broke, according to a hoax site". A frame opens a sentence, closes
it, or does both ("Claims that ... are untrue"). The words are in ``frames.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from summarise.language import lists


def any_of(*rows: str) -> re.Pattern[str]:
    """Return an expression for each of the forms of some rows, which bars part."""
    return re.compile(rf"\b{_forms(*rows)}\b", re.I)


def _forms(*rows: str) -> str:
    return f"(?:{'|'.join(form for row in rows for form in _each(row))})"


def _each(row: str) -> list[str]:
    return [form.strip() for form in " ".join(row.split()).split(" | ")]


LONGEST_FRAME = 120
"""Characters in which a frame begins and ends, at either end of a sentence."""
_DROPPED, _LISTS = lists("marks")["dropped"], lists("frames")
UNSAID = any_of(_DROPPED["framed"]["marks"], _LISTS["opening"])
"""What a clause has that does not say as so what depends on it; elsewhere it may mean nothing."""
_CONDITION = any_of(_DROPPED["condition"]["marks"])
_AMISS, _CLAIM, _FALSE, _FICTION, _MEDIA, _REFUTED, _SAYING, _SAYS, _THREAT = (
    _forms(_LISTS[name])
    for name in (
        "amiss", "claim", "false", "fiction", "media", "refuted", "saying", "says", "threat"
    )
)  # fmt: skip
_ANY = (
    r"(?:(?!(?:after|before|by|from|on|in|when|as|with|of|to|who|which|and|but|than|over|if"
    r"|says?|said)\b)[\w’'-]+ ){0,3}?"
)
_ARTICLE = r"(?:(?:an?|the|this|that|one|some|his|her|its|their) )?"
_BE = (
    r"(?:is|are|was|were|(?:has|have|had) (?:since )?been|prove[ds]?|turn(?:s|ed) out"
    r"|appear(?:s|ed)?|remain(?:s|ed)?)(?: (?:to be|to have been))?"
)
_NOT_SO = (
    rf"(?:{_BE} (?:(?:later|since|simply|entirely|completely|plainly|an?|the|all|widely) ){{0,3}}"
    rf"(?:{_FALSE}|{_REFUTED})(?! (?:the|an?|any|his|her|their|its|all)\b)"
    r"|(?:(?:is|are|was|were) not|(?:is|are|was|were)n[’']t|not)"
    r" (?:so(?! \w)|true|right|correct|accurate|the case|what happened|confirmed)"
    r"|(?:never|did not|didn[’']t) (?:happen(?:ed)?|take place|took place|occur(?:red)?)"
    r"(?! (?:last|this|before|until|in|on|since|for)\b))\b"
)
_WHO = rf"{_ARTICLE}{_ANY}(?:{_FALSE} {_ANY}{_MEDIA}|(?:rumou?rs?|hoax(?:es)?|parody|deep ?fakes?))"
"""Who is no source: a hoax site, the retracted article, a rumour."""
_OPENING = re.compile(r"[^,;:.!?]*?(?:\b(?:that|how|whether)\b|:)")
"""A clause that takes another one as its object."""
_OPENS = re.compile(
    rf"{_WHO} (?:[\w’'-]+ ){{0,4}}?{_SAYS}\b"  # A hoax post said ...
    rf"|(?:[\w’'-]+ ){{1,6}}?(?:{_AMISS} {_SAYS}|{_SAYS} {_AMISS})\b"
    r"(?! (?:by|accused|held|jailed)\b)"
    rf"|(?:in|as told in) {_ARTICLE}{_ANY}{_FICTION}"  # In a novel by Ada Kolm, ...
    r"(?:,| (?:by|about|called|titled|named|starring|set|of the|from)\b[^,]{1,60},)"
    r"|(?:suppose|imagine|pretend)\b(?! not)",
    re.I,
)
_CLAIMED = re.compile(rf"(?:{_ARTICLE}{_ANY}{_CLAIM}\b[^.;:]{{0,60}}? )?that\b", re.I)
"""The first words of a sentence that may say of a claim, at its end, that it is not so."""
_SAID_OF_IT = re.compile(rf"(?<!\w){_NOT_SO}[^,;:]{{0,40}}$", re.I)
_SAID_OF_A_QUOTATION = re.compile(rf"[\"”»] {_NOT_SO}[^,;:]{{0,40}}$", re.I)
_BREAK = re.compile(r"(?:[,;:?(]|[—–]|(?<= )-(?= ))\s*")
_CLOSES = re.compile(
    rf"(?:or )?{_ARTICLE}(?:(?:but|a|which|officials) )?{_ANY}{_CLAIM}\b[^;:]{{0,60}}?"
    rf"\b(?:{_FALSE}|{_REFUTED}|{_NOT_SO})\b[^;:]{{0,40}}"  # a claim that the council denied
    r"|(?:(?:and|but|though|although|yet|or) )?(?:this|that|it|(?:all|none) of (?:this|it)"
    rf"|(?:the|that|this) {_CLAIM}) [^,;:]{{0,40}}?{_NOT_SO}[^;:]{{0,40}}"  # but that is not true
    rf"|(?:according to|as|{_SAYS}) {_WHO}\b[^;:]{{0,40}}"  # according to a hoax site
    rf"|(?:or )?(?:so )?{_WHO} (?:[\w’'-]+ ){{0,3}}?{_SAYS}(?: [^,;:]{{0,30}})?"
    rf"|[^,;:]{{0,60}}?\b(?:{_AMISS} {_SAYS}|{_SAYS} {_AMISS})(?: [^,;:]{{0,30}})?"
    rf"|or so [^,;:]{{1,60}}? {_SAYS}"
    rf"|(?:as told )?in {_ARTICLE}{_ANY}{_FICTION}(?: (?:by|about|called|titled|from)\b"
    r"[^,;:]{0,60})?"
    r"|(?:but )?(?:[\w’'-]+ ){1,5}?(?:did|do|does|has|have)(?: not|n[’']t|n[’']t yet| never)"
    r" (?:say|said|claim(?:ed)?|confirm(?:ed)?|happen(?:ed)?)(?: (?:so|it|that|this))?"
    r"|(?:if|unless) [^,;:]{1,80} (?:is|are|was|were)"
    r" (?:right|wrong|mistaken|true|correct|genuine|accurate|to be believed)",
    re.I,
)
"""What stands behind the last breaks of a sentence, up to its end."""
_WHICH = re.compile(rf"which [^,;:]{{0,40}}?{_NOT_SO}[^;:]{{0,40}}", re.I)
_THIS = r"(?:that|this|those|these)"
_NOT_TRUE = (
    rf"(?:(?:{_THIS}|it|all of (?:this|it|that)|(?:the|that|this) {_CLAIM})(?: |[’']s )"
    rf"(?:[^,;:.]{{0,40}}?{_NOT_SO}|(?<=[’']s )(?:{_FALSE}|not (?:so|true|right|correct))\b)"
    r"|none of (?:this|it|that) (?:is|was|were) (?:so|true|right|correct|accurate|real)\b"
    r"|not (?:so|true)\b|wrong\b)(?! (?:that|to)\b)[^;:.]{0,60}"
)
_TAKEN_BACK = re.compile(rf"[.!][\"”»’]?\s+{_NOT_TRUE}$", re.I)
_OF_THE_LAST = re.compile(
    rf"(?:at least,? )?{_THIS}(?: (?:is|was|are|were|has been|have been|at least)|[’']s|,)+ "
    rf"(?:(?:the|an?|his|her|their|its|one|what)\b[^,;:.]{{0,40}}? {_SAYING}"
    r" (?:of|from|by|made|among|put|heard|that|in|at|to|being)\b"
    rf"|(?:according to|what [^,;:.]{{1,40}}? (?:{_SAYS}|argue[ds]?|believe[ds]?|think|thought))\b)"
    rf"|(?:or )?(?:so|thus) {_SAYS} [A-Z\w]"
    rf"|or so [^,;:.]{{1,40}}? {_SAYS}\b"
    rf"|{_NOT_TRUE}[.!]",
    re.I,
)
"""How a sentence begins that says of the last one whose words it is, or that it is not so."""
_NOT_THE_CLAUSE = re.compile(rf"\b{_THREAT}$", re.I)
_NO = re.compile(r"(?:no|nonsense|not so)\b", re.I)
_SIGN = re.compile(r"(?P<word>[a-z ]+)(?P<optional>\?)?")


def _sign(form: str) -> str:
    """Return the letters that a form begins with, whatever follows."""
    sign = _SIGN.match(form)
    if not sign:
        raise ValueError(f"a form of a frame has to begin with a letter: {form!r}")
    return sign["word"][:-1] if sign["optional"] else sign["word"]


_SIGNS = frozenset(
    _sign(form) for name in ("amiss", "false", "fiction", "refuted") for form in _each(_LISTS[name])
) | {
    "suppose",
    "imagine",
    "pretend",
    "rumo",
    "not",
    "n't",
    "n’t",
    "never",
    "if ",
    "or so",
    "none of",
    "?",
}
"""Of which one stands in each frame: most sentences have none, and cost no more than that."""


Frame = Literal["", "condition", "unsaid"]
"""What keeps a sentence from saying as so what stands in it: nothing, an "if" that opens it, or
that somebody takes it back, denies it, does not know it, made it up or is no source."""


def frame(text: str) -> Frame:
    """Return what is around the clauses of a sentence, so that it does not say them as so."""
    head = text[:LONGEST_FRAME]
    if _CONDITION.match(head):
        return "condition"
    return "unsaid" if _asks(text) or _opens(head) or _closes(text) else ""


def is_of_the_last(text: str, start: int) -> bool:
    """Whether what begins at a place of a text says of the sentence before it whose words it is.

    Or that it is not so: "The dam will hold. That is the view of its builder."
    """
    return text[start : start + 1] in "TAINOSW" and bool(_OF_THE_LAST.match(text, start))


def _asks(text: str) -> bool:
    return text.endswith("?", 0, len(text.rstrip("\"”»’' ")))


def _opens(head: str) -> bool:
    if _has_a_sign(head) and _OPENS.match(head):
        return True
    opening = _OPENING.match(head)
    return bool(opening and UNSAID.search(opening[0]))


def _has_a_sign(text: str) -> bool:
    lowered = text.lower()
    return any(sign in lowered for sign in _SIGNS)


def _closes(text: str) -> bool:
    end = len(text.rstrip(" .!)]"))
    start = max(0, end - LONGEST_FRAME)
    if not _has_a_sign(text[start:]):
        return False
    tail = text[start:end]
    if _TAKEN_BACK.search(tail) or (_SAID_OF_A_QUOTATION.search(tail) and text[0] in '"“„«'):
        return True
    if _SAID_OF_IT.search(tail) and _CLAIMED.match(text, 0, LONGEST_FRAME):
        return True
    return any(
        _is_frame(text[at:end], before, mark) for at, before, mark in _breaks(text, start, end)
    )


def _breaks(text: str, start: int, end: int) -> Iterator[tuple[int, str, str]]:
    """Yield where the last pieces of a sentence begin, what stands before, and the mark between."""
    for mark in _BREAK.finditer(text, start, end):
        if before := text[: mark.start()].rstrip('"”»’ '):
            yield mark.end(), before[-LONGEST_FRAME:], mark[0].strip()


def _is_frame(tail: str, before: str, mark: str) -> bool:
    if mark == "?":
        return bool(_NO.match(tail))
    if _WHICH.fullmatch(tail):
        return not _NOT_THE_CLAUSE.search(before)
    return bool(_CLOSES.fullmatch(tail))
