"""``kind = "email"``: the page by SMTP, as text and HTML with a PDF to keep, to each address once.

Without TLS nothing is sent, unless the config says ``tls = "none"``; and then no password, unless
the server is on this machine. An attempt is for those who do not have the page yet. Up to the
command DATA a failure is a plain one; after it, a server that does not answer may have taken the
e-mail, and nobody knows. An erratum answers the e-mail that carried the wrong page. What goes wrong
in smtplib becomes ours here.
"""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from typing import TYPE_CHECKING, Final

from summarise.config import EmailOutput, target
from summarise.errors import DeliveryError
from summarise.jobs.letter import leaving, letter, mailbox
from summarise.jobs.message import Message, Sending, attempt, key, secret, trouble
from summarise.plain import shortened
from summarise.render.untrusted import clean

if TYPE_CHECKING:
    from summarise.jobs.run import Tools

_MOST_QUOTED: Final = 120
"""Characters of what a server says that are told on."""

_PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}


def deliver(output: EmailOutput, message: Message, tools: Tools, sending: Sending) -> str:
    """Send the page; return to how many. Raises DeliveryError and RenderError.

    Where some have it and others don't, the error is doubtful: sent once more as a whole, it would
    come twice to those who have it.
    """
    if problem := next(problems(output, tools.environment), None):
        raise DeliveryError(problem)
    sender, *readers = filter(None, map(mailbox, (output.sender, *output.to, *output.bcc)))
    everyone = {reader.addr_spec: reader for reader in readers}
    to = list({reader.addr_spec: reader for reader in readers[: len(output.to)]}.values())
    sent = tools.clock().astimezone(message.at.tzinfo)
    mailing = _Mailing(
        output,
        _password(output, tools.environment),
        sender,
        letter(output, message, sender, to, sent),
        list(everyone),
        len(everyone),
        sending,
    )
    attempt(mailing.send, output.attempts, key(message.id, target(output)), tools.sleep)
    return f"e-mail to {len(everyone)} {'address' if len(everyone) == 1 else 'addresses'}"


