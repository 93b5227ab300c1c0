from __future__ import annotations

import pytest

from summarise.errors import ConfigError
from summarise.sources.loader import UnreadableError, Validator
from tests.sources.conftest import MakeWeb, Time
from tests.sources.server import Reply, Site, to


def test_a_page_comes_with_where_it_was_found_and_what_it_is(site: Site, make: MakeWeb) -> None:
    headers = {"Content-Type": "Text/HTML; charset=ISO-8859-1"}
    site.pages["/a"] = Reply("grün".encode("latin-1"), headers=headers)

    fetched = make().fetch(f"{site.url}/a#part")

    assert fetched.data.decode(fetched.charset) == "grün"
    assert (fetched.url, fetched.media) == (f"{site.url}/a", "text/html")
    assert not fetched.unchanged


def test_the_user_agent_is_the_configs_or_our_own_with_its_version(
    site: Site, make: MakeWeb
) -> None:
    site.pages["/"] = Reply(b"x")

    make().fetch(site.url)
    make(user_agent="desk-reader (desk@example.org)").fetch(site.url)

    first, second = (request.headers["user-agent"] for request in site.asked)
    assert first.startswith("summarise/")
    assert second == "desk-reader (desk@example.org)"


def test_a_user_agent_that_would_begin_another_header_is_refused(make: MakeWeb) -> None:
    with pytest.raises(ConfigError, match=r"web\.user_agent"):
        make(user_agent="a\r\nX: y")


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "name and a password"),
        (403, r"\(403\)"),
        (404, "check the address"),
        (410, "take it out of sources"),
        (418, "answered with 418"),
        (204, "answered with 204"),
        (206, "answered with 206"),
        (304, "answered with 304"),
        (300, "answered with 300"),
    ],
)
def test_what_is_no_page_is_told_in_a_sentence_and_not_asked_again(
    site: Site, make: MakeWeb, status: int, says: str
) -> None:
    site.pages["/a"] = Reply(status=status)

    with pytest.raises(UnreadableError, match=says):
        make().fetch(f"{site.url}/a")

    assert len(site.asked) == 1


def test_a_name_and_a_password_are_sent_and_never_shown(site: Site, make: MakeWeb) -> None:
    site.pages["/a"] = Reply(b"x", headers={"ETag": '"1"'})
    url = site.url.replace("//", "//jane:s3cret@")
    web = make()

    fetched = web.fetch(f"{url}/a")

    assert site.asked[0].headers["authorization"] == "Basic amFuZTpzM2NyZXQ="
    assert "s3cret" not in repr((fetched, web.learnt))
    with pytest.raises(UnreadableError) as caught:
        web.fetch(f"{url}/b")
    assert "s3cret" not in str(caught.value)


def test_what_is_learnt_of_an_address_with_a_key_holds_no_key_and_is_found_again(
    site: Site, make: MakeWeb
) -> None:
    moved = Reply(status=301, headers={"Location": "/b?token=s3cret"})
    site.pages["/a"] = moved
    site.pages["/b"] = [Reply(b"x", headers={"ETag": '"1"'}), Reply(status=304)]
    first = make()
    first.fetch(f"{site.url}/a?token=s3cret")

    second = make(known={one.url: one for one in first.learnt})

    assert "s3cret" not in repr(first.learnt)
    assert second.fetch(f"{site.url}/a?token=s3cret").unchanged


def test_what_is_forgotten_of_a_feed_keeps_its_place_and_nothing_else(
    site: Site, make: MakeWeb
) -> None:
    site.pages["/a"] = Reply(status=301, headers={"Location": "/b"})
    site.pages["/b"] = Reply(b"x", headers={"ETag": '"1"'})
    web = make()
    web.fetch(f"{site.url}/a")
    web.forget(f"{site.url}/a")
    assert web.learnt == (Validator(f"{site.url}/a", moved_to=f"{site.url}/b"),)


def test_what_a_server_said_of_a_feed_is_learnt_and_asked_with_next_time(
    site: Site, make: MakeWeb
) -> None:
    url, said = (
        f"{site.url}/feed",
        {"ETag": '"1"', "Last-Modified": "Tue, 24 Nov 2026 06:00:00 GMT"},
    )
    site.pages["/feed"] = [Reply(b"x", headers=said), Reply(status=304)]
    first = make()
    first.fetch(url, "feed")
    assert first.learnt == (Validator(url, '"1"', said["Last-Modified"]),)

    second = make(known={one.url: one for one in first.learnt})
    fetched = second.fetch(url, "feed")

    assert fetched.unchanged
    assert fetched.data == b""
    assert site.asked[1].headers["if-none-match"] == '"1"'
    assert site.asked[1].headers["if-modified-since"] == said["Last-Modified"]
    assert second.learnt == ()


def test_nothing_is_learnt_of_pages(site: Site, make: MakeWeb) -> None:
    site.pages["/a"] = Reply(b"x", headers={"ETag": '"1"'})
    web = make()

    web.fetch(f"{site.url}/a", "page")

    assert web.learnt == ()


def test_a_validator_that_a_server_no_longer_gives_is_forgotten(site: Site, make: MakeWeb) -> None:
    url = f"{site.url}/feed"
    site.pages["/feed"] = Reply(b"x")
    web = make(known={url: Validator(url, '"1"')})

    web.fetch(url)

    assert web.learnt == (Validator(url),)


