"""Pages and sites in a real Chromium: opened, printed, searched, narrow, dark, and by axe-core.

One browser serves them all. Without one they are skipped: on Debian, ``apt-get install chromium``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from summarise.render import count_pages, render
from summarise.render.view import Paper
from summarise.types import Briefing, Citation, Section, Statement
from tests.browser import Browser, Tab, executable
from tests.render.render_briefings import ARABIC, CHINESE, GOES_ON, RECORD, source, state
from tests.site.mornings import MORNINGS, QUAY, SITE, built

BEFORE, CITED, AFTER = "The bridge is old.", "It was closed at noon.", "Nobody was on it."
WIDTHS = (180, 360, 700, 800, 1400)
"""A telephone, a tablet, a desk; and the first and the last zoomed to 200%, which halves them."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = executable()
    if path is None:
        pytest.skip("no Chromium here (Debian: apt-get install chromium)")
    with Browser.started(path) as running:
        yield running


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Tab:
    return browser.tab()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages, and the kinds of pages of a site, by name."""
    folder = tmp_path_factory.mktemp("pages")
    site = folder / "site"
    built(site, [cited(one()) for one in MORNINGS])
    made = {"english": GOES_ON, "arabic": ARABIC, "chinese": CHINESE, "one story": one_story(9)}
    for name, briefing in made.items():
        (folder / f"{name}.html").write_bytes(render(cited(briefing), "html"))
    return {name: folder / f"{name}.html" for name in made} | {
        "index": site / "index.html",
        "day": site / "pages/2026-11-24.html",
        "erratum": site / "pages/2026-11-23.html",
        "story": site / "stories/2026-11-23-1.html",
        "search": site / "search.html",
    }


def cited(briefing: Briefing) -> Briefing:
    """A page of which each citation stands between the same neighbours."""

    def around(statement: Statement) -> Statement:
        made = (Citation(c.document, c.start, c.end, CITED, f"{BEFORE} ", f" {AFTER}")
                for c in statement.citations)  # fmt: skip
        return replace(statement, citations=tuple(made))

    stories = tuple(
        replace(s, statements=tuple(map(around, s.statements))) for s in briefing.stories
    )
    return replace(briefing, stories=stories)


def one_story(statements: int) -> Briefing:
    """A page of one story."""
    return long_page(1, statements, reports=9)


def long_page(stories: int, statements: int, reports: int) -> Briefing:
    listed = [
        source(f"d{n}", f"Outlet {n}", f"What report number {n} has for a title")
        for n in range(reports)
    ]
    told = "The board said that barges carry {} lorries a day while engineers look at the bridge."
    sections = [
        Section(
            f"Story {story} of the harbour",
            tuple(
                state(told.format(100 * story + n), f"d{(story + n) % reports}")
                for n in range(statements)
            ),
        )
        for story in range(stories)
    ]
    first = sections[0]
    return replace(
        GOES_ON, headline=first.headline, lede=first.statements[0].text, stories=tuple(sections),
        sources=tuple(listed), corrections=(), since=None, record=RECORD,
    )  # fmt: skip


OPEN = "document.querySelector(':popover-open')"


def opened(tab: Tab) -> str:
    """What stands open beside its mark, "" if nothing does."""
    return " ".join(str(tab.value(f"{OPEN}?.innerText ?? ''")).split())


def by_click(tab: Tab) -> None:
    tab.click(".marks button", 1)


def by_tap(tab: Tab) -> None:
    tab.size(360, touch=True)
    tab.tap(".marks button", 1)
    tab.until(f"!!{OPEN}")


def by_key(tab: Tab) -> None:
    for _ in range(2):
        tab.key("Tab")
    tab.key("Enter", "\r")


@pytest.mark.parametrize("way", [by_click, by_tap, by_key])
def test_a_mark_opens_its_sentence_in_its_place(
    tab: Tab, pages: Mapping[str, Path], way: Callable[[Tab], None]
) -> None:
    tab.size(1400)
    tab.open(pages["english"])
    assert opened(tab) == ""
    way(tab)
    shown = opened(tab)
    assert shown.startswith("Coast Herald 16 Jan 2025, 20:00 UTC Tarn bridge shut after cracks")
    assert shown.endswith(f"{BEFORE} {CITED} {AFTER}")
    assert tab.value(f"{OPEN}.querySelector('mark').innerText") == CITED
    link = tab.value(f"{OPEN}.querySelector('a').href")
    assert link == "https://coastherald.example/2025/01/herald"
    tab.until(inside(OPEN))
    assert tab.value("location.hash") == "", "the reader is where he was"
    tab.key("Tab")  # what was opened comes next
    assert tab.value(f"{OPEN}.contains(document.activeElement)")
    tab.key("Escape")
    assert opened(tab) == ""
    tab.size(1400)


def inside(element: str) -> str:
    """Whether an element is wholly in the window."""
    return (
        f"(() => {{ const box = {element}.getBoundingClientRect(); return box.left >= 0 &&"
        " box.top >= 0 && box.right <= innerWidth + .5 && box.bottom <= innerHeight + .5; })()"
    )


def test_what_is_open_closes_by_its_button_and_by_the_next(
    tab: Tab, pages: Mapping[str, Path]
) -> None:
    tab.size(1400)
    tab.open(pages["english"])
    tab.click(".marks button", 1)
    tab.click(":popover-open .close")
    assert opened(tab) == ""
    tab.click(".marks button", 2)
    tab.click(".marks button", 3)
    assert opened(tab).startswith("Evening Post")
    assert tab.value("document.querySelectorAll(':popover-open').length") == 1


def test_a_source_leads_back_to_a_sentence(tab: Tab, pages: Mapping[str, Path]) -> None:
    tab.open(pages["english"])
    tab.click("#s2 summary")
    tab.click("#s2 details a", 1)
    tab.until("!!document.querySelector(':target')")
    assert tab.value("document.querySelector(':target').innerText").startswith("No one was hurt.")
    tab.until(inside("document.querySelector(':target')"))


def test_a_browser_without_popovers_has_links_and_the_sentences_in_the_list(
    tab: Tab, pages: Mapping[str, Path], tmp_path: Path
) -> None:
    text = pages["english"].read_text(encoding="utf-8")
    for new in ("popovertarget", " popover ", ":popover-open", "position-area: block-end)"):
        assert new in text
        text = text.replace(new, new.replace("p", "q"))
    old = tmp_path / "old.html"
    old.write_text(text.replace("Content-Security-Policy", "x"), encoding="utf-8")
    tab.open(old)
    seen = "[...document.querySelectorAll('{}')].filter(one => one.checkVisibility()).length"
    assert tab.value(seen.format(".marks button")) == 0
    assert tab.value(seen.format(".excerpt")) == len(
        tab.value("[...document.querySelectorAll('.excerpt')].map(one => one.id)")
    )
    tab.click(".marks a", 1)
    tab.until("location.hash == '#s2'")
    assert CITED in tab.value("document.querySelector('#s2').innerText")


@pytest.mark.parametrize(
    ("briefing", "paper"),
    [
        (long_page(13, 3, 30), "letter"),
        (one_story(52), "a4"),
    ],
    ids=["stories on letter", "one story"],
)  # fmt: skip
def test_a_full_page_is_printed_on_one_sheet_without_what_only_opens(
    tab: Tab, tmp_path: Path, briefing: Briefing, paper: Paper
) -> None:
    assert count_pages(briefing, paper) == 1
    page = tmp_path / "page.html"
    page.write_bytes(render(cited(briefing), "html", paper))
    tab.open(page)
    tab.click(".marks button")
    sheets = PdfReader(BytesIO(tab.paper())).pages
    assert len(sheets) == 1
    text = " ".join(sheets[0].extract_text().split())
    assert briefing.record.backend in text
    assert "supports" not in text
    assert BEFORE not in text


def test_a_page_of_the_site_is_printed_on_one_sheet_without_its_frame(
    tab: Tab, pages: Mapping[str, Path]
) -> None:
    for name in ("day", "erratum"):
        tab.open(pages[name])
        sheets = PdfReader(BytesIO(tab.paper())).pages
        assert len(sheets) == 1
        text = sheets[0].extract_text()
        assert SITE.title not in text
        assert ("Erratum" in text) == (name == "erratum")


def test_nothing_is_wider_than_the_window_or_lies_beside_it(
    tab: Tab, pages: Mapping[str, Path]
) -> None:
    outside = (
        "[...document.querySelectorAll('body *')].filter(one => one.checkVisibility())"
        ".map(one => [one, one.getBoundingClientRect()])"
        ".filter(([one, box]) => box.width && (box.left < -1 || box.right > innerWidth + 1))"
        ".map(([one]) => one.outerHTML.slice(0, 80))"
    )
    found = []
    for name, page in pages.items():
        tab.open(page)
        for width in WIDTHS:
            tab.size(width, 640)
            if name in ("english", "arabic"):
                tab.key("Escape")
                tab.click(".marks button")
                tab.until(inside(OPEN))
            wide = "document.documentElement.scrollWidth > innerWidth ? ['all'] : []"
            wrong = tab.value(f"[...({wide}), ...{outside}]")
            found += [(name, width, one) for one in wrong]
    assert found == []


def test_no_line_begins_with_a_mark(tab: Tab, pages: Mapping[str, Path]) -> None:
    begins = (
        "[...document.querySelectorAll('p .marks button')].filter(one => { const range ="
        " document.createRange(); const word = one.parentElement.previousSibling;"
        " if (word.nodeType != Node.TEXT_NODE) return false;"
        " range.setStart(word, word.length - 1); range.setEnd(word, word.length);"
        " return one.getBoundingClientRect().top > range.getBoundingClientRect().bottom; }).length"
    )
    tab.size(800)
    tab.open(pages["english"])
    for width in range(300, 420, 10):
        tab.value(f"document.body.style.maxWidth = '{width}px'")
        assert tab.value(begins) == 0, width


def test_a_page_of_one_story_has_two_columns_where_there_is_room(
    tab: Tab, pages: Mapping[str, Path]
) -> None:
    wide = "document.querySelector('{}').getBoundingClientRect().width / innerWidth"
    columns = "new Set([...document.querySelectorAll('.story > p')].map(p => p.offsetLeft)).size"
    tab.size(1400)
    for name, number in (("one story", 2), ("english", 1)):
        tab.open(pages[name])
        assert tab.value(columns) == number
        assert (tab.value(wide.format("main")) > 0.7) == (number == 2)
    tab.size(800)
    tab.open(pages["one story"])
    assert tab.value(columns) == 1


AXE = find_spec("axe_core_python")


LOOKED_AT = ("english", "index", "erratum", "story", "search")


@pytest.mark.skipif(AXE is None, reason="no axe-core here (the extra dev has it)")
def test_axe_finds_nothing_serious(tab: Tab, pages: Mapping[str, Path]) -> None:
    assert AXE is not None
    assert AXE.origin is not None
    script = Path(AXE.origin).with_name("axe.min.js").read_text(encoding="utf-8")
    found = []
    tab.size(1400)
    for name in LOOKED_AT:
        tab.media()
        tab.open(pages[name], "words=quay" if name == "search" else "")
        if name == "english":
            tab.click(".marks button", 1)
        tab.value(f"{script}; true")
        told = tab.value(axe("{}"))
        if name in ("english", "erratum"):
            tab.media(dark=True)
            told += tab.value(axe("{runOnly: ['color-contrast']}"))
        found += [(name, *one) for one in told if one[0] in ("serious", "critical")]
    tab.media()
    assert found == []


def axe(options: str) -> str:
    return (
        f"axe.run({{...{options}, resultTypes: ['violations'], preload: false}})"
        ".then(all => all.violations.map(one => [one.impact, one.id, one.nodes[0].html]))"
    )


def hits(tab: Tab) -> list[str]:
    tab.until("!document.getElementById('found').textContent.startsWith('Reading')")
    return list(tab.value("[...document.querySelectorAll('#hits li')].map(one => one.innerText)"))


def searched(tab: Tab, words: str) -> list[str]:
    """What is found when somebody writes the words into the box."""
    tab.value(
        "document.getElementById('words').value = ''; document.getElementById('words').focus()"
    )
    tab.value("document.getElementById('found').textContent = 'Reading'")
    tab.type(words)
    return hits(tab)


def test_the_search_finds_what_pages_tell_newest_first(tab: Tab, pages: Mapping[str, Path]) -> None:
    tab.size(1400)
    tab.open(pages["search"])
    found = searched(tab, "quay")
    assert len(found) == 7
    (told,) = [one for one in found if QUAY in one]
    assert " ".join(told.split()) == f"2026-11-23 Quay shut {QUAY} Herald, Post"
    assert [one[:10] for one in found] == sorted((one[:10] for one in found), reverse=True)
    assert tab.value("document.getElementById('found').textContent") == (
        "7 found, newest first; 7 shown"
    )
    assert searched(tab, "PILES divers") == [told]  # all words, in any order and case
    assert len(searched(tab, "radio")) == 2  # an outlet
    assert searched(tab, "zeppelin") == []
    assert tab.value("document.getElementById('found').textContent") == "Nothing found"
    links = "[...document.querySelectorAll('#hits a')].map(one => one.getAttribute('href'))"
    searched(tab, "o")
    for link in tab.value(links):
        assert (pages["search"].parent / link).is_file()


def test_a_search_can_be_linked_to_and_accents_need_not_be_written(
    tab: Tab, tmp_path: Path
) -> None:
    told = Section("Séance", (state("La séance à l’Élysée <b>a</b> & duré.", "herald"),))
    page = replace(MORNINGS[0](), stories=(told,))
    built(tmp_path / "s", [page])
    tab.open(tmp_path / "s/search.html", "words=elysee")
    (found,) = hits(tab)
    assert "La séance à l’Élysée <b>a</b> & duré." in found
    assert tab.value("document.querySelectorAll('#hits b').length") == 0
    assert tab.value("document.getElementById('words').value") == "elysee"


def test_a_month_that_cannot_be_read_is_told_of_and_the_others_are_searched(
    tab: Tab, tmp_path: Path
) -> None:
    built(tmp_path / "s", [one() for one in MORNINGS])
    page = tmp_path / "s/search.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace('"2026-11"', '"2026-12 2026-11 ../x"'), encoding="utf-8")
    tab.open(page)
    assert len(searched(tab, "quay")) == 7
    assert tab.value("document.getElementById('found').textContent").startswith(
        "A part of the index can’t be read. 7 found"
    )


def test_no_page_asks_for_anything_or_runs_what_it_should_not(
    browser: Browser, pages: Mapping[str, Path], tmp_path: Path
) -> None:
    text = pages["english"].read_text(encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text(text.replace("</main>", "<script>window.ran = 1</script></main>"))
    tab = browser.tab()
    tab.open(page)
    assert tab.value("window.ran ?? 0") == 0
    assert json.loads(tab.value("JSON.stringify(performance.getEntriesByType('resource'))")) == []


def test_the_driver_tells_of_what_fails(tab: Tab, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="ERR_FILE_NOT_FOUND"):
        tab.open(tmp_path / "nothing.html")
    with pytest.raises(AssertionError, match="boom"):
        tab.value("(() => { throw new Error('boom') })()")
    with pytest.raises(AssertionError, match=r"No\.Such"):
        tab.ask("No.Such", **dict[str, Any]())
