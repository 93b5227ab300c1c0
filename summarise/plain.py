"""What others wrote, as it may be shown: lines without controls, cut short; addresses without keys.

There is one table of signs that steer instead of being read. ``one_line`` is for names, logs,
prompts and a server's words, and drops them all; ``cleaned`` keeps lines, and the marks of
direction that the page closes for itself; ``spelt_out`` shows a terminal what stands there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl, urlsplit, urlunsplit

_BREAK: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# C0 and C1 without tabs and breaks, the byte order mark, annotations, what is no character, tags.
_CONTROL_SIGNS: Final = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e007f"
)
# Direction, soft hyphens and joiners of words. U+200C and U+200D stay: Arabic, Indic scripts and
# emoji need them; so does the space of no width between letters of scripts that write no other.
_MARK_SIGNS: Final = "\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f"
_NO_WIDTH: Final = "(?<![\u0e00-\u109f\u1780-\u17ff])\u200b"
_HALVES: Final = "\ud800-\udfff"

_CONTROL: Final = re.compile(f"[{_CONTROL_SIGNS}]")
_UNSEEN: Final = re.compile(f"[{_CONTROL_SIGNS}{_MARK_SIGNS}{_HALVES}]|{_NO_WIDTH}")
STEERING: Final = re.compile(
    f"[{_CONTROL_SIGNS}{_MARK_SIGNS}{_HALVES}\t\n\r\v\f\x85\u2028\u2029]|{_NO_WIDTH}"
)
_HALF: Final = re.compile(f"[{_HALVES}]")

_ADDRESS: Final = re.compile(r"(?i)\b[a-z][a-z0-9+.-]{0,20}://\S+")
_SECRET: Final = re.compile(
    r"token|key|secret|auth|sig|pass|pwd|session|code|cred|(^|[^a-z])(sid|jwt|hash)", re.IGNORECASE
)
"""In the name of a query's parameter: its value is likely to let in whoever has it."""

_RANDOM: Final = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_=%.~+/-]{20,}")
"""A value that looks like one: 20 characters of base64 or hex hold some 100 bits."""

NO_ADDRESS: Final = "an address that can't be shown"


def one_line(text: str) -> str:
    """Return one line in NFC: nothing that is not seen, and each run of white space as a space."""
    return unicodedata.normalize("NFC", " ".join(_UNSEEN.sub("", _BREAK.sub(" ", text)).split()))


def cleaned(text: str) -> str:
    r"""Return the lines in NFC, with ``\n`` breaks and no controls (tabs stay), stripped."""
    text = _CONTROL.sub("", _BREAK.sub("\n", whole_signs(text)))
    return unicodedata.normalize("NFC", text).strip()


def spelt_out(text: str, keep: str = "") -> str:
    """Return the text with each sign that steers as its escape, but for those to ``keep``."""

    def spelt(sign: re.Match[str]) -> str:
        return sign[0] if sign[0] in keep else sign[0].encode("unicode_escape").decode("ascii")

    return STEERING.sub(spelt, text)


def whole_signs(text: str) -> str:
    """Join the halves of surrogate pairs, and put U+FFFD for one alone: UTF-8 can't hold it."""
    if not _HALF.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def shortened(text: str, most: int, size: Callable[[str], int] = len) -> str:
    """Cut what is no statement to the size, at the end of a word if there is one, with ``…``."""
    if size(text) <= most:
        return text
    cut = text[: most - 1]
    while size(cut) >= most:
        cut = cut[:-1]
    word = cut if text[len(cut)].isspace() else cut.rpartition(" ")[0]
    return f"{(word if len(word) > len(cut) / 2 else cut).rstrip()}…"


def counted(number: int, noun: str) -> str:
    """Return ``1 report``, ``2,400 reports``; of a noun that takes no more than an s."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


_VIA: Final = ", via "


def via(named: str, served: str) -> str:
    """Return an outlet that is only named by who served the text: "Reuters, via Evil Daily"."""
    if named.casefold() in served.casefold():
        return served
    return f"{named}{_VIA}{served}" if served else named


def served_by(outlet: str) -> str:
    """Return who served the text of an outlet, which is the outlet itself unless it says via."""
    return outlet.rpartition(_VIA)[2]


def is_web(place: str) -> bool:
    """Whether this is an http(s) address, and not a file."""
    return place.strip().lower().startswith(("http://", "https://"))


def is_address(url: str) -> bool:
    """Whether it is an address that can be asked at, as far as that tells without asking."""
    # A blank or a line break is dropped by some parsers and refused by others.
    if not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        (parts.hostname or "").encode("idna")  # what looking it up does first
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def public(address: str, *, query: bool = True) -> str:
    """Return an address without user, password, fragment, and a query that looks like a key.

    Without ``query``, none is shown at all.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port  # what is no number may be half of a password
    except ValueError:
        return NO_ADDRESS
    asked = parts.query if query and not _is_secret(parts.query) else ""
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host, query=asked, fragment=""))


def without_secrets(text: str) -> str:
    """Return a text with each address in it as ``public`` shows it."""
    return _ADDRESS.sub(lambda address: public(address[0]), text)


def _is_secret(query: str) -> bool:
    """Whether a query looks like holding a key."""
    return any(
        _SECRET.search(name) or _RANDOM.fullmatch(value)
        for name, value in parse_qsl(query, keep_blank_values=True)
    )
