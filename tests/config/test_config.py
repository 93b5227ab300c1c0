"""The configuration: what is read, in which order, and what is refused."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from summarise.config import (
    ENVIRONMENT_PREFIX,
    BackendConfig,
    BriefingConfig,
    Config,
    FieldsConfig,
    InputConfig,
    JobConfig,
    MeaningConfig,
    StageBackends,
    checked,
    load_config,
)
from summarise.errors import ConfigError

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
SECRET = "sk-live-51f0c0ffee"


def written(folder: Path, text: str) -> Path:
    path = folder / "page.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path | None, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_config(path, environment or {})
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None or SECRET not in str(caught.value.__cause__)
    return str(caught.value)


def uncommented() -> dict[str, Any]:
    """The example with its commented tables as if they were not."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    live = [re.sub(r"^# (?=\[|\w+ = )", "", line) for line in lines]
    return tomllib.loads("\n".join(live))


class TestTheExample:
    def test_its_active_values_are_the_defaults(self) -> None:
        assert load_config(EXAMPLE, {}) == Config()

    def test_it_shows_every_key_of_every_table(self) -> None:
        def missing(table: type, shown: dict[str, Any], place: str) -> list[str]:
            gaps = []
            for field in fields(table):
                here = f"{place}.{field.name}".lstrip(".")
                value = getattr(table(), field.name)
                if field.name not in shown:
                    gaps.append(here)
                elif is_dataclass(value):
                    gaps += missing(type(value), shown[field.name], here)
            return gaps

        shown = uncommented()
        assert missing(Config, shown, "") == []
        gaps = missing(BackendConfig, shown["backends"]["mymodel"], "backends.NAME")
        assert missing(JobConfig, shown["jobs"]["morning"] | shown["briefing"], "jobs.NAME") == []
        assert gaps == ["backends.NAME.price_in", "backends.NAME.price_out"]  # they have no default
        assert "price_in, price_out" in EXAMPLE.read_text(encoding="utf-8")

    def test_the_values_in_its_commented_table_are_the_defaults(self, tmp_path: Path) -> None:
        path = tmp_path / "all.toml"
        text = EXAMPLE.read_text(encoding="utf-8")
        path.write_text(re.sub(r"^# (?=\[|\w+ = )", "", text, flags=re.M), encoding="utf-8")
        config = load_config(path, {})
        assert config.backends["mymodel"] == BackendConfig()
        assert set(config.backends) == {
            "mymodel", "local", "openai", "anthropic", "azure", "ollama", "vllm", "llamacpp",
            "lmstudio", "openrouter", "mistral", "groq", "gemini",
        }  # fmt: skip
        assert config.jobs == {"morning": JobConfig(sources=(str(tmp_path / "reports"),))}
        assert replace(config, backends={}, jobs={}) == Config()


class TestPrecedence:
    def test_flag_beats_environment_beats_file_beats_default(self, tmp_path: Path) -> None:
        path = written(tmp_path, '[briefing]\npages = 2\npaper = "letter"\nformat = "txt"\n')
        environment = {"SUMMARISE_BRIEFING__PAGES": "3", "SUMMARISE_BRIEFING__FORMAT": "html"}
        config = load_config(path, environment, {"briefing": {"pages": 4}})
        assert config.briefing == BriefingConfig(pages=4, paper="letter", format="html")

    def test_a_variable_names_the_file_when_no_flag_does(self, tmp_path: Path) -> None:
        path = written(tmp_path, "[briefing]\npages = 2\n")
        environment = {"SUMMARISE_CONFIG": str(path)}
        assert load_config(None, environment).briefing.pages == 2
        assert load_config(EXAMPLE, environment).briefing.pages == 1

    def test_one_stage_may_be_set_above_a_backend_for_all(self, tmp_path: Path) -> None:
        path = written(tmp_path, '[briefing]\nbackend = "a"\n[backends.a]\n[backends.b]\n')
        above = {"SUMMARISE_BRIEFING__BACKEND__HEADLINE": "b"}
        backend = load_config(path, above).briefing.backend
        assert backend == StageBackends(default="a", headline="b")
        assert load_config(path, above, {"briefing": {"backend": "b"}}).briefing.backend == "b"

    def test_a_list_in_the_environment_is_separated_by_commas(self, tmp_path: Path) -> None:
        path = written(tmp_path, "[backends.a]\n[backends.b]\n")
        environment = {"SUMMARISE_BRIEFING__FALLBACK": "a, b"}
        assert load_config(path, environment).briefing.fallback == ("a", "b")

    def test_nothing_at_all_gives_the_defaults(self) -> None:
        assert load_config(None, {"PATH": "/bin", "HOME": "/root"}) == Config()


