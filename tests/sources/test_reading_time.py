"""What reading over the network takes as a whole: a time of its own, and hosts side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from summarise.config import InputConfig
from summarise.config.job_tables import SourceConfig
from summarise.retry import Deadline
from summarise.sources import load
from summarise.sources.addresses import AskedError
from summarise.sources.asking import Tries, Turns
from summarise.sources.fetch import MOST_FAILURES
from summarise.sources.lanes import AT_ONCE, host_of, side_by_side
from summarise.sources.loader import Fetched, OutOfTimeError, UnreadableError
from summarise.sources.remote import remote
from summarise.types import Document, Skipped
from tests.sources.conftest import MakeWeb, Time
from tests.sources.feeding import NOW, FakeWeb, item, rss
from tests.sources.server import Reply, Site

SECONDS = 300.0
BUSY = Reply(status=503, headers={"Retry-After": "30"})
FULL = InputConfig(full_text=True)


def test_a_feed_whose_pages_all_fail_holds_no_run_up(site: Site, make: MakeWeb, time: Time) -> None:
    items = [item(f"Dam {n}", f"The dam number {n} opened.", f"/p{n}") for n in range(50)]
    data = rss(*items).replace(b"https://orle.example/", site.url.encode())
    site.pages["/rss"] = Reply(data, headers={"ETag": '"now"'})
    site.pages |= {f"/p{n}": BUSY for n in range(50)}
    began = time.now
    web = make(seconds=SECONDS, robots=False)

    found = list(remote(SourceConfig(f"{site.url}/rss"), FULL, web, NOW))

    assert time.now - began <= SECONDS
    assert len([one for one in found if isinstance(one, Document)]) == 50
    reasons = [one.reason for one in found if isinstance(one, Skipped)]
    assert len(reasons) == MOST_FAILURES + 1
    assert sum("503" in reason for reason in reasons) == MOST_FAILURES
    left = f"has {50 - MOST_FAILURES} pages, each of which is left for the next run"
    assert reasons[-1].startswith(left)
    assert not any(one.etag for one in web.learnt)


def test_what_is_late_is_named_and_asked_for_once_more_by_the_next_run() -> None:
    class Slow(FakeWeb):
        def fetch(self, url: str, wanted: object = "any", /) -> Fetched:
            if url.endswith(("/b", "/c")):
                raise OutOfTimeError
            return super().fetch(url, wanted)  # type: ignore[arg-type]

    web = Slow()
    feed = "https://orle.example/rss"
    web.put(feed, rss(*(item(f"Dam {n}", f"Dam {n} opened.", f"/{n}") for n in "abc")), "text/xml")
    found = list(remote(SourceConfig(feed), FULL, web, NOW))
    assert [one.text for one in found if isinstance(one, Document)] == [
        "Dam a opened.", "Dam b opened.", "Dam c opened.",
    ]  # fmt: skip
    assert "has 2 pages, each of which was not read in time" in found[-1].reason  # type: ignore[union-attr]
    assert web.forgotten == [feed]


def test_a_source_that_is_not_begun_in_time_is_named(site: Site, make: MakeWeb, time: Time) -> None:
    site.pages["/rss"] = Reply(rss(item()))
    web = make(seconds=10.0)
    time.now += 11
    with pytest.raises(UnreadableError, match="next run"):
        web.fetch(f"{site.url}/rss")
    assert not site.asked
    assert not web.learnt


def test_no_wait_is_longer_than_the_time_left(site: Site, make: MakeWeb, time: Time) -> None:
    site.pages["/a"] = BUSY
    with pytest.raises(UnreadableError, match="503"):
        make(seconds=20.0).fetch(f"{site.url}/a")
    assert time.slept == []
    site.pages["/b"] = Reply(b"x")
    web = make(seconds=20.0, delay=25.0)
    web.fetch(f"{site.url}/b")
    with pytest.raises(OutOfTimeError):
        web.fetch(f"{site.url}/b")


def test_a_call_ends_with_the_time_of_the_run(time: Time) -> None:
    def dawdle(deadline: Deadline) -> None:
        assert deadline.left() == 5.0
        time.now += 6
        assert deadline.left() == -1.0
        raise AskedError("took too long", passes=True)

    whole = Deadline(5.0, time.clock).left
    with pytest.raises(OutOfTimeError):
        Tries(1000.0, time.clock, time.sleep, whole).run(dawdle)
    assert time.slept == []


def test_without_a_limit_there_is_time(site: Site, make: MakeWeb, time: Time) -> None:
    site.pages["/a"] = Reply(b"x")
    web = make(seconds=0.0)
    time.now += 1e9
    assert web.fetch(f"{site.url}/a").data == b"x"


def test_a_host_that_answers_again_is_asked_again(site: Site, make: MakeWeb) -> None:
    site.pages |= {"/bad": Reply(status=503), "/good": Reply(b"x"), "/none": Reply(status=404)}
    web = make()

    def fetch(path: str) -> str:
        try:
            return web.fetch(site.url + path).data.decode()
        except UnreadableError as error:
            return str(error)

    for path in ("/bad", "/bad", "/none", "/bad", "/bad"):
        fetch(path)
    assert fetch("/good") == "x"
    for _ in range(MOST_FAILURES):
        fetch("/bad")
    assert "left for the next run" in fetch("/good")


def test_hosts_are_asked_side_by_side_and_one_host_one_at_a_time() -> None:
    """Two hosts meet in the middle of their calls; a third call of one waits for its first."""
    both = threading.Barrier(2, timeout=30)
    at_work, order = set[str](), list[str]()

    def call(host: str, meets: bool) -> Callable[[], str]:
        def made() -> str:
            assert host not in at_work
            at_work.add(host)
            if meets:
                both.wait()
            order.append(host)
            at_work.discard(host)
            return host

        return made

    calls = [("a", call("a", True)), ("b", call("b", True)), ("a", call("a", False))]
    assert side_by_side(calls) == ["a", "b", "a"]
    assert sorted(order) == ["a", "a", "b"]


def test_no_more_hosts_are_asked_at_once_than_a_few(time: Time) -> None:
    turns = Turns(0.0, time.clock, time.sleep)
    deadline = Deadline(1000.0, time.clock)
    at_once: list[int] = []
    at_work: list[str] = []

    def call(host: str) -> Callable[[], None]:
        def made() -> None:
            with turns.of(host, deadline):
                at_work.append(host)
                at_once.append(len(at_work))
                at_work.remove(host)

        return made

    hosts = [f"h{number}.example" for number in range(4 * AT_ONCE)]
    side_by_side([(host, call(host)) for host in hosts])
    assert len(at_once) == len(hosts)
    assert max(at_once) <= AT_ONCE


def test_sources_come_in_their_order_however_their_hosts_answer() -> None:
    """The first host answers only when the second has: one after the other, neither would end."""
    second = threading.Event()

    class Web(FakeWeb):
        def fetch(self, url: str, wanted: object = "any", /) -> Fetched:
            if host_of(url) == "one.example":
                assert second.wait(30)
            second.set()
            return super().fetch(url, wanted)  # type: ignore[arg-type]

    web = Web()
    for name in ("one", "two"):
        web.put(f"https://{name}.example/rss", rss(item(text=f"Told by {name}.")), "text/xml")
    done: list[tuple[int, int]] = []
    found = load(
        ["https://one.example/rss", "https://two.example/rss"],
        fetcher=web,
        now=NOW,
        progress=lambda *given: done.append(given),
    )
    assert [one.text for one in found.documents] == ["Told by one.", "Told by two."]
    assert done == [(1, 2), (2, 2)]
