"""load: what becomes of each source that the user named, and what stands on the last line."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import summarise.sources
from summarise.config import FieldsConfig, InputConfig, SourceConfig
from summarise.errors import InputError
from summarise.sources import document, load
from summarise.sources.loader import Fetched, Parse, UnreadableError
from summarise.sources.pages import HtmlLoader
from summarise.types import Document, Loaded, Skipped

NOW = datetime(2025, 1, 17, 6, 30, tzinfo=UTC)
DAY = InputConfig(since_hours=24)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: Path, text: str, hours_old: float = 0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    changed = (NOW - timedelta(hours=hours_old)).timestamp()
    os.utime(path, (changed, changed))


def texts(loaded: Loaded) -> list[str]:
    return [one.text for one in loaded.documents]


def whole(loaded: Loaded) -> list[tuple[str, bool]]:
    return [(one.source, one.whole) for one in loaded.skipped]


def test_each_source_counts_once_and_a_failed_one_is_marked(here: Path) -> None:
    put(here / "a/1.txt", "One.")
    put(here / "a/2.txt", "")
    put(here / "b.txt", "Two.")
    put(here / "c.json", "{")
    found = load(["a", "b.txt", "c.json", "no.txt", "*.nothing"])
    assert found.sources == 5
    assert texts(found) == ["One.", "Two."]
    assert whole(found) == [
        ("a/2.txt", False), ("c.json", True), ("no.txt", True), ("*.nothing", True),
    ]  # fmt: skip


def test_a_source_of_several_problems_counts_once_and_all_are_named(here: Path) -> None:
    for name in "1234":
        put(here / f"a/{name}.txt", "")
    put(here / "b.txt", "Two.")
    found = load(["a", "b.txt"])
    first, *others = found.skipped
    assert first == Skipped(
        "a",
        "holds nothing that could be read: a/1.txt is empty; a/2.txt is empty; a/3.txt is empty; "
        "and 1 more",
        whole=True,
    )
    assert [(one.source, one.whole) for one in others] == [(f"a/{n}.txt", False) for n in "1234"]


def test_only_when_every_source_failed_it_is_an_error(here: Path) -> None:
    put(here / "a/old.txt", "Old.", 48)
    assert load(["a", "no.txt"], DAY, now=NOW).documents == ()
    with pytest.raises(InputError, match=r"Nothing could be read: no\.txt does not exist; b "):
        load(["no.txt", "b"], DAY, now=NOW)


def test_a_window_leaves_out_old_files_of_folders_and_patterns(here: Path) -> None:
    put(here / "a/new.txt", "New.", 23)
    put(here / "a/old.txt", "Old.", 25)
    put(here / "a/old.jpg", "", 25)
    for source in ("a", "a/*", "a/**/*.*"):
        found = load([source], DAY, now=NOW)
        assert texts(found) == ["New."]
        assert found.skipped == ()
    assert texts(load(["a/old.txt"], DAY, now=NOW)) == ["Old."]
    assert texts(load(["a"], now=NOW)) == ["New.", "Old."]


def test_a_folder_that_is_watched_by_date_may_be_empty_on_a_quiet_day(here: Path) -> None:
    (here / "inbox").mkdir()
    assert load(["inbox"], DAY, now=NOW) == Loaded((), (), 1)


def test_a_window_leaves_out_documents_by_their_own_date(here: Path) -> None:
    dates = {"New.": "2025-01-16T10:00:00Z", "Old.": "2025-01-15T10:00:00Z", "Undated.": ""}
    lines = [json.dumps({"text": text, "date": date}) for text, date in dates.items()]
    put(here / "a.jsonl", "\n".join(lines))
    assert texts(load(["a.jsonl"], DAY, now=NOW)) == ["New.", "Undated."]
    wide = SourceConfig("a.jsonl", since_hours=72)
    assert texts(load([wide], DAY, now=NOW)) == ["New.", "Old.", "Undated."]
    for all_of_it in (0, 1e9):
        given = SourceConfig("a.jsonl", since_hours=all_of_it)
        assert texts(load([given], DAY, now=NOW))[1] == "Old."
    put(here / "old.json", '{"text": "Old.", "date": "2025-01-15T10:00:00Z"}')
    assert load(["old.json"], DAY, now=NOW) == Loaded((), (), 1)


def test_today_stands_in_a_path(here: Path) -> None:
    put(here / "in/2025-01-17/a.txt", "Today's.")
    put(here / "in/17.txt", "The 17th.")
    assert texts(load(["in/%Y-%m-%d/", "in/%d.*"], now=NOW)) == ["Today's.", "The 17th."]
    put(here / "in/%Y/b.txt", "Really called so.")
    assert texts(load(["in/%Y"], now=NOW)) == ["Really called so."]
    found = load(["in/%Y-%m/x", "in/100%", "in/17.txt"], now=NOW)
    assert [one.source for one in found.skipped] == ["in/2025-01/x", "in/100%"]


def test_a_source_names_the_outlet_of_what_has_none(here: Path) -> None:
    put(here / "a.json", '[{"text": "One.", "outlet": "Post"}, {"text": "Two."}]')
    found = load([SourceConfig("a.json", outlet="Desk")])
    assert [one.outlet for one in found.documents] == ["Post", "Desk"]
    assert found.documents[1] == document("Two.", outlet="Desk")


def test_fields_are_mapped_and_standard_input_is_read_as_a_source_of_a_job(here: Path) -> None:
    fields = FieldsConfig(text="lead", outlet="meta.paper")
    put(here / "a.csv", "lead,kind\nFrom a table.,x\n")
    lines = io.BytesIO(b'{"lead": "One.", "meta": {"paper": "Post"}}\n{"lead": "Two."}\n')
    given = [SourceConfig("-", outlet="Desk"), SourceConfig("a.csv")]
    found = load(given, InputConfig(fields=replace(fields, outlet="")), stdin=lines)
    assert texts(found) == ["One.", "Two.", "From a table."]
    lines.seek(0)
    (one, two) = load([given[0]], InputConfig(fields=fields), stdin=lines).documents
    assert (one.outlet, two.outlet) == ("Post", "Desk")


def test_a_source_may_be_read_as_a_page_whatever_it_is_called(here: Path) -> None:
    put(here / "a.txt", "<html><body><article>" + "<p>The dam at Orle opened.</p>" * 4)
    (one,) = load([SourceConfig("a.txt", kind="page")]).documents
    assert one.text.startswith("The dam at Orle opened.")


class Web:
    def fetch(self, url: str, wanted: str = "any", /) -> Fetched:
        if "down" in url:
            raise UnreadableError("did not answer")
        return Fetched(url, b"<p>Fetched.</p>")

    def forget(self, url: str, /) -> None: ...


@pytest.fixture
def feeds(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Put a function of the right signature in place of the one for addresses."""
    calls: list[Any] = []

    def remote(
        source: SourceConfig, config: InputConfig, fetcher: Web, now: datetime, parse: Parse
    ) -> Iterator[Document | Skipped]:
        calls.append((source, config, now))
        fetched = fetcher.fetch(source.source)
        calls.append(parse(HtmlLoader(), fetched.data, fetched.url))
        if "quiet" not in source.source:
            yield document("Fetched.", published=NOW)

    module: Any = ModuleType("summarise.sources.remote")
    module.remote = remote
    monkeypatch.setitem(sys.modules, "summarise.sources.remote", module)
    monkeypatch.setattr(summarise.sources, "remote", remote, raising=False)
    return calls


