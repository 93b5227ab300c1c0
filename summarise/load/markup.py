"""HTML inside of other formats becomes plain text: a feed's description, a line of Markdown.

The standard library's parser takes minutes for 100 kB of ``<a <a <a``; what is here is linear.
"""

from __future__ import annotations

import html
import re

_NAMES = (
    "a abbr article b blockquote br cite code div em figcaption figure h1 h2 h3 h4 h5 h6 i iframe "
    "img li ol p pre q s script section small span strong style sub sup table td th tr u ul"
)
_TAG = re.compile(rf"(?i)</?({_NAMES.replace(' ', '|')})(?:\s[^<>]*)?/?>")
_BLOCKS = frozenset(
    "article blockquote br div figure h1 h2 h3 h4 h5 h6 li ol p pre section table tr ul".split()
)
_ENTITY = re.compile(
    r"&(?:#\d{1,7}|#x[\da-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[mn]dash);"
)
_HIDDEN = (
    (re.compile("<!--"), re.compile("-->")),
    (re.compile(r"(?i)<script[\s>]"), re.compile(r"(?i)</script\s*>")),
    (re.compile(r"(?i)<style[\s>]"), re.compile(r"(?i)</style\s*>")),
)
_SPACES = re.compile(r"[^\S\n]+")
_BLANKS = re.compile(r"\n\s*\n")


def plain(text: str) -> str:
    """Return the text of HTML, its blocks as paragraphs; other text comes back unchanged.

    Only known tags count, so that a text about ``x < y`` keeps it.
    """
    if "<!--" in text or _TAG.search(text):
        for opening, closing in _HIDDEN:
            text = _without(text, opening, closing)
        text = _TAG.sub(lambda tag: "\n\n" if tag[1].lower() in _BLOCKS else "", text)
        lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
        text = _BLANKS.sub("\n\n", "\n".join(lines)).strip()
    return html.unescape(text) if _ENTITY.search(text) else text


def _without(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """Cut what stands between the two, and the two; what is never closed stays."""
    parts, at = [], 0
    while (start := opening.search(text, at)) and (end := closing.search(text, start.end())):
        parts.append(text[at : start.start()])
        at = end.end()
    return "".join([*parts, text[at:]])
