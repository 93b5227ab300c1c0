"""What the store does when it is killed, crowded, full, locked, damaged or another's."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from summarise import database
from summarise.database import Database
from summarise.errors import StoreError, UsageError
from summarise.jobs.rows import Delivery
from summarise.jobs.store import Store
from tests.forked import Forked, Forks
from tests.jobs.kept import LONG_AGO, MORNING, REQUEST, briefing, day, go_through, run, seen, told


def finished(*running: Forked) -> None:
    assert [(one.wait(), one.err) for one in running] == [(0, "") for _ in running]


def in_begun_run(path: Path) -> None:
    """Leave a run that is written and not committed, after one that was."""
    with Store.open(path) as store:
        go_through(store, "r0", at=day(0))
        store.start(run("r1", at=day(1)))
        store.loaded("r1", REQUEST, [seen(f"doc-{n}", day(1)) for n in range(5)], [])
        store.written("r1", briefing(day(1), "r1"))


STATEMENTS = 14
"""What that run's commit consists of: BEGIN, four, one for each of eight rows, COMMIT."""


def test_a_kill_anywhere_in_a_commit_leaves_all_of_it_or_nothing(
    tmp_path: Path, forks: Forks
) -> None:
    path = [tmp_path / f"{number}.db" for number in range(STATEMENTS + 1)]
    for one in path:
        in_begun_run(one)
    killing = """
        import os, signal, sys
        from pathlib import Path
        from summarise.jobs.store import Store
        from tests.jobs.kept import day, told

        def commit_and_die(path, number):
            store = Store.open(path)
            left = [number]
            def die(statement):
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            store._database.connection.set_trace_callback(die)
            store.commit("r1", [told(f"Fact {n}.", "r1", day(1)) for n in range(3)], day(2))
            os.kill(os.getpid(), signal.SIGKILL)

        for number, path in enumerate(sys.argv[1:]):
            child = os.fork()
            if not child:
                commit_and_die(Path(path), number)
            assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    """
    finished(forks.script(tmp_path, killing, *path))
    outcomes = []
    for one in path:
        with Store.open(one) as store:
            assert store.check() == ()
            done = store.run("r1").state == "done"
            outcomes.append(done)
            memory = store.memory("morning", LONG_AGO)
            assert [fact.run for fact in memory.reported] == ["r0"] + ["r1"] * 3 * done
            assert len(store.seen("morning", [f"doc-{n}" for n in range(5)])) == 5 * done
            if not done:  # and the next run goes on with it
                assert store.request("r1") == REQUEST
                store.commit("r1", [], day(2))
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {False, True}


def test_two_processes_write_at_once(tmp_path: Path, forks: Forks) -> None:
    path = tmp_path / "summarise.db"
    writing = """
        import sys
        from pathlib import Path
        from summarise.jobs.store import Store
        from tests.jobs.kept import day, go_through
        with Store.open(Path(sys.argv[1])) as store:
            for number in range(25):
                go_through(store, f"{sys.argv[2]}-{number}", sys.argv[2], day(number))
    """
    begun = [forks.script(tmp_path, writing, path, name) for name in ("morning", "evening")]
    finished(*begun)  # on a new file
    with Store.open(path) as store:
        assert len(store.runs(limit=100)) == 50
        assert len(store.memory("evening", LONG_AGO).reported) == 25
        assert store.check() == ()


def test_who_waits_too_long_for_another_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "summarise.db"
    Store.open(path).close()
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Store.open(path) as store:
        assert store.runs() == ()  # a reader never waits
        with pytest.raises(StoreError, match="another process has been writing"):
            store.start(run())
        other.execute("COMMIT")
        other.close()
        store.start(run())


def test_a_full_disk_leaves_all_as_it_was(tmp_path: Path) -> None:
    with Store.open(tmp_path / "summarise.db") as store:
        go_through(store, "r0")
        store.start(run("r1", at=day(1)))
        database = store._database
        pages = database.ask("PRAGMA page_count")[0][0]
        database.ask(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(StoreError, match="the disk is full, and nothing was changed"):
            store.loaded("r1", os.urandom(100_000), [], [])
        assert store.run("r1") == run("r1", at=day(1))
        database.ask(f"PRAGMA max_page_count = {pages + 1000}")
        store.loaded("r1", os.urandom(100_000), [], [])
        assert database.ask("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    Store.open(tmp_path / "there.db").close()
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match=r"Permission denied.*store\.path"):
        Store.open(tmp_path / "new.db")
    with pytest.raises(StoreError, match=r"may not be written|can't be opened"):
        Store.open(tmp_path / "there.db")
    tmp_path.chmod(0o700)


@pytest.mark.parametrize("errno", [1, 13, 28, 30])
def test_what_the_disk_says_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, errno: int
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno, os.strerror(errno))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StoreError, match=rf"{os.strerror(errno)}.*store\.path"):
        Store.open(tmp_path / "summarise.db")


