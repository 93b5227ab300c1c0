"""What a reader favours weighs more, and never decides what is true or how many say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise import Config, World, brief, pipeline
from summarise.config import BriefingConfig
from summarise.language.encoders import NoEncoder
from summarise.page.choice import choose
from summarise.page.ranking import (
    FOCUS,
    favoured,
    outlet_weight,
    rank,
    valued,
    valued_differences,
    weight,
)
from summarise.types import (
    Citation,
    Difference,
    Document,
    Dropped,
    Fact,
    Side,
    Statement,
    Story,
)
from tests.readings import VOCABULARY, sentence

if TYPE_CHECKING:
    from summarise.language.encoders import Encoder
    from summarise.language.vectors import Vectors

DAM = "The dam at Orle opened after nine years of work."
TAX = "Parliament raised the energy tax for the third time."
FAIR = "Thousands came to the village fair at Tarn."


def document(name: str, outlet: str = "", url: str = "", text: str = DAM) -> Document:
    return Document(name, text, outlet=outlet, url=url)


def fact(text: str, *documents: str, support: int = 0) -> Fact:
    told = tuple(sentence(name, text) for name in documents)
    return Fact(told, support=support or len(documents))


def story(*facts: Fact, **outlets: str) -> Story:
    """Return a story of the reports that its facts cite; ``outlets`` are by report."""
    names = dict.fromkeys(s.document for one in facts for s in one.sentences)
    texts = {s.document: s.text for one in reversed(facts) for s in one.sentences}
    documents = (document(name, outlets.get(name, ""), text=texts[name]) for name in names)
    return Story(tuple(documents), facts)


def favour(
    *stories: Story,
    outlets: dict[str, float] | None = None,
    focus: str = "",
    encoder: Encoder | None = None,
    origins: dict[str, str] | None = None,
    dropped: Sequence[Dropped] = (),
    more: Sequence[Document] = (),
) -> tuple[Story, ...]:
    documents = [*(d for one in stories for d in one.documents), *more]
    own = {d.id: f"text:{d.id}" for d in documents} | (origins or {})
    return favoured(
        stories, documents, own, dropped, outlets or {}, focus, encoder or NoEncoder(), VOCABULARY
    )


def order(one: Story) -> list[str]:
    return [chosen.text for chosen in choose(one, VOCABULARY).chosen]


def test_without_a_wish_a_story_stays_as_it_is() -> None:
    one = story(fact(DAM, "a"), fact(TAX, "b"))
    assert favour(one, focus="  ") == (one,)


@pytest.mark.parametrize(
    ("outlet", "url", "found"),
    [
        ("daily lantern ", "", 2.0),
        ("Daily Lantérn", "", 2.0),
        ("", "https://www.rumours.example/a", 0.2),
        ("", "https://news.rumours.example/a", 0.2),
        ("", "https://old.news.rumours.example", 0.5),
        ("", "https://notrumours.example", 1.0),
        ("Daily Lantern", "https://rumours.example", 2.0),
        ("The Herald", "", 1.0),
        ("", "", 1.0),
        ("", "http://[broken", 1.0),
    ],
)
def test_an_outlet_is_known_by_its_name_or_by_its_host(outlet: str, url: str, found: float) -> None:
    outlets = {"Daily Lantern": 2.0, "rumours.example": 0.2, "old.news.rumours.example": 0.5}
    assert outlet_weight(document("a", outlet, url), outlets) == found


def test_what_a_favoured_outlet_tells_comes_before_what_two_others_do() -> None:
    one = story(fact(DAM, "a", "b"), fact(TAX, "c"), c="Lantern")
    assert order(one) == [DAM, TAX]
    assert order(*favour(one, outlets={"Lantern": 5.0})) == [TAX, DAM]


def test_the_origins_of_a_fact_weigh_as_their_weightiest_outlets_and_their_number_stays() -> None:
    one = story(fact(DAM, "a", "b", "c", support=2), b="Lantern")
    wire = {"a": "agency:W", "b": "agency:W"}
    (found,) = favour(one, outlets={"Lantern": 3.0}, origins=wire)
    assert found.facts[0].support == 2
    assert found.facts[0].favour * 2 == pytest.approx(3.0 + 1.0)
    assert weight(found, {**wire, "c": "text:c"}) == pytest.approx(4.0)


def test_a_copy_that_was_dropped_lends_the_weight_of_its_outlet() -> None:
    gone = document("z", "Lantern")
    dropped = (Dropped("z", "document", "y", "exact", 1.0), Dropped("y", "document", "a", "n", 1.0))
    more = (gone, document("y"))
    (found,) = favour(story(fact(DAM, "a")), outlets={"Lantern": 3.0}, dropped=dropped, more=more)
    assert found.favour == 3.0


def test_of_sentences_in_the_same_words_the_favoured_outlet_is_quoted() -> None:
    one = story(fact(DAM, "a", "b", "c"), c="Lantern")
    (found,) = favour(one, outlets={"Lantern": 2.0})
    assert [s.document for s in found.facts[0].sentences] == ["c", "a", "b"]


def test_a_better_sentence_stands_for_the_fact_whoever_prints_the_worse_one() -> None:
    worse = sentence("b", "Dam opens.")
    better = fact(DAM, "a").sentences[0]
    one = story(Fact((better, worse), support=2), b="Lantern")
    (found,) = favour(one, outlets={"Lantern": 9.0})
    assert found.facts[0].best == better


def test_what_only_an_outlet_of_no_weight_tells_comes_last_and_is_still_there() -> None:
    one = story(fact(DAM, "a"), fact(TAX, "b", "c", "d"), b="Rumours", c="Rumours", d="Rumours")
    assert order(one) == [TAX, DAM]
    (found,) = favour(one, outlets={"rumours": 0.0})
    assert order(found) == [DAM, TAX]
    assert found.unheard == {"b", "c", "d"}


def state(text: str, *documents: str) -> Statement:
    cited = tuple(Citation(name, 0, 9, text[:9]) for name in documents)
    return Statement(text, cited, len(documents), "source")


def test_a_statement_that_only_unheard_reports_tell_is_worth_nothing_on_the_page() -> None:
    told = (state(DAM, "a"), state(TAX, "b"), state(FAIR, "a", "b"))
    assert [s.value for s in valued(told, 3.0, {"b"})] == [3.0, 0.0, pytest.approx(0.6)]
    assert [s.support for s in valued(told, 3.0, {"b"})] == [1, 1, 2]


def test_a_difference_with_a_side_that_only_unheard_reports_take_is_worth_nothing() -> None:
    sides = tuple(Side(x, x, (Citation(x, 0, 1, x),)) for x in "ab")
    one = Difference("12 or 14", "number", sides)
    assert [d.value for d in valued_differences([one], 3.0, {"b"})] == [0.0]
    assert valued_differences([one], 3.0)[0].value > 0


def test_without_an_encoder_a_fact_is_of_the_topic_by_its_words() -> None:
    first, second = favour(
        story(fact(FAIR, "a"), fact(DAM, "a")), story(fact(TAX, "b")), focus="energy taxes"
    )
    assert first.favour == 1.0
    assert second.favour == second.facts[0].favour == FOCUS


def test_a_story_on_the_topic_leads_one_that_twice_as_many_report() -> None:
    fair, tax = story(fact(FAIR, "a", "b")), story(fact(TAX, "c"))
    origins = {name: name for name in "abc"}

    def first(*stories: Story) -> Story:
        return min(stories, key=lambda one: rank(one, origins))

    assert first(fair, tax) == fair
    assert first(*favour(fair, tax, focus="energy tax")).facts[0].best.text == TAX


def test_an_event_off_the_topic_that_far_more_report_still_leads() -> None:
    many = story(fact(FAIR, *(f"m{n}" for n in range(2 * int(FOCUS)))))
    found = favour(many, story(fact(TAX, "c")), focus="energy tax")
    origins = {d.id: d.id for one in found for d in one.documents}
    assert min(found, key=lambda one: rank(one, origins)).documents == many.documents


class Compass:
    """An encoder that knows one thing: texts with "dam" in them lie near "reservoirs"."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        near = [0.5 if "dam" in text else 1.0 if text == "reservoirs" else 0.0 for text in texts]
        return np.array([(x, (1 - x * x) ** 0.5) for x in near], dtype=np.float32)


