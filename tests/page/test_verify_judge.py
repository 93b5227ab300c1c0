"""One judgement of a statement by what it cites: its findings."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.page import verify
from tests.page.test_verify_checks import SENTENCES
from tests.readings import read


@settings(max_examples=40, deadline=None)
@given(SENTENCES, st.lists(SENTENCES, min_size=9, max_size=12))
def test_a_text_of_any_length_supports_its_own_sentences(text: str, others: list[str]) -> None:
    assert not verify.judge(read(text), [read(sentence) for sentence in [*others, text]])
