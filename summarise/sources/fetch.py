"""The web, fetched safely and politely: ``Web`` is the Fetcher of a run.

::

    fetch ── what is known of an address, what is learnt, one answer for whoever asks
      └─ asking ── again, where that may help; addresses checked, robots.txt, turns ─> wire
           └─ redirections, each checked anew
"""

from __future__ import annotations

import hashlib
import math
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from summarise import __version__
from summarise.config import InputConfig, WebConfig
from summarise.errors import ConfigError
from summarise.plain import public
from summarise.retry import Deadline
from summarise.sources.addresses import GONE, AskedError, Target, redirected, target
from summarise.sources.asking import Answer, Asker, Order, Resolve, Tries, Turns, lookup, unchecked
from summarise.sources.loader import Fetched, LeftError, UnreadableError, Validator, Wanted
from summarise.sources.robots import Gate

_SENDABLE: Final = re.compile(r"[\x20-\x7e]*")
"""What a header may hold: a line break would begin another one."""

LONGEST_VALIDATOR: Final = 1000
"""Characters: an ETag is some dozens, and the store need not hold what a server makes up."""

PAGE_BEGINS: Final = 2000
"""Bytes in which a page says that it is HTML."""

_GONE: Final = 410

MOST_FAILURES: Final = 3
"""Addresses of one host that fail one after another, each with all its attempts, before the others
are left for the next run."""

DOWN: Final = (
    f"is left for the next run, since its host failed {MOST_FAILURES} times one after another"
)


class Web:
    """A Fetcher of what http and https addresses hold. Threads may share it.

    ``known`` maps addresses to what was learnt of them in earlier runs; ``learnt`` is what is to be
    kept of this one. Its time (``seconds`` of the config) begins when it is made. Nothing stays
    open between two requests: to be polite takes longer than to connect. Raises ConfigError for a
    user agent or an ``allow`` that can't be.
    """

    def __init__(
        self,
        config: WebConfig,
        limits: InputConfig,
        known: Mapping[str, Validator],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        resolve: Resolve = lookup,
    ) -> None:
        agent = config.user_agent or f"summarise/{__version__}"
        if not _SENDABLE.fullmatch(agent):
            raise ConfigError("web.user_agent: letters of ASCII, spaces and signs only.")
        self._robots = config.robots
        self._known = known
        self._learnt: dict[str, Validator] = {}
        whole = Deadline(config.seconds or math.inf, clock).left
        self._tries = Tries(config.timeout, clock, sleep, whole)
        turns = Turns(config.delay, clock, sleep, whole)
        self._failed: Counter[str] = Counter()
        self._asker = Asker(config, limits, agent, turns, resolve)
        self._gate = Gate(self._asker, self._tries, agent)

    @property
    def learnt(self) -> tuple[Validator, ...]:
        """What is new about the addresses that were asked for."""
        return tuple(self._learnt[name] for name in sorted(self._learnt))

    def fetch(self, url: str, wanted: Wanted = "any", /) -> Fetched:
        """Return what the address holds. Raises UnreadableError with the reason.

        Pages are left alone where a robots.txt says so; of what is wanted as one nothing is learnt:
        it is read once, as part of a feed.
        """
        asked = target(url)
        name = _kept_as(asked.url)
        known = self._known.get(name, Validator(name))
        if known.gone:
            raise UnreadableError(GONE)
        try:
            answer = self._follow(asked, known, wanted)
        except AskedError as error:
            if error.status == _GONE and wanted != "page":
                self._learnt[name] = Validator(name, gone=True)
            raise
        page = b"<html" in answer.data[:PAGE_BEGINS].lower()  # and no feed that is served as one
        if wanted == "any" and self._robots and page:
            # What an address holds is known when it has come: one request, of which nothing is used
            self._tries.run(lambda left: self._gate.check(answer.target, left))
        if wanted != "page":
            self._learn(known, answer)
        media = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Fetched(answer.target.url, answer.data, media, answer.charset, answer.unchanged)

    def forget(self, url: str, /) -> None:
        """Keep no validators of an address that was asked for; what was found is asked for anew."""
        name = _kept_as(target(url).url)
        if learnt := self._learnt.get(name):
            self._learnt[name] = replace(learnt, etag="", modified="")

    def _follow(self, asked: Target, known: Validator, wanted: Wanted) -> Answer:
        """Ask where it has moved to; when that fails, the move may have been a mistake."""
        if known.moved_to:
            try:
                answer = self._ask(redirected(asked, known.moved_to), known, wanted)
                return replace(answer, moved_to=answer.moved_to or known.moved_to)
            except UnreadableError as error:
                if isinstance(error, AskedError) and error.passes:
                    raise
        return self._ask(asked, known, wanted)

    def _ask(self, asked: Target, known: Validator, wanted: Wanted) -> Answer:
        check = self._gate.check if wanted == "page" and self._robots else unchecked
        conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
        headers = {name: value for name, value in conditions.items() if value}
        if self._failed[asked.origin] >= MOST_FAILURES:
            raise LeftError(DOWN)
        try:
            answer = self._tries.run(
                lambda left: self._asker.ask(asked, Order(left, headers, check))
            )
        except AskedError as error:
            self._failed[asked.origin] = self._failed[asked.origin] + 1 if error.passes else 0
            raise
        self._failed[asked.origin] = 0
        return answer

    def _learn(self, known: Validator, answer: Answer) -> None:
        """Keep what the next run may ask with, where it is not what is known already."""
        before = known if answer.unchanged else Validator(known.url)
        etag = _kept(answer.headers.get("etag", before.etag))
        modified = _kept(answer.headers.get("last-modified", before.modified))
        moved_to = answer.moved_to if public(answer.moved_to) == answer.moved_to else ""
        new = Validator(known.url, etag, modified, moved_to)
        if new != known:
            self._learnt[known.url] = new


def _kept_as(url: str) -> str:
    """Return the name that an address goes by in the store, which holds no key."""
    shown = public(url)
    return url if shown == url else f"{shown}#{hashlib.sha256(url.encode()).hexdigest()[:16]}"


def _kept(value: str) -> str:
    """Return a header's value, or nothing where it could not be sent back."""
    return value if len(value) <= LONGEST_VALIDATOR and _SENDABLE.fullmatch(value) else ""
