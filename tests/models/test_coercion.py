from __future__ import annotations

import json
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, ValidationError

from summarise.models.coercion import coerced


class Leg(BaseModel):
    place: str
    hours: int = 0


class Trip(BaseModel):
    name: str = ""
    days: list[int] = []
    friends: list[str] | None = None
    legs: list[Leg] = []
    first_leg: Leg | None = None
    motto: Annotated[str, AfterValidator(str.strip)] = ""


def read(**said: Any) -> Trip:
    return Trip.model_validate(coerced(said, Trip))


@pytest.mark.parametrize(
    ("said", "days"),
    [
        (1, [1]),
        ("1", [1]),
        ("[1]", [1]),
        ("[1, 2]", [1, 2]),
        ("1, 2 and 3", [1, 2, 3]),
        ("Day 2", [2]),
        (["1", "[2]", "day 3"], [1, 2, 3]),
        (["[1, 2]", 3], [1, 2, 3]),
        ([[1], [2]], [1, 2]),
        ([1.0], [1]),
        ([{"day": 1}, {"day": "[2]"}], [1, 2]),
        ([], []),
    ],
)
def test_numbers_are_read_however_they_are_written(said: object, days: list[int]) -> None:
    assert read(days=said).days == days


@pytest.mark.parametrize(
    "said", [None, "none", ["none"], {"a": "b"}, [{"a": 1, "b": 2}], [None], [1.5]]
)
def test_what_is_no_number_is_left_to_be_refused(said: object) -> None:
    with pytest.raises(ValidationError):
        read(days=said)


@pytest.mark.parametrize(
    ("said", "friends"), [("Ann", ["Ann"]), (["Ann", 7], ["Ann", "7"]), (None, None)]
)
def test_a_text_alone_is_a_list_of_one(said: object, friends: list[str] | None) -> None:
    assert read(friends=said).friends == friends


@pytest.mark.parametrize(
    "said",
    [
        [{"place": "Rome", "hours": 3}],
        {"place": "Rome", "hours": "3"},
        [{"Place": ["Rome"], "HOURS": "3 h"}],
        '[{"place": "Rome", "hours": 3}]',
        ['{"place": "Rome", "hours": 3}'],
        {"1": {"place": "Rome", "hours": 3}},
    ],
)
def test_objects_within_are_read_in_the_same_way(said: object) -> None:
    assert read(legs=said).legs == [Leg(place="Rome", hours=3)]


@pytest.mark.parametrize("key", ["firstLeg", "First Leg", "first-leg", "FIRST_LEG"])
def test_a_key_is_known_in_any_case(key: str) -> None:
    assert read(**{key: {"place": "Rome"}}).first_leg == Leg(place="Rome")


@pytest.mark.parametrize(
    ("said", "meant"),
    [([["1", "4"], ["2", "3"]], [["1", "4"], ["2", "3"]]), (["1", 4], [["1", "4"]]), ([], [])],
)
def test_lists_of_lists_keep_their_rows(said: object, meant: object) -> None:
    class Pairs(BaseModel):
        pairs: list[list[str]]

    assert coerced({"pairs": said}, Pairs) == {"pairs": meant}


def test_a_key_as_it_was_asked_for_goes_first() -> None:
    assert read(Name="no", name="yes", NAME="no").name == "yes"


def test_texts_are_rid_of_what_is_no_text() -> None:
    assert read(motto="to\nthe\x00end\ud83d").motto == "to the end"


@given(
    st.builds(
        Trip,
        name=st.text(),
        days=st.lists(st.integers(-99, 99)),
        friends=st.none() | st.lists(st.text("abc 1[]")),
        legs=st.lists(st.builds(Leg, place=st.text("abc 1[]"), hours=st.integers())),
    )
)
def test_what_is_right_stays_as_it_is(trip: Trip) -> None:
    said = json.loads(trip.model_dump_json())

    assert coerced(said, Trip)["days"] == said["days"]
    assert coerced(said, Trip)["friends"] == said["friends"]
    assert coerced(said, Trip)["legs"] == said["legs"]
