"""PDF and the count of pages, by typst."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

import summarise.render
from summarise.errors import RenderError
from summarise.render import count_pages, missing_scripts, pdf, render
from summarise.render import pdf as fonts_module
from summarise.render import pdf as glyphs
from summarise.types import Briefing, Section
from tests.render.render_briefings import (
    ARABIC,
    BRIEFING,
    CHINESE,
    FERRIES,
    HOSTILE,
    hostile,
    one,
    state,
)

TEMPLATES = sorted(Path(summarise.render.__file__).parent.glob("*.typ"))


class Panic(BaseException):
    """What pyo3 raises when the Rust code panics is no Exception either."""


def pages_in(made: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", made))


def long(statements: int) -> Briefing:
    said = tuple(
        state(f"Sentence {n} of a page that is long. " * 3, "wire") for n in range(statements)
    )
    return replace(BRIEFING, stories=(Section("Long", said),))


@pytest.fixture
def _no_system_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    bare = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(pdf, "fonts", lambda: bare)
    monkeypatch.setattr(fonts_module, "fonts", lambda: bare)
    fonts_module.families.cache_clear()
    glyphs._drawing.cache_clear()
    yield
    fonts_module.families.cache_clear()
    glyphs._drawing.cache_clear()


@pytest.mark.parametrize("briefing", [BRIEFING, ARABIC, CHINESE, one("A."), long(0)])
def test_a_short_briefing_takes_one_page(briefing: Briefing) -> None:
    assert render(briefing, "pdf").startswith(b"%PDF-")
    assert count_pages(briefing, "a4") == 1


def test_the_count_is_what_the_pdf_has() -> None:
    briefing = long(160)
    assert count_pages(briefing, "a4") == pages_in(render(briefing, "pdf")) == 3


def test_more_statements_never_take_fewer_pages() -> None:
    counts = [count_pages(long(n), "a4") for n in range(0, 60, 6)]
    assert counts == sorted(counts)


def test_the_paper_is_the_one_asked_for(briefing: Briefing) -> None:
    assert b"[0 0 612 792]" in render(briefing, "pdf", "letter")
    assert b"[0 0 595.2756 841.8898]" in render(briefing, "pdf", "a4")


def test_the_same_briefing_gives_the_same_bytes(briefing: Briefing) -> None:
    assert render(briefing, "pdf") == render(replace(briefing), "pdf")


def test_the_pdf_says_its_title_author_date_and_language(briefing: Briefing) -> None:
    made = render(replace(briefing, date=datetime(2025, 1, 17, 6, 30, tzinfo=UTC)), "pdf")
    assert b"Bridge closure cuts Tarn off" in made
    assert b"/Author(summarise)" in made
    assert b"D:20250117063000" in made
    assert b"/Lang(en)" in made
    assert b"/Lang(ar)" in render(ARABIC, "pdf")


def test_only_the_web_addresses_of_cited_sources_are_linked(briefing: Briefing) -> None:
    links = re.findall(rb"/URI\(([^)]*)\)", render(briefing, "pdf"))
    assert {link.decode() for link in links} == {s.url for s in briefing.sources[:6]}


def test_markup_in_a_text_takes_the_room_of_its_letters() -> None:
    markup = '#pagebreak() #v(90cm) $x$ *b* #set text(size: 90pt) #import "@preview/a:1.0.0": *'
    assert count_pages(one(markup), "a4") == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_set_as_text_without_a_warning(text: str) -> None:
    compiler = pdf.compiler("page.typ", {"page": pdf._page(hostile(text), "a4")})
    made, warnings = compiler.compile_with_warnings(format="pdf")
    assert [warning.message for warning in warnings] == []
    assert isinstance(made, bytes)
    links = re.findall(rb"/URI\(([^)]*)\)", made)
    assert all(link.startswith(b"https://x.example/") for link in links)


def test_nothing_is_written_to_the_terminal(
    briefing: Briefing, capfd: pytest.CaptureFixture[str]
) -> None:
    render(briefing, "pdf")
    count_pages(briefing, "letter")
    assert capfd.readouterr() == ("", "")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.text(max_size=40))
def test_any_text_can_be_set(text: str, headline: str) -> None:
    assert count_pages(one(text, headline), "a4") == 1


def test_the_templates_fetch_and_evaluate_nothing() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    assert len(TEMPLATES) == 2
    assert not re.search(r"#?\b(import|include|eval|read|plugin|image)\b\s*[\"(]", source)
    assert "@preview" not in source


def test_a_page_with_fonts_for_all_its_scripts_lacks_none(briefing: Briefing) -> None:
    assert missing_scripts(briefing) == ()


@pytest.mark.usefixtures("_no_system_fonts")
def test_scripts_without_a_font_are_named_and_the_page_is_made_all_the_same() -> None:
    both = replace(ARABIC, stories=(*ARABIC.stories, *CHINESE.stories, FERRIES))
    assert missing_scripts(both) == ("Han", "Hangul", "Hiragana", "Katakana")
    assert missing_scripts(one("Мост закрыт, ο γέφυρα")) == ()
    assert pages_in(render(both, "pdf")) == 1


@pytest.mark.parametrize("error", [RuntimeError("no"), ValueError("no"), Panic("no")])
def test_what_typst_raises_becomes_a_render_error(
    error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def __init__(self, *args: Any, **inputs: Any) -> None:
            raise error

    monkeypatch.setattr(typst, "Compiler", Broken)
    for call in (lambda: render(BRIEFING, "pdf"), lambda: count_pages(BRIEFING, "a4")):
        with pytest.raises(RenderError, match="could not be typeset: no") as caught:
            call()
        assert caught.value.__cause__ is error


def test_a_template_that_does_not_compile_is_a_render_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "page.typ").write_text("#panic(1)")
    monkeypatch.setattr(pdf, "_TEMPLATES", tmp_path)
    with pytest.raises(RenderError, match="could not be typeset") as caught:
        count_pages(BRIEFING, "a4")
    assert caught.value.__cause__ is not None


def test_control_c_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: Any, **inputs: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(typst, "Compiler", interrupted)
    with pytest.raises(KeyboardInterrupt):
        count_pages(BRIEFING, "a4")
