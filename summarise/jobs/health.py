"""How the jobs are: for people, for monitors, and for Prometheus.

Its node exporter picks the metrics up from a file, in this format:
https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from summarise.config import Config, JobConfig, for_job
from summarise.errors import RenderError, StoreError
from summarise.jobs.due import last_due, next_due
from summarise.jobs.errata import undelivered
from summarise.jobs.rows import Delivery, Run, RunState
from summarise.output import aligned, write_atomically
from summarise.plain import counted

if TYPE_CHECKING:
    from summarise.jobs.store import Store

log = logging.getLogger(__name__)

_LOST: Final[frozenset[RunState]] = frozenset({"failed", "abandoned"})
AHEAD: Final = timedelta(hours=1)
"""By how much a run may be dated ahead of the clock: clocks are put right by minutes."""
_TIME: Final = "%a %Y-%m-%d %H:%M"
_RUNS: Final = 50
"""Runs that are looked at for each job: more failures in a row are no news."""

_GAUGES: Final = {
    "last_run_timestamp_seconds": "When the newest run began.",
    "last_success_timestamp_seconds": "When the newest run that is done ended.",
    "last_duration_seconds": "How long the newest run took, once it has ended.",
    "documents": "Reports that the newest run read.",
    "statements": "Statements on the page of the newest run.",
    "sources_failed": "Sources that the newest run could not read.",
    "targets_missed": "Targets that do not have the newest page.",
    "errata_missed": "Corrections that a target does not have.",
    "tokens": "Tokens that the newest run spent.",
    "usd": "US dollars that the newest run spent.",
    "failures_in_a_row": "Runs that failed since the last done one.",
    "next_run_timestamp_seconds": "When the job is due next.",
    "late": "1 when the job was due and is not done.",
}
"""What each gauge tells, by its name without the prefix."""


@dataclass(frozen=True, slots=True)
class Health:
    """How one job is. ``last`` is its newest run, ``done`` the newest that was done to the end.

    ``next`` (aware, in ``zone``) is None for a job that is run by hand; ``failures`` are in a row
    up to now; ``missing`` are the targets that the newest page did not reach, or of which nobody
    knows, ``errata`` what of earlier pages was put right and has not reached a target; ``why`` is
    one sentence on what there is to say, empty when all is well.
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
    errata: tuple[Delivery, ...] = ()


def health(
    job: str,
    config: JobConfig,
    zone: str,
    runs: Sequence[Run],
    now: datetime,
    missing: tuple[str, ...] = (),
    ahead: int = 0,
    errata: tuple[Delivery, ...] = (),
) -> Health:
    """Return how a job is by its runs, newest first, at an aware time.

    ``missing`` are the targets that do not have the page of the newest, ``errata`` those that a
    target does not have. It is late when it was due,
    ``late_minutes`` have passed, and no run for that time or begun after it is done. A time before
    the oldest of the runs makes no job late: perhaps it had no schedule then. Of runs that are
    dated ``ahead``, by a clock that was wrong, only their number is told.
    """
    last = runs[0] if runs else None
    done = next((run for run in runs if run.state == "done"), None)
    failures = _failures(runs)
    missed = upcoming = None
    if config.schedule:
        due = last_due(config.schedule, zone, now - timedelta(minutes=config.late_minutes))
        if _is_known_since(runs, due) and not any(_covers(run, due) for run in runs):
            missed = due
        upcoming = next_due(config.schedule, zone, now)
    why = "; ".join(filter(None, (_why(last, missed, failures, missing, ahead), _of(errata))))
    late = missed is not None
    return Health(job, zone, last, done, upcoming, failures, late, why, missing, errata)


def healths(config: Config, store: Store, now: datetime) -> tuple[Health, ...]:
    """Return how each job of a config is, by name."""
    known = []
    for name, job in sorted(config.jobs.items()):
        runs = store.runs(name, limit=_RUNS, until=now + AHEAD)
        sent = store.deliveries(runs[0].id) if runs else ()
        missing = tuple(one.target for one in sent if one.state in ("failed", "doubtful"))
        zone = for_job(config, job).briefing.time_zone
        ahead = store.ahead(name, now + AHEAD)
        errata = undelivered(name, job, store, now)
        known.append(health(name, job, zone, runs, now, missing, ahead, errata))
    return tuple(known)


