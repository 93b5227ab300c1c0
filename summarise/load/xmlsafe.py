"""XML before a parser sees it: one encoding, no DTD, and no entities but those that XML itself has.

Entities are what makes a small file expand to gigabytes, or read files and addresses; without a
DTD there are none. Feeds need no DTD, though old ones name a public one, which is dropped.
"""

from __future__ import annotations

import re

from summarise.load.decode import decode
from summarise.load.loader import UnreadableError

ENTITIES = "declares XML entities, which feeds don't need and bombs are made of; it was not read"
BROKEN = "has a DOCTYPE that can't be read"

HEAD = 1024
"""Bytes in which the encoding is declared."""

_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]+)""")
_ASIDE = re.compile(r"(?s)\s+|<\?.*?\?>|<!--.*?-->")
_DOCTYPE = re.compile(r"""(?i)<!DOCTYPE(?:[^\[<>"']|"[^"]*"|'[^']*')*([\[>])""")
_SUBSET_END = re.compile(r"\]\s*>")
_ENTITY = re.compile(r"(?i)<!ENTITY|%")
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no character of XML, and stops a parser."""


def safe(data: bytes) -> str:
    """Return XML as text from its first element on.

    Raises UnreadableError for XML that declares entities, and for binary data.
    """
    text = _decoded(data)
    at, entities = _prolog(text)
    if entities:
        raise UnreadableError(entities)
    return text[at:]


def root(data: bytes) -> str:
    """Return the name of the first element in small letters; empty when it isn't XML."""
    try:
        text = _decoded(data)
    except UnreadableError:
        return ""
    found = _ROOT.match(text, _prolog(text)[0])
    return found[1].lower() if found else ""


def _decoded(data: bytes) -> str:
    declared = _ENCODING.search(data[:HEAD])
    text = decode(data, declared[1].decode("ascii", "replace") if declared else "")
    return _FORBIDDEN.sub("", text)


def _prolog(text: str) -> tuple[int, str]:
    """Return where the first element begins, and why what stands before it is refused, if it is."""
    at, refused, typed = 0, "", False
    while True:
        if aside := _ASIDE.match(text, at):
            at = aside.end()
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            at, fault = _doctype(text, at)
            refused, typed = refused or fault, True
        else:
            # A subset that seems to end early, in a string, leaves the rest of it here.
            return at, refused or (BROKEN if typed and not _ROOT.match(text, at) else "")


def _doctype(text: str, at: int) -> tuple[int, str]:
    """Return the end of the DOCTYPE that begins here, and what is wrong with it."""
    found = _DOCTYPE.match(text, at)
    if not found:
        return at + len("<!DOCTYPE"), BROKEN
    if found[1] == ">":
        return found.end(), ""
    end = _SUBSET_END.search(text, found.end())
    subset = text[found.end() : end.start() if end else None]
    if _ENTITY.search(subset):
        return end.end() if end else len(text), ENTITIES
    return (end.end(), "") if end else (len(text), BROKEN)
