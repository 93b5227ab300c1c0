"""summarise history, why and store, as a user meets them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from summarise.jobs.rows import Delivery
from summarise.jobs.store import Store
from summarise.types import Section
from tests.commandline import Summarise
from tests.jobs.kept import MORNING, briefing, day, go_through, run, state


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A config with a job of another time zone, whose store is beside it."""
    path = tmp_path / "config.toml"
    path.write_text(
        '[store]\npath = "kept.db"\n'
        '[jobs.berlin]\nsources = ["reports/"]\ntime_zone = "Europe/Berlin"\n'
    )
    return path


@pytest.fixture
def store(tmp_path: Path, config: Path) -> Path:
    """Three runs: a good one, one of the other job that failed, and one that was killed."""
    path = tmp_path / "kept.db"
    with Store.open(path) as store:
        go_through(store, "20250602-a1")
        store.delivered(Delivery("20250602-a1", "email", "sent", day(0), "2 readers"))
        store.delivered(Delivery("20250602-a1", "hook", "failed", day(0), "503"))
        store.start(run("20250603-b2", "berlin", day(1)))
        store.end(
            "20250603-b2", "failed", day(1) + timedelta(minutes=1), "no source\ncould be read"
        )
        store.start(run("20250604-c3", "gone", day(2)))
    return path


class TestHistory:
    def test_the_runs_are_listed_newest_first_each_in_its_time_zone(
        self, summarise: Summarise, config: Path, store: Path
    ) -> None:
        ran = summarise("history", "--config", config)
        assert (ran.code, ran.err) == (0, "")
        assert [line.split() for line in ran.text.splitlines()] == [
            "RUN JOB BEGAN STATE REPORTS STATEMENTS DELIVERED NOTE".split(),
            "20250604-c3 gone 2025-06-04 06:30 UTC begun 0 0 -".split(),
            "20250603-b2 berlin 2025-06-03 08:30 CEST failed 0 0 - no source could be read".split(),
            "20250602-a1 morning 2025-06-02 06:30 UTC done 3 2 1 of 2".split(),
        ]

    def test_one_job_or_some_runs_can_be_asked_for(
        self, summarise: Summarise, config: Path, store: Path
    ) -> None:
        ran = summarise("history", "--job", "berlin", "--config", config)
        assert "b2" in ran.text
        assert "a1" not in ran.text
        ran = summarise("history", "--limit", 1, "--config", config)
        assert len(ran.text.splitlines()) == 2
        ran = summarise("history", "--job", "nobody", "--config", config)
        assert (ran.code, ran.text) == (1, 'no run of the job "nobody" is kept\n')
        for number in ("0", "-1", "x"):
            ran = summarise("history", f"--limit={number}", "--config", config)
            assert (ran.code, "from 1 on" in ran.err) == (2, True)

    @pytest.mark.parametrize("order", [(), ("after",)])
    def test_a_run_is_shown_with_what_became_of_it_and_its_page(
        self, summarise: Summarise, config: Path, store: Path, order: tuple[str, ...]
    ) -> None:
        where = ("--config", config)
        ran = summarise(
            "history", *(() if order else where), "show", "20250602", *where * bool(order)
        )
        assert (ran.code, ran.err) == (0, "")
        head, _, page = ran.text.partition("\n\n")
        assert head.splitlines() == [
            "run 20250602-a1 of the job morning: done",
            "began 2025-06-02 06:30 UTC, ended 2025-06-02 06:32 UTC",
            "read 3 reports from 4 sources, told 2 statements",
            "not read: https://down.example/feed: it does not answer",
            "not read: reports/empty.txt: it is empty",
            "degraded: the headline was quoted",
            "asked models 7 times, for 900 tokens and 0.2500 USD",
            "delivered to email: sent (2 readers), 2025-06-02 06:30 UTC",
            "delivered to hook: failed (503), 2025-06-02 06:30 UTC",
        ]
        assert page.startswith("# Cracks close the bridge")

    def test_a_format_gives_the_page_alone(
        self, summarise: Summarise, config: Path, store: Path
    ) -> None:
        ran = summarise("history", "show", "--format", "json", "20250602-a1", "--config", config)
        assert (ran.code, ran.err) == (0, "")
        assert json.loads(ran.out)["headline"] == "Cracks close the bridge"
        ran = summarise("history", "show", "20250602-a1", "--format", "pdf", "--config", config)
        assert ran.out.startswith(b"%PDF")

    def test_a_run_without_a_page_says_so(
        self, summarise: Summarise, config: Path, store: Path
    ) -> None:
        ran = summarise("history", "show", "20250603", "--config", config)
        assert (ran.code, ran.text.splitlines()[-1]) == (0, "it came to no page")
        ran = summarise("history", "show", "20250603", "--format", "md", "--config", config)
        assert (ran.code, ran.out) == (2, b"")
        assert "came to no page; its state is failed" in ran.err

    def test_a_run_that_is_not_there_or_not_named_is_said(
        self, summarise: Summarise, config: Path, store: Path
    ) -> None:
        for name, problem in (
            ("2030", 'begins, "2030"'),
            ("2025", 'more than one run begins "2025"'),
        ):
            ran = summarise("history", "show", name, "--config", config)
            assert (ran.code, ran.out) == (2, b"")
            assert problem in ran.err
        assert "name a run" in summarise("history", "show").err


