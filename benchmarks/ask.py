"""Forty questions on a week of real reports, ten of which no report answers: what is answered.

The week is that of ``site``: seven days of dated_2021 from 1 June. The questions and their short
answers stand in ask.jsonl, in words of our own, written by reading the reports before any of them
was put to the program; ``reports`` are the ids of those that state the answer. Half of them ("dev")
was looked at while thresholds were set, the other half ("held-out") was not.

An answer is right if it holds the short answer; cited if a source sentence that holds it, of one of
those reports, is cited for it. With ``--config`` its backend answers, else the reports' own words.
"first" counts those whose first sentence holds it.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ten_mornings import FIRST, days_of
from summarise.ask.answer import Reply, ask
from summarise.ask.archive import of_documents
from summarise.config import Config, load_config
from summarise.sources import load
from summarise.types import Document

DAYS = 7
QUESTIONS = Path(__file__).with_name("ask.jsonl")
KINDS = ("right, cited", "right, uncited", "wrong", "not answered")
LINE = "{:<22}{:>10}{:>14}{:>16}{:>8}{:>14}{:>9}"


@dataclass(frozen=True)
class Asked:
    """A question, the ways to write its answer, and the reports that state it."""

    half: str
    question: str
    answer: list[str]
    reports: list[str]


def main(data: Path, config: Path | None = None) -> None:
    """Print what becomes of each question, and the table."""
    archive = of_documents(list(week(data)))
    settings = load_config(str(config), os.environ) if config else Config()
    counts: dict[tuple[str, bool], Counter[str]] = {}
    start = time.process_time()
    for asked in questions():
        answer = ask(asked.question, archive, settings)
        kind = judged(asked, answer)
        row = counts.setdefault((asked.half, bool(asked.answer)), Counter())
        row[kind] += 1
        row["first"] += any(_holds(one.text, asked.answer) for one in answer.statements[:1])
        said = " / ".join(one.text for one in answer.statements)[:150]
        print(f"{asked.half:<9}{kind:<15} {asked.question} -> {said or '-'}", flush=True)
    seconds = time.process_time() - start
    print("\n" + LINE.format("", "questions", *KINDS, "first"))
    for (half, answered), row in counts.items():
        name = f"{half}, {'answered' if answered else 'not told'}"
        total = sum(row[kind] for kind in KINDS)
        print(LINE.format(name, total, *(row[kind] for kind in KINDS), row["first"]))
    print(f"{seconds / sum(1 for _ in questions()):.2f} s of the processor for a question")


def week(data: Path) -> Iterator[Document]:
    """Yield the reports of the seven days, read as a user's file is."""
    days = days_of(data)
    with tempfile.TemporaryDirectory() as folder:
        for day in [day for day in sorted(days) if day >= FIRST][:DAYS]:
            path = Path(folder) / "reports.jsonl"
            path.write_text("".join(json.dumps(one) + "\n" for one in days[day]))
            yield from load([str(path)]).documents


def questions() -> Iterator[Asked]:
    """Yield the questions in their order."""
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        yield Asked(**json.loads(line))


def judged(asked: Asked, answer: Reply) -> str:
    """Return which of KINDS an answer is; where no report tells it, no answer is the right one."""
    if not answer.found:
        return "not answered"
    holding = [one for one in answer.statements if _holds(one.text, asked.answer)]
    if not holding:
        return "wrong"
    cited = [
        citation
        for one in holding
        for citation in one.citations
        if citation.document in asked.reports and _holds(citation.text, asked.answer)
    ]
    return "right, cited" if cited else "right, uncited"


def _holds(text: str, answers: list[str]) -> bool:
    plain = text.replace("’", "'").casefold()
    return any(
        re.search(rf"(?<!\w){re.escape(answer.casefold())}(?!\w)", plain) for answer in answers
    )
