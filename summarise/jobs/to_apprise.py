"""``kind = "notify"``: the page by apprise, to any of the hundred services that it knows.

The address, of apprise's own making (https://github.com/caronc/apprise), is a secret: it is in no
message and no log. What is sent is the headline as title, then text, as far as the service's limit
goes, and the PDF with ``attach``. apprise says only whether it worked; where no status of the
service is behind that, nobody knows whether the page came through.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from summarise.config import NotifyOutput, target
from summarise.errors import DeliveryError, install
from summarise.jobs.message import Message, Sending, attempt, key, secret, unlogged
from summarise.plain import shortened
from summarise.render.chat import excerpt, plain
from summarise.render.view import page
from summarise.retry import in_doubt, may_pass

if TYPE_CHECKING:
    from apprise import NotifyBase

    from summarise.jobs.run import Tools

_STATUS: Final = re.compile(r"\berror=(\d{3})\b")
"""What apprise logs of a service that says no."""

_NEVER_SENT: Final = re.compile(r"\b(NewConnectionError|NameResolutionError|ConnectTimeoutError)\b")
"""What is in its log of a service that can't be reached, by the names of urllib3."""

_LOGGERS: Final = ("apprise", "urllib3.connectionpool", "urllib3.util.retry", "requests_oauthlib")
"""Those that show addresses."""

_LONGEST_TITLE: Final = 200  # characters


def deliver(output: NotifyOutput, message: Message, tools: Tools, sending: Sending) -> str:
    """Hand the page over; return to which service. Raises DeliveryError and RenderError."""
    server = _server(output, tools.environment)
    title, text = _said(output, message, server)
    with _attached(output, message) as paths:

        def send() -> None:
            sending()
            _notify(output, server, title, text, paths)

        attempt(send, output.attempts, key(message.id, target(output)), tools.sleep)
    return f"{target(output)} {server.service_name}"


def problems(output: NotifyOutput, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield why nobody could be notified, as far as can be known now."""
    try:
        _server(output, environment)
    except DeliveryError as error:
        yield str(error)


def _server(output: NotifyOutput, environment: Mapping[str, str]) -> NotifyBase:
    """Return the service that an address leads to. Raises DeliveryError."""
    if find_spec("apprise") is None:
        raise DeliveryError(f"{target(output)}: needs an extra: {install('notify')}")
    url = secret(output, output.url_env, "an address that apprise knows", environment)
    with unlogged(*_LOGGERS):
        from apprise import Apprise, AppriseAsset

        asset = AppriseAsset(async_mode=False, storage_mode="memory")
        server = Apprise.instantiate(url, asset=asset)
    if server is None:
        raise DeliveryError(
            f"{target(output)}: the environment variable {output.url_env} holds no address that "
            "apprise knows; write one as in its documentation, such as ntfys://TOPIC"
        )
    server.socket_connect_timeout = server.socket_read_timeout = output.timeout
    return server


def _said(output: NotifyOutput, message: Message, server: NotifyBase) -> tuple[str, str]:
    """Return the title, and as much of the page as the service takes."""
    printed = page(message.briefing)
    title = plain(shortened(printed.headline or message.job, _LONGEST_TITLE))
    link = message.filled(output.link)
    room = server.body_maxlen - len(title) - len(link) - 60  # for how much more there is
    part = excerpt(printed, "plain", max(room, 0), size=_length)
    more = f"{part.left_off:,} more on the page" if part.left_off else ""
    parts = (part.text or printed.dateline, more, link)
    return title, "\n\n".join(filter(None, parts))


def _length(text: str) -> int:
    """Count the characters as HTML, which some services are sent."""
    return len(html.escape(text).replace("\n", "<br/>\n"))


@contextmanager
def _attached(output: NotifyOutput, message: Message) -> Iterator[list[str]]:
    """Give the files to attach, as long as they are needed."""
    if not output.attach or message.wrong:
        yield []
        return
    with TemporaryDirectory(prefix="summarise-") as folder:
        path = Path(folder) / message.file_name("pdf")
        path.write_bytes(message.render("pdf"))
        yield [str(path)]


def _notify(
    output: NotifyOutput, server: NotifyBase, title: str, text: str, paths: list[str]
) -> None:
    """Make one attempt. Raises DeliveryError, which may pass."""
    from apprise import Apprise

    service = Apprise(asset=server.asset)
    service.add(server)
    with unlogged(*_LOGGERS) as logged:
        done = service.notify(body=text, title=title, body_format="text", attach=paths or None)
    if done:
        return
    who = f"{target(output)} at {server.service_name}"
    if any(map(_NEVER_SENT.search, logged)) and not paths:
        raise DeliveryError(f"{who}: it can't be reached; check its address", passes=True)
    statuses = [int(status) for line in logged for status in _STATUS.findall(line)]
    if not statuses or in_doubt(statuses[-1]) or paths:
        raise DeliveryError(
            f"{who} did not confirm the page; whether it came through, nobody knows: look there "
            "before it is sent again",
            doubtful=True,
        )
    status = statuses[-1]
    next_step = "" if may_pass(status) else "; check its address, and what it expects"
    raise DeliveryError(f"{who} answered {status}{next_step}", passes=may_pass(status))
