"""What a page says of some words."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from summarise.jobs.search import _plain, find, wanted
from summarise.language.words import ALIASED, fold, words
from tests.jobs.kept import briefing


@settings(deadline=None)
@given(st.text())
@example("The O’Neills’ café — U.S.S.R. İstanbul ﬁn ẞ … N.A.T.O's")
def test_each_folded_word_stands_in_the_folded_text(text: str) -> None:
    plain = _plain(text)
    for word in words(text):
        assert fold(word.text) in ALIASED or fold(word.text) in plain


@pytest.mark.parametrize(
    ("asked", "sought"),
    [("The bridge was CLOSED.", {"bridge", "closed"}), ("of the", {"of", "the"}), ("?!", set()),
     ("U.S. Tårn's", {"usa", "tarn"})],
)  # fmt: skip
def test_only_words_of_content_are_sought_if_there_are_any(asked: str, sought: set[str]) -> None:
    assert wanted(asked) == sought


def test_all_words_must_stand_in_one_sentence_or_what_it_cites() -> None:
    page = briefing()
    found = find(page, wanted("bridge closed"))  # what was refused rests on the same sentence
    assert [one.kind for one in found] == ["told", "refused"]
    assert find(page, wanted("bridge ferries")) == ()
    assert {one.kind for one in find(page, wanted("hurt"))} == {"corrected"}
