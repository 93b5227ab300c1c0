"""What outlets write becomes text on a site, whatever it is: no tag, no script, no path."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import lxml.etree
import pytest

from summarise.errors import RenderError
from summarise.site import publish
from summarise.site.entries import entry_of, packed, unpacked
from summarise.types import Background, Briefing, Correction, Section, Source
from tests.site.mornings import (
    MONDAY,
    SITE,
    broken,
    built,
    day,
    files,
    page,
    parsed,
    state,
    text_of,
)

SCRIPT = "<script>alert(1)</script><!--/errata--></title>"
UP = "../../../etc/passwd"
QUOTE = '" onmouseover=\'x\' style="y" &amp; ]]>'
TEXT = f"Divers {SCRIPT} swam {QUOTE} to {{{{ 7 * 7 }}}} Orle."
LATER = f"Later {SCRIPT} they swam {QUOTE} back."


def hostile() -> list[Briefing]:
    sources = (
        Source("a", "a", SCRIPT, QUOTE, "javascript:alert(1)"),
        Source("b", "b", UP, SCRIPT, "data:text/html,<script>alert(1)</script>"),
        Source("c", "c", QUOTE, UP, 'https://c.example/"><script>alert(1)</script>'),
    )
    one = page(0, SCRIPT, [Section(SCRIPT, (state(TEXT, "a", "b", "c"),))], run=f"{UP}/a")
    two = page(0, UP, [Section(UP, (state(LATER, "c"),), (), Background(TEXT, MONDAY.date(),
               one.run))], run=f"{UP}/b")  # fmt: skip
    now = state(f"Now {SCRIPT} {QUOTE}.", "a", "b", "c")
    three = page(1, QUOTE, [], run="<c>")
    three = replace(three, corrections=(Correction("number", TEXT, day(0).date(), one.run, now),))
    return [replace(each, sources=sources) for each in (one, two, three)]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    built(tmp_path / "deep/er/site", hostile(), replace(SITE, title=f"News {SCRIPT}"))
    return tmp_path / "deep/er/site"


def test_nothing_of_it_is_markup_a_script_or_an_attribute(site: Path) -> None:
    for path in site.rglob("*.html"):
        tree = parsed(path)
        assert len(tree.xpath("//title")) == 1
        assert not tree.xpath("//script[not(@src='search/search.js')]"), path
        assert not [name for one in tree.iter() for name in one.attrib if name.startswith("on")]
        assert not tree.xpath("//*[@style]")
    for path in site.rglob("*.xml"):
        names = {lxml.etree.QName(one).localname for one in lxml.etree.parse(path).iter()}
        assert "script" not in names
    shown = text_of(site / "pages/2026-11-23.html")
    assert "{{ 7 * 7 }}" in shown
    assert "<script>alert(1)</script>" in shown  # told, as the words that they are


def test_only_addresses_of_the_web_are_linked(site: Path) -> None:
    assert broken(site) == []  # javascript: and data: lead nowhere


def test_no_file_lies_anywhere_else_or_is_called_by_what_a_report_says(site: Path) -> None:
    top = site.parents[2]
    every = [path for path in top.rglob("*") if path.is_file()]
    assert all(path.is_relative_to(site) for path in every)
    names = {path.name for path in (site / "pages").iterdir() if ".next." not in path.name}
    assert names == {"2026-11-23.html", "2026-11-23-swdb.html", "2026-11-24.html"}


def test_an_erratum_stands_once_and_the_page_around_it_stays(site: Path) -> None:
    corrected = [path for path in (site / "pages").glob("*.html") if b"<aside" in path.read_bytes()]
    assert len(corrected) == 1
    before = corrected[0].read_bytes()
    publish(site, replace(SITE, title=f"News {SCRIPT}"), lambda _: (), hostile()[2])
    assert corrected[0].read_bytes() == before
    assert before.count(b"<aside") == 1


def test_the_file_that_a_browser_runs_holds_no_tag(site: Path) -> None:
    for name, data in files(site).items():
        if name.startswith("search/2026"):
            assert b"<" not in data


def test_a_file_of_the_search_that_was_tampered_with_links_to_nothing_else() -> None:
    entry = entry_of(hostile()[2], "2026-11-24")
    bad = replace(entry, sources=tuple(replace(s, url="javascript:x") for s in entry.sources))
    (read,) = unpacked(packed([bad]), "x.js")
    assert {source.url for source in read.sources} == {""}


@pytest.mark.parametrize("name", ["../../etc/passwd", "2026-11-24/../x", "", "2026-11-24-<b>"])
def test_a_file_of_the_search_that_names_another_place_is_damaged(name: str) -> None:
    entry = replace(entry_of(hostile()[2], "2026-11-24"), name=name)
    with pytest.raises(RenderError, match=r"x\.js: is damaged; move it away"):
        unpacked(packed([entry]), "x.js")


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"summarise.add([1]);\n", b"\xff", b"summarise.add([{}]);\n"]
)
def test_a_damaged_file_of_the_search_is_named_and_left_as_it_is(
    content: bytes, tmp_path: Path
) -> None:
    made = hostile()
    built(tmp_path / "s", made[:1])
    path = tmp_path / "s/search/2026-11.js"
    path.write_bytes(content)
    with pytest.raises(RenderError, match=r"2026-11\.js: is damaged"):
        publish(tmp_path / "s", SITE, lambda _: made[:1], made[1])
    assert path.read_bytes() == content
    path.unlink()
    publish(tmp_path / "s", SITE, lambda _: made[:1], made[1])
    assert broken(tmp_path / "s") == []
