"""HTML, read back with lxml."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from summarise.errors import RenderError
from summarise.render import html as html_module
from summarise.render import render
from summarise.render.untrusted import clean
from summarise.types import Briefing, Citation, Section, Statement
from tests.render.render_briefings import ARABIC, CHINESE, HOSTILE, URL, hostile, one

XML_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
NASTY = st.text(st.sampled_from("ab <>&\"'/=;#{}%!-\n\u00a0\u202e漢ع"), max_size=60)


def tree(briefing: Briefing) -> html.HtmlElement:
    return html.document_fromstring(render(briefing, "html").decode(), parser=html.HTMLParser())


def elements(briefing: Briefing) -> list[str]:
    return [str(e.tag) for e in tree(briefing).iter() if isinstance(e.tag, str)]


def texts(briefing: Briefing, path: str) -> list[str]:
    """What elements say, without what is shown only when somebody asks for it."""
    page = tree(briefing)
    for hidden in page.xpath("//details | //*[@popover]"):
        hidden.drop_tree()
    return [" ".join(e.text_content().split()) for e in page.xpath(path)]


def test_the_page_has_headline_date_lede_stories_differences_sources_and_record(
    briefing: Briefing,
) -> None:
    assert texts(briefing, "//h1") == [briefing.headline]
    assert texts(briefing, "//time") == ["Friday 17 January 2025, 07:00 UTC"]
    assert texts(briefing, "//*[@class='lede']")[0].endswith("hangers.1,2,3")
    assert texts(briefing, "//h2")[0] == "Cracks close the only road to Tarn harbour"
    assert texts(briefing, "//*[@class='statement']")[1] == "No one was hurt.1,3"
    assert texts(briefing, "//h3") == ["Where the accounts differ"]
    assert texts(briefing, "//li[.//*[@class='overtaken']]") == [
        "the mayor (overtaken) Island Gazette5Mayor Dahl said she would ask for a closure."
    ]
    assert texts(briefing, "//li[@id='s3']") == [
        "Evening Post, Bridge closed: what we know, 16 Jan 2025, reprint of [2]"
    ]
    assert texts(briefing, "//footer")[0].startswith("8 reports read")


def test_a_citation_links_to_its_source_and_shows_the_source_sentence(briefing: Briefing) -> None:
    page = tree(briefing)
    marks = page.xpath("//sup/a")
    targets = {"#" + name for name in page.xpath("//section[@class='sources']//li/@id")}
    assert {mark.get("href") for mark in marks} == targets
    assert marks[0].get("title") == "What herald says in its own words."


def test_a_mark_opens_its_own_sentence_within_its_neighbours_with_outlet_time_title_and_link() -> (
    None
):
    cited = Citation("herald", 9, 22, "Nine |of ten.|", "It rained. ", " They & we left.")
    story = Section("A headline", (Statement("Nine.", (cited,), 1, "model"),))
    page = tree(replace(one("x"), stories=(story,)))
    (button,) = page.xpath("//sup/button")
    (opened,) = page.xpath("//*[@popover][@id=$id]", id=button.get("popovertarget"))
    assert [(e.tag, e.text, e.tail) for e in opened.xpath("blockquote/node()[self::mark]")] == [
        ("mark", "Nine |of ten.|", " They & we left.")
    ]
    assert opened.xpath("string(blockquote)") == "It rained. Nine |of ten.| They & we left."
    assert " ".join(opened.xpath("string(p[1])").split()) == "Coast Herald 16 Jan 2025, 20:00 UTC"
    assert opened.xpath("string(p[2]/a)") == "Tarn bridge shut after cracks found in hangers"
    assert opened.xpath("p[2]/a/@href") == ["https://coastherald.example/2025/01/herald"]


def test_marks_open_what_they_cite_and_two_that_cite_the_same_open_one(briefing: Briefing) -> None:
    page = tree(briefing)
    names = page.xpath("//*[@popover]/@id")
    opened = page.xpath("//sup/button/@popovertarget")
    assert len(set(names)) == len(names)
    assert set(opened) == set(names)
    for button in page.xpath("//sup/button"):
        (shown,) = page.xpath("//*[@id=$id]", id=button.get("popovertarget"))
        beside = button.getnext()
        assert shown.getparent().get("id") == beside.get("href")[1:]
        assert shown.xpath("string(.//mark)") == beside.get("title")
    every = page.xpath("//@id")
    assert len(set(every)) == len(every)


def test_a_source_leads_to_each_sentence_that_it_supports(briefing: Briefing) -> None:
    page = tree(briefing)
    for source in page.xpath("//section[@class='sources']/ol/li"):
        said = {f"#{source.get('id')}"}
        supported = {
            holder.get("id")
            for holder in page.xpath("//main//*[starts-with(@id, 't')]")
            if said & set(holder.xpath(".//sup/a/@href"))
        }
        assert {link[1:] for link in source.xpath("details//a/@href")} == supported
        number = len(supported)
        told = f"supports {number} sentence{'s' * (number > 1)}"
        assert source.xpath("string(details/summary)") == told


def test_headings_do_not_skip_a_level(briefing: Briefing) -> None:
    for page in (briefing, one("A."), ARABIC):
        levels = [int(tag[1]) for tag in elements(page) if re.fullmatch("h[1-6]", tag)]
        steps = [b - a for a, b in pairwise(levels)]
        assert levels[0] == 1
        assert max(steps, default=0) <= 1


def test_the_page_asks_the_network_for_nothing_and_runs_nothing(briefing: Briefing) -> None:
    page = tree(briefing)
    style = page.xpath("string(//style)")
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in policy
    assert not set(elements(briefing)) & {"script", "link", "img", "iframe", "object", "form"}
    assert page.xpath("//@src | //@style | //@*[starts-with(name(), 'on')]") == []
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_element_and_no_address(text: str) -> None:
    if clean(text):
        assert elements(hostile(text, URL)) == elements(hostile("Word", URL))
    links = tree(hostile(text)).xpath("//@href")
    assert all(link.startswith(("#s", "#t", "https://x.example/")) for link in links)


@settings(max_examples=40, deadline=None)
@given(st.one_of(XML_TEXT, NASTY))
def test_any_statement_comes_back_as_it_was_and_adds_no_element(text: str) -> None:
    page = one(f"{text}.")
    (said,) = tree(page).xpath("//p[@class='statement']")
    assert said[0].text == clean(f"{text}.")
    assert elements(page) == elements(one("Word."))


def test_every_text_of_others_has_a_direction_or_is_isolated(briefing: Briefing) -> None:
    for page in (briefing, ARABIC, CHINESE):
        bare = tree(page).xpath(
            "//main//*[self::p or self::h1 or self::q or (self::h2 and not(@lang='en'))]"
            "[not(@dir) and not(@class='date') and not(*[self::bdi or self::a] and @class='from')]"
        )
        assert [etree.tostring(element) for element in bare] == []
        assert not tree(page).xpath("//li[@id]/text()[normalize-space(translate(., ',', ''))]")


def test_arabic_runs_from_right_to_left_and_says_its_language() -> None:
    page = tree(ARABIC)
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    assert page.xpath("//p[@class='lede']/@lang") == ["ar"]
    assert page.xpath("//p[contains(., 'Halvorsen')]/@lang") == []


def test_each_script_of_east_asia_says_its_language() -> None:
    assert tree(CHINESE).xpath("//p[@class='statement']/@lang") == ["zh", "zh", "ja", "ko"]


def test_the_paper_is_the_size_it_prints_on(briefing: Briefing) -> None:
    assert b"size: letter;" in render(briefing, "html", "letter")
    assert b"size: a4;" in render(briefing, "html")


def test_a_template_that_fails_is_a_render_error(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    monkeypatch.setattr(html_module, "_template", lambda: broken.from_string("{{ gone }}"))
    with pytest.raises(RenderError, match=r"page\.html.*gone"):
        render(one("A."), "html")
