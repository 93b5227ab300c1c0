"""Due times as a trigger of APScheduler, whose own crontab numbers weekdays in another way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from apscheduler.triggers.base import BaseTrigger


class DueTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Fires at each due time; ``next_due`` returns the first one after a moment."""

    def __init__(self, next_due: Callable[[datetime], datetime]) -> None:
        self._next_due = next_due

    def get_next_fire_time(
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime | None:
        """Return the due time after the last one, or after now if there was none."""
        return self._next_due(previous_fire_time or now)
