from __future__ import annotations

import pytest

from summarise.sources.loader import UnreadableError
from tests.sources.conftest import MakeWeb
from tests.sources.server import Reply, Site, serving, to


@pytest.mark.parametrize(
    ("location", "says"),
    [
        ("http://10.0.0.1/", "leads to 10.0.0.1, which is not public"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254"),
        ("http://[::1]/", "leads to ::1"),
        ("http://2130706433/", "odd spelling"),
        ("http://router.example/", "leads to router.example, at 192.168.0.1"),
        ("file:///etc/passwd", "redirects to an address that is not of http or https"),
        ("ftp://127.0.0.1/", "not of http or https"),
        ("javascript:alert(1)", "not of http or https"),
        ("http://[", "names no host"),
        ("http://x:y/", "not a web address"),
    ],
)
def test_a_redirection_is_checked_as_an_address_is(
    site: Site, make: MakeWeb, location: str, says: str
) -> None:
    site.pages["/a"] = to(location)

    with pytest.raises(UnreadableError, match=says):
        make(resolve={"router.example": ["192.168.0.1"]}).fetch(f"{site.url}/a")

    assert len(site.asked) == 1


def test_relative_redirections_are_followed(site: Site, make: MakeWeb) -> None:
    site.pages |= {"/a/b": to("../c?d=e"), "/c": Reply(b"x")}

    assert make().fetch(f"{site.url}/a/b").url == f"{site.url}/c?d=e"


def test_a_circle_is_named(site: Site, make: MakeWeb) -> None:
    site.pages |= {"/a": to("/b"), "/b": to("/a")}

    with pytest.raises(UnreadableError, match=r"in a circle, by way of http://127.*/a$"):
        make().fetch(f"{site.url}/a")


def test_no_more_redirections_are_followed_than_the_config_allows(
    site: Site, make: MakeWeb
) -> None:
    site.pages |= {f"/{n}": to(f"/{n + 1}") for n in range(9)}

    with pytest.raises(UnreadableError, match="more than 2 times"):
        make(max_redirects=2).fetch(f"{site.url}/0")

    assert site.paths() == ["/0", "/1", "/2"]


def test_a_password_stays_with_its_own_origin(site: Site, make: MakeWeb) -> None:
    with serving() as other:
        site.pages |= {"/a": to("/b"), "/b": to(f"{other.url}/c")}
        other.pages["/c"] = Reply(b"x")

        make().fetch(site.url.replace("//", "//jane:s3cret@") + "/a")

        assert ["authorization" in one.headers for one in site.asked] == [True, True]
        assert "authorization" not in other.asked[0].headers


def test_a_password_that_a_redirection_brings_is_not_taken(site: Site, make: MakeWeb) -> None:
    site.pages |= {"/a": to(f"http://x:y@127.0.0.1:{site.port}/b"), "/b": Reply(b"x")}

    fetched = make().fetch(f"{site.url}/a")

    assert "authorization" not in site.asked[1].headers
    assert fetched.url == f"{site.url}/b"


def test_a_redirection_without_a_location_is_no_page(site: Site, make: MakeWeb) -> None:
    site.pages["/a"] = Reply(status=302)

    with pytest.raises(UnreadableError, match="answered with 302"):
        make().fetch(f"{site.url}/a")
