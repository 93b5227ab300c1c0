"""The page as an e-mail: text and HTML, and a PDF to keep.

The HTML asks the network for nothing, so mail programs show it without a question; those that
drop styles show a plain page, in the same order. No header can be forged: each one is one line.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Final

from summarise.config.jobrules import target
from summarise.config.jobs import OutputConfig
from summarise.deliver.message import Message, key
from summarise.plain import shortened
from summarise.render.untrusted import clean

POLICY: Final = SMTP.clone(cte_type="7bit")
"""Not every server takes eight bits; in seven, none has to change what was signed on the way."""

SUBJECT: Final = "{job}: {headline} – %Y-%m-%d"

_LONGEST_SUBJECT: Final = 200
"""Characters: no program shows more of it."""

_PLAIN: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)


def mailbox(text: str) -> Address | None:
    """Read an address, such as ``Desk <desk@example.org>``; None if it is none."""
    name, spec = parseaddr(text)
    if not text.isprintable() or not _PLAIN.fullmatch(spec):
        return None
    try:
        return Address(name, addr_spec=spec)
    except (ValueError, IndexError, MessageError):
        return None


def letter(
    output: OutputConfig, message: Message, sender: Address, to: list[Address], sent: datetime
) -> bytes:
    """Write the e-mail as it goes out; ``sent`` is aware. Raises RenderError."""
    mail = EmailMessage(policy=POLICY)
    mail["From"] = sender
    mail["To"] = to
    mail["Date"] = format_datetime(sent)
    # The same for a second copy, which a mail program then shows as one with the first.
    mail["Message-ID"] = f"<{key(message.run, target(output))}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
    mail.set_content(message.render("txt").decode())
    mail.add_alternative(message.render("html").decode(), subtype="html")
    if output.attach:
        name = f"{message.job}-{message.at:%Y-%m-%d}.pdf"
        pdf = message.render("pdf")
        mail.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    return _header(subject(output.subject or SUBJECT, message)) + mail.as_bytes()


def subject(pattern: str, message: Message) -> str:
    """Fill in the date, the job and the headline, and make it one short line."""
    filled = message.at.strftime(pattern).replace("{job}", message.job)
    # The headline comes last: what stands in it is text, and no pattern.
    line = clean(filled.replace("{headline}", message.briefing.headline))
    return shortened(line, _LONGEST_SUBJECT)


def _header(text: str) -> bytes:
    """Write the header of a subject.

    EmailMessage itself may lose a space where it breaks a long one that is not ASCII
    (https://github.com/python/cpython/issues/92081 and 144156).
    """
    plain = text.isascii() and "=?" not in text  # which begins what is encoded
    header = Header(text, "us-ascii" if plain else "utf-8", header_name="Subject")
    return b"Subject: %s\r\n" % header.encode(linesep="\r\n").encode("ascii")
