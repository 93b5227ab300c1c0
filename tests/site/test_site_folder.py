"""The folder of a site: what did not change is not touched, and no half page is ever there."""

from __future__ import annotations

import shutil
from collections.abc import Container
from dataclasses import replace
from pathlib import Path

import pytest

from summarise.errors import RenderError
from summarise.site import Site, publish, trouble
from summarise.types import Briefing
from tests.forked import Forks
from tests.site.mornings import MORNINGS, SITE, broken, built, files, first, second, text_of, third

Stat = tuple[int, int, bytes]


def stats(root: Path) -> dict[str, Stat]:
    return {
        name: ((root / name).stat().st_ino, (root / name).stat().st_mtime_ns, data)
        for name, data in files(root).items()
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "sites/harbour"


def test_a_morning_writes_only_what_it_changes(root: Path) -> None:
    built(root, [first()])
    before = stats(root)
    publish(root, SITE, lambda _: (), second())
    after = stats(root)
    kept = {name for name, stat in before.items() if after[name] == stat}
    assert kept == {
        "site.json", "style.css", "search.html", "search/search.js", "pages/2026-11-23.html"
    }  # fmt: skip
    assert after.keys() - before.keys() == {
        "pages/2026-11-24.html", "pages/2026-11-24.next.html",
        "stories/2026-11-23-1.html", "stories/2026-11-23-1.xml",
    }  # fmt: skip


def test_to_build_it_again_touches_nothing(root: Path) -> None:
    built(root, [one() for one in MORNINGS])
    before = stats(root)
    publish(root, SITE, lambda _: (), third())
    publish(root, SITE, lambda _: (), first())
    assert stats(root) == before


def test_an_old_page_stays_to_the_byte_but_for_an_erratum_on_top(root: Path) -> None:
    built(root, [first(), second()])
    page, other = root / "pages/2026-11-23.html", root / "pages/2026-11-24.html"
    was, others = page.read_bytes(), stats(root)["pages/2026-11-24.html"]
    publish(root, SITE, lambda _: (), third())
    above, _, rest = page.read_bytes().partition(b"<!--errata-->")
    told, _, below = rest.partition(b"<!--/errata-->")
    assert above + b"<!--errata--><!--/errata-->" + below == was
    assert b"14 million" in told
    assert stats(root)["pages/2026-11-24.html"] == others
    assert other.is_file()


def test_a_page_that_another_version_wrote_is_not_written_anew(root: Path) -> None:
    built(root, [first()])
    page = root / "pages/2026-11-23.html"
    old = page.read_bytes().replace(b"Holes in the quay", b"As it was set in old days")
    page.write_bytes(old)
    publish(root, replace(SITE, title="A new name"), lambda _: [first()], second())
    assert page.read_bytes() == old
    assert "A new name" in text_of(root / "index.html")


def test_pages_that_the_store_has_forgotten_stay_in_every_list(root: Path) -> None:
    built(root, [first(), second()])
    publish(root, SITE, lambda _: (), third())
    assert "Holes in the quay" in text_of(root / "index.html")
    assert "12 of its piles" in text_of(root / "stories/2026-11-23-1.html")
    assert b"12 of its piles" in (root / "search/2026-11.js").read_bytes()


def test_all_at_once_is_the_same_site_as_morning_by_morning(root: Path, tmp_path: Path) -> None:
    built(root, [one() for one in MORNINGS])
    publish(tmp_path / "b", SITE, lambda _: [second(), first()], third())
    assert files(tmp_path / "b") == files(root)


def test_a_morning_that_the_site_missed_comes_with_the_next(root: Path, tmp_path: Path) -> None:
    publish(root, SITE, lambda _: (), first())
    publish(root, SITE, _not_known, third())
    built(tmp_path / "b", [one() for one in MORNINGS])
    assert files(root) == files(tmp_path / "b")


def test_a_page_that_was_deleted_comes_back_while_the_store_has_it(root: Path) -> None:
    built(root, [first(), second()])
    gone = root / "pages/2026-11-23.html"
    was = gone.read_bytes()
    gone.unlink()
    publish(root, SITE, lambda known: [first()] * (first().run not in known), second())
    assert gone.read_bytes() == was


def test_two_pages_of_a_day_have_names_of_their_own(root: Path) -> None:
    again = replace(second(), date=first().date.replace(hour=18), run="20261123-170000-ab12")
    built(root, [first(), again])
    assert {"pages/2026-11-23.html", "pages/2026-11-23-ab12.html"} <= files(root).keys()
    assert broken(root) == []


def test_a_page_of_the_users_own_in_our_place_is_left_alone(root: Path) -> None:
    built(root, [first()])
    own = root / "pages/2026-11-24.html"
    own.write_text("<p>mine")
    publish(root, SITE, lambda _: (), second())
    assert own.read_text() == "<p>mine"
    assert "pages/2026-11-24-run1.html" in files(root)


@pytest.mark.parametrize("name", ["index.html", "pages", "style.css"])
def test_a_folder_with_files_of_its_own_is_refused_and_stays_as_it_is(
    name: str, root: Path
) -> None:
    root.mkdir(parents=True)
    (root / name).write_text("mine")
    with pytest.raises(RenderError, match=f"holds {name} already; name a folder for the site"):
        publish(root, SITE, lambda _: (), first())
    assert files(root) == {name: b"mine"}


def test_what_a_host_of_pages_wants_may_lie_there(root: Path) -> None:
    root.mkdir(parents=True)
    for name in ("CNAME", ".nojekyll", "robots.txt"):
        (root / name).write_text("mine")
    built(root, [first()])
    assert (root / "CNAME").read_text() == "mine"


def test_a_folder_is_the_site_of_one_job(root: Path) -> None:
    built(root, [first()])
    assert trouble(root, "harbour") == ""
    assert trouble(root, "other") == 'is the site of the job "harbour"; name another folder'
    before = files(root)
    with pytest.raises(RenderError, match='the site of the job "harbour"'):
        publish(root, Site("other", "Other"), lambda _: (), second())
    assert files(root) == before
    (root / "site.json").write_text("[")
    assert "site.json is damaged" in trouble(root, "harbour")


def test_a_site_that_moves_goes_on(root: Path, tmp_path: Path) -> None:
    built(root, [first()])
    shutil.move(root, tmp_path / "moved")
    publish(tmp_path / "moved", SITE, lambda _: (), second())
    assert broken(tmp_path / "moved") == []


@pytest.mark.parametrize("side", ["before", "after"])
def test_after_a_kill_each_file_is_whole_and_the_next_build_ends_in_the_same_site(
    side: str, tmp_path: Path, forks: Forks
) -> None:
    whole = tmp_path / "whole"
    built(whole, [one() for one in MORNINGS])
    versions: dict[str, set[bytes]] = {}
    for mornings in (1, 2, 3):
        root = tmp_path / f"m{mornings}"
        built(root, [one() for one in MORNINGS[:mornings]])
        for name, data in files(root).items():
            versions.setdefault(name, set()).add(data)
    killed = 0
    for number in range(1 if side == "before" else 3, 60, 4):
        root = tmp_path / f"{side}-{number}"
        run = forks.start(tmp_path, root, len(MORNINGS), number, side, entry="tests.site.killed")
        if run.wait() == 0:
            break
        killed += 1
        left = files(root)
        assert all(data in versions[name] for name, data in left.items() if "/." not in f"/{name}")
        publish(root, SITE, _not_known, third())
        assert files(root) == files(whole), number
    assert killed > 6


def _not_known(known: Container[str]) -> list[Briefing]:
    return [page for page in (second(), first()) if page.run not in known]
