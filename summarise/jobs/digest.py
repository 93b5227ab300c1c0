"""A digest: what the pages of a week or a month told, once more, as one page by story.

It is made of what was told alone: of each report the sentences that a page cites, which go through
the pipeline as any reports do. So it is chosen, worded by a model where there is one, checked and
cut to its room as each page is, and each sentence is cited to the report that it is from. What a
later page put right is told as it is right, and not as it was. Stories that pages say go on are one
story here, its latest state first.

One that is delivered is a run of its own: of the job and its period, so that no morning goes on
from it, and each target gets it once.
"""

from __future__ import annotations

import secrets
from bisect import bisect_right
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeVar
from zoneinfo import ZoneInfo

from summarise.config import Config, FileOutput, JobConfig, OutputConfig, for_job
from summarise.errors import InputError
from summarise.jobs.lock import held
from summarise.jobs.rows import Run
from summarise.page.fit import fit
from summarise.pipeline import World, brief
from summarise.render import count_pages
from summarise.render.phrases import short_days, words_in
from summarise.types import (
    NO_DATE,
    Briefing,
    Citation,
    Difference,
    Document,
    Section,
    Side,
    Source,
    Statement,
)

if TYPE_CHECKING:
    from summarise.jobs.run import Outcome, Runner, Tools
    from summarise.jobs.store import Store

Span = Literal["week", "month", "digest"]
"""What a period is called in the names of runs and files: a week, a month, or any other one."""

_APART: Final = "\n\n"
"""What stands between two sentences of a report that are not known to follow each other."""
NO_STORY: Final = -1
"""What a report is of that only a correction cites."""
_OF_A_DIGEST: Final = "~"
"""Parts the names of job and period; the name of no job in a config may hold it."""

Said = TypeVar("Said", Statement, Side)
Spot = tuple[str, int, int]
"""A sentence of a report: the report, and where in it."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a digest, both of them in it."""

    first: date
    last: date
    span: Span = "digest"

    def __str__(self) -> str:
        return f"{self.first.isoformat()} to {self.last.isoformat()}"

    @classmethod
    def week(cls, last: date) -> Period:
        """Return the seven days up to one."""
        return cls(last - timedelta(days=6), last, "week")

    @classmethod
    def month(cls, last: date) -> Period:
        """Return the month up to a day: from the day after the same one of the month before."""
        before = last.replace(day=1) - timedelta(days=1)
        day = min(last.day, monthrange(before.year, before.month)[1])
        return cls(before.replace(day=day) + timedelta(days=1), last, "month")


def digest(
    name: str, period: Period, config: Config, store: Store, tools: Tools, run: str = ""
) -> Briefing:
    """Make the digest of a job's pages. Raises InputError where they told nothing in the period."""
    config = for_job(config, config.jobs[name])
    zone = ZoneInfo(config.briefing.time_zone)
    told = Gathered.of(_pages(name, period, store, zone), period, zone)
    if not told.spots:
        raise InputError(
            f"{name}: no page of {period} told anything{_newest(name, store, zone)}; other days: "
            "--since DAY --until DAY"
        )
    world = World(run=run, environment=tools.environment, now=tools.clock(), progress=tools.tell)
    page = told.cited(brief(told.documents(), replace(config, jobs={}), world))
    calendar = words_in(page.language).calendar
    days = short_days(period.first, period.last, page.date.date(), calendar)
    page = _headed(replace(page, stories=told.by_story(page.stories)), days)
    size = config.briefing
    return fit(page, size.pages, partial(count_pages, paper=size.paper))


def deliver(name: str, period: Period, runner: Runner) -> Outcome:
    """Deliver the digest to the job's targets, each once. Raises InputError and StoreError."""
    job, store, tools = digests_of(name, period.span), runner.store, runner.tools
    with held(store.path, job, tools.clock):
        run = store.done(job, str(period)) or _unfinished(job, period, store)
        if run is None:
            now = tools.clock()
            new = f"{now.astimezone(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
            page = digest(name, period, runner.config, store, tools, new)
            run = Run(new, job, str(period), now)
            store.start(run)
            store.written(run.id, page)
        return runner.send(run)


