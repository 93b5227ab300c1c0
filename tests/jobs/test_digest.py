"""A digest: what a week's pages told, by story, cited, and what was put right as it is right."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from summarise.config import (
    BackendConfig,
    Config,
    FileOutput,
    JobConfig,
    MeaningConfig,
    SiteOutput,
    StoreConfig,
)
from summarise.errors import InputError
from summarise.jobs.digest import Period, deliver, digest
from summarise.jobs.rows import Delivery
from summarise.jobs.run import Outcome, Runner, Tools
from summarise.jobs.store import Store
from summarise.render import count_pages, render
from summarise.types import Briefing
from tests.commandline import Summarise
from tests.jobs.world import JOB
from tests.scripted import answering, completion

MONDAY = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
WEEK = Period.week(date(2026, 11, 29))
MILL = "The paper mill of Sund was closed on Monday after a fire in its drying hall."
PRICE = "A new drying hall for the mill will cost its owners about 52 million crowns."
RIGHT = PRICE.replace("52 million", "25 million")
WORKERS = "Some 300 workers of the mill of Sund will be paid until spring, its owners said."
HERON = "A pair of herons has nested on the roof of the theatre of Lund."
ROAD = "The coast road near Orle is open again after the landslide in October."
REPORTS = (
    {"herald": f"{MILL} {PRICE}", "post": HERON},
    {"radio": f"{MILL} {WORKERS}"},
    {"ledger": RIGHT},
    {"courier": ROAD},
)


@dataclass
class Week:
    """A job and its mornings, the last of which is in the week after."""

    folder: Path
    config: Config
    store: Store

    def morning(self, number: int, day: int) -> Outcome:
        for path in (self.folder / "reports").glob("*"):
            path.unlink()
        for name, text in REPORTS[number].items():
            (self.folder / "reports" / f"{name}.txt").write_text(text)
        return Runner(self.config, self.store, self.tools(day)).run(JOB)

    def tools(self, day: int) -> Tools:
        now = MONDAY + timedelta(days=day)
        return Tools(os.environ, clock=lambda: now)

    def digest(self, period: Period = WEEK) -> Briefing:
        return digest(JOB, period, self.config, self.store, self.tools(9))

    def deliver(self, period: Period = WEEK) -> Outcome:
        return deliver(JOB, period, Runner(self.config, self.store, self.tools(9)))

    def pages(self) -> list[str]:
        return sorted(one.name for one in (self.folder / "pages").iterdir())


@pytest.fixture
def week(tmp_path: Path) -> Iterator[Week]:
    (tmp_path / "reports").mkdir()
    outputs = (FileOutput(path=str(tmp_path / "pages/%Y-%m-%d.md")),)
    job = JobConfig((str(tmp_path / "reports"),), outputs, time_zone="Europe/Berlin")
    kept = StoreConfig(str(tmp_path / "s.db"))
    config = Config(meaning=MeaningConfig(encoder="off"), store=kept, jobs={JOB: job})
    with Store.open(tmp_path / "s.db") as store:
        yield Week(tmp_path, config, store)


def statements(page: Briefing) -> list[str]:
    return [one.text for story in page.stories for one in story.statements]


def test_it_tells_what_the_pages_told_each_sentence_cited_to_its_report(week: Week) -> None:
    for number in range(2):
        week.morning(number, number)
    page = week.digest()
    assert {MILL, PRICE, WORKERS, HERON} == set(statements(page))
    names = {source.id: source.place for source in page.sources}
    cited = {
        one.text: {names[citation.document] for citation in one.citations}
        for story in page.stories
        for one in story.statements
    }
    assert cited[WORKERS] == {"radio.txt"}
    assert cited[HERON] == {"post.txt"}
    for story in page.stories:
        for one in story.statements:
            for citation in one.citations:
                report = f"{MILL} {PRICE}", HERON, f"{MILL} {WORKERS}"
                spans = [text[citation.start : citation.end] for text in report]
                assert citation.text in spans


def test_the_days_of_one_story_stand_together_the_latest_first(week: Week) -> None:
    for number in range(2):
        week.morning(number, number)
    (mill,) = [story for story in week.digest().stories if "mill" in story.statements[0].text]
    told = [one.text for one in mill.statements]
    assert told.index(WORKERS) < told.index(PRICE)


@pytest.mark.parametrize("day", [2, 7], ids=["in the same week", "in the next"])
def test_what_was_put_right_is_told_as_it_is_right(week: Week, day: int) -> None:
    week.morning(0, 0)
    corrected = week.morning(2, day).briefing
    assert corrected is not None
    assert [one.was for one in corrected.corrections] == [PRICE]
    told = statements(week.digest())
    assert RIGHT in told
    assert PRICE not in told


def test_the_day_after_the_week_is_not_in_it(week: Week) -> None:
    week.morning(0, 0)
    week.morning(3, 7)
    assert ROAD not in statements(week.digest())
    assert statements(week.digest(Period(date(2026, 11, 30), date(2026, 11, 30)))) == [ROAD]


def test_its_headline_has_the_days_and_it_is_one_page_in_every_format(week: Week) -> None:
    week.morning(0, 0)
    page = week.digest()
    assert page.headline.startswith("23–29 November: ")
    assert page.stories[0].headline == page.headline
    assert page.lede == page.stories[0].statements[0].text
    assert count_pages(page, "a4") == 1
    for form in ("md", "html", "txt", "json", "pdf"):
        assert render(page, form)


def edited(asked: Any) -> object:
    """Answer as a model that edits, and as one that judges."""
    prompt = asked["messages"][-1]["content"]
    numbers = {text: number for number, text in re.findall(r"^(\d+\.\d+) (.*)$", prompt, re.M)}
    if "response_format" not in asked:  # the page is Markdown, the verdict JSON
        told = (
            f"A fire shut the paper mill of Sund on Monday [{numbers[MILL]}].",
            f"Its owners will pay some 300 workers of the mill until spring [{numbers[WORKERS]}].",
        )
        return completion("\n".join(["# Fire at the mill", told[0], "", f"- {told[1]}"]))
    right = re.findall(r"^([DPH]?\d+)\. ", prompt, re.M)
    return completion(json.dumps({"right": right}))


def test_a_model_edits_it_as_it_edits_any_page(week: Week) -> None:
    for number in range(2):
        week.morning(number, number)
    with answering(edited) as server:
        briefings = replace(week.config.briefing, backend="mine", strategy="page")
        backend = BackendConfig(base_url=server.url, model="scripted", context=32_768)
        week.config = replace(week.config, briefing=briefings, backends={"mine": backend})
        page = week.digest()
    assert page.record.degraded == ()
    assert page.headline == "23–29 November: Fire at the mill"
    assert statements(page)[0] == "A fire shut the paper mill of Sund on Monday."
    names = {source.id: source.place for source in page.sources}
    cited = [c for story in page.stories for one in story.statements for c in one.citations]
    assert {names[citation.document] for citation in cited} >= {"herald.txt", "radio.txt"}


def test_without_a_page_in_the_period_it_says_which_days_there_are(week: Week) -> None:
    with pytest.raises(InputError, match=r"no page of 2026-11-23 to 2026-11-29 .*none is kept"):
        week.digest()
    week.morning(3, 7)
    with pytest.raises(InputError, match=r"there are pages of 2026-11-30 to 2026-11-30"):
        week.digest()


class TestDelivered:
    def test_it_takes_no_page_s_place_and_goes_out_once(self, week: Week) -> None:
        week.morning(0, 0)
        before = week.pages()
        page = (week.folder / "pages/latest.md").read_bytes()
        done = week.deliver()
        assert [one.state for one in done.deliveries] == ["sent"]
        assert week.pages() == sorted([*before, "2026-12-02-week.md"])
        assert (week.folder / "pages/latest.md").read_bytes() == page
        assert week.deliver().run.id == done.run.id
        assert week.pages() == sorted([*before, "2026-12-02-week.md"])

    def test_the_next_morning_goes_on_from_the_pages_and_not_from_it(self, week: Week) -> None:
        week.morning(0, 0)
        week.deliver()
        page = week.morning(2, 10).briefing
        assert page is not None
        assert page.since == MONDAY
        assert [one.was for one in page.corrections] == [PRICE]

    def test_one_that_was_killed_before_it_was_sent_goes_on(self, week: Week) -> None:
        week.morning(0, 0)
        whole = week.store.delivered

        def killed(delivery: Delivery) -> None:
            raise KeyboardInterrupt

        week.store.delivered = killed  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            week.deliver()
        week.store.delivered = whole  # type: ignore[method-assign]
        (cut_off,) = [run for run in week.store.runs() if run.state == "written"]
        assert week.deliver().run.id == cut_off.id

    def test_what_failed_is_sent_by_who_asks_for_it(self, week: Week) -> None:
        week.morning(0, 0)
        job = week.config.jobs[JOB]
        (output,) = job.outputs
        assert isinstance(output, FileOutput)
        bad = replace(output, path=str(week.folder / "pages/2026-11-23.md/%Y-%m-%d.md"))
        whole = week.config
        week.config = replace(whole, jobs={JOB: replace(job, outputs=(bad,))})
        failed = week.deliver()
        assert [one.state for one in failed.undelivered] == ["failed"]
        done = Runner(whole, week.store, week.tools(9)).deliver(failed.run)
        assert [one.state for one in done.deliveries] == ["sent"]
        sent = week.folder / "pages/2026-12-02-week.md"
        assert MILL in sent.read_text(encoding="utf-8")

    def test_what_it_told_wrong_is_put_right_where_it_went(self, week: Week) -> None:
        week.morning(0, 0)
        week.deliver()
        week.morning(2, 10)
        page = (week.folder / "pages/2026-12-02-week.md").read_text(encoding="utf-8")
        assert page.index(RIGHT) < page.index(PRICE, page.index(RIGHT))
        assert page.count(RIGHT) == 1
        assert RIGHT in (week.folder / "pages/2026-11-23.md").read_text(encoding="utf-8")

    def test_a_site_has_it_as_a_page(self, week: Week) -> None:
        job = week.config.jobs[JOB]
        site = SiteOutput(path=str(week.folder / "site"))
        week.config = replace(week.config, jobs={JOB: replace(job, outputs=(site,))})
        week.morning(0, 0)
        week.deliver()
        index = (week.folder / "site/index.html").read_text(encoding="utf-8")
        assert "23–29 November: " in index


def test_a_period_is_seven_days_or_a_month_up_to_a_day() -> None:
    assert WEEK.first == date(2026, 11, 23)
    for last, first in (
        (date(2026, 12, 31), date(2026, 12, 1)),
        (date(2026, 3, 31), date(2026, 3, 1)),
        (date(2026, 3, 15), date(2026, 2, 16)),
        (date(2026, 1, 1), date(2025, 12, 2)),
    ):
        assert Period.month(last).first == first


class TestTheCommand:
    @pytest.fixture
    def config(self, tmp_path: Path, summarise: Summarise) -> Path:
        (tmp_path / "reports").mkdir()
        (tmp_path / "reports/herald.txt").write_text(f"{MILL} {PRICE}")
        path = tmp_path / "morning.toml"
        path.write_text(
            '[meaning]\nencoder = "off"\n[store]\npath = "s.db"\n[jobs.morning]\n'
            'sources = ["reports"]\n[[jobs.morning.outputs]]\nkind = "file"\n'
            'path = "pages/%Y-%m-%d.md"\n'
        )
        return path

    def test_it_prints_writes_or_sends(
        self, config: Path, summarise: Summarise, tmp_path: Path
    ) -> None:
        said = summarise("digest", "--week", "--config", config)
        assert (said.code, "nothing is kept yet" in said.err) == (2, True)
        assert summarise("digest", "--deliver", "--config", config).code == 2
        assert not (tmp_path / "s.db").exists()
        assert summarise("run", JOB, "--config", config).code == 0
        assert MILL in summarise("digest", "--config", config).text
        told = summarise("digest", JOB, "--month", "--format", "json", "--config", config)
        assert json.loads(told.text)["lede"] == MILL
        page = tmp_path / "week.html"
        assert summarise("digest", "--output", page, "--config", config).code == 0
        assert "<h1" in page.read_text(encoding="utf-8")
        assert summarise("digest", "--deliver", "--quiet", "--config", config).code == 0
        (sent,) = (tmp_path / "pages").glob("*-week.md")
        assert MILL in sent.read_text(encoding="utf-8")
        assert "morning~week" in summarise("history", "--config", config).text

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (("nobody",), "nobody: the config has no job of this name (it has morning)"),
            (("--since", "2026-12-09", "--until", "2026-12-02"), "is after the last day"),
            (("--since", "monday"), "write a day as 2026-11-02"),
            (("--week", "--month"), "not allowed with"),
            (("--deliver", "--format", "pdf"), "the job's outputs say"),
        ],
    )
    def test_what_is_asked_wrongly_is_told_in_a_sentence(
        self, options: tuple[str, ...], said: str, config: Path, summarise: Summarise
    ) -> None:
        ran = summarise("digest", *options, "--config", config)
        assert ran.code == 2
        assert said in ran.err
        assert ran.err.count("\n") == 1
