"""Ask for an address: check it, wait for a turn, read the answer, follow where it leads; and again.

::

    target ─> addresses, all of them checked ─> turn ─> wire ─> answer
      ^                                                           │
      └───────────────── redirection, a few of them ──────────────┘
"""

from __future__ import annotations

import logging
import math
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, TypeVar

from summarise.config import InputConfig, WebConfig
from summarise.plain import public
from summarise.retry import Deadline, Left, RetryPolicy, endless
from summarise.sources.addresses import Allowed, AskedError, Target, literal, redirected, refusal
from summarise.sources.input_files import MEGABYTE, too_large
from summarise.sources.lanes import AT_ONCE
from summarise.sources.loader import OutOfTimeError, UnreadableError

if TYPE_CHECKING:
    import httpx2

log = logging.getLogger(__name__)

Resolve = Callable[[str], Sequence[str]]
"""Gives the IP addresses of a host's name. Raises OSError when there are none."""

T = TypeVar("T")

ATTEMPTS: Final = 3
"""For one fetch, the first one included: a feed is read again by the next run anyway."""

FIRST_WAIT: Final = 1.0
"""Seconds; the wait doubles with each attempt, unless the server asks for a longer one."""

LONGEST_WAIT: Final = 30.0
"""Seconds: a server that asks for more is left for the next run."""

LONGEST_DELAY: Final = 30.0
"""Seconds: a host that wants longer pauses (Crawl-delay) gets these, or a run would take a day."""

_PACKINGS: Final = frozenset({"gzip", "deflate"})
"""What is asked for, and all that is unpacked: both come with Python."""

_FOR_GOOD: Final = frozenset({301, 308})
_MOVED: Final = _FOR_GOOD | {302, 303, 307}
_UNCHANGED: Final = 304


@dataclass(frozen=True, slots=True)
class Answer:
    """What came in the end, from ``target``; ``headers`` have names in lower case.

    ``moved_to`` is the address that it has gone to for good, empty when it has not.
    """

    target: Target
    status: int
    headers: Mapping[str, str]
    data: bytes = b""
    charset: str = ""
    moved_to: str = ""

    @property
    def unchanged(self) -> bool:
        """Whether it is as it was when it was last read."""
        return self.status == _UNCHANGED


def unchecked(_target: Target, _deadline: Deadline) -> None:
    """Let every target be asked."""


@dataclass(frozen=True, slots=True)
class Order:
    """How one fetch is to be made.

    ``check`` is called with each target before it is asked, and may raise UnreadableError. A body
    is cut off after ``cut`` bytes; without, one that is too large is refused.
    """

    deadline: Deadline
    headers: Mapping[str, str] = field(default_factory=dict)
    check: Callable[[Target, Deadline], None] = unchecked
    cut: int | None = None


def lookup(host: str) -> Sequence[str]:
    """Resolve a name as this machine does; it has no time limit but the resolver's own."""
    answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


class _Within(Deadline):
    """A deadline that leaves no more than a greater one does."""

    def __init__(self, seconds: float, clock: Callable[[], float], whole: Left) -> None:
        super().__init__(seconds, clock)
        self._whole = whole

    def left(self) -> float:
        """Return the seconds left; 0 or less when it is over."""
        return min(super().left(), self._whole())


class Tries:
    """Makes calls, again where that may help. ``seconds`` are for all attempts of one call.

    The waits are not counted. ``whole`` says what is left for all calls, waits included.
    """

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        whole: Left = endless,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._whole = whole

    def run(self, call: Callable[[Deadline], T]) -> T:
        """Return what the call returns, or raise what its last attempt raised.

        Raises OutOfTimeError when the time for all calls is over.
        """
        deadline = _Within(self._seconds, self._clock, self._whole)

        def pause(seconds: float) -> None:
            with deadline.paused():
                self._sleep(seconds)

        policy = RetryPolicy(
            attempts=ATTEMPTS,
            first=FIRST_WAIT,
            longest=LONGEST_WAIT,
            most=LONGEST_WAIT,
            left=lambda: self._whole() if deadline.left() > 0 else 0.0,
            sleep=pause,
        )
        if self._whole() <= 0:
            raise OutOfTimeError
        try:
            return policy.call(lambda: call(deadline))
        except AskedError as error:
            if self._whole() <= 0:
                raise OutOfTimeError from error
            raise


