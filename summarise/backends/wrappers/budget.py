"""What a run has cost so far, and may cost: calls, tokens and US dollars, of all its backends."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

from summarise.backends import Backend, Completion, Prompt, Wrapper
from summarise.backends.estimate import prompt_tokens, tokens
from summarise.backends.wrappers.timeout import TIME_IS_UP
from summarise.config import BackendConfig
from summarise.errors import BackendError, SpentError
from summarise.retry import Left, endless

MILLION: Final = 1_000_000

_LOOK: Final = 1.0  # seconds between two looks at the clock, where nothing is settled


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens of prompts, and of answers."""

    prompt: float = 0.0
    answer: float = 0.0

    @classmethod
    def of_backend(cls, settings: BackendConfig, share: float = 1.0) -> Price:
        """Return the price in a backend's settings, or a share of it; 0 where it is not known."""
        return cls(share * (settings.price_in or 0.0), share * (settings.price_out or 0.0))

    def of(self, prompt: int, answer: int) -> float:
        """Return what so many tokens cost, in US dollars."""
        return (prompt * self.prompt + answer * self.answer) / MILLION


@dataclass(frozen=True, slots=True)
class Spent:
    """An amount: calls, tokens and US dollars."""

    calls: int = 0
    tokens: int = 0
    usd: float = 0.0


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
            return _sum(self._spent, self._reserved)

    def reserve(self, worst: Spent, left: Left | None = None) -> None:
        """Put the worst case of a call aside. Raises SpentError when it may pass a cap.

        When only calls that are under way stand in the way, and seconds are ``left``, it waits for
        them to be settled: what is refused must not hang on which thread is quicker.
        """
        with self._changed:
            while not self._closed and (left is None or left() > 0):
                passed = self._passed(_sum(_sum(self._spent, self._reserved), worst))
                if not passed:
                    self._reserved = _sum(self._reserved, worst)
                    return
                if left is None or self._passed(_sum(self._spent, worst)):
                    raise SpentError(passed)
                self._changed.wait(min(left(), _LOOK))
        raise SpentError(TIME_IS_UP)

    def settle(self, worst: Spent, actual: Spent) -> None:
        """Take what a call really cost out of the purse, and put the rest back."""
        with self._changed:
            self._reserved = _sum(self._reserved, worst, sign=-1)
            self._spent = _sum(self._spent, actual)
            self._changed.notify_all()

    def close(self) -> None:
        """Give nothing out any more: the run is over, and threads that it left behind go on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _passed(self, total: Spent) -> str:
        """Return which cap a total passes, as a sentence, or nothing."""
        if self._caps.tokens and total.tokens > self._caps.tokens:
            return (
                f"the budget of {self._caps.tokens:,} tokens (budget.tokens) leaves no room for "
                "another call"
            )
        if self._caps.usd and total.usd > self._caps.usd:
            return (
                f"the budget of {self._caps.usd:g} USD (budget.usd) leaves no room for another call"
            )
        return ""


class Budget(Wrapper):
    """A backend that holds a backend: reserves a call's worst case before it, settles after it.

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


def _sum(one: Spent, other: Spent, sign: int = 1) -> Spent:
    return Spent(
        one.calls + sign * other.calls,
        one.tokens + sign * other.tokens,
        one.usd + sign * other.usd,
    )
