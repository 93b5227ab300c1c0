"""What is certain, what is asked, and what another sentence of the story lends."""

from __future__ import annotations

from collections.abc import Sequence

from summarise.page.checks import Checked, examine
from summarise.types import Document
from tests.readings import VOCABULARY, sentence


def checked(text: str, evidence: Sequence[str], around: Sequence[str] = ()) -> Checked:
    rest = [sentence("b", told, 1_000 * n) for n, told in enumerate(around)]
    return examine(text, [sentence("a", told) for told in evidence], VOCABULARY, {}, rest)


def test_a_figure_that_stands_nowhere_is_refused_and_a_denial_is_asked() -> None:
    found = checked("It did not cost 480 crowns.", ["It cost 840 crowns."])
    assert [finding.kind for finding in found.refused] == ["number"]
    assert {finding.kind for finding in found.doubts} == {"negation"}


def test_a_name_in_the_same_story_is_lent_with_its_sentence() -> None:
    text, rest = "It was opened by Marrend.", ["Rain fell all day.", "Ilse Marrend opened the dam."]
    found = checked(text, ["The minister opened it."], rest)
    assert (found.refused, [told.text for told in found.lent]) == ((), rest[1:])
    assert [finding.kind for finding in checked(text, ["He opened it."]).refused] == ["name"]


def test_a_reports_title_vouches_for_a_name_and_a_figure() -> None:
    reports = {"a": Document("a", "", title="Marrend opens 12 dams")}
    text, evidence = "Marrend opened 12 dams.", [sentence("a", "The dams were opened.")]
    assert examine(text, evidence, VOCABULARY).refused
    assert not examine(text, evidence, VOCABULARY, reports).refused