def test_a_file_in_the_way_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"can't be kept there.*store\.path"):
        Store.open(tmp_path / "file" / "summarise.db")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "summarise.db"
    path.write_bytes(b"my diary, and no database at all. " * 100)
    with pytest.raises(StoreError, match=r"summarise\.db: it is no database; put it aside"):
        Store.open(path)
    assert path.read_bytes() == b"my diary, and no database at all. " * 100


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "summarise.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE photos (name TEXT)")
    with pytest.raises(StoreError, match="of another program"):
        Store.open(path)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT name FROM sqlite_schema").fetchall() == [("photos",)]


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "summarise.db"
    Store.open(path).close()
    newer = len(database.MIGRATIONS) + 1
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA user_version = {newer}")
    with pytest.raises(StoreError, match=rf"newer summarise \(version {newer} of the file"):
        Store.open(path)


def test_damage_is_found_and_named(tmp_path: Path) -> None:
    path = tmp_path / "summarise.db"
    with Store.open(path) as store:
        for number in range(30):
            go_through(store, f"r{number}", at=day(number))
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)
    with Store.open(path) as store:
        problems = store.check()
        assert problems
        assert all(str(path) in one for one in problems)
        with pytest.raises(StoreError, match=r"summarise\.db: it is damaged; put it aside"):
            store.runs()


def test_a_page_that_can_not_be_read_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Store.open(tmp_path / "summarise.db") as store:
        go_through(store, "r0")
        go_through(store, "r1", at=day(1))
        store.start(run("r2"))
        store.loaded("r2", REQUEST, [seen("a")], [])
        store._database.ask("UPDATE pages SET briefing = x'00' WHERE run = 'r1'")
        store._database.ask("UPDATE pending SET seen = x'00'")
        store._database.ask("UPDATE runs SET ended = '2025-06-02T06:00:00+00:00' WHERE id = 'r2'")
        problems = store.check()
        assert [one.partition(" can't")[0] for one in problems[:2]] == [
            "the page of the run r1",
            "what the run r2 read",
        ]
        assert "still there" in problems[2]
        with pytest.raises(StoreError, match="the page of the run r1 can't be read"):
            store.briefing("r1")
        store._database.ask("UPDATE runs SET ended = NULL WHERE id = 'r2'")
        store.commit("r2", [told("It was told.", "r2")], day(1))
        assert "what the run r2 read" in caplog.text
        assert [one.run for one in store.memory("morning", LONG_AGO).reported][-1] == "r1"
        assert "It was told." in {one.text for one in store.memory("morning", LONG_AGO).reported}


def test_a_row_without_its_run_is_named(tmp_path: Path) -> None:
    with Store.open(tmp_path / "summarise.db") as store:
        store._database.ask("PRAGMA foreign_keys = OFF")
        store._database.ask("INSERT INTO deliveries VALUES ('gone', 'a', 'sent', '', '', '', '')")
        (problem,) = store.check()
        assert "a row of deliveries belongs to none of runs" in problem


class TestMigrations:
    STEPS = (
        *database.MIGRATIONS,
        (
            "ALTER TABLE runs ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'",
            "UPDATE runs SET mood = 'old'",
        ),
    )

    def first(self, path: Path) -> None:
        """A file as the first version's own statements make it."""
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            for statement in database.MIGRATIONS[0]:
                file.execute(statement)
            file.execute("PRAGMA user_version = 1")
            file.execute(f"PRAGMA application_id = {database.APPLICATION}")

    def test_a_file_of_the_first_version_opens(self, tmp_path: Path) -> None:
        self.first(tmp_path / "summarise.db")
        with Store.open(tmp_path / "summarise.db") as store:
            go_through(store, "r1")
            assert store.check() == ()

    def test_what_the_first_version_knew_of_deliveries_is_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "summarise.db"
        self.first(path)
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            numbers = ", 0" * 8
            file.execute(
                "INSERT INTO runs VALUES ('r1', 'morning', 'r1', '2025-06-02T06:30:00+00:00',"
                f" 'done', NULL, ''{numbers})"
            )
            file.execute(
                "INSERT INTO deliveries VALUES ('r1', 'email', 'sent', '2025-06-02T06:31:00+00:00',"
                " 'e-mail to 2 addresses')"
            )
        with Store.open(path) as store:
            at = MORNING + timedelta(minutes=1)
            known = Delivery("r1", "email", "sent", at, "e-mail to 2 addresses")
            assert store.deliveries("r1") == (known,)
            assert store.check() == ()

    def test_each_step_is_taken_once(self, tmp_path: Path) -> None:
        self.first(tmp_path / "summarise.db")
        with Store.open(tmp_path / "summarise.db") as store:
            go_through(store, "r1")
            file = store._database
            for _ in range(2):
                database.migrate(file, self.STEPS)
            assert file.pragma("user_version") == len(self.STEPS)
            assert file.ask("SELECT mood FROM runs") == [("old",)]

    def test_a_step_that_fails_leaves_the_version_before(self, tmp_path: Path) -> None:
        with Store.open(tmp_path / "summarise.db") as store:
            file = store._database
            broken = (*self.STEPS[:-1], (self.STEPS[-1][0], "DROP TABLE nothing"))
            with pytest.raises(StoreError, match="syntax error"):
                database.migrate(file, broken)
            assert file.pragma("user_version") == len(broken) - 1
            store.start(run())