class TestRelativePaths:
    @pytest.fixture(autouse=True)
    def _elsewhere(
        self, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("mine", "{folder}/mine"),
            ("../mine", "{folder}/../mine"),
            ("/etc/mine", "/etc/mine"),
            ("~/mine", "~/mine"),
            ("json", "{folder}/json"),
            ("", ""),
        ],
    )
    def test_a_folder_of_prompts_in_the_file_begins_at_the_file(
        self, tmp_path: Path, text: str, expected: str
    ) -> None:
        config = load_config(written(tmp_path, f'[prompts]\nfolder = "{text}"\n'), {})
        assert config.prompts.folder == expected.format(folder=tmp_path)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("no_such_package", "{folder}/no_such_package"),
            ("models/small", "{folder}/models/small"),
            ("/etc/mine", "/etc/mine"),
            ("json", "json"),
            ("xml", "{folder}/xml"),  # there is a folder of that name, too
        ],
    )
    def test_a_model_does_so_too_unless_it_is_an_installed_package(
        self, tmp_path: Path, text: str, expected: str
    ) -> None:
        (tmp_path / "xml").mkdir()
        text = f'[meaning]\npath = "{text}"\nnli = "{text}"\n'
        meaning = load_config(written(tmp_path, text), {}).meaning
        assert meaning.path == meaning.nli == expected.format(folder=tmp_path)

    def test_those_of_environment_and_flags_begin_at_the_working_directory(
        self, tmp_path: Path
    ) -> None:
        path = written(tmp_path, '[prompts]\nfolder = "a"\n[meaning]\npath = "a"\n')
        environment = {"SUMMARISE_PROMPTS__FOLDER": "mine"}
        config = load_config(path, environment, {"meaning": {"path": "models"}})
        assert (config.prompts.folder, config.meaning.path) == ("mine", "models")


