"""Is it a good page? ROUGE F of its beginning, as long as the reference, against people's text.

Ours is the page itself, extractive, from the whole pipeline. The peers get the sentences of the
same reports in the order of their own ranking. All are cut at the same word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.fit_similarity import read
from benchmarks.quality.harness import Row, Vectors, asked
from benchmarks.quality.metrics import Rouge, cut, means
from benchmarks.quality.summaries import PEERS, Summariser, ours
from summarise.types import Document

NAMES = {"rouge1": "ROUGE-1", "rouge2": "ROUGE-2", "rougeL": "ROUGE-L"}


class Task(NamedTuple):
    """Reports, and what people wrote of them."""

    documents: list[Document]
    references: list[str]


class _Goal(NamedTuple):
    words: int
    goals: dict[str, tuple[float, float]]


GOALS = {
    "neus_allsides": _Goal(
        65, {"rouge1": (0.386, 0.415), "rouge2": (0.167, 0.185), "rougeL": (0.260, 0.280)}
    ),
    "opinosis": _Goal(15, {"rouge1": (0.321, 0.335), "rouge2": (0.089, 0.105)}),
}


def neus(data: Path) -> list[Task]:
    """Return three accounts of each event, and the editors' neutral one."""
    return [
        Task(
            [Document(str(n), a["text"], a["title"]) for n, a in enumerate(row["articles"])],
            [row["reference"]],
        )
        for row in read(data / "neus_allsides/dev.jsonl.gz")
    ]


def opinosis(data: Path) -> list[Task]:
    """Return the sentences of reviews of each topic, each a report of its own, and summaries."""
    return [
        Task([Document(str(n), text) for n, text in enumerate(row["sentences"])], row["references"])
        for row in read(data / "opinosis/dev.jsonl.gz")
    ]


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:  # noqa: ARG001 - the judgements' protocol
    """Yield a row for each set and kind of ROUGE."""
    for name, tasks in (("neus_allsides", neus(data)), ("opinosis", opinosis(data))):
        words, goals = GOALS[name]
        own = _score(ours, tasks, words)
        peers = asked({peer: partial(_score, by, tasks, words) for peer, by in PEERS.items()})
        for kind, (floor, target) in goals.items():
            theirs = {peer: score[kind] for peer, score in peers.items()}
            metric = f"{NAMES[kind]} F, {words} words"
            yield Row("a good page", name, len(tasks), metric, own[kind], theirs, floor, target)


def _score(summariser: Summariser, tasks: Sequence[Task], words: int) -> dict[str, float]:
    rouge = Rouge()
    texts = (cut(" ".join(summariser(task.documents)), words) for task in tasks)
    pairs = zip(texts, tasks, strict=True)
    return means([rouge(text, task.references) for text, task in pairs])
