"""Which pages a site lets us read: each robots.txt is read once, the first time it is needed."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Final

from summarise.load.loader import UnreadableError
from summarise.retry import TOO_MANY, Deadline
from summarise.web.asking import Asker, Order, Tries
from summarise.web.refusals import AskedError
from summarise.web.robots import Rules, parse, product
from summarise.web.target import Target, redirected

MOST_BYTES: Final = 500 * 1024
"""What is read of a robots.txt, at the least, by RFC 9309; what follows is left."""


@dataclass(slots=True)
class _Site:
    rules: Rules | None = None
    trouble: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)


class Gate:
    """Lets through what a robots.txt allows to ``agent``. Threads may share it."""

    def __init__(self, asker: Asker, tries: Tries, agent: str) -> None:
        self._asker = asker
        self._tries = tries
        self._product = product(agent)
        self._sites: dict[str, _Site] = {}
        self._lock = threading.Lock()

    def check(self, target: Target, deadline: Deadline) -> None:
        """Raise UnreadableError for a page that may not be read; reading them is not counted."""
        with self._lock:
            site = self._sites.setdefault(target.origin, _Site())
        with deadline.paused(), site.lock:
            if site.rules is None and not site.trouble:
                self._learn(site, target)
        if site.rules is None:
            raise UnreadableError(f"is left alone, since its robots.txt {site.trouble}")
        if not site.rules.allow(target.path.decode("ascii")):
            raise UnreadableError(
                "is not to be read by programs, its robots.txt says (robots in [web])"
            )

    def _learn(self, site: _Site, target: Target) -> None:
        where = redirected(target, "/robots.txt")
        try:
            answer = self._tries.run(
                lambda left: self._asker.ask(where, Order(left, cut=MOST_BYTES))
            )
            data = answer.data
        except AskedError as error:
            if not 400 <= error.status < 500 or error.status == TOO_MANY:
                site.trouble = str(error)  # RFC 9309: a server in trouble forbids everything
                return
            data = b""  # there is none, so everything may be read
        except UnreadableError as error:
            site.trouble = str(error)
            return
        site.rules = parse(data.decode("utf-8", "replace"), self._product)
        self._asker.turns.slow(target.host, site.rules.delay)