def job_of(config: Config, run: str) -> JobConfig | None:
    """Return the job by which a run of that name is delivered: a job's, or that of its digests."""
    name, _, span = run.partition(_OF_A_DIGEST)
    job = config.jobs.get(name)
    if job is None or not span:
        return job
    outputs = tuple(_beside(output, span) for output in job.outputs)
    return replace(job, outputs=outputs, skip_when_empty=False)


def digests_of(name: str, span: Span) -> str:
    """Return what the runs of a job's digests have for a job."""
    return f"{name}{_OF_A_DIGEST}{span}"


def is_digest(run: str) -> bool:
    """Whether a run's job is that of digests."""
    return _OF_A_DIGEST in run


def job_name(run: str) -> str:
    """Return the job of a run, also of one that is a digest of its pages."""
    return run.partition(_OF_A_DIGEST)[0]


def _beside(output: OutputConfig, span: str) -> OutputConfig:
    """Return an output by which a digest takes no page's place."""
    if not isinstance(output, FileOutput):
        return output
    path = Path(output.path)
    return replace(
        output, path=str(path.with_name(f"{path.stem}-{span}{path.suffix}")), latest=False
    )


def _unfinished(job: str, period: Period, store: Store) -> Run | None:
    """Return the run for the period that was cut off, if it has its page; others are given up."""
    run = store.unfinished(job)
    if run is None or (run.occasion == str(period) and run.state == "written"):
        return run
    store.end(run.id, "abandoned", run.began, "a digest of other days was asked for")
    return None


def _pages(name: str, period: Period, store: Store, zone: ZoneInfo) -> Iterator[Briefing]:
    """Yield the pages of a job that somebody has, oldest first, from the period's first day on."""
    runs = [run for run in store.runs(name, limit=2**31) if run.state == "done"]
    for run in reversed(runs):
        if run.began.astimezone(zone).date() >= period.first and (page := store.briefing(run.id)):
            yield page


def _newest(name: str, store: Store, zone: ZoneInfo) -> str:
    """Say of which days there are pages."""
    days = [run.began.astimezone(zone).date() for run in store.runs(name, limit=2**31)
            if run.state == "done"]  # fmt: skip
    if not days:
        return f" (none is kept; summarise run {name} makes one)"
    return f" (there are pages of {min(days).isoformat()} to {max(days).isoformat()})"


