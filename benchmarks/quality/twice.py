"""Is nothing told twice? AUC of a measure of redundancy, and what the pages tell twice.

PolyTope (Huang et al., 2020) marks Duplication in summaries of systems; the measure is the greatest
likeness of two sentences of a summary, and its AUC is against summaries without that mark.

Whether a statement of a page repeats one above it is judged by what no merge of ours goes by: the
ruler of ``benchmarks.quality.ruler``, which is words and MiniLM, with one side's figures all in the
other. How well it knows Duplication in PolyTope stands in the note. It sees what is told again in
much the same words; for more, people read pages (docs/reading.md). The peers' pages have as many
sentences as ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.fit_similarity import auc, read
from benchmarks.quality.harness import Row, Vectors, asked
from benchmarks.quality.page import neus
from benchmarks.quality.pairs import PEERS as LIKENESSES
from benchmarks.quality.pairs import ours as likeness
from benchmarks.quality.real_pages import KINDS, real_pages
from benchmarks.quality.ruler import judges_by_meaning, repeats
from benchmarks.quality.summaries import PEERS, Summariser, ours
from benchmarks.texts import weights
from summarise.types import Document

BESIDE = ("LexRank", "lead", "centroid + MMR")
"""Peers whose pages are judged for what they tell twice."""

Pages = Sequence[Sequence[str]]


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield the rows of summaries and of pages."""
    yield _polytope(data, vectors)
    yield from _pages(data)


def _polytope(data: Path, vectors: Vectors) -> Row:
    summaries = read(data / "polytope/dev.jsonl.gz")
    gold = np.array([_is_double(row) for row in summaries])
    pages = [_lines(row["summary"]) for row in summaries]
    likenesses = {**LIKENESSES, "containment": _containment}
    scores = asked({n: partial(_greatest, s, pages, vectors) for n, s in likenesses.items()})
    spotless = np.array([not row["errors"] for row in summaries])
    own = _greatest(likeness, pages, vectors)
    clear = gold | spotless
    return Row(
        "nothing twice",
        "polytope, Duplication",
        len(gold),
        "AUC",
        auc(gold, own),
        {name: auc(gold, score) for name, score in scores.items()},
        0.94,
        0.97,
        note=f"{gold.sum()} with Duplication; beside the {spotless.sum()} without any error "
        f"{auc(gold[clear], own[clear]):.3f}, containment "
        f"{auc(gold[clear], scores['containment'][clear]):.3f}",
    )


def _is_double(row: Mapping[str, Any]) -> bool:
    return any(error[0] == "Duplication" for error in row["errors"])


def _lines(summary: str) -> list[str]:
    """Return the sentences of a summary; a line of PolyTope's is one."""
    return [line.strip() for line in summary.splitlines() if line.strip()]


def _greatest(score: Any, pages: Pages, vectors: Vectors) -> Any:
    """Return the greatest score of two sentences of each page; 0 where there is only one."""
    pairs = [(n, *pair) for n, page in enumerate(pages) for pair in combinations(page, 2)]
    found = np.zeros(len(pages))
    alike = score([one for _, one, _ in pairs], [other for *_, other in pairs], vectors)
    for (number, *_), value in zip(pairs, alike, strict=True):
        found[number] = max(found[number], value)
    return found


def _containment(ones: Sequence[str], others: Sequence[str], vectors: Vectors) -> Any:  # noqa: ARG001
    """Return the share of the shorter sentence's words that are in the other."""
    pairs = ((set(weights(a)), set(weights(b))) for a, b in zip(ones, others, strict=True))
    return np.array([len(a & b) / (min(len(a), len(b)) or 1) for a, b in pairs])


def _pages(data: Path) -> Iterator[Row]:
    events = [(task.documents, ours(task.documents)) for task in neus(data)]
    yield _row("pages of neus_allsides", events, _on_polytope(data))
    for kind, name in KINDS.items():
        those = [page for page in real_pages(data) if page.kind == kind]
        yield _row(name, [(page.documents, page.statements) for page in those])


def _row(name: str, pages: Sequence[tuple[list[Document], list[str]]], note: str = "") -> Row:
    def theirs(summariser: Summariser) -> float:
        return _twice([summariser(reports)[: len(told)] for reports, told in pages])

    statements = sum(len(told) for _, told in pages)
    judge = "words and MiniLM" if judges_by_meaning() else "words alone"
    return Row(
        "nothing twice",
        name,
        statements,
        f"share of statements that repeat one above, by {judge}",
        _twice([told for _, told in pages]),
        asked({peer: partial(theirs, PEERS[peer]) for peer in BESIDE}),
        target=0.0,
        low=True,
        note="; ".join(filter(None, [f"{statements / len(pages):.1f} statements a page", note])),
    )


def _twice(pages: Pages) -> float:
    """Return the share of statements that repeat one above, or that one above repeats."""
    found = [
        repeats(text, page[:n]) or any(repeats(above, [text]) for above in page[:n])
        for page in pages
        for n, text in enumerate(page)
    ]
    return sum(found) / (len(found) or 1)


def _on_polytope(data: Path) -> str:
    """Say how the judge of pages fares on summaries of which people say what is told twice."""
    summaries = read(data / "polytope/dev.jsonl.gz")
    caught, wrong = (
        [_twice([_lines(row["summary"])]) > 0 for row in summaries if _is_double(row) == double]
        for double in (True, False)
    )
    return (
        f"the judge finds something twice in {sum(caught)} of {len(caught)} summaries of PolyTope "
        f"marked so, and in {sum(wrong)} of {len(wrong)} others"
    )
