"""What is new since an earlier page: corrections first, updates with their background, quiet days.

That hostile text in them comes out as text is tested with all other texts of the page.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from summarise.render import render
from summarise.render.view import page
from summarise.types import Briefing, Format
from tests.render.render_briefings import BRIEFING, GOES_ON, QUIET

PRINTED: tuple[Format, ...] = ("md", "txt", "html", "pdf")
WAS = "Cracks were found in three of the bridge’s eleven hangers."
NOW = "Cracks were found in two of the bridge’s eleven hangers."
EARLIER = "The ferries carried 9,000 people on Wednesday."


def words_of(briefing: Briefing, kind: Format) -> str:
    """What a reader reads of the page, on one line, without marks."""
    made = render(briefing, kind)
    if kind == "pdf":
        text = "\n".join(one.extract_text() for one in PdfReader(BytesIO(made)).pages)
    else:
        text = made.decode()
        text = re.sub(r"<style>.*?</style>|<title>.*?</title>|<[^>]+>", "", text, flags=re.DOTALL)
    return " ".join(re.sub(r"^\s*[>|]|[*\\]", " ", text, flags=re.MULTILINE).split())


@pytest.mark.parametrize("kind", PRINTED)
def test_a_correction_comes_first_with_what_was_said_and_when(kind: Format) -> None:
    text = words_of(GOES_ON, kind)
    places = [
        text.index(part)
        for part in ("Correction", "The page of 16 January 2025 said:", WAS, NOW, GOES_ON.lede)
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("kind", PRINTED)
def test_an_update_tells_the_news_first_and_its_background_after_it(kind: Format) -> None:
    text = words_of(GOES_ON, kind)
    assert text.count("Update") == 1
    told = ("Update", "Fares stay as they are", "Background (16 January 2025):", EARLIER)
    places = [text.index(part) for part in told]
    assert places == sorted(places)


@pytest.mark.parametrize("kind", PRINTED)
def test_a_page_without_a_memory_says_nothing_of_it(kind: Format) -> None:
    text = words_of(BRIEFING, kind)
    assert not any(word in text for word in ("Update", "Correction", "Background", "Nothing new"))


@pytest.mark.parametrize("kind", PRINTED)
def test_a_quiet_day_says_from_how_many_sources_and_since_when(kind: Format) -> None:
    text = words_of(QUIET, kind)
    assert "Nothing new from 12 sources since 16 January 2025, 07:00 UTC" in text
    assert "8 reports read" in text


def test_since_is_told_in_the_time_zone_of_the_page() -> None:
    moment = QUIET.date.astimezone(ZoneInfo("Europe/Berlin"))
    quiet = page(replace(QUIET, date=moment)).quiet
    assert quiet.endswith("since 16 January 2025, 08:00 CET")


def test_a_quiet_day_in_german_is_in_german() -> None:
    quiet = page(replace(QUIET, language="de")).quiet
    assert quiet.startswith("Nichts Neues aus 12 Quellen seit dem 16. Januar 2025")


def test_what_a_correction_cites_is_numbered_first() -> None:
    made = page(GOES_ON)
    assert [mark.number for mark in made.corrections[0].now.parts[-1].marks] == [1]
    assert made.sources[0].outlet == "Island Gazette"


def test_the_background_of_the_story_that_gave_the_lede_stays() -> None:
    first = GOES_ON.stories[0]
    alone = replace(first, statements=first.statements[:1], differences=())
    alone = replace(alone, background=GOES_ON.stories[1].background)
    made = page(replace(GOES_ON, stories=(alone,), headline=first.headline))
    assert [bool(story.background) for story in made.stories] == [True]


def test_the_contract_has_what_is_new() -> None:
    made = json.loads(render(GOES_ON, "json"))
    assert made["since"] == "2025-01-16T07:00:00+00:00"
    assert made["run"] == "run-2"
    correction = made["corrections"][0]
    assert {key: correction[key] for key in ("kind", "was", "day", "page")} == {
        "kind": "number",
        "was": WAS,
        "day": "2025-01-16",
        "page": "run-1",
    }
    assert correction["now"]["text"] == NOW
    assert [story["background"] for story in made["stories"]] == [
        None,
        {"text": EARLIER, "day": "2025-01-16", "page": "run-1"},
        None,
    ]
