"""What is printed as a correction of an earlier page, and what is only the next event."""

from __future__ import annotations

import pytest

from summarise import Document
from summarise.story.news import MOST_CORRECTIONS
from tests.story.mornings import SECOND, memory_of, page, statements

OTHER_EVENTS = [
    (
        "Kessel Bank will close 14 branches by June, it said.",
        "Morland Bank will close 22 branches by June, it said.",
    ),
    (
        "The court in Brask sentenced Ivo Lund to four years in prison for fraud.",
        "The court in Brask sentenced Marta Holm to six years in prison for fraud.",
    ),
    (
        "Police arrested the mayor of Orle over the missing funds.",
        "Police denied that the mayor of Tarn had been arrested over the missing funds.",
    ),
    (
        "The storm cut power to 12,000 homes in Jutland.",
        "The storm cut power to 18,000 homes in Funen.",
    ),
    (
        "Orbex earned 41 million euros in the first quarter.",
        "Orbex earned 52 million euros in the second quarter.",
    ),
    (
        "The northern wall of the dam needs 84 million crowns of repairs.",
        "The southern wall of the dam needs 52 million crowns of repairs.",
    ),
    (
        "Pickers at the farm filled 400 crates of apples.",
        "Pickers at the farm filled 250 crates of pears.",
    ),
    (
        "The first train carried 400 passengers over the new bridge.",
        "The second train carried 250 passengers over the new bridge.",
    ),
    (
        "The airport cancelled 40 flights because of snow.",
        "The airport cancelled 65 flights because of fog.",
    ),
    (
        "The airport cancelled 40 flights because of snow.",
        "The airport cancelled 65 flights because of snow.",
    ),
    ("The company sold 400 cars in May.", "The company sold 520 cars."),
    ("Prices of bread rose 12 percent.", "Prices of milk rose 15 percent."),
    ("Tickets for the concert cost 40 euros.", "Tickets for the opera cost 65 euros."),
    (
        "The hospital in Vig treated the boy for burns.",
        "The hospital did not treat the girl for burns.",
    ),
    (
        "The ministry paid 12 million crowns for masks.",
        "The ministry was wrong to pay 12 million crowns for ferries, auditors said in a "
        "corrected report.",
    ),
    (
        "The school in Hammer was closed for two weeks because of mould.",
        "The school was closed for three weeks because of mould.",
    ),
    (
        "The council of Orle plans to build a bridge over the lake.",
        "The council of Tarn scrapped its plans to build a bridge over the sound.",
    ),
]
PUT_RIGHT = [
    (
        "The dam at Orle will cost 84 million crowns to repair, the province said.",
        "The dam at Orle will cost 48 million crowns to repair, not 84 million as earlier "
        "reported, the province said.",
    ),
    (
        "The dam at Orle will cost 84 million crowns to repair, the province said.",
        "The dam at Orle will cost 48 million crowns to repair, the province said.",
    ),
    (
        "The minister of transport has resigned, officials said.",
        "The minister of transport has not resigned, officials said.",
    ),
    (
        "Orbex had bought the shipyard at Lund, the paper reported.",
        "Orbex denied that it had bought the shipyard at Lund.",
    ),
    (
        "The club sold its striker to Madrid for 30 million euros.",
        "Correction: the club sold its striker to Madrid for 13 million euros.",
    ),
    (
        "The spill put 400 litres of oil into the harbour.",
        "The spill put 900 litres of oil into the harbour, not 400 as first reported.",
    ),
]


def corrected(was: list[Document], now: list[Document]) -> tuple[list[str], list[str]]:
    """What the second morning's page puts right, and all that it tells."""
    made = page(now, SECOND, memory_of(page(was)), "two")
    right = [correction.now.text for correction in made.corrections]
    return right, [*right, *statements(made)]


@pytest.mark.parametrize(("was", "now"), OTHER_EVENTS)
def test_the_next_event_of_a_kind_is_news_and_no_correction(was: str, now: str) -> None:
    right, told = corrected([Document("a", was, outlet="A")], [Document("b", now, outlet="B")])
    assert right == []
    assert told == [now]


@pytest.mark.parametrize(("was", "now"), PUT_RIGHT)
def test_what_puts_the_same_thing_right_is_a_correction(was: str, now: str) -> None:
    right, _ = corrected([Document("a", was, outlet="A")], [Document("b", now, outlet="B")])
    assert right == [now]


def test_fewer_witnesses_put_nothing_right() -> None:
    was, now = PUT_RIGHT[2]
    forms = (was, "Officials said that the minister of transport has resigned.", was[:-1] + " now.")
    first = [
        Document(f"a{n}", f"{text} {more}", outlet=f"Paper {n}")
        for n, (text, more) in enumerate(
            zip(
                forms,
                (
                    "Trams stand still in Lund since the morning.",
                    "The weather in the north is to stay cold until March.",
                    "A museum of glass is to open in Vig.",
                ),
                strict=True,
            )
        )
    ]
    alone = Document("b", now, outlet="A lone blog")
    right, told = corrected(first, [alone])
    assert right == []
    assert now in told


def test_corrections_have_room_for_a_few_and_the_others_are_told_as_news() -> None:
    towns = "Orle Tarn Vig Lund Holt Brask Skive Ulm Linz Hammer Arvo Faro".split()

    def told(crowns: int) -> list[Document]:
        return [
            Document(
                f"{town}-{crowns}",
                f"The new tram line of {town} will cost {crowns + n} million crowns, it is said.",
                outlet=f"The {town} Post",
            )
            for n, town in enumerate(towns)
        ]

    right, every = corrected(told(40), told(70))
    assert len(right) == MOST_CORRECTIONS
    assert len(set(every)) == len(towns)
