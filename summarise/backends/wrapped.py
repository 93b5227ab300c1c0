"""The backends of one run by name: each is built once, and wrapped.

::

    Cache > Timeout > Breaker > Retry > Headroom > Limit > Budget > the backend itself

So an answer that was paid for before costs nothing and waits for nothing, whatever hangs is left
behind when the run's time is up, and each attempt is limited and paid for by itself.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from summarise.backends import Backend, Prompt, close
from summarise.backends.build import build
from summarise.backends.wrappers.answers import Answers, opened
from summarise.backends.wrappers.budget import Budget, Price, Purse
from summarise.backends.wrappers.cache import Cache, key
from summarise.backends.wrappers.fallback import Breaker
from summarise.backends.wrappers.headroom import Headroom
from summarise.backends.wrappers.limit import Limit
from summarise.backends.wrappers.retry import PATIENCE, Retry
from summarise.backends.wrappers.timeout import Timeout
from summarise.config import BackendConfig, Config
from summarise.errors import ConfigError
from summarise.retry import Left

log = logging.getLogger(__name__)

IN_FLIGHT: Final = 4
"""Calls to one server at the same time, where the config does not say; a model on this machine
answers one at a time anyway."""


class Wrapped:
    """Builds what the config names, at its first use. Raises ConfigError when it can't.

    All draw on one ``purse``, and have the seconds that are ``left`` of the run. A caller's ``own``
    backend stands in for all of them: it is asked once, by one thread unless the config says more,
    nothing of it is kept, and it is not closed. Close the others in the end.
    """

    def __init__(
        self,
        config: Config,
        environment: Mapping[str, str],
        purse: Purse,
        left: Left,
        own: Backend | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._config = config
        self._environment = environment
        self._purse = purse
        self._left = left
        self._own = own
        self._clock = clock
        self._sleep = sleep
        self._store: Answers | None = None
        self._built: dict[str, Backend] = {}
        self._identities: dict[str, str] = {}
        self._caches: list[Cache] = []

    @property
    def cached(self) -> int:
        """How many answers had been paid for in an earlier run."""
        return sum(cache.answered for cache in self._caches)

    def get(self, name: str) -> Backend:
        """Return ``[backends.NAME]`` with all that is put round it."""
        if name not in self._built:
            self._built[name] = self._wrapped(name)
        return self._built[name]

    def settings(self, name: str) -> BackendConfig:
        """Return ``[backends.NAME]`` of the config."""
        return self._config.backends.get(name, BackendConfig())

    def in_flight(self, name: str) -> int:
        """Return how many calls may be under way at the same time."""
        settings = self.settings(name)
        one_by_one = self._own is not None or settings.kind == "local"
        return settings.in_flight or (1 if one_by_one else IN_FLIGHT)

    def key(self, name: str, prompt: Prompt) -> str:
        """Return the name under which the answer to a prompt is kept."""
        return key(prompt, self.settings(name), self._identities.get(name, ""))

    def close(self) -> None:
        """Close all that was built."""
        for backend in self._built.values() if self._own is None else ():
            close(backend)
        if self._store is not None:
            self._store.close()

    def _wrapped(self, name: str) -> Backend:
        settings = self.settings(name)
        backend = self._own or build(name, self._config, self._environment)
        self._identities[name] = getattr(backend, "identity", "")
        limit = Limit(
            Budget(backend, self._purse, Price.of_backend(settings), self._left),
            self.in_flight(name),
            settings.requests_per_minute,
            settings.tokens_per_minute,
            left=self._left,
            clock=self._clock,
            sleep=self._sleep,
        )
        # Without a deadline it is a call's own patience that ends its waiting.
        patience = PATIENCE if self._left() == math.inf else math.inf
        roomy = Headroom(limit, settings.context, settings.max_tokens)
        attempts = settings.attempts if self._own is None else 1
        tried = Breaker(Retry(roomy, attempts, self._sleep, patience, self._left))
        timed = Timeout(tried, self._left)
        return self._kept(name, timed) if self._own is None else timed

    def _kept(self, name: str, backend: Backend) -> Backend:
        named = partial(self.key, name)
        store = self._opened()
        if store is None:
            return backend
        self._caches.append(Cache(backend, store, named))
        return self._caches[-1]

    def _opened(self) -> Answers | None:
        """Return the cache; a run goes without one that can't be used."""
        settings = self._config.cache
        if self._store is None and settings.enabled:
            try:
                self._store = opened(settings, self._config.store)
            except ConfigError as error:
                log.warning("answers are not kept: %s", error)
        return self._store
