"""How long one fetch may take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Deadline:
    """Seconds for all that is asked in one fetch; being polite to a host is not counted."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def left(self) -> float:
        """Return the seconds left; 0 or less when it is over."""
        return self._end - self._clock()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Within this, time does not count."""
        begun = self._clock()
        try:
            yield
        finally:
            self._end += self._clock() - begun
