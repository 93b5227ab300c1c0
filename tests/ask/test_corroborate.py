"""A claim is counted by origins: who states it, who contradicts it, since when."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from summarise.ask.archive import of_documents
from summarise.ask.corroborate import Corroboration, corroborate
from summarise.config import BackendConfig, BriefingConfig, Config
from summarise.errors import UsageError
from summarise.models import Completion
from summarise.pipeline import World
from summarise.sources import document
from tests.ask.reports import DAY, TEXTS, archive, documents
from tests.commandline import Summarise
from tests.models.fakes import Fake

CLAIM = "Nine people died when a footbridge over the Orle fell"


def outlets(accounts: object) -> list[str]:
    return sorted(source.outlet for one in accounts for source in one.sources)  # type: ignore[attr-defined]


def held(claim: str) -> Corroboration:
    return corroborate(claim, archive())


def test_each_origin_that_states_the_whole_counts() -> None:
    found = held(CLAIM)
    assert outlets(found.stating) == ["Orle Courier", "Radio Brenn"]
    assert outlets(found.contradicting) == ["Hill Post"]
    assert "Eleven" in found.contradicting[0].why
    assert found.since == DAY
    assert ["leaves it to others" in one.why for one in found.stating] == [
        one.sources[0].outlet == "Radio Brenn" for one in found.stating
    ]


def test_a_reprint_is_no_second_origin() -> None:
    reprint = document(TEXTS["Radio Brenn"], "Bridge", "Valley Mail", published=DAY)
    found = corroborate(CLAIM, of_documents([*documents(), reprint]))
    assert len(found.stating) == 2
    assert "Valley Mail" in outlets(found.stating)


@pytest.mark.parametrize(
    ("claim", "outlet"),
    [
        ("The town council ordered an inspection of the bridge", "Hill Post"),
        ("Brenn Steel bought Corvo", "Market Letter"),
        ("A footbridge over the Orle fell on 5 May", "Hill Post"),
        ("The town of Brenn is offering shelter to 60 families", "Radio Brenn"),
        ("Corvo sold Brenn Steel for 40 million crowns", "Market Letter"),
    ],
)
def test_a_denial_a_turned_role_and_another_day_contradict(claim: str, outlet: str) -> None:
    found = held(claim)
    assert found.stating == ()
    assert outlet in outlets(found.contradicting)


@pytest.mark.parametrize(
    "claim", ["The moon is made of cheese", "Corvo sold a mill in Brenn", "The footbridge was old"]
)
def test_what_no_report_tells_is_neither_stated_nor_contradicted(claim: str) -> None:
    found = held(claim)
    assert found.stating == found.contradicting == ()


def test_what_is_only_proposed_states_nothing() -> None:
    texts = {"Orle Courier": "Two members suggested that the council build a new bridge at Brenn."}
    found = corroborate("The council will build a new bridge at Brenn", archive(texts))
    assert found.stating == ()


def test_where_the_rules_doubt_a_judge_is_asked() -> None:
    claim = "Nine walkers died when a footbridge over the Orle suddenly fell"
    assert corroborate(claim, archive()).stating == ()
    config = Config(
        briefing=BriefingConfig(backend="m"),
        backends={"m": BackendConfig(kind="openai", model="m", context=32_768)},
    )
    fake = Fake(Completion('{"right": ["1"], "wrong": [{"n": "2", "why": "eleven"}]}', "m", 9, 9))
    found = corroborate(claim, archive(), config, World(backend=fake))
    assert [prompt.name for prompt in fake.prompts] == ["judge"]
    assert len(found.stating) == 1


def test_a_claim_without_a_word_is_refused() -> None:
    with pytest.raises(UsageError, match="has words"):
        held("...")


def test_the_command_line_tells_it(summarise: Summarise, tmp_path: Path) -> None:
    for outlet, text in TEXTS.items():
        (tmp_path / f"{outlet}.txt").write_text(text)
    ran = summarise("corroborate", CLAIM, tmp_path)
    assert ran.code == 0
    assert "2 origins state this" in ran.text
    assert "contradicts it:" in ran.text
    ran = summarise("corroborate", "The moon is made of cheese", tmp_path, "--format", "json")
    assert ran.code == 1
    assert json.loads(ran.out)["stating"] == []
