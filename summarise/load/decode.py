"""Bytes become a string: by byte order mark, as UTF-8, as declared, or as it looks."""

from __future__ import annotations

import codecs

from summarise.load.loader import UnreadableError

LOOK = 65_536
"""Bytes that are looked at to guess an encoding; more makes it slower, not better."""

SLIPS = 0.1
"""Broken sequences per good one up to which a text still is UTF-8, damaged here and there."""

BINARY = 0.05
"""Share of control bytes above which it isn't text; text has next to none."""

STRAY = 3
"""Control bytes that any text may have, however short."""

HALVES = 0.25
"""Share of NUL bytes in UTF-16 at least; in Latin letters it is a half."""

NO_TEXT = "is a binary file, not text (convert it, or install a loader for its kind)"

FEW = 0.25
"""Share of bytes beyond ASCII that a text in Latin letters has at most; Cyrillic has over 0.5."""

OLD = ("mac_cyrillic", "mac_greek", "mac_iceland", "mac_latin2", "mac_roman", "mac_turkish")
"""Encodings that nothing on the web has; their Cyrillic differs from cp1251 in capitals only."""

_WESTERN = frozenset("‘’“”–—…•€£©®™°§·«»¡¿½éèêëàâäáãåçíîïñóòôöõúùûüßæœÉÈÊÀÁÂÄÇÎÑÓÔÖÚÜŒÅ\xa0")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF",
    b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"SQLite format 3",
)  # fmt: skip
_CONTROL = bytes({*range(32), 127} - {*b"\t\n\v\f\r\x1b"})


def decode(data: bytes, declared: str = "") -> str:
    """Return the text in ``data``; ``declared`` is the encoding that it claims, if any.

    Bytes that no encoding explains become U+FFFD. Raises UnreadableError for binary data.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if data.startswith(_MAGIC):
        raise UnreadableError(NO_TEXT)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _declared(data, declared) or _damaged_utf8(data) or _guess(data)
    if _binary(text):
        text = _without_mark(data)
    return text


def _declared(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding) if encoding else ""
    except (LookupError, UnicodeError, ValueError):
        return ""


def _damaged_utf8(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(char > "\x7f" for char in text) - broken
    return text if broken <= good * SLIPS else ""


def _guess(data: bytes) -> str:
    """Take cp1252 where it reads well; detectors are often wrong on a few accents or quotes."""
    western = data.decode("cp1252", "replace")
    high = [char for char in western if char > "\x7f"]
    if len(high) <= len(western) * FEW and _WESTERN.issuperset(high):
        return western
    from charset_normalizer import from_bytes

    best = from_bytes(data[:LOOK], cp_exclusion=list(OLD)).best()
    return data.decode(best.encoding if best else "cp1252", "replace")


def _binary(text: str) -> bool:
    look = text[:LOOK].encode("utf-8", "replace")
    controls = len(look) - len(look.translate(None, _CONTROL))
    return controls > max(STRAY, len(look) * BINARY)


def _without_mark(data: bytes) -> str:
    """Try UTF-16 without a mark, which shows as a NUL in every other byte."""
    evens, odds = data[:LOOK:2].count(0), data[1:LOOK:2].count(0)
    text = data.decode("utf-16-be" if evens > odds else "utf-16-le", "replace")
    lopsided = min(evens, odds) * 4 <= max(evens, odds) >= len(data[:LOOK]) * HALVES
    if not lopsided or _binary(text) or text.count("\ufffd") > len(text) * BINARY:
        raise UnreadableError(NO_TEXT)
    return text
