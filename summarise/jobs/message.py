"""What every way of delivering shares: the page, secrets, attempts, and why a connection failed.

What is delivered is a ``Message``: the page of a run; an erratum, which is a small page that holds
what one run's page puts right on another's (``errata``); or a digest.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from logging import DEBUG, LogRecord, getLogger
from socket import gaierror
from typing import Final, Literal

from summarise.config import OutputConfig, target
from summarise.errors import DeliveryError
from summarise.jobs.rows import Delivery
from summarise.render import Paper
from summarise.retry import RetryPolicy, causes
from summarise.types import Briefing, Format

FIRST_WAIT: Final = 2.0
"""Seconds before the second attempt, at most; they double with each one."""

LONGEST_WAIT: Final = 60.0
"""Seconds: where the doubling ends, and the longest that a server may ask to wait."""

Sending = Callable[[], object]
"""Is called each time when from then on nobody could know whether the page arrived."""

HTTP_LOGGERS: Final = ("httpx2", "httpcore2.http11", "httpcore2.proxy")
"""Those that show addresses, and headers, which may repeat them."""


Event = Literal["page", "correction", "digest"]
"""What a message is: to a receiver that is a program, its word for it."""


@dataclass(frozen=True, slots=True)
class Message:
    """The page of one run.

    ``at`` is aware, in the job's time zone: it dates paths and subjects. ``default`` is the page's
    format where the output names none, and ``render`` writes the page in one. ``earlier`` gives
    the pages that the job's runs before have told, but for those of the runs that it is handed.
    An erratum has what is ``wrong``.
    """

    job: str
    run: str
    occasion: str
    at: datetime
    briefing: Briefing
    default: Format
    render: Callable[[Format], bytes] = field(repr=False)
    earlier: Callable[[Container[str]], Iterable[Briefing]] = field(
        default=lambda _known: (), repr=False
    )
    paper: Paper = "a4"
    wrong: Wrong | None = None
    event: Event = "page"

    @property
    def id(self) -> str:
        """What it is known by among all that are ever sent to one target."""
        return f"{self.run}\0{self.wrong.message.run}" if self.wrong else self.run

    def filled(self, pattern: str) -> str:
        """Fill in the date and the job; those of an erratum are of the page that was wrong."""
        at = self.wrong.message.at if self.wrong else self.at
        return at.strftime(pattern).replace("{job}", self.job)

    def file_name(self, ending: str) -> str:
        """Return what the page is called where it is attached."""
        return f"{self.job}-{self.at:%Y-%m-%d}.{ending}"


@dataclass(frozen=True, slots=True)
class Wrong:
    """The page that an erratum is about, and what is known of it at the target.

    ``delivery`` is that page's there, ``references`` what the target knows it by, with the errata
    that it has had; ``now`` is where the page that puts it right went, if it did. ``amended``
    writes the wrong page with all that was put right on top.
    """

    message: Message
    delivery: Delivery
    now: str = ""
    references: frozenset[str] = frozenset()
    amended: Callable[[Format], bytes] = field(default=lambda _: b"", repr=False)


def key(id: str, target: str) -> str:  # noqa: A002 - what everyone calls it
    """Return 32 hexadecimal digits that are the same for this message at this target, always.

    ``id`` is the message's, of a page its run. A receiver that keeps it can drop a second copy.
    """
    return sha256(f"{id}\0{target}".encode()).hexdigest()[:32]


def secret(output: OutputConfig, variable: str, what: str, environment: Mapping[str, str]) -> str:
    """Return what a variable holds; ``what`` says what it should be. Raises DeliveryError."""
    value = environment.get(variable, "").strip()
    if not value:
        raise DeliveryError(
            f"{target(output)}: the environment variable {variable} is not set; set it to {what}"
        )
    if not (value.isascii() and value.isprintable()):
        # Else the error that says so would come from a library, and quote it.
        raise DeliveryError(
            f"{target(output)}: the environment variable {variable} holds characters other than "
            f"ASCII's; set it to {what}"
        )
    return value


def attempt(
    send: Callable[[], None], attempts: int, key: str, sleep: Callable[[float], None]
) -> None:
    """Call ``send`` until it raises nothing that may pass, at most ``attempts`` times.

    Raises DeliveryError, doubtful if any of the attempts was, which by then does not pass. The
    jitter comes from the ``key``: targets do not wait in step, and a run that is repeated waits the
    same.
    """
    tries, doubtful = 0, False

    def once() -> None:
        nonlocal tries, doubtful
        tries += 1
        try:
            send()
        except DeliveryError as error:
            doubtful = error.doubtful = doubtful or error.doubtful
            raise

    policy = RetryPolicy(
        attempts=attempts,
        first=FIRST_WAIT,
        longest=LONGEST_WAIT,
        most=LONGEST_WAIT,
        spread=lambda number: 0.5 + int(key[2 * number % len(key) :][:2], 16) / 0xFF / 2,
        sleep=sleep,
    )
    try:
        policy.call(once)
    except DeliveryError as error:
        if not error.passes:
            raise
        tried = f" (tried {tries} times)" if tries > 1 else ""
        raise DeliveryError(f"{error}{tried}", doubtful=doubtful) from None


def trouble(error: BaseException, seconds: float) -> tuple[str, bool]:
    """Return why there was no answer within ``seconds``, and whether that may pass.

    It is in our own words: those of libraries may quote a secret address.
    """
    for cause in causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = f"its certificate is not valid ({cause.verify_message})"
            return f"{why}; name one of your own in SSL_CERT_FILE", False
        if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            break
        if isinstance(cause, ssl.SSLError):
            return "it does not speak TLS there; check the port, and tls or https", False
        if isinstance(cause, gaierror):
            return "its name can't be found; check it, and the network", True
        if isinstance(cause, TimeoutError):
            return f"no answer within {seconds:g} seconds", True
        if isinstance(cause, OSError) and cause.errno:
            return os.strerror(cause.errno).lower(), True
    return "the connection broke off", True


@contextmanager
def unlogged(*names: str) -> Iterator[list[str]]:
    """Keep what libraries log, which may hold a secret address, out of the log; give all of it."""
    held: list[str] = []

    def hold(record: LogRecord) -> bool:
        held.append(record.getMessage())
        return False

    loggers = [(getLogger(name), getLogger(name).level) for name in names]
    for logger, _ in loggers:
        logger.addFilter(hold)
        logger.setLevel(DEBUG)
    try:
        yield held
    finally:
        for logger, level in loggers:
            logger.setLevel(level)
            logger.removeFilter(hold)
