"""Bytes become a string: by byte order mark, as UTF-8, as declared, or as it looks.

An encoding of seven bits (of Japanese, Korean and Chinese mail) is valid UTF-8 whatever it says,
so that one that is declared, or that names itself in an escape, comes first.

XML comes out without a DTD, and with no entities but its own. Entities are what makes a small file
expand to gigabytes, or read files and addresses; without a DTD there are none. Feeds need no DTD,
though old ones name a public one, which is dropped.
"""

from __future__ import annotations

import codecs
import re

from summarise.sources.loader import UnreadableError

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

UTF_7 = "is in UTF-7, which hides what it says and is not read; save it as UTF-8"

ENTITIES = "declares XML entities, which feeds don't need and bombs are made of; it was not read"
BROKEN = "has a DOCTYPE that can't be read"

HEAD = 1024
"""Bytes in which the encoding is declared."""

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
_SEVEN_BITS = {
    "hz": ("hz",),
    "iso2022_kr": ("iso2022_kr",),
    **dict.fromkeys(
        ("iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_ext"),
        ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2"),
    ),
}
"""Codecs of seven bits, and those that are tried for each."""
_ALIASES = {"cp50220": "iso2022_jp", "cp50221": "iso2022_jp", "cp50222": "iso2022_jp"}
_ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$", "iso2022_jp"))
_SHIFTED = re.compile(rb"\+[A-Za-z0-9/+]{2}")
"""What stands for other letters in UTF-7."""

_CONTROL = bytes({*range(32), 127} - {*b"\t\n\v\f\r\x1b"})
_DECLARED = re.compile(rb"""(?i)(?:encoding|charset)\s*=\s*["']?[\w-]""")

_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]+)""")
_ASIDE = re.compile(r"(?s)\s+|<\?.*?\?>|<!--.*?-->")
_DOCTYPE = re.compile(r"""(?i)<!DOCTYPE(?:[^\[<>"']|"[^"]*"|'[^']*')*([\[>])""")
_SUBSET_END = re.compile(r"\]\s*>")
_ENTITY = re.compile(r"(?i)<!ENTITY|%")
_ROOT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no character of XML, and stops a parser."""


def decode(data: bytes, declared: str = "") -> str:
    """Return the text in ``data``; ``declared`` is the encoding that it claims, if any.

    Bytes that no encoding explains become U+FFFD. Raises UnreadableError for binary data, and for
    UTF-7.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if data.startswith(_MAGIC):
        raise UnreadableError(NO_TEXT)
    if text := _seven_bits(data, declared) or _utf_32(data):
        return text
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _declared(data, declared) or _damaged_utf8(data) or _guess(data)
    if _binary(text):
        text = _without_mark(data)
    return text


def _codec(encoding: str) -> str:
    """Return the library's name of an encoding; empty where it has none."""
    name = encoding.strip().lower()
    try:
        return codecs.lookup(_ALIASES.get(name, name)).name
    except (LookupError, ValueError):
        return ""


def _seven_bits(data: bytes, declared: str) -> str:
    """Return what is in an encoding of seven bits, by declaration or escape; else nothing."""
    codec = _codec(declared) if declared else ""
    if codec == "utf-7" and data.isascii() and _SHIFTED.search(data):
        raise UnreadableError(UTF_7)
    if codec not in _SEVEN_BITS:
        codec = next((name for escape, name in _ESCAPES if escape in data[:LOOK]), "")
    for name in _SEVEN_BITS.get(codec, ()) if data.isascii() else ():
        if text := _declared(data, name):
            return text
    # A letter that the table lacks costs that letter; an escape that names none is no encoding.
    replaced = data.decode(codec, "replace") if codec and data.isascii() else ""
    return replaced if replaced.count("\ufffd") <= len(replaced) * SLIPS else ""


def _utf_32(data: bytes) -> str:
    """Return UTF-32 without a mark: two bytes of any four are as good as none of other text."""
    if b"\0" not in data[:LOOK] or len(data) % 4:
        return ""
    for codec in ("utf-32-le", "utf-32-be"):
        text = _declared(data, codec)
        if text and not _binary(text):
            return text
    return ""


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


def utf8(data: bytes, charset: str) -> bytes:
    """Return the bytes; in UTF-8 where only the server says that they are in ``charset``.

    Raises UnreadableError for UTF-7.
    """
    if not charset or _DECLARED.search(data[:4096]):
        return data
    if not _seven_bits(data, charset):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return data
    try:
        return decode(data, charset).encode("utf-8", "replace")
    except UnreadableError:
        return data


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
    """Return the name of the first element in small letters; empty when it isn't XML.

    Raises UnreadableError for UTF-7.
    """
    try:
        text = _decoded(data)
    except UnreadableError as error:
        if str(error) == UTF_7:
            raise
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
