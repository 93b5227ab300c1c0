"""Prompts on their way into a batch: put in the server's dialect, paid for, sent once, noted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from summarise.backends import QUESTION, Prompt, close
from summarise.backends.batch.account import Account
from summarise.backends.batch.client import BatchClient
from summarise.backends.batch.order import Order
from summarise.backends.batch.pending import Batch
from summarise.backends.openai import OpenAIBackend
from summarise.backends.wrappers.budget import Budget, Price
from summarise.backends.wrappers.headroom import Headroom
from summarise.backends.wrappers.retry import Retry, retrying
from summarise.errors import BadAnswerError, SpentError, SummariseError

log = logging.getLogger(__name__)

TRIES: Final = 3
"""How often a file is sent, or fetched, when the server is busy."""


class Sending:
    """Sends the prompts of an order."""

    def __init__(self, order: Order) -> None:
        self._order = order

    def send(
        self, client: BatchClient, prompts: Mapping[str, Prompt], account: Account
    ) -> Batch | None:
        """Send as many prompts as the budget allows, in their order; None where that is none.

        To be called while ``Pending.sending`` holds others off. Raises BackendError.
        """
        bodies = dict(self._bodies(prompts, account))
        if not bodies:
            return None
        again = retrying(TRIES, self._order.sleep, left=self._order.left)
        file_id = again(client.upload, bodies, self._order.left)
        batch = Batch(id=again(client.create, file_id), backend=self._order.name, keys=list(bodies))
        self._note(batch)
        return batch

    def _note(self, batch: Batch) -> None:
        """Tell of a batch. It is bought by now, so nothing that fails in here ends the run."""
        log.warning("batch %s holds %d prompts", batch.id, len(batch.keys))
        try:
            self._order.pending.add(batch)
            self._order.submitted(batch.id)
        except (SummariseError, OSError) as error:
            log.warning(
                "batch %s goes on, but not all that a later run needs to find it is kept: %s",
                batch.id,
                error,
            )

    def _bodies(
        self, prompts: Mapping[str, Prompt], account: Account
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        backend = OpenAIBackend(self._order.name, self._order.settings, self._order.environment)
        roomy = self._proven(backend)
        for key, prompt in prompts.items():
            asked = roomy(prompt)
            try:
                account.reserve(key, asked)
            except SpentError as error:
                log.warning("not all prompts went into the batch: %s", error)
                return
            yield key, backend.dialect.request(asked, self._order.settings)

    def _proven(self, backend: OpenAIBackend) -> Callable[[Prompt], Prompt]:
        """Have a server's dialect learnt; return what gives a prompt the room that it needs.

        All prompts of a batch are put in one dialect, and a tiny call finds the one to use.
        """
        order, settings = self._order, self._order.settings
        paying = Budget(backend, order.purse, Price.of_backend(settings), order.left)
        headroom = Headroom(paying, settings.context, settings.max_tokens)
        asking = Retry(headroom, settings.attempts, order.sleep, left=order.left)
        try:
            asking.complete(QUESTION)
        except BadAnswerError as error:  # of no use, but it came, and so the dialect is known
            log.info("a tiny call in preparation of a batch came to nothing: %s", error)
        finally:
            close(backend)
        return headroom.roomy
