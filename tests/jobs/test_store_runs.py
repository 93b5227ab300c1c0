"""What the store keeps of runs, and when it counts."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from summarise.config import StoreConfig
from summarise.database import default_place, place
from summarise.errors import InputError, StoreError
from summarise.jobs.rows import Delivery
from summarise.jobs.store import Store
from summarise.models.threads import each
from summarise.types import Memory
from tests.jobs.kept import LONG_AGO, MORNING, briefing, day, go_through, run, seen, told, validator


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "summarise.db") as store:
        yield store


def test_a_run_is_kept_as_it_goes_on(store: Store) -> None:
    store.start(run())
    assert store.run("r1") == run()
    assert store.unfinished("morning") == run()
    store.loaded("r1", b"what was read", [seen("a")], [validator("https://a.example/")])
    assert store.run("r1").state == "loaded"
    assert store.request("r1") == b"what was read"
    assert store.briefing("r1") is None
    store.written("r1", briefing())
    assert store.briefing("r1") == briefing()
    store.commit("r1", [told("It was closed.")], day(1), "fine")
    done = store.run("r1")
    assert done == replace(
        run(), state="done", ended=day(1), note="fine", sources=4, failed_sources=1, documents=3,
        statements=2, degraded=1, calls=7, tokens=900, usd=0.25,
    )  # fmt: skip
    assert store.unfinished("morning") is None


def test_what_is_in_hand_counts_only_once_the_run_is_committed(store: Store) -> None:
    store.start(run())
    store.loaded("r1", b"request", [seen("a")], [validator("https://a.example/")])
    store.written("r1", briefing())
    assert store.memory("morning", LONG_AGO) == Memory()
    assert store.seen("morning", ["a", "b"]) == frozenset()
    assert store.validators("morning") == {}
    store.commit("r1", [told("It was closed."), told("It is open.")], day(1))
    assert store.memory("morning", LONG_AGO) == Memory(
        (told("It was closed."), told("It is open.")), MORNING
    )
    assert store.seen("morning", ["a", "b"]) == {"a"}
    found = store.validators("morning")
    assert found == {"https://a.example/": validator("https://a.example/")}
    with pytest.raises(StoreError, match="nothing is kept to go on with"):
        store.request("r1")


@pytest.mark.parametrize("state", ["failed", "abandoned"])
def test_a_run_that_fails_leaves_its_page_and_nothing_to_remember(store: Store, state: str) -> None:
    store.start(run())
    store.loaded("r1", b"request", [seen("a")], [validator("https://a.example/")])
    store.written("r1", briefing())
    store.end("r1", "failed" if state == "failed" else "abandoned", day(1), "no model")
    assert (store.run("r1").state, store.run("r1").note) == (state, "no model")
    assert store.briefing("r1") == briefing()
    assert store.memory("morning", LONG_AGO) == Memory()
    assert store.counts()["pending"] == 0
    assert store.unfinished("morning") is None


def test_a_run_without_a_page_can_end_well_and_is_no_last_page(store: Store) -> None:
    go_through(store, "r1")
    store.start(run("r2", at=day(1)))
    store.loaded("r2", b"", [seen("b")], [])
    store.commit("r2", [], day(1), "nothing new")
    assert store.memory("morning", LONG_AGO).since == MORNING
    assert store.seen("morning", ["b"]) == {"b"}


def test_jobs_do_not_know_of_each_other(store: Store) -> None:
    go_through(store, "r1", "morning")
    go_through(store, "r2", "evening", day(1))
    assert [one.run for one in store.memory("morning", LONG_AGO).reported] == ["r1"]
    assert store.seen("morning", ["r1-doc", "r2-doc"]) == {"r1-doc"}
    assert [one.id for one in store.runs("evening")] == ["r2"]
    assert store.memory("noon", LONG_AGO) == Memory()


def test_memory_goes_back_to_a_day_and_is_oldest_first(store: Store) -> None:
    for number in (2, 0, 1):
        go_through(store, f"r{number}", at=day(number))
    found = store.memory("morning", day(1))
    assert [one.run for one in found.reported] == ["r1", "r2"]
    assert found.since == day(2)
    assert store.memory("morning", day(9)) == Memory((), day(2))


def test_runs_are_listed_newest_first(store: Store) -> None:
    for number in range(5):
        store.start(run(f"r{number}", at=day(number // 2)))
    assert [one.id for one in store.runs(limit=3)] == ["r4", "r3", "r2"]
    assert store.runs("nobody") == ()


def test_the_beginning_of_an_id_names_a_run_if_no_other_has_it(store: Store) -> None:
    for name in ("20250602-ab", "20250602-cd", "2025"):
        store.start(run(name))
    assert store.run("20250602-a").id == "20250602-ab"
    assert store.run("2025").id == "2025"
    with pytest.raises(InputError, match='more than one run begins "20250602"'):
        store.run("20250602")
    for name in ("nope", "", "%", "20250602_"):
        with pytest.raises(InputError, match="no run is called, or begins"):
            store.run(name)


def test_the_newest_unfinished_run_is_the_one_to_go_on_with(store: Store) -> None:
    store.start(run("old"))
    store.start(run("new", at=day(1)))
    found = store.unfinished("morning")
    assert found is not None
    assert found.id == "new"


def test_what_became_of_a_delivery_takes_the_place_of_what_was_known(store: Store) -> None:
    store.start(run())
    mail = Delivery("r1", "email", "sending", MORNING)
    store.delivered(mail)
    store.delivered(Delivery("r1", "a file", "sent", MORNING, "/page.md"))
    store.delivered(replace(mail, state="sent", at=day(1), detail="2 readers"))
    store.end("r1", "failed", day(1), "")
    store.delivered(replace(mail, state="doubtful", at=day(2)))  # one that ended can be sent again
    assert store.deliveries("r1") == (
        Delivery("r1", "a file", "sent", MORNING, "/page.md"),
        Delivery("r1", "email", "doubtful", day(2)),
    )
    with pytest.raises(StoreError):
        store.delivered(Delivery("nobody", "email", "sent", MORNING))


def test_a_run_that_has_ended_stays_as_it_is(store: Store) -> None:
    go_through(store, "r1")
    changes: tuple[Callable[[], None], ...] = (
        lambda: store.loaded("r1", b"", [], []),
        lambda: store.written("r1", briefing()),
        lambda: store.commit("r1", [], day(3)),
        lambda: store.end("r1", "failed", day(3), ""),
        lambda: store.commit("never begun", [], day(3)),
    )
    for change in changes:
        with pytest.raises(StoreError, match="is under way"):
            change()
    with pytest.raises(StoreError, match="UNIQUE"):
        store.start(run())
    assert store.run("r1").state == "done"


def test_a_phase_that_is_done_again_replaces_what_it_left(store: Store) -> None:
    store.start(run())
    store.loaded("r1", b"first", [seen("a")], [])
    store.loaded("r1", b"second", [seen("b")], [])
    store.written("r1", replace(briefing(), headline="first"))
    store.written("r1", briefing())
    store.commit("r1", [], day(1))
    assert store.seen("morning", ["a", "b"]) == {"b"}
    assert store.briefing("r1") == briefing()


def test_times_of_other_zones_are_the_same_times(store: Store) -> None:
    east = datetime(2025, 6, 2, 8, 30, tzinfo=timezone(timedelta(hours=2)))
    assert east == MORNING
    go_through(store, "r1", at=east)
    assert store.run("r1").began == MORNING
    assert len(store.memory("morning", MORNING).reported) == 1


def test_what_utf_8_can_not_hold_is_kept_all_the_same(store: Store) -> None:
    strange = replace(briefing(), headline="half \ud83d of a pair \x00 and a nought")
    store.start(run())
    store.loaded("r1", b"\xff\x00", [replace(seen("a"), title="\ud83d")], [])
    store.written("r1", strange)
    store.commit("r1", [told("\ud83d is told")], day(1), "\ud83d")
    assert store.briefing("r1") == strange
    assert store.memory("morning", LONG_AGO).reported[0].text == "\ufffd is told"
    assert store.check() == ()


def test_threads_share_it(store: Store) -> None:
    each(lambda n: go_through(store, f"r{n}", f"job-{n % 3}", day(n)), range(30), workers=8)
    assert len(store.runs(limit=100)) == 30
    assert store.check() == ()


def test_it_is_there_for_the_next_process_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folders" / "summarise.db"
    with Store.open(path) as store:
        go_through(store, "r1")
        beside = [path, *path.parent.glob(f"{path.name}-*")]
        assert len(beside) == 3
        assert {stat.S_IMODE(one.stat().st_mode) for one in beside} == {0o600}
    (tmp_path / "usual").mkdir()  # pages may lie beside it, for others to read
    usual = stat.S_IMODE((tmp_path / "usual").stat().st_mode)
    assert {stat.S_IMODE(one.stat().st_mode) for one in path.parents[:2]} == {usual}
    with Store.open(path) as store:
        assert store.run("r1").state == "done"


def test_it_lies_in_the_users_state_folder_unless_the_config_says_where(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert place(StoreConfig()) == default_place() == tmp_path / "summarise" / "summarise.db"
    assert place(StoreConfig("~/mine.db")) == tmp_path / "mine.db"
    Store.open(None).close()
    assert default_place().exists()


def test_importing_the_config_does_not_load_it() -> None:
    script = "import summarise.config, sys; sys.exit('summarise.store' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], timeout=60, check=False).returncode == 0
