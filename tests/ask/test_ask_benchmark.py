"""The questions of ``python -m benchmarks ask`` are as they are said to be, and judged so."""

from __future__ import annotations

import re
from collections import Counter

from benchmarks.ask import Asked, judged, questions
from summarise.ask.answer import ask
from tests.ask.reports import archive, documents

KNOWN = {one.outlet: one.id for one in documents()}


def test_there_are_forty_in_two_halves_ten_of_them_without_an_answer() -> None:
    halves = Counter((asked.half, bool(asked.answer)) for asked in questions())
    assert halves == {
        ("dev", True): 15, ("held-out", True): 15, ("dev", False): 5, ("held-out", False): 5,
    }  # fmt: skip


def test_each_names_reports_by_their_ids_alone() -> None:
    for asked in questions():
        assert bool(asked.answer) == bool(asked.reports)
        assert all(re.fullmatch(r"[0-9a-f]{12}", report) for report in asked.reports)
        assert max(map(len, asked.answer), default=0) < 40


def test_an_answer_is_right_cited_wrong_or_none() -> None:
    question = "Who closed the river path?"
    answer = ask(question, archive())

    def kind(told: list[str], outlet: str) -> str:
        return judged(Asked("dev", question, told, [KNOWN[outlet]]), answer)

    assert kind(["Holt"], "Orle Courier") == "right, cited"
    assert kind(["Holt"], "Hill Post") == "right, uncited"
    assert kind(["Smith"], "Orle Courier") == "wrong"
    nothing = ask("Who won the cup in Peru?", archive())
    assert judged(Asked("dev", "Who?", [], []), nothing) == "not answered"
