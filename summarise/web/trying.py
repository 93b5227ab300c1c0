"""Try again what can pass: overload, faults of a server, timeouts, broken connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from summarise.web.deadline import Deadline
from summarise.web.refusals import AskedError

if TYPE_CHECKING:
    import tenacity

ATTEMPTS: Final = 3
"""For one fetch, the first one included: a feed is read again by the next run anyway."""

FIRST_WAIT: Final = 1.0
"""Seconds; the wait doubles with each attempt, unless the server says how long it should be."""

LONGEST_WAIT: Final = 30.0
"""Seconds: a server that asks for more is left for the next run."""

Result = TypeVar("Result")


class Tries:
    """Makes calls, again where that may help. ``seconds`` are for all attempts of one call.

    The waits are not counted.
    """

    def __init__(
        self, seconds: float, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep

    def run(self, call: Callable[[Deadline], Result]) -> Result:
        """Return what the call returns, or raise what its last attempt raised."""
        import tenacity

        deadline = Deadline(self._seconds, self._clock)

        def gives_up(state: tenacity.RetryCallState) -> bool:
            late = state.upcoming_sleep > LONGEST_WAIT or deadline.left() <= 0
            return state.attempt_number >= ATTEMPTS or late

        def pause(seconds: float) -> None:
            with deadline.paused():
                self._sleep(seconds)

        again = tenacity.Retrying(
            retry=tenacity.retry_if_exception(lambda error: getattr(error, "passing", False)),
            stop=gives_up,
            wait=_wait,
            sleep=pause,
            reraise=True,
        )
        return again(call, deadline)


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, AskedError) and error.after is not None:
        return error.after
    return FIRST_WAIT * 2.0 ** (state.attempt_number - 1)