class TestWhy:
    def test_a_statement_is_shown_with_its_reports_and_where_it_went(
        self, summarise: Summarise, config: Path, store: Path
    ) -> None:
        ran = summarise("why", "the bridge was CLOSED", "--config", config)
        assert (ran.code, ran.err) == (0, "")
        lines = ran.text.splitlines()
        assert lines[0] == "2025-06-02 06:30 UTC, job morning, run 20250602-a1 (done)"
        assert lines[1:7] == [
            "  told: The Halvorsen bridge was closed on Thursday.",
            "    The Herald, “Bridge shut”, 2025-06-02 06:30 UTC, https://herald.example/1",
            "      “Inspectors closed the Halvorsen bridge on Thursday, officials in Tårn said.”",
            "    merged into it: The Copy, “Bridge is shut”, 2025-06-02 06:30 UTC, "
            "https://copy.example/1 (rule near, score 0.97)",
            "    merged into it: a sentence of The Wire, “Cracks found”, https://wire.example/1 "
            "(rule meaning, score 0.90)",
            "  refused: The bridge is gone.",
        ]
        assert "  delivered to email: sent (2 readers)" in lines

    @pytest.mark.parametrize(
        ("words", "shown"),
        [
            (("officials", "tarn"), "told: The Halvorsen bridge"),  # only what it cites has them
            (("six hurt",), "corrected: Six people were hurt.\n"
                            "    page of 2025-06-02 said: Four people were hurt."),
            (("four people",), "corrected: Six people were hurt."),
            (("two hangers",), "differs: Two hangers have cracks.\n"
                               "    the accounts differ on hangers with cracks: two"),
            (("ferries",), "left off: Ferries run every hour.\n"
                           "    reported before on 1 June 2025"),
            (("bridge gone",), "refused: The bridge is gone.\n    no report says so"),
            (("copy", "shut"), "merged: Bridge is shut\n"
                               "    into The Herald — Bridge shut (rule near, score 0.97)"),
        ],
    )  # fmt: skip
    def test_whatever_a_page_holds_of_the_words_is_found(
        self,
        summarise: Summarise,
        config: Path,
        store: Path,
        words: tuple[str, ...],
        shown: str,
    ) -> None:
        assert f"  {shown}" in summarise("why", *words, "--config", config).text

    def test_the_newest_pages_come_first_and_no_more_than_asked_for(
        self, summarise: Summarise, config: Path, store: Path
    ) -> None:
        with Store.open(store) as file:
            for number in range(3, 10):
                go_through(file, f"run-{number}", "berlin", day(number))
        ran = summarise("why", "bridge", "--limit", 2, "--config", config)
        heads = [line for line in ran.text.splitlines() if "job" in line]
        assert [line.partition("run ")[2] for line in heads] == ["run-9 (done)", "run-8 (done)"]
        assert "08:30 CEST" in heads[0]
        ran = summarise("why", "bridge", "--job", "morning", "--config", config)
        assert "20250602-a1" in ran.text
        assert "run-" not in ran.text
        assert "delivered nowhere" in summarise("why", "bridge", "--config", config).text

    def test_words_that_no_page_has_are_said(
        self, summarise: Summarise, config: Path, store: Path
    ) -> None:
        ran = summarise("why", "bridge", "opened", "--config", config)
        assert (ran.code, ran.err) == (1, "")
        assert ran.text == 'no page that is kept says anything of "bridge opened"\n'
        for words in ("", "!?"):
            ran = summarise("why", words, "--config", config)
            assert (ran.code, "no word to look for" in ran.err) == (2, True)
        assert "name the words" in summarise("why").err

    def test_what_others_wrote_does_not_drive_the_terminal(
        self, summarise: Summarise, config: Path, store: Path
    ) -> None:
        evil = state("The bridge \x1b[2J was\nclosed\u202e twice.", "herald")
        page = replace(briefing(), stories=(Section("One", (evil,)),))
        with Store.open(store) as file:
            file.start(run("evil", at=MORNING - timedelta(days=1)))
            file.written("evil", page)
        for command in (("why", "closed twice"), ("history", "show", "evil")):
            ran = summarise(*command, "--config", config)
            assert (ran.code, "twice" in ran.text) == (0, True)
            assert not {"\x1b", "\u202e"} & set(ran.text)