class TestTheEnvironment:
    def test_numbers_are_parsed(self) -> None:
        environment = {
            "SUMMARISE_BRIEFING__PAGES": "2",
            "SUMMARISE_INPUT__MAX_MEGABYTES": "0.5",
            "SUMMARISE_INPUT__FIELDS__TEXT": "body",
            "SUMMARISE_BACKENDS__SMALL__TEMPERATURE": "0.7",
            "SUMMARISE_BACKENDS__SMALL__MODEL": "7",
        }
        config = load_config(None, environment)
        assert config.briefing.pages == 2
        assert config.input == InputConfig(max_megabytes=0.5, fields=FieldsConfig(text="body"))
        assert config.backends["small"] == BackendConfig(temperature=0.7, model="7")

    @pytest.mark.parametrize(
        "name",
        [
            "SUMMARISE_PAGES",
            "SUMMARISE_",
            "SUMMARISE___",
            "SUMMARISE_BRIEFING",
            "SUMMARISE_BRIEFING__PAGE",
            "SUMMARISE_BREIFING__PAGES",
            "SUMMARISE_BRIEFING__PAGES__MORE",
            "SUMMARISE_BACKENDS__A__KEY",
        ],
    )
    def test_an_unknown_variable_is_refused_by_name(self, name: str) -> None:
        assert f"{name}: " in refusal(None, {name: SECRET})

    @pytest.mark.parametrize("value", ["two", "", "1.5", "0", "51", "true", SECRET])
    def test_a_value_that_can_not_be_is_refused_by_the_name_of_its_variable(
        self, value: str
    ) -> None:
        said = refusal(None, {"SUMMARISE_BRIEFING__PAGES": value})
        assert said.startswith("the environment: SUMMARISE_BRIEFING__PAGES: Input should be")

    def test_a_variable_under_a_key_and_one_for_the_key_do_not_crash(self) -> None:
        environment = {"SUMMARISE_BRIEFING__PAGES": "1", "SUMMARISE_BRIEFING__PAGES__X": "1"}
        assert "SUMMARISE_BRIEFING__PAGES__X" in refusal(None, environment)

    def test_what_the_recorder_of_cassettes_is_told_is_no_setting(self) -> None:
        tests = Path(__file__).parents[1]
        text = "".join((tests / name).read_text() for name in ("record.py", "conftest.py"))
        names = set(re.findall(r"\b[A-Z]+_[A-Z_]*(?:SERVER|SERVER_NAME|MODEL)\b", text))
        assert len(names) == 3
        assert not [name for name in names if name.startswith(ENVIRONMENT_PREFIX)]

    def test_it_reaches_a_backend_whose_name_has_capitals(self, tmp_path: Path) -> None:
        path = written(tmp_path, '[backends.MyModel]\nmodel = "a"\ncontext = 4096\n')
        config = load_config(path, {"SUMMARISE_BACKENDS__MYMODEL__MODEL": "b"})
        assert config.backends == {"MyModel": BackendConfig(model="b", context=4096)}


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("text", "place"),
        [
            (f'colour = "{SECRET}"', "colour: no such key"),
            (f'[breifing]\nx = "{SECRET}"', "breifing: no such key"),
            (f'[briefing]\nstyle = "{SECRET}"', "briefing.style: no such key"),
            (f'[input.fields]\nbody = "{SECRET}"', "input.fields.body: no such key"),
            (f'[backends.a]\napi_key = "{SECRET}"', "backends.a.api_key: no such key"),
            ('[briefing]\npages = "2"', "briefing.pages: Input should be a valid integer"),
            ("[briefing]\npages = true", "briefing.pages: Input should be a valid integer"),
            ("[briefing]\npages = 2.0", "briefing.pages: Input should be a valid integer"),
            ("[briefing]\nbackend = 3", "briefing.backend: Input should be a valid string"),
            ("[prompts]\nfolder = 2026-11-24", "prompts.folder: Input should be a valid string"),
            ("[prompts]\nfolder = [1]", "prompts.folder: Input should be a valid string"),
            ("briefing = 3", "briefing: Input should be a table"),
            ("backends = []", "backends: Input should be a table"),
            ("[briefing]\npages = 0", "briefing.pages: Input should be greater than or equal to 1"),
            ("[briefing]\npages = 51", "briefing.pages: Input should be less than or equal to 50"),
            ("[input]\nmax_megabytes = 0", "input.max_megabytes: Input should be greater than 0"),
            ("[input]\nmax_megabytes = inf", "input.max_megabytes: Input should be a finite"),
            ("[backends.a]\ntemperature = nan", "backends.a.temperature: Input should be a finite"),
            ("[backends.a]\ntemperature = 2.1", "backends.a.temperature: Input should be less"),
            ('[backends.a]\nseed = ""', "backends.a.seed: Input should be a valid integer"),
            ("[backends.a]\nattempts = 11", "backends.a.attempts: Input should be less"),
            (f'[briefing]\nformat = "{SECRET}"', "briefing.format: Input should be 'md', 'html'"),
            (f'[briefing]\nbackend = "{SECRET}"', "briefing.backend: no backend has this name"),
            (f'[meaning]\nbackend = "{SECRET}"', "meaning.backend: no backend has this name"),
            ('[meaning]\nbackend = "extractive"', "meaning.backend: no backend has this name"),
            (f'[backends.a]\napi_key_env = "{SECRET}"', "backends.a.api_key_env: is no name of an"),
            ('[backends.a]\napi_key_env = "gsk_aB1"', "backends.a.api_key_env: is no name of an"),
            ("[backends.extractive]", "backends.extractive: this name is taken"),
            ('[meaning]\nencoder = "onnx"', "needs meaning.path"),
            ('[meaning]\nencoder = "openai"', "needs meaning.backend and meaning.model"),
            (
                '[meaning]\nbackend = "here"\n[backends.here]\nkind = "local"',
                'meaning.backend: has to be a backend of kind = "openai"',
            ),
            (
                '[briefing]\nbackend = {default = "x", write.fact = "y"}\n[backends.x]',
                "briefing.backend.write.fact: no backend has this name",
            ),
            ('[briefing]\nbackend = {headlines = "x"}', "briefing.backend.headlines: no such key"),
            ("[briefing]\nbackend = 5", "briefing.backend: Input should be"),
            ('[briefing]\nfallback = ["x"]', "briefing.fallback: no backend has this name"),
            (
                '[briefing]\nbackend = "x"\nfallback = ["extractive", "y"]\n[backends.x]\n'
                "[backends.y]",
                "briefing.fallback: nobody is asked after 'extractive'",
            ),
            (
                '[briefing]\nstrategy = "fact"\nbackend = {write.story = "x"}\n[backends.x]',
                'strategy = "fact" needs a model at briefing.backend.write.fact',
            ),
            ('[briefing]\nfallback = "x"', "briefing.fallback: Input should be a list"),
            (
                '[briefing]\nbackend = "x"\n[backends.x]\n[budget]\nusd = 1.0',
                "budget.usd needs backends.x.price_in and price_out",
            ),
            ('[backends.x]\nmode = "live"', "backends.x.mode: no such key"),
            (f"[briefing\nbackend = {SECRET}", "is not valid TOML: "),
            ("x = " + "[" * 5000, "is not valid TOML: "),
        ],
    )
    def test_a_mistake_is_named_with_its_file_and_place(
        self, tmp_path: Path, text: str, place: str
    ) -> None:
        path = written(tmp_path, text)
        said = refusal(path)
        assert said.startswith(f"{path}: ")
        assert place in said

    def test_all_mistakes_are_named_at_once(self, tmp_path: Path) -> None:
        said = refusal(written(tmp_path, "[briefing]\npages = 0\nstyle = 1\n"))
        assert "briefing.pages: " in said
        assert "briefing.style: " in said

    def test_the_backends_that_there_are_get_named(self, tmp_path: Path) -> None:
        path = written(tmp_path, '[briefing]\nbackend = "mien"\n[backends.mine]\n')
        assert "(there are: extractive, mine) (did you mean mine?)" in refusal(path)

    def test_a_missing_file_is_named_with_the_next_step(self, tmp_path: Path) -> None:
        assert "`summarise config --example` prints one to copy" in refusal(tmp_path / "none.toml")

    def test_a_folder_is_no_config(self, tmp_path: Path) -> None:
        assert refusal(tmp_path).startswith(f"{tmp_path}: can't be read")

    def test_a_file_that_is_not_utf8_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "latin.toml"
        path.write_bytes(f'[prompts]\nfolder = "caf\xe9 {SECRET}"\n'.encode("latin-1"))
        assert refusal(path) == f"{path}: is not UTF-8 text; save it as UTF-8"

    def test_a_byte_order_mark_is_no_mistake(self, tmp_path: Path) -> None:
        path = tmp_path / "windows.toml"
        path.write_bytes(b"\xef\xbb\xbf[briefing]\r\npages = 2\r\n")
        assert load_config(path, {}).briefing.pages == 2

    def test_a_wrong_flag_is_said_to_be_one(self) -> None:
        with pytest.raises(ConfigError, match=r"^the command line: briefing\.pages: "):
            load_config(None, {}, {"briefing": {"pages": "2"}})


