"""``kind = "email"``: the page by SMTP, to each address once.

Without TLS nothing is sent, unless the config says ``tls = "none"``; and then no password, unless
the server is on this machine. An attempt is for those who do not have the page yet.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from summarise.config.jobrules import target
from summarise.config.jobs import OutputConfig
from summarise.deliver.attempts import attempt
from summarise.deliver.letter import letter, mailbox
from summarise.deliver.message import Means, Message, key
from summarise.deliver.smtp import Mail, Server, hand_over, session
from summarise.deliver.variables import secret
from summarise.errors import DeliveryError


def deliver(output: OutputConfig, message: Message, means: Means) -> str:
    """Send the page; return to how many. Raises DeliveryError and RenderError.

    Where some have it and others don't, the error is doubtful: sent once more as a whole, it would
    come twice to those who have it.
    """
    if problem := next(problems(output, means.environment), None):
        raise DeliveryError(problem)
    sender, *readers = (one for one in map(mailbox, (output.sender, *output.to)) if one)
    to = list({one.addr_spec: one for one in readers}.values())
    sent = datetime.fromtimestamp(means.clock(), message.at.tzinfo)
    mailing = _Mailing(
        Server(output, _password(output, means.environment), sender.domain),
        Mail(sender.addr_spec, letter(output, message, sender, to, sent)),
        [one.addr_spec for one in to],
    )
    name = key(message.run, target(output))
    attempt(lambda: mailing.send(means.sending), output.attempts, name, means.sleep)
    return f"e-mail to {len(to)} {'address' if len(to) == 1 else 'addresses'}"


def problems(output: OutputConfig, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield why no e-mail could be sent, as far as can be known now."""
    here = target(output)
    for address in (output.sender, *output.to):
        if mailbox(address) is None:
            yield (
                f'{here}: {address!r} is no address; write it as "desk@example.org" (and a domain '
                'with other letters as "xn--…")'
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


def _password(output: OutputConfig, environment: Mapping[str, str]) -> str:
    if not output.password_env:
        return ""
    return secret(output, output.password_env, "the password of the mail server", environment)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Mailing:
    """One e-mail on its way: ``waiting`` are those who are to get it and may yet."""

    def __init__(self, server: Server, mail: Mail, waiting: list[str]) -> None:
        self._server = server
        self._mail = mail
        self._waiting = waiting
        self._all = len(waiting)
        self._refused: dict[str, str] = {}

    def send(self, sending: Callable[[], None]) -> None:
        """Make one attempt. Raises DeliveryError, which may pass."""
        try:
            with session(self._server) as smtp:
                taken = hand_over(smtp, self._server, self._mail, self._waiting, sending)
        except DeliveryError as error:
            raise self._with_the_rest(error) from None
        self._waiting = list(taken.later)
        self._refused.update(taken.refused)
        missing = {**self._refused, **taken.later}
        if missing:
            said = ", ".join(f"{who} ({why})" for who, why in missing.items())
            said = f"{self._server.who} does not take it for {said}"
            raise self._with_the_rest(DeliveryError(said, passes=bool(taken.later)))

    def _with_the_rest(self, error: DeliveryError) -> DeliveryError:
        """Say who has the page although this went wrong."""
        have = self._all - len(self._waiting) - len(self._refused)
        if not have:
            return error
        said = f"{error}; {have} of {self._all} addresses have the page"
        return DeliveryError(said, doubtful=True, passes=error.passes)
