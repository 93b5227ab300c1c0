"""Runs, pages and what they leave, for the tests of the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from summarise.config import Config
from summarise.jobs.request import Request
from summarise.jobs.rows import Run, Seen
from summarise.jobs.store import Store
from summarise.sources.loader import Validator
from summarise.types import (
    Briefing,
    Citation,
    Correction,
    Difference,
    Dropped,
    LeftOff,
    Record,
    Rejected,
    Reported,
    Section,
    Side,
    Skipped,
    Source,
    Statement,
)

MORNING = datetime(2025, 6, 2, 6, 30, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


REQUEST = Request((), (), Config(), MORNING).packed()


def day(number: int) -> datetime:
    return MORNING + timedelta(days=number)


def run(id: str = "r1", job: str = "morning", at: datetime = MORNING) -> Run:  # noqa: A002
    return Run(id, job, at.isoformat(), at)


def cite(document: str, text: str) -> Citation:
    return Citation(document, 0, len(text), text)


def state(text: str, *documents: str, quoting: str = "") -> Statement:
    citations = tuple(cite(one, quoting or text) for one in documents)
    return Statement(text, citations, len(documents), "source")


def briefing(at: datetime = MORNING, run: str = "r1") -> Briefing:
    """A page with one of everything that can be asked for."""
    said = state(
        "The Halvorsen bridge was closed on Thursday.",
        "herald",
        quoting="Inspectors closed the Halvorsen bridge on Thursday, officials in Tårn said.",
    )
    closed = Difference(
        "hangers with cracks",
        "number",
        (
            Side("two", "Two hangers have cracks.", (cite("herald", "Cracks in two hangers."),)),
            Side("three", "Three hangers have cracks.", (cite("wire", "Three are cracked."),)),
        ),
    )
    sources = (
        Source("herald", "herald", "The Herald", "Bridge shut", "https://herald.example/1", at),
        Source("copy", "herald", "The Copy", "Bridge is shut", "https://copy.example/1", at),
        Source("wire", "wire", "The Wire", "Cracks found", "https://wire.example/1", None),
    )
    record = Record(
        documents=3,
        sources=4,
        dropped=(
            Dropped("copy", "document", "herald", "near", 0.97),
            Dropped("wire:10-40", "sentence", f"herald:0-{len(said.citations[0].text)}", "meaning",
                    0.9),
        ),
        rejected=(Rejected("The bridge is gone.", "no report says so", "", said.citations),),
        left_off=(LeftOff("Ferries run every hour.", "reported before on 1 June 2025",
                          (cite("wire", "Ferries run hourly."),)),),
        skipped=(Skipped("https://down.example/feed", "it does not answer", whole=True),
                 Skipped("reports/empty.txt", "it is empty")),
        degraded=("the headline was quoted",),
        pages=1,
        calls=7,
        tokens=900,
        usd=0.25,
    )  # fmt: skip
    was = Correction("number", "Four people were hurt.", at.date(), "r0",
                     state("Six people were hurt.", "wire"))  # fmt: skip
    return Briefing(
        "Cracks close the bridge",
        said.text,
        at,
        (Section("Halvorsen bridge", (said,), (closed,)),),
        sources,
        record,
        (was,),
        at - timedelta(days=1),
        run,
    )


def told(text: str, run: str = "r1", at: datetime = MORNING) -> Reported:
    return Reported(text, run, at, "Halvorsen bridge", (f"{text} Quoted.",), ("herald",))


def seen(id: str, at: datetime = MORNING) -> Seen:  # noqa: A002
    return Seen(id, at, "The Herald", "Bridge shut", f"https://herald.example/{id}")


def validator(url: str, etag: str = '"1"') -> Validator:
    return Validator(url, etag, "Mon, 02 Jun 2025 06:00:00 GMT")


def go_through(store: Store, id: str, job: str = "morning", at: datetime = MORNING) -> None:  # noqa: A002
    """Do a whole run, well."""
    store.start(run(id, job, at))
    store.loaded(id, REQUEST, [seen(f"{id}-doc", at)], [validator("https://herald.example/")])
    store.written(id, briefing(at, id))
    store.commit(id, [told(f"Told by {id}.", id, at)], at + timedelta(minutes=2))
