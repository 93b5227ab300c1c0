"""Pages in place of an article: which they are, and that an item's page is the item's."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from summarise.config import InputConfig
from summarise.config.job_tables import SourceConfig
from summarise.sources.loader import UnreadableError
from summarise.sources.pages import HtmlLoader
from summarise.sources.remote import remote
from summarise.sources.walls import wall
from summarise.types import Document, Skipped
from tests.sources.feeding import NOW, FakeWeb, item, rss

TITLE, TEASER = "Holm ferry line cut", "A storm cut the ferry line to Holm on Friday."
STORY = [
    "A storm cut the ferry line to Holm on Friday night, the harbour office said.",
    "Some 300 people slept on the quay, and the line will open again on Sunday at the earliest.",
    "The mayor of Holm asked the state for a second ship, which has been promised since spring.",
]
CONSENT = [
    "Before you continue",
    "We and our 120 partners store and access information on a device. You can accept or reject "
    "this, and change your mind at any time in the settings.",
]
GERMAN = [
    "Wir und unsere Partner verwenden Daten",
    "Bitte geben Sie Ihre Einwilligung, oder lesen Sie ohne Werbung. Alle akzeptieren.",
]
ROBOT = [
    "Security check",
    "Please verify that you are human by completing the CAPTCHA below. This site was visited "
    "unusually often from where you are.",
]
PAYWALL = ["Subscribe to continue reading", "Already a subscriber? Log in to read the rest."]
ERROR = ["Page not found", "The page you are looking for does not exist. Go back to the home page."]


def page(title: str, paragraphs: Sequence[str]) -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f"<html><head><title>{title}</title></head>"
    return f"{head}<body><article><h1>{title}</h1>{body}</article></body></html>".encode()


@pytest.mark.parametrize(
    ("shown", "reason"),
    [(CONSENT, "cookies"), (GERMAN, "cookies"), (ROBOT, "robots"), (PAYWALL, "paywall"),
     (ERROR, "error")],
)  # fmt: skip
def test_a_page_in_place_of_an_article_is_not_read_and_named(shown: list[str], reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        list(HtmlLoader().load(page("Holm Post", shown), "x", InputConfig()))


@pytest.mark.parametrize(
    "report",
    [
        "The privacy office fined Adnet 4 million euros on Friday because its banner for cookies "
        "had no button to reject them, and because data went to partners that it did not name.",
        "Holm Post will ask readers to pay from August on. Its editor said that 9,000 people have "
        "signed up so far, and that reports on storms stay free.",
        "港町の新しい魚市場が月曜日に開業した。総工費は四十五億円で、一日三千人の来場を見込む。"
        "市長は町の顔になると述べた。市場の二階には会員限定の席もあり、冬の間は夜も開くという。"
        "魚をさばく教室は日曜日の午前に開かれ、子どもは無料で参加できる。駅からはバスが出る。",
        "A fault at a provider took 200 sites down on Friday, so that readers saw an error page "
        "for two hours. Nothing points to an attack, the provider said.",
    ],
)
def test_a_report_about_one_is_a_report(report: str) -> None:
    assert wall("News", [report]) == ""


def test_what_stands_above_a_paywall_is_read_of_a_page_that_is_named() -> None:
    made, notice = HtmlLoader().load(page(TITLE, [*STORY[:2], *PAYWALL]), "x", InputConfig())
    assert isinstance(made, Document)
    assert made.text == "\n\n".join(STORY[:2])
    assert isinstance(notice, Skipped)
    assert "paywall" in notice.reason


def _with_page(data: bytes, teaser: str = TEASER) -> tuple[str, list[str]]:
    web = FakeWeb()
    web.put("https://holm.example/rss", rss(item(TITLE, teaser, "/dam")), "text/xml")
    web.put("https://holm.example/dam", data, "text/html")
    source, config = SourceConfig("https://holm.example/rss"), InputConfig(full_text=True)
    made, *notices = remote(source, config, web, NOW)
    assert isinstance(made, Document)
    return made.text, [notice.reason for notice in notices if isinstance(notice, Skipped)]


def test_the_page_of_an_item_is_read_where_it_tells_what_the_item_tells() -> None:
    assert _with_page(page(TITLE, STORY)) == ("\n\n".join(STORY), [])
    in_other_words = page("Quay full of sleepers", STORY)
    assert _with_page(in_other_words) == ("\n\n".join(STORY), [])


@pytest.mark.parametrize("shown", [CONSENT, ROBOT, ERROR, [*STORY[:2], *PAYWALL]])
def test_no_wall_takes_the_place_of_an_item(shown: list[str]) -> None:
    text, reasons = _with_page(page("Holm Post", shown))
    assert text == TEASER
    assert len(reasons) == 1


def test_another_story_takes_no_items_place() -> None:
    other = [f"The council of Esk voted to plant {n} lime trees along its avenue." for n in "234"]
    text, reasons = _with_page(page("Lime trees for Esk", other))
    assert text == TEASER
    assert "something else than its item" in reasons[0]


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td><a href=/>Home</a></td></tr><tr><td><b>{}</b><br><br>{}<br><br>{}<br><br>{}"
        "</td></tr></table>",
        "<strong>{}</strong><br>{}<br><br>{}<br><br>{}",
        "<font size=5>{}</font><br/>\n{}<p>{}<p>{}",
    ],
)
def test_a_headline_of_an_old_page_is_no_part_of_its_text(body: str) -> None:
    data = f"<html><head><title>{TITLE}</title></head><body>{body.format(TITLE, *STORY)}</body>"
    (made,) = HtmlLoader().load(data.encode(), "x", InputConfig())
    assert isinstance(made, Document)
    assert made.text == "\n\n".join(STORY)
