"""The e-mail of a page as bytes: its headers, its two forms, and the PDF to keep.

How the page is written for mail programs is in ``render.mail``. No header can be forged: what comes
from reports is one line and encoded, and what comes from the config is checked before.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from logging import getLogger
from typing import Final
from urllib.parse import quote, urlsplit

from summarise.config import EmailOutput, target
from summarise.jobs.message import Message, Wrong, key
from summarise.plain import shortened
from summarise.render.mail import CLIPPED, Mail, mail
from summarise.render.untrusted import clean, safe_url

log = getLogger(__name__)

POLICY: Final = SMTP.clone(cte_type="7bit")
"""Not every server takes eight bits; in seven, none has to change what was signed on the way."""

SUBJECT: Final = "{job}: {headline} – %Y-%m-%d"

_LONGEST_SUBJECT: Final = 200
"""Characters: no program shows more of it."""

_LONGEST_ADDRESS: Final = 900
"""Characters of an address in a header: a line of a mail ends at 998 (RFC 5322, 2.1.1)."""

_PLAIN: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)
_MAILTO: Final = re.compile(r"mailto:[\w.+%~-]+@[\w.-]+(\?[\w.+%&=~@-]*)?", re.ASCII)


def mailbox(text: str) -> Address | None:
    """Read an address, such as ``Desk <desk@example.org>``; None if it is none."""
    name, spec = parseaddr(text)
    if not text.isprintable() or not _PLAIN.fullmatch(spec):
        return None
    try:
        return Address(name, addr_spec=spec)
    except (ValueError, IndexError, MessageError):
        return None


def message_id(id: str, output: EmailOutput) -> str:  # noqa: A002 - what everyone calls it
    """Return the Message-ID of a message at this output, in its brackets.

    It is the same for each copy, which a mail program then shows as one. It holds the output's name
    and its sender's domain: the store keeps what it was at the time.
    """
    return f"<{key(id, target(output))}@{parseaddr(output.sender)[1].rpartition('@')[2]}>"


def letter(
    output: EmailOutput, message: Message, sender: Address, to: list[Address], sent: datetime
) -> bytes:
    """Write the e-mail as it goes out; ``sent`` is aware. Raises RenderError.

    Whoever is not in ``to`` (those of ``bcc``) stands nowhere in it.
    """
    leave = [leaving(address) for address in output.unsubscribe]
    written = mail(message.briefing, next(iter(leave), ""))
    if written.clipped:
        log.warning(
            "%s: the page is longer than the %d kB or so that Gmail shows of one: it says so at "
            "its top, and Gmail links the rest",
            target(output),
            CLIPPED // 1000,
        )
    whole = EmailMessage(policy=POLICY)
    whole["From"] = sender
    whole["To"] = to or Group("undisclosed-recipients", ())
    whole["Date"] = format_datetime(sent)
    whole["Message-ID"] = message_id(message.id, output)
    whole["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
    _fill(whole, written)
    if output.attach and not message.wrong:
        pdf = message.render("pdf")
        whole.add_attachment(
            pdf, maintype="application", subtype="pdf", filename=message.file_name("pdf")
        )
    head = _subject(subject(output.subject or SUBJECT, message))
    return head + _thread(message.wrong, output) + _list(leave) + whole.as_bytes()


def _thread(wrong: Wrong | None, output: EmailOutput) -> bytes:
    """Write the headers by which an erratum answers the e-mail that carried the wrong page."""
    if wrong is None:
        return b""
    answered = clean(wrong.delivery.reference) or message_id(wrong.message.id, output)
    return folded("In-Reply-To", [answered]) + folded("References", [answered])


def _fill(whole: EmailMessage, written: Mail) -> None:
    """Put in the page's two forms, with the language of each (RFC 3282)."""
    language = [f"Content-Language: {written.language}"]
    # Encoded even where it is ASCII: a line that goes on ends in a space, which may get lost.
    way = "quoted-printable" if written.text.isascii() else None
    flowed = {"format": "flowed"}
    whole.set_content(written.text, cte=way, params=flowed, headers=language)
    whole.add_alternative(written.html, subtype="html", headers=language)


def _list(leave: list[str]) -> bytes:
    """Write how to get no more of it: RFC 2369, and RFC 8058 where a POST is enough."""
    if not leave:
        return b""
    marks = [f"<{address}>," for address in leave]
    lines = folded("List-Unsubscribe", [*marks[:-1], marks[-1].rstrip(",")])
    if any(address.startswith("https:") for address in leave):
        lines += folded("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"])
    return lines


def folded(name: str, parts: list[str]) -> bytes:
    """Write a header of parts that are checked, such as addresses in brackets, each on its line.

    EmailMessage itself encodes a part that is longer than a line, and then no program reads it
    (https://github.com/python/cpython/issues/100991).
    """
    lines = "\r\n ".join(parts)
    return f"{name}: {lines}\r\n".encode("ascii", "replace")


def leaving(address: str) -> str:
    """Return where one leaves a list, of the web or "mailto:"; "" if it is no such address."""
    if _PLAIN.fullmatch(address):
        found = f"mailto:{quote(address, safe='@')}"
    elif address.startswith("mailto:"):
        found = address if _MAILTO.fullmatch(address) else ""
    else:
        found = safe_url(address)
    return found if len(found) <= _LONGEST_ADDRESS and not urlsplit(found).username else ""


def subject(pattern: str, message: Message) -> str:
    """Fill in the date, the job and the headline, and make it one short line.

    That of an erratum is the wrong page's: by another one, some programs begin another thread.
    """
    if message.wrong:
        return shortened(f"Re: {subject(pattern, message.wrong.message)}", _LONGEST_SUBJECT)
    # The headline comes last: what stands in it is text, and no pattern.
    filled = message.filled(pattern).replace("{headline}", message.briefing.headline)
    return shortened(clean(filled), _LONGEST_SUBJECT)


def _subject(text: str) -> bytes:
    """Write the header of the subject.

    EmailMessage itself may lose a space where it breaks a long one that is not ASCII
    (https://github.com/python/cpython/issues/92081 and 144156).
    """
    plain = text.isascii() and "=?" not in text  # which begins what is encoded
    header = Header(text, "us-ascii" if plain else "utf-8", header_name="Subject")
    return b"Subject: %s\r\n" % header.encode(linesep="\r\n").encode("ascii")
