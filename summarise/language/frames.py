"""Frames: what a sentence opens with, so that it does not say as so what follows.

"It is false that the dam broke" has all the words of "The dam broke", and neither says what the
other does.
"""

from __future__ import annotations

import re

from summarise.language import lists


def any_of(*rows: str) -> re.Pattern[str]:
    """Return an expression for each of the forms of some rows, which bars part."""
    forms = [form.strip() for row in rows for form in " ".join(row.split()).split(" | ")]
    return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.I)


LONGEST_FRAME = 120
"""Characters in which a frame begins and ends."""
_DROPPED = lists("marks")["dropped"]
_UNSAID = any_of(_DROPPED["framed"]["marks"])
_CONDITION = any_of(_DROPPED["condition"]["marks"])
_OPENING = re.compile(r"[^,;:.!?]*?(?:\b(?:that|how|whether)\b|:)")
"""A clause that takes another one as its object."""


def framed(text: str) -> bool:
    """Whether a sentence opens with what keeps it from saying as so what it goes on to."""
    head = text[:LONGEST_FRAME]
    opening = _OPENING.match(head)
    return bool(_CONDITION.match(head) or (opening and _UNSAID.search(opening[0])))
