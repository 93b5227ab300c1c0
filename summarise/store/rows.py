"""Values as rows of the tables, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Final

from summarise.memory import Delivery, Reported, Run, Seen, Validator

Row = tuple[Any, ...]

RUN: Final = tuple(field.name for field in fields(Run))
"""The columns of ``runs``, in the order of the value's fields."""

_SURROGATES = re.compile("[\ud800-\udfff]")


def moment(at: datetime) -> str:
    """Write a time so that texts sort as their times do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def text(value: str) -> str:
    """Put U+FFFD for each half of a surrogate pair: SQLite's text is UTF-8."""
    return _SURROGATES.sub("\ufffd", value)


def of_run(run: Run) -> Row:
    """Return a run as a row of ``RUN``."""
    values = {name: getattr(run, name) for name in RUN}
    values["began"] = moment(run.began)
    values["ended"] = moment(run.ended) if run.ended else None
    values["note"] = text(run.note)
    return tuple(values.values())


def run_of(row: Row) -> Run:
    """Return the run of a row of ``RUN``."""
    values = dict(zip(RUN, row, strict=True))
    values["began"] = datetime.fromisoformat(values["began"])
    values["ended"] = datetime.fromisoformat(values["ended"]) if values["ended"] else None
    return Run(**values)


def of_delivery(one: Delivery) -> Row:
    """Return run, target, state, at, detail."""
    return one.run, one.target, one.state, moment(one.at), text(one.detail)


def delivery_of(row: Row) -> Delivery:
    """Return the delivery of run, target, state, at, detail."""
    run, target, state, at, detail = row
    return Delivery(run, target, state, datetime.fromisoformat(at), detail)


def of_reported(run: str, number: int, job: str, one: Reported) -> Row:
    """Return run, number, job, at, text, story, evidence, documents."""
    told = (moment(one.at), text(one.text), text(one.story))
    return run, number, job, *told, json.dumps(one.evidence), json.dumps(one.documents)


def reported_of(row: Row) -> Reported:
    """Return what was reported, of text, run, at, story, evidence, documents."""
    told, run, at, story, evidence, documents = row
    return Reported(
        told,
        run,
        datetime.fromisoformat(at),
        story,
        tuple(json.loads(evidence)),
        tuple(json.loads(documents)),
    )


def of_seen(job: str, run: str, seen: Iterable[Seen]) -> list[Row]:
    """Return job, id, run, at, outlet, title, url, origin of each."""
    return [
        (job, one.id, run, moment(one.at), *map(text, (one.outlet, one.title, one.url, one.origin)))
        for one in seen
    ]


def of_validators(job: str, used: datetime, validators: Iterable[Validator]) -> list[Row]:
    """Return job, url, etag, modified, moved_to, gone, used of each."""
    return [
        (
            job,
            *map(text, (one.url, one.etag, one.modified, one.moved_to)),
            int(one.gone),
            moment(used),
        )
        for one in validators
    ]


def validator_of(row: Row) -> Validator:
    """Return the validator of url, etag, modified, moved_to, gone."""
    url, etag, modified, moved_to, gone = row
    return Validator(url, etag, modified, moved_to, bool(gone))