class Asker:
    """Asks for addresses as the config allows it. Threads may share it."""

    def __init__(
        self, config: WebConfig, limits: InputConfig, agent: str, turns: Turns, resolve: Resolve
    ) -> None:
        self.turns = turns
        self._most = config.max_redirects
        self._megabytes = limits.max_megabytes
        self._agent = agent
        self._allowed = Allowed(config.allow)
        self._resolve = resolve

    def ask(self, target: Target, order: Order) -> Answer:
        """Return what the target gives, in the end. Raises UnreadableError."""
        been: list[str] = []
        moved_to, for_good = "", True
        while True:
            been.append(target.url)
            answer = self._once(target, order)
            if answer.status not in _MOVED:
                return replace(answer, moved_to=moved_to)
            target = redirected(target, answer.headers["location"])
            self._check_way(target.url, been)
            for_good = for_good and answer.status in _FOR_GOOD
            moved_to = target.url if for_good else moved_to

    def _check_way(self, url: str, been: Sequence[str]) -> None:
        if url in been:
            raise UnreadableError(f"redirects in a circle, by way of {public(url)}")
        if len(been) > self._most:
            raise UnreadableError(
                f"redirects more than {self._most} times (max_redirects in [web] sets the limit)"
            )

    def _once(self, target: Target, order: Order) -> Answer:
        from summarise.sources.wire import exchange

        addresses = self._addresses(target)
        order.check(target, order.deadline)
        headers = {"Host": target.authority, "User-Agent": self._agent, "Accept": "*/*"}
        headers |= {"Accept-Encoding": ", ".join(sorted(_PACKINGS)), "Connection": "close"}
        headers |= {"Authorization": target.login} if target.login else {}
        headers |= order.headers
        with (
            self.turns.of(target.host, order.deadline),
            exchange(target, addresses, headers, order.deadline, self._megabytes) as response,
        ):
            log.debug("%s answers with %d", public(target.url), response.status_code)
            return self._read(target, order, response)

    def _addresses(self, target: Target) -> Sequence[str]:
        """Return the addresses of the host, which all have to be allowed."""
        try:
            given = [target.host] if literal(target.host) else self._resolve(target.host)
        except OSError as error:
            raise UnreadableError(f"has a host that is not found ({target.host})") from error
        if not given:
            raise UnreadableError(f"has a host without an address ({target.host})")
        for address in given:
            if not self._allowed.may_ask(target.host, ip_address(address)):
                at = address if target.host == address else f"{target.host}, at {address}"
                raise UnreadableError(
                    f"leads to {at}, which is not public; if it may be asked, "
                    "name the host or its network in allow of [web]"
                )
        return given

    def _read(self, target: Target, order: Order, response: httpx2.Response) -> Answer:
        status, headers = response.status_code, response.headers
        moved = status in _MOVED and "location" in headers
        if moved or (status == _UNCHANGED and order.headers):
            return Answer(target, status, headers)
        if status != 200:
            raise refusal(status, headers)
        _check_packing(headers.get("content-encoding", ""))
        return Answer(
            target, status, headers, self._body(response, order), response.charset_encoding or ""
        )

    def _body(self, response: httpx2.Response, order: Order) -> bytes:
        limit = int(self._megabytes * MEGABYTE)
        if order.cut is None and int(response.headers.get("content-length", 0)) > limit:
            raise UnreadableError(too_large(self._megabytes))
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if order.cut is not None and len(body) >= order.cut:
                return bytes(body[: order.cut])
            if len(body) > limit:
                raise UnreadableError(too_large(self._megabytes))
        return bytes(body)


def _check_packing(encodings: str) -> None:
    """Refuse what was not asked for, and layers: a bomb in a bomb unpacks to nothing for hours."""
    names = {part.strip().lower() for part in encodings.split(",")} - {"", "identity"}
    if "," in encodings or names - _PACKINGS:
        raise UnreadableError("is packed in a way that was not asked for")


@dataclass(slots=True)
class _Host:
    delay: float
    left_at: float | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Turns:
    """Gives each host its turns, and few hosts at once; ``delay`` is in seconds.

    ``whole`` says what is left for all of them. Threads may share it.
    """

    def __init__(
        self,
        delay: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        whole: Left = endless,
    ) -> None:
        self._delay = delay
        self._whole = whole
        self._at_once = threading.Semaphore(AT_ONCE)
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def of(self, host: str, deadline: Deadline) -> Iterator[None]:
        """Wait for a turn, which is not counted; the body of the ``with`` asks the host.

        Raises OutOfTimeError where it would come too late.
        """
        asked = self._host(host)
        with deadline.paused():
            asked.lock.acquire()
        try:
            before = -math.inf if asked.left_at is None else asked.left_at
            wait = max(0.0, before + asked.delay - self._clock())
            if wait >= self._whole():
                raise OutOfTimeError
            if wait:
                with deadline.paused():
                    self._sleep(wait)
            with deadline.paused():
                self._at_once.acquire()
            try:
                yield
            finally:
                asked.left_at = self._clock()
                self._at_once.release()
        finally:
            asked.lock.release()

    def slow(self, host: str, seconds: float) -> None:
        """Take the pause that a host asks for, where it is longer than ours."""
        asked = self._host(host)
        asked.delay = max(asked.delay, min(seconds, LONGEST_DELAY))

    def _host(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host(self._delay))