def test_with_an_encoder_a_fact_is_of_the_topic_by_its_meaning() -> None:
    stories = (story(fact(FAIR, "a")), story(fact(DAM, "b")), story(fact(TAX, "c")))
    found = favour(*stories, focus="reservoirs", encoder=Compass())
    assert [one.favour for one in found] == [1.0, FOCUS, 1.0]
    assert [one.facts[0].favour for one in found] == [1.0, FOCUS, 1.0]


def test_a_topic_that_all_are_of_favours_none() -> None:
    stories = (story(fact(DAM, "a")), story(fact(f"{DAM[:-1]} and more.", "b")))
    assert [s.favour for s in favour(*stories, focus="reservoirs", encoder=Compass())] == [1, 1]


FACTS = st.lists(
    st.tuples(st.sampled_from([DAM, TAX, FAIR]), st.integers(1, 4)), min_size=1, max_size=3,
    unique_by=lambda one: one[0],
)  # fmt: skip
WEIGHTS = st.dictionaries(
    st.sampled_from(["A", "B", "C"]), st.sampled_from([0.0, 0.2, 1.0, 2.0, 50.0])
)


@given(FACTS, WEIGHTS, st.sampled_from(["", "energy tax", "fairs", "nothing of the kind"]))
def test_no_wish_changes_what_is_chosen_or_how_many_origins_are_said_to_tell_it(
    told: list[tuple[str, int]], outlets: dict[str, float], focus: str
) -> None:
    facts = [fact(text, *(f"{n}{k}" for k in range(size))) for n, (text, size) in enumerate(told)]
    one = story(*facts)
    named = (replace(d, outlet="ABCD"[n % 4]) for n, d in enumerate(one.documents))
    one = replace(one, documents=tuple(named))
    (found,) = favour(one, outlets=outlets, focus=focus)
    assert sorted(order(found)) == sorted(order(one))
    assert [f.support for f in found.facts] == [f.support for f in one.facts]
    for was, now in zip(one.facts, found.facts, strict=True):
        assert sorted(was.sentences, key=lambda s: s.id) == sorted(
            now.sentences, key=lambda s: s.id
        )
    assert all(f.favour >= 0 for f in found.facts)


