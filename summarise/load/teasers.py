"""Teasers: what a feed holds where the article is elsewhere, and breaks off."""

from __future__ import annotations

import re

from summarise.text.sentences import split

TAIL = 400
"""Characters at the end of a text in which an invitation to read on stands."""

ROUNDS = 2
"""How often the invitations are looked for: one may stand behind another."""

_INVITATION = (
    r"read (?:more|on|full|the (?:full|whole|rest|original))\b[^.!?\n]{0,80}"
    r"|(?:continue|keep) reading\b[^.!?\n]{0,150}"
    r"|(?:view|see) (?:full|original|the full)\b[^.!?\n]{0,80}"
    r"|more(?=\s*[\]»›→>…])"
)
_TAILS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # After a stop or on a line of its own: "children should read more" is no invitation.
        rf"(?:^|(?<=[\n.…!?\]»”\"]))[^\S\n]*[\[(]?(?:{_INVITATION})[\s\])»›→>….]*\Z",
        r"(?:^|\n)\s*the (?:post|article) [^\n]{1,300} (?:appeared first|first appeared) on"
        r" [^\n]+\Z",
        r"\s*\[\+?\d+ (?:more )?(?:chars|characters|words)\]\s*\Z",
    )
)
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:…|\.{3,})\s*\]|\(\s*(?:…|\.{3,})\s*\)|…|\.{3,})[.\s]*\Z")


def whole(text: str) -> str:
    """Return a text without the invitation to read on, and without a last sentence that breaks off.

    Nothing is left of a teaser that is one sentence which breaks off.
    """
    text = text.strip()
    for tail in _TAILS * ROUNDS:
        text = _without(text, tail)
    if not _ELLIPSIS.search(text[-TAIL:]):
        return text
    spans = split(_without(text, _ELLIPSIS) + "…")
    return text[: spans[-1][0]].strip() if spans else ""


def _without(text: str, tail: re.Pattern[str]) -> str:
    start = max(0, len(text) - TAIL)
    found = tail.search(text[start:])
    return text[: start + found.start()].rstrip() if found else text