class TestChecked:
    def test_a_good_config_comes_back_as_it_was(self) -> None:
        config = Config(briefing=BriefingConfig(pages=3), backends={"a": BackendConfig()})
        assert checked(config) == config

    @pytest.mark.parametrize(
        ("config", "place"),
        [
            (Config(briefing=BriefingConfig(pages=0)), "briefing.pages"),
            (Config(briefing=BriefingConfig(pages="2")), "briefing.pages"),  # type: ignore[arg-type]
            (Config(briefing=BriefingConfig(paper=SECRET)), "briefing.paper"),  # type: ignore[arg-type]
            (Config(briefing=None), "briefing"),  # type: ignore[arg-type]
            (Config(briefing=BriefingConfig(backend=SECRET)), "briefing.backend"),
            (Config(meaning=MeaningConfig(backend="extractive")), "meaning.backend"),
            (Config(backends={"a": BackendConfig(timeout=0)}), "backends.a.timeout"),
            (Config(backends={"a": {"modle": 1}}), "backends.a.modle"),  # type: ignore[dict-item]
            ({"briefing": {"pages": 2}}, "is a dict, and has to be a Config"),
        ],
    )
    def test_a_bad_config_of_a_library_user_is_refused_by_place(
        self, config: Config, place: str
    ) -> None:
        with pytest.raises(ConfigError, match=f"^the configuration: .*{place}") as caught:
            checked(config)
        assert SECRET not in str(caught.value)
