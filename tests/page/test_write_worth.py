"""What makes a fact worth a place: each term alone, with all else equal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from summarise.page.choice import choose
from summarise.page.worth import worths
from summarise.types import Document, Fact, Story
from tests.readings import VOCABULARY, sentence

MORNING = datetime(2026, 11, 19, 6, tzinfo=UTC)
DAM = "The dam at Orle opened after much delay."
WEIR = "The weir at Sorrel closed after much noise."


def fact(text: str, *documents: str, **more: object) -> Fact:
    told = tuple(sentence(document, text) for document in documents)
    return Fact(told, support=len(documents), **more)  # type: ignore[arg-type]


def story(*facts: Fact, titles: tuple[str, ...] = (), hours: tuple[float, ...] = ()) -> Story:
    """Return a story of reports "a", "b", ..., with titles, and hours after MORNING."""
    names = sorted({sentence.document for one in facts for sentence in one.sentences})
    documents = [Document(name, "") for name in names]
    for n, title in enumerate(titles):
        documents[n] = replace(documents[n], title=title)
    for n, hour in enumerate(hours):
        documents[n] = replace(documents[n], published=MORNING + timedelta(hours=hour))
    return Story(tuple(documents), facts)


def worth(one: Story) -> list[float]:
    """Return what each fact of a story is worth on an empty page."""
    found = worths(one, {n: fact.best.reading for n, fact in enumerate(one.facts)}, VOCABULARY)
    return [found[n].alone for n in range(len(one.facts))]


def beside(one: Story) -> list[float]:
    """Return what each fact of a story is worth on a page that tells other things."""
    texts = {n: fact.best.reading for n, fact in enumerate(one.facts)}
    found = worths(one, texts, VOCABULARY)
    return [found[n].beside(texts[n], {"told"}, set()) for n in texts]


@pytest.mark.parametrize(
    ("better", "other"),
    [
        (fact(DAM, "a", position=1.0), fact(WEIR, "b", position=0.2)),
        (fact(DAM, "a", "b"), fact(WEIR, "c")),
        (fact("The dam at Orle opened on Monday.", "a"), fact("The dam at Orle opened late.", "b")),
        (fact("The dam at Orle cost 840 crowns.", "a"), fact("The dam at Orle cost crowns.", "b")),
        (fact(DAM, "a", position=0.0), fact(WEIR, "b", position=1.0, standing="overtaken")),
    ],
    ids=["early", "supported", "says when", "says how much", "still stands"],
)
def test_all_else_equal_a_fact_is_worth_more_that(better: Fact, other: Fact) -> None:
    first, second = worth(story(better, other))
    assert first > second


def test_words_that_other_reports_use_too_are_worth_more_than_words_of_ones_own() -> None:
    titles = ("Dam at Orle opened", "Orle dam opens", "Delay of the dam")
    first, second = worth(story(fact(DAM, "a"), fact(WEIR, "b"), fact(DAM, "c"), titles=titles))[:2]
    assert first > second


def test_a_reprint_does_not_vote_for_its_words() -> None:
    alone = worth(story(fact(DAM, "a"), fact(WEIR, "b")))[0]
    reprinted = replace(fact(DAM, "a", "c", "d"), support=1)
    assert worth(story(reprinted, fact(WEIR, "b")))[0] == pytest.approx(alone)


def test_what_only_the_last_reports_of_a_running_story_tell_is_worth_a_little_more() -> None:
    told = (fact(DAM, "a"), fact(WEIR, "b"))
    first, last = beside(story(*told, hours=(0, 48)))
    undated = beside(story(*told))
    assert last - undated[1] == pytest.approx(0.3)
    assert first == undated[0]


def test_the_longer_an_affair_runs_the_more_the_lede_is_how_it_stands() -> None:
    told = (fact(DAM, "a"), fact(WEIR, "b"))
    undated = worth(story(*told))[1]
    gains = [worth(story(*told, hours=(0, hours)))[1] - undated for hours in (0, 24, 24 * 20)]
    assert gains[0] == 0
    assert gains[0] < gains[1] < gains[2]


def test_a_burden_of_words_is_no_lede_and_has_its_place_behind_one() -> None:
    long = f"{DAM[:-1]}, {', '.join(f'which the mayor of Orle told clerk {n}' for n in 'abcdefg')}."
    one = story(fact(DAM, "a"), fact(long, "b"))
    (short_first, long_first), (_, long_behind) = worth(one), beside(one)
    assert long_first < short_first - 0.5
    assert long_behind >= 0


def test_what_was_ahead_is_no_lede_where_later_reports_know_more() -> None:
    ahead = fact("Orle heads into a vote on its dam.", "a", position=1.0)
    held = fact("Orle voted against its dam.", "b", position=0.2)
    first, second = worth(story(ahead, held, hours=(0, 48)))
    assert first < second
    first, second = worth(story(ahead, held))
    assert first > second


def test_a_fact_that_early_reports_tell_too_is_not_late() -> None:
    told = (fact(DAM, "a", "b"), fact(WEIR, "c"))
    assert worth(story(*told, hours=(0, 48, 0)))[0] == worth(story(*told))[0]


def test_reports_of_one_morning_tell_one_state_of_things() -> None:
    told = (fact(DAM, "a"), fact(WEIR, "b"))
    gain = beside(story(*told, hours=(0, 2)))[1] - beside(story(*told))[1]
    assert gain == pytest.approx(0.3 * 2 / 24)


def test_a_report_without_a_time_makes_its_facts_neither_late_nor_early() -> None:
    told = (fact(DAM, "a"), fact(WEIR, "b"), fact("The barn at Tarn burnt.", "c"))
    assert worth(story(*told, hours=(0, 48)))[2] == worth(story(*told))[2]


def test_of_two_alike_facts_the_page_tells_the_later_first_but_never_before_the_event() -> None:
    event = "The ferry Osker sank off Orle on Monday with 40 people on board."
    ferry = tuple(fact(event, name, position=1.0) for name in "ab")
    both = replace(ferry[0], sentences=(*ferry[0].sentences, *ferry[1].sentences), support=2)
    early = fact("Divers of the coastguard searched the wreck.", "a")
    late = fact("Lawyers of the shipowner disputed a claim.", "b")
    chosen = choose(story(both, early, late, hours=(0, 30)), VOCABULARY).chosen
    assert [one.fact for one in chosen] == [both, late, early]
