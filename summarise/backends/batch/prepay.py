"""A run's prompts, sent as batches and answered before the run asks.

A first pass through the writing, with backends that answer nothing, brings up the prompts. They go
as one batch for each backend, or a batch of an earlier run is found that holds them. What it
answers is what the second pass finds already paid for; what failed in it is asked singly.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from summarise.backends import Backend, Completion, Prompt, Wrapper
from summarise.backends.batch import state as batch_state
from summarise.backends.batch.account import Account
from summarise.backends.batch.client import BatchClient, BatchResults, BatchState
from summarise.backends.batch.errors import LostError
from summarise.backends.batch.order import Order
from summarise.backends.batch.pending import Batch
from summarise.backends.batch.send import TRIES, Sending
from summarise.backends.batch.watch import wait
from summarise.backends.wrappers.retry import retrying
from summarise.errors import BackendError, PendingError, SpentError, UnreachableError

log = logging.getLogger(__name__)

FIRST: Final = frozenset({"fact", "story"})
"""The prompts that a batch can hold; all others follow from the answers to these."""

Key = Callable[[Prompt], str]
Tell = Callable[[str, int, int], None]


class LaterError(SpentError):
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
    """The batches of one backend in one run. ``fetched`` are those that nobody needs any more.

    Without ``keep`` in the order, a batch with answers that this run does not ask for is never
    among ``fetched``.
    """

    def __init__(self, order: Order) -> None:
        self._order = order
        self._account = Account(order.purse, order.settings)
        self.answers: dict[str, Completion] = {}
        self.fetched: list[str] = []

    def answer(self, prompts: Mapping[str, Prompt], tell: Tell) -> None:
        """Have the prompts answered. Raises PendingError when that takes longer than the run may.

        That is also what comes of a batch that was paid for and can't be fetched at present. Raises
        BackendError when the server does not do its part, and ConfigError when the key or the
        address can't be right, or a batch can't be remembered; ``answers`` has what came so far.
        """
        order = self._order
        client = BatchClient(order.name, order.settings, order.environment)
        failed: list[BackendError] = []
        try:
            batches = self._under_way(client, prompts)
            with _noted(failed):
                batches += self._sent(client, prompts, batches)
            for batch in batches:
                with _noted(failed):
                    self._fetch(client, batch, prompts.keys(), tell)
        finally:
            self._account.settle()
            client.close()
        if failed:
            raise failed[0]

    def _under_way(self, client: BatchClient, prompts: Mapping[str, Prompt]) -> list[Batch]:
        """Return the batches of earlier runs that hold prompts of this one."""
        found = []
        for batch in self._order.pending.of(self._order.name, prompts.keys()):
            try:
                client.state(batch.id)
            except LostError as error:
                log.warning("batch %s of an earlier run is of no use: %s", batch.id, error)
                self._order.pending.remove(batch.id)
                continue
            except UnreachableError:
                pass  # out of sight for now: it is waited for like any other
            except BackendError as error:
                raise _kept(batch, error) from error
            log.info("batch %s of an earlier run holds prompts of this one", batch.id)
            found.append(batch)
        return found

    def _sent(
        self, client: BatchClient, prompts: Mapping[str, Prompt], known: Sequence[Batch]
    ) -> list[Batch]:
        """Send what no batch holds yet, as one batch."""
        held = {key for batch in known for key in batch.keys}
        rest = {key: prompt for key, prompt in prompts.items() if key not in held}
        if not rest:
            return []
        with self._order.pending.sending(rest):
            ids = {batch.id for batch in known}
            if any(one.id not in ids for one in self._order.pending.of(self._order.name, rest)):
                raise PendingError(
                    "Another run has just sent these prompts; run again, and it finds their batch."
                )
            batch = Sending(self._order).send(client, rest, self._account)
        return [batch] if batch else []

    def _fetch(self, client: BatchClient, batch: Batch, asked: Collection[str], tell: Tell) -> None:
        """Wait for a batch, and take its answers. It is forgotten only where they are lost."""
        try:
            results = self._results(client, batch, tell)
        except LostError:
            self._order.pending.remove(batch.id)
            raise
        except BackendError as error:
            raise _kept(batch, error) from error
        self._account.pay(results)
        if results.failures:
            log.warning(
                "%d of %d prompts of batch %s failed, and are asked singly: %s",
                len(results.failures),
                len(batch.keys),
                batch.id,
                next(iter(results.failures.values())),
            )
        self.answers.update(results.answers)
        if self._order.keep is not None:
            for key, completion in results.answers.items():
                self._order.keep(key, completion)
        if self._order.keep is not None or set(batch.keys) <= set(asked):
            self.fetched.append(batch.id)
        else:
            log.info("batch %s holds answers for other runs too, and stays noted", batch.id)

    def _results(self, client: BatchClient, batch: Batch, tell: Tell) -> BatchResults:
        def look(state: BatchState) -> None:
            tell("batch", state.completed + state.failed, max(state.total, len(batch.keys)))

        wait(client, batch.id, left=self._order.left, sleep=self._order.sleep, tell=look)
        again = retrying(TRIES, self._order.sleep, left=self._order.left)
        return again(client.results, batch.id, batch.keys, self._order.left)


@contextmanager
def _noted(failed: list[BackendError]) -> Iterator[None]:
    """Note that one batch failed, and go on: the others are paid for too."""
    try:
        yield
    except BackendError as error:
        failed.append(error)


def _kept(batch: Batch, error: BackendError) -> PendingError:
    """Return the error for a batch that was paid for, and that the server does not give now."""
    return batch_state.pending(batch.id, f"Batch {batch.id} can't be fetched: {error}")
