"""What a run has cost so far, and may cost: calls, tokens and US dollars, of all its backends."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Final

from summarise.backends import Backend, Completion, Prompt, Wrapper
from summarise.backends.estimate import prompt_tokens, tokens
from summarise.errors import BackendError, SpentError

MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens of prompts, and of answers."""

    prompt: float = 0.0
    answer: float = 0.0

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
        self._lock = threading.Lock()
        self._reserved = Spent()
        self._spent = Spent()

    @property
    def spent(self) -> Spent:
        """What has been spent so far."""
        return self._spent

    def reserve(self, worst: Spent) -> None:
        """Put the worst case of a call aside. Raises SpentError when it may pass a cap."""
        with self._lock:
            tokens = self._spent.tokens + self._reserved.tokens + worst.tokens
            usd = self._spent.usd + self._reserved.usd + worst.usd
            if self._caps.tokens and tokens > self._caps.tokens:
                raise SpentError(
                    f"the budget of {self._caps.tokens:,} tokens leaves no room for another call "
                    f"({self._spent.tokens:,} are used); raise budget.tokens"
                )
            if self._caps.usd and usd > self._caps.usd:
                raise SpentError(
                    f"the budget of {self._caps.usd:g} USD leaves no room for another call "
                    f"({self._spent.usd:.4f} are spent); raise budget.usd"
                )
            self._reserved = _sum(self._reserved, worst)

    def settle(self, worst: Spent, actual: Spent) -> None:
        """Take what a call really cost out of the purse, and put the rest back."""
        with self._lock:
            self._reserved = _sum(self._reserved, worst, sign=-1)
            self._spent = _sum(self._spent, actual)


class Budget(Wrapper):
    """A backend that holds a backend: reserves a call's worst case before it, settles after it."""

    def __init__(self, backend: Backend, purse: Purse, price: Price) -> None:
        super().__init__(backend)
        self._purse = purse
        self._price = price

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises SpentError when that may pass a cap, and BackendError."""
        asked = prompt_tokens(prompt)
        worst = self._cost(asked, prompt.max_tokens)
        self._purse.reserve(worst)
        actual = worst  # what is not known to be less, as after a timeout or a bug
        try:
            completion = self._backend.complete(prompt)
            actual = self._cost(*_used(completion, asked))
        except BackendError as error:
            if error.tokens is not None:
                actual = self._cost(*error.tokens)
            raise
        finally:
            self._purse.settle(worst, replace(actual, calls=1))
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
