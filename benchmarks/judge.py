"""Does a check refuse what a model rightly wrote, and find what was put into it?

Of true statements, how many are refused for what is certain, and how many by the strict rules,
which refuse on any doubt; of those with one planted error, by its kind, how many are refused for
what is certain, and about how many at least a question is asked.

With a config that names a backend, its model is asked too, as the judge of a page is: each call is
a page on whose sheet a statement has a report with what it cites and one with the other facts of
its story, of which only what is cited is shown. The statements stand in an order that a seed has
shuffled, and no call holds two that cite the same, so that a true one is never beside its planted
twin. What a model leaves unanswered is decided by the rules, as on a page, and said below the
table. Nothing that a call shows tells what was planted.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from benchmarks.fit_similarity import read
from benchmarks.texts import VOCABULARY, report, sentence
from summarise.config import Config, load_config
from summarise.models.chains import Models
from summarise.models.prompts import Prompts
from summarise.models.threads import each
from summarise.page.checks import Checked, examine
from summarise.page.desk import Desk
from summarise.page.judge import Judge, ModelJudge, Question, Verdict
from summarise.page.manuscript import EditedPage, EditedStatement, EditedStory
from summarise.page.proof import Proof
from summarise.page.room import Room, StageModel
from summarise.page.sheet import Said, Sheet
from summarise.types import Fact, Story

TRUE = "none: true"
"""The kind of statements into which no error was put."""
ANY = "any"
CALLS = 7
"""Calls for all statements: about as many in each as a page has."""
SEED = 7

Row = dict[str, Any]


class Judgement(NamedTuple):
    """What was found of a statement; ``wrong`` is what a model said, False if none was asked."""

    kind: str
    refused: bool
    doubted: bool
    wrong: bool = False


class Tally(NamedTuple):
    """Statements of one kind: how many, how many refused for certain, how many at least asked.

    ``wrong`` are those that a model calls wrong, ``stopped`` those that one of the two refuses.
    """

    statements: int
    refused: int
    doubted: int
    wrong: int
    stopped: int


def main(data: Path, config: Path | None = None) -> None:
    """Print the tallies, by kind of error."""
    rows = read(data / "strong_model/dev.jsonl.gz")
    troubles: tuple[str, ...] = ()
    if config is None:
        found = [judgement(row, checked(row)) for row in rows]
    else:
        found, troubles = asked(rows, load_config(config, os.environ), os.environ)
    more = ("wrong to the judge", "refused for certain or wrong") if config else ()
    heads = ("error", "statements", "refused for certain", "refused or asked about", *more)
    print(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}")
    for kind, tally in tallies(found):
        print(f"| {kind} | {' | '.join(map(str, tally[: len(heads) - 1]))} |")
    for trouble in troubles:
        print(trouble)


def tallies(found: Sequence[Judgement]) -> Iterator[tuple[str, Tally]]:
    """Yield the tally of what is true, of each kind of error, and of all errors."""
    for kind in dict.fromkeys(one.kind for one in found):
        yield kind, _tally([one for one in found if one.kind == kind])
    yield ANY, _tally([one for one in found if one.kind != TRUE])


def _tally(found: Sequence[Judgement]) -> Tally:
    return Tally(
        len(found),
        sum(one.refused for one in found),
        sum(one.doubted for one in found),
        sum(one.wrong for one in found),
        sum(one.refused or one.wrong for one in found),
    )


def judgement(row: Row, found: Checked, wrong: bool = False) -> Judgement:
    """Return what code found of a row, and what a model said of it."""
    kind = TRUE if row["supported"] else row["error"]
    return Judgement(kind, bool(found.refused), bool(found.refused or found.doubts), wrong)


def checked(row: Row) -> Checked:
    """Return what is found of a row's statement, with the other facts of its story around it."""
    evidence, around = (
        [sentence(f"{part}-{n}", text) for n, text in enumerate(row[part])]
        for part in ("evidence", "others")
    )
    return examine(row["statement"], evidence, VOCABULARY, {}, around)


def asked(
    rows: Sequence[Row], config: Config, environment: Mapping[str, str]
) -> tuple[list[Judgement], tuple[str, ...]]:
    """Have the model of a config judge all rows; returns what was found, and what went wrong."""
    models = Models(config, environment)
    try:
        backend = models.stage("judge")
        if backend is None:
            raise SystemExit("the config names no backend to judge: set briefing.backend")
        model = StageModel(backend, Room.of(models.settings("judge")))
        desk = Desk({"judge": model}, Prompts(config.prompts.folder))
        calls = dealt(rows, CALLS)
        wrong = each(lambda call: judged(call, desk), calls, models.in_flight)
    finally:
        models.close()
    pairs = [pair for call in zip(calls, wrong, strict=True) for pair in zip(*call, strict=True)]
    return [judgement(row, checked(row), said) for row, said in pairs], desk.degraded


def dealt(rows: Sequence[Row], calls: int) -> list[list[Row]]:
    """Return the rows in that many calls, shuffled; none holds two rows that cite the same.

    Where there are too few calls for that, those are together that have to be.
    """
    hands: list[list[Row]] = [[] for _ in range(calls)]
    for row in random.Random(SEED).sample(list(rows), len(rows)):
        cited = set(row["evidence"])
        near = [sum(bool(cited & set(one["evidence"])) for one in hand) for hand in hands]
        place = min(range(calls), key=lambda n: (near[n], len(hands[n])))
        hands[place].append(row)
    return [hand for hand in hands if hand]


@dataclass(slots=True)
class _Noted:
    """A judge whose verdicts are kept."""

    judge_of_page: Judge
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    def judge(self, questions: Sequence[Question]) -> Mapping[str, Verdict]:
        self.verdicts.update(self.judge_of_page.judge(questions))
        return self.verdicts


def judged(rows: Sequence[Row], desk: Desk) -> list[bool]:
    """Return of each row whether the model calls its statement wrong, all put to it as a page."""
    stories = [_story(number, row) for number, row in enumerate(rows)]
    documents = [document for story in stories for document in story.documents]
    sheet = Sheet(stories, documents, (), {document.id: document.id for document in documents})
    judge = _Noted(ModelJudge(desk, sheet, ZoneInfo("UTC")))
    told = tuple(
        EditedStory("", (_edited(row, sheet, story),), ())
        for row, story in zip(rows, stories, strict=True)
    )
    Proof(sheet, judge, VOCABULARY).prove(EditedPage(told, {}, "the statement's"))
    return [not judge.verdicts[str(number)].right for number, _ in enumerate(rows, 1)]


def _edited(row: Row, sheet: Sheet, story: Story) -> EditedStatement:
    """Return a row's statement with all its marks at its end."""
    report = next(one for one in sheet.reports if one.document == story.documents[0])
    cited = tuple(line.sentence for line in report.lines)
    return EditedStatement(Said(row["statement"], cited, (len(row["statement"]),) * len(cited)))


def _story(number: int, row: Row) -> Story:
    """Return a row as a story of two reports at most: what it cites, and the other facts."""
    reports = [
        report(f"{number}-{part}", row[part]) for part in ("evidence", "others") if row[part]
    ]
    documents = tuple(document for document, _ in reports)
    facts = tuple(Fact((one,), 1) for _, sentences in reports for one in sentences)
    return Story(documents, facts)
