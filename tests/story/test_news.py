"""New since last time: what was told before is withheld, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise import Briefing, Document, World, brief
from summarise.story.earlier import Match
from summarise.story.news import news, repeats, reported
from summarise.types import Citation, Fact, Memory, Reported, Story
from tests.readings import VOCABULARY, sentence
from tests.story.mornings import FIRST, SECOND, WORDS_ONLY, memory_of, page, statements

DAM = "The dam at Orle was closed on Monday after engineers found 14 cracks in its northern wall."
COST = "Repairs to the wall will cost the province about 84 million crowns."
MAYOR = "Mayor Lowe said that the town would be supplied from the lake until the spring."
FERRY = "Nordlinje will run four extra ferries a night between Tarn and the islands."
YESTERDAY = (Document("a", f"{DAM} {COST}", outlet="Herald"),)
REPORTS = {
    "a": f"{DAM} {COST}",
    "b": f"{COST} {MAYOR}",
    "c": f"{FERRY} Fares on the ferries stay as they are until the end of the month.",
    "d": "Anglers fear for the salmon of the upper Tarn, their club told the council.",
}


def cited(made: Briefing) -> list[Citation]:
    sides = [side for story in made.stories for one in story.differences for side in one.sides]
    told = [s for story in made.stories for s in story.statements]
    told += [correction.now for correction in made.corrections]
    found = [citation for side in sides for citation in side.citations]
    return found + [citation for statement in told for citation in statement.citations]


def test_without_a_memory_the_page_is_the_same_as_with_an_empty_one() -> None:
    assert page(YESTERDAY, memory=None) == page(YESTERDAY, memory=Memory())


def test_what_was_told_is_withheld_and_recorded_with_its_day_and_where_it_was_read() -> None:
    memory = memory_of(page(YESTERDAY))
    told = [Document("b", f"{DAM} {MAYOR}", outlet="Post")]
    made = page(told, SECOND, memory, "two")
    assert statements(made) == [MAYOR]
    off = next(off for off in made.record.left_off if off.text == DAM)
    assert off.reason == "reported before, on 2026-11-24"
    assert off.citations == (Citation("b", 0, len(DAM), DAM),)


def test_the_day_of_a_page_is_that_of_its_time_zone() -> None:
    config = replace(WORDS_ONLY, briefing=replace(WORDS_ONLY.briefing, time_zone="Asia/Tokyo"))
    late = FIRST.replace(hour=20)
    memory = Memory(
        reported(brief(YESTERDAY, config, World(now=late, memory=Memory(), run="one"))), late
    )
    made = brief([Document("b", DAM)], config, World(now=SECOND, memory=memory))
    assert made.record.left_off[0].reason == "reported before, on 2026-11-25"


def test_a_story_that_goes_on_has_one_line_of_what_was_told_of_it() -> None:
    made = page([Document("b", f"{DAM} {MAYOR}")], SECOND, memory_of(page(YESTERDAY)), "two")
    background = made.stories[0].background
    assert background
    assert (background.text, background.page) == (DAM, "one")
    assert background.day == FIRST.date()
    assert made.lede == MAYOR


def test_a_story_that_the_reader_meets_first_has_no_background() -> None:
    made = page([Document("c", REPORTS["c"])], SECOND, memory_of(page(YESTERDAY)), "two")
    assert [story.background for story in made.stories] == [None]
    assert FERRY in statements(made)


@pytest.mark.parametrize(
    ("near", "goes_on"),
    [
        ((Match(1, 0, echo=0.7),), False),
        ((Match(1, 0, echo=0.7), Match(1, 1, echo=0.9)), False),
        ((Match(1, 0, echo=0.7), Match(2, 1, echo=0.7)), True),
        ((Match(1, 0, same=True, echo=0.9),), True),
    ],
    ids=["one fact", "one fact twice", "two facts", "one that was told"],
)
def test_one_fact_that_sounds_like_an_earlier_story_makes_it_not_go_on(
    near: tuple[Match, ...], goes_on: bool
) -> None:
    """The council of one town met on the dam, and on the same day on something else."""
    told = tuple(
        Reported(text, "one", FIRST, "Dam closed", (text,), ("a",)) for text in (DAM, COST)
    )
    facts = tuple(Fact((sentence("b", text),), 1) for text in (FERRY, MAYOR, REPORTS["d"]))
    made = news([Story((), facts)], [near], told, None, VOCABULARY)
    (background,) = made.backgrounds
    assert (background is not None) == goes_on


def test_a_figure_that_was_not_told_is_news_whatever_is_told_with_it() -> None:
    more = DAM.replace("northern wall", "northern wall and 3 in its gates")
    made = page([Document("b", more)], SECOND, memory_of(page(YESTERDAY)), "two")
    assert statements(made) == [more]


def test_a_plan_that_was_carried_out_is_news_and_no_correction() -> None:
    first = page([Document("a", "The council will sign the contract for the dam with Halden.")])
    done = "The council signed the contract for the dam with Halden."
    made = page([Document("b", done)], SECOND, memory_of(first), "two")
    assert statements(made) == [done]
    assert made.corrections == ()


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (DAM.replace("14 cracks", "41 cracks"), "number"),
        (COST.replace("84 million", "96 million"), "number"),
        (COST.replace("will cost", "will not cost"), "negation"),
    ],
)
def test_what_contradicts_an_earlier_page_is_a_correction(now: str, kind: str) -> None:
    made = page([Document("b", now)], SECOND, memory_of(page(YESTERDAY)), "two")
    assert [(one.kind, one.now.text) for one in made.corrections] == [(kind, now)]
    assert made.corrections[0].was in {DAM, COST}
    assert (made.corrections[0].page, made.corrections[0].day) == ("one", FIRST.date())
    assert made.corrections[0].now.citations[0].document == "b"
    assert statements(made) == []
    assert made.headline == "Correction"


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        (COST, f"Repairs to the wall will cost 96 million, not 84 million as reported. {MAYOR}",
         "number"),
        (COST, f"An earlier version of this article said that {COST.lower()}", "number"),
        ("Police said that a guard shot the dog of the mayor.",
         "Police took back their statement that a guard shot the dog of the mayor.", "negation"),
        ("The keeper of the dam was arrested on the bridge, police said.",
         "Police denied that the keeper of the dam was arrested on the bridge.", "negation"),
        # The count goes on, or it is another event.
        ("The flood at Orle killed 12 people.", "The flood at Orle killed 17 people.", None),
        ("The flood at Orle took 18 cars.", "The flood at Tarn took 35 cars.", None),
        ("The mayor said that the dam will open.", "The mayor did not say if it will.", None),
    ],
)  # fmt: skip
def test_what_is_taken_back_or_denied_is_a_correction(was: str, now: str, kind: str | None) -> None:
    memory = memory_of(page([Document("a", was, outlet="Herald")]))
    made = page([Document("b", now, outlet="Post")], SECOND, memory, "two")
    assert [one.kind for one in made.corrections] == [kind] * bool(kind)


def test_the_same_of_another_day_is_no_correction() -> None:
    other = DAM.replace("Monday", "Tuesday").replace("14 cracks", "41 cracks")
    made = page([Document("b", other)], SECOND, memory_of(page(YESTERDAY)), "two")
    assert (made.corrections, statements(made)) == ((), [other])


def test_a_value_that_one_of_todays_reports_still_tells_is_no_correction() -> None:
    told = [
        Document("b", DAM.replace("14", "41"), outlet="Post"),
        Document("c", DAM, outlet="Wire"),
    ]
    made = page(told, SECOND, memory_of(page(YESTERDAY)), "two")
    assert made.corrections == ()


def test_a_correction_is_not_told_a_second_time() -> None:
    changed = DAM.replace("14", "41")
    first = page(YESTERDAY)
    second = page([Document("b", changed)], SECOND, memory_of(first), "two")
    memory = memory_of(first, second)
    third = page([Document("c", changed, outlet="Wire")], SECOND + timedelta(days=1), memory, "3")
    assert (third.corrections, statements(third)) == ((), [])


def test_a_report_that_was_cited_before_is_no_news_whatever_was_left_off_of_it() -> None:
    first = page(YESTERDAY)
    told = tuple(one for one in reported(first) if one.text == DAM)
    made = page(YESTERDAY, SECOND, Memory(told, FIRST), "two")
    assert statements(made) == []
    assert {off.reason for off in made.record.left_off} == {"reported before, on 2026-11-24"}


def test_a_difference_that_was_told_is_withheld_whole() -> None:
    told = [
        Document("a", DAM, outlet="Herald"),
        Document("b", DAM.replace("14 cracks", "41 cracks"), outlet="Post"),
    ]
    first = page(told)
    assert [len(story.differences) for story in first.stories] == [1]
    again = [replace(one, id=f"{one.id}-again") for one in told]
    made = page(again, SECOND, memory_of(first), "two")
    assert (made.stories, made.corrections) == ((), ())
    assert any("; " in off.text for off in made.record.left_off)


def test_a_quiet_day_says_so() -> None:
    made = page([Document("b", DAM)], SECOND, memory_of(page(YESTERDAY)), "two")
    assert (made.headline, made.lede, made.stories) == ("Nothing new", "", ())
    assert (made.since, made.run) == (FIRST, "two")
    assert (made.record.sources, made.record.seen, made.record.pages) == (12, 3, 1)


def test_what_is_remembered_of_a_page_is_what_it_told() -> None:
    told = [
        Document("a", f"{DAM} {MAYOR}", outlet="Herald"),
        Document("b", DAM.replace("14 cracks", "41 cracks"), outlet="Post"),
    ]
    made = page(told)
    remembered = reported(made)
    sides = [side.text for d in made.stories[0].differences for side in d.sides]
    assert [one.text for one in remembered] == [*statements(made), *sides]
    assert {(one.run, one.at) for one in remembered} == {("one", FIRST)}
    assert {document for one in remembered for document in one.documents} == {"a", "b"}
    assert all(one.evidence and one.story for one in remembered)


days = st.lists(st.sampled_from(sorted(REPORTS)), min_size=1, max_size=4, unique=True)


@given(days, days)
@settings(max_examples=12, deadline=None)
def test_nothing_of_an_earlier_page_is_cited_or_listed_and_nothing_is_lost(
    first: list[str], second: list[str]
) -> None:
    before = page([Document(f"1{name}", REPORTS[name]) for name in first])
    told = [Document(f"2{name}", REPORTS[name]) for name in second]
    made = page(told, SECOND, memory_of(before), "two")
    texts = {document.id: document.text for document in told}
    assert all(texts[one.document][one.start : one.end] == one.text for one in cited(made))
    assert {source.id for source in made.sources} == set(texts)
    assert made.record.documents == len(told)
    everything = page(told, SECOND, None)
    shown = {c.text for c in cited(made)} | {off.text for off in made.record.left_off}
    assert {c.text for c in cited(everything)} <= shown
    assert not set(statements(made)) & set(statements(before))


@given(days)
@settings(max_examples=8, deadline=None)
def test_the_same_reports_again_state_nothing(names: list[str]) -> None:
    first = page([Document(name, REPORTS[name]) for name in names])
    copies = [Document(f"{name}-again", REPORTS[name]) for name in names]
    made = page(copies, SECOND, memory_of(first), "two")
    assert (statements(made), made.corrections) == ([], ())
    assert made.headline == "Nothing new"


@pytest.mark.parametrize("frame", ["It is a myth that", "The Lantern retracted its report that"])
def test_what_puts_an_old_fact_in_a_frame_is_news(frame: str) -> None:
    then = "The dam at Orle was closed on Monday after engineers found cracks in its northern wall."
    now = f"{frame} t{then[1:]}"
    story = Story((Document("b", now),), (Fact((sentence("b", now),), 1),), ())
    known = Reported(then, "one", FIRST, "The dam", (then,), ("a",))
    assert repeats(story, [Match(0, 0, same=True)], [known], VOCABULARY) == {}


@pytest.mark.parametrize(
    ("now", "old"),
    [
        # .47 and .52 of the words, by rarity, are new
        ("The dam at Orle was shut on Monday by inspectors who discovered fissures in its northern "
         "wall.", True),
        ("The dam at Orle was closed when inspectors discovered fissures in it.", False),
    ],
)  # fmt: skip
def test_the_same_fact_in_other_words_is_old_until_half_of_them_are_new(
    now: str, old: bool
) -> None:
    then = "The dam at Orle was closed on Monday after engineers found cracks in its northern wall."
    story = Story((Document("b", now),), (Fact((sentence("b", now),), 1),), ())
    known = Reported(then, "one", FIRST, "The dam", (then,), ("a",))
    found = repeats(story, [Match(0, 0, same=True)], [known], VOCABULARY)
    assert found == ({0: 0} if old else {})
