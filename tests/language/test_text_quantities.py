"""Numbers, units, times and dates: one value each, however they are written."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.language.dates import dates
from summarise.language.quantities import ordinals, quantities
from summarise.language.words import stem
from tests.growth import linear

NUMBERS: list[tuple[str, list[tuple[float, str]]]] = [
    # words
    ("one hundred and twenty people", [(120, "people")]),
    ("a hundred people", [(100, "people")]),
    ("two thousand four hundred and five boats", [(2405, "boat")]),
    ("twenty-one boats", [(21, "boat")]),
    ("Twelve people", [(12, "people")]),
    ("a dozen people, half a dozen boats", [(12, "people"), (6, "boat")]),
    ("two dozen people", [(24, "people")]),
    ("half a million people", [(500_000, "people")]),
    ("two and a half hours", [(2.5, "h")]),
    ("two and a half million homes", [(2.5e6, "home")]),
    ("2½ hours", [(2.5, "h")]),
    ("zero people", [(0, "people")]),
    ("one of them", []),
    ("one person", [(1, "people")]),
    ("one million homes", [(1e6, "home")]),
    # parts of a whole
    ("two-thirds of voters", [(2 / 3, "part")]),
    ("half of the voters", [(0.5, "part")]),
    ("a quarter of voters", [(0.25, "part")]),
    ("three quarters of voters", [(0.75, "part")]),
    ("fell by a third", [(1 / 3, "part")]),
    ("the first half of the third quarter", []),
    ("half a percentage point", [(0.5, "points")]),
    # scales and money
    ("1.2m people", [(1.2e6, "people")]),
    ("$3bn", [(3e9, "$")]),
    ("3 billion dollars", [(3e9, "$")]),
    ("US$3 billion", [(3e9, "$")]),
    ("€840 million", [(840e6, "€")]),
    ("840 million euros", [(840e6, "€")]),
    ("840 million crowns", [(840e6, "crown")]),
    ("£1.5m", [(1.5e6, "£")]),
    ("Rs 500 crore", [(5e9, "₹")]),
    ("C$5 and 5 Canadian dollars", [(5, "C$"), (5, "C$")]),
    ("a 2m tall wall", [(2, "metre")]),
    # units
    ("20-year", [(20, "year")]),
    ("twenty-year", [(20, "year")]),
    ("55 bcm", [(55e9, "m3")]),
    ("55 billion cubic metres", [(55e9, "m3")]),
    ("5%", [(5, "%")]),
    ("5 per cent", [(5, "%")]),
    ("five percent", [(5, "%")]),
    ("5 percentage points", [(5, "points")]),
    ("112-kilometre", [(112, "km")]),
    ("3 million barrels per day", [(3e6, "bbl/d")]),
    ("15 degrees Celsius", [(15, "°C")]),
    ("minus 5 degrees Celsius, -5°C", [(-5, "°C"), (-5, "°C")]),
    ("420 passengers", [(420, "passeng")]),
    # ranges and scores
    ("10-12 people", [(10, "people"), (12, "people")]),
    ("between 10 and 12 people", [(10, "people"), (12, "people")]),
    ("10 to 12 people", [(10, "people"), (12, "people")]),
    ("$10-12 million", [(10e6, "$"), (12e6, "$")]),
    ("killed 10 and injured 12 people", [(10, ""), (12, "people")]),
    ("won 4-2", [(4, ""), (2, "")]),
    # notation
    ("1,300 boats", [(1300, "boat")]),
    ("1\u202f300 boats", [(1300, "boat")]),
    ("1\u00a0300\u00a0000", [(1_300_000, "")]),
    ("1'300 boats", [(1300, "boat")]),
    ("1.300,50", [(1300.5, "")]),
    ("12.500.000", [(12_500_000, "")]),
    ("1,50,000", [(150_000, "")]),
    ("2,5", [(2.5, "")]),
    ("magnitude 6.1", [(6.1, "")]),
    ("the third cut, the 21st century", []),
    ("twenty-first", []),
    ("the 1960s", [(1960, "era")]),
    # times of day
    ("at 5:42 a.m.", [(5.7, "time")]),
    ("at 5.42pm", [(17.7, "time")]),
    ("at 17:42", [(17.7, "time")]),
    ("at 5 p.m. on Friday", [(17, "time")]),
    ("at 12 a.m., at noon", [(0, "time"), (12, "time")]),
    ("1900 GMT", [(19, "time")]),
    # numbers of a date are none of a text
    ("on Jan. 17, 2025, 12 people", [(12, "people")]),
    ("17/01/2025", []),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_a_number_has_one_value_and_unit(text: str, expected: list[tuple[float, str]]) -> None:
    found = [(quantity.value, quantity.unit) for quantity in quantities(text)]
    assert [unit for _, unit in found] == [unit for _, unit in expected]
    assert [value for value, _ in found] == pytest.approx([value for value, _ in expected])


DATES: list[tuple[str, list[tuple[int, int, int]]]] = [
    ("2025-01-17", [(2025, 1, 17)]),
    ("Jan. 17", [(0, 1, 17)]),
    ("January 17th, 2025", [(2025, 1, 17)]),
    ("JANUARY 17", [(0, 1, 17)]),
    ("17 January 2025", [(2025, 1, 17)]),
    ("17th of January", [(0, 1, 17)]),
    ("17-Jan-2025", [(2025, 1, 17)]),
    ("Friday, 17 Jan", [(0, 1, 17)]),
    ("January 17-19", [(0, 1, 17), (0, 1, 19)]),
    ("January 17 and 19", [(0, 1, 17), (0, 1, 19)]),
    ("17-19 January 2025", [(2025, 1, 17), (2025, 1, 19)]),
    ("Jan. 17 to Feb. 2", [(0, 1, 17), (0, 2, 2)]),
    ("17/01/2025", [(2025, 1, 17)]),
    ("1/17/2025", [(2025, 1, 17)]),
    ("17.1.2025", [(2025, 1, 17)]),
    ("3/4/2025", [(2025, 0, 0)]),
    ("January 2025", [(2025, 1, 0)]),
    ("mid-January, in May, by the end of March", [(0, 1, 0), (0, 5, 0), (0, 3, 0)]),
    ("in 2025", [(2025, 0, 0)]),
    ("1939-1945, the 2024-25 season", [(1939, 0, 0), (1945, 0, 0), (2024, 0, 0), (2025, 0, 0)]),
    ("Theresa May may march in may", []),
    ("2000 people, $2000, 2,025 homes, 2020 km", []),
    ("February 26, 2027, in June 2028", [(2027, 2, 26), (2028, 6, 0)]),
    ("Jan. 17.5", []),
]


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_a_date_is_read_in_every_usual_form(
    text: str, expected: list[tuple[int, int, int]]
) -> None:
    assert [date[:3] for date in dates(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the third cut", {3}),
        ("the 3rd cut", {3}),
        ("the twenty-first century", {21}),
        ("for the 101st time", {101}),
        ("a third of voters, one-third of seats, two-thirds", set()),
        ("metres per second, a second", set()),
        ("at first", set()),
    ],
)
def test_a_place_in_a_row_is_read_from_words_and_digits(text: str, expected: set[int]) -> None:
    assert ordinals(text) == expected


def test_numbers_and_dates_tell_where_they_stand() -> None:
    text = "On Jan. 17 about 55 bcm cost $3bn."
    assert [text[q.start : q.end] for q in quantities(text)] == ["55 bcm", "3bn"]
    assert [text[d.start : d.end] for d in dates(text)] == ["Jan. 17"]


PIECES = st.sampled_from(
    ["one ", "hundred ", "and ", "a ", "half ", "12", "1,300 ", ".", ",", "-", "$", "%",
     " million ", "Jan. ", "17", "2025", "/", ":", "42 ", "p.m. ", "th ", "½", "٣", "²", "to ",
     "İ", "people "]
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=20).map("".join)))
def test_any_text_gives_numbers_in_order_that_share_no_character_with_dates(text: str) -> None:
    spans = [(q.start, q.end) for q in quantities(text)] + [
        (start, end) for start, end in {(d.start, d.end) for d in dates(text)}
    ]
    ordered = sorted(spans)
    assert all(one[1] <= other[0] for one, other in pairwise(ordered))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    ordinals(text)


HOSTILE = {
    "digits": "1", "separate": "1 ", "grouped": "1,111", "words": "one hundred ",
    "halves": "half a ", "years": "2020 ", "days": "May 5 ", "clocks": "12:", "money": "$",
    "slashes": "1/", "dashes": "1-", "tens": "twenty-",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_read_in_linear_time(name: str) -> None:
    assert linear(lambda text: (quantities(text), ordinals(text)), HOSTILE[name])


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("the survey found 3 450 000 voters", 3_450_000, "voter"),
        ("the survey found 3\u202f450\u00a0000 voters", 3_450_000, "voter"),
        ("Some 8 213 voters came", 8_213, "voter"),
        ("Es kostet 4,7 Mio. Euro", 4.7e6, "€"),
        ("Es kostet 4,7 Mrd. € im Jahr", 4.7e9, "€"),
        ("ein Umsatz von 12 Milliarden Euro", 12e9, "€"),
        ("a grant of 3.5 lakh rupees", 350_000, "₹"),
        ("a grant of 2 lakh crore rupees", 2e12, "₹"),
        ("grants of Rs 7 crores", 7e7, "₹"),
        ("worth $4.6bn.", 4.6e9, "$"),
    ],
)
def test_figures_are_read_in_the_ways_of_other_places(text: str, value: float, unit: str) -> None:
    (found,) = quantities(text)
    assert found.value == pytest.approx(value)
    assert found.unit in (unit, stem(unit))


@pytest.mark.parametrize(
    "text", ["On May 7 250 voters came", "Line 4 250 voters", "In 2024 250 voters came"]
)
def test_two_numbers_side_by_side_are_two(text: str) -> None:
    assert quantities(text)[-1].value == 250