@dataclass(slots=True)
class Gathered:
    """What pages told in a period.

    ``spots`` are the sentences of reports that they cite, by their place, ``sources`` the reports;
    ``stories`` has the story of each report, which goes on over pages, and ``headlines`` what the
    last page that cites it called that.
    """

    spots: dict[Spot, str] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    stories: dict[str, int] = field(default_factory=dict)
    headlines: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, pages: Iterable[Briefing], period: Period, zone: ZoneInfo) -> Gathered:
        """Gather it from pages, oldest first; those behind the period only put right."""
        told, every = cls(), list(pages)
        within = [page for page in every if page.date.astimezone(zone).date() <= period.last]
        runs = {page.run for page in within}
        right = [(page, one) for page in every for one in page.corrections if one.page in runs]
        wrong = {(one.page, one.was) for _, one in right}
        homes: dict[tuple[str, str], int] = {}
        for page in within:
            told._take(page, homes)
        false = [one for page in within for one in _every(page) if (page.run, one.text) in wrong]
        for spot in {_spot(cited) for one in false for cited in one.citations}:
            told.spots.pop(spot, None)
        for page, one in right:
            told._add(page, one.now.citations, homes.get((one.page, one.was), NO_STORY))
        kept = {spot[0] for spot in told.spots}
        told.sources = {one: source for one, source in told.sources.items() if one in kept}
        return told

    def _take(self, page: Briefing, homes: dict[tuple[str, str], int]) -> None:
        for right in page.corrections:
            self._add(page, right.now.citations, homes.get((right.page, right.was), NO_STORY))
        for section in page.stories:
            after = section.background
            story = homes.get((after.page, after.text), len(homes)) if after else len(homes)
            for one in said(section):
                homes.setdefault((page.run, one.text), story)
                self._add(page, one.citations, story)
                self.headlines |= {cited.document: section.headline for cited in one.citations}

    def _add(self, page: Briefing, citations: Iterable[Citation], story: int) -> None:
        known = {source.id: source for source in page.sources}
        for one in citations:
            if source := known.get(one.document):
                self.spots[_spot(one)] = one.text
                self.sources[source.id] = source
                self.stories.setdefault(source.id, story)

    def documents(self) -> tuple[Document, ...]:
        """Return the reports, oldest first, each with what was told of it."""
        return tuple(
            Document(
                id=source.id,
                text=_APART.join(self.spots[spot] for spot in self._spots(source.id)),
                title=source.title,
                outlet=source.outlet,
                url=source.url,
                published=source.published,
                place=source.place,
            )
            for source in sorted(self.sources.values(), key=lambda one: one.published or NO_DATE)
        )

    def _spots(self, document: str) -> list[Spot]:
        return sorted(spot for spot in self.spots if spot[0] == document)

    def cited(self, page: Briefing) -> Briefing:
        """Return a page of the documents with its citations where they stand in the reports."""
        stories = tuple(
            replace(
                section,
                statements=tuple(self._placed(one) for one in section.statements),
                differences=tuple(self._placed_sides(one) for one in section.differences),
            )
            for section in page.stories
        )
        return replace(page, stories=stories)

    def _placed_sides(self, one: Difference) -> Difference:
        return replace(one, sides=tuple(self._placed(side) for side in one.sides))

    def _placed(self, one: Said) -> Said:
        return replace(one, citations=tuple(map(self._place, one.citations)))

    def _place(self, one: Citation) -> Citation:
        spots, starts = self._spots(one.document), [0]
        for spot in spots:
            starts.append(starts[-1] + len(self.spots[spot]) + len(_APART))
        number = bisect_right(starts, one.start) - 1
        start = spots[number][1] + one.start - starts[number]
        return replace(one, start=start, end=start + one.end - one.start)

    def by_story(self, sections: Sequence[Section]) -> tuple[Section, ...]:
        """Put the sections of one story together, its latest day first.

        It is called as the page of that day called it. A page that was edited stays as it is.
        """
        if any(one.paragraph for section in sections for one in section.statements):
            return tuple(sections)
        stories: dict[int, list[Section]] = {}
        for number, section in enumerate(sections):
            stories.setdefault(self._story(section, NO_STORY - 1 - number), []).append(section)
        return tuple(map(self._one, stories.values()))

    def _story(self, section: Section, none: int) -> int:
        cited = (self.stories[c.document] for one in section.statements for c in one.citations)
        story = next((one for one, _ in Counter(cited).most_common(1)), NO_STORY)
        return none if story == NO_STORY else story

    def _one(self, sections: Sequence[Section]) -> Section:
        latest, *others = sorted(sections, key=self._age, reverse=True)
        every = (latest, *others)
        told = [(self._day([one]), one) for part in every for one in part.statements]
        told.sort(key=lambda pair: pair[0], reverse=True)  # what is of one day stays in its order
        first = (cited.document for _, one in told[:1] for cited in one.citations)
        headlines = filter(None, (self.headlines.get(document) for document in first))
        return replace(
            latest,
            headline=next(headlines, latest.headline),
            statements=tuple(one for _, one in told),
            differences=tuple(one for part in every for one in part.differences),
        )

    def _age(self, section: Section) -> date:
        return self._day(section.statements)

    def _day(self, statements: Iterable[Statement]) -> date:
        """Return the day of the newest report that statements cite."""
        cited = (self.sources[c.document].published for one in statements for c in one.citations)
        return max((at.date() for at in cited if at), default=date.min)


def _every(page: Briefing) -> Iterator[Statement | Side]:
    return (one for section in page.stories for one in said(section))


def said(section: Section) -> tuple[Statement | Side, ...]:
    """Return all that a page tells of a story."""
    sides = (side for one in section.differences for side in one.sides)
    return (*section.statements, *sides)


def _spot(one: Citation) -> Spot:
    return one.document, one.start, one.end


def _headed(page: Briefing, days: str) -> Briefing:
    """Return the page with its days in the headline, which is its first story's too."""
    first = next((n for n, story in enumerate(page.stories) if story.statements), None)
    if first is None:
        return replace(page, headline=f"{days}: {page.headline}")
    stories, story = [*page.stories], page.stories[first]
    stories[first] = replace(story, headline=f"{days}: {story.headline or page.headline}")
    return replace(
        page,
        headline=stories[first].headline,
        lede=story.statements[0].text,
        stories=tuple(stories),
    )
