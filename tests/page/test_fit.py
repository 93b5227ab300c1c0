"""The page holds whole statements, the most valuable ones, and never more pages than asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.page.fit import FULL, fit, most_that_fit
from summarise.page.ranking import valued, valued_differences
from summarise.render import count_pages
from summarise.types import (
    Briefing,
    Citation,
    Correction,
    Difference,
    DifferenceKind,
    LeftOff,
    Record,
    Section,
    Side,
    Source,
    Statement,
)

LINES = 10
"""Lines of a page in the fake count: an item takes as many as its text has words."""
NOW = datetime(2026, 11, 24, tzinfo=UTC)
EARLIER = LeftOff("Something else.", "says nothing new")


def statement(number: int, words: int, value: float) -> Statement:
    text = " ".join([f"s{number}"] * words)
    return Statement(text, (Citation("d", number, number + 1, "x"),), 1, "source", value)


def difference(number: int, words: int, value: float) -> Difference:
    side = Side(
        "label", " ".join([f"d{number}"] * words), (Citation("d", number, number + 1, "x"),)
    )
    return Difference("about", "number", (side,), None, value)


def briefing(*sections: Section, lede: str = "") -> Briefing:
    first = sections[0].statements[0].text if sections and sections[0].statements else ""
    sources = (Source("d", "d"),)
    record = Record(left_off=(EARLIER,))
    return Briefing("Headline", lede or first, NOW, sections, sources, record)


def items(page: Briefing) -> list[tuple[float, str]]:
    found = []
    for section in page.stories:
        found += [(one.value, one.text) for one in section.statements]
        found += [(one.value, one.sides[0].text) for one in section.differences]
    return found


def fake_count(page: Briefing) -> int:
    lines = sum(len(text.split()) for _, text in items(page))
    return max(1, -(-lines // LINES))


values = st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0])
words = st.integers(1, 14)


@st.composite
def briefings(draw: st.DrawFn) -> Briefing:
    sections = []
    number = 0
    for place in range(draw(st.integers(1, 4))):
        told = []
        for _ in range(draw(st.integers(1, 5))):
            number += 1
            told.append(statement(number, draw(words), draw(values)))
        disputed = []
        for _ in range(draw(st.integers(0, 2))):
            number += 1
            disputed.append(difference(number, draw(words), draw(values)))
        sections.append(Section(f"Story {place}", tuple(told), tuple(disputed)))
    return briefing(*sections)


@given(briefings(), st.integers(1, 3))
def test_a_page_is_never_longer_than_asked_for_unless_it_is_the_lede_alone(
    page: Briefing, pages: int
) -> None:
    fitted = fit(page, pages, fake_count)
    assert fake_count(fitted) <= pages or [text for _, text in items(fitted)] == [page.lede]
    assert fitted.record.pages == fake_count(fitted)


@given(briefings(), st.integers(1, 3))
def test_everything_is_kept_whole_or_recorded_once(page: Briefing, pages: int) -> None:
    fitted = fit(page, pages, fake_count)
    assert fitted.record.left_off[0] == EARLIER
    left = Counter(
        off.text.removeprefix("label: ") for off in fitted.record.left_off if off != EARLIER
    )
    kept = Counter(text for _, text in items(fitted))
    assert kept + left == Counter(text for _, text in items(page))
    assert all(off.reason and (off.citations or off == EARLIER) for off in fitted.record.left_off)


@given(briefings(), st.integers(1, 3))
def test_what_leaves_is_worth_no_more_than_what_stays_unless_it_is_longer(
    page: Briefing, pages: int
) -> None:
    fitted = fit(page, pages, fake_count)
    kept = items(fitted)
    left = Counter(items(page)) - Counter(kept)
    stays = [(value, len(text.split())) for value, text in kept if text != page.lede]
    for value, text in left:
        assert all(worth >= value or length < len(text.split()) for worth, length in stays)


@given(briefings(), st.integers(1, 3))
def test_the_next_item_would_not_have_fitted(page: Briefing, pages: int) -> None:
    fitted = fit(page, pages, fake_count)
    if fitted.record.left_off == (EARLIER,):
        return
    best = max(value for value, _ in (Counter(items(page)) - Counter(items(fitted))))
    gone = [
        len(text.split())
        for value, text in (Counter(items(page)) - Counter(items(fitted)))
        if value == best
    ]
    used = sum(len(text.split()) for _, text in items(fitted))
    assert used + max(gone) > pages * LINES


@given(briefings())
def test_order_and_sections_stay_as_they_were(page: Briefing) -> None:
    fitted = fit(page, 1, fake_count)
    before, after = [text for _, text in items(page)], [text for _, text in items(fitted)]
    assert after == [text for text in before if text in set(after)]
    assert all(section.statements or section.differences for section in fitted.stories)
    assert (fitted.headline, fitted.lede) == (page.headline, page.lede)


def test_a_page_that_fits_is_returned_as_it_is() -> None:
    page = briefing(Section("A", (statement(1, 3, 1.0), statement(2, 3, 0.0))))
    assert fit(page, 1, fake_count) == replace(page, record=replace(page.record, pages=1))


def test_the_lede_stays_even_if_it_is_longer_than_the_page() -> None:
    page = briefing(Section("A", (statement(1, 50, 1.0), statement(2, 1, 0.5))))
    fitted = fit(page, 1, fake_count)
    assert [text for _, text in items(fitted)] == [page.lede]
    assert fitted.record.pages == 5


def test_the_lede_stays_even_if_a_difference_is_worth_more() -> None:
    page = briefing(Section("A", (statement(1, 8, 1.0),), (difference(2, 8, 9.0),)))
    fitted = fit(page, 1, fake_count)
    assert [text for _, text in items(fitted)] == [page.lede]
    assert [off.text for off in fitted.record.left_off[1:]] == ["label: " + " ".join(["d2"] * 8)]


def test_an_empty_page_stays_empty() -> None:
    assert fit(briefing(), 1, lambda page: 1).stories == ()


def test_the_page_is_typeset_few_times_however_many_statements_there_are() -> None:
    calls: list[Briefing] = []

    def counting(page: Briefing) -> int:
        calls.append(page)
        return fake_count(page)

    many = tuple(statement(number, 1, 5000.0 - number) for number in range(5000))
    fitted = fit(briefing(Section("A", many)), 1, counting)
    assert len(items(fitted)) == LINES
    assert len(calls) <= 16


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 90))
def test_where_the_room_is_looked_for_first_changes_how_often_it_is_measured_alone(
    number: int, room: int, likely: int
) -> None:
    tried: list[int] = []

    def fits(some: range) -> bool:
        tried.append(len(some))
        return len(some) <= room

    found = most_that_fit(range(number), fits, likely)  # type: ignore[arg-type]
    assert found == most_that_fit(range(number), lambda some: len(some) <= room)
    assert len(tried) <= 2 + 2 * abs(min(likely, number) - found).bit_length()


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_on_real_paper_the_page_is_full_and_no_fuller(paper: str) -> None:
    sentence = "The harbour of Orle was closed for the {} time after a crane fell into the water."
    told = tuple(
        Statement(sentence.format(number), (Citation("d", 0, 9, "The crane"),), 1, "source", 99 - n)
        for n, number in enumerate(map(str, range(90)))
    )
    page = briefing(Section("The harbour", told))
    fitted = fit(page, 1, lambda one: count_pages(one, paper))  # type: ignore[arg-type]
    kept = len(fitted.stories[0].statements)
    assert count_pages(fitted, paper) == fitted.record.pages == 1  # type: ignore[arg-type]
    fuller = replace(fitted, stories=(replace(page.stories[0], statements=told[: kept + 1]),))
    assert count_pages(fuller, paper) == 2  # type: ignore[arg-type]


def test_corrections_take_their_room_and_stay() -> None:
    told = tuple(statement(number, 3, 9.0 - number) for number in range(4))
    page = briefing(Section("A", told))
    correction = Correction("number", "c " * 5, NOW.date(), "run", statement(9, 3, 0.0))

    def count(one: Briefing) -> int:
        return fake_count(one) + len(one.corrections)

    fitted = fit(replace(page, corrections=(correction,)), 2, count)
    assert fitted.corrections == (correction,)
    assert len(items(fitted)) == LINES // 3


@pytest.mark.parametrize(("too_long", "fills"), [(1, True), (6, True), (7, False)])
def test_so_many_items_are_tried_in_the_room_at_the_foot_of_the_page(
    too_long: int, fills: bool
) -> None:
    lengths = [8, *[5] * too_long, 2]
    told = tuple(statement(number, n, 90.0 - number) for number, n in enumerate(lengths))
    fitted = fit(briefing(Section("A", told)), 1, fake_count)
    last = told[-1].text
    assert (last in [text for _, text in items(fitted)]) == fills


@pytest.mark.parametrize(
    ("kind", "before"),
    [("number", 1), ("name", 1), ("date", 1), ("negation", 1), ("count", 2),
     ("modality", 3)],
)  # fmt: skip
def test_so_many_statements_of_a_story_go_before_a_difference(
    kind: DifferenceKind, before: int
) -> None:
    told = valued([statement(number, 2, 0.0) for number in range(5)], 3.0)
    disputed = valued_differences([replace(difference(9, 2, 0.0), kind=kind)], 3.0)
    for room in range(1, 6):

        def count(page: Briefing, room: int = room) -> int:
            return max(1, len(items(page)) - room + 1)

        (section,) = fit(briefing(Section("A", told, disputed)), 1, count).stories
        stated = room if room <= before else room - 1
        assert (len(section.statements), len(section.differences)) == (stated, room - stated)


@pytest.mark.parametrize(("pages", "kept"), [(1, 80), (2, 160)])
def test_no_more_items_are_typeset_than_a_page_could_hold_in_lines(pages: int, kept: int) -> None:
    told = tuple(statement(number, 1, 900.0 - number) for number in range(300))
    assert len(items(fit(briefing(Section("A", told)), pages, lambda one: 1))) == kept


def test_of_a_statement_and_a_difference_of_one_worth_the_statement_stays() -> None:
    told = (statement(0, 1, 9.0), statement(1, 1, 2.0))
    disputed = (difference(2, 1, 8.0), difference(3, 1, 2.0))
    fitted = fit(briefing(Section("A", told, disputed)), 1, lambda one: max(1, len(items(one)) - 2))
    assert [text for _, text in items(fitted)] == ["s0", "s1", "d2"]


@pytest.mark.parametrize(("room", "reason"), [(2, "says nothing new beside: s1 s1"), (1, FULL)])
def test_a_reason_names_only_what_is_on_the_page(room: int, reason: str) -> None:
    told = (statement(0, 2, 9.0), statement(1, 2, 5.0))
    off = LeftOff("Again.", "says nothing new", beside=told[1].citations[0])
    page = replace(briefing(Section("A", told)), record=Record(left_off=(off,)))
    fitted = fit(page, 1, lambda one: max(1, len(items(one)) - room + 1))
    assert fitted.record.left_off[0].reason == reason
