"""How a run waits for a batch: it looks, and looks again after a pause."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from summarise.backends.batch import state as batch_state
from summarise.backends.batch.client import BatchClient
from summarise.backends.batch.state import BatchState
from summarise.backends.wrappers.deadline import Left
from summarise.backends.wrappers.retry import retrying
from summarise.errors import UnreachableError

log = logging.getLogger(__name__)

FIRST_PAUSE: Final = 5.0
"""Seconds between the first two looks at a batch: a small one may be done within a minute."""

LONGEST_PAUSE: Final = 60.0
"""Seconds: where the growing ends. Hosts of batches advise a look every 30 to 60 seconds."""

GROWTH: Final = 1.5
"""What a pause is multiplied by to get the next one."""

LOOKS: Final = 3
"""How often a look at a server that can't be reached is tried before the next pause."""


def wait(
    client: BatchClient,
    id: str,  # noqa: A002
    *,
    left: Left,
    sleep: Callable[[float], None],
    tell: Callable[[BatchState], None],
) -> BatchState:
    """Look at a batch until it is done, after pauses that grow; ``tell`` hears of each look.

    Raises PendingError when the next pause would outlast the seconds that are ``left``, and
    RefusedError. A server that can't be reached is asked again for as long.
    """
    state = BatchState(id, "unknown", False, 0, 0, 0, "")
    pause = FIRST_PAUSE
    while True:
        asked = 0.0
        try:
            state = retrying(LOOKS, sleep, left=left)(client.state, id)
        except UnreachableError as error:
            asked = error.retry_after or 0.0
            lost = f"Batch {id} is out of sight: {error}"
            if state.sentence != lost:  # whoever waits is told why, once
                log.warning("%s", lost)
            state = replace(state, sentence=lost)
        tell(state)
        if state.done:
            return state
        if max(pause, asked) > left():
            raise batch_state.pending(id, state.sentence)
        sleep(max(pause, asked))
        pause = min(pause * GROWTH, LONGEST_PAUSE)