@pytest.mark.parametrize("etag", ["x" * 2000, "gr\xfcn"])
def test_a_validator_that_can_not_be_sent_back_is_not_kept(
    site: Site, make: MakeWeb, etag: str
) -> None:
    site.pages["/feed"] = Reply(b"x", headers={"ETag": etag})
    web = make()

    web.fetch(f"{site.url}/feed")

    assert web.learnt == ()


def test_a_feed_that_has_moved_for_good_is_asked_there_next_time(site: Site, make: MakeWeb) -> None:
    url = f"{site.url}/old"
    site.pages |= {"/old": to("/new", 301), "/new": to("/newer", 308), "/newer": Reply(b"x")}
    first = make()
    assert first.fetch(url, "feed").url == f"{site.url}/newer"
    assert first.learnt == (Validator(url, moved_to=f"{site.url}/newer"),)

    second = make(known={one.url: one for one in first.learnt})
    second.fetch(url, "feed")

    assert site.paths() == ["/old", "/new", "/newer", "/newer"]
    assert second.learnt == ()


def test_only_the_part_of_the_way_that_is_for_good_is_learnt(site: Site, make: MakeWeb) -> None:
    url = f"{site.url}/old"
    site.pages |= {"/old": to("/new", 301), "/new": to("/now", 302), "/now": to("/x", 301)}
    site.pages["/x"] = Reply(b"x")
    web = make()

    web.fetch(url, "feed")

    assert web.learnt == (Validator(url, moved_to=f"{site.url}/new"),)


def test_a_redirection_for_now_is_not_learnt(site: Site, make: MakeWeb) -> None:
    site.pages |= {"/a": to("/b", 307), "/b": Reply(b"x", headers={"ETag": '"1"'})}
    web = make()

    web.fetch(f"{site.url}/a", "feed")

    assert web.learnt == (Validator(f"{site.url}/a", '"1"'),)


def test_a_move_that_was_a_mistake_is_unlearnt(site: Site, make: MakeWeb) -> None:
    url = f"{site.url}/old"
    site.pages |= {"/old": Reply(b"x"), "/new": Reply(status=404)}
    web = make(known={url: Validator(url, moved_to=f"{site.url}/new")})

    assert web.fetch(url, "feed").data == b"x"

    assert web.learnt == (Validator(url),)


def test_where_a_feed_has_moved_to_is_checked_anew(site: Site, make: MakeWeb) -> None:
    url = f"{site.url}/old"
    site.pages["/old"] = Reply(status=404)
    web = make(known={url: Validator(url, moved_to="http://10.0.0.1/")})

    with pytest.raises(UnreadableError, match="not there"):
        web.fetch(url, "feed")


def test_what_is_gone_for_good_is_not_asked_again(site: Site, make: MakeWeb) -> None:
    url = f"{site.url}/feed"
    site.pages["/feed"] = Reply(status=410)
    first = make()
    with pytest.raises(UnreadableError, match="for good"):
        first.fetch(url, "feed")
    assert first.learnt == (Validator(url, gone=True),)

    second = make(known={one.url: one for one in first.learnt})
    with pytest.raises(UnreadableError, match="take it out of sources"):
        second.fetch(url, "feed")

    assert len(site.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
def test_overload_and_faults_are_tried_again_and_then_told(
    site: Site, make: MakeWeb, time: Time, status: int
) -> None:
    site.pages["/a"] = Reply(status=status)

    with pytest.raises(UnreadableError, match=str(status)):
        make().fetch(f"{site.url}/a")

    assert len(site.asked) == 3
    assert time.slept == [1.0, 2.0]


def test_the_second_try_may_succeed(site: Site, make: MakeWeb) -> None:
    site.pages["/a"] = [Reply(status=503), Reply(b"x")]

    assert make().fetch(f"{site.url}/a").data == b"x"


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "7"},
        {
            "Retry-After": "Wed, 25 Nov 2026 06:00:07 GMT",
            "Date": "Wed, 25 Nov 2026 06:00:00 GMT",
        },
    ],
)
def test_a_wait_that_the_server_asks_for_is_kept(
    site: Site, make: MakeWeb, time: Time, headers: dict[str, str]
) -> None:
    def answer(handler: object) -> None:  # without the Date that http.server adds
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        site.pages["/a"] = Reply(b"x")  # before the client hears, and asks again
        handler.send(f"HTTP/1.1 429 X\r\nContent-Length: 0\r\n{lines}\r\n".encode())  # type: ignore[attr-defined]
        handler.close_connection = True  # type: ignore[attr-defined]

    site.pages["/a"] = answer

    assert make().fetch(f"{site.url}/a").data == b"x"

    assert time.slept == [7.0]


def test_a_wait_that_is_too_long_is_left_to_the_next_run(
    site: Site, make: MakeWeb, time: Time
) -> None:
    site.pages["/a"] = Reply(status=429, headers={"Retry-After": "3600"})

    with pytest.raises(UnreadableError, match="less often"):
        make().fetch(f"{site.url}/a")

    assert time.slept == []


def test_of_a_page_that_is_gone_nothing_is_kept(site: Site, make: MakeWeb) -> None:
    site.pages["/a"] = Reply(status=410)
    web = make()

    with pytest.raises(UnreadableError, match="for good"):
        web.fetch(f"{site.url}/a", "page")

    assert web.learnt == ()
