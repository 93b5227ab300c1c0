"""From nothing to a morning: init, a config that is found, doctor, and completion."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest

from summarise.config import PRESETS, load_config
from summarise.config.presets import Preset
from tests import scripted
from tests.commandline import Summarise

ROOT = Path(__file__).parents[2]
REPORT = "The ferry Aurel ran aground off Tarn on Monday with 120 people on board.\n"
SECRET = "sk-live-0ddba11"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home, an empty working directory but for a folder of reports, and no settings."""
    for name in [name for name in os.environ if name.startswith("SUMMARISE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SUMMARISE_MEANING__ENCODER", "off")
    for name in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "home" / name.lower()))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANG", "C")
    monkeypatch.delenv("SMTP_PASSWORD", raising=False)
    folder = tmp_path / "here"
    (folder / "reports").mkdir(parents=True)
    (folder / "reports/north.txt").write_text(REPORT, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def groq(monkeypatch: pytest.MonkeyPatch) -> Iterator[scripted.AnsweringServer]:
    """The service "groq", played by a server on this machine."""
    with scripted.answering(lambda _: scripted.completion('{"colour": "red"}')) as server:
        presets = {**PRESETS, "groq": Preset(server.url, "GROQ_API_KEY", "scripted")}
        for module in ("presets", "loading", "rules", "writing"):
            monkeypatch.setattr(f"summarise.config.{module}.PRESETS", presets)
        monkeypatch.setattr("summarise.config.PRESETS", presets)
        monkeypatch.setattr("summarise.models.check.PRESETS", presets)
        monkeypatch.setenv("GROQ_API_KEY", SECRET)
        yield server


def typing(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Have somebody sit at the terminal who answers so, and then hangs up."""
    terminal = io.StringIO("".join(f"{answer}\n" for answer in answers))
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)


class TestInit:
    def test_flags_alone_make_a_job_that_runs_without_naming_the_config(
        self, summarise: Summarise, here: Path
    ) -> None:
        ran = summarise("init", "reports/", "--to", "site/", "--to", "page.md", "--zone", "UTC")
        assert (ran.code, ran.err) == (0, "")
        assert "  reports/: 1 report\n" in ran.text
        assert "wrote summarise.toml: the job morning" in ran.text
        assert ran.text.endswith(
            "next:\n  summarise run morning\n  summarise schedule systemd --install\n"
        )
        assert summarise("run").code == 0
        assert "Aurel" in (here / "page.md").read_text(encoding="utf-8")
        assert (here / "site/index.html").is_file()
        for command in ("status", "history", "doctor"):
            assert "morning" in summarise(command).text
        assert "Aurel" in summarise("why", "Aurel").text
        assert "OnCalendar=*-*-* 6:30:00 UTC" in summarise("schedule", "systemd", "morning").text

    def test_mail_is_sent_by_a_server_whose_password_is_only_named(
        self, summarise: Summarise, here: Path
    ) -> None:
        to = ("--to", "me@x.example", "--to", "you@x.example", "--smtp", "smtp.x.example:465")
        ran = summarise("init", "reports", *to, "--sender", "page@x.example", "--at", "7:05")
        assert "  export SMTP_PASSWORD=…\n" in ran.text
        assert "--install --keep-keys\n" in ran.text
        (output,) = load_config("summarise.toml", {}).jobs["morning"].outputs
        told = {key: getattr(output, key) for key in ("to", "sender", "user", "port", "tls")}
        assert told == {
            "to": ("me@x.example", "you@x.example"),
            "sender": "page@x.example",
            "user": "page@x.example",
            "port": 465,
            "tls": "tls",
        }
        assert load_config("summarise.toml", {}).jobs["morning"].schedule == "5 7 * * *"

    def test_a_mail_server_on_this_machine_wants_no_password(self, summarise: Summarise) -> None:
        summarise("init", "reports", "--to", "me@x.example", "--smtp", "localhost:25")
        (output,) = load_config("summarise.toml", {}).jobs["morning"].outputs
        assert (getattr(output, "tls", ""), getattr(output, "password_env", "")) == ("none", "")

    def test_a_terminal_is_asked_and_what_does_not_answer_may_be_left_out(
        self, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sources = ("nowhere/", "n", "reports/", "")
        typing(monkeypatch, *sources, "evening", "de", "", "pages/%Y-%m-%d.html", "19:00", "")
        ran = summarise("init")
        assert ran.code == 0, ran.err
        assert "nowhere/ does not exist" in ran.err
        config = load_config("summarise.toml", {})
        assert list(config.jobs) == ["evening"]
        assert config.jobs["evening"].schedule == "0 19 * * *"
        assert [str(one).endswith("reports") for one in config.jobs["evening"].sources] == [True]
        assert config.briefing.language == "de"

    def test_answers_that_end_early_write_nothing(
        self, summarise: Summarise, here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        typing(monkeypatch, "reports/")
        ran = summarise("init")
        assert (ran.code, "nothing was written" in ran.err) == (2, True)
        assert not (here / "summarise.toml").exists()

    def test_the_backend_is_tried_and_named_in_the_config(
        self, summarise: Summarise, groq: scripted.AnsweringServer
    ) -> None:
        ran = summarise("init", "reports", "--backend", "groq", "--model", "scripted")
        assert (ran.code, ran.err) == (0, "")
        assert "groq: ok" in ran.text
        assert groq.prompts
        backend = load_config("summarise.toml", {}).backends["groq"]
        assert (backend.model, backend.api_key_env) == ("scripted", "GROQ_API_KEY")
        assert SECRET not in Path("summarise.toml").read_text() + ran.text

    def test_what_does_not_answer_is_kept_and_told_by_the_exit_code(
        self, summarise: Summarise, here: Path
    ) -> None:
        ran = summarise("init", "reports", "gone.txt", "--backend", "groq", "--model", "m")
        assert ran.code == 4
        assert "gone.txt does not exist" in ran.err
        assert "GROQ_API_KEY is not set" in ran.text
        assert len(load_config("summarise.toml", {}).jobs["morning"].sources) == 2

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ((), "name what to read"),
            (("reports", "--to", "pages"), "write a folder as pages/"),
            (("reports", "--to", "me@x.example"), "--smtp HOST"),
            (("reports", "--at", "25:00"), "there is no such time"),
            (("reports", "--at", "noon"), "is no time of a day"),
            (("reports", "--days", "funday"), "is no crontab"),
            (("reports", "--zone", "Mars"), "no such time zone"),
            (("reports", "--language", "xx"), "en, de, es, fr"),
            (("reports", "--job", "a]\n[b"), "a job's name is letters"),
            (("reports", "--backend", "grok", "--model", "m"), "did you mean groq?"),
            (("reports", "--model", "m"), "name its --backend"),
        ],
    )
    def test_a_mistake_is_one_sentence_and_writes_nothing(
        self, summarise: Summarise, here: Path, words: tuple[str, ...], said: str
    ) -> None:
        ran = summarise("init", *words)
        assert (ran.code, said in ran.err) == (2, True), ran.err
        assert len(ran.err.splitlines()) == 1
        assert not (here / "summarise.toml").exists()

    def test_one_that_is_there_is_not_written_over_unasked(self, summarise: Summarise) -> None:
        assert summarise("init", "reports").code == 0
        assert "--force" in summarise("init", "reports").err
        assert summarise("init", "reports", "--force", "--language", "fr").code == 0
        assert load_config("summarise.toml", {}).briefing.language == "fr"

    def test_a_config_elsewhere_reads_what_was_meant_here(
        self, summarise: Summarise, here: Path
    ) -> None:
        ran = summarise("init", "reports/", "--config", "etc/day.toml", "--to", "out/page.md")
        assert "summarise run morning --config etc/day.toml" in ran.text
        assert summarise("run", "--config", "etc/day.toml").code == 0
        assert "Aurel" in (here / "out/page.md").read_text(encoding="utf-8")

    def test_hostile_words_are_values_in_it_and_no_more(
        self, summarise: Summarise, here: Path
    ) -> None:
        name = 'a"]\n[web]\nallow = ["intra"]\n# \\u0041\x7f.txt'
        summarise("init", name, "reports", "--no-check")
        config = load_config("summarise.toml", {})
        assert config.web.allow == ()
        assert config.jobs["morning"].sources[0] == str(here / name) or str(
            config.jobs["morning"].sources[0]
        ).endswith(name)


class TestServicesByName:
    def test_a_page_is_written_with_a_key_and_a_model_alone(
        self, summarise: Summarise, groq: scripted.AnsweringServer
    ) -> None:
        ran = summarise("brief", "reports", "--backend", "groq", "--model", "scripted")
        assert groq.asked
        assert groq.asked[0].headers["authorization"] == f"Bearer {SECRET}"
        assert groq.prompts[0]["model"] == "scripted"
        assert "Aurel" in ran.text
        assert SECRET not in ran.text + ran.err

    def test_one_is_tried_without_a_config(
        self, summarise: Summarise, groq: scripted.AnsweringServer
    ) -> None:
        ran = summarise("backends", "--check", "groq", "--model", "scripted")
        assert (ran.code, ran.text.splitlines()[0]) == (0, "groq: ok")
        assert "name its model, too" in summarise("backends", "--check", "groq").err

    def test_all_are_listed_with_the_variables_that_are_set(
        self, summarise: Summarise, groq: scripted.AnsweringServer
    ) -> None:
        told = summarise("backends").text
        assert all(f"  {name} " in told for name in PRESETS)
        assert "GROQ_API_KEY is set" in told
        assert SECRET not in told

    def test_a_model_without_its_backend_is_refused(self, summarise: Summarise) -> None:
        for more in ((), ("--backend", "extractive")):
            ran = summarise("brief", "reports", "--model", "m", *more)
            assert (ran.code, "--backend openai --model NAME" in ran.err) == (2, True)


class TestDoctor:
    def test_it_looks_at_everything_and_says_what_to_do_next(self, summarise: Summarise) -> None:
        to = ("--to", "me@x.example", "--smtp", "smtp.x.example")
        summarise("init", "reports", "gone.txt", "--no-check", *to)
        ran = summarise("doctor", "--format", "json")
        found = json.loads(ran.out)
        areas = {one["area"] for one in found}
        assert areas == {
            *("config", "python", "fonts", "encoder", "store", "keys", "targets"),
            *("clock", "backends", "sources", "jobs"),
        }
        assert ran.code == 1
        wrong = {one["area"]: one for one in found if one["state"] == "wrong"}
        assert set(wrong) == {"keys", "targets", "sources"}
        assert all(one["next"] for one in found if one["state"] != "ok")
        assert "gone.txt" in wrong["sources"]["said"]
        assert wrong["keys"]["said"] == "SMTP_PASSWORD is not set"

    def test_all_is_well_where_all_is(
        self, summarise: Summarise, groq: scripted.AnsweringServer
    ) -> None:
        summarise("init", "reports", "--backend", "groq", "--model", "scripted")
        ran = summarise("doctor")
        assert (ran.code, ran.err) == (0, "")
        assert "ok     backends  groq: answers" in ran.text
        assert "note   jobs      morning: " in ran.text
        assert "summarise run morning makes the first page" in ran.text

    def test_offline_asks_nobody(
        self, summarise: Summarise, groq: scripted.AnsweringServer
    ) -> None:
        summarise("init", "reports", "--backend", "groq", "--model", "scripted", "--no-check")
        ran = summarise("doctor", "--offline")
        assert (ran.code, groq.asked) == (0, [])
        assert "sources" not in ran.text

    def test_without_a_config_the_next_step_is_to_make_one(self, summarise: Summarise) -> None:
        ran = summarise("doctor", "--offline")
        assert ran.code == 0
        assert "next: summarise init makes one" in ran.text

    def test_a_config_that_can_not_be_read_costs_the_rest_nothing(
        self, summarise: Summarise, here: Path
    ) -> None:
        (here / "summarise.toml").write_text("[brefing]\n")
        ran = summarise("doctor", "--offline")
        assert ran.code == 1
        assert "wrong  config" in ran.text
        assert "did you mean briefing?" in ran.text
        assert "ok     python" in ran.text


class TestSmallThings:
    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("breif",), "did you mean brief?"),
            (("staus",), "did you mean status?"),
            (("brief", "x", "--otput", "y"), "there is no option --otput (did you mean --output?)"),
            (("store", "chekc"), "did you mean check?"),
            (("brief", "x", "--since", "yesterday"), "is an age such as 24h, 90m, 3d or 2w"),
            (("brief", "x", "--since", "0h"), "is an age such as"),
            (("brief", "reports", "--open", "--output", "-"), "--open: a page on standard output"),
        ],
    )
    def test_what_is_nearly_right_is_told(
        self, summarise: Summarise, words: tuple[str, ...], said: str
    ) -> None:
        ran = summarise(*words)
        assert (ran.code, said in ran.err) == (2, True), ran.err
        assert len(ran.err.splitlines()) == 1

    @pytest.mark.parametrize(("age", "read"), [("24h", 1), ("3d", 1), ("2w", 2), ("90m", 1)])
    def test_since_leaves_out_what_is_older(
        self, summarise: Summarise, here: Path, age: str, read: int
    ) -> None:
        old = here / "reports/old.txt"
        old.write_text("The quay of Lund was sold on Friday.\n")
        week = 7 * 24 * 3600
        os.utime(old, (old.stat().st_mtime - week,) * 2)
        ran = summarise("brief", "reports", "--since", age, "--output", "page.md")
        assert f"from {read} report" in ran.err

    def test_open_shows_the_page(
        self, summarise: Summarise, here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened: list[str] = []
        monkeypatch.setattr(webbrowser, "open", lambda url: not opened.append(url))  # type: ignore[func-returns-value]
        summarise("brief", "reports", "--output", "page.md", "--open")
        summarise("brief", "reports", "--open")
        summarise("init", "reports", "--to", "site/")
        summarise("run", "--open")
        assert opened[0] == (here / "page.md").as_uri()
        assert opened[1].endswith("/page.html")
        assert opened[2].startswith((here / "site").as_uri())

    def test_a_machine_that_shows_nothing_is_told_to_be_one(
        self, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(webbrowser, "open", lambda _: False)
        ran = summarise("brief", "reports", "--output", "page.md", "--open")
        assert (ran.code, "open page.md yourself" in ran.err) == (0, True)

    def test_a_folder_that_is_made_for_pages_has_the_usual_rights(
        self, summarise: Summarise, here: Path
    ) -> None:
        (here / "usual").mkdir()
        summarise("init", "reports", "--to", "pages/page.md")
        with (here / "summarise.toml").open("a") as config:
            config.write('\n[store]\npath = "pages/summarise.db"\n')
        assert summarise("run").code == 0
        assert (here / "pages").stat().st_mode == (here / "usual").stat().st_mode
        assert (here / "pages/summarise.db").stat().st_mode & 0o777 == 0o600

    def test_serve_means_the_only_job_of_the_config_that_is_found(
        self, summarise: Summarise, here: Path
    ) -> None:
        summarise("init", "reports")
        said = "error: site: there is no site yet; summarise run morning makes it"
        assert said in summarise("serve").err
        assert said in summarise("serve", "morning").err
        assert "did you mean morning?" in summarise("serve", "mornin").err
        with (here / "summarise.toml").open("a") as config:
            config.write('[jobs.evening]\nsources = ["reports"]\n')
        assert "name the folder of a site, or a job" in summarise("serve").err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_names_the_commands_and_is_read_by_its_shell(
    summarise: Summarise, shell: str, here: Path
) -> None:
    ran = summarise("completion", shell)
    assert (ran.code, ran.err) == (0, "")
    assert all(name in ran.text for name in ("brief", "doctor", "keep-keys"))
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not on this machine")
    (here / "script").write_text(ran.text)
    subprocess.run([shell, "-n", here / "script"], check=True, timeout=60)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not on this machine")
@pytest.mark.parametrize(
    ("typed", "completed"),
    [("sta", "status"), ("schedule sys", "systemd"), ("brief --ou", "--output")],
)
def test_bash_completes_what_is_typed(
    summarise: Summarise, here: Path, typed: str, completed: str
) -> None:
    words = f"summarise {typed}".split()
    (here / "script").write_text(
        summarise("completion", "bash").text
        + f"\nCOMP_WORDS=({' '.join(words)})\nCOMP_CWORD={len(words) - 1}\n"
        'complete -p summarise >/dev/null && _shtab_summarise && echo "${COMPREPLY[@]}"\n'
    )
    ran = subprocess.run(
        ["bash", here / "script"], capture_output=True, text=True, check=True, timeout=60
    )
    assert completed in ran.stdout.split()
