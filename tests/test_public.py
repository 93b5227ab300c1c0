"""The library as its users see it."""

from __future__ import annotations

import doctest
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import summarise
from summarise import Briefing, Config, Document, World, brief
from summarise.config import MeaningConfig
from summarise.errors import ConfigError, InputError
from summarise.types import Skipped

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
FAST = Config(meaning=MeaningConfig(encoder="off"))
DAM = Document("dam", "The dam at Orle opened on Monday. The works cost 40 million crowns.")


def page(*documents: Document, config: Config = FAST) -> Briefing:
    return brief(documents, config, World(now=NOW, environment={}))


def test_the_example_in_the_docstring_runs() -> None:
    assert doctest.testmod(summarise) == doctest.TestResults(failed=0, attempted=3)


def test_the_version_is_the_one_of_the_package() -> None:
    pyproject = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())
    assert summarise.__version__ == pyproject["project"]["version"]


def test_every_public_name_can_be_imported() -> None:
    assert {name for name in summarise.__all__ if getattr(summarise, name, None) is None} == set()


def test_a_name_that_is_not_public_is_refused_as_python_does() -> None:
    with pytest.raises(AttributeError, match="'nonesuch'"):
        summarise.nonesuch  # noqa: B018 - the access is the test


def test_documents_of_a_library_user_become_a_page_that_cites_them() -> None:
    briefing = page(DAM)
    statements = briefing.stories[0].statements
    assert [statement.text for statement in statements] == [
        "The dam at Orle opened on Monday.",
        "The works cost 40 million crowns.",
    ]
    for citation in (citation for one in statements for citation in one.citations):
        assert citation.document == "dam"
        assert DAM.text[citation.start : citation.end] == citation.text
    assert briefing.date == NOW


def test_the_same_input_gives_the_same_page() -> None:
    documents = (DAM, Document("flood", "A flood hit Tarn on Friday. Two bridges were closed."))
    assert page(*documents) == page(*documents)


def test_two_documents_with_one_id_are_refused_by_it() -> None:
    with pytest.raises(InputError, match="two documents have the id 'dam'"):
        page(DAM, replace(DAM, text="Something else happened in Tarn."))


def test_an_id_may_hold_any_characters() -> None:
    odd = replace(DAM, id="http://x.example/?a=1:2-3 «ü»")
    assert page(odd).stories[0].statements[0].citations[0].document == odd.id


def test_no_document_gives_a_page_that_says_so() -> None:
    assert page().headline == "Nothing to report"


@pytest.mark.parametrize("text", ["", " \n", "...", "\ud800 broken", "x" * 30_000, "水" * 3000])
def test_odd_texts_do_not_stop_the_page(text: str) -> None:
    briefing = page(DAM, Document("odd", text))
    assert briefing.record.documents == 2
    assert briefing.stories[0].statements


def test_a_bad_config_is_refused_before_any_work() -> None:
    with pytest.raises(ConfigError, match=r"meaning\.encoder"):
        page(DAM, config=Config(meaning=MeaningConfig(encoder="magic")))  # type: ignore[arg-type]


def test_sources_that_could_not_be_read_come_into_the_record() -> None:
    skipped = Skipped("x.pdf", "is a PDF")
    assert brief([DAM], FAST, World(skipped=[skipped], now=NOW)).record.skipped == (skipped,)
