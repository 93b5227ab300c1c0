"""What stands on a site: pages, stories with their corrections, feeds, lists, for any reader."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import feedparser
import pytest

from summarise.site import Site
from summarise.site.atom import of_pages, of_story
from summarise.site.chronicle import chronicles, errata
from summarise.site.entries import Entry, entry_of, packed, unpacked
from summarise.site.layout import Layout, own_words
from summarise.types import Background, Section
from tests.site.mornings import (
    CHOIR,
    COST,
    CRANE,
    FISH,
    MORNINGS,
    QUAY,
    RIGHT,
    SITE,
    broken,
    built,
    day,
    files,
    first,
    page,
    parsed,
    second,
    state,
    text_of,
    third,
)


def entries() -> list[Entry]:
    made = [one() for one in MORNINGS]
    return [entry_of(one, f"{one.date:%Y-%m-%d}") for one in made]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("site") / "harbour"
    built(root, [one() for one in MORNINGS])
    return root


def test_an_entry_comes_back_from_its_file_as_it_was() -> None:
    assert unpacked(packed(entries()), "x") == tuple(entries())


def test_a_story_is_what_pages_say_that_they_go_on_from() -> None:
    (story,) = chronicles(entries())
    assert story.name == "2026-11-23-1"
    assert story.headline == "Herring moves"
    told = [[line.text for one in c.told for line in one.lines] for c in story.chapters]
    assert told == [[QUAY, COST], [CRANE], [FISH]]
    assert [[one.now.text for one in c.corrections] for c in story.chapters] == [[], [], [RIGHT]]


def test_what_one_page_alone_tells_is_no_running_story() -> None:
    assert chronicles(entries()[:1]) == ()


def test_a_background_of_a_page_that_the_site_lacks_begins_a_story_of_its_own() -> None:
    lost = Background("It was told long ago.", day(-40).date(), "gone")
    told = Section("Quay", (state(QUAY, "post"),), (), lost)
    assert chronicles([entry_of(page(0, "Quay", [told]), "2026-11-23")]) == ()


def test_a_correction_alone_makes_a_story_go_on() -> None:
    later = replace(third(), stories=())
    (story,) = chronicles([entries()[0], entry_of(later, "2026-11-25")])
    assert [chapter.entry.run for chapter in story.chapters] == ["run-0", "run-2"]
    assert story.headline == "Quay shut"


def test_errata_stand_at_the_page_that_told_it_wrong() -> None:
    found = errata(entries())
    assert [(run, [one.entry.run for one in told]) for run, told in found.items()] == [
        ("run-0", ["run-2"])
    ]


def test_a_story_is_told_by_day_with_what_is_new_and_each_sentence_cited(site: Path) -> None:
    story = parsed(site / "stories/2026-11-23-1.html")
    days = story.xpath("//section[@class='day']")
    assert [one.get("id") for one in days] == ["2026-11-25", "2026-11-24", "2026-11-23"]
    heads = [one.xpath("string(h2/text())").strip() for one in days]
    assert heads == ["25 November 2026: what is new", "24 November 2026: what is new",
                     "23 November 2026"]  # fmt: skip
    statements = story.xpath("//p[starts-with(@class, 'statement')]")
    assert len(statements) == 5
    for statement in statements:
        for mark in statement.xpath(".//sup/a"):
            source = story.xpath("//li[@id=$id]", id=mark.get("href")[1:])
            assert source
        assert statement.xpath(".//sup/a"), statement.text_content()
    outlets = [one.text for one in story.xpath("//*[@class='outlet']")]
    assert sorted(outlets) == ["Herald", "Post", "Radio"]  # each once, of three pages


def test_what_was_told_wrong_is_marked_in_its_story_and_leads_to_the_correction(site: Path) -> None:
    story = parsed(site / "stories/2026-11-23-1.html")
    (wrong,) = story.xpath("//p[@class='statement wrong']")
    assert COST in wrong.text_content()
    assert wrong.xpath("string(a[@class='note'])") == "corrected on 25 November 2026"
    assert wrong.xpath("a/@href") == ["#2026-11-25"]
    (correction,) = story.xpath("//div[@class='corrections']")
    assert COST in correction.text_content()
    assert RIGHT in correction.text_content()


def test_a_page_that_was_corrected_says_so_on_top_and_leads_to_what_is_right(site: Path) -> None:
    (erratum,) = parsed(site / "pages/2026-11-23.html").xpath("//aside")
    assert COST in erratum.text_content()
    assert f"{RIGHT} (Herald)" in " ".join(erratum.text_content().split())
    assert erratum.xpath(".//a/@href")[0] == "2026-11-25.html"
    assert not parsed(site / "pages/2026-11-24.html").xpath("//aside")
    assert "Erratum" in text_of(site / "index.html")


def test_pages_lead_to_the_one_before_the_one_behind_and_their_stories(site: Path) -> None:
    middle = parsed(site / "pages/2026-11-24.html")
    assert middle.xpath("//a[@rel='prev']/@href") == ["2026-11-23.html"]
    (following,) = middle.xpath("//a[@rel='next']/@href")
    after = parsed(site / "pages" / following)
    assert after.xpath("//a[@rel='next']/@href") == ["2026-11-25.html"]
    assert "url=2026-11-25.html" in after.xpath("//meta[@http-equiv='refresh']/@content")[0]
    assert "../stories/2026-11-23-1.html" in middle.xpath("//nav[@class='goes-on']//a/@href")
    assert not parsed(site / "pages/2026-11-23.html").xpath("//a[@rel='prev']")
    assert "This is the newest page." in text_of(site / "pages/2026-11-25.next.html")


def test_the_index_has_the_days_newest_first(site: Path) -> None:
    index = parsed(site / "index.html")
    assert [one.text for one in index.xpath("//h3")] == [
        "25 November 2026", "24 November 2026", "23 November 2026"
    ]  # fmt: skip
    assert index.xpath("//section[@class='month']//a/@href")[0] == "pages/2026-11-25.html"


def test_every_link_is_relative_and_leads_somewhere(site: Path) -> None:
    assert broken(site) == []


def test_the_link_checker_finds_what_leads_nowhere(site: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    copytree(site, other)
    page = other / "pages/2026-11-24.html"
    text = page.read_text(encoding="utf-8")
    for old, new in (
        ('href="../search.html"', 'href="/search.html"'),
        ('popovertarget="e1-1"', 'popovertarget="e9-9"'),
        ('href="#s1"', 'href="#s99"'),
        ('id="t0"', 'id="s1"'),
    ):
        assert old in text
        text = text.replace(old, new)
    page.write_text(text, encoding="utf-8")
    (other / "pages/2026-11-25.html").unlink()
    told = " ".join(broken(other))
    for lost in ("/search.html", "#e9-9", "#s99", "#s1 twice", "index.html: pages/2026-11-25.html",
                 "search/2026-11.js: 2026-11-25"):  # fmt: skip
        assert lost in told


def test_every_page_has_a_policy_and_only_the_search_runs_anything(site: Path) -> None:
    for path in site.rglob("*.html"):
        tree = parsed(path)
        (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'; style-src 'self'; "), path
        searches = path.name == "search.html"
        assert ("script-src 'self'" in policy) == searches
        assert tree.xpath("//script/@src") == ["search/search.js"] * searches
        assert not tree.xpath("//script[not(@src)] | //style | //*[@style]")
        assert not [name for one in tree.iter() for name in one.attrib if name.startswith("on")]
        assert "unsafe" not in policy


def test_feeds_are_atom_and_a_corrected_page_is_updated_by_its_correction(site: Path) -> None:
    feed = feedparser.parse((site / "feed.xml").read_bytes())
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == "Harbour news"
    assert [one.title for one in feed.entries] == [
        "Repairs cost less", "A crane for the quay", "Holes in the quay"
    ]  # fmt: skip
    assert feed.entries[2].updated == feed.entries[0].updated == "2026-11-25T06:30:00+01:00"
    assert feed.entries[2].published == "2026-11-23T06:30:00+01:00"
    assert len({one.id for one in feed.entries} | {feed.feed.id}) == 4
    story = feedparser.parse((site / "stories/2026-11-23-1.xml").read_bytes())
    assert not story.bozo
    assert RIGHT in story.entries[0].summary


def test_the_links_of_feeds_are_whole_where_the_site_has_an_address() -> None:
    layout = Layout(Site("harbour", "Harbour", "https://news.example/quay/"), "en")
    told = feedparser.parse(of_pages(layout, entries(), {}))
    assert told.entries[0].link == "https://news.example/quay/pages/2026-11-25.html"
    (story,) = chronicles(entries())
    told = feedparser.parse(of_story(layout, story))
    address = "https://news.example/quay/stories/2026-11-23-1.html"
    assert (told.feed.link, told.entries[0].link) == (address, f"{address}#2026-11-25")


def test_an_id_in_a_feed_is_the_same_wherever_the_site_lies() -> None:
    one, two = (
        feedparser.parse(of_pages(Layout(replace(SITE, address=where), "en"), entries(), {}))
        for where in ("https://a.example", "https://b.example/c")
    )
    assert [e.id for e in one.entries] == [e.id for e in two.entries]


def test_the_search_has_what_pages_tell_and_nothing_that_they_do_not(site: Path) -> None:
    script = (site / "search/2026-11.js").read_text(encoding="utf-8")
    told = json.loads(re.fullmatch(r"summarise\.add\((.*)\);\n", script)[1])  # type: ignore[index]
    assert [one["name"] for one in told] == ["2026-11-23", "2026-11-24", "2026-11-25"]
    for text in (QUAY, COST, CRANE, RIGHT, FISH, CHOIR):
        assert text in script
    assert "2026-11" in (site / "search.html").read_text(encoding="utf-8")


def test_each_month_is_a_file_of_its_own(tmp_path: Path) -> None:
    later = replace(second(), date=day(30), run="later")
    built(tmp_path / "s", [first(), later])
    assert {"search/2026-11.js", "search/2026-12.js"} <= files(tmp_path / "s").keys()
    (months,) = parsed(tmp_path / "s/search.html").xpath("//*[@data-months]/@data-months")
    assert months == "2026-12 2026-11"


def test_a_month_that_two_time_zones_tell_is_one_file(tmp_path: Path) -> None:
    zone = first().date.tzinfo
    pages = [
        replace(first(), date=day(7), run="a"),  # 30 November
        replace(second(), date=day(8), run="b"),
        replace(third(), date=day(8).astimezone(zone) + timedelta(hours=1), run="c"),
    ]
    built(tmp_path / "s", pages)
    kept = [
        entry.run
        for name, data in files(tmp_path / "s").items()
        if re.fullmatch(r"search/\d{4}-\d\d\.js", name)
        for entry in unpacked(data, name)
    ]
    assert sorted(kept) == ["a", "b", "c"]


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_the_site_speaks_the_language_of_its_pages(language: str, tmp_path: Path) -> None:
    own = own_words(language)
    built(tmp_path / "s", [replace(one(), language=language) for one in MORNINGS])
    assert own.goes_on in text_of(tmp_path / "s/index.html")
    assert own.erratum in text_of(tmp_path / "s/pages/2026-11-23.html")
    assert parsed(tmp_path / "s/index.html").get("lang") == language
    assert broken(tmp_path / "s") == []


def test_a_stylesheet_of_the_users_own_stands_in_place_of_ours(tmp_path: Path) -> None:
    own = b"body { color: teal }"
    built(tmp_path / "s", [first()], replace(SITE, stylesheet=own))
    assert (tmp_path / "s/style.css").read_bytes() == own
    built(tmp_path / "t", [first()])
    assert b"prefers-color-scheme: dark" in (tmp_path / "t/style.css").read_bytes()
    assert b"@media print" in (tmp_path / "t/style.css").read_bytes()
