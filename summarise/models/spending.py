"""What calls may take: tokens for an answer, places and turns at a server, the run's money.

Each is a backend that holds a backend: Headroom, Limit and Budget.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from summarise.config import BackendConfig
from summarise.errors import BackendError, CutError, SpentError
from summarise.models import Backend, Completion, Prompt, Wrapper, prompt_tokens, tokens
from summarise.models.resilience import TIME_IS_UP
from summarise.retry import Left, endless

STEP: Final = 4
"""How many times the tokens are allowed when thoughts took them all: a call that is cut in its
thoughts is paid for all the same, so there should be few."""

MOST: Final = 16
"""How many times the tokens of a prompt may be allowed in the end."""

WINDOW: Final = 60.0
"""Seconds that a limit "a minute" looks back: what providers count is such a window."""

MILLION: Final = 1_000_000

_LOOK: Final = 1.0  # seconds between two looks at the clock, where nothing is settled


class Headroom(Wrapper):
    """Allows more tokens when a model's thoughts, which count as its answer, have taken them all.

    ``context`` is the model's window in tokens, of which what the prompt needs stays free; ``most``
    are the tokens that this backend may answer at first, whatever the prompt allows. What was
    learnt is kept: the next prompts begin with it. Threads may share it. Each try is a call of the
    backend that it holds, so what counts calls belongs there.
    """

    def __init__(self, backend: Backend, context: int, most: int | None = None) -> None:
        super().__init__(backend)
        self._context = context
        self._most = most
        self._times = 1
        self._lock = threading.Lock()

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError, of which a CutError when no more fits."""
        while True:
            times = self._times
            asked = self._roomier(prompt, times)
            try:
                return self._backend.complete(asked)
            except CutError as error:
                if not error.thinking:
                    raise
                with self._lock:  # another thread may have learnt the same, or more, meanwhile
                    self._times = max(self._times, min(times * STEP, MOST))
                if self._roomier(prompt, self._times).max_tokens <= asked.max_tokens:
                    raise

    def _roomier(self, prompt: Prompt, times: int) -> Prompt:
        allowed = min(prompt.max_tokens, self._most or prompt.max_tokens)
        room = max(self._context - prompt_tokens(prompt), allowed)
        return replace(prompt, max_tokens=min(allowed * times, room))


class Limit(Wrapper):
    """Keeps to a server's limits: threads share it, and wait in it.

    ``in_flight`` calls may be under way, and ``requests`` and ``tokens`` a minute; 0 a minute is no
    limit. A wait that would outlast the run's time is a SpentError at once.
    """

    def __init__(
        self,
        backend: Backend,
        in_flight: int,
        requests: int = 0,
        tokens: int = 0,
        *,
        left: Left = endless,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(backend)
        self._places = threading.BoundedSemaphore(in_flight)
        self._paces = [_Pace(limit or math.inf) for limit in (requests, tokens)]
        self._left = left
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt, in its turn. Raises SpentError and BackendError."""
        with self._places:
            while wait := self._taken(1, prompt_tokens(prompt) + prompt.max_tokens):
                if wait > self._left():
                    raise SpentError(
                        f"the limits a minute ask for a wait of {wait:.0f} seconds, "
                        "which is longer than the run may take (budget.seconds)"
                    )
                self._sleep(wait)
            return self._backend.complete(prompt)

    def _taken(self, *amounts: int) -> float:
        """Take the amounts and return 0, or the seconds to wait before trying again."""
        with self._lock:
            now = self._clock()
            paces = list(zip(self._paces, amounts, strict=True))
            wait = max(pace.wait(amount, now) for pace, amount in paces)
            if not wait:
                for pace, amount in paces:
                    pace.taken.append((now, amount))
            return wait


class _Pace:
    """A limit on the sum of amounts within the window; what alone exceeds it passes alone."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self.taken: deque[tuple[float, int]] = deque()

    def wait(self, amount: int, now: float) -> float:
        """Return how many seconds to wait until the amount may be taken."""
        while self.taken and self.taken[0][0] <= now - WINDOW:
            self.taken.popleft()
        over = sum(earlier for _, earlier in self.taken) + amount - self._limit
        wait = 0.0
        for taken_at, earlier in self.taken:
            if over <= 0:
                break
            over -= earlier
            wait = taken_at + WINDOW - now
        return wait


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens of prompts, and of answers."""

    prompt: float = 0.0
    answer: float = 0.0

    @classmethod
    def of_backend(cls, settings: BackendConfig) -> Price:
        """Return the price in a backend's settings; 0 where it is not known."""
        return cls(settings.price_in or 0.0, settings.price_out or 0.0)

    def of(self, prompt: int, answer: int) -> float:
        """Return what so many tokens cost, in US dollars."""
        return (prompt * self.prompt + answer * self.answer) / MILLION


@dataclass(frozen=True, slots=True)
class Spent:
    """An amount: calls, tokens and US dollars."""

    calls: int = 0
    tokens: int = 0
    usd: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.calls + other.calls, self.tokens + other.tokens, self.usd + other.usd)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.calls - other.calls, self.tokens - other.tokens, self.usd - other.usd)


