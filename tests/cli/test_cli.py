"""The command line, as a user meets it."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from summarise import __version__
from summarise.cli import brief as cli_brief
from summarise.cli.options import parser
from tests import scripted
from tests.commandline import Ran, Summarise
from tests.forked import Forks

ROOT = Path(__file__).parents[2]
STORY = str(ROOT / "examples" / "one-story")
WIRE = str(ROOT / "examples" / "one-story" / "cpa-wire.txt")
SECRET = "sk-live-51f0c0ffee"


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("SUMMARISE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SUMMARISE_MEANING__ENCODER", "off")


def process(*arguments: object, stdin: bytes | None = None, **extra: str) -> Ran:
    """Run the command line in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "summarise", *map(str, arguments)],
        capture_output=True,
        input=stdin,
        env={**os.environ, **extra},
        timeout=60,
        check=False,
    )
    return Ran(run.returncode, run.stdout, run.stderr.decode("utf-8"))


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port on loopback that nobody listens at; it stays ours, so nobody else can."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def config(folder: Path, url: str, more: str = "") -> Path:
    path = folder / "page.toml"
    path.write_text(
        '[briefing]\nbackend = "mine"\n[backends.mine]\nmodel = "m"\nattempts = 1\n'
        f'api_key_env = "A_SECRET"\nbase_url = "{url}"\n{more}',
        encoding="utf-8",
    )
    return path