class TestUpkeep:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "summarise.db"

    def test_what_is_older_is_forgotten_with_all_that_hangs_on_it(self, path: Path) -> None:
        with Store.open(path) as store:
            for number in range(4):
                go_through(store, f"r{number}", at=day(number))
            store.start(run("killed", at=day(0)))
            store.start(run("at work", at=day(3)))
            store.loaded("at work", REQUEST, [], [])
            # Two runs, their pages and facts, what they alone had read, and the killed one.
            assert store.forget(day(2)) == 2 * 4 + 1
            assert [one.id for one in store.runs()] == ["at work", "r3", "r2"]
            assert [one.run for one in store.memory("morning", LONG_AGO).reported] == ["r2", "r3"]
            assert store.seen("morning", ["r0-doc", "r3-doc"]) == {"r3-doc"}
            assert store.validators("morning")  # it was used by later ones, too
            assert store.request("at work") == REQUEST
            assert store.forget(day(2)) == 0
            assert store.forget(day(9)) > 0
            assert set(store.counts().values()) == {0}
            assert store.check() == ()

    def test_the_room_of_what_is_forgotten_goes_back_to_the_disk(self, path: Path) -> None:
        with Store.open(path) as store:
            store.start(run())
            store.loaded("r1", os.urandom(500_000), [], [])
        with Store.open(path) as store:
            full = store.size()
            store.forget(day(1))
        with Store.open(path) as store:
            assert store.size() < full - 400_000

    def test_a_backup_is_one_file_that_opens(self, path: Path, tmp_path: Path) -> None:
        copy = tmp_path / "copy.db"
        with Store.open(path) as store:
            go_through(store, "r1")
            store.start(run("r2", at=day(1)))
            store.backup(copy)
            assert sorted(one.name for one in tmp_path.glob("*copy*")) == ["copy.db"]
            assert copy.stat().st_mode & 0o777 == 0o600
            with pytest.raises(UsageError, match="is there already"):
                store.backup(copy)
            go_through(store, "r3", at=day(2))
        with Store.open(copy) as store:
            assert [one.id for one in store.runs()] == ["r2", "r1"]
            assert store.briefing("r1") == briefing()
            assert store.check() == ()

    def test_a_backup_that_fails_leaves_nothing(
        self, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise OSError(28, os.strerror(28))

        with Store.open(path) as store:
            before = set(tmp_path.iterdir())
            with pytest.raises(UsageError, match="No such file"):
                store.backup(tmp_path / "no folder" / "copy.db")
            monkeypatch.setattr(Path, "replace", fail)
            with pytest.raises(UsageError, match="No space left"):
                store.backup(tmp_path / "copy.db")
            assert set(tmp_path.iterdir()) == before


def test_a_database_that_is_closed_says_so(tmp_path: Path) -> None:
    database = Database(tmp_path / "summarise.db")
    database.close()
    with pytest.raises(StoreError, match="closed database"):
        database.ask("SELECT 1")


def test_a_killed_writer_holds_nobody_up(tmp_path: Path, forks: Forks) -> None:
    path = tmp_path / "summarise.db"
    Store.open(path).close()
    child = forks.script(
        tmp_path,
        """
        import os, signal, sys
        from pathlib import Path
        from summarise.jobs.store import Store
        store = Store.open(Path(sys.argv[1]))
        store._database.ask("BEGIN IMMEDIATE")
        os.kill(os.getpid(), signal.SIGKILL)
        """,
        path,
    )
    assert child.wait() == -signal.SIGKILL
    with Store.open(path) as store:
        go_through(store, "r1")
        assert [one.text for one in store.memory("morning", LONG_AGO).reported] == [
            told("Told by r1.").text
        ]
