"""Mail: .eml files, messages of a Maildir, and mbox files with many of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING

from summarise.config import InputConfig
from summarise.load.dates import parse_date
from summarise.load.documents import document
from summarise.load.loader import Loader, UnreadableError, fault
from summarise.load.mailtext import body, browser_link
from summarise.load.office import OfficeLoader
from summarise.load.pages import HtmlLoader
from summarise.load.pdf import PdfLoader
from summarise.load.text import TextLoader
from summarise.plain import one_line
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


class MailLoader:
    """Reads mail with the standard library. Nothing that a mail links to is fetched."""

    def load(self, data: bytes, name: str, config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield a document for each message, and for each attachment that is a report.

        Raises UnreadableError when there is no message.
        """
        messages = list(_messages(data))
        if not messages:
            raise UnreadableError("is a mailbox without a message in it")
        for number, one in enumerate(messages, 1):
            place = f"message {number}: " if len(messages) > 1 else ""
            try:
                yield from _read(_parsed(one), name, place, config)
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
    for one in _MBOX_CUT.split(data):
        if one.strip():
            yield _MBOX_QUOTED.sub(rb"\1", one)


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
    found = document(text, title if text else "", outlet, _link(message, page), when, language)
    attached = list(_attached(message, name, place, config, depth))
    if found.text:
        yield found
    elif not any(isinstance(one, Document) for one in attached):
        yield Skipped(name, f"{place}has no text in it")
    for one in attached:
        if isinstance(one, Document):
            one = document(
                one.text, one.title or title, one.outlet or outlet, one.url, one.published or when,
                one.language,
            )  # fmt: skip
        yield one


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
        for one in loader().load(data if isinstance(data, bytes) else b"", name, config):
            yield Skipped(name, place + one.reason) if isinstance(one, Skipped) else one
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
