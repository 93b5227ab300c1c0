"""What leaves an edited page first when room is short."""

from __future__ import annotations

from summarise.page.precedence import GROUND, Precedence
from summarise.types import Difference, Side, Statement
from tests.page.test_sheet import SHEET
from tests.readings import VOCABULARY


def said(text: str, *numbers: str) -> Statement:
    cited = tuple(SHEET.by_number[number].sentence.cited() for number in numbers)
    return Statement(text, cited, 1, "model")


TOLD = [said("The dam opened.", "1.1"), said("It rained.", "1.1"), said("Fish died.", "3.1")]
PRECEDENCE = Precedence(SHEET, VOCABULARY, ())


def test_the_first_statement_and_what_the_heading_names_go_before_the_rest() -> None:
    first, rain, fish = (one.value for one in PRECEDENCE.statements(TOLD, "Dam opens", {}))
    assert first > GROUND > rain > fish
    seven = said("Seven fish died.", "3.1")
    told = PRECEDENCE.statements([*TOLD[:2], seven], "Dam opens, 7 fish die", {})
    assert told[2].value > GROUND > told[1].value


def test_a_difference_leaves_before_the_statement_that_it_is_about() -> None:
    told = PRECEDENCE.statements(TOLD, "Dam opens", {})
    sides = (Side("two", "two", TOLD[2].citations), Side("three", "three", TOLD[2].citations))
    (found,) = PRECEDENCE.differences([(Difference("fish", "number", sides), 0)], told)
    assert 0 < found.value < told[2].value


def test_what_can_be_spared_leaves_in_that_order_but_not_the_ground_of_a_heading() -> None:
    ranks = {"The dam opened.": 1, "Fish died.": 2, "It rained.": 3}
    dam, rain, fish = (one.value for one in PRECEDENCE.statements(TOLD, "Dam opens", ranks))
    assert dam > GROUND > 1 > rain > fish > 0
    sides = (Side("two", "two", TOLD[2].citations), Side("three", "three", TOLD[2].citations))
    told = PRECEDENCE.statements(TOLD, "Dam opens", {})
    (spared,) = PRECEDENCE.differences([(Difference("fish", "number", sides), 1)], told)
    assert 0 < spared.value < fish


def test_what_nobody_is_heard_on_is_worth_nothing() -> None:
    deaf = Precedence(SHEET, VOCABULARY, [citation.document for citation in TOLD[2].citations])
    told = deaf.statements([TOLD[2]], "", {})
    assert told[0].value == 0
