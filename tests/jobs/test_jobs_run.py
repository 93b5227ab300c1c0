"""Runs of a job through the command line, with real servers on this machine."""

from __future__ import annotations

import json
import re
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from summarise.errors import StoreError
from summarise.jobs.rows import Run
from summarise.jobs.store import Store
from summarise.types import Briefing, Record
from tests.commandline import Summarise
from tests.forked import Forks
from tests.jobs.postbox import DROP
from tests.jobs.world import JOB, World, morning
from tests.pipeline.running import echo
from tests.scripted import answering

SCHEDULE = 'schedule = "30 6 * * *"'


def test_a_run_reads_writes_delivers_and_remembers(tmp_path: Path, summarise: Summarise) -> None:
    with morning(tmp_path) as world:
        assert world.run(summarise, "run", JOB) == ""  # cron mails whatever a job says
        page = world.pages[0].read_text(encoding="utf-8")
        assert "ran aground off Tarn" in page
        assert "bakers" in page
        assert (tmp_path / "pages/latest.md").read_text(encoding="utf-8") == page
        assert [post["job"] for post in world.posted] == [JOB]
        assert world.mailed[0]["To"] == "desk@example.org"
        assert JOB in world.run(summarise, "history")


def test_a_second_run_tells_only_what_is_new(tmp_path: Path, summarise: Summarise) -> None:
    with morning(tmp_path) as world:
        world.run(summarise, "run", JOB)
        world.report(
            "later.txt",
            "The ferry Aurel ran aground off Tarn on Monday with 120 people on board. "
            "A tug pulled the Aurel free on Tuesday at high water, the coast guard said.",
        )
        world.run(summarise, "run", JOB)
        first, second = (post["page"] for post in world.posted)
        texts = [one["text"] for story in second["stories"] for one in story["statements"]]
        assert any("tug" in text for text in texts)
        assert not any("120 people" in text for text in texts)
        assert second["since"] is not None
        with Store.open(tmp_path / "store/summarise.db") as store:
            assert store.counts()["seen"] == 4
            store.forget(datetime.fromisoformat(second["date"]))  # all but what it has read now
            assert store.counts()["seen"] == 4
        assert first["headline"] != second["headline"]
        assert len(world.pages) == 2


def test_a_quiet_day_has_an_honest_short_page_or_none(tmp_path: Path, summarise: Summarise) -> None:
    with morning(tmp_path) as world:
        world.run(summarise, "run", JOB)
        world.a_day_later()
        world.run(summarise, "run", JOB)
        assert world.posted[1]["page"]["stories"] == []
        assert "Nothing new" in world.posted[1]["page"]["headline"]
        text = world.config.read_text(encoding="utf-8")
        world.config.write_text(
            text.replace("[jobs.morning]", "[jobs.morning]\nskip_when_empty = true")
        )
        world.run(summarise, "run", JOB)
        assert "no page was sent" in world.run(summarise, "history")
        assert len(world.posted) == 2


@pytest.mark.parametrize(("job", "flags"), [("", ()), (SCHEDULE, ("--again",))])
def test_a_second_page_of_a_day_without_news_does_not_take_the_place_of_the_first(
    tmp_path: Path, summarise: Summarise, job: str, flags: tuple[str, ...]
) -> None:
    with morning(tmp_path, job=job) as world:
        world.run(summarise, "run", JOB)
        latest = (tmp_path / "pages/latest.md").read_bytes()
        said = world.run(summarise, "run", JOB, *flags, "--dry-run")
        assert "would send: nothing: there is no news since run" in said
        said = world.run(summarise, "run", JOB, *flags, "--verbose")
        assert "nothing new since run" in said
        assert "whose page stays the latest" in said
        assert (tmp_path / "pages/latest.md").read_bytes() == latest
        assert (len(world.posted), len(world.mailed), len(world.pages)) == (1, 1, 1)
        world.report("new.txt", "The lighthouse of Orle went dark on Sunday night.")
        world.run(summarise, "run", JOB, *flags)
        assert "lighthouse" in (tmp_path / "pages/latest.md").read_text(encoding="utf-8")


def test_the_whole_days_view_tells_all_of_it_again(tmp_path: Path, summarise: Summarise) -> None:
    with morning(tmp_path, job="new_only = false") as world:
        world.run(summarise, "run", JOB)
        world.run(summarise, "run", JOB)
        first, second = (post["page"] for post in world.posted)
        assert first["stories"] == second["stories"]


