"""One judgement of a statement by what it cites: its findings, and their spans."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.page import verify
from tests.page.test_verify_checks import SENTENCES
from tests.page.test_verify_errors import CASES
from tests.readings import read


def judge(text: str, evidence: Sequence[str], outlets: Sequence[str] = ()) -> verify.Judged:
    return verify.judge(read(text), [read(sentence) for sentence in evidence], outlets)


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
def test_spans_lie_in_the_text(text: str, evidence: list[str]) -> None:
    judged = judge(text, evidence)
    assert all(0 <= found.start <= found.end <= len(text) for found in judged.findings)


@settings(max_examples=100, deadline=None)
@given(SENTENCES, st.lists(SENTENCES, min_size=9, max_size=12))
def test_a_text_of_any_length_supports_its_own_sentences(text: str, others: list[str]) -> None:
    judged = judge(text, [*others, text])
    assert not judged.findings
    assert judged.quoted