class Purse:
    """The run's money and tokens; all threads and backends draw on the same one. 0 is no cap."""

    def __init__(self, usd: float = 0.0, tokens: int = 0) -> None:
        self._caps = Spent(tokens=tokens, usd=usd)
        self._changed = threading.Condition()
        self._reserved = Spent()
        self._spent = Spent()
        self._closed = False

    @property
    def spent(self) -> Spent:
        """What has been spent so far; a call that is under way counts as its worst case."""
        with self._changed:
            return self._spent + self._reserved

    def reserve(self, worst: Spent, left: Left) -> None:
        """Put the worst case of a call aside. Raises SpentError when it may pass a cap.

        When only calls that are under way stand in the way, and seconds are ``left``, it waits for
        them to be settled: what is refused must not hang on which thread is quicker.
        """
        with self._changed:
            while not self._closed and left() > 0:
                if not self._passed(self._spent + self._reserved + worst):
                    self._reserved += worst
                    return
                if passed := self._passed(self._spent + worst):
                    raise SpentError(passed)
                self._changed.wait(min(left(), _LOOK))
        raise SpentError(TIME_IS_UP)

    def settle(self, worst: Spent, actual: Spent) -> None:
        """Take what a call really cost out of the purse, and put the rest back."""
        with self._changed:
            self._reserved -= worst
            self._spent += actual
            self._changed.notify_all()

    def close(self) -> None:
        """Give nothing out any more: the run is over, and threads that it left behind go on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _passed(self, total: Spent) -> str:
        """Return which cap a total passes, as a sentence, or nothing."""
        if 0 < self._caps.tokens < total.tokens:
            cap = f"{self._caps.tokens:,} tokens (budget.tokens)"
        elif 0 < self._caps.usd < total.usd:
            cap = f"{self._caps.usd:g} USD (budget.usd)"
        else:
            return ""
        return f"the budget of {cap} leaves no room for another call"


class Budget(Wrapper):
    """Reserves a call's worst case before it, and settles after it.

    It stands right before the backend itself, and so begins nothing when no time is ``left``.
    """

    def __init__(self, backend: Backend, purse: Purse, price: Price, left: Left = endless) -> None:
        super().__init__(backend)
        self._purse = purse
        self._price = price
        self._left = left

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises SpentError when that may pass a cap, and BackendError."""
        asked = prompt_tokens(prompt)
        worst = self._cost(asked, prompt.max_tokens)
        self._purse.reserve(worst, self._left)
        actual = worst  # what is not known to be less, as after a timeout or a bug
        try:
            completion = self._backend.complete(prompt)
            actual = self._cost(*_used(completion, asked))
        except BackendError as error:
            if error.tokens is not None:
                actual = self._cost(*error.tokens)
            raise
        finally:
            self._purse.settle(worst, actual)
        return completion

    def _cost(self, prompt: int, answer: int) -> Spent:
        return Spent(1, prompt + answer, self._price.of(prompt, answer))


def _used(completion: Completion, asked: int) -> tuple[int, int]:
    """Return the tokens of a call; they are estimated if the server does not tell them."""
    if completion.prompt_tokens or completion.completion_tokens:
        return completion.prompt_tokens, completion.completion_tokens
    return asked, tokens(completion.text)