def test_what_was_due_is_done_once(tmp_path: Path, summarise: Summarise) -> None:
    with morning(tmp_path, job=SCHEDULE) as world:
        world.run(summarise, "run", JOB)
        world.run(summarise, "run", JOB)
        assert len(world.posted) == 1
        world.report("new.txt", "The lighthouse of Orle went dark on Sunday night.")
        world.run(summarise, "run", JOB, "--again")
        assert len(world.posted) == 2


def test_a_source_that_fails_costs_its_items_and_is_asked_again(
    tmp_path: Path, summarise: Summarise
) -> None:
    with morning(tmp_path, sources=', "late.txt"') as world:
        said = world.run(summarise, "run", JOB, code=4)
        assert "late.txt" in said
        assert "1 of 3 sources could not be read" in world.pages[0].read_text(encoding="utf-8")
        (tmp_path / "late.txt").write_text("The lighthouse of Orle went dark on Sunday night.")
        world.run(summarise, "run", JOB)
        assert "lighthouse" in world.posted[1]["text"]


def test_without_a_single_source_there_is_no_page_and_the_run_has_failed(
    tmp_path: Path, summarise: Summarise
) -> None:
    with morning(tmp_path) as world:
        text = world.config.read_text(encoding="utf-8")
        world.config.write_text(text.replace("sources = [", 'sources = ["gone/"] # ['))
        assert "gone" in world.run(summarise, "run", JOB, code=2)
        assert "failed" in world.run(summarise, "history")
        assert world.pages == []


def test_a_target_that_fails_is_named_and_gets_the_page_later(
    tmp_path: Path, summarise: Summarise
) -> None:
    with morning(tmp_path, job=SCHEDULE) as world:
        world.answers.append(500)
        said = world.run(summarise, "run", JOB, code=5)
        assert "webhook does not have the page" in said
        assert len(world.mailed) == len(world.pages) == 1
        run = world.posted[0]["run"]
        assert f"not delivered to webhook: summarise deliver {run}" in world.run(
            summarise, "status"
        )
        world.run(summarise, "deliver", run, "--target", "file")
        assert len(world.posted) == 1  # a target that is named is the only one
        world.run(summarise, "deliver", run)
        assert "not delivered" not in world.run(summarise, "status")
        assert [post["status"] for post in world.posted] == [500, 200]
        assert world.posted[0]["key"] == world.posted[1]["key"]
        world.run(summarise, "deliver", run)
        assert len(world.posted) == 2
        world.run(summarise, "deliver", run, "--target", "email")
        assert len(world.mailed) == 2


def test_a_page_that_somebody_has_is_never_made_again_though_the_store_failed_then(
    tmp_path: Path, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("the disk is full")

    with morning(tmp_path, job=SCHEDULE) as world:
        with monkeypatch.context() as patched:
            patched.setattr(Store, "commit", full)
            assert "the disk is full" in world.run(summarise, "run", JOB, code=2)
        world.run(summarise, "run", JOB)
        assert len(world.posted) == len(world.mailed) == len(world.pages) == 1
        assert "done" in world.run(summarise, "history")


def test_the_watcher_hears_of_start_and_end_under_one_id(
    tmp_path: Path, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, UUID]] = []
    monkeypatch.setattr("summarise.jobs.ping.ping", lambda *said: told.append((said[1], said[2])))
    with morning(tmp_path, job='ping_env = "PING"') as world:
        world.run(summarise, "run", JOB)
        world.run(summarise, "run", JOB)
    (start, one), (end, same), (_, other), _ = told
    assert (start, end) == ("start", "success")
    assert one == same != other


