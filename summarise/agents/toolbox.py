"""The tools: what each takes, and what it answers, as JSON Schema and plain values.

All but ``brief`` read the store and nothing else. ``brief`` reads what the config names for a job,
or reports whose text it is given; files only from below a folder that whoever started the server
has allowed. A page that it makes is neither kept nor sent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from summarise.agents.ledger import differences_value, page_value, story_value, why_value
from summarise.ask.answer import ask
from summarise.ask.archive import Archive, of_pages, since
from summarise.ask.corroborate import corroborate
from summarise.ask.telling import UNTRUSTED, answer_value, corroboration_value
from summarise.config import Config, SourceConfig, for_job
from summarise.database import place
from summarise.errors import InputError, UsageError
from summarise.jobs.rows import Run
from summarise.jobs.store import Store
from summarise.pipeline import World, brief
from summarise.render import render
from summarise.sources import document, load
from summarise.sources.fetch import Web
from summarise.types import Briefing, Document, Skipped

log = logging.getLogger(__name__)

MOST_REPORTS, LONGEST_TEXT = 500, 200_000
"""Reports that ``brief`` is given at most, and characters of one."""
MOST_LISTED: Final = 50
"""Pages that are listed as resources: the newest."""

_Words = Annotated[str, Field(min_length=1, max_length=1000)]
_Job = Annotated[str, Field(max_length=200, description="only of this job; empty: of all")]
_Days = Annotated[int, Field(ge=0, le=100_000, description="only the last N days; 0: all")]


class _Arguments(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GivenReport(_Arguments):
    """One report, as whoever calls has it."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    title: Annotated[str, Field(max_length=1000)] = ""
    outlet: Annotated[str, Field(max_length=200)] = ""
    url: Annotated[str, Field(max_length=2000)] = ""
    published: AwareDatetime | None = None


class BriefArguments(_Arguments):
    """What ``brief`` takes: one of them."""

    job: Annotated[str, Field(max_length=200, description="read what this job reads")] = ""
    reports: Annotated[list[GivenReport], Field(max_length=MOST_REPORTS)] = []
    files: Annotated[
        list[str],
        Field(max_length=MOST_REPORTS, description="below the allowed folder, if one is allowed"),
    ] = []


class LatestArguments(_Arguments):
    """What ``latest`` takes."""

    job: _Job = ""


class WordsArguments(_Arguments):
    """What ``story`` and ``why`` take."""

    words: _Words
    job: _Job = ""


class QuestionArguments(_Arguments):
    """What ``ask`` takes."""

    question: _Words
    job: _Job = ""
    days: _Days = 0


class ClaimArguments(_Arguments):
    """What ``corroborate`` takes."""

    claim: _Words
    job: _Job = ""
    days: _Days = 0


class DifferencesArguments(_Arguments):
    """What ``differences`` takes."""

    words: Annotated[str, Field(max_length=1000, description="only about these; empty: all")] = ""
    job: _Job = ""


