"""Pages reach their place whole or not at all, and text does not drive a terminal."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import pytest

from summarise.errors import RenderError, UsageError
from summarise.output import check_place, say, write_atomically, write_to_stream


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class TestWritingAFile:
    def test_a_new_file_has_the_content_and_the_mode_that_the_umask_gives(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "page.md"
        old = os.umask(0o027)
        try:
            write_atomically(path, b"page")
        finally:
            os.umask(old)
        assert path.read_bytes() == b"page"
        assert mode(path) == 0o640
        assert names(tmp_path) == ["page.md"]

    def test_a_file_that_is_there_keeps_its_mode(self, tmp_path: Path) -> None:
        path = tmp_path / "page.md"
        path.write_bytes(b"old")
        path.chmod(0o604)
        write_atomically(path, b"new")
        assert (path.read_bytes(), mode(path)) == (b"new", 0o604)

    def test_a_link_stays_a_link_and_its_target_is_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        target, link = tmp_path / "real" / "page.md", tmp_path / "latest.md"
        target.write_bytes(b"old")
        link.symlink_to(target)
        write_atomically(link, b"new")
        assert link.is_symlink()
        assert target.read_bytes() == b"new"
        assert names(tmp_path / "real") == ["page.md"]

    def test_a_link_to_nothing_makes_its_target(self, tmp_path: Path) -> None:
        link = tmp_path / "latest.md"
        link.symlink_to(tmp_path / "page.md")
        write_atomically(link, b"new")
        assert (tmp_path / "page.md").read_bytes() == b"new"

    @pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
    @pytest.mark.parametrize("step", ["fsync", "replace"])
    def test_a_failing_write_leaves_the_old_page_and_nothing_else(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, step: str
    ) -> None:
        path = tmp_path / "page.md"
        path.write_bytes(b"old")

        def fail(*args: object) -> None:
            raise fault

        monkeypatch.setattr(os if step == "fsync" else Path, step, fail)
        with pytest.raises((RenderError, KeyboardInterrupt)) as caught:
            write_atomically(path, b"new")
        assert path.read_bytes() == b"old"
        assert names(tmp_path) == ["page.md"]
        if isinstance(fault, OSError):
            assert "No space left on device" in str(caught.value)

    def test_the_longest_name_that_a_folder_takes_is_written(self, tmp_path: Path) -> None:
        path = tmp_path / ("p" * 252 + ".md")
        write_atomically(path, b"page")
        assert path.read_bytes() == b"page"

    @pytest.mark.parametrize("name", ["none/page.md", "p" * 300])
    def test_a_place_that_can_not_be_is_named_with_the_next_step(
        self, tmp_path: Path, name: str
    ) -> None:
        with pytest.raises(RenderError, match=r"can't be written there .*--output"):
            write_atomically(tmp_path / name, b"page")

    def test_a_device_is_written_to_and_stays_one(self) -> None:
        write_atomically(Path(os.devnull), b"page")
        assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


class TestThePlaceIsCheckedBeforeAnyWork:
    def test_a_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="is a folder"):
            check_place(tmp_path)

    def test_a_missing_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="there is no folder"):
            check_place(tmp_path / "none" / "page.md")

    def test_a_name_that_is_too_long_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="too long"):
            check_place(tmp_path / ("p" * 300))

    def test_a_file_that_may_not_be_written_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "page.md"
        path.touch()
        monkeypatch.setattr(os, "access", lambda *args: False)
        with pytest.raises(UsageError, match="permission denied"):
            check_place(path)

    @pytest.mark.parametrize("name", ["old.md", "new.md", "link.md"])
    def test_a_folder_that_takes_no_file_is_refused_whatever_is_in_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        closed = tmp_path / "closed"
        closed.mkdir()
        (closed / "old.md").touch()
        (tmp_path / "link.md").symlink_to(closed / "old.md")
        # Permissions don't bind root, as whom containers run the tests; so the call is faked.
        monkeypatch.setattr(
            os, "access", lambda path, mode: path != closed or not mode & (os.W_OK | os.X_OK)
        )
        with pytest.raises(UsageError, match=r"no file may be made in the folder .*closed"):
            check_place(tmp_path / name if name == "link.md" else closed / name)

    def test_a_link_into_a_folder_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "link.md").symlink_to(tmp_path / "none" / "page.md")
        with pytest.raises(UsageError, match="is a link into a folder that is not there"):
            check_place(tmp_path / "link.md")

    def test_a_device_needs_no_rights_on_its_folder(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[object] = []

        def access(path: object, mode: int) -> bool:
            asked.append(path)
            return True

        monkeypatch.setattr(os, "access", access)
        check_place(Path(os.devnull))
        assert Path(os.devnull).parent not in asked

    def test_a_file_that_is_there_or_is_to_come_passes(self, tmp_path: Path) -> None:
        (tmp_path / "old.md").touch()
        check_place(tmp_path / "old.md")
        check_place(tmp_path / "new.md")
        assert [path.name for path in tmp_path.iterdir()] == ["old.md"]


class Broken(io.BytesIO):
    def __init__(self, fault: OSError) -> None:
        super().__init__()
        self.fault = fault

    def flush(self) -> None:
        raise self.fault


class TestStreams:
    def test_bytes_come_out_as_they_went_in(self) -> None:
        stream = io.BytesIO()
        write_to_stream(stream, b"\r\n\x00page")
        assert stream.getvalue() == b"\r\n\x00page"

    def test_a_closed_standard_output_is_said_to_be_closed(self) -> None:
        with pytest.raises(RenderError, match="standard output is closed"):
            write_to_stream(None, b"page")

    def test_a_full_disk_is_an_error_of_ours(self) -> None:
        with pytest.raises(RenderError, match="No space left"):
            write_to_stream(Broken(OSError(28, "No space left")), b"page")

    def test_a_reader_that_left_is_told_apart(self) -> None:
        with pytest.raises(BrokenPipeError):
            write_to_stream(Broken(BrokenPipeError()), b"page")


class TestSaying:
    def test_text_of_any_script_passes(self) -> None:
        stream = io.StringIO()
        say(stream, "Дом — 家 “yes”\n\tالبيت\n")
        assert stream.getvalue() == "Дом — 家 “yes”\n\tالبيت\n"

    def test_what_drives_a_terminal_is_spelt_out(self) -> None:
        stream = io.StringIO()
        say(stream, "a\x1b[2Jb\rc\x9bd\u202ee\u2066f\x00g\n")
        assert stream.getvalue() == "a\\x1b[2Jb\\rc\\x9bd\\u202ee\\u2066f\\x00g\n"

    def test_what_the_terminal_has_no_letter_for_is_spelt_out(self) -> None:
        raw = io.BytesIO()
        stream = io.TextIOWrapper(raw, encoding="latin-1")
        say(stream, "é — 家\udcff\n")
        assert raw.getvalue().decode("latin-1") == "é \\u2014 \\u5bb6\\udcff\n"

    def test_without_a_stream_nothing_happens(self, capsys: pytest.CaptureFixture[str]) -> None:
        say(None, "nobody listens")
        assert capsys.readouterr() == ("", "")
