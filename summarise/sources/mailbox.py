"""Mail: .eml files, messages of a Maildir, and mbox files with many of them.

Of a mail the better of its two bodies is read, without quotes, signatures and footers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from summarise.config import InputConfig
from summarise.language.furniture import is_boilerplate
from summarise.plain import cleaned, one_line
from summarise.sources.decode import decode
from summarise.sources.documents import changed, document, parse_date
from summarise.sources.loader import Loader, UnreadableError, fault
from summarise.sources.markup import OfficeLoader
from summarise.sources.pages import HtmlLoader, article, text_of
from summarise.sources.pdf_file import PdfLoader
from summarise.sources.plain_text import TextLoader
from summarise.types import Document, Skipped

if TYPE_CHECKING:
    from email.message import EmailMessage

DEEPEST = 3
"""How deep mails may be attached to mails: a digest, or a mail that was handed on, is one deep."""

ATTACHED: dict[str, type[Loader]] = {
    ".pdf": PdfLoader,
    ".docx": OfficeLoader,
    ".txt": TextLoader,
    ".html": HtmlLoader,
    ".htm": HtmlLoader,
}
"""Attachments that are reports of their own."""

_SILENT = ("image/", "text/calendar", "application/pgp", "application/pkcs7", "multipart/")
"""Attachments that nobody takes for a report: logos, signatures, invitations."""

STUB = 60
"""Words below which a plain body may be a stub that only points to the HTML one."""

MOST = 0.5
"""Share of the visible text that an article must have; a newsletter is many small blocks."""

FOOTER_WORDS = 40
"""Words of a line at most that is dropped as a footer; what is longer is a report about one."""

# Of mbox: a sender, and a date with its time of day; prose that begins with "From" has neither.
_FROM = r"From \S{1,300} [^\n]{0,100}\d\d:\d\d[^\n]{0,60}"
_MBOX = re.compile(rf"{_FROM}\r?\n[A-Za-z][\w-]*:".encode())
_MBOX_CUT = re.compile(rf"(?:\A|(?<=\n\n)|(?<=\r\n\r\n)){_FROM}\n".encode())
_MBOX_QUOTED = re.compile(rb"(?m)^>(>*From )")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}:(?: |\t|$)")
_OF_MAIL = re.compile(
    r"(?im)^(?:return-path|delivered-to|received|message-id|mime-version|from|subject|date):"
)
_ANSWER = re.compile(r"(?i)^(?:(?:re|fwd?|aw|wg|sv|tr)\s*:\s*)+")
_ADDRESS = re.compile(r"<\s*(https?://[^<>\s]+)\s*>")

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
_RULE = re.compile(r"\s*(?:[-=_*~#+.·|]\s*){4,}")
_LINK_LINE = re.compile(r"\W{0,9}(?:https?://|www\.)\S+")
_LINK = re.compile(r"\s?(?:<https?://[^<>\s]+>|\(\s?https?://[^()\s]+\s?\)|\[https?://[^\]\s]+\])")
_FOOTER = re.compile(
    r"(?i)\bunsubscribe\b|\bopt[ -]out\b|\bin (?:your|a|the) browser\b|\bview (?:it )?online\b"
    r"|\b(?:manage|update|change) (?:your |my )?(?:e-?mail |subscription )?"
    r"(?:preferences|profile|settings)\b"
    r"|\byou(?:['’]re| are) receiving this\b|\bforward (?:this|to a friend)\b"
    r"|\bthis e-?mail was sent to\b|\badd us to your address book\b"
    r"|\babbestellen\b|\bim browser\b|\bse désabonner\b|\bdarse de baja\b"
)
_ANCHOR = re.compile(r"""(?i)<a\b[^<>]{0,999}?href\s*=\s*["'](https?://[^"'<>\s]+)["'][^<>]*>""")
_ONLINE = re.compile(r"(?i)\b(?:browser|online|web version|webversion)\b")


class MailLoader:
    """Reads mail with the standard library. Nothing that a mail links to is fetched."""

    def load(self, data: bytes, name: str, config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield a document for each message, and for each attachment that is a report.

        Raises UnreadableError when there is no message.
        """
        messages = list(_messages(data))
        if not messages:
            raise UnreadableError("is a mailbox without a message in it")
        for number, message in enumerate(messages, 1):
            place = f"message {number}: " if len(messages) > 1 else ""
            try:
                yield from _read(_parsed(message), name, place, config)
            except Exception as error:  # the parser of headers trips over hostile ones
                yield Skipped(name, f"{place}{one_line(fault(error))}")


def is_mbox(data: bytes) -> bool:
    """Whether bytes begin with the line that parts the messages of an mbox, and a header."""
    return bool(_MBOX.match(data))


def is_mail(text: str) -> bool:
    """Whether a text begins with headers, some of them of mail."""
    head = re.split(r"\r?\n\r?\n", text[:20_000], maxsplit=1)[0].splitlines()
    headers = all(line[:1] in " \t" or _HEADER.match(line) for line in head)
    return bool(head) and headers and len(set(_OF_MAIL.findall("\n".join(head)))) > 2


