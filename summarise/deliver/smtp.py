"""One conversation with a mail server; what goes wrong in it becomes ours, in this one place.

Up to the command DATA a failure is a plain one. After it, a server that does not answer may have
taken the e-mail, and nobody knows.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from summarise.config.jobrules import target
from summarise.config.jobs import OutputConfig
from summarise.deliver.trouble import trouble
from summarise.errors import DeliveryError
from summarise.plain import shortened
from summarise.render.untrusted import clean

_PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}

_MOST_QUOTED: Final = 120
"""Characters of what a server says that are told on."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and the password for it, which is empty where none is wanted.

    ``greeting`` is the name to greet it with: the sender's domain. smtplib would look up the name
    of this machine, which can take long, and tell it.
    """

    output: OutputConfig
    password: str = field(repr=False)
    greeting: str

    @property
    def who(self) -> str:
        """What it is called in messages."""
        return f"{target(self.output)} at {self.output.host}"


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail as it goes out, and the address that it comes from."""

    sender: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """For whom a server took an e-mail, and what it said of the others.

    The ``refused`` are so for good, those ``later`` may be taken another time.
    """

    accepted: tuple[str, ...]
    refused: Mapping[str, str]
    later: Mapping[str, str]


@contextmanager
def session(server: Server) -> Iterator[smtplib.SMTP]:
    """Connect, secure the connection and log in. Raises DeliveryError, which may pass."""
    try:
        smtp = _connected(server.output, server.greeting)
        try:
            _secure(smtp, server)
            _log_in(smtp, server)
            yield smtp
            with suppress(OSError):  # the e-mail is there, however they part
                smtp.quit()
        finally:
            smtp.close()
    except smtplib.SMTPResponseException as error:
        answered = f"{server.who} answered {_quoted(error.smtp_code, error.smtp_error)}"
        raise DeliveryError(answered, passes=error.smtp_code < 500) from None
    except OSError as error:  # smtplib's own errors are, too
        why, passes = trouble(error, server.output.timeout)
        raise DeliveryError(f"{server.who}: {why}", passes=passes) from None


def hand_over(
    smtp: smtplib.SMTP,
    server: Server,
    mail: Mail,
    to: Sequence[str],
    sending: Callable[[], None],
) -> Taken:
    """Hand over an e-mail for some addresses. Raises SMTPException, and DeliveryError in doubt."""
    size = [f"size={len(mail.content)}"] if smtp.has_extn("size") else []
    _expect(smtp.mail(mail.sender, size))
    taken = _asked(smtp, to)
    if not taken.accepted:
        return taken
    sending()
    try:
        _expect(smtp.data(mail.content))
    except smtplib.SMTPResponseException:
        raise
    except OSError:
        raise DeliveryError(
            f"{server.who}: the connection broke off while the page was sent; whether it came "
            "through, nobody knows: look there before it is sent again",
            doubtful=True,
        ) from None
    return taken


def _connected(output: OutputConfig, greeting: str) -> smtplib.SMTP:
    host, port, seconds = output.host, output.port or _PORTS[output.tls], output.timeout
    if output.tls == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, greeting, timeout=seconds, context=context)
    return smtplib.SMTP(host, port, greeting, timeout=seconds)


def _secure(smtp: smtplib.SMTP, server: Server) -> None:
    if server.output.tls == "starttls":
        try:
            smtp.starttls(context=ssl.create_default_context())
        except smtplib.SMTPNotSupportedError:
            raise DeliveryError(
                f"{server.who} offers no STARTTLS, and nothing is sent in the clear; check port, "
                'or set tls to "tls"'
            ) from None
    smtp.ehlo_or_helo_if_needed()


def _log_in(smtp: smtplib.SMTP, server: Server) -> None:
    if not server.output.user:
        return
    try:
        smtp.login(server.output.user, server.password)
    except smtplib.SMTPAuthenticationError as error:
        # What it says is not told on: it may repeat what it was given.
        raise DeliveryError(
            f"{server.who} does not take user and the password in {server.output.password_env} "
            f"({error.smtp_code})",
            passes=error.smtp_code < 500,
        ) from None
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException:
        raise DeliveryError(
            f"{server.who} offers no way to log in; check port and tls, or leave out user"
        ) from None


def _asked(smtp: smtplib.SMTP, to: Sequence[str]) -> Taken:
    """Ask whom it takes it for."""
    accepted, refused, later = [], {}, {}
    for address in to:
        code, said = smtp.rcpt(address)
        if code in (250, 251):
            accepted.append(address)
        elif code == 421:  # it is going away
            raise smtplib.SMTPResponseException(code, said)
        elif code < 500:
            later[address] = _quoted(code, said)
        else:
            refused[address] = _quoted(code, said)
    return Taken(tuple(accepted), refused, later)


def _expect(reply: tuple[int, bytes]) -> None:
    code, said = reply
    if code != 250:
        raise smtplib.SMTPResponseException(code, said)


def _quoted(code: int, said: bytes | str) -> str:
    text = clean(said.decode("utf-8", "replace") if isinstance(said, bytes) else said)
    return f"{code} {shortened(text, _MOST_QUOTED)}".rstrip()