def table(healths: Sequence[Health]) -> str:
    """Return the jobs as a table for people, times in each job's zone."""
    return aligned([("JOB", "LAST RUN", "STATE", "NEXT RUN", ""), *map(_row, healths)])


def as_json(healths: Sequence[Health]) -> str:
    """Return the jobs as a JSON array, times as ISO 8601."""
    return json.dumps([asdict(one) for one in healths], default=datetime.isoformat, indent=2) + "\n"


def metrics(healths: Sequence[Health]) -> str:
    """Return the metrics of the jobs."""
    values = {one.job: _values(one) for one in healths}
    lines = []
    for short, words in _GAUGES.items():
        name = f"summarise_{short}"
        lines += [f"# HELP {name} {words}", f"# TYPE {name} gauge"]
        for job, gauges in values.items():
            if short in gauges:
                lines.append(f'{name}{{job="{_escaped(job)}"}} {gauges[short]}')
    return "".join(f"{line}\n" for line in lines)


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


def _why(
    last: Run | None,
    missed: datetime | None,
    failures: int,
    missing: tuple[str, ...],
    ahead: int,
) -> str:
    said = []
    if missed is not None:
        said.append(f"late: was due on {missed:{_TIME}}, and no run since is done")
    if failures > 1:
        said.append(f"{failures} runs in a row failed")
    if failures and last is not None and last.note:
        said.append(last.note)
    if last is not None and missing:
        said.append(f"not delivered to {', '.join(missing)}: summarise deliver {last.id} sends it")
    if ahead:
        said.append(f"not counted: {counted(ahead, 'run')} dated ahead of this clock")
    if last is None:
        said.append("has not run yet")
    return "; ".join(said)


def _of(errata: Sequence[Delivery]) -> str:
    """Say which corrections have not arrived, and how they do."""
    targets: dict[str, list[str]] = {}
    for one in errata:
        targets.setdefault(one.run, []).append(one.target)
    return "; ".join(
        f"a correction is not delivered to {', '.join(dict.fromkeys(names))}: "
        f"summarise deliver {run} sends it"
        for run, names in targets.items()
    )


def _row(one: Health) -> tuple[str, str, str, str, str]:
    last = one.last
    began = f"{last.began.astimezone(ZoneInfo(one.zone)):{_TIME}}" if last else "never"
    upcoming = f"{one.next:{_TIME}}" if one.next else "by hand"
    return (one.job, began, last.state if last else "", upcoming, one.why)


def publish(config: Config, store: Store, now: datetime) -> None:
    """Write the metrics, where the config has a place for them. A failure is only told."""
    if not config.watch.metrics:
        return
    try:
        write(Path(config.watch.metrics).expanduser(), metrics(healths(config, store, now)))
    except StoreError as error:
        log.warning("watch.metrics: what the jobs did is not known (%s)", error)


def write(path: Path, text: str) -> None:
    """Put the metrics where the exporter looks, never half of them. A failure is only told."""
    try:
        write_atomically(path, text.encode())
    except RenderError as error:
        cause = error.__cause__
        reason = getattr(cause, "strerror", None) or type(cause).__name__
        log.warning("watch.metrics: %s can't be written (%s)", path, reason)


def _values(job: Health) -> dict[str, float]:
    """Return the gauges that have a value yet."""
    values: dict[str, float] = {
        "failures_in_a_row": job.failures,
        "late": int(job.late),
        "targets_missed": len(job.missing),
        "errata_missed": len(job.errata),
    }
    if job.next:
        values["next_run_timestamp_seconds"] = job.next.timestamp()
    if job.done and job.done.ended:
        values["last_success_timestamp_seconds"] = job.done.ended.timestamp()
    if run := job.last:
        values |= {
            "last_run_timestamp_seconds": run.began.timestamp(),
            "documents": run.documents,
            "statements": run.statements,
            "sources_failed": run.failed_sources,
            "tokens": run.tokens,
            "usd": run.usd,
        }
        if run.ended:
            values["last_duration_seconds"] = (run.ended - run.began).total_seconds()
    return values


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