class TestStore:
    def test_it_is_looked_through_and_told_how_much_is_in_it(
        self, summarise: Summarise, config: Path, store: Path
    ) -> None:
        for action in ((), ("check",)):
            ran = summarise("store", *action, "--config", config)
            assert (ran.code, ran.err) == (0, "")
            assert ran.text.splitlines()[0] == f"{store}: all is well"
            assert "MB: 3 runs, 0 pending, 1 pages, 2 deliveries, 1 reported, 1 seen" in ran.text
            assert "began 2025-06-02 06:30 UTC, the newest 2025-06-04 06:30 UTC" in ran.text

    def test_damage_is_an_error(self, summarise: Summarise, config: Path, store: Path) -> None:
        with Store.open(store) as file:
            file._database.ask("UPDATE pages SET briefing = x'00'")
        ran = summarise("store", "check", "--config", config)
        assert ran.code == 2
        assert "the page of the run 20250602-a1 can't be read" in ran.text
        assert "put it aside" in ran.err

    def test_it_is_copied(
        self, summarise: Summarise, config: Path, store: Path, tmp_path: Path
    ) -> None:
        copy = tmp_path / "copy.db"
        ran = summarise("store", "backup", copy, "--config", config)
        assert (ran.code, ran.err) == (0, "")
        with Store.open(copy) as file:
            assert file.run("20250602-a1").state == "done"
        ran = summarise("store", "backup", copy, "--config", config)
        assert (ran.code, "is there already" in ran.err) == (2, True)
        ran = summarise("store", "backup", tmp_path / "no" / "copy.db", "--config", config)
        assert ran.err.endswith("(No such file or directory); name another file\n")
        assert "name the new file" in summarise("store", "backup", "--config", config).err

    def test_its_place_is_printed(self, summarise: Summarise, config: Path, tmp_path: Path) -> None:
        ran = summarise("store", "path", "--config", config)
        assert (ran.code, ran.text) == (0, f"{tmp_path}/kept.db\n")

    @pytest.mark.parametrize(
        "command",
        [("history",), ("history", "show", "a"), ("why", "a"), ("store", "check"),
         ("store", "backup", "copy")],
    )  # fmt: skip
    def test_to_look_at_a_store_that_is_not_there_makes_none(
        self, summarise: Summarise, config: Path, tmp_path: Path, command: tuple[str, ...]
    ) -> None:
        ran = summarise(*command, "--config", config)
        assert (ran.code, ran.out) == (2, b"")
        assert "kept.db: nothing is kept yet; summarise run JOB begins it" in ran.err
        assert not (tmp_path / "kept.db").exists()

    def test_a_file_that_is_no_store_is_said(
        self, summarise: Summarise, config: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "kept.db").write_bytes(b"no database " * 100)
        ran = summarise("history", "--config", config)
        assert (ran.code, ran.out) == (2, b"")
        assert "kept.db: it is no database; put it aside" in ran.err
        assert "Traceback" not in ran.err
