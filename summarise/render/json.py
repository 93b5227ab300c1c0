"""JSON: the public contract, docs/briefing.schema.json.

Nothing is cleaned or left out: it is for programs, which get every document read and the whole
record. ``version`` changes when a key changes its meaning or goes away.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Literal

from summarise.errors import RenderError
from summarise.plain import whole_signs
from summarise.types import (
    Background,
    Briefing,
    Citation,
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


class JsonRenderer:
    """The briefing as JSON: UTF-8, two spaces, keys always in the same order."""

    def render(self, briefing: Briefing, paper: Literal["a4", "letter"] = "a4") -> bytes:  # noqa: ARG002
        """Return one JSON object and a line end. Raises RenderError."""
        try:
            text = json.dumps(_briefing(briefing), ensure_ascii=False, indent=2, allow_nan=False)
        except (TypeError, ValueError, RecursionError) as error:
            raise RenderError(f"the briefing can't be written as JSON: {error}") from error
        return f"{whole_signs(text)}\n".encode()


def _briefing(briefing: Briefing) -> dict[str, Any]:
    return {
        "version": VERSION,
        "headline": briefing.headline,
        "lede": briefing.lede,
        "date": briefing.date.isoformat(),
        "language": briefing.language,
        "stories": [_story(story) for story in briefing.stories],
        "sources": [_source(source) for source in briefing.sources],
        "record": _record(briefing.record),
        "corrections": [_correction(one) for one in briefing.corrections],
        "since": briefing.since.isoformat() if briefing.since else None,
        "run": briefing.run,
    }


def _story(story: Section) -> dict[str, Any]:
    return {
        "headline": story.headline,
        "statements": [_statement(statement) for statement in story.statements],
        "differences": [_difference(difference) for difference in story.differences],
        "background": _background(story.background),
    }


def _background(one: Background | None) -> dict[str, Any] | None:
    return {"text": one.text, "day": one.day.isoformat(), "page": one.page} if one else None


def _correction(one: Correction) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "was": one.was,
        "day": one.day.isoformat(),
        "page": one.page,
        "now": _statement(one.now),
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "text": statement.text,
        "citations": _citations(statement.citations),
        "support": statement.support,
        "written_by": statement.written_by,
        "replaced": statement.replaced,
        "model": statement.model,
    }


def _difference(difference: Difference) -> dict[str, Any]:
    sides = [
        {"label": side.label, "text": side.text, "citations": _citations(side.citations)}
        for side in difference.sides
    ]
    return {
        "about": difference.about,
        "kind": difference.kind,
        "outdated": difference.outdated,
        "sides": sides,
    }


def _citations(citations: tuple[Citation, ...]) -> list[dict[str, Any]]:
    return [asdict(citation) for citation in citations]


def _source(source: Source) -> dict[str, Any]:
    published = source.published.isoformat() if source.published else None
    return {**asdict(source), "published": published}


def _record(record: Record) -> dict[str, Any]:
    return {
        "documents": record.documents,
        "sources": record.sources,
        "seen": record.seen,
        "origins": record.origins,
        "checked": record.checked,
        "dropped": [_dropped(dropped) for dropped in record.dropped],
        "rejected": [asdict(rejected) for rejected in record.rejected],
        "left_off": [_left_off(left_off) for left_off in record.left_off],
        "skipped": [asdict(skipped) for skipped in record.skipped],
        "degraded": list(record.degraded),
        "pages": record.pages,
        "backend": record.backend,
        "model": record.model,
        "prompts": dict(sorted(record.prompts.items())),
        "calls": record.calls,
        "tokens": record.tokens,
        "usd": round(record.usd, 6),
        "cached": record.cached,
    }


def _dropped(dropped: Dropped) -> dict[str, Any]:
    return {
        dropped.kind: dropped.what,
        "into": dropped.into,
        "rule": dropped.rule,
        "score": dropped.score,
    }


def _left_off(left_off: LeftOff) -> dict[str, Any]:
    return {
        "text": left_off.text,
        "reason": left_off.reason,
        "citations": _citations(left_off.citations),
    }
