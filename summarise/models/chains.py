"""Who is asked in a run, at each stage of the writing.

::

    a recording > Fallback > each backend of the stage, and round it
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

from summarise.config import BackendConfig, Config
from summarise.config.tables import STAGES, Stage, chain, judges_itself
from summarise.errors import ConfigError
from summarise.models import Backend, Prompt, close
from summarise.models.build import Guarded, build
from summarise.models.cache import Answers, Cache, key, opened
from summarise.models.replay import Player, Recorder
from summarise.models.resilience import PATIENCE, Breaker, Fallback, Retry, Timeout
from summarise.models.spending import Budget, Headroom, Limit, Price, Purse, Spent
from summarise.retry import Deadline

log = logging.getLogger(__name__)

OWN: Final = "own"
"""What the caller's own backend is called where the config has no name for it."""

IN_FLIGHT: Final = 4
"""Calls to one server at the same time, where the config does not say; a model on this machine
answers one at a time anyway."""


class Models:
    """The models of a run. All draw on one purse, and have the seconds that are ``left`` of it.

    A caller's ``own`` backend stands in for all that the config names, at every stage: it is asked
    once, by one thread unless the config says more, nothing of it is kept, and it is not closed.
    ``replay`` records the calls, or plays them, in which case nobody is asked. Raises ConfigError
    when a backend can't be built. Close it in the end.
    """

    def __init__(
        self,
        config: Config,
        environment: Mapping[str, str],
        own: Backend | None = None,
        *,
        replay: Recorder | Player | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._config = config
        self._environment = environment
        self._own = own
        self._recorder = replay if isinstance(replay, Recorder) else None
        self._player = replay if isinstance(replay, Player) else None
        self._clock = clock
        self._sleep = sleep
        self.left = Deadline(config.budget.seconds or math.inf, clock).left
        self._purse = Purse(config.budget.usd, config.budget.tokens)
        self._answers: Answers | None = None
        self._caches: list[Cache] = []
        self._backends: dict[str, Backend] = {}
        self._chains: dict[tuple[str, ...], Fallback | Player] = {}
        try:
            for stage in STAGES:
                self._chain(stage)
        except ConfigError:
            self.close()
            raise

    @property
    def names(self) -> tuple[str, ...]:
        """The backends that are asked first, by name, each once; none without a model."""
        firsts = [names[0] for stage in STAGES if (names := self._names(stage))]
        return tuple(dict.fromkeys(firsts))

    @property
    def spent(self) -> Spent:
        """What was spent so far."""
        return self._purse.spent

    @property
    def cached(self) -> int:
        """How many answers had been paid for in an earlier run."""
        return sum(cache.answered for cache in self._caches)

    @property
    def answered(self) -> tuple[str, ...]:
        """The models that have answered so far, as their servers call them."""
        return tuple(sorted({model for asked in self._chains.values() for model in asked.answered}))

    @property
    def troubles(self) -> tuple[str, ...]:
        """Who stood in for whom so far, and why, in sentences."""
        return tuple(sorted({said for asked in self._chains.values() for said in asked.troubles}))

    @property
    def in_flight(self) -> int:
        """How many calls are worth making at the same time."""
        return max(map(self._in_flight, self.names), default=1)

    def stage(self, stage: Stage) -> Backend | None:
        """Return who is asked at a stage; None when that is no model."""
        asked = self._chain(stage)
        return self._recorder.listening(asked) if asked and self._recorder else asked

    def settings(self, stage: Stage) -> BackendConfig:
        """Return the settings of the backend that is asked first at a stage."""
        names = self._names(stage)
        return self._settings(names[0]) if names else BackendConfig()

    def name(self, stage: Stage) -> str:
        """Return what the backend is called that is asked first at a stage."""
        return next(iter(self._names(stage)), "")

    def finish(self) -> None:
        """End the recording. Raises ReplayError when the run did not ask all that was recorded."""
        if self._recorder:
            self._recorder.troubles = self.troubles
        if self._player:
            self._player.finish()

    def close(self) -> None:
        """Have no call begun any more, and close all backends but the caller's own."""
        self._purse.close()
        for backend in self._backends.values() if self._own is None else ():
            close(backend)
        if self._answers is not None:
            self._answers.close()

    def _names(self, stage: Stage) -> tuple[str, ...]:
        """Return the backends of a stage, by name, in the order in which they are asked."""
        names = chain(self._config, stage)
        if self._own is None:
            return names
        if stage == "headline" or (stage == "judge" and judges_itself(self._config.briefing.judge)):
            return ()
        return names[:1] or (OWN,)

    def _settings(self, name: str) -> BackendConfig:
        return self._config.backends.get(name, BackendConfig())

    def _in_flight(self, name: str) -> int:
        settings = self._settings(name)
        one_by_one = self._own is not None or settings.kind == "local"
        return settings.in_flight or (1 if one_by_one else IN_FLIGHT)

    def _chain(self, stage: Stage) -> Fallback | Player | None:
        names = self._names(stage)
        if names and names not in self._chains:
            self._chains[names] = self._player or Fallback(
                [(name, self._backend(name)) for name in names]
            )
        return self._chains.get(names)

    def _backend(self, name: str) -> Backend:
        """Return ``[backends.NAME]`` with all that is put round it: each is built once."""
        if name not in self._backends:
            backend = self._own or Guarded(
                build(name, self._config, self._environment), name, "summarise"
            )
            named = partial(
                key, config=self._settings(name), identity=getattr(backend, "identity", "")
            )
            limited = self._limited(backend, self._settings(name), self._in_flight(name))
            self._backends[name] = self._cached(Timeout(limited, self.left), named)
        return self._backends[name]

    def _limited(self, backend: Backend, settings: BackendConfig, in_flight: int) -> Backend:
        limit = Limit(
            Budget(backend, self._purse, Price.of_backend(settings), self.left),
            in_flight,
            settings.requests_per_minute,
            settings.tokens_per_minute,
            left=self.left,
            clock=self._clock,
            sleep=self._sleep,
        )
        # Without a deadline it is a call's own patience that ends its waiting.
        patience = PATIENCE if self.left() == math.inf else math.inf
        roomy = Headroom(limit, settings.context, settings.max_tokens)
        attempts = settings.attempts if self._own is None else 1
        return Breaker(Retry(roomy, attempts, self._sleep, patience, self.left))

    def _cached(self, backend: Backend, key: Callable[[Prompt], str]) -> Backend:
        """Put the cache round a backend; a run goes without one that can't be used."""
        if self._own is not None or not self._config.cache.enabled:
            return backend
        try:
            self._answers = self._answers or opened(self._config.cache, self._config.store)
        except ConfigError as error:
            log.warning("answers are not kept: %s", error)
            return backend
        self._caches.append(Cache(backend, self._answers, key))
        return self._caches[-1]
