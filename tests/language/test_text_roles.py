"""Who did what, in which order, and the opposite of what was said."""

from __future__ import annotations

import pytest

from summarise.language.roles import DIRECTIONS, QUALITIES, VIEWS, opposites, swapped, turned
from tests.readings import read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iran attacked Israel.", "Israel attacked Iran."),
        ("Iran sent a large number of drones to Israel.", "Israel sent drones to Iran."),
        ("Israel was sent many drones by Iran.", "Israel sent Iran many drones."),
        ("Ostrand said Threlk lied.", "Threlk said Ostrand lied."),
    ],
)
def test_names_that_changed_places_around_a_verb_are_seen(one: str, other: str) -> None:
    assert swapped(read(one), [read(other)])
    assert swapped(read(other), [read(one)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iran attacked Israel.", "Israel was attacked by Iran."),
        ("Israel was attacked after Iran fired.", "Iran attacked Israel."),
        ("Threlk lied, said Ostrand.", "Ostrand said Threlk lied."),
        ("Quell met Putin.", "Putin met Quell."),
    ],
)
def test_another_voice_or_order_of_words_changes_no_roles(one: str, other: str) -> None:
    assert not swapped(read(one), [read(other)])


@pytest.mark.parametrize(
    ("one", "other", "changed"),
    [
        ("The dam burst after the storm began.", "The storm began after the dam burst.", True),
        ("The dam burst after the storm began.", "The dam burst before the storm began.", True),
        ("The dam burst after the storm began.", "The storm began before the dam burst.", False),
        ("The dam burst because rain fell.", "Rain fell because the dam burst.", True),
        ("The dam burst because rain fell.", "The dam burst because of rain.", False),
        ("After the storm the dam burst.", "The dam burst after the storm.", False),
    ],
)
def test_events_that_changed_places_are_seen(one: str, other: str, changed: bool) -> None:
    assert bool(turned(read(one), [read(other)])) is changed


@pytest.mark.parametrize(
    ("one", "other", "opposite"),
    [
        ("Prices rose in May.", "Prices fell in May.", True),
        ("A large crowd met.", "A small crowd met.", True),
        ("A large crowd met.", "A crowd met in the square behind the small town hall.", False),
        ("A large crowd met.", "A large crowd and a small crowd met.", False),
        ("Spain lost the final.", "Spain won the final.", True),
        ("Spain lost the final.", "France won the final.", False),
        ("The bridge is unsafe.", "The bridge is safe.", True),
    ],
)
def test_an_opposite_is_seen_where_it_is_said_of_the_same(
    one: str, other: str, opposite: bool
) -> None:
    assert bool([*opposites(read(one), [read(other)])]) is opposite


@pytest.mark.parametrize("pairs", [DIRECTIONS, QUALITIES, VIEWS])
def test_no_word_is_its_own_opposite(pairs: tuple[tuple[frozenset[str], ...], ...]) -> None:
    assert all(one and other and one.isdisjoint(other) for one, other in pairs)
