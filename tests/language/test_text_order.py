"""The same words in another order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.language.roles import crossed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a bus hit a lorry near dale", "a lorry hit a bus near dale"),
        ("tarn sued norvik on monday", "norvik sued tarn on monday"),
        ("rates rose from 4 to 5 percent", "rates rose from 5 to 4 percent"),
        ("ostrand was sued by quell", "quell was sued by ostrand"),
    ],
)
def test_what_changed_sides_of_a_third_word_is_crossed(one: str, other: str) -> None:
    assert crossed(one.split(), other.split())
    assert crossed(other.split(), one.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("on monday tarn sued norvik", "tarn sued norvik on monday"),
        ("tarn and norvik signed", "norvik and tarn signed"),
        ("tarn sued norvik", "norvik was sued by tarn"),
        ("police in orle arrested two men", "police arrested two men in orle"),
    ],
)
def test_what_moves_alone_or_is_told_in_the_passive_is_not(one: str, other: str) -> None:
    assert not crossed(one.split(), other.split())


@given(st.lists(st.sampled_from("tarn norvik sued by and on monday".split()), max_size=8))
def test_nothing_is_crossed_with_itself(row: list[str]) -> None:
    assert not crossed(row, row)
