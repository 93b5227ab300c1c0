"""Which sentence may stand behind another one: only if all that it says is said there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from summarise.language.encoders import NoEncoder
from summarise.language.vectors import UseEncoder
from summarise.story import group
from summarise.story.dedupe import dedupe
from summarise.types import Document, Story
from tests.readings import VOCABULARY

CRANE = "A crane fell into the harbour of Orle on Monday, the port authority said."


def story(*texts: str, outlets: tuple[str, ...] = ()) -> Story:
    """Return the one story of reports with these texts."""
    names = outlets or tuple(f"Outlet {n}" for n in range(len(texts)))
    documents = [
        Document(f"d{n}", text, outlet=name, published=datetime(2026, 11, 19, n, tzinfo=UTC))
        for n, (text, name) in enumerate(zip(texts, names, strict=True))
    ]
    deduped = dedupe(documents)
    grouped = group(deduped.documents, deduped.origins, UseEncoder(), VOCABULARY)
    (one,) = grouped.stories
    return one


def told(*texts: str) -> set[str]:
    return {fact.best.text for fact in story(*texts).facts}


@pytest.mark.parametrize(
    "new",
    [
        "The crane that fell into the harbour of Orle on Monday was rusty, an inspector said.",
        "The owner of the crane that fell into the harbour of Orle was arrested.",
        "The crane that fell into the harbour of Orle will be lifted by divers.",
        "A crane fell into the harbour of Orle on Monday, hurting 3 people.",
        "A crane of Tarn Lifting fell into the harbour of Orle on Monday.",
    ],
    ids=["rusty", "arrested", "lifted", "figure", "name"],
)
def test_something_new_about_what_is_known_is_a_fact_of_its_own(new: str) -> None:
    assert new in told(CRANE, new)


@pytest.mark.parametrize(
    "frame",
    ["It is a myth that", "No evidence shows that", "A spoof site wrote:", "If a clerk is right,",
     "The Lantern apologised for reporting that", "Nobody thinks that", "Experts doubt that"],
)  # fmt: skip
def test_what_stands_in_a_frame_is_said_by_nobody(frame: str) -> None:
    framed = f"{frame} a{CRANE[1:]}"
    made = story(CRANE, framed)
    assert {fact.best.text: len(fact.tellers) for fact in made.facts} == {CRANE: 1, framed: 1}
    assert not any(fact.said for fact in made.facts)


def test_the_richer_of_two_sentences_stays_and_the_other_stands_behind_it() -> None:
    less = "In Orle a crane fell into the harbour."
    (fact,) = story(less, CRANE).facts
    assert fact.best.text == CRANE
    assert {sentence.text for sentence in fact.sentences} == {less, CRANE}
    assert len(fact.tellers) == 2


def test_a_sentence_that_leans_on_another_stands_for_none() -> None:
    leaning = "It fell into the harbour of Orle on Monday, the crane, the port authority said."
    assert CRANE in told(CRANE, leaning)


def test_who_wins_a_difference_has_the_place_and_the_tellers_of_those_it_beats() -> None:
    lost = "The fire in the old mill of Tarn hurt 12 people, the brigade said."
    won = "The fire in the old mill of Tarn hurt 14 people, the hospital said."
    one = story(lost, f"Guests ran into the street at night in the rain. {won}")
    facts = {fact.best.text: fact for fact in one.facts}
    if facts[lost].standing == "outvoted":  # which of them loses is what differences say
        assert facts[won].tellers >= facts[lost].tellers
        assert facts[won].position == 1.0


def test_without_an_encoder_the_same_rule_holds() -> None:
    documents = [
        Document("a", CRANE),
        Document("b", "The crane was rusty, an inspector of Orle said."),
    ]
    deduped = dedupe(documents)
    found = group(deduped.documents, deduped.origins, NoEncoder(), VOCABULARY).stories
    assert sum(len(one.facts) for one in found) == 2


def test_a_bracket_that_is_never_closed_makes_a_fragment() -> None:
    whole = "The dam (a wall of earth) broke at Orle on Monday."
    assert told(whole, "1 rating of 33 in Orle) and women of Tarn (19.") == {whole}


def moving(*texts: str, days: int) -> Story:
    documents = [
        Document(f"d{n}", text, published=datetime(2026, 11, 1 + n * days, tzinfo=UTC))
        for n, text in enumerate(texts)
    ]
    origins = {document.id: document.id for document in documents}
    stories = group(documents, origins, NoEncoder(), VOCABULARY).stories
    return max(stories, key=lambda one: len(one.documents))


FELL = "The Orle dam in Tarn valley fell."
FIRST = f"The Orle dam burst killed 12 people in Tarn valley villages. {FELL}"
LATER = (
    "Orle officials in Tarn valley put dam burst deaths at 40 people. The Orle dam fell in Tarn."
)


def test_a_toll_is_overtaken_by_a_greater_one_of_a_later_day() -> None:
    def standing(days: int) -> list[str]:
        one = moving(FIRST, LATER, LATER.replace("put", "set"), days=days)
        return [fact.standing for fact in one.facts if "12 people" in fact.best.text]

    assert standing(days=2) == ["overtaken"]


def test_dead_that_are_only_feared_are_overtaken_by_a_toll_of_a_later_day() -> None:
    feared = f"The Orle dam burst left many feared dead in Tarn valley villages. {FELL}"

    def standing(days: int) -> list[str]:
        one = moving(feared, LATER, LATER.replace("put", "set"), days=days)
        return [fact.standing for fact in one.facts if "feared" in fact.best.text]

    assert standing(days=2) == ["overtaken"]
    assert standing(days=0) == ["agreed"]


def test_what_another_sentence_of_the_day_may_tell_again_is_noted() -> None:
    first = (
        "The council of Orle voted on Monday to close the library in Tarn Street of 9,000 books."
    )
    again = (
        "The library in Tarn Street that Orle's council voted to close on Monday is 90 years old."
    )
    one, other = moving(first, again, days=0).facts
    assert one.resembles == {other.best.id}
    assert other.resembles == {one.best.id}
    assert not any(fact.resembles for fact in moving(first, again, days=3).facts)


def test_who_tells_it_with_another_figure_on_another_day_tells_another_thing() -> None:
    first = "Alexander Ols of Kazakhstan has won stage 13 of the 2026 Tour de Tarn."
    other = f"{first[:-1]} in a time of 5h 34' 28\".".replace("13", "15")
    alone, same = (
        [fact.tellers for fact in moving(first, other, days=days).facts] for days in (3, 0)
    )
    assert all(len(tellers) == 1 for tellers in alone)
    assert any(len(tellers) == 2 for tellers in same)


def test_a_plan_is_overtaken_where_a_later_report_is_of_its_day() -> None:
    plan = "Orle votes on its dam in Tarn valley on Tuesday, and polls are set to open at dawn."
    said = "Orle voted against its dam in Tarn valley, and polls closed late."
    one = [fact for fact in moving(plan, said, days=4).facts if "set to" in fact.best.text]
    assert [fact.standing for fact in one] == ["overtaken"]
    one = [fact for fact in moving(said, plan, days=4).facts if "set to" in fact.best.text]
    assert [fact.standing for fact in one] == ["agreed"]
