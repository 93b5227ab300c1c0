"""In which order a story's statements are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from summarise.page.order import in_order
from summarise.types import Citation, Document, Statement, Story
from tests.readings import VOCABULARY

MONDAY = datetime(2026, 11, 16, 6, tzinfo=UTC)


def statement(text: str, document: str, start: int = 0) -> Statement:
    return Statement(text, (Citation(document, start, start + len(text), text),), 1, "source")


def read(*statements: Statement, days: str = "") -> list[str]:
    """Return the texts as they are read; ``days`` are those of reports "a", "b", ... by digit."""
    names = sorted({one.citations[0].document for one in statements})
    times = dict(zip(names, (MONDAY + timedelta(days=int(day)) for day in days), strict=False))
    documents = tuple(Document(name, "", published=times.get(name)) for name in names)
    return [s.text for s in in_order(statements, Story(documents, ()), VOCABULARY)]


LEDE = statement("The government fell on Saturday.", "c")
BRIDGE = statement("A bridge at Orle collapsed.", "a")
BODIES = statement("Divers found four bodies in the Tarn.", "a", 40)
INQUIRY = statement("A judge opened an inquiry into the builders.", "b")
VOTE = statement("Nine members of the coalition voted with the opposition.", "c", 40)


def test_an_affair_begins_with_how_it_stands_and_goes_on_by_time() -> None:
    expected = [one.text for one in (LEDE, VOTE, BRIDGE, BODIES, INQUIRY)]
    assert read(LEDE, INQUIRY, BODIES, VOTE, BRIDGE, days="025") == expected


def test_what_goes_on_about_a_statement_follows_it() -> None:
    fire = statement("A fire destroyed the town hall of Orle.", "a")
    harvest = statement("Farmers in Sorrel expect a poor harvest of barley.", "b")
    barley = statement("The barley harvest in Sorrel was poor last year as well.", "c")
    school = statement("The school of Tarn has a new roof.", "d")
    order = read(fire, harvest, school, barley)
    assert order == [fire.text, harvest.text, barley.text, school.text]


def test_the_next_sentences_of_a_report_stand_together() -> None:
    first = statement("Trains stop at Lunmere from Friday.", "b")
    then = statement("Buses of Tarn Lines leave from the market.", "b", len(first.text) + 1)
    lede = statement("A viaduct of the railway cracked.", "a")
    cost = statement("Repairs take nine weeks.", "c")
    assert read(lede, first, cost, then) == [s.text for s in (lede, first, then, cost)]


def test_a_sentence_goes_before_the_one_that_its_report_tells_next() -> None:
    house = statement("The customs house of Tarn will be pulled down.", "b")
    tenants = statement("Its 14 tenants have until May to move out.", "b", len(house.text) + 1)
    cost = statement("Repairs of the quay take nine weeks.", "c")
    expected = [one.text for one in (LEDE, cost, house, tenants)]
    assert read(LEDE, cost, tenants, house) == expected


def test_views_come_last_and_the_first_statement_stays_first() -> None:
    view = statement("We should never have built it.", "a", 90)
    assert read(BRIDGE, view, INQUIRY) == [BRIDGE.text, INQUIRY.text, view.text]
    assert read(view, BRIDGE) == [view.text, BRIDGE.text]
    assert read(view) == [view.text]


def test_no_statements_are_no_trouble() -> None:
    assert in_order((), Story((), ()), VOCABULARY) == ()
