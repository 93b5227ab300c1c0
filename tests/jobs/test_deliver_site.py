"""A job whose page goes to a site: three mornings, the last of which puts the first one right."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from summarise.config import (
    Config,
    FileOutput,
    JobConfig,
    MeaningConfig,
    SiteOutput,
    StoreConfig,
    example,
    load_config,
)
from summarise.errors import ConfigError, DeliveryError
from summarise.jobs.run import Outcome, Runner, Tools
from summarise.jobs.store import Store
from tests.commandline import Summarise
from tests.forked import Forks
from tests.jobs.pages import Delivering, message
from tests.jobs.world import JOB, morning
from tests.site.mornings import broken, files, parsed, text_of

MONDAY = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
LOCK = "The lock of Sund was closed on Monday after a barge tore off its lower gate."
PRICE = "A new gate for the lock will cost the canal board about 31 million crowns."
BARGES = "Some 60 barges wait below the lock of Sund, the canal board said on Tuesday."
OTHER = "The observatory of Orle has found a comet that nobody had seen before."
RIGHT = PRICE.replace("31 million", "13 million")
REPORTS = (
    {"herald": f"{LOCK} {PRICE}", "post": f"{OTHER} It will be nearest in May."},
    {"radio": f"{LOCK} {BARGES}"},
    {"ledger": RIGHT},
)


@dataclass
class Week:
    """A job with a site, and its mornings."""

    folder: Path
    config: Config
    store: Store

    def morning(self, number: int) -> Outcome:
        for path in (self.folder / "reports").glob("*"):
            path.unlink()
        for name, text in REPORTS[number].items():
            (self.folder / "reports" / f"{name}.txt").write_text(text)
        now = MONDAY + timedelta(days=number)
        return Runner(self.config, self.store, Tools(os.environ, clock=lambda: now)).run(JOB)

    @property
    def site(self) -> Path:
        return self.folder / "sites" / JOB


@pytest.fixture
def week(tmp_path: Path) -> Iterator[Week]:
    (tmp_path / "reports").mkdir()
    outputs = (SiteOutput(path=str(tmp_path / "sites/{job}"), title="The canal"),)
    job = JobConfig((str(tmp_path / "reports"),), outputs, time_zone="Europe/Berlin")
    kept = StoreConfig(str(tmp_path / "s.db"))
    config = Config(meaning=MeaningConfig(encoder="off"), store=kept, jobs={JOB: job})
    with Store.open(tmp_path / "s.db") as store:
        yield Week(tmp_path, config, store)


def test_three_mornings_make_a_site_and_the_third_corrects_the_first(week: Week) -> None:
    for number in range(2):
        (sent,) = week.morning(number).deliveries
        assert sent.state == "sent"
    before = files(week.site)
    (sent,) = week.morning(2).deliveries
    assert sent.detail == str(week.site / "pages/2026-11-25.html")
    after = files(week.site)

    assert "The canal" in text_of(week.site / "index.html")
    pages = [name for name in after if name.startswith("pages/") and ".next." not in name]
    assert sorted(pages) == [f"pages/2026-11-{day}.html" for day in (23, 24, 25)]
    assert after["pages/2026-11-24.html"] == before["pages/2026-11-24.html"]
    above, mark, rest = after["pages/2026-11-23.html"].partition(b"<!--errata-->")
    told, end, below = rest.partition(b"<!--/errata-->")
    assert above + mark + end + below == before["pages/2026-11-23.html"]
    assert RIGHT in told.decode()

    (story,) = (week.site / "stories").glob("*.html")
    days = [one.get("id") for one in parsed(story).xpath("//section[@class='day']")]
    assert days == ["2026-11-25", "2026-11-24", "2026-11-23"]
    (wrong,) = parsed(story).xpath("//p[@class='statement wrong']")
    assert PRICE in wrong.text_content()
    assert BARGES in text_of(story)
    assert OTHER not in text_of(story)
    assert broken(week.site) == []


def test_a_site_that_is_named_later_has_the_whole_archive(week: Week) -> None:
    whole = week.config
    (site,) = whole.jobs[JOB].outputs
    file = FileOutput(path=str(week.folder / "pages/%Y-%m-%d.html"))
    week.config = replace(whole, jobs={JOB: replace(whole.jobs[JOB], outputs=(file,))})
    week.morning(0)
    week.morning(1)
    assert not week.site.exists()
    week.config = replace(whole, jobs={JOB: replace(whole.jobs[JOB], outputs=(file, site))})
    week.morning(2)
    assert len(list((week.site / "pages").glob("*.html"))) == 6
    assert broken(week.site) == []


def test_a_quiet_page_that_nobody_was_sent_is_on_no_site(week: Week) -> None:
    job = replace(week.config.jobs[JOB], skip_when_empty=True)
    week.config = replace(week.config, jobs={JOB: job})
    week.morning(0)
    now = MONDAY + timedelta(days=1)
    quiet = Runner(week.config, week.store, Tools(os.environ, clock=lambda: now)).run(JOB)
    assert quiet.deliveries == ()
    week.morning(2)
    assert "24 November" not in text_of(week.site / "index.html")


def test_a_folder_of_somebody_elses_stops_the_run_before_any_work(week: Week) -> None:
    week.site.mkdir(parents=True)
    (week.site / "index.html").write_text("mine")
    with pytest.raises(ConfigError, match=r"jobs\.morning: site: .* holds index\.html already"):
        week.morning(0)
    assert files(week.site) == {"index.html": b"mine"}


def test_a_stylesheet_that_is_not_there_stops_the_run_before_any_work(week: Week) -> None:
    job = week.config.jobs[JOB]
    (site,) = job.outputs
    assert isinstance(site, SiteOutput)
    bad = replace(site, stylesheet=str(week.folder / "none.css"))
    week.config = replace(week.config, jobs={JOB: replace(job, outputs=(bad,))})
    with pytest.raises(ConfigError, match=r"the stylesheet .*none\.css can't be read"):
        week.morning(0)


def test_what_is_in_the_way_is_named(deliver: Delivering, tmp_path: Path) -> None:
    output = SiteOutput(path=str(tmp_path / "s"))
    deliver(output, message())
    (tmp_path / "s/stories").write_text("in the way")
    for path in (tmp_path / "s/pages").iterdir():
        path.unlink()
    (tmp_path / "s/pages").rmdir()
    (tmp_path / "s/pages").write_text("in the way")
    with pytest.raises(DeliveryError, match=r"^site: .*pages.* can't be read or written"):
        deliver(output, message())


def test_a_run_that_was_killed_as_it_built_the_site_ends_in_the_same_site(
    tmp_path: Path, summarise: Summarise, forks: Forks
) -> None:
    with morning(tmp_path, job='schedule = "30 6 * * *"') as world:
        text = world.config.read_text(encoding="utf-8")
        more = '\n[[jobs.morning.outputs]]\nkind = "site"\npath = "site"\n'
        text = text.partition("[[jobs.morning.outputs]]")[0] + more
        world.config.write_text(text, encoding="utf-8")
        world.killed(forks, "at the first target, and not noted")
        before = files(tmp_path / "site")
        world.run(summarise, "run", JOB)
        assert files(tmp_path / "site") == before
        assert broken(tmp_path / "site") == []
        world.report("new.txt", "The lighthouse of Orle went dark on Sunday night.")
        said = world.run(summarise, "run", JOB, "--again", "--dry-run")
        assert f"would send: site: {tmp_path / 'site'}" in said


def config(folder: Path, keys: str) -> Path:
    path = folder / "job.toml"
    path.write_text(f'[jobs.a]\nsources = ["x"]\n[[jobs.a.outputs]]\nkind = "site"\n{keys}\n')
    return path


def test_its_paths_begin_at_the_folder_of_the_config(tmp_path: Path) -> None:
    path = config(tmp_path, 'path = "sites/{job}"\nstylesheet = "own.css"')
    (output,) = load_config(path, {}).jobs["a"].outputs
    assert output == SiteOutput(
        path=str(tmp_path / "sites/{job}"), stylesheet=str(tmp_path / "own.css")
    )


def test_the_example_of_the_shipped_config_is_one(tmp_path: Path) -> None:
    block = example().partition("#   [[jobs.morning.outputs]]\n")[2].partition("#\n")[0]
    path = config(tmp_path, block.replace("#   ", "").partition("\n")[2])
    (output,) = load_config(path, {}).jobs["a"].outputs
    assert isinstance(output, SiteOutput)
    assert all(getattr(output, field.name) for field in fields(output) if field.name != "name")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("", 'jobs.a.outputs.0.path: kind = "site" needs path'),
        ('path = "s"\nlatest = true', 'jobs.a.outputs.0.latest: is not for kind = "site"'),
        ('path = "s"\naddress = "javascript:x"', "jobs.a.outputs.0.address: write one as https"),
    ],
)
def test_a_key_that_is_wrong_is_named(keys: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(config(tmp_path, keys), {})
    assert said in str(caught.value)
