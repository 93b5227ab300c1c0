"""Text that others wrote, made safe to print: controls, direction marks, links.

What is printed is ``clean(text)``. Escaping for a format comes after it, in that format's module.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import takewhile
from urllib.parse import quote, urlsplit

from summarise.plain import cleaned, spelt_out, whole_signs

_ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # OSC and its kin, when they are closed
    r"|\x1b[ -/]*[0-Z\\^-~]"
)
_BREAKS = re.compile(r"[\t\n ]+")

_PDF, _PDI, _FSI = "\u202c", "\u2069", "\u2068"
_CLOSER = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", _PDF),
    **dict.fromkeys("\u2066\u2067\u2068", _PDI),
}
_DIRECTION_MARKS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdfd\ufe70-\ufefc\U00010800-\U00010fff]")

_LINKED = re.compile(r"(?<=\w)(?:\.(?=[^\W\d_]{2})|:(?=//)|@(?=\w))")
_NOT_JOINED = "\u200c"
"""Of the signs that nobody sees the one that Outlook shows as no box."""

_IN_URL = "%/:?#[]@!$&'*+,;=-._~"
_LONGEST_URL = 8000
"""Characters: typst links to no longer one, and servers refuse them (RFC 9110, 4.1)."""


def clean(text: str) -> str:
    """Make one line of printable text: no controls, no escapes, direction marks in pairs."""
    # No-break and thin spaces stay: numbers have them.
    return _BREAKS.sub(" ", cleaned(_pair_direction_marks(_ANSI.sub("", text))))


def clean_offset(text: str, offset: int) -> int:
    """Return where in ``clean(text)`` an offset into the text lies.

    It is at the end of a word, not behind the space that follows; never between a letter and its
    accents, nor where a direction mark is open, which would turn around what is put there.
    """
    whole = clean(text)
    if offset >= len(text):
        return len(whole)
    offset = max(offset, 0)
    while offset < len(text) and unicodedata.category(text[offset]).startswith("M"):
        offset += 1
    # An escape or a letter that the offset cuts in two ends what the two have in common.
    pairs = zip(whole, clean(text[:offset]), strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return _where_none_is_open(whole, same)


def isolated(text: str) -> str:
    """Wrap the text in FSI and PDI if its direction could reorder what stands beside it."""
    if _RIGHT_TO_LEFT.search(text) or _DIRECTION_MARKS.search(text):
        return f"{_FSI}{text}{_PDI}"
    return text


def unlinked(text: str) -> str:
    """Put what nobody sees where a mail program would read an address, and make a link of it.

    What links is what the page links, not what a report says.
    """
    return _LINKED.sub(lambda found: f"{found[0]}{_NOT_JOINED}", text)


def safe_url(url: str) -> str:
    """Percent-encode the URL; "" unless it is http or https, has a host and a usable length."""
    url = whole_signs(url).strip()
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host or spelt_out(url) != url:
        return ""
    encoded = quote(url, safe=_IN_URL)
    return encoded if len(encoded) <= _LONGEST_URL else ""


def _pair_direction_marks(text: str) -> str:
    """Drop closers that close nothing and close what stays open, so that it ends with the text."""
    if not _DIRECTION_MARKS.search(text):
        return text
    waiting: list[str] = []
    kept = []
    for character in text:
        if character in _CLOSER:
            waiting.append(_CLOSER[character])
        elif character in (_PDF, _PDI) and not _close(waiting, character):
            continue
        kept.append(character)
    return "".join(kept + waiting[::-1])


def _where_none_is_open(text: str, start: int) -> int:
    """Return the first place from ``start`` on that is inside of no pair of direction marks."""
    waiting: list[str] = []
    for place, character in enumerate(text):
        if place >= start and not waiting:
            return place
        if character in _CLOSER:
            waiting.append(_CLOSER[character])
        elif character in (_PDF, _PDI):
            _close(waiting, character)
    return len(text)


def _close(waiting: list[str], closer: str) -> bool:
    """Take what ``closer`` closes off ``waiting``: PDF the last, PDI all inside its isolate too."""
    if closer == _PDF and waiting[-1:] != [_PDF]:
        return False
    if closer not in waiting:
        return False
    while waiting.pop() != closer:
        pass
    return True
