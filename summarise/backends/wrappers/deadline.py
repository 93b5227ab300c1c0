"""The time that a run may take: nothing is begun, and nothing is waited for, beyond it."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import Final

from summarise.backends import Backend, Completion, Prompt, Wrapper
from summarise.errors import SpentError

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
    covers everything that can hang, in a plug-in least of all.
    """

    def __init__(self, backend: Backend, left: Left) -> None:
        super().__init__(backend)
        self._left = left

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises SpentError when the time is up, and BackendError."""
        left = self._left()
        if left == math.inf:
            return self._backend.complete(prompt)
        if left <= 0:
            raise SpentError(TIME_IS_UP)
        call = _Call(self._backend, prompt)
        threading.Thread(target=call.run, daemon=True).start()
        return call.result(left)


class _Call:
    """One call, and what came of it."""

    def __init__(self, backend: Backend, prompt: Prompt) -> None:
        self._backend = backend
        self._prompt = prompt
        self._done = threading.Event()
        self._completion: Completion | None = None
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._completion = self._backend.complete(self._prompt)
        except BaseException as error:  # raised again, where it is waited for
            self._error = error
        finally:
            self._done.set()

    def result(self, seconds: float) -> Completion:
        self._done.wait(seconds)
        if self._error is not None:
            raise self._error
        if self._completion is None:
            raise SpentError(TIME_IS_UP, tokens=None)
        return self._completion
