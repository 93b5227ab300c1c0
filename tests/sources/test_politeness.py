from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.retry import Deadline
from summarise.sources.asking import Turns
from summarise.sources.loader import UnreadableError
from summarise.sources.robots import parse, product
from tests.sources.conftest import MakeWeb, Time
from tests.sources.server import Handler, Reply, Site, serving, to

OURS = "summarise"


def test_a_host_is_given_a_pause_between_two_requests(
    site: Site, make: MakeWeb, time: Time
) -> None:
    site.pages |= {"/a": to("/b"), "/b": Reply(b"x")}
    web = make(delay=200.0, timeout=60.0, seconds=0.0)

    web.fetch(f"{site.url}/a")
    time.now += 0.5
    web.fetch(f"{site.url}/b")
    time.now += 500
    web.fetch(f"{site.url}/b")

    assert time.slept == [200.0, 199.5]


def test_a_host_is_asked_by_one_thread_at_a_time(site: Site, make: MakeWeb) -> None:
    at_work: list[str] = []
    most: list[int] = []

    def slow(handler: Handler) -> None:
        at_work.append(handler.path)
        most.append(len(at_work))
        site.closing.wait(0.02)
        at_work.pop()  # before the answer: the next may begin as soon as that has come
        handler.reply(Reply(b"x"))

    site.pages["/a"] = slow
    web = make(real=True)
    threads = [threading.Thread(target=web.fetch, args=(f"{site.url}/a",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == [1, 1, 1, 1]


def test_what_robots_txt_forbids_is_not_fetched_and_it_is_read_once(
    site: Site, make: MakeWeb
) -> None:
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /private/\n")
    site.pages |= {"/a": Reply(b"x"), "/b": Reply(b"y")}
    web = make()

    assert web.fetch(f"{site.url}/a", "page").data == b"x"
    assert web.fetch(f"{site.url}/b", "page").data == b"y"
    with pytest.raises(UnreadableError, match=r"robots\.txt says"):
        web.fetch(f"{site.url}/private/a", "page")

    assert site.paths() == ["/robots.txt", "/a", "/b"]


@pytest.mark.parametrize("wanted", ["feed", "any"])
def test_feeds_are_made_to_be_fetched(site: Site, make: MakeWeb, wanted: object) -> None:
    site.pages |= {"/robots.txt": Reply(b"User-agent: *\nDisallow: /\n"), "/a": Reply(b"x")}

    assert make().fetch(f"{site.url}/a", wanted).data == b"x"  # type: ignore[arg-type]


def test_what_turns_out_to_be_a_page_is_not_used_where_robots_txt_forbids_it(
    site: Site, make: MakeWeb
) -> None:
    site.pages |= {
        "/robots.txt": Reply(b"User-agent: *\nDisallow: /\n"),
        "/a": Reply(b"<!doctype html><HTML><body>x</body></HTML>"),
    }

    with pytest.raises(UnreadableError, match=r"robots\.txt says"):
        make().fetch(f"{site.url}/a", "any")

    assert make(robots=False).fetch(f"{site.url}/a", "any").data


def test_robots_txt_is_not_asked_when_the_config_says_so(site: Site, make: MakeWeb) -> None:
    site.pages |= {"/robots.txt": Reply(b"User-agent: *\nDisallow: /\n"), "/a": Reply(b"x")}

    make(robots=False).fetch(f"{site.url}/a", "page")

    assert site.paths() == ["/a"]


def test_a_page_that_leads_elsewhere_is_for_the_other_site_to_allow(
    site: Site, make: MakeWeb
) -> None:
    with serving() as other:
        site.pages["/a"] = to(f"{other.url}/b")
        other.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /b\n")

        with pytest.raises(UnreadableError, match=r"robots\.txt says"):
            make().fetch(f"{site.url}/a", "page")

        assert other.paths() == ["/robots.txt"]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_a_robots_txt_allows_everything(
    site: Site, make: MakeWeb, status: int
) -> None:
    site.pages |= {"/robots.txt": Reply(status=status), "/a": Reply(b"x")}

    assert make().fetch(f"{site.url}/a", "page").data == b"x"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_in_trouble_allows_nothing(site: Site, make: MakeWeb, status: int) -> None:
    site.pages |= {"/robots.txt": Reply(status=status), "/a": Reply(b"x")}

    with pytest.raises(UnreadableError, match=f"left alone, since its robots.txt .*{status}"):
        make().fetch(f"{site.url}/a", "page")

    assert "/a" not in site.paths()


def test_of_a_robots_txt_without_end_only_the_beginning_counts(site: Site, make: MakeWeb) -> None:
    def endless(handler: Handler) -> None:
        handler.head(200, {"Connection": "close"})
        handler.send(b"User-agent: *\nDisallow: /no\n")
        while True:
            handler.send(b"# nothing to see here, go on\n" * 1000)

    site.pages |= {"/robots.txt": endless, "/a": Reply(b"x")}
    web = make()

    assert web.fetch(f"{site.url}/a", "page").data == b"x"
    with pytest.raises(UnreadableError, match=r"robots\.txt says"):
        web.fetch(f"{site.url}/no", "page")


def test_a_robots_txt_leads_to_no_private_address_either(site: Site, make: MakeWeb) -> None:
    site.pages |= {"/robots.txt": to("http://10.0.0.1/"), "/a": Reply(b"x")}

    with pytest.raises(UnreadableError, match=r"robots.txt leads to 10\.0\.0\.1"):
        make().fetch(f"{site.url}/a", "page")


@pytest.mark.parametrize(("asked", "taken"), [("0.5", 1.0), ("4", 4.0), ("3600", 30.0)])
def test_the_pause_that_a_site_asks_for_is_kept_within_reason(
    site: Site, make: MakeWeb, time: Time, asked: str, taken: float
) -> None:
    rules = f"User-agent: *\nCrawl-delay: {asked}\n"
    site.pages |= {"/robots.txt": Reply(rules.encode()), "/a": Reply(b"x")}

    make(delay=1.0).fetch(f"{site.url}/a", "page")

    assert time.slept == [taken]


RULES = """\ufeff# of a site
User-Agent: Summarise/2.0   # us
User-agent: other
Disallow: /private
Allow: /private/open$
Disallow: /*.pdf$
Disallow: /a%7eb
Disallow: /gr\u00fcn
Disallow:

Sitemap: https://example.com/sitemap.xml

User-agent: *
Disallow: /

User-agent: summarise
Allow: /*/news/
Disallow: /x/
Crawl-delay: 3
"""


@pytest.mark.parametrize(
    ("path", "may"),
    [
        ("/", True),
        ("/private", False),
        ("/private/more", False),
        ("/private/open", True),
        ("/private/open/more", False),
        ("/a/report.pdf", False),
        ("/a/report.pdf?x", True),
        ("/a~b", False),
        ("/gr%c3%bcn", False),
        ("/x/y", False),
        ("/x/news/y", True),
    ],
)
def test_the_longest_rule_of_our_groups_decides(path: str, may: bool) -> None:
    rules = parse(RULES, OURS)

    assert rules.allow(path) is may
    assert rules.delay == 3.0


def test_a_program_without_rules_of_its_own_keeps_those_for_all() -> None:
    assert not parse(RULES, "another").allow("/x")
    assert parse("User-agent: another\nDisallow: /", OURS).allow("/x")


def test_of_two_rules_of_one_length_the_one_that_allows_wins() -> None:
    assert parse("User-agent: *\nDisallow: /a\nAllow: /a", OURS).allow("/a")


@pytest.mark.parametrize(
    ("agent", "name"),
    [("summarise/0.1", "summarise"), ("Desk-Reader (a@b.example)", "desk-reader"), ("7up", "")],
)
def test_rules_are_for_the_product_of_a_user_agent(agent: str, name: str) -> None:
    assert product(agent) == name


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_a_robots_txt_holds_it_gives_an_answer(text: str, path: str) -> None:
    rules = parse(f"User-agent: *\nDisallow: {text}\n{text}", OURS)

    assert rules.allow("/" + path) in {True, False}
    assert rules.delay >= 0


def test_a_rule_with_many_stars_is_no_work() -> None:
    assert parse("User-agent: *\nDisallow: /" + "*a" * 5000 + "$", OURS).allow("/" + "a" * 4000)


def test_what_is_waited_before_another_attempt_is_no_time_of_the_fetch(
    site: Site, make: MakeWeb, time: Time
) -> None:
    site.pages["/a"] = [Reply(status=503, headers={"Retry-After": "25"}), Reply(b"x")]

    assert make(timeout=20.0).fetch(f"{site.url}/a").data == b"x"

    assert time.slept == [25.0]


def test_what_is_waited_for_a_turn_is_no_time_of_the_fetch(time: Time) -> None:
    class Busy:
        """A lock that another thread holds for long."""

        def acquire(self) -> None:
            time.now += 100

        def release(self) -> None:
            """Nobody waits."""

    turns, deadline = Turns(0.0, time.clock, time.sleep), Deadline(10, time.clock)
    turns._host("a.example").lock = Busy()  # type: ignore[assignment]

    with turns.of("a.example", deadline):
        assert deadline.left() == 10
