"""The time that a run may take: nothing is begun, and nothing is waited for, beyond it."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from summarise.backends import Backend, Completion, Prompt, Wrapper, count
from summarise.errors import SpentError

T = TypeVar("T")

Left = Callable[[], float]
"""Returns the seconds that are left; infinite where there is no deadline."""

TIME_IS_UP: Final = (
    "the time that the run may take is used up; raise budget.seconds if the models need longer"
)


def endless() -> float:
    """Return the seconds that are left of a run without a deadline."""
    return math.inf


def deadline(seconds: float, clock: Callable[[], float] = time.monotonic) -> Left:
    """Return what tells the seconds left from now on; ``seconds`` of 0 is no deadline."""
    if not seconds:
        return endless
    end = clock() + seconds
    return lambda: end - clock()


class Deadline(Wrapper):
    """A backend that holds a backend, and leaves a call behind when the time is up.

    The call itself goes on in a thread of its own, which no one waits for: no timeout of a client
    covers everything that can hang, in a plug-in least of all. What it begins from then on is
    refused by Budget, which stands right before the backend itself.
    """

    def __init__(self, backend: Backend, left: Left) -> None:
        super().__init__(backend)
        self._left = left
        self._counts = True

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises SpentError when the time is up, and BackendError."""
        call = _Call(lambda: self._backend.complete(prompt))
        if not call.made(self._left()):
            raise SpentError(TIME_IS_UP, tokens=None if call.begun else (0, 0))
        return call.result()

    def count(self, text: str) -> int | None:
        """Return the model's own count; None, and no more from then on, when it takes too long."""
        if not self._counts:
            return None
        call = _Call(lambda: count(self._backend, text))
        if not call.made(self._left()):
            self._counts = False
            return None
        return call.result()


class _Call(Generic[T]):
    """A call in a thread of its own, and what came of it."""

    def __init__(self, function: Callable[[], T]) -> None:
        self._function = function
        self._done = threading.Event()
        self._results: list[T] = []
        self._error: BaseException | None = None
        self.begun = False

    def made(self, seconds: float) -> bool:
        """Make the call, if there is any time; return whether it came to its end in it."""
        if seconds <= 0:
            return False
        self.begun = True
        if seconds == math.inf:
            self._run()
            return True
        threading.Thread(target=self._run, daemon=True).start()
        return self._done.wait(seconds)

    def result(self) -> T:
        """Return what the call returned, or raise what it raised."""
        if self._error is not None:
            raise self._error
        return self._results[0]

    def _run(self) -> None:
        try:
            self._results.append(self._function())
        except BaseException as error:  # raised again, where it is waited for
            self._error = error
        finally:
            self._done.set()
