"""Items that only lead elsewhere: what they tell, and who wrote it."""

from __future__ import annotations

from html import escape

import pytest

from summarise.types import Document, Skipped
from tests.sources.feeding import documents, json_feed, read, rss

TITLE = "Storm cuts the ferry line to Holm"
LEAD = "A storm cut the ferry line to Holm on Friday, and 300 people spent the night on the quay."


def item(body: str = "", title: str = TITLE, extra: str = "", day: str = "4 Jul 2025") -> str:
    return (
        f"<title>{escape(title)}</title><link>https://holm.example/1</link><pubDate>{day}</pubDate>"
        f"<description>{escape(body)}</description>{extra}"
    )


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://b.example/9">Comments</a>',
        '<a href="https://b.example/9">https://b.example/9</a>',
        '<a class="button" href="/x">Zum Artikel</a>',
        '<p>Score: 97 | <a href="/c">14 comments</a></p>',
        "<p>Article URL: <a href='/s'>https://s.example/1</a></p><p>Comments URL: "
        "<a href='/c'>https://b.example/2</a></p><p>Points: 41</p><p># Comments: 7</p>",
        '<table><tr><td><a href="/t"><img src="t.jpg"></a></td><td> submitted by <a href="/u">'
        ' /u/some_one </a> to <a href="/r"> r/sea </a><br><span><a href="/l">[link]</a></span> '
        '<span><a href="/c">[comments]</a></span></td></tr></table>',
        f'<a href="/x">{TITLE}</a>&nbsp;&nbsp;<font color="#6f6f6f">Holm Post</font>',
        "41 points | 7 comments",
        "<p>41 points by some_one 3 hours ago | <a href='/c'>7 comments</a></p>",
        "▲ 41 | 💬 7",
        f"{TITLE} (Holm Post)",
        "Read comments on the board",
    ],
)
def test_a_body_that_only_leads_elsewhere_leaves_the_title(body: str) -> None:
    (made,) = documents(rss(item(body, extra="<source>Holm Post</source>")))
    assert made.text == made.title == TITLE


@pytest.mark.parametrize(
    "body",
    [
        f'<a href="/x">{LEAD}</a>',
        f'<p>{LEAD}</p><hr><p>Comments URL: <a href="/c">/c</a></p><p>Points: 3</p>',
        f'<div class="md"><p>{LEAD}</p></div> submitted by <a href="/u"> /u/some-one </a>'
        '<br><span><a href="/l">[link]</a></span> <span><a href="/c">[comments]</a></span>',
        f"arXiv:2507.01234v1 Announce Type: new \nAbstract: {LEAD}",
    ],
)
def test_what_a_body_tells_stays_without_the_furniture(body: str) -> None:
    (made,) = documents(rss(item(body, title=f"{TITLE} (arXiv:2507.01234v1 [cs.CL])")))
    assert (made.text, made.title) == (LEAD, TITLE)


def test_prose_with_links_in_it_is_left_as_it_is() -> None:
    (made,) = documents(rss(item('<p>Source: <a href="/a">the</a> office. Comments are few.</p>')))
    assert made.text == "Source: the office. Comments are few."


def test_a_video_is_told_without_chapters_and_calls_to_subscribe() -> None:
    feed = f"""<feed xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
<title>Holm TV</title><entry><title>{TITLE}</title><published>2025-07-04T08:00:00Z</published>
<link rel="alternate" href="https://www.youtube.com/watch?v=x"/><media:group><media:description>
{LEAD}

Subscribe for more: https://h.example/s
0:00 The storm
1:02:10 The quay
#holm #storm</media:description></media:group></entry></feed>"""
    (made,) = documents(feed.encode())
    assert made.text == LEAD


@pytest.mark.parametrize(
    ("row", "shell"), [("<li>{}</li>", "<ol>{}</ol>"), ("{}<br>", "{}"), ("<p>{}</p>", "{}")]
)
def test_headlines_in_one_item_are_reports_of_their_outlets(row: str, shell: str) -> None:
    known = [(TITLE, "Holm Post"), ("Ferry passengers sleep on the quay", "Sea Radio")]
    rows = [
        row.format(f'<a href="https://n.example/{n}">{title}</a>&nbsp;<font>{outlet}</font>')
        for n, (title, outlet) in enumerate(known)
    ]
    more = '<strong><a href="/all">View Full Coverage on Google News</a></strong>'
    body = shell.format("".join([*rows, more]))
    found = documents(rss(item(body, title=f"{TITLE} - Holm Post"), title='"Holm" - Net News'))
    assert [(one.text, one.outlet, one.url) for one in found] == [
        (TITLE, "Holm Post, via Net News", "https://n.example/0"),
        (known[1][0], "Sea Radio, via Net News", "https://n.example/1"),
    ]


def test_outlets_behind_the_titles_of_an_aggregator_wrote_them() -> None:
    named = [("Storm cuts the ferry line", "Holm Post"), ("Quay is full of sleepers", "Sea Radio"),
             ("Ferry to sail again on Sunday", "Esk Daily")]  # fmt: skip
    found = documents(rss(*(item(title=f"{title} - {outlet}") for title, outlet in named)))
    assert [(one.title, one.outlet.partition(",")[0]) for one in found] == named
    same = documents(rss(*(item(title=f"{title} - A mere habit") for title, _ in named)))
    assert {one.outlet for one in same} == {"Orle Post"}


@pytest.mark.parametrize(
    "extra",
    ["<source url='https://h.example'>Holm Post</source>", "<dc:source>Holm Post</dc:source>",
     "<News:Source xmlns:News='https://www.bing.com/news'>Holm Post</News:Source>"],
)  # fmt: skip
def test_an_element_names_the_outlet(extra: str) -> None:
    (made,) = documents(rss(item(LEAD, extra=extra)))
    assert made.outlet == "Holm Post, via Orle Post"


def test_a_text_that_many_items_have_is_none_of_theirs() -> None:
    titles = [f"{TITLE}, day {number}" for number in range(3)]
    found = documents(rss(*(item("Only on our site, every day.", title) for title in titles)))
    assert [one.text for one in found] == titles
    twice = documents(rss(*(item(LEAD, title) for title in titles[:2])))
    assert [one.text for one in twice] == [LEAD, LEAD]


def test_a_json_feed_is_read_in_the_same_way() -> None:
    body = '<a href="https://b.example/9">Comments</a>'
    (made,) = documents(json_feed({"title": TITLE, "content_html": body}))
    assert made.text == TITLE


def _days(*days: str) -> tuple[list[str], list[str]]:
    items = read(rss(*(item(f"{LEAD} {day}", day=day) for day in days)))
    dated = [one.published for one in items if isinstance(one, Document)]
    return (
        [f"{day:%d %b}" if day else "" for day in dated],
        [one.reason for one in items if isinstance(one, Skipped)],
    )


def test_a_date_that_may_be_two_is_settled_by_its_feed_or_said_to_be_unclear() -> None:
    assert _days("04/07/2025 08:00", "25/06/2025 08:00") == (["04 Jul", "25 Jun"], [])
    assert _days("04/07/2025 08:00", "06/25/2025 08:00") == (["07 Apr", "25 Jun"], [])
    days, reasons = _days("04/07/2025 08:00", "05/07/2025 08:00")
    assert days == ["", ""]
    assert len(reasons) == 1
    assert "04/07/2025" in reasons[0]
