"""Whole runs with what a job says of its page: focus, outlets, language, time zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from summarise import Briefing, Config, World, brief
from summarise.config import BriefingConfig, InputConfig, MeaningConfig
from summarise.render import render
from summarise.sources import load

pytestmark = pytest.mark.usefixtures("estimated")

ROOT = Path(__file__).parents[2]
REPORTS = load([str(ROOT / "examples/one-day")], InputConfig()).documents
NOW = datetime(2026, 11, 19, 6, 30, tzinfo=UTC)


def page(reports: tuple = REPORTS, **wishes: object) -> Briefing:  # type: ignore[type-arg]
    config = Config(BriefingConfig(**wishes), meaning=MeaningConfig(encoder="off"))  # type: ignore[arg-type]
    return brief(reports, config, World(environment={}, now=NOW))


@pytest.fixture(scope="module")
def plain() -> Briefing:
    return page()


def headlines(briefing: Briefing) -> list[str]:
    return [story.headline for story in briefing.stories]


def outlets(briefing: Briefing) -> set[str]:
    named = {source.id: source.outlet for source in briefing.sources}
    told = [said for story in briefing.stories for said in story.statements]
    return {named[citation.document] for said in told for citation in said.citations}


def test_a_focus_brings_its_story_to_the_head_of_the_page_and_keeps_the_weightiest(
    plain: Briefing,
) -> None:
    found = page(focus="village library")
    assert "library" not in headlines(plain)[0].lower()
    assert "library" in found.headline.lower()
    assert headlines(plain)[0] in headlines(found)
    assert found.record.pages == 1


def test_a_story_of_which_only_outlets_without_weight_tell_is_left_to_the_end(
    plain: Briefing,
) -> None:
    lead = replace(plain, stories=plain.stories[:1])
    found = page(outlets=dict.fromkeys(outlets(lead), 0.0))
    assert found.headline != plain.headline
    assert headlines(found)[0] != headlines(plain)[0]


def test_the_support_that_is_printed_is_the_number_of_origins(plain: Briefing) -> None:
    weights = {document.outlet: 7.0 for document in REPORTS[::2] if document.outlet}
    found = page(outlets=weights, focus="earthquake")
    supports = {s.text: s.support for story in plain.stories for s in story.statements}
    same = [s for story in found.stories for s in story.statements if s.text in supports]
    assert same
    assert all(s.support == supports[s.text] for s in same)


def test_a_page_is_dated_in_its_time_zone_and_speaks_its_language() -> None:
    found = page(REPORTS[:1], language="de", time_zone="Europe/Berlin")
    assert (found.language, found.date) == ("de", NOW)
    assert "Donnerstag, 19. November 2026, 07:30 Uhr MEZ" in render(found, "txt").decode()


def test_by_default_it_is_in_utc_wherever_the_clock_stands(plain: Briefing) -> None:
    assert plain.language == "en"
    assert plain.date.isoformat() == "2026-11-19T06:30:00+00:00"


@pytest.mark.parametrize(("language", "words"), [("de", "Nichts zu berichten"), ("en", "Nothing")])
def test_a_page_of_nothing_says_so_in_its_language(language: str, words: str) -> None:
    assert page((), language=language).headline.startswith(words)


def test_neither_wish_takes_the_only_report_off_the_page() -> None:
    alone = tuple(replace(document, outlet="Rumours") for document in REPORTS[:1])
    found = page(alone, outlets={"Rumours": 0.0}, focus="something else")
    assert found.headline == page(alone).headline
    assert outlets(found) == {"Rumours"}
