"""What a run is for: the time at which its job was due, or itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from summarise.config import Config, JobConfig, for_job
from summarise.store.rows import Run

FRESH: Final = timedelta(hours=12)
"""How long a run without a schedule that was cut off is gone on with: after a night it is old."""


def occasion(config: Config, job: JobConfig, now: datetime) -> str:
    """Return when the job was due last, as ISO 8601 in UTC; empty for one without a schedule."""
    if not job.schedule:
        return ""
    from summarise.schedule.due import last_due

    zone = for_job(config, job).briefing.time_zone
    return last_due(job.schedule, zone, now).astimezone(UTC).isoformat(timespec="minutes")


def done_for(due: str, runs: Sequence[Run]) -> Run | None:
    """Return the run that has done what was due; None without one, or without a schedule."""
    return next((run for run in runs if due and run.occasion == due and run.state == "done"), None)


def is_to_go_on(run: Run, due: str, now: datetime) -> bool:
    """Whether an unfinished run is for the same occasion as one that would begin now."""
    return run.occasion == due if due else now - run.began < FRESH
