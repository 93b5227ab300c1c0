"""A real mail server on loopback (aiosmtpd), which does what a test asks of it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.scripted import CERTIFICATES

USER, PASSWORD = "desk", "p4ssw0rd"
TAKEN = "250 OK"
DROP = "drop the connection"
HOLD = "say nothing"


class Postbox:
    """What arrived, and the answers to give: ``rcpt`` by address, ``data`` and ``mail`` in order.

    ``logins`` counts those that were tried; ``begun`` the times that DATA was.
    """

    def __init__(self) -> None:
        self.port = 0
        self.taken: list[Envelope] = []
        self.rcpt: dict[str, list[str]] = {}
        self.data: list[str] = []
        self.mail: list[str] = []
        self.logins = 0
        self.begun = 0
        self.encrypted: list[bool] = []

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(cast(bytes, one.content), policy=default) for one in self.taken]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self.mail.pop(0) if self.mail else "":
            return answer
        envelope.mail_from = address
        return TAKEN

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answers = self.rcpt.get(address)
        answer = answers.pop(0) if answers else TAKEN
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.begun += 1
        answer = self.data.pop(0) if self.data else TAKEN
        assert isinstance(server.transport, asyncio.Transport)
        if answer == DROP:
            server.transport.abort()
        if answer == HOLD:
            while not server.transport.is_closing():  # until the client has lost its patience
                await asyncio.sleep(0.01)
        if answer == TAKEN:
            self.taken.append(envelope)
            self.encrypted.append(session.ssl is not None)
        return answer

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        self.logins += 1
        right = LoginPassword(USER.encode(), PASSWORD.encode())
        return AuthResult(success=data == right, handled=False)


class _AnyPort(Controller):
    """Finds the port that it was given; then it connects to it, to see that it runs."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def context() -> ssl.SSLContext:
    one = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    key = CERTIFICATES / "test-data-key.pem"
    one.load_cert_chain(CERTIFICATES / "test-data-self-signed.pem", key)
    return one


@contextmanager
def postbox(**settings: Any) -> Iterator[Postbox]:
    """Run one; the settings are aiosmtpd's."""
    box = Postbox()
    settings = {"authenticator": box.authenticate, "auth_require_tls": False, **settings}
    controller = _AnyPort(box, hostname="127.0.0.1", port=0, **settings)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()
