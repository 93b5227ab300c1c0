"""A run's prompts, sent as batches and answered before the run asks.

A first pass through the writing, with backends that answer nothing, brings up the prompts. They go
as one batch for each backend, or a batch of an earlier run is found that holds them. What it
answers is what the second pass finds already paid for; what failed in it is asked singly.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from summarise.backends import QUESTION, Backend, Completion, Prompt, Wrapper, close
from summarise.backends.batch.client import BatchClient, BatchState, wait
from summarise.backends.batch.pending import Batch, Pending
from summarise.backends.estimate import prompt_tokens
from summarise.backends.openai import OpenAIBackend
from summarise.backends.wrappers.budget import Budget, Price, Purse, Spent
from summarise.backends.wrappers.deadline import Left
from summarise.backends.wrappers.headroom import Headroom
from summarise.backends.wrappers.retry import Retry, retrying
from summarise.config import BackendConfig
from summarise.errors import BackendError, RefusedError, SpentError, UnreachableError

log = logging.getLogger(__name__)

HALF: Final = 0.5
"""What a call in a batch costs, as a share of a live one (OpenAI's price)."""

FIRST: Final = frozenset({"fact", "story"})
"""The prompts that a batch can hold; all others follow from the answers to these."""

TRIES: Final = 3
"""How often a batch is sent when the server is busy."""

Key = Callable[[Prompt], str]
Tell = Callable[[str, int, int], None]


class LaterError(BackendError):
    """A prompt was taken down for a batch."""


class Collector:
    """The backend of the first pass: it keeps the prompts, by their keys, and answers none.

    ``kept`` says of a key whether its answer is there already.
    """

    def __init__(self, key: Key, kept: Callable[[str], bool]) -> None:
        self._key = key
        self._kept = kept
        self.prompts: dict[str, Prompt] = {}

    def complete(self, prompt: Prompt) -> Completion:
        """Take the prompt down. Raises LaterError, always."""
        name = self._key(prompt)
        if prompt.name in FIRST and not self._kept(name):
            self.prompts[name] = prompt
        raise LaterError("the answer comes with a batch")


class Prepaid(Wrapper):
    """A backend that holds a backend, and has some answers beforehand, by their keys."""

    def __init__(self, backend: Backend, key: Key, answers: Mapping[str, Completion]) -> None:
        super().__init__(backend)
        self._key = key
        self._answers = answers

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError."""
        return self._answers.get(self._key(prompt)) or self._backend.complete(prompt)


class Prepayment:
    """The batches of one backend in one run. ``fetched`` are those whose answers it has.

    What they cost comes out of the ``purse``; ``submitted`` is told the id of each new batch, as
    soon as there is one. Raises ConfigError when the key or the address can't be right.
    """

    def __init__(
        self,
        name: str,
        settings: BackendConfig,
        environment: Mapping[str, str],
        purse: Purse,
        pending: Pending,
        *,
        left: Left,
        sleep: Callable[[float], None] = time.sleep,
        submitted: Callable[[str], None],
    ) -> None:
        self._name = name
        self._settings = settings
        self._environment = environment
        self._purse = purse
        self._pending = pending
        self._left = left
        self._sleep = sleep
        self._submitted = submitted
        prices = (settings.price_in or 0.0, settings.price_out or 0.0)
        self._live_price, self._price = Price(*prices), Price(*(HALF * one for one in prices))
        self._worst: dict[str, Spent] = {}
        self.answers: dict[str, Completion] = {}
        self.fetched: list[str] = []

    def answer(self, prompts: Mapping[str, Prompt], tell: Tell) -> None:
        """Have the prompts answered. Raises PendingError when that takes longer than the run may.

        Raises BackendError when the server does not do its part; ``answers`` has what came so far.
        """
        client = BatchClient(self._name, self._settings, self._environment)
        try:
            batches = self._under_way(client, prompts)
            known = {key for batch in batches for key in batch.keys}
            rest = {key: prompt for key, prompt in prompts.items() if key not in known}
            if rest:
                batches += self._sent(client, rest)
            for batch in batches:
                self._fetch(client, batch, tell)
        finally:
            client.close()

    def _under_way(self, client: BatchClient, prompts: Mapping[str, Prompt]) -> list[Batch]:
        """Return the batches of earlier runs that hold prompts of this one."""
        found = []
        for batch in self._pending.of(self._name, prompts.keys()):
            try:
                retrying(TRIES, self._sleep, left=self._left)(client.state, batch.id)
            except RefusedError as error:
                log.warning("batch %s of an earlier run is of no use: %s", batch.id, error)
                self._pending.remove(batch.id)
                continue
            log.info("batch %s of an earlier run holds prompts of this one", batch.id)
            found.append(batch)
        return found

    def _sent(self, client: BatchClient, prompts: Mapping[str, Prompt]) -> list[Batch]:
        """Send prompts as one batch: as many as the budget allows, in their order."""
        bodies = dict(self._bodies(prompts.items()))
        if not bodies:
            return []

        def once() -> str:
            try:
                return client.submit(bodies)
            except UnreachableError as error:
                if error.tokens is None:
                    raise RefusedError(
                        f"{error} A batch may have begun all the same, so it is not sent again."
                    ) from error
                raise

        batch_id = retrying(TRIES, self._sleep, left=self._left)(once)
        batch = Batch(id=batch_id, backend=self._name, keys=list(bodies))
        self._pending.add(batch)
        self._submitted(batch.id)
        log.warning(
            "batch %s holds %d prompts; if this run ends first, go on with: "
            "summarise brief --resume %s",
            batch.id,
            len(bodies),
            batch.id,
        )
        return [batch]

    def _bodies(
        self, prompts: Iterable[tuple[str, Prompt]]
    ) -> Iterable[tuple[str, Mapping[str, object]]]:
        backend = OpenAIBackend(self._name, self._settings, self._environment)
        headroom = Headroom(Budget(backend, self._purse, self._live_price), self._settings.context)
        try:
            # All prompts of a batch are put in one dialect; a tiny call finds the one to use.
            Retry(headroom, self._settings.attempts, self._sleep, left=self._left).complete(
                QUESTION
            )
        finally:
            close(backend)
        for key, prompt in prompts:
            roomy = headroom.roomy(prompt)
            tokens = prompt_tokens(roomy), roomy.max_tokens
            worst = Spent(1, sum(tokens), self._price.of(*tokens))
            try:
                self._purse.reserve(worst)
            except SpentError as error:
                log.warning("not all prompts went into the batch: %s", error)
                return
            self._worst[key] = worst
            yield key, backend.dialect.request(roomy, self._settings)

    def _fetch(self, client: BatchClient, batch: Batch, tell: Tell) -> None:
        def look(state: BatchState) -> None:
            tell("batch", state.completed + state.failed, max(state.total, len(batch.keys)))

        wait(client, batch.id, left=self._left, sleep=self._sleep, tell=look)
        results = retrying(TRIES, self._sleep, left=self._left)(
            client.results, batch.id, batch.keys
        )
        for key, completion in results.answers.items():
            tokens = completion.prompt_tokens, completion.completion_tokens
            self._settle(key, *tokens)
        for key in results.failures:
            self._settle(key, 0, 0)
        self._purse.settle(
            Spent(), Spent(0, sum(results.failed_tokens), self._price.of(*results.failed_tokens))
        )
        if results.failures:
            log.warning(
                "%d of %d prompts of batch %s failed, and are asked singly: %s",
                len(results.failures),
                len(batch.keys),
                batch.id,
                next(iter(results.failures.values())),
            )
        self.answers.update(results.answers)
        self.fetched.append(batch.id)

    def _settle(self, key: str, prompt: int, answer: int) -> None:
        worst = self._worst.pop(key, Spent())  # nothing was put aside for an earlier run's batch
        self._purse.settle(worst, Spent(1, prompt + answer, self._price.of(prompt, answer)))
