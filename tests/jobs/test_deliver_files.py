"""Pages reach their dated path whole or not at all, nothing is lost, and latest leads to them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BufferedWriter, BytesIO
from pathlib import Path

import pytest

from summarise.config import FileOutput, StdoutOutput
from summarise.errors import DeliveryError, RenderError, StoreError
from summarise.jobs.run import Tools
from summarise.jobs.targets import check
from summarise.jobs.targets import deliver as summarise_deliver
from summarise.jobs.to_file import place
from tests.forked import Forks
from tests.jobs.pages import AT, Delivering, message, text

DAY = "morning-2026-11-25.md"


def to(folder: Path, name: str = "{job}-%Y-%m-%d.md", **keys: object) -> FileOutput:
    return replace(FileOutput(path=str(folder / name)), **keys)  # type: ignore[arg-type]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_path_holds_the_day_in_the_jobs_zone_and_its_folders_are_made(
    tmp_path: Path, deliver: Delivering
) -> None:
    output = to(tmp_path, "pages/%Y/{job}-%m-%d %H%M.md")

    went = deliver(output, text("one"))

    path = tmp_path / "pages" / "2026" / "morning-11-25 0630.md"
    assert went == str(path) == str(place(output, "morning", AT))
    assert path.read_bytes() == b"md: one"
    assert deliver.begun == 1


@pytest.mark.parametrize(
    ("name", "keys", "said"),
    [
        ("page.html", {}, b"html: "),
        ("page.HTM", {}, b"html: "),
        ("page.pdf", {"format": "txt"}, b"txt: "),
        ("page", {}, b"md: "),
        ("page.dat", {}, b"md: "),
    ],
)
def test_the_format_is_the_outputs_or_that_of_the_ending_or_the_pages(
    tmp_path: Path, deliver: Delivering, name: str, keys: dict[str, object], said: bytes
) -> None:
    path = Path(deliver(to(tmp_path, name, **keys), text("")))
    assert path.read_bytes() == said


class TestTwoRunsOfOneDay:
    def test_the_second_page_takes_a_name_of_its_own(
        self, tmp_path: Path, deliver: Delivering
    ) -> None:
        output = to(tmp_path)
        went = [deliver(output, text(said)) for said in ("one", "two", "three")]

        assert [Path(one).name for one in went] == [
            DAY,
            "morning-2026-11-25-2.md",
            "morning-2026-11-25-3.md",
        ]
        assert (tmp_path / DAY).read_bytes() == b"md: one"
        assert (tmp_path / "latest.md").read_bytes() == b"md: three"

    def test_the_run_that_was_killed_after_writing_finds_its_page_again(
        self, tmp_path: Path, deliver: Delivering
    ) -> None:
        output = to(tmp_path)
        deliver(output, text("one"))
        first = deliver(output, text("two"))
        (tmp_path / "latest.md").unlink()  # killed just before

        assert deliver(output, text("two")) == first
        assert names(tmp_path) == ["latest.md", "morning-2026-11-25-2.md", DAY]
        assert (tmp_path / "latest.md").read_bytes() == b"md: two"

    def test_a_path_without_a_date_always_holds_the_newest_page(
        self, tmp_path: Path, deliver: Delivering
    ) -> None:
        output = to(tmp_path, "{job}.md")
        deliver(output, text("one"))
        deliver(output, text("two"))

        assert names(tmp_path) == ["latest.md", "morning.md"]
        assert (tmp_path / "morning.md").read_bytes() == b"md: two"


class TestLatest:
    def test_it_is_a_relative_link_that_moves_on(self, tmp_path: Path, deliver: Delivering) -> None:
        folder = tmp_path / "pages"
        deliver(to(folder), text("one"))
        deliver(to(folder), text("two", at=AT + timedelta(days=1)))
        folder.rename(tmp_path / "moved")

        latest = tmp_path / "moved" / "latest.md"
        assert latest.readlink() == Path("morning-2026-11-26.md")
        assert latest.read_bytes() == b"md: two"
        assert (tmp_path / "moved" / DAY).read_bytes() == b"md: one"

    def test_there_is_none_when_nobody_wants_it(self, tmp_path: Path, deliver: Delivering) -> None:
        deliver(to(tmp_path, latest=False), text("one"))
        assert names(tmp_path) == [DAY]

    def test_a_page_that_is_called_latest_itself_is_no_link(
        self, tmp_path: Path, deliver: Delivering
    ) -> None:
        deliver(to(tmp_path, "latest.md"), text("one"))
        assert not (tmp_path / "latest.md").is_symlink()

    def test_where_there_are_no_links_it_is_a_copy_and_yesterdays_page_stays(
        self, tmp_path: Path, deliver: Delivering, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        deliver(to(tmp_path), text("one"))

        def refuse(*_: object) -> None:
            raise OSError(1, "Operation not permitted")

        monkeypatch.setattr(Path, "symlink_to", refuse)
        for day, said in enumerate(("two", "three"), 1):
            deliver(to(tmp_path), text(said, at=AT + timedelta(days=day)))

        latest = tmp_path / "latest.md"
        assert not latest.is_symlink()
        assert latest.read_bytes() == b"md: three"
        assert (tmp_path / DAY).read_bytes() == b"md: one"
        assert len(names(tmp_path)) == 4

    def test_a_file_of_someone_elses_stays_and_the_page_is_there(
        self, tmp_path: Path, deliver: Delivering
    ) -> None:
        (tmp_path / "latest.md").write_text("my own notes")
        assert list(check(to(tmp_path), {}, job="morning", at=AT)) == [
            f"file: {tmp_path}/latest.md is a file of its own; move it away, or set latest = false"
        ]
        with pytest.raises(DeliveryError, match=f"^file: .*{DAY} holds the page, but"):
            deliver(to(tmp_path), text("one"))
        assert (tmp_path / "latest.md").read_text() == "my own notes"
        assert (tmp_path / DAY).read_bytes() == b"md: one"

    def test_whoever_reads_it_meanwhile_never_misses_it(
        self, tmp_path: Path, deliver: Delivering, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Killed at any step, latest leads to the old page or to the new one."""
        deliver(to(tmp_path), text("one"))
        steps = ("symlink_to", "replace")
        for day, step in enumerate(steps, 1):
            with monkeypatch.context() as patch:

                def killed(*_: object) -> None:
                    raise KeyboardInterrupt

                patch.setattr(Path, step, killed)
                with pytest.raises(KeyboardInterrupt):
                    deliver(to(tmp_path), text("two", at=AT + timedelta(days=day)))
            assert (tmp_path / "latest.md").read_bytes() == b"md: one"
        assert not [name for name in names(tmp_path) if name.startswith(".")]

    @pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 there")
    def test_whatever_is_killed_leaves_whole_pages_and_a_latest_that_leads_to_one(
        self, tmp_path: Path, forks: Forks
    ) -> None:
        """A real kill -9, of a process that writes one page after another."""
        folder = tmp_path / "pages"
        folder.mkdir()
        code = f"""
from datetime import timedelta
from pathlib import Path
from tests.jobs.pages import AT, Delivering, text
from tests.jobs.test_deliver_files import to
for day in range(100_000):
    Delivering()(to(Path({str(folder)!r})), text("x" * 300_000, at=AT + timedelta(days=day)))
    print(day, flush=True)
"""
        writing = forks.script(tmp_path, code)
        writing.lines(5)
        writing.kill()
        writing.wait()

        pages = [path for path in folder.iterdir() if not path.name.startswith(".")]
        assert len(pages) >= 6
        assert {path.stat().st_size for path in pages} == {300_004}
        assert (folder / "latest.md").is_symlink()