def _messages(data: bytes) -> Iterator[bytes]:
    if not _MBOX_CUT.match(data):
        yield data
        return
    for message in _MBOX_CUT.split(data):
        if message.strip():
            yield _MBOX_QUOTED.sub(rb"\1", message)


def _parsed(data: bytes) -> EmailMessage:
    from email import message_from_bytes, policy

    message = message_from_bytes(data, policy=policy.default)
    if not any(message[header] for header in ("From", "Subject", "Date")):
        raise UnreadableError("is no mail (it has no sender, subject or date)")
    return message


def _read(
    message: EmailMessage, name: str, place: str, config: InputConfig, depth: int = 0
) -> Iterator[Document | Skipped]:
    """Yield the mail itself, and its attachments as of the same sender and day."""
    text, page = body(message)
    title = _ANSWER.sub("", one_line(str(message["Subject"] or "")))
    outlet, when = _sender(message), _date(message)
    language = str(message["Content-Language"] or "")
    mail = document(text, title if text else "", outlet, _link(message, page), when, language)
    attached = list(_attached(message, name, place, config, depth))
    if mail.text:
        yield mail
    elif not any(isinstance(item, Document) for item in attached):
        yield Skipped(name, f"{place}has no text in it")
    for item in attached:
        if isinstance(item, Document):
            item = changed(
                item,
                title=item.title or title,
                outlet=item.outlet or outlet,
                published=item.published or when,
            )
        yield item


def _attached(
    message: EmailMessage, name: str, place: str, config: InputConfig, depth: int
) -> Iterator[Document | Skipped]:
    for part in message.iter_attachments() if message.is_multipart() else ():
        kind, title = part.get_content_type(), one_line(part.get_filename() or "")
        if kind == "message/rfc822" and depth == DEEPEST:
            yield Skipped(name, f"{place}has mails in mails in it, deeper than {DEEPEST}")
        elif kind == "message/rfc822":
            yield from _read(part.get_content(), name, place, config, depth + 1)
        elif title and not kind.startswith(_SILENT):
            yield from _report(part, name, f'{place}the attachment "{title}" ', config)


def _report(
    part: EmailMessage, name: str, place: str, config: InputConfig
) -> Iterator[Document | Skipped]:
    loader = ATTACHED.get(PurePath(part.get_filename() or "").suffix.lower())
    if loader is None:
        yield Skipped(name, f"{place}is not read")
        return
    data = part.get_payload(decode=True)
    try:
        for item in loader().load(data if isinstance(data, bytes) else b"", name, config):
            yield Skipped(name, place + item.reason) if isinstance(item, Skipped) else item
    except UnreadableError as error:
        yield Skipped(name, place + str(error))


def _sender(message: EmailMessage) -> str:
    """Return the sender's name, or the domain of the address."""
    for header in ("From", "Sender"):
        for address in getattr(message[header], "addresses", ()):
            if named := one_line(address.display_name or address.domain):
                return named
    return ""


def _date(message: EmailMessage) -> datetime | None:
    stated = message["Date"]
    with suppress(Exception):  # the library's parser fails on some dates
        if found := getattr(stated, "datetime", None):
            return parse_date(found.isoformat())
    return parse_date(str(stated or ""))


def _link(message: EmailMessage, page: str) -> str:
    """Return where the mail can be read on the web: this one, or the list that it went to."""
    for header in ("Archived-At", "List-Archive"):
        if found := _ADDRESS.search(str(message[header] or "")):
            return found[1]
    return browser_link(page)


def body(message: EmailMessage) -> tuple[str, str]:
    """Return the mail's own text, and its HTML as it came (empty when it has none)."""
    written, page = _part(message, "plain"), _part(message, "html")
    if not page:
        return stripped(written), ""
    shown = stripped(_shown(page))
    text = stripped(written)
    stub = len(text.split()) < STUB and len(shown) > 2 * len(text)
    return (shown if stub else text), page


def stripped(text: str) -> str:
    """Return the text without what was answered to, signatures, footers and bare links.

    When nothing else is in it, what was quoted is the text.
    """
    text = _FORWARDED.sub("", cleaned(text))
    own = _ORIGINAL.split(text, maxsplit=1)[0]
    own = _SIGNATURE.split(_ATTRIBUTION.sub(_unless_prose, own), maxsplit=1)[0]
    lines = [line for line in own.split("\n") if not line.startswith(">")]
    return _joined(_kept(lines)) or _joined(_kept(line.lstrip("> ") for line in text.split("\n")))


def browser_link(page: str) -> str:
    """Return the link under which a newsletter can be read in a browser, if it has one."""
    for found in _ANCHOR.finditer(page):
        if _ONLINE.search(page[found.end() : found.end() + 100].partition("</a")[0]):
            return found[1]
    return ""


def _part(message: EmailMessage, kind: Literal["plain", "html"]) -> str:
    part = message.get_body((kind,))
    data = part.get_payload(decode=True) if part else None
    if part is None or not isinstance(data, bytes):
        return ""
    try:
        return decode(data, str(part.get_content_charset() or ""))
    except UnreadableError:  # binary under the name of text
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
