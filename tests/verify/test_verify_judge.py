"""One judgement for cited sentences and for longer texts: its findings, their spans, its score."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.verify.backing import backing, copied, untold
from summarise.verify.checks import MOST_CITING, judge
from tests.verify.test_verify_checks import SENTENCES
from tests.verify.test_verify_errors import CASES

ARTICLE = [
    "The council of Port Elsa met on Monday evening in the old customs house.",
    "Mayor Ilse Marrend opened the meeting with a report on the budget.",
    "The budget grows by 3 percent, most of it for schools.",
    "Two ferries will make six crossings a day between Port Elsa and Tarn Haven.",
    "The ferries were built in a yard in Drovenia.",
    "Fishermen from the harbour protested outside against the noise.",
    "Their spokesman, Jonas Threlk, asked for a later first crossing.",
    "The library will close for repairs until spring.",
    "Volunteers will lend books from the town hall while the library is closed.",
    "The meeting ended shortly before midnight.",
]
"""Longer than what a statement cites."""


@pytest.mark.parametrize(("kind", "text", "source"), CASES)
def test_a_finding_shows_a_piece_of_the_statement(kind: str, text: str, source: str) -> None:
    for found in judge(text, [source], ["France 24"]).findings:
        assert text[found.start : found.end].strip()


@pytest.mark.parametrize(
    ("text", "evidence", "piece"),
    [
        ("It cost 480 crowns.", "It cost 840 crowns.", "480 crowns"),
        ("On 18 January, Putin left.", "Putin left on Jan. 17.", "18 January"),
        ("Quell met Putin.", "Quell met Pezeshkian.", "Putin"),
        ("On Friday France 24 said Iran signed.", "On Friday Iran did not sign.", "signed"),
        (
            "The quake hit the town, while looters ransacked abandoned shops.",
            "The quake hit the town and the shops by the harbour.",
            "looters ransacked abandoned",
        ),
    ],
)
def test_the_span_is_the_piece_that_is_wrong(text: str, evidence: str, piece: str) -> None:
    spans = [text[f.start : f.end] for f in judge(text, [evidence], ["France 24"]).findings]
    assert piece in spans


@settings(max_examples=100, deadline=None)
@given(SENTENCES, st.lists(SENTENCES, max_size=12))
def test_spans_lie_in_the_text_and_scores_between_0_and_1(text: str, evidence: list[str]) -> None:
    judged = judge(text, evidence)
    assert 0 <= judged.support <= 1
    assert all(0 <= found.start <= found.end <= len(text) for found in judged.findings)


@settings(max_examples=100, deadline=None)
@given(SENTENCES, st.lists(SENTENCES, min_size=MOST_CITING + 1, max_size=12))
def test_a_text_of_any_length_supports_its_own_sentences(text: str, others: list[str]) -> None:
    judged = judge(text, [*others, text])
    assert not judged.findings
    assert judged.quoted


@pytest.mark.parametrize(
    "text",
    [
        "Port Elsa's council met on Monday evening in the customs house.",
        "Between Port Elsa and Tarn Haven, two ferries are to make six crossings a day.",
        "The library will be closed for repairs until spring.",
        "While the library is closed, volunteers will lend its books from the town hall.",
    ],
)
def test_a_longer_text_supports_what_a_few_of_its_sentences_tell(text: str) -> None:
    assert not judge(text, ARTICLE).findings


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Two ferries will make eight crossings a day to Tarn Haven.", "number"),
        ("Mayor Dario Quell opened the meeting with a report.", "name"),
        ("The library will not close for repairs.", "negation"),
        ("Looters ransacked abandoned shops along the harbour.", "support"),
        ("Fishermen from the harbour protested against the noise until spring.", "splice"),
    ],
)
def test_a_longer_text_does_not_support_what_it_does_not_tell(text: str, kind: str) -> None:
    assert kind in {found.kind for found in judge(text, ARTICLE).findings}


def test_words_told_apart_support_less_than_words_told_together() -> None:
    together = judge("Volunteers lend books from the town hall.", ARTICLE)
    apart = judge("Fishermen lend ferries from the customs budget.", ARTICLE)
    assert apart.support < together.support


def test_the_sentences_that_back_a_statement_are_chosen_best_first() -> None:
    text = "Two ferries built in Drovenia will make six crossings a day to Tarn Haven."
    assert backing(text, ARTICLE).chosen == (3, 4)


def test_what_the_chosen_sentences_do_not_tell_is_shown_in_runs() -> None:
    text = "Grateful volunteers will lend expensive picture books from the town hall."
    spans = [text[start:end] for start, end in untold(backing(text, ARTICLE))]
    assert spans == ["Grateful", "expensive picture"]


def test_nothing_is_chosen_from_nothing() -> None:
    backed = backing("The pact was signed.", [])
    assert (backed.chosen, backed.covered, backed.together) == ((), 0.0, 0.0)


def test_a_copy_from_two_sentences_is_told_from_a_copy_of_one() -> None:
    one = copied("The ferries were built in a yard.", ARTICLE)
    two = copied("The ferries were built in a yard for repairs until spring.", ARTICLE)
    assert one.share == one.from_one == 1
    assert two.share > two.from_one
