"""The page's beginning against the editors' own words on the event (neus_allsides, 2021).

The editors wrote a headline and a neutral text of each event. Of an event's page: its headline and
the editors' (ROUGE-1 F); how much of the editors' headline the lede tells (ROUGE-1 recall in its
first words); and the first story against the editors' text (ROUGE-1 and -2 F at its length). The
peers' headline is a title, or their first sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from benchmarks.quality.harness import Row, Vectors, asked
from benchmarks.quality.metrics import Rouge, cut
from benchmarks.quality.real_pages import Page, real_pages
from benchmarks.quality.summaries import PEERS, Summariser

LEDE, STORY = 30, 65
"""Words of a lede, and of a first story, that are compared."""

Told = Callable[[Page], str]


class _Measure(NamedTuple):
    """What is compared with what the editors wrote, and how."""

    metric: str
    ours: Told
    peers: Mapping[str, Told]
    wanted: str
    words: int
    kind: str
    part: str


def _first(by: Summariser, page: Page) -> str:
    return next(iter(by(page.documents)), "")


def _whole(by: Summariser, page: Page) -> str:
    return " ".join(by(page.documents))


def _story(page: Page) -> str:
    return " ".join(said.text for said in page.briefing.stories[0].statements)


FIRSTS: Mapping[str, Told] = {name: partial(_first, by) for name, by in PEERS.items()}
WHOLE: Mapping[str, Told] = {name: partial(_whole, by) for name, by in PEERS.items()}
TITLES: Mapping[str, Told] = {"first title": lambda page: page.documents[0].title, **FIRSTS}
LONG = f"first story and editors' text, {STORY} words"
MEASURES = (
    _Measure(
        "ROUGE-1 F, headline and editors' headline",
        lambda page: page.briefing.headline,
        TITLES,
        "headline",
        LEDE,
        "rouge1",
        "fmeasure",
    ),
    _Measure(
        f"ROUGE-1 recall of editors' headline in {LEDE} words of the lede",
        lambda page: page.briefing.lede,
        FIRSTS,
        "headline",
        LEDE,
        "rouge1",
        "recall",
    ),
    _Measure(f"ROUGE-1 F, {LONG}", _story, WHOLE, "reference", STORY, "rouge1", "fmeasure"),
    _Measure(f"ROUGE-2 F, {LONG}", _story, WHOLE, "reference", STORY, "rouge2", "fmeasure"),
)


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:  # noqa: ARG001 - the judgements' protocol
    """Yield the rows of headline, lede and first story."""
    pages = [page for page in real_pages(data) if page.kind == "event"]
    rouge = Rouge()

    def mean(measure: _Measure, told: Told) -> float:
        return fmean(
            rouge.part(
                cut(told(page), measure.words),
                str(page.editors[measure.wanted]),
                measure.kind,
                measure.part,
            )
            for page in pages
        )

    for measure in MEASURES:
        peers = asked({name: partial(mean, measure, told) for name, told in measure.peers.items()})
        own = mean(measure, measure.ours)
        yield Row("the main thing", "events (neus 2021)", len(pages), measure.metric, own, peers)