@given(st.floats(0, 1), st.text(max_size=30))
def test_a_focus_never_takes_the_only_fact(outlet: float, focus: str) -> None:
    (found,) = favour(story(fact(DAM, "a"), a="A"), outlets={"A": outlet}, focus=focus)
    assert order(found) == [DAM]


def test_no_text_is_encoded_twice_on_the_way_of_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Asked:
        def encode(self, texts: Sequence[str]) -> Vectors:
            asked.extend(texts)
            return np.ones((len(texts), 1), dtype=np.float32)

    monkeypatch.setattr(pipeline, "build_encoder", lambda *given: Asked())
    reports = [document("a", text=f"{DAM} {TAX}"), document("b", text=TAX), document("c", text=DAM)]
    brief(reports, Config(BriefingConfig(focus="dam")), World(environment={}))
    assert "dam" in asked
    assert len(asked) == len(set(asked))


def reported(text: str, *documents: str) -> Story:
    """Return a story that a report each tells in words of its own."""
    return story(*(fact(f"{text} So wrote {name}.", name) for name in documents))


def test_of_stories_with_about_as_many_reports_the_gravest_leads() -> None:
    cut = reported("The central bank cut its rate to 4.25 percent.", *"abcd")
    quake = reported("An earthquake injured 14 people off Lunmere.", *"efg")
    crash = reported("A bus crash killed 2 people near Orle.", *"hij")
    fair = reported("Thousands came to the village fair at Tarn.", *"klmnopqrst")
    origins = {d.id: d.id for one in (cut, quake, crash, fair) for d in one.documents}
    ordered = sorted((cut, quake, crash, fair), key=lambda one: rank(one, origins))
    assert ordered == [fair, crash, quake, cut]


def test_reports_of_one_agency_are_as_many_as_there_are_but_its_reprints_are_one() -> None:
    own = reported("The central bank cut its rate.", *"abc")
    reprints = story(fact("The central bank cut its rate.", *"abc"))
    agency = dict.fromkeys("abc", "agency:wire")
    assert (weight(own, agency), weight(reprints, agency)) == (3, 1)


def test_a_story_of_nothing_but_opinions_has_what_room_the_others_leave() -> None:
    columns = story(fact(DAM, "a", "b", "c"))
    opinions = (replace(d, title=f"Opinion: {d.id}") for d in columns.documents)
    columns, news = replace(columns, documents=tuple(opinions)), story(fact(FAIR, "d"))
    own = {name: name for name in "abcd"}
    assert sorted([columns, news], key=lambda one: rank(one, own)) == [news, columns]
    mixed = replace(columns, documents=(*columns.documents[:2], document("c")))
    assert weight(mixed, own) > weight(news, own) > weight(columns, own) > 0
