"""The text of a mail, without quotes, signatures, footers and bare links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from summarise.language.furniture import is_boilerplate
from summarise.language.words import fold, words
from summarise.plain import cleaned
from summarise.sources.loader import UnreadableError
from summarise.sources.pages import article, text_of

STUB = 60
"""Words below which a plain body may be a stub that only points to the HTML one."""

MOST = 0.5
"""Share of the visible text that an article must have; a newsletter is many small blocks."""

SAME = 0.6
"""Share of the words of a subject that a masthead has at least."""

FOOTER_WORDS = 40
"""Words of a line at most that is dropped as a footer; what is longer is a report about one."""

_ATTRIBUTION = re.compile(
    r"(?im)^(?:on|am|le|el)\b[^\n]{4,200}(?:\n[^\n]{0,100})?"
    r"(?:wrote|schrieb|a écrit|escribió)[^\n]{0,80}:\s*$"
)
_STATED = re.compile(r"[\d@]")
_ORIGINAL = re.compile(
    r"(?im)^[>* \t]{0,8}-{2,40}[ \t]{0,4}(?:original message|ursprüngliche nachricht"
    r"|message d'origine|mensaje original)[ \t]{0,4}-{0,40}[ \t]*$"
    r"|^_{10,80}[ \t]*\n(?:from|von|de):"
)
_FORWARDED = re.compile(
    r"(?im)^[>* \t]{0,8}-{2,40}[ \t]{0,4}(?:forwarded message|weitergeleitete nachricht"
    r"|message transféré|mensaje reenviado)[ \t]{0,4}-{0,40}[ \t]*\n"
    r"(?:[ \t]*\n)?(?:[\w-]{2,12}:[^\n]*\n)*"
)
_SIGNATURE = re.compile(r"(?m)^--[ \xa0]$")
_FOOT = re.compile(r"_{5,80}|-- ?|-{20,80}")
_RULE = re.compile(r"\s*(?:[-=_*~#+.·|\u2500-\u257f\u25a0-\u25ff★☆＊＝－＿〜〓※]\s*){4,}")
_LINK_LINE = re.compile(r"\W{0,9}(?:https?://|www\.)\S+")
_LINK = re.compile(r"\s?(?:<https?://[^<>\s]+>|\(\s?https?://[^()\s]+\s?\)|\[https?://[^\]\s]+\])")
_FOOTER = re.compile(
    r"(?i)\bunsubscribe\b|\bopt[ -]out\b|\bin (?:your|a|the) browser\b|\bview (?:it )?online\b"
    r"|\b(?:manage|update|change) (?:your |my )?(?:e-?mail |subscription )?"
    r"(?:preferences|profile|settings)\b"
    r"|\byou(?:['’]re| are) receiving this\b|\bforward (?:this|to a friend)\b"
    r"|\bthis e-?mail was sent to\b|\badd us to your address book\b"
    r"|配信停止|購読(?:解除|停止)|退订|取消订阅"
    r"|\babbestellen\b|\bim browser\b|\bse désabonner\b|\bdarse de baja\b"
)
_ANCHOR = re.compile(r"""(?i)<a\b[^<>]{0,999}?href\s*=\s*["'](https?://[^"'<>\s]+)["'][^<>]*>""")
_ONLINE = re.compile(r"(?i)\b(?:browser|online|web version|webversion)\b")


def better(written: str, page: str) -> str:
    """Return the better of the two texts of a mail: its own, or its page where that is a stub."""
    text = stripped(written)
    if not page:
        return text
    shown = stripped(_shown(page))
    stub = len(text.split()) < STUB and len(shown) > 2 * len(text)
    return shown if stub else text


def stripped(text: str) -> str:
    """Return the text without what was answered to, signatures, footers and bare links.

    When nothing else is in it, what was quoted is the text.
    """
    text = _FORWARDED.sub("", cleaned(text))
    own = _ORIGINAL.split(text, maxsplit=1)[0]
    own = _SIGNATURE.split(_ATTRIBUTION.sub(_unless_prose, own), maxsplit=1)[0]
    lines = [line for line in own.split("\n") if not line.startswith(">")]
    return _joined(_kept(lines)) or _joined(_kept(line.lstrip("> ") for line in text.split("\n")))


def below_title(text: str, title: str) -> str:
    """Return the text below its masthead: a line at the top that says what the subject says."""
    first, _, rest = text.partition("\n")
    named, asked = ({word.text for word in words(fold(line))} for line in (first, title))
    same = asked and len(named & asked) >= SAME * len(asked) and len(first) <= 2 * len(title)
    return rest.strip() if rest.strip() and same and first[-1:].isalnum() else text


def is_footer(text: str) -> bool:
    """Whether a part of its own is what a list or a program puts below a mail."""
    first, _, rest = text.strip().partition("\n")
    return len(rest.split()) <= FOOTER_WORDS and bool(_FOOT.fullmatch(first))


def browser_link(page: str) -> str:
    """Return the link under which a newsletter can be read in a browser, if it has one."""
    for found in _ANCHOR.finditer(page):
        if _ONLINE.search(page[found.end() : found.end() + 100].partition("</a")[0]):
            return found[1]
    return ""


def _shown(page: str) -> str:
    """Return what a page shows: the article in it, where there is one that is most of it."""
    everything = text_of(page)
    try:
        found = article(page).text or ""
    except UnreadableError:
        return everything
    lines = [line.strip() for line in found.split("\n") if line.strip()]
    paragraphs = "\n\n".join(lines)
    # Most newsletters are laid out in tables; the library makes one line of a cell, between bars.
    cells = sum(len(line) for line in lines if line.startswith("|"))
    enough = len(paragraphs) >= MOST * len(stripped(everything)) and cells < len(paragraphs) / 2
    return paragraphs if enough else everything


def _unless_prose(found: re.Match[str]) -> str:
    """Drop ``On Monday, Ann wrote:`` where it has a date or address, or a quotation below it."""
    quoted = found.string[found.end() :].lstrip().startswith(">")
    return "" if quoted or _STATED.search(found[0]) else found[0]


def _kept(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        line = _LINK.sub("", line).rstrip()
        furniture = len(line.split()) <= FOOTER_WORDS and (
            _FOOTER.search(line) or is_boilerplate(line)
        )
        if not (furniture or _RULE.fullmatch(line) or _LINK_LINE.fullmatch(line)):
            yield line


def _joined(lines: Iterable[str]) -> str:
    return re.sub(r"\n\s*\n", "\n\n", "\n".join(lines)).strip()
