"""Who is asked in a run, at each stage of the writing.

::

    a recording > Fallback > the backends of the stage, each wrapped (see wrapped)
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping

from summarise.backends import Backend
from summarise.backends.tape import Player, Recorder
from summarise.backends.wrapped import Wrapped
from summarise.backends.wrappers.budget import Purse, Spent
from summarise.backends.wrappers.fallback import Fallback
from summarise.config import BackendConfig, Config
from summarise.config.stages import STAGES, Stage, chain
from summarise.errors import ConfigError
from summarise.retry import Deadline

OWN = "own"
"""What the caller's own backend is called where the config has no name for it."""


class Models:
    """The models of a run. ``own`` stands in for all that the config names, at every stage.

    ``tape`` records the calls, or plays them, in which case nobody is asked. ``left`` tells the
    seconds that are left of the run. Raises ConfigError when a backend can't be built. Close it in
    the end.
    """

    def __init__(
        self,
        config: Config,
        environment: Mapping[str, str],
        own: Backend | None = None,
        *,
        tape: Recorder | Player | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._config = config
        self.left = Deadline(config.budget.seconds or math.inf, clock).left
        self._purse = Purse(config.budget.usd, config.budget.tokens)
        self._recorder = tape if isinstance(tape, Recorder) else None
        self._played = tape if isinstance(tape, Player) else None
        self._own = own
        self._wrapped = Wrapped(
            config, environment, self._purse, self.left, own, clock=clock, sleep=sleep
        )
        self._chains: dict[tuple[str, ...], Fallback] = {}
        try:
            for stage in () if self._played else STAGES:
                self._chain(stage)
        except ConfigError:
            self.close()
            raise

    @property
    def names(self) -> tuple[str, ...]:
        """The backends that are asked first, by name, each once; none without a model."""
        firsts = [names[0] for stage in STAGES if (names := self.names_at(stage))]
        return tuple(dict.fromkeys(firsts))

    @property
    def spent(self) -> Spent:
        """What was spent so far."""
        return self._purse.spent

    @property
    def cached(self) -> int:
        """How many answers had been paid for in an earlier run."""
        return self._wrapped.cached

    @property
    def answered(self) -> tuple[str, ...]:
        """The models that have answered so far, as their servers call them."""
        found = {model for one in self._chains.values() for model in one.answered}
        return tuple(sorted(found | self._played.answered if self._played else found))

    @property
    def troubles(self) -> tuple[str, ...]:
        """Who stood in for whom so far, and why, in sentences."""
        if self._played:
            return self._played.troubles
        return tuple(sorted({said for one in self._chains.values() for said in one.troubles}))

    @property
    def in_flight(self) -> int:
        """How many calls are worth making at the same time."""
        return max(map(self._wrapped.in_flight, self.names), default=1)

    def stage(self, stage: Stage) -> Backend | None:
        """Return who is asked at a stage; None when that is no model."""
        if self._played:
            return self._played if self.names_at(stage) else None
        asked = self._chain(stage)
        return asked and (self._recorder.listening(asked) if self._recorder else asked)

    def settings(self, stage: Stage) -> BackendConfig:
        """Return the settings of the backend that is asked first at a stage."""
        names = self.names_at(stage)
        return self._wrapped.settings(names[0]) if names else BackendConfig()

    def finish(self) -> None:
        """End the recording. Raises ReplayError when the run did not ask all that was recorded."""
        if self._recorder:
            self._recorder.troubles = self.troubles
        if self._played:
            self._played.finish()

    def close(self) -> None:
        """Have no call begun any more, and close all backends but the caller's own."""
        self._purse.close()
        self._wrapped.close()

    def names_at(self, stage: Stage) -> tuple[str, ...]:
        """Return the backends of a stage, by name, in the order in which they are asked."""
        names = chain(self._config, stage)
        if self._own is None:
            return names
        return () if stage == "headline" else names[:1] or (OWN,)

    def _chain(self, stage: Stage) -> Fallback | None:
        names = self.names_at(stage)
        if names and names not in self._chains:
            self._chains[names] = Fallback([(name, self._wrapped.get(name)) for name in names])
        return self._chains.get(names)
