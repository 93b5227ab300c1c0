"""Finding what was told before among any number of sentences: what is found, and what it costs."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from summarise.language.reading import Reading, Vocabulary
from summarise.story import recall
from summarise.story.recall import Recalled
from summarise.types import Reported
from tests.story.mornings import FIRST

TODAY = "The dam at Orle was closed on Monday after engineers found 14 cracks in its wall."


def reported(*texts: str) -> list[Reported]:
    return [
        Reported(text, f"run {n}", FIRST + timedelta(minutes=n), "", (f"{text[:-1]}, it said.",))
        for n, text in enumerate(texts)
    ]


def tram_lines(number: int) -> list[str]:
    """So many sentences of one form, in which a name and a figure differ."""
    draw = random.Random(7)
    names = ("".join(draw.choices("bdfgklmnprstv", k=6)).capitalize() for _ in range(number))
    return [
        f"The council of {name} will spend {n} crowns on its new tram line to the port."
        for n, name in enumerate(names)
    ]


def test_the_nearest_are_found_among_thousands_of_one_form_by_their_rare_words() -> None:
    vocabulary = Vocabulary()
    lines = tram_lines(3_000)
    sought = lines[17].replace("will spend 17", "spends 99")
    own = vocabulary.read(sought)
    found = Recalled([own], reported(*lines), vocabulary).near[own]
    assert lines[17] in {text.text for text in found[:2]}
    assert len(found) <= recall.CLOSEST


def test_a_form_is_found_by_its_stem_and_an_irregular_one_too() -> None:
    vocabulary = Vocabulary()
    own = vocabulary.read("Engineers found cracks in the dams of Orle and closed them.")
    near = "An engineer finds a crack: the dam of Orle is closing."
    far = "A chef in Tarn opened a restaurant for sailors."
    found = {text.text for text in Recalled([own], reported(near, far), vocabulary).near[own]}
    assert found == {near, f"{near[:-1]}, it said."}


def test_the_same_words_are_known_with_their_pages_however_often_they_were_told() -> None:
    vocabulary = Vocabulary()
    own = vocabulary.read(TODAY)
    every = [Reported(TODAY, f"run {n}", FIRST + timedelta(days=n)) for n in range(300)]
    homes = Recalled([own], every, vocabulary).homes[own]
    assert homes == list(range(299, 299 - recall.MOST_HOMES, -1))


def test_a_line_break_makes_no_other_sentence() -> None:
    vocabulary = Vocabulary()
    own = vocabulary.read(TODAY)
    wrapped = TODAY.replace(" after", "\nafter")
    assert Recalled([own], [Reported(wrapped, "run", FIRST)], vocabulary).homes == {own: [0]}


@pytest.mark.parametrize("told", [1_000, 8_000])
def test_what_is_read_depends_on_today_and_not_on_how_much_was_told(
    told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: set[str] = set()

    class Counting(Vocabulary):
        def read(self, text: str) -> Reading:
            read.add(text)
            return super().read(text)

    monkeypatch.setattr(recall, "MOST_NOTED", 200)
    vocabulary = Counting()
    lines = tram_lines(told)
    own = [vocabulary.read(line.replace("port", "beach")) for line in lines[:20]]
    found = Recalled(own, reported(*lines), vocabulary)
    assert len(read) <= len(own) * (1 + recall.CLOSEST)
    assert max(map(len, found._posts.values())) <= recall.MOST_NOTED
    assert len(found._numbers) <= recall.MOST_NOTED * len(found._posts)


def test_without_anything_in_common_nothing_is_near_and_nothing_is_kept() -> None:
    vocabulary = Vocabulary()
    own = vocabulary.read("Zwei Fähren fahren nachts zwischen Tarn und Inseln.")
    found = Recalled([own], reported(*tram_lines(50)), vocabulary)
    assert (found.near[own], found._numbers) == ([], {})
