"""summarise backends, cache, --record and --replay, as a user meets them."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.commandline import Summarise
from tests.pipeline.running import WIRE, configured, echo
from tests.scripted import AnsweringServer, Scripted, answering, completion

SECRET = "sk-live-51f0c0ffee"
CALLS = "POST /v1/chat/completions"


def answer(body: dict[str, Any]) -> dict[str, object]:
    asked = body["messages"][-1]["content"]
    return completion('{"colour": "red"}') if "colour" in asked else echo(body)


@pytest.fixture
def server() -> Iterator[AnsweringServer]:
    with answering(answer) as server:
        yield server


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", SECRET)


class TestBackends:
    def test_each_is_listed_with_what_it_is_asked_for(
        self, summarise: Summarise, tmp_path: Path
    ) -> None:
        path = configured(
            tmp_path,
            "http://127.0.0.1:8000/v1",
            briefing='fallback = ["spare"]',
            mine='api_key_env = "A_SECRET"',
            more='[backends.spare]\nkind = "local"\n[backends.idle]\napi_key_env = "NOT_SET"',
        )
        ran = summarise("backends", "--config", path)
        assert (ran.code, ran.err) == (0, "")
        mine, _, ready = ran.text.partition("ready to use, with --backend NAME --model MODEL")
        assert "  groq        GROQ_API_KEY is not set " in ready
        assert mine.splitlines() == [
            "extractive: the sources' own sentences; no model; always there",
            "mine: openai, scripted, http://127.0.0.1:8000/v1, key from A_SECRET "
            "(asked for write.fact, write.story, write.page, judge)",
            "spare: local, smollm2 (a fallback)",
            "idle: openai, no model named, https://api.openai.com/v1, "
            "key from NOT_SET (which is not set)",
        ]
        assert SECRET not in ran.text

    def test_a_check_says_what_can_be_told_from_one_tiny_call(
        self, summarise: Summarise, server: AnsweringServer, tmp_path: Path
    ) -> None:
        path = configured(tmp_path, server.url, mine="price_in = 1.0\nprice_out = 10.0")
        ran = summarise("backends", "--config", path, "--check")
        assert (ran.code, ran.err) == (0, "")
        head, speed, form, model, cost = ran.text.splitlines()
        assert head == "mine: ok"
        assert re.fullmatch(r"  answers, in \d+\.\d s, \d+ tokens a second", speed)
        assert form == "  structured output: JSON by schema"
        assert model == "  its list of models has 'scripted'"
        assert cost == "  a page of 24 statements: about 24 calls, 6,720 tokens, 0.0154 USD"
        assert len(server.prompts) == 1

    def test_a_check_of_a_model_with_room_says_what_a_whole_page_takes(
        self, summarise: Summarise, server: AnsweringServer, tmp_path: Path
    ) -> None:
        mine = "context = 128000\nprice_in = 1.0\nprice_out = 10.0"
        path = configured(tmp_path, server.url, mine=mine, briefing='condense = "notes"')
        *_, page, notes = summarise("backends", "--config", path, "--check").text.splitlines()
        assert page == (
            "  a page: about 2 calls (to write and to judge it, "
            "and once more if it has to be shortened), at most 59,480 tokens, 0.1701 USD"
        )
        assert notes == (
            "  notes of more reports than one call holds: a call for each 15,000 tokens of them, "
            "at most 20,096 tokens, 0.0570 USD"
        )
        path.write_text(path.read_text().replace('condense = "notes"', 'judge = "rules"'))
        said = summarise("backends", "--config", path, "--check").text
        once = "about 1 call (to write it, and once more if it has to be shortened)"
        assert f"{once}, at most 32,288 tokens" in said

    def test_a_model_that_the_server_does_not_list_is_named(
        self, summarise: Summarise, server: AnsweringServer, tmp_path: Path
    ) -> None:
        path = configured(tmp_path, server.url)
        path.write_text(path.read_text().replace('"scripted"', '"other"'))
        ran = summarise("backends", "--config", path, "--check", "mine")
        assert "its list of models has no 'other' (it has: scripted)" in ran.text

    def test_an_answer_that_is_no_json_is_told(
        self, summarise: Summarise, server: AnsweringServer, tmp_path: Path
    ) -> None:
        server.answer = lambda body: completion("Red is a colour.")
        ran = summarise("backends", "--config", configured(tmp_path, server.url), "--check")
        assert ran.code == 0
        assert "structured output: none" in ran.text
        server.answer = lambda body: completion('Sure: {"colour": "red"}')
        ran = summarise("backends", "--config", configured(tmp_path, server.url), "--check")
        assert "structured output: JSON inside a text" in ran.text

    def test_each_failure_has_its_next_step_and_does_not_end_the_others(
        self, summarise: Summarise, server: AnsweringServer, tmp_path: Path
    ) -> None:
        server.interrupt(CALLS, Scripted(401, {"error": {"message": f"bad key {SECRET}"}}))
        path = configured(
            tmp_path,
            server.url,
            mine='api_key_env = "A_SECRET"',
            more='[backends.ollama]\nbase_url = "http://127.0.0.1:11434/v1"\n'
            '[backends.unset]\napi_key_env = "NOT_SET"',
        )
        ran = summarise("backends", "--config", path, "--check")
        assert ran.code == 3
        assert "the key in A_SECRET is not accepted" in ran.text
        assert "is Ollama running? `ollama serve`" in ran.text
        assert "the environment variable NOT_SET is not set" in ran.text
        assert SECRET not in ran.text + ran.err

    @pytest.mark.parametrize(
        ("name", "message"),
        [("nobody", "has no such model (there are: mine)"), ("extractive", "has no such model")],
    )
    def test_a_name_that_there_is_not_is_refused(
        self, summarise: Summarise, tmp_path: Path, name: str, message: str
    ) -> None:
        path = configured(tmp_path, "http://127.0.0.1:9/v1")
        ran = summarise("backends", "--config", path, "--check", name)
        assert (ran.code, ran.out) == (2, b"")
        assert message in ran.err

    def test_without_any_there_is_nothing_to_try(self, summarise: Summarise) -> None:
        ran = summarise("backends", "--check")
        assert ran.code == 2
        assert "no [backends.NAME] to try" in ran.err


class TestCache:
    def test_it_is_shown_and_cleared(
        self, summarise: Summarise, server: AnsweringServer, tmp_path: Path
    ) -> None:
        path = configured(tmp_path, server.url)
        assert "no answers are kept yet" in summarise("cache", "--config", path).text
        assert summarise("brief", WIRE, "--config", path).code == 0
        calls = len(server.prompts)
        assert f"{calls} answers" in summarise("cache", "size", "--config", path).text
        assert summarise("brief", WIRE, "--config", path).code == 0
        assert len(server.prompts) == calls
        assert f"{calls} answers cleared" in summarise("cache", "clear", "--config", path).text
        assert summarise("brief", WIRE, "--config", path, "--no-cache").code == 0
        assert len(server.prompts) == 2 * calls
        assert "0 answers" in summarise("cache", "--config", path).text

    def test_one_that_is_damaged_is_a_note_and_no_more(
        self, summarise: Summarise, server: AnsweringServer, tmp_path: Path
    ) -> None:
        path = configured(tmp_path, server.url)
        (tmp_path / "cache").mkdir()
        (tmp_path / "cache/answers.db").write_bytes(b"no database " * 100)
        ran = summarise("brief", WIRE, "--config", path)
        assert ran.code == 0
        assert "was damaged" in ran.err
        assert summarise("brief", WIRE, "--config", path).err == ""


class TestRecordings:
    def recorded(self, summarise: Summarise, url: str, folder: Path) -> tuple[Path, Path, Any]:
        """Record a run; returns the config, the recording and the page."""
        path, file = configured(folder, url), folder / "run.json"
        ran = summarise("brief", WIRE, "--config", path, "--format", "json", "--record", file)
        assert (ran.code, ran.err) == (0, "")
        return path, file, ran.page

    def test_a_run_is_played_without_a_server_and_without_a_key(
        self, summarise: Summarise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with answering(answer) as server:
            path, file, page = self.recorded(summarise, server.url, tmp_path)
        path.write_text(path.read_text() + '\n[backends.other]\nmodel = "x"\n')
        text = path.read_text().replace("[cache]", "[cache]\nenabled = false")
        path.write_text(text.replace('model = "scripted"', 'model = "m"\napi_key_env = "NOT_SET"'))
        ran = summarise("brief", WIRE, "--config", path, "--format", "json", "--replay", file)
        assert (ran.code, ran.err) == (0, "")
        assert ran.page["stories"] == page["stories"]
        assert server.url not in file.read_text()

    def test_a_changed_prompt_is_an_error_that_shows_the_change(
        self, summarise: Summarise, server: AnsweringServer, tmp_path: Path
    ) -> None:
        path, file, _ = self.recorded(summarise, server.url, tmp_path)
        shipped = Path(WIRE).parents[2] / "prompts/fact.jinja"
        (tmp_path / "mine").mkdir()
        edited = shipped.read_text().replace("at most 35 words", "at most 20 words")
        (tmp_path / "mine/fact.jinja").write_text(edited)
        path.write_text(path.read_text() + '\n[prompts]\nfolder = "mine"\n')
        ran = summarise("brief", WIRE, "--config", path, "--replay", file)
        assert (ran.code, ran.out) == (2, b"")
        assert "has changed" in ran.err
        assert "summarise:   -Write one complete sentence of at most 35 words" in ran.err
        assert "summarise:   +Write one complete sentence of at most 20 words" in ran.err

    def test_a_changed_input_is_an_error_too(
        self, summarise: Summarise, server: AnsweringServer, tmp_path: Path
    ) -> None:
        path, file, _ = self.recorded(summarise, server.url, tmp_path)
        less = tmp_path / "less.txt"
        less.write_text("\n\n".join(Path(WIRE).read_text().split("\n\n")[:3]))
        ran = summarise("brief", less, "--config", path, "--replay", file)
        assert ran.code == 2
        assert "--record" in ran.err

    def test_what_went_wrong_is_recorded_and_played_too(
        self, summarise: Summarise, server: AnsweringServer, tmp_path: Path
    ) -> None:
        server.interrupt(CALLS, Scripted(401, {"error": {"message": "bad key"}}))
        path, file = configured(tmp_path, server.url), tmp_path / "run.json"
        options = ("brief", WIRE, "--config", path, "--format", "json")
        first = summarise(*options, "--record", file)
        again = summarise(*options, "--replay", file)
        assert first.code == again.code == 4
        assert first.page["stories"] == again.page["stories"]
        assert "401" in again.err

    def test_who_stood_in_is_recorded_and_played_too(
        self, summarise: Summarise, server: AnsweringServer, tmp_path: Path
    ) -> None:
        path = configured(
            tmp_path,
            "http://127.0.0.1:9/v1",
            briefing='fallback = ["spare"]',
            more=f'[backends.spare]\nbase_url = "{server.url}"',
        )
        options = ("brief", WIRE, "--config", path, "--format", "json")
        first = summarise(*options, "--record", tmp_path / "run.json")
        again = summarise(*options, "--replay", tmp_path / "run.json")
        assert first.code == again.code == 4
        assert first.page["stories"] == again.page["stories"]
        for key in ("degraded", "model", "backend", "prompts"):
            assert first.page["record"][key] == again.page["record"][key]  # type: ignore[index]
        assert "backend spare was asked instead of mine" in again.err

    def test_a_run_that_asks_nothing_leaves_a_recording_as_it_is(
        self, summarise: Summarise, tmp_path: Path
    ) -> None:
        path = configured(tmp_path, "http://127.0.0.1:9/v1", mine='api_key_env = "NOT_SET"')
        file = tmp_path / "run.json"
        file.write_text("a good one")
        assert summarise("brief", WIRE, "--config", path, "--record", file).code == 2
        assert file.read_text() == "a good one"

    def test_vectors_of_a_server_can_not_be_recorded(
        self, summarise: Summarise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = configured(tmp_path, "http://127.0.0.1:9/v1")
        for key, value in (("ENCODER", "openai"), ("BACKEND", "mine"), ("MODEL", "embed")):
            monkeypatch.setenv(f"SUMMARISE_MEANING__{key}", value)
        ran = summarise("brief", WIRE, "--config", path, "--record", tmp_path / "run.json")
        assert ran.code == 2
        assert "can be neither recorded nor played" in ran.err

    def test_both_at_once_make_no_sense(self, summarise: Summarise) -> None:
        ran = summarise("brief", WIRE, "--record", "a", "--replay", "b")
        assert ran.code == 2
        assert "not allowed with" in ran.err

    @pytest.mark.parametrize(
        ("option", "place", "message"),
        [
            ("--replay", "nowhere.json", "nowhere.json: can't be read"),
            ("--record", "no/such/folder/run.json", "--record no/such/folder/run.json: there is"),
        ],
    )
    def test_a_place_that_can_not_be_is_refused_before_any_work(
        self, summarise: Summarise, option: str, place: str, message: str
    ) -> None:
        ran = summarise("brief", WIRE, option, place)
        assert (ran.code, ran.out) == (2, b"")
        assert message in ran.err

    def test_a_recording_holds_no_key(
        self, summarise: Summarise, server: AnsweringServer, tmp_path: Path
    ) -> None:
        path = configured(tmp_path, server.url, mine='api_key_env = "A_SECRET"')
        file = tmp_path / "run.json"
        assert summarise("brief", WIRE, "--config", path, "--record", file).code == 0
        assert server.asked[0].headers["authorization"] == f"Bearer {SECRET}"
        assert SECRET not in file.read_text()
        if os.name == "posix":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert len(json.loads(file.read_text())["calls"]) == len(server.prompts)
