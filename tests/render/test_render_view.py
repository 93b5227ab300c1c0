"""What every format prints: numbers, lede, differences, sources, record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from summarise.render.phrases import dateline, long_date, short_date, words_in
from summarise.render.view import Page, Part, page
from summarise.types import Briefing, Difference, Record, Section, Side, Skipped, Source
from tests.render.render_briefings import (
    BRIDGE,
    BRIEFING,
    FERRIES,
    LEDE,
    MORNING,
    RECORD,
    cite,
    one,
    source,
    state,
)


def page_of(*stories: Section, lede: str = "", headline: str = "Today") -> Page:
    return page(replace(BRIEFING, stories=stories, lede=lede, headline=headline))


def test_sources_are_numbered_in_the_order_in_which_the_page_cites_them(briefing: Briefing) -> None:
    printed = page(briefing)
    assert [s.id for s in printed.sources] == [
        "herald",
        "wire",
        "post",
        "ledger",
        "gazette",
        "grid1",
    ]
    assert [s.number for s in printed.sources] == [1, 2, 3, 4, 5, 6]


def test_marks_stand_lowest_number_first() -> None:
    printed = page_of(Section("A", (state("One.", "wire", "post"), state("Two.", "post", "wire"))))
    assert [m.number for m in printed.stories[0].statements[1].parts[-1].marks] == [1, 2]


def test_two_sentences_of_one_report_share_a_mark_that_quotes_both() -> None:
    said = replace(state("One."), citations=(cite("wire", "First."), cite("wire", "Second.")))
    (mark,) = page_of(Section("A", (said,))).stories[0].statements[0].parts[-1].marks
    assert mark.quote == "First. … Second."


def test_the_lede_is_printed_once_with_its_marks(briefing: Briefing) -> None:
    printed = page(briefing)
    assert printed.lede is not None
    assert printed.lede.text == LEDE
    assert [m.number for m in printed.lede.parts[-1].marks] == [1, 2, 3]
    assert LEDE not in [s.text for story in printed.stories for s in story.statements]


def test_a_lede_that_no_statement_repeats_is_printed_without_marks() -> None:
    printed = page_of(FERRIES, lede="Good morning.")
    assert printed.lede is not None
    assert printed.lede.parts == (Part("Good morning.", ()),)


def test_a_page_without_a_lede_has_none() -> None:
    assert page_of(FERRIES).lede is None


def test_a_story_that_only_had_the_lede_is_left_out() -> None:
    printed = page_of(Section("Alone", (state("Only.", "wire"),)), FERRIES, lede="Only.")
    assert [story.headline for story in printed.stories] == [FERRIES.headline]


def test_a_story_that_only_had_the_lede_stays_for_its_differences() -> None:
    story = replace(BRIDGE, statements=BRIDGE.statements[:1])
    (printed,) = page_of(story, lede=LEDE).stories
    assert printed.headline == BRIDGE.headline
    assert printed.statements == ()
    assert len(printed.differences) == 2


@pytest.mark.parametrize(("headline", "shown"), [("Same", ""), ("Other", "Other")])
def test_the_only_story_does_not_repeat_the_headline_of_the_page(headline: str, shown: str) -> None:
    (story,) = page_of(Section(headline, (state("A.", "wire"),)), headline="Same").stories
    assert story.headline == shown


def test_a_side_is_not_quoted_when_a_statement_says_the_same() -> None:
    sides = (Side("9", "Nine.", (cite("wire"),)), Side("8", "Eight.", (cite("post"),)))
    story = Section("A", (state("Nine.", "wire"),), (Difference("Dead", "number", sides),))
    (difference,) = page_of(story).stories[0].differences
    assert [side.quote for side in difference.sides] == ["", "Eight."]


def test_figures_that_moved_are_one_dated_line_among_the_statements_and_no_difference() -> None:
    sides = (Side("357 people", "", (cite("post"),)), Side("32 people", "", (cite("wire"),)))
    dated = {"wire": MORNING - timedelta(days=3), "post": MORNING}
    sources = tuple(Source(name, name, name, published=day) for name, day in dated.items())
    told = (Difference("killed", "development", sides),)
    briefing = replace(BRIEFING, stories=(Section("A", (), told),), sources=sources, lede="")
    (story,) = page(briefing).stories
    days = [long_date(day, words_in("en").calendar) for day in dated.values()]
    assert story.differences == ()
    (line,) = story.statements
    assert line.text == f"Killed: 32 people on {days[0]}, 357 people on {days[1]}."
    assert [[mark.number for mark in part.marks] for part in line.parts] == [[], [2], [], [1], []]


def test_only_the_overtaken_side_is_marked(briefing: Briefing) -> None:
    _, ordered = page(briefing).stories[0].differences
    assert [side.outdated for side in ordered.sides] == [True, False]


def test_a_voice_of_a_quotation_is_the_outlet_else_the_title_else_the_number() -> None:
    sources = (Source("a", "a", "Herald"), Source("b", "b", title="A report"), Source("c", "c"))
    cited = (cite("a"), cite("b"), cite("c"), cite("unlisted"))
    sides = (Side("", "It rained.", cited), Side("dry", "dry", cited))
    story = Section("A", (), (Difference("d", "date", sides),))
    printed = page(replace(BRIEFING, stories=(story,), sources=sources))
    printed_sides = printed.stories[0].differences[0].sides
    names = [[voice.name for voice in side.voices] for side in printed_sides]
    assert names == [["Herald", "A report", "report 3", "report 4"], ["Herald"]]


def test_an_account_that_says_whose_it_is_has_the_mark_and_of_many_outlets_two_are_named() -> None:
    sources = tuple(Source(name, name, f"Outlet {name.upper()}") for name in "abcd")
    sides = (
        Side("nine (Outlet A)", "", (cite("a"), cite("b"))),
        Side("eight, say others", "", (cite("a"), cite("b"))),
        Side("ten", "", tuple(map(cite, "abcd"))),
    )
    story = Section("A", (), (Difference("d", "number", sides),))
    printed = page(replace(BRIEFING, stories=(story,), sources=sources))
    told = [
        ([voice.name for voice in side.voices], [mark.number for mark in side.marks])
        for side in printed.stories[0].differences[0].sides
    ]
    assert told == [(["Outlet B"], [1]), ([], [1, 2]), (["Outlet A", "Outlet B"], [3, 4])]


def test_two_reports_of_one_outlet_are_one_voice() -> None:
    sources = (Source("a", "a", "Herald"), Source("b", "b", "Herald"))
    story = Section("A", (), (Difference("d", "date", (Side("x", "", (cite("a"), cite("b"))),)),))
    printed = page(replace(BRIEFING, stories=(story,), sources=sources))
    (voice,) = printed.stories[0].differences[0].sides[0].voices
    assert [mark.number for mark in voice.marks] == [1, 2]


def notes(sources: tuple[Source, ...], *cited: str) -> list[str]:
    story = Section("A", (state("One.", *cited),))
    return [s.note for s in page(replace(BRIEFING, stories=(story,), sources=sources)).sources]


def test_a_reprint_names_the_original_by_number_when_both_are_listed(briefing: Briefing) -> None:
    assert notes(briefing.sources, "wire", "post") == [
        "also in Daily Mirror of Tarn, Harbour Times",
        "reprint of [1]",
    ]


def test_what_only_draws_on_another_text_is_no_reprint_of_it(briefing: Briefing) -> None:
    own = tuple(replace(s, reprint=False) if s.id == "post" else s for s in briefing.sources)
    assert notes(own, "wire", "post") == [
        "also in Daily Mirror of Tarn, Harbour Times",
        "draws on [1]",
    ]
    assert notes(own, "post") == ["draws on Northern Wire"]
    nobodys = tuple(s for s in own if s.id != "wire")
    assert notes(nobodys, "copy1", "post")[1] == "same origin as [1]"


def test_a_reprint_names_the_original_outlet_when_that_is_not_listed(briefing: Briefing) -> None:
    assert notes(briefing.sources, "post") == ["reprint of Northern Wire"]


def test_reprints_of_a_text_that_was_not_read_name_each_other() -> None:
    sources = tuple(source(x, f"Outlet {x}", "T", origin="gone") for x in "abcdef")
    assert notes(sources, "a", "b") == [
        "also in Outlet c, Outlet d, Outlet e and 1 more",
        "same text as [1]",
    ]


@pytest.mark.parametrize(("count", "note"), [(1, "report"), (2, "reports")])
def test_reprints_without_an_outlet_are_counted(count: int, note: str) -> None:
    sources = (Source("a", "a"), *(Source(f"x{n}", "a") for n in range(count)))
    assert notes(sources, "a") == [f"also in {count} other {note}"]


def test_the_record_says_what_was_read_merged_checked_left_off_and_spent(
    briefing: Briefing,
) -> None:
    assert page(briefing).record.split(" · ") == [
        "8 reports read from 5 origins",
        "2 duplicate reports and 1 repeated sentence merged",
        "2 sources could not be read",
        "14 statements checked, 1 replaced",
        "† quoted from the source, because the model's sentence did not pass the check",
        "1 left off",
        "10 of 11 statements written by local / qwen3-4b-instruct",
        "prompts headline@99aabbcc, story@1a2b3c4d",
        "5 calls, 6,120 tokens",
    ]


def quoting(section: Section) -> Section:
    return replace(section, statements=tuple(replace(s, model="") for s in section.statements))


def test_a_quiet_record_is_short(plain: Briefing) -> None:
    record = page(replace(plain, stories=(quoting(FERRIES),))).record
    assert record == "8 reports read from 5 origins · no duplicates · quoted from the reports"


def test_a_source_that_could_not_be_read_is_none_without_news() -> None:
    record = Record(sources=3, skipped=(Skipped("a", "is down", whole=True), Skipped("b", "x")))
    quiet = replace(one("A."), stories=(), record=record, since=datetime(2024, 5, 1, tzinfo=UTC))
    assert page(quiet).quiet.startswith("Nothing new from 2 sources since")


def test_a_model_that_wrote_nothing_of_the_page_is_named_as_such(plain: Briefing) -> None:
    asked = replace(plain.record, backend="first, second", model="m")
    record = page(replace(plain, stories=(quoting(FERRIES),), record=asked)).record
    assert record.endswith("written without a model (none of its sentences was proven)")


def test_a_model_that_did_not_answer_is_told_without_its_name_and_reason(plain: Briefing) -> None:
    why = ("the model did not deliver, and sources are quoted instead: 401 at http://keys.example",)
    asked = replace(plain.record, backend="first", model="", degraded=why)
    record = page(replace(plain, stories=(quoting(FERRIES),), record=asked)).record
    assert record.endswith(" · written without a model (unavailable)")
    assert not [word for word in ("first", "401", "keys", "prompts") if word in record]


def test_a_refused_sentence_with_nothing_in_its_place_is_struck_out() -> None:
    rejected = tuple(replace(r, instead="") for r in RECORD.rejected)
    record = page(replace(one("A."), record=Record(checked=3, rejected=rejected))).record
    assert "3 statements checked, 0 replaced, 1 struck out" in record


@pytest.mark.parametrize(
    ("zone", "end"), [(UTC, "07:00 UTC"), (timezone(timedelta(hours=-3.5)), "07:00 UTC-03:30")]
)
def test_the_dateline_names_the_day_and_the_time_zone(zone: timezone, end: str) -> None:
    assert (
        dateline(MORNING.replace(tzinfo=zone), words_in("en").calendar)
        == f"Friday 17 January 2025, {end}"
    )


def test_a_date_that_is_not_known_is_empty() -> None:
    assert short_date(None, words_in("en").calendar) == ""
    assert short_date(datetime(2024, 9, 3, tzinfo=UTC), words_in("en").calendar) == "3 Sep 2024"
