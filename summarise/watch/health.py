"""How a job is: its last run, its next one, failures in a row, and whether it is late."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from summarise.config import JobConfig
from summarise.schedule import last_due, next_due
from summarise.store.rows import Run, RunState

_LOST: Final[frozenset[RunState]] = frozenset({"failed", "abandoned"})
_TIME: Final = "%a %Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Health:
    """How one job is. ``last`` is its newest run, ``done`` the newest that was done to the end.

    ``next`` (aware, in ``zone``) is None for a job that is run by hand; ``failures`` are in a row
    up to now; ``missing`` are the targets that the newest page did not reach, or of which nobody
    knows; ``why`` is one sentence on what there is to say, empty when all is well.
    """

    job: str
    zone: str
    last: Run | None = None
    done: Run | None = None
    next: datetime | None = None
    failures: int = 0
    late: bool = False
    why: str = ""
    missing: tuple[str, ...] = ()


def health(
    job: str,
    config: JobConfig,
    zone: str,
    runs: Sequence[Run],
    now: datetime,
    missing: tuple[str, ...] = (),
) -> Health:
    """Return how a job is by its runs, newest first, at an aware time.

    ``missing`` are the targets that do not have the page of the newest.
    It is late when it was due, ``late_minutes`` have passed, and no run for that time or begun
    after it is done. A time before the oldest of the runs makes no job late: perhaps it had no
    schedule then.
    """
    last = runs[0] if runs else None
    done = next((run for run in runs if run.state == "done"), None)
    failures = _failures(runs)
    if not config.schedule:
        why = _why(last, None, failures, missing)
        return Health(job, zone, last, done, None, failures, why=why, missing=missing)
    due = last_due(config.schedule, zone, now - timedelta(minutes=config.late_minutes))
    late = _is_known_since(runs, due) and not any(_covers(run, due) for run in runs)
    upcoming = next_due(config.schedule, zone, now)
    why = _why(last, due if late else None, failures, missing)
    return Health(job, zone, last, done, upcoming, failures, late, why, missing)


def table(healths: Sequence[Health]) -> str:
    """Return the jobs as a table for people, times in each job's zone."""
    head = ("JOB", "LAST RUN", "STATE", "NEXT RUN", "")
    rows = [head, *(_row(one) for one in healths)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)


def as_json(healths: Sequence[Health]) -> str:
    """Return the jobs as a JSON array, times as ISO 8601."""
    return json.dumps([asdict(one) for one in healths], default=datetime.isoformat, indent=2) + "\n"


def _failures(runs: Sequence[Run]) -> int:
    """Count the runs that came to nothing since the last that is done; one at work is neither."""
    count = 0
    for run in runs:
        if run.state == "done":
            break
        count += run.state in _LOST
    return count


def _is_known_since(runs: Sequence[Run], due: datetime) -> bool:
    """Whether the job was run, or was to be run, at that time or before."""
    return bool(runs) and min(runs[-1].began, _occasion(runs[-1])) <= due


def _covers(run: Run, due: datetime) -> bool:
    return run.state == "done" and (run.began >= due or _occasion(run) >= due)


def _occasion(run: Run) -> datetime:
    """Return when the run was due; one by hand has its id there, and counts from its beginning."""
    try:
        occasion = datetime.fromisoformat(run.occasion)
    except ValueError:
        return run.began
    return occasion if occasion.tzinfo else run.began


def _why(last: Run | None, missed: datetime | None, failures: int, missing: tuple[str, ...]) -> str:
    said = []
    if missed is not None:
        said.append(f"late: was due on {missed:{_TIME}}, and no run since is done")
    if failures > 1:
        said.append(f"{failures} runs in a row failed")
    if failures and last is not None and last.note:
        said.append(last.note)
    if last is not None and missing:
        said.append(f"not delivered to {', '.join(missing)}: summarise deliver {last.id} sends it")
    if last is None:
        said.append("has not run yet")
    return "; ".join(said)


def _row(one: Health) -> tuple[str, str, str, str, str]:
    last = one.last
    began = f"{last.began.astimezone(ZoneInfo(one.zone)):{_TIME}}" if last else "never"
    upcoming = f"{one.next:{_TIME}}" if one.next else "by hand"
    return (one.job, began, last.state if last else "", upcoming, one.why)