def problems(output: EmailOutput, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield why no e-mail could be sent, as far as can be known now."""
    here = target(output)
    for address in (output.sender, *output.to, *output.bcc):
        if mailbox(address) is None:
            yield (
                f'{here}: {address!r} is no address; write it as "desk@example.org" (and a domain '
                'with other letters as "xn--…")'
            )
    for address in output.unsubscribe:
        if not leaving(address):
            yield (
                f"{here}: unsubscribe: {address!r} is no address; write it as "
                '"https://news.example/leave" or "desk@example.org"'
            )
    if bool(output.user) != bool(output.password_env):
        yield f"{here}: user and password_env need each other; set both, or none"
    if not (output.user.isascii() and output.user.isprintable()):
        yield f"{here}: user may hold ASCII only"
    if output.user and output.tls == "none" and not _is_here(output.host):
        yield f'{here}: no password is sent in the clear; set tls to "starttls" or "tls"'
    try:
        _password(output, environment)
    except DeliveryError as error:
        yield str(error)


def _password(output: EmailOutput, environment: Mapping[str, str]) -> str:
    if not output.password_env:
        return ""
    return secret(output, output.password_env, "the password of the mail server", environment)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(slots=True)
class _Mailing:
    """One e-mail on its way: ``waiting`` are those who are to get it and may yet.

    The ``refused`` are so for good, with what the server said of each.
    """

    output: EmailOutput
    password: str = field(repr=False)
    sender: Address
    content: bytes = field(repr=False)
    waiting: list[str]
    everyone: int
    sending: Callable[[], object]
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def who(self) -> str:
        """What the server is called in messages."""
        return f"{target(self.output)} at {self.output.host}"

    def send(self) -> None:
        """Make one attempt. Raises DeliveryError, which may pass."""
        try:
            with self._session() as smtp:
                refused, later = self._hand_over(smtp)
        except DeliveryError as error:
            raise self._with_the_rest(error) from None
        self.waiting = list(later)
        self.refused |= refused
        missing = self.refused | later
        if missing:
            said = ", ".join(f"{who} ({why})" for who, why in missing.items())
            said = f"{self.who} does not take it for {said}"
            raise self._with_the_rest(DeliveryError(said, passes=bool(later)))

    def _with_the_rest(self, error: DeliveryError) -> DeliveryError:
        """Say who has the page although this went wrong."""
        have = self.everyone - len(self.waiting) - len(self.refused)
        if not have:
            return error
        said = f"{error}; {have} of {self.everyone} addresses have the page"
        return DeliveryError(said, doubtful=True, passes=error.passes)

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        """Connect, secure the connection and log in. Raises DeliveryError, which may pass."""
        try:
            smtp = self._connected()
            try:
                self._secure(smtp)
                self._log_in(smtp)
                yield smtp
                with suppress(OSError):  # the e-mail is there, however they part
                    smtp.quit()
            finally:
                smtp.close()
        except smtplib.SMTPResponseException as error:
            answered = f"{self.who} answered {_quoted(error.smtp_code, error.smtp_error)}"
            raise DeliveryError(answered, passes=error.smtp_code < 500) from None
        except OSError as error:  # smtplib's own errors are, too
            why, passes = trouble(error, self.output.timeout)
            raise DeliveryError(f"{self.who}: {why}", passes=passes) from None

    def _connected(self) -> smtplib.SMTP:
        output = self.output
        host, port, seconds = output.host, output.port or _PORTS[output.tls], output.timeout
        # The name to greet it with: smtplib would look up that of this machine, and tell it.
        greeting = self.sender.domain
        if output.tls == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, greeting, timeout=seconds, context=context)
        return smtplib.SMTP(host, port, greeting, timeout=seconds)

    def _secure(self, smtp: smtplib.SMTP) -> None:
        if self.output.tls == "starttls":
            try:
                smtp.starttls(context=ssl.create_default_context())
            except smtplib.SMTPNotSupportedError:
                raise DeliveryError(
                    f"{self.who} offers no STARTTLS, and nothing is sent in the clear; check port, "
                    'or set tls to "tls"'
                ) from None
        smtp.ehlo_or_helo_if_needed()

    def _log_in(self, smtp: smtplib.SMTP) -> None:
        if not self.output.user:
            return
        try:
            smtp.login(self.output.user, self.password)
        except smtplib.SMTPAuthenticationError as error:
            # What it says is not told on: it may repeat what it was given.
            raise DeliveryError(
                f"{self.who} does not take user and the password in {self.output.password_env} "
                f"({error.smtp_code})",
                passes=error.smtp_code < 500,
            ) from None
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPException:
            raise DeliveryError(
                f"{self.who} offers no way to log in; check port and tls, or leave out user"
            ) from None

    def _hand_over(self, smtp: smtplib.SMTP) -> tuple[dict[str, str], dict[str, str]]:
        """Hand the e-mail over; return who is refused, and who may get it another time.

        Each comes with what was said. Raises SMTPException, and DeliveryError in doubt.
        """
        size = [f"size={len(self.content)}"] if smtp.has_extn("size") else []
        _expect(smtp.mail(self.sender.addr_spec, size))
        refused, later = self._asked(smtp)
        if len(refused) + len(later) == len(self.waiting):
            return refused, later
        self.sending()
        try:
            _expect(smtp.data(self.content))
        except smtplib.SMTPResponseException:
            raise
        except OSError:
            raise DeliveryError(
                f"{self.who}: the connection broke off while the page was sent; whether it came "
                "through, nobody knows: look there before it is sent again",
                doubtful=True,
            ) from None
        return refused, later

    def _asked(self, smtp: smtplib.SMTP) -> tuple[dict[str, str], dict[str, str]]:
        """Ask for whom it is taken; return who is refused, and who may be taken another time."""
        refused: dict[str, str] = {}
        later: dict[str, str] = {}
        for address in self.waiting:
            code, said = smtp.rcpt(address)
            if code == 421:  # it is going away
                raise smtplib.SMTPResponseException(code, said)
            if code not in (250, 251):
                (later if code < 500 else refused)[address] = _quoted(code, said)
        return refused, later


def _expect(reply: tuple[int, bytes]) -> None:
    code, said = reply
    if code != 250:
        raise smtplib.SMTPResponseException(code, said)


def _quoted(code: int, said: bytes | str) -> str:
    text = clean(said.decode("utf-8", "replace") if isinstance(said, bytes) else said)
    return f"{code} {shortened(text, _MOST_QUOTED)}".rstrip()
