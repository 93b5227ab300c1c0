"""The time that a question takes grows with what was read, however it is written."""

from __future__ import annotations

import pytest

from summarise.ask.archive import of_documents
from summarise.ask.inquiry import Inquiry
from summarise.ask.passages import Passages
from summarise.language.encoders import NoEncoder
from summarise.language.reading import Vocabulary
from summarise.sources import document
from tests.growth import linear

INQUIRY = Inquiry.of("How many people died when the bridge over the Orle fell?", Vocabulary())


@pytest.mark.parametrize(
    "unit",
    [
        "Nine people died at Orle. ",
        "It fell, a judge, the people of Orle said. ",
        "He said so. ",
        "Orle, the people died, ",
    ],
)
def test_a_long_report_is_searched_in_step_with_its_length(unit: str) -> None:
    def work(text: str) -> object:
        return Passages(of_documents([document(text)]), NoEncoder()).near(INQUIRY)

    assert linear(work, unit)


@pytest.mark.parametrize("unit", ["how much what ", "Orle ", "which a ", "what names of "])
def test_a_long_question_is_cut(unit: str) -> None:
    def work(text: str) -> object:
        inquiry = Inquiry.of(text, Vocabulary())
        return inquiry.kind, inquiry.words, inquiry.names

    assert linear(work, unit)
