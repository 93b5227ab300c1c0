"""What a later page puts right reaches each target that had the wrong page, once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from summarise.config.job_tables import TEMPLATES
from summarise.jobs.errata import erratum
from summarise.render.chat import ChatTemplate, excerpt
from summarise.render.view import page as printed
from tests.commandline import Summarise
from tests.forked import Forks
from tests.jobs.killed import ERRATA
from tests.jobs.pages import briefing
from tests.jobs.world import JOB, World
from tests.jobs.world import morning as full_morning

GATE = "The sluice of Orle was shut on Monday after a barge tore off its lower gate."
PRICE = "A new gate for the sluice will cost the river board about 31 million crowns."
RIGHT = PRICE.replace("31 million", "13 million")
MARK = re.compile(r"\[\d+\]")
COMET = "The observatory of Tarn has found a comet that nobody had seen before."


def first(world: World, summarise: Summarise) -> None:
    """A morning on which the price is told wrong."""
    for path in (world.folder / "reports").iterdir():
        path.unlink()
    world.report("herald.txt", f"{GATE} {PRICE}")
    world.report("post.txt", f"{COMET} It will be nearest in May.")
    world.run(summarise, "run", JOB)


def then(world: World) -> None:
    """What is read the next time puts the price right."""
    for path in (world.folder / "reports").iterdir():
        path.unlink()
    world.report("ledger.txt", RIGHT)


def events(world: World) -> list[str]:
    return [post["event"] for post in world.posted if post["status"] == 200]


def corrections(world: World) -> list[dict[str, object]]:
    """The corrections that the webhook took; one that comes twice has one key."""
    found = {post["key"]: post for post in world.posted if post["event"] == "correction"}
    return [post for post in found.values() if post["status"] == 200]


@contextmanager
def morning(folder: Path) -> Iterator[World]:
    """A morning without its feed: what parses one is a process, which takes its time to start."""
    with full_morning(folder) as world:
        text = world.config.read_text(encoding="utf-8")
        world.config.write_text(re.sub(r'\["reports", .*', '["reports"]', text), encoding="utf-8")
        yield world


def reconfigured(world: World, old: str, new: str) -> None:
    text = world.config.read_text(encoding="utf-8")
    assert old in text
    world.config.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def world(tmp_path: Path, summarise: Summarise) -> Iterator[World]:
    """The day after the wrong page: the report that puts it right is there, and not read yet."""
    with morning(tmp_path) as one:
        first(one, summarise)
        then(one)
        yield one


def test_it_is_a_reply_to_the_mail_that_carried_the_wrong_page(
    world: World, summarise: Summarise
) -> None:
    world.run(summarise, "run", JOB)
    wrong, page, reply = world.mailed
    assert reply["In-Reply-To"] == reply["References"] == wrong["Message-ID"]
    assert reply["Subject"] == f"Re: {wrong['Subject']}"
    assert page["In-Reply-To"] is None
    assert len({mail["Message-ID"] for mail in world.mailed}) == 3
    body = reply.get_body(("plain",))
    assert body is not None
    text = " ".join(body.get_content().split())
    assert "Correction to the page of" in text
    assert RIGHT in text
    assert PRICE in text
    assert COMET not in text
    assert not list(reply.iter_attachments())


def test_a_long_domain_breaks_no_thread_and_another_sender_answers_what_was_sent(
    tmp_path: Path, summarise: Summarise
) -> None:
    with morning(tmp_path) as world:
        domain = f"{'newsroom.' * 8}example.org"
        reconfigured(world, "page@example.org", f"page@{domain}")
        first(world, summarise)
        then(world)
        reconfigured(world, f"page@{domain}", "page@example.net")
        world.run(summarise, "run", JOB)
        wrong, _, reply = world.mailed
        assert domain in wrong["Message-ID"]
        assert reply["In-Reply-To"] == reply["References"] == wrong["Message-ID"]
        content = world.box.taken[-1].content
        assert isinstance(content, bytes)
        assert f"References: {wrong['Message-ID']}\r\n".encode() in content


def test_the_webhook_gets_an_event_with_what_was_said_what_holds_and_of_which_page(
    world: World, summarise: Summarise
) -> None:
    world.run(summarise, "run", JOB)
    assert events(world) == ["page", "page", "correction"]
    wrong, page, told = world.posted
    assert told["wrong"] == {name: wrong[name] for name in ("key", "run", "at", "headline")}
    assert told["run"] == page["run"]
    (correction,) = told["corrections"]
    assert correction["was"] == PRICE
    assert correction["now"]["text"] == RIGHT
    assert correction["page"] == wrong["run"]
    cited = {citation["document"] for citation in correction["now"]["citations"]}
    assert cited == {source["id"] for source in told["sources"]}
    assert len({post["key"] for post in world.posted}) == 3


def test_the_file_as_it_was_delivered_has_the_erratum_on_top(
    world: World, summarise: Summarise
) -> None:
    (page,) = world.pages
    before = page.read_text(encoding="utf-8")
    world.run(summarise, "run", JOB)
    after = page.read_text(encoding="utf-8")
    assert after != before
    assert after.index(RIGHT) < after.index("The sluice of Orle")
    kept = [MARK.sub("", line) for line in before.splitlines() if not line[:1].isdigit()]
    assert [line for line in kept if line not in MARK.sub("", after)] == []
    latest = page.with_name("latest.md")
    assert latest.resolve() != page.resolve()
    assert RIGHT in latest.read_text(encoding="utf-8")


def test_beside_a_file_that_somebody_changed_it_has_a_file_of_its_own(
    world: World, summarise: Summarise
) -> None:
    (page,) = world.pages
    page.write_text(f"{page.read_text()}A note of mine.\n")
    before = page.read_bytes()
    world.run(summarise, "run", JOB)
    assert page.read_bytes() == before
    beside = page.with_name(f"{page.stem}.erratum.md")
    assert RIGHT in beside.read_text(encoding="utf-8")
    assert "Correction to the page of" in beside.read_text(encoding="utf-8")


def test_a_file_that_was_deleted_stays_away(world: World, summarise: Summarise) -> None:
    (page,) = world.pages
    page.unlink()
    said = world.run(summarise, "run", JOB)
    assert not list(page.parent.glob("*erratum*"))
    assert "does not have" not in said


def test_a_file_that_always_holds_the_newest_page_has_it_on_that(
    tmp_path: Path, summarise: Summarise
) -> None:
    with morning(tmp_path) as world:
        reconfigured(world, "pages/{job}-%Y-%m-%d.md", "pages/newest.md")
        first(world, summarise)
        then(world)
        world.run(summarise, "run", JOB)
        assert [one.name for one in world.pages] == ["newest.md"]
        assert world.pages[0].read_text(encoding="utf-8").count(RIGHT) == 1


def test_a_copy_in_place_of_the_link_that_latest_is_goes_along(
    tmp_path: Path, summarise: Summarise
) -> None:
    """Where the system can't make links; else it would be taken for a file of somebody's own."""
    with morning(tmp_path) as world:
        first(world, summarise)
        then(world)
        (page,) = world.pages
        latest = page.with_name("latest.md")
        latest.unlink()
        latest.write_bytes(page.read_bytes())
        reconfigured(world, "pages/{job}-%Y-%m-%d.md", "elsewhere/{job}-%Y-%m-%d.md")
        world.run(summarise, "run", JOB)
        assert RIGHT in page.read_text(encoding="utf-8")
        assert latest.read_bytes() == page.read_bytes()


@pytest.mark.parametrize("form", ["html", "txt", "pdf", "json"])
def test_every_format_has_it_on_top(form: str, tmp_path: Path, summarise: Summarise) -> None:
    with morning(tmp_path) as world:
        reconfigured(world, "%d.md", f"%d.{form}")
        first(world, summarise)
        then(world)
        (path,) = world.pages
        before = path.read_bytes()
        world.run(summarise, "run", JOB)
        after = path.read_bytes()
        assert after != before
        if form == "json":
            page, was = json.loads(after), json.loads(before)
            (correction,) = page.pop("corrections")
            assert correction["now"]["text"] == RIGHT
            assert page["stories"] == was["stories"]
            known = {source["id"] for source in page["sources"]}
            assert {c["document"] for c in correction["now"]["citations"]} <= known


def test_a_chat_gets_a_message_that_names_the_page(tmp_path: Path, summarise: Summarise) -> None:
    with morning(tmp_path) as world:
        (world.folder / "own.jinja").write_text(
            '{"event": {{ event }}, "key": {{ key }}, "title": {{ headline }}, "link": {{ link }},'
            ' "text": {{ stories("plain", most=3000).text }}}'
        )
        more = 'kind = "webhook"\ntemplate = "own.jinja"\nlink = "https://page.example/%Y-%m-%d"'
        reconfigured(world, 'kind = "webhook"', more)
        first(world, summarise)
        then(world)
        world.run(summarise, "run", JOB)
        wrong, page, told = world.posted
        assert told["title"].startswith("Correction to the page of ")
        assert told["title"].endswith(wrong["title"])
        assert RIGHT in told["text"]
        assert PRICE in told["text"]
        assert told["link"] == wrong["link"]
        assert told["key"] not in (wrong["key"], page["key"])


def test_a_target_that_never_had_the_wrong_page_gets_no_erratum(
    tmp_path: Path, summarise: Summarise
) -> None:
    with morning(tmp_path) as world:
        text = world.config.read_text(encoding="utf-8")
        head, *_ = text.rsplit("[[jobs.morning.outputs]]", 2)
        world.config.write_text(head, encoding="utf-8")
        first(world, summarise)
        world.config.write_text(text, encoding="utf-8")
        then(world)
        world.run(summarise, "run", JOB)
        assert events(world) == ["page"]
        assert len(world.mailed) == 1


def test_who_wants_none_gets_none(world: World, summarise: Summarise) -> None:
    text = world.config.read_text(encoding="utf-8")
    world.config.write_text(text.replace("attempts = 1", "attempts = 1\nerrata = false"))
    world.run(summarise, "run", JOB)
    assert events(world) == ["page", "page"]
    assert len(world.mailed) == 2


def test_what_failed_is_told_by_the_status_and_tried_by_the_next_run(
    world: World, summarise: Summarise
) -> None:
    world.answers += [200, 500]
    said = world.run(summarise, "run", JOB, code=5)
    run = world.posted[-1]["run"]
    assert f"webhook does not have the correction of the page of run {world.posted[0]['run']}" in (
        said
    )
    assert f"summarise deliver {run} sends it, and errata = false at the output" in said
    status = world.run(summarise, "status")
    assert f"a correction is not delivered to webhook: summarise deliver {run} sends it" in status
    world.report("radio.txt", f"{COMET} A second one was found by its side, the finders say.")
    world.run(summarise, "run", JOB)
    assert len(corrections(world)) == 1
    assert len(world.mailed) == 4
    assert "a correction" not in world.run(summarise, "status")
    shown = world.run(summarise, "history", "show", run)
    assert f"put right of run {world.posted[0]['run']}, at webhook: sent" in shown
    world.run(summarise, "run", JOB)
    assert len(corrections(world)) == 1


def test_an_erratum_to_nobody_who_still_is_a_target_is_not_waited_for(
    world: World, summarise: Summarise
) -> None:
    world.answers += [200, 500]
    world.run(summarise, "run", JOB, code=5)
    head, tail = world.config.read_text(encoding="utf-8").split(
        '[[jobs.morning.outputs]]\nkind = "w'
    )
    mail = tail.partition("[[jobs.morning.outputs]]")[2]
    world.config.write_text(f"{head}[[jobs.morning.outputs]]{mail}", encoding="utf-8")
    assert "a correction" not in world.run(summarise, "status")
    world.run(summarise, "run", JOB)


@pytest.mark.parametrize("point", ["remembered", *ERRATA])
def test_after_a_kill_each_target_has_it_once(
    point: str, world: World, summarise: Summarise, forks: Forks
) -> None:
    world.killed(forks, point)
    in_doubt = point == "at the first erratum, and not noted"  # by the names of targets: the mail's
    said = world.run(summarise, "run", JOB, code=5 if in_doubt else 0)
    assert ("the correction may have arrived" in said) == in_doubt
    assert len(corrections(world)) == 1
    replies = [mail for mail in world.mailed if mail["In-Reply-To"]]
    assert len(replies) == 1
    page = min(world.pages, key=lambda one: len(one.name))
    assert page.read_text(encoding="utf-8").count(RIGHT) == 1
    assert not list(page.parent.glob("*erratum*"))
    before = len(world.posted), len(world.mailed), page.read_bytes()
    if in_doubt:
        run = corrections(world)[0]["run"]
        world.run(summarise, "deliver", str(run))
        assert len(world.mailed) == before[1] + 1
        assert "a correction" not in world.run(summarise, "status")


@pytest.mark.parametrize("name", [*TEMPLATES, "notify"])
def test_every_chat_has_room_for_it(name: str) -> None:
    page, wrong = replace(briefing(), run="run-2"), replace(briefing("Bridge shut"), run="run-0")
    small = erratum(page, wrong)
    if name == "notify":
        text = excerpt(printed(small), "plain", 1000).text
    else:
        about = dict.fromkeys(("job", "run", "occasion", "at", "key", "link", "topic"), "x")
        text = ChatTemplate(name).render(small, **about).decode()
        assert "Correction to the page of" in text
    assert "Three died." in text
    assert "Two died." in text
    assert "The bridge is closed" not in text