class TestFormats:
    @pytest.mark.parametrize(
        ("page_format", "start"),
        [
            ("md", b"# "),
            ("html", b"<!doctype html"),
            ("pdf", b"%PDF-"),
            ("json", b"{"),
            ("txt", b""),
        ],
    )
    def test_each_format_is_written_to_standard_output(
        self, summarise: Summarise, page_format: str, start: bytes
    ) -> None:
        ran = summarise("brief", WIRE, "--format", page_format)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out[: len(start)].lower() == start.lower()
        assert len(ran.out) > 500

    @pytest.mark.parametrize(
        ("name", "start"),
        [
            ("page.md", b"# "),
            ("page.MARKDOWN", b"# "),
            ("page.html", b"<!doctype html"),
            ("page.htm", b"<!doctype html"),
            ("page.pdf", b"%PDF-"),
            ("page.json", b"{"),
            ("page", b"# "),
            ("page.2026-11-24", b"# "),
        ],
    )
    def test_the_ending_of_the_output_chooses_the_format(
        self, summarise: Summarise, tmp_path: Path, name: str, start: bytes
    ) -> None:
        ran = summarise("brief", WIRE, "--output", tmp_path / name)
        said = f"summarise: wrote {tmp_path / name}: 10 statements from 1 report\n"
        assert (ran.code, ran.out, ran.err) == (0, b"", said)
        page = (tmp_path / name).read_bytes()
        assert page[: len(start)].lower() == start.lower()

    def test_the_flag_beats_the_ending_which_beats_the_config(
        self, summarise: Summarise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SUMMARISE_BRIEFING__FORMAT", "json")
        summarise("brief", WIRE, "--output", tmp_path / "a.md", "--format", "html")
        summarise("brief", WIRE, "--output", tmp_path / "b.md")
        assert (tmp_path / "a.md").read_bytes().lower().startswith(b"<!doctype html")
        assert (tmp_path / "b.md").read_bytes().startswith(b"# ")
        assert summarise("brief", WIRE, "--output", "-").page["version"] == 1

    def test_an_ending_that_no_format_has_is_refused_before_any_work(
        self, summarise: Summarise, tmp_path: Path
    ) -> None:
        ran = summarise("brief", WIRE, "--output", tmp_path / "page.docx")
        assert ran.code == 2
        assert "no page can be written as .docx" in ran.err
        assert not (tmp_path / "page.docx").exists()

    def test_json_on_standard_output_is_valid_and_alone(self, summarise: Summarise) -> None:
        ran = summarise("brief", STORY, "/none.txt", "--format", "json", "--explain")
        record = ran.page["record"]
        assert isinstance(record, dict)
        assert record["documents"] == 17
        assert ran.code == 4

    def test_a_pdf_is_not_thrown_at_a_terminal(
        self, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        ran = summarise("brief", WIRE, "--format", "pdf")
        assert (ran.code, ran.out) == (2, b"")
        assert "--output page.pdf" in ran.err


class TestTheDefaultEncoder:
    def test_the_example_becomes_a_page_with_the_difference_in_it(
        self, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("SUMMARISE_MEANING__ENCODER")
        ran = summarise("brief", STORY)
        assert (ran.code, ran.err) == (0, "")
        assert "840 million crowns or 480 million crowns" in ran.text


class TestExplain:
    def test_it_tells_the_fate_of_every_report(self, summarise: Summarise, tmp_path: Path) -> None:
        ran = summarise("brief", STORY, "--explain", "--output", tmp_path / "page.json")
        page = json.loads((tmp_path / "page.json").read_bytes())
        parts = re.split(r"^  (?=\S)", ran.text, flags=re.M)[1:]
        assert len({part.partition("\n")[0] for part in parts}) == len(page["sources"]) == 17
        assert all(re.search(r"^    (merged|on the page|left off|nothing)", part, re.M)
                   for part in parts)  # fmt: skip
        assert re.search(r"merged whole into \[\d+\] .*: rule near, score 0\.\d\d", ran.text)
        assert re.search(r"left off: .*\n        because: ", ran.text)
        assert "on the page: " in ran.text

    def test_it_goes_to_standard_error_when_the_page_goes_to_standard_output(
        self, summarise: Summarise
    ) -> None:
        ran = summarise("brief", WIRE, "--explain", "--quiet")
        assert ran.text.startswith("# ")
        assert "Story 1: " in ran.err
        assert "Story 1: " not in ran.text

    def test_a_source_behind_it_is_read(self, summarise: Summarise, tmp_path: Path) -> None:
        ran = summarise("brief", "--explain", WIRE, "--output", tmp_path / "page.md")
        assert ran.code == 0
        assert "(cpa-wire.txt)" in ran.text

    def test_as_html_it_lies_beside_the_page(self, summarise: Summarise, tmp_path: Path) -> None:
        ran = summarise("brief", WIRE, "--explain", "html", "--output", tmp_path / "page.md")
        assert (ran.code, ran.out) == (0, b"")
        assert f"wrote {tmp_path / 'page.explained.html'}\n" in ran.err
        assert "Story 1: " in (tmp_path / "page.explained.html").read_text(encoding="utf-8")
        assert "add --output" in summarise("brief", WIRE, "--explain", "html").err

    def test_it_is_shown_even_when_strict_refuses_the_page(self, summarise: Summarise) -> None:
        ran = summarise("brief", WIRE, "/none.txt", "--explain", "--strict")
        assert (ran.code, ran.out) == (3, b"")
        assert "Story 1: " in ran.err

    def test_hostile_text_does_not_reach_the_terminal(
        self, summarise: Summarise, tmp_path: Path
    ) -> None:
        report = {"title": "\x1b]0;owned\x07 T", "outlet": "\x1b[2JO", "text": "It \x1b[31mrained."}
        (tmp_path / "a.json").write_text(json.dumps([report]), encoding="utf-8")
        ran = summarise("brief", tmp_path / "a.json", "--explain", "--output", tmp_path / "p.md")
        assert ran.code == 0
        assert "\x1b" not in ran.text + ran.err

    def test_a_terminal_without_the_letters_gets_the_rest(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("Плотина в Орле открылась.", encoding="utf-8")
        ran = process("brief", tmp_path / "a.txt", "--explain", "--output", tmp_path / "page.md",
                      "--quiet", PYTHONIOENCODING="ascii")  # fmt: skip
        assert (ran.code, ran.err) == (0, "")
        assert "\\u043b" in ran.text


class TestSourcesThatCanNotBeRead:
    @pytest.fixture
    def mixed(self, tmp_path: Path) -> list[str]:
        (tmp_path / "empty.txt").touch()
        (tmp_path / "bad.json").write_text("{", encoding="utf-8")
        (tmp_path / "page.pdf").write_bytes(b"%PDF-1.4 \x00")
        return [str(tmp_path / name) for name in ("empty.txt", "bad.json", "page.pdf", "none.txt")]

    def test_the_page_is_written_and_each_of_them_is_named(
        self, summarise: Summarise, mixed: list[str]
    ) -> None:
        ran = summarise("brief", WIRE, *mixed, "--format", "json")
        assert ran.code == 4
        record = ran.page["record"]
        assert isinstance(record, dict)
        assert [one["source"] for one in record["skipped"]] == mixed
        notes = ran.err.splitlines()
        assert len(notes) == len(mixed)
        for name, note in zip(mixed, notes, strict=True):
            assert note.startswith(f"summarise: note: {name} was skipped: ")

    def test_quiet_leaves_the_notes_out_and_the_code_as_it_is(
        self, summarise: Summarise, mixed: list[str]
    ) -> None:
        ran = summarise("brief", WIRE, *mixed, "--quiet")
        assert (ran.code, ran.err) == (4, "")
        assert ran.out

    def test_strict_writes_no_page(
        self, summarise: Summarise, mixed: list[str], tmp_path: Path
    ) -> None:
        page = tmp_path / "page.md"
        ran = summarise("brief", WIRE, mixed[0], "--strict", "--output", page)
        assert (ran.code, ran.out) == (3, b"")
        assert "--strict: no page was written: " in ran.err
        assert not page.exists()

    def test_strict_is_content_with_a_whole_page(self, summarise: Summarise) -> None:
        assert summarise("brief", WIRE, "--strict").code == 0

    def test_nothing_readable_is_one_line_and_no_page(
        self, summarise: Summarise, mixed: list[str]
    ) -> None:
        ran = summarise("brief", *mixed)
        assert (ran.code, ran.out) == (2, b"")
        assert len(ran.err.splitlines()) == 1
        assert ran.err.startswith("summarise: error: Nothing could be read: ")

    def test_a_file_name_can_not_forge_a_line(self, summarise: Summarise, tmp_path: Path) -> None:
        ran = summarise("brief", WIRE, tmp_path / "a\nsummarise: error: forged\x1b[2J")
        assert len(ran.err.splitlines()) == 1
        assert "\x1b" not in ran.err


class TestStandardInput:
    def test_reports_come_from_a_pipe(self) -> None:
        ran = process("brief", "-", "--format", "json", stdin=Path(WIRE).read_bytes())
        assert (ran.code, ran.err) == (0, "")
        assert isinstance(ran.page["sources"], list)
        assert len(ran.page["sources"]) == 1

    def test_an_empty_one_is_an_error(self, tmp_path: Path, forks: Forks) -> None:
        run = forks.start(tmp_path, "brief", "-", stdin=os.devnull)
        assert run.wait() == 2
        assert run.err.startswith(
            "summarise: error: Nothing could be read: standard input is empty"
        )

    def test_a_dash_behind_the_options_is_one_too(self, tmp_path: Path, forks: Forks) -> None:
        page, report = tmp_path / "page.json", tmp_path / "report"
        report.write_text("The dam at Orle opened on Monday.")
        run = forks.start(tmp_path, "brief", WIRE, "--output", page, "-", "--quiet", stdin=report)
        assert (run.wait(), run.out, run.err) == (0, "", "")
        assert json.loads(page.read_bytes())["record"]["documents"] == 2

    def test_a_closed_one_is_an_error(
        self, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdin", None)
        ran = summarise("brief", "-")
        assert ran.code == 2
        assert ran.err.startswith("summarise: error: ")


class TestOutput:
    def test_a_missing_folder_is_refused_before_any_work(
        self, summarise: Summarise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cli_brief, "loaded_of", lambda *args: pytest.fail("it was read"))
        ran = summarise("brief", WIRE, "--output", tmp_path / "none" / "page.md")
        assert ran.code == 2
        assert "there is no folder" in ran.err

    def test_a_folder_is_refused(self, summarise: Summarise, tmp_path: Path) -> None:
        ran = summarise("brief", WIRE, "--output", tmp_path)
        assert ran.code == 2
        assert "is a folder" in ran.err

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    @pytest.mark.parametrize("by", ["name", "stream"])
    def test_a_full_disk_is_one_line_and_no_stack_trace(
        self, by: str, tmp_path: Path, forks: Forks
    ) -> None:
        output = ["--output", "/dev/full"] if by == "name" else []
        run = forks.start(tmp_path, "brief", WIRE, *output, stdout=Path("/dev/full"))
        assert run.wait() == 2
        assert len(run.err.splitlines()) == 1
        assert "No space left on device" in run.err

    def test_a_closed_standard_output_is_said_to_be_one(
        self, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stdout", None)
        ran = summarise("brief", WIRE)
        assert ran.code == 2
        assert "standard output is closed" in ran.err

    def test_a_closed_standard_error_does_not_cost_the_page(
        self, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stderr", None)
        ran = summarise("brief", WIRE, "/none.txt", "--explain")
        assert ran.code == 4
        assert ran.text.startswith("# ")

    @pytest.mark.parametrize("arguments", [("brief", WIRE), ("prompts",), ("brief", WIRE,
                             "--output", os.devnull, "--explain")])  # fmt: skip
    def test_a_reader_that_leaves_early_is_no_error(self, arguments: tuple[str, ...]) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        run = subprocess.run(
            [sys.executable, "-m", "summarise", *arguments],
            stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
        os.close(writing)
        assert (run.returncode, run.stderr) == (1, "")


class TestBackends:
    def test_one_that_is_down_costs_the_polish_and_never_the_page(
        self, summarise: Summarise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        closed_port: int,
    ) -> None:  # fmt: skip
        monkeypatch.setenv("A_SECRET", SECRET)
        path = config(tmp_path, f"http://user:{SECRET}@127.0.0.1:{closed_port}/v1")
        ran = summarise("brief", WIRE, "--config", path, "--format", "json", "--explain")
        assert ran.code == 4
        assert "127.0.0.1" in ran.err
        assert ran.page["stories"]
        assert SECRET not in ran.text + ran.err
        record = ran.page["record"]
        assert isinstance(record, dict)
        assert record["degraded"]

    def test_one_that_quotes_the_key_does_not_get_it_printed(
        self, summarise: Summarise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        scripted_server: scripted.ScriptedServer,
    ) -> None:  # fmt: skip
        monkeypatch.setenv("A_SECRET", SECRET)
        refusal = {"error": {"message": f"Incorrect API key provided: {SECRET}"}}
        scripted_server.script(scripted.Scripted(401, refusal))
        path = config(tmp_path, scripted_server.url)
        ran = summarise("brief", WIRE, "--config", path, "--format", "json", "--explain")
        assert ran.code == 4
        assert "401" in ran.err
        assert SECRET not in ran.text + ran.err

    def test_strict_gives_no_page_without_it(
        self, summarise: Summarise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        closed_port: int,
    ) -> None:  # fmt: skip
        monkeypatch.setenv("A_SECRET", SECRET)
        path = config(tmp_path, f"http://127.0.0.1:{closed_port}/v1")
        ran = summarise("brief", WIRE, "--config", path, "--strict")
        assert (ran.code, ran.out) == (3, b"")

    def test_a_key_that_is_not_set_is_named_by_its_variable(
        self, summarise: Summarise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("A_SECRET", raising=False)
        ran = summarise("brief", WIRE, "--config", config(tmp_path, "http://127.0.0.1:1/v1"))
        assert (ran.code, ran.out) == (2, b"")
        assert "A_SECRET" in ran.err

    def test_the_flag_turns_the_model_off(self, summarise: Summarise, tmp_path: Path) -> None:
        path = config(tmp_path, "http://127.0.0.1:1/v1")
        ran = summarise("brief", WIRE, "--config", path, "--backend", "extractive")
        assert (ran.code, ran.err) == (0, "")


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ((), "name a command, for example: summarise brief"),
            (("brief",), "name what to read: a file, a folder"),
            (("breif", WIRE), "invalid choice: 'breif'"),
            (("brief", WIRE, "--format", "docx"), "argument --format: invalid choice: 'docx'"),
            (("brief", WIRE, "--format"), "argument --format: expected one argument"),
            (("brief", WIRE, "--form", "md"), "there is no option --form"),
            (("brief", WIRE, f"--api-key={SECRET}"), "there is no option --api-key"),
            (("brief", WIRE, "--api-key", SECRET), "there is no option --api-key"),
            (("prompts", SECRET), "there are words too many"),
            (("prompts", "-"), "there are words too many"),
            (("brief", ""), '"" names no file'),
            (("brief", WIRE, "--config", ""), "--config: names no file"),
            (("brief", WIRE, "--config", "/none.toml"), "/none.toml: no such config file"),
            (("brief", WIRE, "--backend", SECRET), "briefing.backend: no backend has this name"),
            (("brief", WIRE, "--backend", ""), "briefing.backend: no backend has this name"),
        ],
    )
    def test_a_mistake_is_one_sentence_with_exit_code_2(
        self, summarise: Summarise, arguments: tuple[str, ...], said: str
    ) -> None:
        ran = summarise(*arguments)
        assert (ran.code, ran.out) == (2, b"")
        assert len(ran.err.splitlines()) == 1
        assert ran.err.startswith("summarise: error: ")
        assert said in ran.err
        assert SECRET not in ran.err

    def test_a_wrong_variable_is_named(
        self, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SUMMARISE_BRIEFING__PAGE", SECRET)
        ran = summarise("brief", WIRE)
        assert (ran.code, ran.out) == (2, b"")
        assert "SUMMARISE_BRIEFING__PAGE: no such key" in ran.err
        assert SECRET not in ran.err

    @pytest.mark.parametrize("arguments", [("--help",), ("brief", "--help"), ("prompts", "--help")])
    def test_help_goes_to_standard_output(
        self, summarise: Summarise, arguments: tuple[str, ...]
    ) -> None:
        ran = summarise(*arguments)
        assert (ran.code, ran.err) == (0, "")
        assert ran.text.startswith("usage: summarise")

    def test_the_help_explains_every_option_and_every_exit_code(self) -> None:
        top = parser()
        commands = next(a for a in top._actions if a.dest == "command")
        assert isinstance(commands.choices, dict)
        assert all(command.get_default("run") for command in commands.choices.values())
        for command in (top, *commands.choices.values()):
            for action in command._actions:
                assert action.help or action.dest == "command", action
                assert all(option in command.format_help() for option in action.option_strings)
        told = {
            name: set(map(int, re.findall(r"^  (\d+) +\S", one.format_help(), re.M)))
            for name, one in (("", top), ("run", commands.choices["run"]))
        }
        assert told == {"": {0, 1, 2, 3, 4, 5, 7, 130}, "run": {0, 1, 2, 3, 4, 5, 7}}

    def test_the_version_is_told(self, summarise: Summarise) -> None:
        assert summarise("--version").text == f"summarise {__version__}\n"


class TestInterruption:
    def test_it_ends_with_130_and_no_stack_trace(
        self, summarise: Summarise, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        def interrupt(*args: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(cli_brief, "loaded_of", interrupt)
        ran = summarise("brief", WIRE, "--output", tmp_path / "page.md")
        assert (ran.code, ran.out, ran.err) == (130, b"", "summarise: interrupted\n")
        assert list(tmp_path.iterdir()) == []


class TestPrompts:
    def test_each_template_is_listed_with_its_fingerprint_and_its_file(
        self, summarise: Summarise
    ) -> None:
        ran = summarise("prompts")
        assert ran.code == 0
        lines = [line.split(maxsplit=2) for line in ran.text.splitlines()]
        assert [name for name, *_ in lines] == [
            "ask",
            "fact",
            "headline",
            "judge",
            "notes",
            "page",
            "revise",
            "shorten",
            "story",
        ]
        assert all(re.fullmatch(r"[0-9a-f]{12}", fingerprint) for _, fingerprint, _ in lines)
        assert all(Path(path).is_file() for *_, path in lines)


class TestProgress:
    def test_a_terminal_sees_it_on_standard_error_and_a_file_does_not(
        self, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        terminal = Terminal()
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr(sys, "stderr", terminal)
        ran = summarise("brief", WIRE)
        assert ran.code == 0
        assert ran.text.startswith("# ")
        assert "reading" in terminal.getvalue()
        terminal.truncate(0)
        summarise("brief", WIRE, "--quiet")
        assert "reading" not in terminal.getvalue()


class TestThePagesOwnWords:
    def test_flags_choose_the_language_and_the_focus(self, summarise: Summarise) -> None:
        both = (WIRE, WIRE.replace("cpa-wire", "radio-tarn"))
        done = summarise("brief", *both, "--language", "fr", "--focus", "cable")
        assert "\n## Sources\n" in done.text
        assert "articles lus" in done.text

    def test_a_language_that_the_page_has_no_words_in_is_refused(
        self, summarise: Summarise
    ) -> None:
        done = summarise("brief", WIRE, "--language", "xx")
        assert done.code == 2
        assert "en, de, es, fr" in done.err
        assert done.out == b""
