"""A sheet cut into packs: all of it, in order, within the room, stories together if they fit."""

from __future__ import annotations

from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from summarise.models import tokens
from summarise.page.room import FENCE, packs_of
from summarise.page.sheet import Sheet
from summarise.types import Story
from tests.page.test_write_choice import fact, story
from tests.readings import sentence

WORDS = ["dam", "harbour", "council", "opened", "closed", "of", "Tarn"]
SHAPES = st.lists(st.lists(st.integers(1, 40), min_size=1, max_size=4), min_size=1, max_size=12)
"""For each story, how many words each of its reports has."""


def sheet_of(shapes: list[list[int]]) -> Sheet:
    stories: list[Story] = []
    for place, shape in enumerate(shapes):
        texts = [" ".join(WORDS[(place + n) % 7] for n in range(most)) for most in shape]
        told = [sentence(f"{place}-{n}", f"{n} {place} {text}.") for n, text in enumerate(texts)]
        stories.append(story(*map(fact, told)))
    documents = [document for one in stories for document in one.documents]
    return Sheet(stories, documents, [], {document.id: document.id for document in documents})


@given(SHAPES, st.integers(FENCE + 60, 400))
def test_packs_hold_each_sentence_once_in_its_order_and_within_the_room(
    shapes: list[list[int]], most: int
) -> None:
    sheet = sheet_of(shapes)
    packs = packs_of(sheet, UTC, most)
    assert [number for pack in packs for number in pack.numbers] == list(sheet.by_number)
    for pack in packs:
        if len(pack.numbers) > 1:
            assert pack.tokens <= most
        lines = "\n".join(f"{n} {sheet.by_number[n].sentence.text}" for n in pack.numbers)
        assert tokens(lines) <= pack.tokens


@given(SHAPES)
def test_a_story_that_fits_is_in_one_pack(shapes: list[list[int]]) -> None:
    sheet = sheet_of(shapes)
    places = [
        place
        for pack in packs_of(sheet, UTC, 900)
        for place in {sheet.story_of[sheet.by_number[n].sentence.document] for n in pack.numbers}
    ]
    assert sorted(places) == list(range(len(shapes)))


def test_a_longer_story_is_parted_between_reports_and_a_longer_report_between_sentences() -> None:
    sheet = sheet_of([[40, 40]])
    assert [pack.numbers for pack in packs_of(sheet, UTC, 150)] == [("1.1",), ("2.1",)]
    told = [sentence("a", f"{n} {' '.join(WORDS * 5)}.", 400 * n) for n in range(3)]
    one = story(*map(fact, told))
    sheet = Sheet([one], one.documents, [], {"a": "a"})
    assert [pack.numbers for pack in packs_of(sheet, UTC, 200)] == [("1.1", "1.2"), ("1.3",)]
