"""The config's jobs: what is refused before any work, and where their paths begin."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarise.config import FileOutput, SourceConfig, WebhookOutput, for_job, load_config, target
from summarise.errors import ConfigError

MODEL = '[backends.m]\nmodel = "x"\n'
FILE = '[[jobs.a.outputs]]\nkind = "file"\npath = "page.md"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "page.toml"
    path.write_text(text, encoding="utf-8")
    return path


def job(keys: str = "", outputs: str = "") -> str:
    return f'[jobs.a]\nsources = ["reports"]\n{keys}\n{outputs}'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[jobs.a]\n", "jobs.a.sources: names nothing to read"),
        ('[jobs.a]\nsources = ["x", " "]', "jobs.a.sources: one of them is empty"),
        ('[jobs."a/b"]\nsources = ["x"]', "jobs.a/b: a job's name is letters"),
        (job('schedule = "30 6 * *"'), "jobs.a.schedule: is no crontab of five fields"),
        (job('schedule = "0 0 31 2 *"'), "jobs.a.schedule: is no crontab of five fields"),
        (job('time_zone = "Europe/Nowhere"'), "jobs.a.time_zone: no such time zone"),
        (job('time_zone = "../etc/passwd"'), "jobs.a.time_zone: no such time zone"),
        (job('language = "xx"'), "jobs.a.language: the page's own words are in en, de"),
        (job('backend = "none"'), "jobs.a.backend: no backend has this name"),
        (job('fallback = ["none"]'), "jobs.a.fallback: no backend has this name"),
        (
            job('backend = "m"\nfallback = ["extractive", "m"]') + MODEL,
            "jobs.a.fallback: nobody is asked after 'extractive'",
        ),
        (job('backend = "m"') + MODEL + "[budget]\nusd = 1.0", "needs backends.m.price_in"),
        (job('ping_env = "https://hc.example/1"'), "jobs.a.ping_env: is no name of an environment"),
        (job("", '[[jobs.a.outputs]]\nkind = "file"\n'), 'kind = "file" needs path'),
        (job("", '[[jobs.a.outputs]]\nkind = "webhook"\n'), "needs url or url_env"),
        (job("", '[[jobs.a.outputs]]\nkind = "notify"\n'), 'kind = "notify" needs url_env'),
        (job("", '[[jobs.a.outputs]]\nkind = "slack"\n'), 'Slack is kind = "webhook" with'),
        (job("", '[[jobs.a.outputs]]\nname = "x"\n'), "jobs.a.outputs.0.kind: Input should be"),
        (
            job("", '[[jobs.a.outputs]]\nkind = "webhook"\nurl_env = "X"\ntemplate = "slak"\n'),
            "jobs.a.outputs.0.template: there is none of this name (there are: slack, teams",
        ),
        (job("", '[[jobs.a.outputs]]\nkind = "email"\nto = ["a@b"]\n'), "needs sender"),
        (
            job("", '[[jobs.a.outputs]]\nkind = "email"\nsender = "a@b"\nhost = "c"\n'),
            'jobs.a.outputs.0: kind = "email" needs to or bcc',
        ),
        (job("", f"{FILE}host = 'x'\n"), 'jobs.a.outputs.0.host: is not for kind = "file"'),
        (job("", FILE * 2), 'jobs.a.outputs: two are called "file"'),
        (job("", '[[jobs.a.outputs]]\nkind = "fax"\n'), "jobs.a.outputs.0.kind: Input should be"),
        (job("", FILE + "password = 'x'\n"), "jobs.a.outputs.0.password: no such key"),
        ('[briefing]\ntime_zone = "Mars"', "briefing.time_zone: no such time zone"),
        (
            '[jobs.a]\nsources = ["-"]\nschedule = "0 6 * * *"',
            'jobs.a.sources: "-" is standard input',
        ),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_by_name(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(written(tmp_path, text), {})
    assert said in str(caught.value)


def test_a_pasted_secret_is_not_repeated(tmp_path: Path) -> None:
    secret = "hunter2-xyzzy"
    text = job("", f'[[jobs.a.outputs]]\nkind = "webhook"\nurl_env = "{secret}"\n')
    with pytest.raises(ConfigError) as caught:
        load_config(written(tmp_path, text), {})
    assert secret not in str(caught.value)
    assert "jobs.a.outputs.0.url_env" in str(caught.value)


def test_paths_begin_at_the_file_and_addresses_stay(tmp_path: Path) -> None:
    text = """
    [store]
    path = "state/s.db"
    [watch]
    metrics = "/var/lib/m.prom"
    [jobs.a]
    sources = ["reports", "-", "https://news.example/feed.xml", "~/mail", {source = "feeds"}]
    [[jobs.a.outputs]]
    kind = "file"
    path = "pages/a.md"
    [[jobs.a.outputs]]
    kind = "webhook"
    url = "https://a.example"
    template = "own.jinja"
    [[jobs.a.outputs]]
    kind = "webhook"
    url = "https://a.example"
    template = "slack"
    """
    config = load_config(written(tmp_path, text), {})
    assert config.store.path == str(tmp_path / "state/s.db")
    assert config.watch.metrics == "/var/lib/m.prom"
    assert config.jobs["a"].sources == (
        str(tmp_path / "reports"), "-", "https://news.example/feed.xml", "~/mail",
        SourceConfig(str(tmp_path / "feeds")),
    )  # fmt: skip
    assert config.jobs["a"].outputs == (
        FileOutput(path=str(tmp_path / "pages/a.md")),
        WebhookOutput(url="https://a.example", template=str(tmp_path / "own.jinja")),
        WebhookOutput(url="https://a.example", template="slack"),
    )


def test_a_jobs_own_keys_stand_above_those_of_the_page(tmp_path: Path) -> None:
    text = '[briefing]\npages = 3\nfocus = "tides"\n' + job('pages = 2\nlanguage = "de"')
    config = load_config(written(tmp_path, text), {})
    briefing = for_job(config, config.jobs["a"]).briefing
    assert (briefing.pages, briefing.language, briefing.focus) == (2, "de", "tides")


def test_a_variable_reaches_a_job(tmp_path: Path) -> None:
    path = written(tmp_path, '[jobs.Morning]\nsources = ["x"]\n')
    config = load_config(path, {"SUMMARISE_JOBS__MORNING__REMEMBER_DAYS": "3"})
    assert config.jobs["Morning"].remember_days == 3


def test_a_target_is_called_by_its_name_or_else_its_service_or_kind() -> None:
    assert target(WebhookOutput(url="x")) == "webhook"
    assert target(WebhookOutput(url="x", template="./own.jinja")) == "webhook"
    assert target(WebhookOutput(url="x", template="slack")) == "slack"
    assert target(WebhookOutput(url="x", template="slack", name="desk")) == "desk"
