"""What the commands share that look at what earlier runs have left."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from summarise.errors import InputError

if TYPE_CHECKING:
    from summarise.config import Config
    from summarise.store.rows import Delivery
    from summarise.store.store import Store


def kept(config: Config) -> Store:
    """Open the store, which must be there: to look at it makes none. Raises StoreError."""
    from summarise.database import place
    from summarise.store.store import Store

    path = place(config.store)
    if not path.exists():
        raise InputError(f"{path}: nothing is kept yet; summarise run JOB begins it")
    return Store.open(path)


def at_least_one(text: str) -> int:
    """Return a number of things to show. Raises ArgumentTypeError."""
    if text.isdecimal() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError("is a number, from 1 on")


def of_job(config: Config, job: str) -> Config:
    """Return the config of a job's page; of a job that is no longer there, that of all pages."""
    from summarise.config.tables import for_job

    return for_job(config, config.jobs[job]) if job in config.jobs else config


def when(moment: datetime, config: Config) -> str:
    """Write ``2025-06-02 06:30 CEST``, in the time zone of the page."""
    from zoneinfo import ZoneInfo

    return f"{moment.astimezone(ZoneInfo(config.briefing.time_zone)):%Y-%m-%d %H:%M %Z}"


def arrived(delivery: Delivery) -> str:
    """Say what became of a page at a target."""
    detail = f" ({delivery.detail})" if delivery.detail else ""
    return f"{delivery.target}: {delivery.state}{detail}"
