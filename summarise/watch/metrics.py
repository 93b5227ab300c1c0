"""The health of jobs for Prometheus, as a file that its node exporter picks up.

The format: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from summarise.errors import RenderError
from summarise.output import write_atomically
from summarise.store.rows import Run
from summarise.watch.health import Health

log = logging.getLogger(__name__)

_GAUGES: Final = {
    "last_run_timestamp_seconds": "When the newest run began.",
    "last_success_timestamp_seconds": "When the newest run that is done ended.",
    "last_duration_seconds": "How long the newest run took, once it has ended.",
    "documents": "Reports that the newest run read.",
    "statements": "Statements on the page of the newest run.",
    "sources_failed": "Sources that the newest run could not read.",
    "targets_missed": "Targets that do not have the newest page.",
    "tokens": "Tokens that the newest run spent.",
    "usd": "US dollars that the newest run spent.",
    "failures_in_a_row": "Runs that failed since the last done one.",
    "next_run_timestamp_seconds": "When the job is due next.",
    "late": "1 when the job was due and is not done.",
}
"""What each gauge tells, by its name without the prefix."""


def metrics(healths: Sequence[Health]) -> str:
    """Return the metrics of the jobs."""
    return "".join(f"{line}\n" for line in _lines(healths))


def write(path: Path, text: str) -> None:
    """Put the metrics where the exporter looks, never half of them. A failure is only told."""
    try:
        write_atomically(path, text.encode())
    except RenderError as error:
        log.warning("watch.metrics: %s can't be written (%s)", path, _reason(error))


def _lines(healths: Sequence[Health]) -> Iterator[str]:
    values = {one.job: _values(one) for one in healths}
    for short, words in _GAUGES.items():
        name = f"summarise_{short}"
        yield f"# HELP {name} {words}"
        yield f"# TYPE {name} gauge"
        for job, known in values.items():
            if short in known:
                yield f'{name}{{job="{_escaped(job)}"}} {known[short]}'


def _values(one: Health) -> dict[str, float]:
    """Return the gauges that have a value yet."""
    values: dict[str, float] = {"failures_in_a_row": one.failures, "late": int(one.late)}
    values["targets_missed"] = len(one.missing)
    if one.next:
        values["next_run_timestamp_seconds"] = one.next.timestamp()
    if one.done and one.done.ended:
        values["last_success_timestamp_seconds"] = one.done.ended.timestamp()
    if one.last:
        values |= _of_run(one.last)
    return values


def _of_run(run: Run) -> dict[str, float]:
    values: dict[str, float] = {
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


def _reason(error: RenderError) -> str:
    cause = error.__cause__
    return getattr(cause, "strerror", None) or type(cause).__name__
