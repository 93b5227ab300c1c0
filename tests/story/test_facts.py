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