class TestWhatCanBeKnownBefore:
    def test_folders_that_can_be_made_are_no_problem(self, tmp_path: Path) -> None:
        assert list(check(to(tmp_path / "a" / "b"), {}, job="morning", at=AT)) == []
        assert names(tmp_path) == []

    def test_a_file_where_a_folder_should_be_is_one(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("")
        [problem] = check(to(tmp_path / "a"), {}, job="morning", at=AT)
        assert problem == f"file: {tmp_path}/a is no folder"

    def test_a_folder_where_the_page_should_be_is_one(self, tmp_path: Path) -> None:
        (tmp_path / DAY).mkdir()
        [problem] = check(to(tmp_path, name="{job}-%Y-%m-%d.md"), {}, job="morning", at=AT)
        assert problem.endswith(f"{DAY} is a folder; name a file in it")

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_that_may_not_be_written_is_one(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        [problem] = check(to(tmp_path), {}, job="morning", at=AT)
        tmp_path.chmod(0o700)
        assert "permission denied" in problem

    def test_a_path_that_is_none_is_told_so(self, tmp_path: Path, deliver: Delivering) -> None:
        output = to(tmp_path, "a\0b.md")
        [problem] = check(output, {}, job="morning", at=AT)
        assert problem.startswith("file: its path makes no name; write one as")
        with pytest.raises(DeliveryError, match="makes no name"):
            deliver(output)


class TestWhatGoesWrong:
    def test_a_file_in_the_way_of_the_folder_is_told_in_a_sentence(
        self, tmp_path: Path, deliver: Delivering
    ) -> None:
        (tmp_path / "a").write_text("")
        with pytest.raises(DeliveryError, match=r"can't be written \(.*\); make way") as caught:
            deliver(to(tmp_path / "a"), text("one"))
        assert not caught.value.doubtful

    def test_a_page_that_can_not_be_typeset_is_a_failure_of_its_target(
        self, tmp_path: Path, deliver: Delivering
    ) -> None:
        def fail(_: object) -> bytes:
            raise RenderError("the page could not be typeset")

        with pytest.raises(DeliveryError, match=r"^file: the page could not be typeset"):
            deliver(to(tmp_path), replace(message(), render=fail))
        assert names(tmp_path) == []

    def test_a_store_that_can_not_note_the_attempt_stops_it_as_what_it_is(
        self, tmp_path: Path
    ) -> None:
        def fail() -> None:
            raise StoreError("the store is full")

        with pytest.raises(StoreError):
            summarise_deliver(to(tmp_path), text("one"), Tools({}), fail)
        assert names(tmp_path) == []

    def test_a_full_disk_leaves_the_old_pages_and_nothing_else(
        self, small_disk: Path, deliver: Delivering
    ) -> None:
        deliver(to(small_disk), text("one"))
        with pytest.raises(DeliveryError, match="No space left on device"):
            deliver(to(small_disk), text("x" * 100_000, at=AT + timedelta(days=1)))
        assert names(small_disk) == ["latest.md", DAY]
        assert (small_disk / "latest.md").read_bytes() == b"md: one"

    @pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
    def test_a_limit_on_the_size_of_files_leaves_nothing_behind(
        self, tmp_path: Path, forks: Forks
    ) -> None:
        """In a child process: a limit can't be lifted again."""
        folder = tmp_path / "pages"
        code = f"""
import resource, signal
from pathlib import Path
from tests.jobs.pages import Delivering, text
from tests.jobs.test_deliver_files import to
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    Delivering()(to(Path({str(folder)!r})), text("x" * 5000))
except Exception as error:
    print(type(error).__name__, error)
"""
        run = forks.script(tmp_path, code)
        assert run.wait() == 0
        assert run.out.startswith("DeliveryError file: ")
        assert "File too large" in run.out
        assert names(folder) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB, where this user may make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("no small disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True, capture_output=True, timeout=60)


class TestStandardOutput:
    def test_it_gets_the_page(self, deliver: Delivering) -> None:
        deliver.stdout = BytesIO()
        assert deliver(StdoutOutput(format="txt"), text("one")) == "standard output"
        assert deliver.stdout.getvalue() == b"txt: one"
        assert list(check(StdoutOutput(), {}, job="morning", at=AT)) == []

    def test_without_one_it_is_said(self, deliver: Delivering) -> None:
        with pytest.raises(DeliveryError, match=r"^stdout: standard output is closed"):
            deliver(StdoutOutput(), text("one"))

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
    def test_one_that_takes_no_more_is_told_of(self, deliver: Delivering) -> None:
        with open("/dev/full", "wb", buffering=0) as stream:  # noqa: PTH123
            deliver.stdout = BufferedWriter(stream)
            with pytest.raises(DeliveryError, match=r"page \(No space left on device\)$"):
                deliver(StdoutOutput(), text("one"))

    def test_a_reader_who_left_is_told_of(self, deliver: Delivering) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        with open(writing, "wb") as stream:  # noqa: PTH123
            deliver.stdout = stream
            with pytest.raises(DeliveryError, match="left before the page was out"):
                deliver(StdoutOutput(), text("one"))
