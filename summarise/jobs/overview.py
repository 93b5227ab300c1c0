"""How all jobs of a config are: for people, monitors and Prometheus."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from summarise.config import Config, for_job
from summarise.errors import StoreError

if TYPE_CHECKING:
    from summarise.store.rows import Run
    from summarise.store.store import Store
    from summarise.watch.health import Health

log = logging.getLogger(__name__)

_RUNS = 50
"""Runs that are looked at for each job: more failures in a row are no news."""


def healths(config: Config, store: Store, now: datetime) -> tuple[Health, ...]:
    """Return how each job is, by name."""
    from summarise.watch.health import health

    found = []
    for name, job in sorted(config.jobs.items()):
        runs = store.runs(name, limit=_RUNS)
        zone = for_job(config, job).briefing.time_zone
        missing = _missing(store, runs[0]) if runs else ()
        found.append(health(name, job, zone, runs, now, missing))
    return tuple(found)


def _missing(store: Store, run: Run) -> tuple[str, ...]:
    """Return the targets that do not have a page, of those that it was sent to."""
    sent = store.deliveries(run.id)
    return tuple(one.target for one in sent if one.state in ("failed", "doubtful"))


def publish(config: Config, store: Store, now: datetime) -> None:
    """Write the metrics, where the config has a place for them. A failure is only told."""
    if not config.watch.metrics:
        return
    from summarise.watch.metrics import metrics, write

    try:
        write(Path(config.watch.metrics).expanduser(), metrics(healths(config, store, now)))
    except StoreError as error:
        log.warning("watch.metrics: what the jobs did is not known (%s)", error)