def test_addresses_go_to_the_fetcher_with_the_config_of_their_source(feeds: list[Any]) -> None:
    given = SourceConfig("https://orle.example/feed", full_text=True, since_hours=36, outlet="Post")
    found = load([given, " HTTP://orle.example/down", "https://orle.example/quiet"],
                 DAY, fetcher=Web(), now=NOW)  # fmt: skip
    assert [(one.text, one.outlet) for one in found.documents] == [("Fetched.", "Post")]
    assert found.skipped == (Skipped("http://orle.example/down", "did not answer", whole=True),)
    source, config, now = feeds[0]
    assert (source, config.full_text, config.since_hours, now) == (given, True, 36, NOW)


def test_a_password_in_an_address_is_not_told() -> None:
    with pytest.raises(InputError) as caught:
        load(["https://me:secret@orle.example/feed"])
    assert "https://orle.example/feed is a web address" in str(caught.value)


def test_a_key_in_an_address_is_told_neither_by_a_source_nor_in_a_reason(feeds: list[Any]) -> None:
    with pytest.raises(InputError) as caught:
        load(["https://orle.example/feed?token=s3cret", "ftp://me:s3cret@orle.example/x"])
    assert "https://orle.example/feed is a web address" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_quiet_feed_is_no_failure(feeds: list[Any]) -> None:
    found = load(["https://orle.example/quiet"], fetcher=Web(), now=NOW)
    assert found == Loaded((), (), 1)


def test_a_fetcher_that_fails_in_its_own_way_costs_its_source(feeds: list[Any]) -> None:
    broken: Any = SimpleNamespace()
    with pytest.raises(InputError, match="could not be read \\(AttributeError"):
        load(["https://orle.example/feed"], fetcher=broken, now=NOW)


def test_a_json_feed_on_disk_is_read_as_one(tmp_path: Path) -> None:
    item = {"id": "1", "content_html": "<p>The dam at Orle has opened.</p>"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Orle Post", "items": [item]}
    (tmp_path / "post.json").write_text(json.dumps(feed))
    (one,) = load([str(tmp_path / "post.json")]).documents
    assert (one.outlet, one.text) == ("Orle Post", "The dam at Orle has opened.")
