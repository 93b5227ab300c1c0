"""What is news, and what is only said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from summarise.page.views import Views, is_opinion, is_personal
from summarise.types import Document, Fact, Story
from tests.readings import sentence

DAM = "The dam at Orle opened on Monday after nine years of work."
ORLE = Document("a", DAM, title="Orle dam opens")


@pytest.mark.parametrize(
    "text",
    [
        "I walked along the dam at Orle.",
        "We need such dams.",
        "Bring your boots to the dam at Orle.",
        "Who asked for a dam at Orle?",
    ],
)
def test_who_speaks_of_himself_or_to_the_reader_tells_no_news(text: str) -> None:
    assert is_personal(text)


@pytest.mark.parametrize("text", ['"We won," said Mara Ols.', "US men opened the dam.", DAM])
def test_what_others_say_of_themselves_is_news(text: str) -> None:
    assert not is_personal(text)


@pytest.mark.parametrize(
    "document",
    [
        replace(ORLE, title="Opinion: A dam too far"),
        replace(ORLE, outlet="Tarn Valley Post (Opinion)"),
        replace(ORLE, url="https://post.example/opinion/dam"),
        replace(ORLE, url="https://post.example/a-dam-too-far-opinion-1600369"),
        replace(ORLE, url="https://post.example/tarn/columns/dam"),
        replace(ORLE, title="Who needs a dam? What anglers need to know"),
        replace(ORLE, title="The dam at Orle, explained"),
    ],
)
def test_a_report_says_itself_that_it_is_no_news(document: Document) -> None:
    assert is_opinion(document)
    assert not is_opinion(ORLE)


@pytest.mark.parametrize(
    "text",
    [
        'Mara Ols said: "It is a black day for all the anglers of the upper Tarn valley."',
        "Mara Ols, who leads the anglers (A., Orle), railed against the dam at a meeting.",
    ],
)
def test_a_reaction_is_a_view(text: str) -> None:
    said = sentence("a", text)
    views = Views(Story((ORLE,), (Fact((said,), 1),)))
    assert views.is_view(text, ["a"])
    assert not views.is_view('Mara Ols said the dam was "too high" for salmon.', ["a"])


def test_all_that_a_personal_report_tells_is_a_view_unless_others_tell_it() -> None:
    said = [sentence("b", "I saw the dam at Orle.", 0), sentence("b", DAM, 30)]
    views = Views(Story((ORLE, Document("b", "")), tuple(Fact((one,), 1) for one in said)))
    assert views.is_view(DAM, ["b"])
    assert not views.is_view(DAM, ["a", "b"])
