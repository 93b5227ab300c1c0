"""JSON: the public contract, docs/briefing.schema.json.

Nothing is cleaned or left out: it is for programs, which get every document read and the whole
record. ``version`` changes when a key changes its meaning or goes away.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from summarise.errors import RenderError
from summarise.plain import whole_signs
from summarise.render.view import Paper
from summarise.types import (
    Background,
    Briefing,
    Correction,
    Difference,
    Dropped,
    LeftOff,
    Record,
    Section,
    Source,
    Statement,
)

VERSION = 1

_AROUND = ("before", "after")


class JsonRenderer:
    """The briefing as JSON: UTF-8, two spaces, keys always in the same order."""

    def render(self, briefing: Briefing, paper: Paper = "a4") -> bytes:  # noqa: ARG002
        """Return one JSON object and a line end. Raises RenderError."""
        try:
            text = json.dumps(_briefing(briefing), ensure_ascii=False, indent=2, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise RenderError(f"the briefing can't be written as JSON: {error}") from error
        return f"{whole_signs(text)}\n".encode()


def _fields(value: Any) -> dict[str, Any]:
    """Return the fields of a value, and of those in it; what stands around nothing is left out."""
    return asdict(
        value, dict_factory=lambda pairs: {k: v for k, v in pairs if v or k not in _AROUND}
    )


def _briefing(briefing: Briefing) -> dict[str, Any]:
    return {
        "version": VERSION,
        "headline": briefing.headline,
        "lede": briefing.lede,
        "date": briefing.date.isoformat(),
        **({"zone": briefing.zone} if briefing.zone else {}),
        "language": briefing.language,
        "stories": [_story(story) for story in briefing.stories],
        "sources": [_plain(source) for source in briefing.sources],
        "record": _record(briefing.record),
        "corrections": [_correction(correction) for correction in briefing.corrections],
        "since": briefing.since.isoformat() if briefing.since else None,
        "run": briefing.run,
    }


def _story(story: Section) -> dict[str, Any]:
    return {
        "headline": story.headline,
        "statements": [_statement(statement) for statement in story.statements],
        "differences": [_difference(difference) for difference in story.differences],
        "background": _plain(story.background) if story.background else None,
    }


def _correction(correction: Correction) -> dict[str, Any]:
    return _plain(correction) | {"now": _statement(correction.now)}


def _statement(statement: Statement) -> dict[str, Any]:
    fields = _fields(statement)
    del fields["value"]  # what it is worth to this page alone
    if not statement.marks:
        del fields["marks"]
    if not statement.paragraph:
        del fields["paragraph"]
    return fields


def _difference(difference: Difference) -> dict[str, Any]:
    place = {"paragraph": difference.paragraph} if difference.paragraph else {}
    return place | {
        "about": difference.about,
        "kind": difference.kind,
        "outdated": difference.outdated,
        "sides": [_fields(side) for side in difference.sides],
    }


def _record(record: Record) -> dict[str, Any]:
    return _fields(record) | {
        "dropped": [_dropped(dropped) for dropped in record.dropped],
        "left_off": [_left_off(off) for off in record.left_off],
        "prompts": dict(sorted(record.prompts.items())),
        "usd": round(record.usd, 6),
    }


def _dropped(dropped: Dropped) -> dict[str, Any]:
    return {
        dropped.kind: dropped.what,
        "into": dropped.into,
        "rule": dropped.rule,
        "score": dropped.score,
    }


def _left_off(off: LeftOff) -> dict[str, Any]:
    fields = _fields(off)
    del fields["beside"]  # the reason says it
    return fields


def _plain(value: Background | Correction | Source) -> dict[str, Any]:
    """Return the fields of a value, its days and times as ISO 8601."""
    fields = _fields(value)
    return {key: v.isoformat() if isinstance(v, date) else v for key, v in fields.items()}