def test_a_fault_of_ours_costs_its_own_job_alone(
    tmp_path: Path, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(run: Run, *_: object) -> None:
        raise ZeroDivisionError(run.job)

    monkeypatch.setattr("summarise.jobs.run.read", broken)
    more = '[jobs.noon]\nsources = ["reports"]'
    with morning(tmp_path, more=more) as world:
        said = world.run(summarise, "run", "--all", code=1)
    assert all(f"ZeroDivisionError: {job}" in said for job in ("noon", JOB))


def test_all_that_is_logged_of_a_run_names_it(tmp_path: Path, summarise: Summarise) -> None:
    with morning(tmp_path, sources=', "late.txt"') as world:
        world.answers.append(500)
        said = world.run(summarise, "run", JOB, "--log-format", "json", code=5)
        rows = [json.loads(line) for line in said.splitlines()]
        assert {(row["run"], row["job"]) for row in rows} == {(world.posted[0]["run"], JOB)}
        assert "error" in {row["level"] for row in rows}


def test_what_another_version_kept_of_a_run_is_read_again(
    tmp_path: Path, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
) -> None:
    with morning(tmp_path, job=SCHEDULE) as world:
        with monkeypatch.context() as patched:
            patched.setattr(Store, "request", lambda *_: b'{"documents": [], "mode": "batch"}')
            said = world.run(summarise, "run", JOB)
        assert "of another version; a run that goes on with it reads its reports again" in said
        assert len(world.posted) == 1


def test_two_runs_at_once_are_one(tmp_path: Path, forks: Forks) -> None:
    with morning(tmp_path, job=SCHEDULE) as world:
        runs = [world.begin(forks, "run", JOB) for _ in range(2)]
        codes = sorted(run.wait() for run in runs)
        assert codes in ([0, 7], [0, 0])  # 0, 0: the second came when the first had ended
        assert len(world.posted) == len(world.mailed) == len(world.pages) == 1


def test_a_dry_run_keeps_and_sends_nothing(tmp_path: Path, summarise: Summarise) -> None:
    with morning(tmp_path) as world:
        said = world.run(summarise, "run", JOB, "--dry-run")
        for part in ("3 reports from 2 sources", "pages/morning-", "1 address", "no model"):
            assert part in said
        assert not any((world.posted, world.mailed, world.pages))
        assert not (tmp_path / "store").exists()
        text = world.config.read_text(encoding="utf-8")
        world.config.write_text(text.replace("url =", 'secret_env = "UNSET"\nurl ='))
        assert "UNSET is not set" in world.run(summarise, "run", JOB, "--dry-run", code=2)
        world.config.write_text(text)
        world.run(summarise, "run", JOB)
        assert len(world.posted) == 1


MODEL = """
[briefing]
backend = "mine"
{briefing}
[backends.mine]
base_url = "http://127.0.0.1:9/v1"
model = "never asked"
context = 32000
price_in = 1.0
price_out = 2.0
"""


def test_a_dry_run_says_what_a_page_and_its_notes_would_take(
    tmp_path: Path, summarise: Summarise
) -> None:
    with morning(tmp_path, more=MODEL.format(briefing="")) as world:
        said = world.run(summarise, "run", JOB, "--dry-run")
        (whole,) = re.findall(r"would spend: about (\d+) calls: (\d+) tokens", said)
        assert whole[0] == "3"  # to write it, to shorten it if it is too long, to judge it
        assert "would spend: at most 0.0" in said
        for number in range(40):
            told = f"The quay of Lund number {number} was sold to {number + 90} men on Monday."
            world.report(f"more{number}.txt", f"{told} Its {number} cranes go to Tarn next.")
        text = world.config.read_text(encoding="utf-8")
        noted = 'condense = "notes"\nevidence_tokens = 1000'
        world.config.write_text(text.replace('backend = "mine"', f'backend = "mine"\n{noted}'))
        said = world.run(summarise, "run", JOB, "--dry-run")
        (calls,) = re.findall(r"would spend: about (\d+) calls", said)
        assert 5 < int(calls) < 10


def test_a_dry_run_says_what_would_not_be_done(tmp_path: Path, summarise: Summarise) -> None:
    with morning(tmp_path, job=f"{SCHEDULE}\nskip_when_empty = true") as world:
        world.run(summarise, "run", JOB)
        assert "is done, by run" in world.run(summarise, "run", JOB, "--dry-run")
        said = world.run(summarise, "run", JOB, "--dry-run", "--again")
        assert "would send: nothing" in said
        text = world.config.read_text(encoding="utf-8")
        world.config.write_text(f'{text}\nuser = "desk"\npassword_env = "NOT_SET"\n')
        assert "NOT_SET is not set" in world.run(summarise, "run", JOB, "--dry-run", code=2)


def test_a_job_that_is_not_there_is_named(tmp_path: Path, summarise: Summarise) -> None:
    with morning(tmp_path) as world:
        assert "noon: the config has no job of this name (it has morning)" in world.run(
            summarise, "run", "noon", code=2
        )
        assert "did you mean morning?" in world.run(summarise, "run", "mornin", code=2)
        world.run(summarise, "run")  # there is but one
        more = '[jobs.evening]\nsources = ["reports"]\n'
        world.config.write_text(world.config.read_text(encoding="utf-8") + more, encoding="utf-8")
        assert "name a job (evening, morning), or --all" in world.run(summarise, "run", code=2)


def test_the_daemon_catches_up_what_was_missed_and_ends_when_told(tmp_path: Path) -> None:
    with morning(tmp_path, job=SCHEDULE) as world:
        yesterday = datetime.now(UTC) - timedelta(days=1)
        with Store.open(tmp_path / "store/summarise.db") as store:
            store.start(Run("old", JOB, yesterday.isoformat(), yesterday))
            store.written("old", Briefing("", "", yesterday, (), (), Record()))
            store.commit("old", (), yesterday)
        with world.start("daemon") as child:
            deadline = time.monotonic() + 60
            while not world.mailed and time.monotonic() < deadline:
                time.sleep(0.05)
            child.send_signal(signal.SIGTERM)
            _, err = child.communicate(timeout=60)
        assert child.returncode == 0, err
        assert len(world.posted) == len(world.mailed) == 1
        assert re.search(r"note: morning: run \S+, 3 reports, \d+ statements\n", err), err
        assert "delivered to email: " in err


def test_what_nobody_has_is_not_told_and_comes_again(tmp_path: Path, summarise: Summarise) -> None:
    with morning(tmp_path) as world:
        only(world, "webhook")
        world.answers.append(500)
        assert "no target has the page yet" in world.run(summarise, "run", JOB, code=5)
        world.run(summarise, "run", JOB)
        failed, sent = world.posted
        assert (failed["status"], sent["status"]) == (500, 200)
        assert failed["page"]["stories"] == sent["page"]["stories"] != []
        world.a_day_later()
        world.run(summarise, "run", JOB)
        assert world.posted[-1]["page"]["stories"] == []  # by now it is told


def test_a_page_that_may_have_arrived_is_left_to_a_person(
    tmp_path: Path, summarise: Summarise
) -> None:
    with morning(tmp_path, job=SCHEDULE) as world:
        only(world, "email")
        world.box.data = [DROP]
        assert "nobody knows" in world.run(summarise, "run", JOB, code=5)
        assert "nobody knows" in world.run(summarise, "run", JOB, code=5)
        assert (world.box.begun, world.mailed) == (1, [])


def test_a_run_that_is_gone_on_with_has_the_budget_of_now(
    tmp_path: Path, summarise: Summarise, forks: Forks
) -> None:
    with answering(echo) as server:
        backend = (
            f'[backends.mine]\nbase_url = "{server.url}"\nmodel = "m"\n[cache]\nenabled = false'
        )
        more = f'[briefing]\nbackend = "mine"\n{backend}\n[budget]\ntokens = 1'
        with morning(tmp_path, job=SCHEDULE, more=more) as world:
            world.killed(forks, "read, and kept")
            text = world.config.read_text(encoding="utf-8")
            world.config.write_text(text.replace("tokens = 1", "tokens = 0"), encoding="utf-8")
            world.run(summarise, "run", JOB)
            assert world.posted[0]["page"]["record"]["calls"] > 0


def test_a_run_forgets_what_is_older_than_the_store_keeps(
    tmp_path: Path, summarise: Summarise
) -> None:
    now = datetime.now(UTC)
    days = {"recent": 300, "old": 400}
    with morning(tmp_path) as world:
        with Store.open(tmp_path / "store/summarise.db") as store:
            for name, age in days.items():
                at = now - timedelta(days=age)
                store.start(Run(name, JOB, at.isoformat(), at))
                store.written(name, Briefing("", "", at, (), (), Record()))
                store.commit(name, (), at)
        world.run(summarise, "run", JOB)
        with Store.open(tmp_path / "store/summarise.db") as store:
            assert [run.id for run in store.runs(JOB) if run.id in days] == ["recent"]


def only(world: World, kind: str) -> None:
    """Have the job deliver to the one target of this kind."""
    before, *outputs = world.config.read_text(encoding="utf-8").split("[[jobs.morning.outputs]]")
    (kept,) = [one for one in outputs if f'kind = "{kind}"' in one]
    world.config.write_text(f"{before}[[jobs.morning.outputs]]{kept}", encoding="utf-8")