@dataclass(frozen=True, slots=True)
class AgentTool:
    """A tool: its name, what it is for, what it takes, which keys its answer has, and what does it.

    ``does`` takes checked arguments and returns plain values; it raises SummariseError.
    """

    name: str
    about: str
    takes: type[BaseModel]
    answers: Mapping[str, str]
    does: Callable[[Any], dict[str, Any]]

    @property
    def input_schema(self) -> dict[str, Any]:
        """The JSON Schema of what it takes."""
        return self.takes.model_json_schema()

    @property
    def output_schema(self) -> dict[str, Any]:
        """The JSON Schema of what it answers."""
        properties = {
            name: {"type": kind.split("|") if "|" in kind else kind}
            for name, kind in {**self.answers, "notice": "string"}.items()
        }
        return {"type": "object", "properties": properties, "required": [*properties]}

    def call(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Check the arguments, and return the answer. Raises UsageError and SummariseError."""
        try:
            checked = self.takes.model_validate(dict(arguments))
        except ValidationError as error:
            # Where and what, not the value: that is the caller's.
            places = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            raise UsageError(f"{self.name}: {'; '.join(places)}") from error
        return self.does(checked)


class Toolbox:
    """The tools over one config. ``environment`` holds keys, ``allowed`` a folder to read files of.

    ``clock`` gives aware times.
    """

    def __init__(
        self,
        config: Config,
        environment: Mapping[str, str],
        allowed: Path | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._config = config
        self._environment = environment
        self._allowed = allowed.resolve() if allowed else None
        self._clock = clock
        tools = (*self._of_pages(), *self._of_reports())
        self.tools: Mapping[str, AgentTool] = {tool.name: tool for tool in tools}

    def _of_pages(self) -> Iterator[AgentTool]:
        """Yield the tools that make a page, or tell of those that were made."""
        page = {
            "run": "string", "job": "string", "date": "string", "headline": "string",
            "corrections": "array", "stories": "array", "sources": "array", "degraded": "array",
        }  # fmt: skip
        yield AgentTool(
            "brief",
            "Make one cited page from reports: those that a job of the config reads now, or those "
            "that are given as text. The page is neither kept nor sent.",
            BriefArguments,
            {**page, "skipped": "array"},
            self._brief,
        )
        yield AgentTool(
            "latest", "The newest page that is kept, with what it cites.", LatestArguments, page,
            self._latest,
        )  # fmt: skip
        yield AgentTool(
            "story",
            "A running story over all pages that tell it, oldest first: the newest story that has "
            "all of the words.",
            WordsArguments,
            {"headline": "string", "chapters": "array", "sources": "array"},
            self._story,
        )
        yield AgentTool(
            "why",
            "Where a sentence of a page comes from, what was merged into it, or why something was "
            "left off or refused.",
            WordsArguments,
            {"pages": "array"},
            self._why,
        )

    def _of_reports(self) -> Iterator[AgentTool]:
        """Yield the tools that ask what the reports say."""
        yield AgentTool(
            "ask",
            "Answer a question from the kept reports alone, each sentence cited and checked; "
            '"answered" is false where they say nothing of it.',
            QuestionArguments,
            {
                "question": "string", "answered": "boolean", "answer": "string",
                "statements": "array", "sources": "array", "looked_at": "object",
                "refused": "array", "record": "object",
            },
            self._ask,
        )  # fmt: skip
        yield AgentTool(
            "corroborate",
            "Which origins state a claim, which contradict it, and since when; reprints of one "
            "text are one origin.",
            ClaimArguments,
            {
                "claim": "string", "stating": "array", "contradicting": "array",
                "since": "string|null", "looked_at": "object", "degraded": "array",
            },
            self._corroborate,
        )  # fmt: skip
        yield AgentTool(
            "differences",
            "Where the accounts of the newest pages differ, and figures that moved.",
            DifferencesArguments,
            {"differences": "array", "sources": "array"},
            self._differences,
        )

    def pages(self) -> list[Run]:
        """Return the runs of the newest pages."""
        with self._store() as store:
            return [
                run for run in store.runs(limit=MOST_LISTED) if run.state in ("written", "done")
            ]

    def page(self, run: str) -> str:
        """Return a page in Markdown, behind a line on what it is. Raises InputError."""
        with self._store() as store:
            briefing = store.briefing(store.run(run).id)
        if briefing is None:
            raise InputError(f"the run {run} came to no page")
        return f"> {UNTRUSTED}\n\n{render(briefing, 'md').decode()}"

    @contextmanager
    def _store(self) -> Iterator[Store]:
        with Store.open(place(self._config.store), reading=True) as store:
            yield store

    def _check_job(self, job: str) -> None:
        if job and self._config.jobs and job not in self._config.jobs:
            there_are = ", ".join(sorted(self._config.jobs))
            raise UsageError(f"the config has no job of this name (it has {there_are})")

    @contextmanager
    def _kept(self, job: str) -> Iterator[Iterable[tuple[Run, Briefing]]]:
        """Give the pages of a job, or of all, newest first. Raises InputError if there are none."""
        self._check_job(job)
        with self._store() as store:
            pages = store.pages(job)
            first = next(pages, None)
            if first is None:
                raise InputError("no page is kept yet; summarise run JOB makes one")
            yield _with(first, pages)

    def _archive(self, job: str, days: int) -> Archive:
        with self._kept(job) as pages:
            archive = of_pages(page for _, page in pages)
        return since(archive, (self._clock() - timedelta(days=days)).date()) if days else archive

    def _world(self, **more: Any) -> World:
        return World(environment=self._environment, now=self._clock(), **more)

    def _of_job(self, job: str) -> Config:
        return (
            for_job(self._config, self._config.jobs[job])
            if job in self._config.jobs
            else (self._config)
        )

    def _brief(self, given: BriefArguments) -> dict[str, Any]:
        if sum(map(bool, (given.job, given.reports, given.files))) != 1:
            raise UsageError("brief: name a job, or give reports, or files; one of the three")
        documents: tuple[Document, ...]
        skipped: tuple[Skipped, ...] = ()
        sources, config = 1, self._config
        if given.reports:
            documents = tuple({one.id: one for one in map(_document, given.reports)}.values())
        else:
            loaded = load(
                self._named(given),
                config.input,
                fetcher=Web(config.web, config.input, {}) if given.job else None,
                now=self._clock(),
            )
            documents, skipped, sources = loaded.documents, loaded.skipped, loaded.sources
            config = self._of_job(given.job)
        world = self._world(skipped=skipped, sources=sources)
        page = brief(documents, config, world)
        value = page_value(Run("", given.job, "", self._clock()), page)
        return {**value, "skipped": [f"{one.source}: {one.reason}" for one in skipped]}

    def _named(self, given: BriefArguments) -> list[str | SourceConfig]:
        """Return what may be read. Raises UsageError."""
        if not given.job:
            return [str(self._file(name)) for name in given.files]
        if given.job not in self._config.jobs:
            self._check_job(given.job)
            raise UsageError("the config has no job; give reports")
        named = [*self._config.jobs[given.job].sources]
        kept = [one for one in named if one != "-" and getattr(one, "source", "") != "-"]
        if not kept:
            raise UsageError(f"the job {given.job} reads standard input alone, which is not here")
        return kept

    def _file(self, name: str) -> Path:
        """Return a file below the folder that is allowed. Raises UsageError for any other."""
        if self._allowed is None:
            raise UsageError("brief: no files may be read here (--allow FOLDER lets them be)")
        try:
            path = (self._allowed / name).resolve()
            fits = path.is_relative_to(self._allowed) and path.is_file()
        except (OSError, ValueError, RuntimeError):
            fits = False
        if not fits:
            raise UsageError("brief: there is no such file below the folder that is allowed")
        return path

    def _latest(self, given: LatestArguments) -> dict[str, Any]:
        with self._kept(given.job) as pages:
            return page_value(*next(iter(pages)))

    def _story(self, given: WordsArguments) -> dict[str, Any]:
        with self._kept(given.job) as pages:
            found = story_value(given.words, pages)
        if found is None:
            raise InputError("no page that is kept has a story with all of these words")
        return found

    def _why(self, given: WordsArguments) -> dict[str, Any]:
        with self._kept(given.job) as pages:
            return why_value(given.words, pages, most=5)

    def _ask(self, given: QuestionArguments) -> dict[str, Any]:
        archive = self._archive(given.job, given.days)
        config = self._of_job(given.job)
        return answer_value(ask(given.question, archive, config, self._world()))

    def _corroborate(self, given: ClaimArguments) -> dict[str, Any]:
        archive = self._archive(given.job, given.days)
        config = self._of_job(given.job)
        return corroboration_value(corroborate(given.claim, archive, config, self._world()))

    def _differences(self, given: DifferencesArguments) -> dict[str, Any]:
        with self._kept(given.job) as pages:
            return differences_value(pages, given.words)


def _with(
    first: tuple[Run, Briefing], rest: Iterable[tuple[Run, Briefing]]
) -> Iterator[tuple[Run, Briefing]]:
    yield first
    yield from rest


def _document(given: GivenReport) -> Document:
    return document(
        given.text, title=given.title, outlet=given.outlet, url=given.url, published=given.published
    )
