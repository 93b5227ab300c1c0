"""load: which files are read, in which order, and what becomes of those that can't be."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.config import InputConfig
from summarise.errors import InputError
from summarise.sources import load
from summarise.sources.kinds import APART, LOADERS, loader_for
from summarise.types import Loaded

Reader = Callable[..., Loaded]

HERE = [ending for ending in LOADERS if not isinstance(loader_for(ending), APART)]
"""The others' loaders meet any bytes in their own tests, without a new child for each."""

SMALL = InputConfig(max_megabytes=0.001)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with reports that hold their own name, hidden files and junk; the current one."""
    for name in ("b.txt", "a/z.txt", "a/b/c.md", "c.jpg", ".hidden.txt", ".git/x.txt", "a.txt",
                 "a/__pycache__/x.txt", "a/Thumbs.db", "~$a.txt", "a.txt~"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}.")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def texts(loaded: Loaded) -> list[str]:
    return [one.text for one in loaded.documents]


def reasons(loaded: Loaded) -> dict[str, str]:
    return {Path(one.source).name: one.reason for one in loaded.skipped}


def test_a_folder_is_read_by_path_without_hidden_files_and_junk(tree: Path) -> None:
    found = load([str(tree)], InputConfig())
    assert texts(found) == ["a/b/c.md.", "a/z.txt.", "a.txt.", "b.txt."]
    assert reasons(found) == {
        "c.jpg": "is of a kind that can't be read (.jpg files need a plug-in)"
    }


def test_documents_come_in_the_order_of_the_sources(tree: Path) -> None:
    assert texts(load(["b.txt", "a", "a.txt"], InputConfig())) == [
        "b.txt.", "a/b/c.md.", "a/z.txt.", "a.txt.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["a.txt.", "b.txt."]),
        ("[ab].txt", ["a.txt.", "b.txt."]),
        ("a*", ["a/b/c.md.", "a/z.txt.", "a.txt."]),
        ("**/*.txt", ["a/z.txt.", "a.txt.", "b.txt."]),
        ("a/**", ["a/b/c.md.", "a/z.txt."]),
        ("a/**/*.md", ["a/b/c.md."]),
        ("?/**/b/*", ["a/b/c.md."]),
    ],
)
def test_a_pattern_names_files(pattern: str, expected: list[str], tree: Path) -> None:
    assert texts(load([pattern], InputConfig())) == expected


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tree: Path) -> None:
    (tree / "[ab].txt").write_text("Itself.")
    assert texts(load(["[ab].txt"], InputConfig())) == ["Itself."]


def test_a_file_called_dash_in_a_folder_is_not_standard_input(tree: Path) -> None:
    (tree / "a/b/-").write_text("Dash.")
    found = load(["a/b", "-"], stdin=io.BytesIO(b"Input."))
    assert texts(found) == ["Dash.", "a/b/c.md.", "Input."]


def test_a_document_that_is_there_twice_has_two_ids(tree: Path) -> None:
    one, two = load(["b.txt", "b.txt"], InputConfig()).documents
    assert two.id == f"{one.id}-2"


def test_progress_counts_the_files(tree: Path) -> None:
    calls: list[tuple[int, int]] = []
    load(["b.txt", "a", "no.txt"], InputConfig(), progress=lambda *call: calls.append(call))
    assert calls == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_file_of_unknown_ending_is_read_by_content_when_it_is_named(read: Reader) -> None:
    assert texts(read("a.log", "One.")) == ["One."]
    assert reasons(read("b.dat", b"\x7fELF"))["b.dat"].startswith("is a binary file")


def test_what_is_compressed_is_read_as_what_it_holds(read: Reader) -> None:
    assert texts(read("a.jsonl.gz", gzip.compress(b'{"text": "One."}'))) == ["One."]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b" \n", "is empty"),
        ("a.txt", b"\xef\xbb\xbf", "has no words in it"),
        ("a.txt", b"x" * 1001, "is larger than 0.001 MB (max_megabytes in [input] sets the limit)"),
        ("a.gz", gzip.compress(bytes(50_000)), "is larger than 0.001 MB (max_megabytes in [input] sets the limit)"),  # noqa: E501
        ("a.gz", gzip.compress(b"One.")[:-3], "is not a complete gzip file"),
        ("a.gz", b"One.", "ends in .gz, but is not compressed with gzip"),
    ],
)  # fmt: skip
def test_a_file_that_can_not_be_read_is_skipped(
    name: str, data: bytes, reason: str, read: Reader
) -> None:
    assert reasons(read(name, data, SMALL)) == {name: reason}


def test_missing_files_and_other_names_are_skipped_with_the_reason(tree: Path) -> None:
    names = ["no.txt", "no*.txt", "", " ", "a\0b", "https://orle.example", "b.txt/c.txt"]
    names += ["ftp://orle.example/x", "-"]
    found = load([*names, "b.txt"], InputConfig())
    assert [(one.source, one.reason) for one in found.skipped] == [
        ("no.txt", "does not exist"),
        ("no*.txt", "is a pattern without a match"),
        ('""', "names no file (is a variable empty?)"),
        ('" "', "names no file (is a variable empty?)"),
        ("a\ufffdb", "is not the name of a file"),
        (
            "https://orle.example",
            "is a web address, and nothing is fetched here: save the page",
        ),
        ("b.txt/c.txt", "does not exist"),
        ("ftp://orle.example/x", "is no web address (http or https) and no file"),
        ("standard input", "is not available here"),
    ]


def test_an_empty_folder_is_skipped(tree: Path) -> None:
    (tree / "void").mkdir()
    assert reasons(load(["void", "b.txt"], InputConfig())) == {
        "void": "is a folder without a file that can be read"
    }


def test_pipes_and_devices_never_block(tree: Path) -> None:
    os.mkfifo(tree / "pipe.txt")
    found = reasons(load(["pipe.txt", "/dev/zero", "b.txt"], InputConfig()))
    assert found["pipe.txt"].startswith("is a pipe, not a file")
    assert found["zero"] == "is a device or socket, not a file"


def test_broken_links_and_loops_of_links_are_skipped(tree: Path) -> None:
    (tree / "a/broken.txt").symlink_to("nowhere")
    (tree / "a/self.txt").symlink_to("self.txt")
    (tree / "a/b/up").symlink_to(tree / "a")
    for source in ("a", "a/**"):
        found = load([source], InputConfig())
        assert texts(found) == ["a/b/c.md.", "a/z.txt."]
        assert reasons(found) == {
            "broken.txt": "is a link to a file that is not there",
            "self.txt": "could not be read (Too many levels of symbolic links)",
            "up": "is a link to a folder that is read already",
        }


def test_what_may_not_be_read_is_skipped(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Permissions don't bind root, as whom containers run the tests; so the system call is faked.
    def refuse(path: Any, *args: Any, **kwargs: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        patch.setattr(Path, "iterdir", refuse)
        with pytest.raises(InputError) as caught:
            load(["b.txt", "a"], InputConfig())
    assert "b.txt may not be read (permission denied); a may not be" in str(caught.value)


class Broken(io.RawIOBase):
    def readable(self) -> bool:
        return True

    def readinto(self, _: Any) -> int:
        raise OSError("gone")


def test_a_stream_that_breaks_or_is_too_long_is_skipped(tree: Path) -> None:
    for stream, reason in ((Broken(), "could not be read (gone)"), (io.BytesIO(b"x" * 2000), "is larger")):  # noqa: E501  # fmt: skip
        found = load(["-", "b.txt"], SMALL, stdin=stream)  # type: ignore[arg-type]
        assert reasons(found)["standard input"].startswith(reason)


def test_names_are_shown_without_control_characters(tree: Path) -> None:
    (tree / "a\nb\x1b[0m.txt").write_text(" ")
    found = load(["."], InputConfig())
    assert "a\ufffdb\ufffd[0m.txt" in reasons(found)


def test_no_sources_is_an_error_that_says_what_to_name() -> None:
    with pytest.raises(InputError, match=r"name a file, a folder, a pattern such as .*, or - for"):
        load([], InputConfig())


def test_nothing_readable_is_one_error_that_names_three_sources(tree: Path) -> None:
    with pytest.raises(InputError) as caught:
        load(["n1", "n2", "c.jpg/x", "n4", "n5"], InputConfig())
    message = str(caught.value)
    assert message.startswith(
        "Nothing could be read: n1 does not exist; n2 does not exist; c.jpg/x does not exist; "
        "and 2 more. Next step: name a file"
    )


@given(data=st.binary(max_size=200), ending=st.sampled_from([*HERE, ".gz", ".json.gz", ".xyz"]))
def test_any_bytes_are_read_or_skipped_always_the_same_and_never_fail(
    data: bytes, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"any{ending}"
    path.write_bytes(data)

    def run() -> Loaded | str:
        try:
            return load([str(path), "-"], stdin=io.BytesIO(data + data))
        except InputError as error:
            return str(error)

    found = run()
    assert found == run()
    if isinstance(found, Loaded):
        assert len({one.id for one in found.documents}) == len(found.documents)


def test_importing_load_imports_nothing_heavy() -> None:
    heavy = "trafilatura lxml charset_normalizer dateutil markdown_it".split()
    code = f"import sys, summarise.sources; sys.exit(' '.join(set({heavy}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
