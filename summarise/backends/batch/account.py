"""What the prompts of batches may cost, and what they did."""

from __future__ import annotations

from typing import Final

from summarise.backends import Prompt
from summarise.backends.batch.files import BatchResults
from summarise.backends.estimate import prompt_tokens
from summarise.backends.wrappers.budget import Price, Purse, Spent
from summarise.config import BackendConfig

HALF: Final = 0.5
"""What a call in a batch costs, as a share of a live one (OpenAI's price)."""


class Account:
    """Draws on the run's purse for prompts in batches, by their keys. Settle it in the end."""

    def __init__(self, purse: Purse, settings: BackendConfig) -> None:
        self._purse = purse
        self._price = Price.of_backend(settings, HALF)
        self._worst: dict[str, Spent] = {}

    def reserve(self, key: str, prompt: Prompt) -> None:
        """Put the worst case of a prompt aside. Raises SpentError."""
        worst = self._cost(prompt_tokens(prompt), prompt.max_tokens)
        self._purse.reserve(worst)
        self._worst[key] = worst

    def pay(self, results: BatchResults) -> None:
        """Take what the answers of a batch cost out of the purse."""
        for key, answer in results.answers.items():
            # Nothing was put aside for the batch of an earlier run.
            worst = self._worst.pop(key, Spent())
            self._purse.settle(worst, self._cost(answer.prompt_tokens, answer.completion_tokens))
        for key in results.failures:
            self._purse.settle(self._worst.pop(key, Spent()), Spent(calls=1))
        tokens = results.failed_tokens
        self._purse.settle(Spent(), Spent(0, sum(tokens), self._price.of(*tokens)))

    def settle(self) -> None:
        """Put back what was put aside and is not paid."""
        for worst in self._worst.values():
            self._purse.settle(worst, Spent())
        self._worst.clear()

    def _cost(self, prompt: int, answer: int) -> Spent:
        return Spent(1, prompt + answer, self._price.of(prompt, answer))
