"""Mail: .eml files, messages of a Maildir, and mbox files with many of them.

A mail is a tree of parts. Those with text are its report, in their order, of two forms of one text
the better one; mails in it, those of a digest too, and attachments that are documents are reports
of their own. What holds text and is not read is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from summarise.config import InputConfig
from summarise.plain import one_line
from summarise.sources.decode import decode
from summarise.sources.documents import changed, document
from summarise.sources.loader import Loader, UnreadableError, fault
from summarise.sources.mail_text import below_title, better, browser_link, is_footer
from summarise.sources.markup import OfficeLoader
from summarise.sources.pages import HtmlLoader
from summarise.sources.pdf_file import PdfLoader
from summarise.sources.plain_text import TextLoader
from summarise.sources.records import unclear
from summarise.sources.timestamps import settled
from summarise.types import Document, Skipped

if TYPE_CHECKING:
    from email.message import EmailMessage, MIMEPart

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

_SILENT = ("image/", "audio/", "video/", "text/calendar", "application/pgp", "application/pkcs7",
           "application/x-pkcs7")  # fmt: skip
"""Parts that nobody takes for a report: logos, signatures, invitations."""

_MAILS = ("message/rfc822", "message/global", "message/news")
_TEXTS = ("text/plain", "text/html", "text/markdown")
_PACKED = ("base64", "quoted-printable")

BOUNCE = "is a bounce, a notice that a mail was not delivered, and no report"
RECEIPT = "is a receipt for a mail, and no report"
AROUND = "the text around the messages of the digest (its masthead, its topics) is left out"

# Of mbox: a sender, and a date with its time of day; prose that begins with "From" has neither.
_FROM = r"From \S{1,300} [^\n]{0,100}\d\d:\d\d[^\n]{0,60}"
_MBOX = re.compile(rf"{_FROM}\r?\n[A-Za-z][\w-]*:".encode())
_MBOX_CUT = re.compile(rf"(?:\A|(?<=\n\n)|(?<=\r\n\r\n)){_FROM}\n".encode())
_MBOX_QUOTED = re.compile(rb"(?m)^>(>*From )")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}:(?: |\t|$)")
_OF_MAIL = re.compile(
    r"(?im)^(?:return-path|delivered-to|received|message-id|mime-version|from|subject|date):"
)
_ANSWER = re.compile(r"(?i)^(?:(?:re|fwd?|aw|wg|sv|tr)\s*:\s*|\[[^\[\]]{1,40}\]\s*(?=\w))+")
"""What a subject begins with that is no title: answers, the name of a list."""
_ADDRESS = re.compile(r"<\s*(https?://[^<>\s]+)\s*>")
_BARE_BOUNDARY = re.compile(
    rb"""(?im)^((?:content-type:|[ \t])[^\n]{0,300}?\bboundary=)([^\s";]{1,100})"""
)
"""A boundary with signs in it that need quotes, without them."""
_RETURNED = re.compile(
    r"(?i)\b(?:undeliver(?:ed|able)|returned to sender|mail delivery (?:failed|failure)"
    r"|failure notice|delivery (?:status|failure)|unzustellbar)"
)
_OF_THE_SERVER = re.compile(r"(?i)^(?:mailer-daemon|postmaster)@")
_DIGEST_RULE = re.compile(r"(?m)^-{30,70}[ \t]*\n\s{0,20}")
"""What parts the messages of a digest in plain text, by RFC 1153."""
_DIGEST_HEAD = re.compile(r"(?:[A-Za-z-]{2,40}:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*)+")
_SEEN_BOUNDARY = re.compile(rb"(?im)^--([^\s\"]{1,70})[ \t]*\r?\ncontent-")
_NOT_OF_IT = re.compile(
    r"(?im)^(?:message|content-[a-z-]+|mime-version):[^\n]*\n(?:[ \t][^\n]*\n)*"
)


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

    data = _BARE_BOUNDARY.sub(rb'\1"\2"', data)
    message = message_from_bytes(data, policy=policy.default)
    if not any(message[header] for header in ("From", "Subject", "Date")):
        raise UnreadableError("is no mail (it has no sender, subject or date)")
    return message


@dataclass(slots=True)
class _Parts:
    """What is in a mail: its texts with the page of the last, and what else it gives, in order."""

    name: str
    place: str
    config: InputConfig
    depth: int
    texts: list[str] = field(default_factory=list)
    page: str = ""
    items: list[Document | Skipped] = field(default_factory=list)
    digest: bool = False

    def take(self, part: MIMEPart) -> None:
        """Take a part, and all in it."""
        kind = part.get_content_type()
        if kind in _MAILS:
            self.items += self._mail(part)
        elif kind.startswith("multipart/") and not part.is_multipart():
            self.take(_parted(part))
        elif kind == "multipart/alternative":
            self._alternatives(part)
        elif kind.startswith("message/"):
            self.items += self._attachment(part, kind)
        elif part.is_multipart():
            self.digest = self.digest or kind == "multipart/digest"
            for inner in part.iter_parts():
                self.take(inner)
        elif _is_text(part):
            text = self._decoded(part)
            self._text(*(("", text) if kind == "text/html" else (text, "")))
        elif PurePath(part.get_filename() or "").suffix.lower() == ".eml":
            self.items += self._mail(_packed(part))
        elif not kind.startswith(_SILENT):
            self.items += self._attachment(part, kind)

    def _mail(self, part: MIMEPart) -> Iterator[Document | Skipped]:
        if self.depth == DEEPEST:
            reason = f"{self.place}has mails in mails in it, deeper than {DEEPEST}"
            yield Skipped(self.name, reason)
            return
        yield from _read(_inner(part), self.name, self.place, self.config, self.depth + 1)

    def _alternatives(self, part: MIMEPart) -> None:
        """Take the better of two forms of one text, and what else stands with them."""
        leaves = list(_leaves(part))
        texts = [leaf for leaf in leaves if _is_text(leaf)]
        pages = [leaf for leaf in texts if leaf.get_content_type() == "text/html"]
        written = [leaf for leaf in texts if leaf not in pages]
        self._text(*("\n\n".join(map(self._decoded, forms)) for forms in (written, pages)))
        for leaf in leaves:
            if leaf not in texts:
                self.take(leaf)

    def _text(self, written: str, page: str) -> None:
        around, messages = _digested(written)
        if messages:
            self.digest = True
            self.texts.append(around)
            for message in messages:
                self.items += _read(message, self.name, self.place, self.config, self.depth + 1)
            return
        text = better(written, page)
        if text and text not in self.texts and not (self.texts and is_footer(written)):
            self.texts.append(text)
            self.page = self.page or page

    def _decoded(self, part: MIMEPart) -> str:
        data = part.get_payload(decode=True)
        try:
            charset = str(part.get_content_charset() or "")
            return decode(data, charset) if isinstance(data, bytes) else ""
        except UnreadableError as error:  # binary under the name of text
            self.items.append(Skipped(self.name, f"{self.place}a part of it {error}"))
            return ""

    def _attachment(self, part: MIMEPart, kind: str) -> Iterator[Document | Skipped]:
        title = one_line(part.get_filename() or "")
        called = f'the attachment "{title}"' if title else f"a part of the kind {one_line(kind)}"
        ending = PurePath(title).suffix.lower() if title else ""
        loader = ATTACHED.get(ending) or (PdfLoader if kind == "application/pdf" else None)
        if loader is None:
            yield Skipped(self.name, f"{self.place}{called} is not read")
            return
        data = part.get_payload(decode=True)
        place = f"{self.place}{called} "
        try:
            content = data if isinstance(data, bytes) else b""
            for item in loader().load(content, self.name, self.config):
                yield Skipped(self.name, place + item.reason) if isinstance(item, Skipped) else item
        except UnreadableError as error:
            yield Skipped(self.name, place + str(error))


def _read(
    message: EmailMessage, name: str, place: str, config: InputConfig, depth: int = 0
) -> Iterator[Document | Skipped]:
    """Yield the mail itself, and what else is in it as of the same sender and day."""
    if reason := _returned(message):
        yield Skipped(name, f"{place}{reason}")
        return
    parts = _Parts(name, place, config, depth)
    parts.take(message)
    if parts.digest and parts.texts and any(isinstance(item, Document) for item in parts.items):
        parts.items.append(Skipped(name, f"{place}{AROUND}"))
        parts.texts.clear()
    title = _ANSWER.sub("", one_line(str(message["Subject"] or "")))
    text = below_title("\n\n".join(parts.texts), title)
    outlet, stated = _sender(message), _stated(message)
    when, language = settled(stated, None), str(message["Content-Language"] or "")
    if text:
        yield document(text, title, outlet, _link(message, parts.page), when, language)
        yield from unclear(name, place, stated)
    elif not parts.items:
        yield Skipped(name, f"{place}has no text in it")
    known = partial(_of_mail, title=title, outlet=outlet, published=when)
    yield from map(known, parts.items)


def _of_mail(item: Document | Skipped, **known: object) -> Document | Skipped:
    """Have what came with a mail be of its sender and day, where it does not say otherwise."""
    if isinstance(item, Skipped):
        return item
    return changed(item, **{key: getattr(item, key) or value for key, value in known.items()})


def _returned(message: EmailMessage) -> str:
    """Say what a mail is that a server sent about another mail; empty for any other one."""
    if message.get_content_type() == "multipart/report":
        is_receipt = str(message.get_param("report-type")) == "disposition-notification"
        return RECEIPT if is_receipt else BOUNCE
    addresses = [str(address.addr_spec) for address in getattr(message["From"], "addresses", ())]
    by_server = any(map(_OF_THE_SERVER.match, addresses))
    return BOUNCE if by_server and _RETURNED.search(str(message["Subject"] or "")) else ""


def _is_text(part: MIMEPart) -> bool:
    return part.get_content_type() in _TEXTS and not part.get_filename()


def _leaves(part: MIMEPart) -> Iterator[MIMEPart]:
    """Yield the parts in a part that have none themselves; a mail is one."""
    if not part.is_multipart() or part.get_content_type() in _MAILS:
        yield part
        return
    for inner in part.iter_parts():
        yield from _leaves(inner)


def _inner(part: MIMEPart) -> EmailMessage:
    """Return the mail in a part; some are packed, which the standard forbids."""
    inner: EmailMessage = part.get_content()
    packing = str(part["Content-Transfer-Encoding"] or "").strip().lower()
    if packing in _PACKED and not inner.keys():
        inner["Content-Transfer-Encoding"] = packing
        data = inner.get_payload(decode=True)
        return _parsed(data if isinstance(data, bytes) else b"")
    return inner


def _packed(part: MIMEPart) -> MIMEPart:
    """Return a mail that is attached as a file in the form of one that is attached as a mail."""
    from email import message_from_bytes, policy

    data = part.get_payload(decode=True)
    head = b"Content-Type: message/rfc822\n\n"
    return message_from_bytes(
        head + (data if isinstance(data, bytes) else b""), policy=policy.default
    )


def _parted(part: MIMEPart) -> MIMEPart:
    """Return a part that has others without its header naming what parts them, in that form."""
    from email import message_from_bytes, policy

    data = part.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    found = _SEEN_BOUNDARY.search(data)
    kind = b'multipart/mixed; boundary="%s"' % found[1] if found else b"text/plain"
    return message_from_bytes(b"Content-Type: %s\n\n%s" % (kind, data), policy=policy.default)


def _digested(text: str) -> tuple[str, list[EmailMessage]]:
    """Return what stands around the messages of a digest in plain text, and them, if it is one."""
    from email import message_from_string, policy

    around, messages = [], []
    for piece in _DIGEST_RULE.split(text.replace("\r\n", "\n")):
        head = _DIGEST_HEAD.match(piece)
        headers = _NOT_OF_IT.sub("", head[0]) if head else ""
        if head and {"from", "subject"} <= set(re.findall(r"(?m)^(\w+):", headers.lower())):
            message = message_from_string(f"{headers}\n", policy=policy.default)
            message.set_content(piece[head.end() :])
            messages.append(message)
        else:
            around.append(piece)
    return "\n".join(around), messages


def _sender(message: EmailMessage) -> str:
    """Return the sender's name, or the domain of the address."""
    for header in ("From", "Sender"):
        for address in getattr(message[header], "addresses", ()):
            if named := one_line(address.display_name or address.domain):
                return named
    return ""


def _stated(message: EmailMessage) -> str:
    """Return the date as it is written: the library reads some zones with the wrong sign."""
    headers = ((key.lower(), one_line(str(value))) for key, value in message.raw_items())
    return next((value for key, value in headers if key == "date"), "")


def _link(message: EmailMessage, page: str) -> str:
    """Return where the mail can be read on the web: this one, or the list that it went to."""
    for header in ("Archived-At", "List-Archive"):
        if found := _ADDRESS.search(str(message[header] or "")):
            return found[1]
    return browser_link(page)
