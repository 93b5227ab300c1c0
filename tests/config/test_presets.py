"""Services by name, a config that is found unasked, and names that are nearly right."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from summarise.config import PRESETS, Config, default_config, load_config, user_config, variables
from summarise.config.tables import chain
from summarise.errors import ConfigError
from summarise.models.build import build

Flags = Mapping[str, Mapping[str, object]]


def asked(name: str, model: str = "m") -> Flags:
    """What ``--backend NAME --model MODEL`` is to the config."""
    return {"briefing": {"backend": name}, "backends": {name: {"model": model}}}


def refusal(path: Path | None, flags: Flags | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(path, {}, flags)
    return str(caught.value)


def written(folder: Path, text: str) -> Path:
    path = folder / "page.toml"
    path.write_text(text, encoding="utf-8")
    return path


class TestPresets:
    @pytest.mark.parametrize("name", PRESETS)
    def test_a_name_and_a_model_make_a_backend(self, name: str) -> None:
        config = load_config(None, {}, asked(name))
        made, preset = config.backends[name], PRESETS[name]
        assert chain(config, "write.page") == (name,)
        assert (made.model, made.base_url) == ("m", preset.base_url)
        assert (made.api_key_env, made.context) == (preset.api_key_env, preset.context)
        build(name, config, {made.api_key_env: "a key"})

    @pytest.mark.parametrize(
        "text",
        [
            '[briefing]\nbackend = "groq"\n[backends.groq]\nmodel = "m"',
            '[briefing]\nbackend = {write.page = "groq"}\n[backends.groq]\nmodel = "m"',
            '[briefing]\nfallback = ["groq"]\n[backends.groq]\nmodel = "m"',
            '[jobs.a]\nsources = ["x"]\nbackend = "groq"\n[backends.groq]\nmodel = "m"',
        ],
    )
    def test_a_table_with_the_model_alone_is_enough_in_a_file(
        self, text: str, tmp_path: Path
    ) -> None:
        config = load_config(written(tmp_path, text), {})
        assert config.backends["groq"].base_url == PRESETS["groq"].base_url
        assert config.backends["groq"].api_key_env == "GROQ_API_KEY"

    @pytest.mark.parametrize(
        "own",
        ['base_url = "http://127.0.0.1:1/v1"', 'api_key_env = "MINE"', 'kind = "local"'],
    )
    def test_a_table_that_says_whom_it_asks_gets_no_key_of_the_service(
        self, own: str, tmp_path: Path
    ) -> None:
        text = f'[backends.groq]\nmodel = "m"\n{own}\n'
        config = load_config(written(tmp_path, text), {})
        assert config.backends["groq"].api_key_env != "GROQ_API_KEY"
        assert config.backends["groq"].base_url != PRESETS["groq"].base_url

    def test_the_flag_changes_the_model_of_a_table(self, tmp_path: Path) -> None:
        path = written(tmp_path, '[backends.mine]\nmodel = "a"\nbase_url = "http://x.example/v1"\n')
        made = load_config(path, {}, asked("mine", "b")).backends["mine"]
        assert (made.model, made.base_url) == ("b", "http://x.example/v1")

    def test_a_model_for_a_name_that_nobody_knows_is_refused(self) -> None:
        said = refusal(None, asked("grok"))
        assert said.startswith("--backend grok: there is none of this name (did you mean groq?)")

    def test_a_service_without_a_model_is_told_to_have_one(self) -> None:
        said = refusal(None, {"briefing": {"backend": "openai"}})
        assert 'backends.openai.model: names no model; write one, such as "gpt-5-mini"' in said


class TestTheDefaultConfig:
    @pytest.fixture(autouse=True)
    def _here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
        (tmp_path / "here").mkdir()
        monkeypatch.chdir(tmp_path / "here")

    def test_there_may_be_none(self) -> None:
        assert default_config() is None

    def test_one_in_the_working_directory_is_before_that_of_the_user(self) -> None:
        user_config().parent.mkdir(parents=True)
        user_config().touch()
        assert default_config() == user_config()
        Path("summarise.toml").touch()
        assert default_config() == Path("summarise.toml")

    @pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="root alone can chown")
    def test_one_of_another_user_is_not_read_unasked(self) -> None:
        Path("summarise.toml").touch()
        os.chown("summarise.toml", 12345, 12345)
        with pytest.raises(ConfigError, match=r"belongs to another user.*--config summarise\.toml"):
            default_config()
        assert load_config("summarise.toml", {}) == Config()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[brefing]\npages = 2", "brefing: no such key (did you mean briefing?)"),
        ("[briefing]\npgaes = 2", "briefing.pgaes: no such key (did you mean pages?)"),
        ("[backends.a]\nmodle = 'x'", "backends.a.modle: no such key (did you mean model?)"),
        ("[jobs.a]\nsorces = []", "jobs.a.sorces: no such key (did you mean sources?)"),
        (
            "[jobs.a]\nsources = [{source = 'x', outlt = 'y'}]",
            "outlt: no such key (did you mean outlet?)",
        ),
        (
            "[jobs.a]\nsources = ['x']\n[[jobs.a.outputs]]\nkind = 'site'\npath = 's'\ntitel = 't'",
            "jobs.a.outputs.0.titel: no such key (did you mean title?)",
        ),
        ("[briefing]\nzzzzzz = 2", "briefing.zzzzzz: no such key"),
        ("[briefing]\nbackend = 'opnai'", "(did you mean openai?)"),
    ],
)
def test_the_name_that_is_near_is_suggested(text: str, said: str, tmp_path: Path) -> None:
    told = refusal(written(tmp_path, text))
    assert said in told
    assert ("did you mean" in told) == ("did you mean" in said)


def test_the_variables_of_a_config_are_those_that_it_names(tmp_path: Path) -> None:
    text = """
    [backends.openai]
    model = "m"
    [jobs.a]
    sources = ["x"]
    ping_env = "PING"
    [[jobs.a.outputs]]
    kind = "webhook"
    url_env = "HOOK"
    [jobs.b]
    sources = ["x"]
    ping_env = "OTHER"
    """
    config = load_config(written(tmp_path, text), {})
    assert variables(config) == ("OPENAI_API_KEY", "PING", "HOOK", "OTHER")
    assert variables(config, ["b"]) == ("OPENAI_API_KEY", "OTHER")
