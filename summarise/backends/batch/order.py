"""What it takes to have the prompts of one backend answered in batches, in one run."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from summarise.backends import Completion
from summarise.backends.batch.pending import Pending
from summarise.backends.wrappers.budget import Purse
from summarise.backends.wrappers.deadline import Left
from summarise.config import BackendConfig


@dataclass(frozen=True, slots=True)
class Order:
    """Who is asked (``[backends.NAME]``, its settings, the keys), at what cost, and in what time.

    What it costs comes out of the ``purse``; ``submitted`` is told the id of each new batch, as
    soon as there is one, and ``keep`` each answer as it is fetched, whether this run asks for it
    or not.
    """

    name: str
    settings: BackendConfig
    environment: Mapping[str, str]
    purse: Purse
    pending: Pending
    left: Left
    submitted: Callable[[str], None]
    keep: Callable[[str, Completion], None] | None = None
    sleep: Callable[[float], None] = time.sleep
