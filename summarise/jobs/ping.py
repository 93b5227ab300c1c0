"""Tell a watcher outside that a run begins, and how it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from summarise.config import Config
from summarise.errors import BusyError

if TYPE_CHECKING:
    from summarise.jobs.run import Tools

DEGRADED: Final = 4
"""The exit code of a page that is delivered and not perfect: no failure to wake somebody for."""


@contextmanager
def pinging(job: str, config: Config, tools: Tools) -> Iterator[Callable[[int, str], None]]:
    """Say that a run begins, and give what is told its exit code and how it ended, in a line.

    A run that ends without a word, by a fault, counts as failed. Without an address, nobody is
    told.
    """
    from summarise.watch.ping import address_of, ping

    address = address_of(config.jobs[job].ping_env, tools.environment)
    # Its own, since it begins before the run has an id, which one that was cut off has already.
    both = uuid4()
    told = False

    def end(code: int, line: str) -> None:
        nonlocal told
        told = True
        if code != BusyError.exit_code:  # the other run tells how it ends
            ping(address, "success" if code in (0, DEGRADED) else "fail", both, line, tools.sleep)

    ping(address, "start", both, job, tools.sleep)
    try:
        yield end
    finally:
        if not told:
            end(1, "it ended by a fault")
