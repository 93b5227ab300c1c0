"""A page to deliver, and the means to do it with, for the tests of delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import BinaryIO

from summarise.config import OutputConfig
from summarise.jobs.message import Message
from summarise.jobs.run import Tools
from summarise.jobs.targets import deliver
from summarise.render import render
from summarise.types import (
    Briefing,
    Citation,
    Correction,
    Difference,
    Format,
    Record,
    Section,
    Side,
    Source,
    Statement,
)

AT = datetime(2026, 11, 25, 6, 30, tzinfo=timezone(timedelta(hours=1)))
NOW = 1_795_588_200.0
"""Seconds since 1970: when it is delivered, an hour after ``AT``."""

A, B, C = "a" * 16, "b" * 16, "c" * 16


def cite(document: str, text: str = "What the report says.") -> Citation:
    return Citation(document, 0, len(text), text)


def state(text: str, *documents: str) -> Statement:
    return Statement(text, tuple(map(cite, documents)), len(documents), "source")


def briefing(headline: str = "Bridge closed", lede: str = "The bridge is closed.") -> Briefing:
    return Briefing(
        headline=headline,
        lede=lede,
        date=AT,
        stories=(
            Section(
                "Cracks & worries <found>",
                (state(lede, A, B), state("No one was hurt.", B)),
                (
                    Difference(
                        "How long it stays closed",
                        "number",
                        (
                            Side("ten days", "It stays closed for ten days.", (cite(A),)),
                            Side("a month", "It stays closed for a month.", (cite(C),)),
                        ),
                    ),
                ),
            ),
        ),
        sources=(
            Source(A, A, "Herald", "Bridge shut", "https://herald.example/1?a=1&b=2"),
            Source(B, B, "Post", "Hangers cracked", "https://post.example/2"),
            Source(C, C, "Ledger", "A month"),
        ),
        record=Record(documents=3, origins=3),
        corrections=(
            Correction("number", "Two died.", AT.date(), "run-0", state("Three died.", B)),
        ),
        run="run-1",
    )


def message(page: Briefing | None = None, run: str = "run-1", default: Format = "md") -> Message:
    page = page or briefing()
    return Message(
        job="morning",
        run=run,
        occasion="2026-11-25T06:30:00+01:00",
        at=AT,
        briefing=page,
        default=default,
        render=lambda one: b"%PDF-1.7 invented" if one == "pdf" else render(page, one),
    )


def text(said: str, run: str = "run-1", at: datetime = AT) -> Message:
    """A page that says the same in each format."""
    return Message(
        "morning", run, at.isoformat(), at, briefing(), "md", lambda one: f"{one}: {said}".encode()
    )


@dataclass
class Delivering:
    """Delivers without waiting, and keeps count."""

    environment: Mapping[str, str] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    begun: int = 0
    stdout: BinaryIO | None = None

    def __call__(self, output: OutputConfig, one: Message | None = None) -> str:
        tools = Tools(
            self.environment,
            clock=lambda: datetime.fromtimestamp(NOW, UTC),
            sleep=self.waits.append,
            stdout=self.stdout,
        )
        return deliver(output, one or message(), tools, self._sending)

    def _sending(self) -> None:
        self.begun += 1


__all__ = ["AT", "NOW", "Delivering", "briefing", "message", "text"]
