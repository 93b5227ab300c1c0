"""What tells linear from quadratic work, tried on both."""

from __future__ import annotations

import re

from tests.growth import linear

BACKTRACKING = re.compile(r"\s+$")
"""Begins again at each blank, where something stands behind them."""


def test_what_reads_each_character_once_is_linear() -> None:
    assert linear(lambda text: sum(map(ord, text)), "a")


def test_what_is_done_before_its_work_can_be_timed_is_linear() -> None:
    assert linear(len, "a")


def test_what_reads_the_rest_of_the_text_at_each_character_is_not() -> None:
    def read(text: str) -> int:
        return sum(sum(map(ord, text[at:])) for at in range(len(text)))

    assert not linear(read, "a", 2_400)


def test_an_expression_that_begins_again_at_each_character_is_not() -> None:
    assert not linear(lambda text: BACKTRACKING.search(text + "."), " ", 2_400)


def test_a_memo_does_not_answer_for_the_work() -> None:
    known: set[str] = set()

    def once(text: str) -> None:
        if text not in known:
            known.add(text)
            BACKTRACKING.search(text + ".")

    assert not linear(once, " ", 2_400)
