"""The tables of ``config.toml``: keys, types, limits and defaults; and who is asked at a stage.

They are plain dataclasses, which pydantic validates when a file or a caller brings them: importing
pydantic alone takes longer than ``import summarise`` may.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Annotated, Any, Final, Literal, get_args

from annotated_types import Ge, Gt, Le

from summarise.config.job_tables import JobConfig, StageBackends, Table
from summarise.types import Format

Stage = Literal["write.fact", "write.story", "write.page", "headline", "judge"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)

RULES, NLI = "rules", "nli"
"""The judges that are asked nothing: the strict rules, and the model of ``[meaning] nli``."""
PLUGGED = "plugin:"
"""What the name of a judge begins with that an installed plug-in brings."""

ROOMY: Final = 16_384
"""Tokens of context from which a model is taken to be able to write a whole page at once."""

EXTRACTIVE: Final = "extractive"
"""The name, and the kind, of the writer that needs no model."""


@dataclass(frozen=True, slots=True)
class BriefingConfig(Table):
    """``[briefing]``: who writes the page, and its size.

    ``fallback`` are the backends that are asked, in this order, when the first does not deliver.
    ``judge`` is the backend that is asked whether a page is borne out by what it cites: empty for
    the one that wrote it, "nli" for the model of ``[meaning] nli``, "rules" for none, and
    "plugin:NAME" for what an installed plug-in brings.
    ``evidence_tokens`` is how much of the reports one call is given at most; ``condense`` is how
    more than that becomes less: by a choice of its sentences, or by notes that a model takes of all
    of it. ``language`` is that of the page's own words, ``write_in`` what a model is to write in
    (empty: that of the reports); ``focus`` is a topic whose facts weigh more, and ``outlets`` maps
    the names of outlets to what theirs weigh (1 is usual).
    """

    backend: str | StageBackends = "extractive"
    fallback: tuple[str, ...] = ()
    strategy: Literal["auto", "page", "story", "fact"] = "auto"
    judge: str = ""
    evidence_tokens: Annotated[int, Ge(500)] = 15_000
    condense: Literal["choice", "notes"] = "choice"
    write_in: str = ""
    pages: Annotated[int, Ge(1), Le(50)] = 1
    paper: Literal["a4", "letter"] = "a4"
    format: Format = "md"
    language: str = "en"
    time_zone: str = "UTC"
    focus: str = ""
    outlets: dict[str, Annotated[float, Ge(0)]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldsConfig(Table):
    """``[input.fields]``: what the fields of JSON, JSONL and CSV are called; empty means guess."""

    text: str = ""
    title: str = ""
    outlet: str = ""
    url: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class InputConfig(Table):
    """``[input]``: how sources become documents.

    ``max_seconds`` is what one source may take. ``since_hours`` leaves out what is older (0 leaves
    out nothing; what has no date stays). ``full_text`` fetches the page of each item of a feed.
    """

    split: Literal["auto", "lines", "paragraphs", "file"] = "auto"
    max_megabytes: Annotated[float, Gt(0)] = 50
    max_seconds: Annotated[float, Gt(0)] = 120
    since_hours: Annotated[float, Ge(0)] = 0.0
    full_text: bool = False
    fields: FieldsConfig = FieldsConfig()


@dataclass(frozen=True, slots=True)
class WebConfig(Table):
    """``[web]``: how feeds and pages are fetched.

    ``timeout`` is in seconds for one request, ``delay`` in seconds between two to one host, and
    ``seconds`` what all reading over the network may take (0 is no limit): what is late is left for
    the next run.
    ``allow`` are hosts and networks that may be asked although they are private.
    """

    user_agent: str = ""
    timeout: Annotated[float, Gt(0)] = 20
    seconds: Annotated[float, Ge(0)] = 300
    delay: Annotated[float, Ge(0)] = 1.0
    max_redirects: Annotated[int, Ge(0), Le(20)] = 5
    robots: bool = True
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreConfig(Table):
    """``[store]``: what outlives a run. An empty ``path`` is a file in the user's state folder."""

    path: str = ""
    retention_days: Annotated[int, Ge(1)] = 365


@dataclass(frozen=True, slots=True)
class WatchConfig(Table):
    """``[watch]``: how a run is watched. ``metrics`` is a file for Prometheus; empty is none."""

    log_format: Literal["text", "json"] = "text"
    metrics: str = ""


@dataclass(frozen=True, slots=True)
class MeaningConfig(Table):
    """``[meaning]``: which encoder tells how close two texts are in meaning.

    ``nli`` is a folder or package with a model that looks at statements a second time; empty is
    none. What it decides was measured with the tiny model of the tests alone.
    """

    encoder: Literal["use", "minilm", "onnx", "openai", "off"] = "use"
    path: str = ""
    backend: str = ""
    model: str = ""
    nli: str = ""


@dataclass(frozen=True, slots=True)
class PromptsConfig(Table):
    """``[prompts]``: a folder whose templates replace the shipped ones of the same name."""

    folder: str = ""


@dataclass(frozen=True, slots=True)
class BackendConfig(Table):
    """``[backends.NAME]``: one language model. ``api_key_env`` names a variable, never a key.

    ``context`` is the model's window and ``max_tokens`` the most it may answer, both in tokens;
    ``timeout`` is in seconds for one call; ``attempts`` counts the first try too. ``extra_body`` is
    added to each request, above what summarise itself would send by that name. ``in_flight``
    are calls at the same time (0: one for ``local``, four for others), 0 a minute is no limit.
    Prices are US dollars for a million tokens; None is not known (``local`` costs nothing).
    """

    kind: str = "openai"
    base_url: str = ""
    model: str = ""
    api_key_env: str = ""
    context: Annotated[int, Ge(512)] = 8192
    max_tokens: Annotated[int, Ge(16)] = 4096
    temperature: Annotated[float, Ge(0), Le(2)] = 0.0
    seed: int = 0
    extra_body: dict[str, Any] = field(default_factory=dict)
    timeout: Annotated[float, Gt(0)] = 120
    attempts: Annotated[int, Ge(1), Le(10)] = 3
    in_flight: Annotated[int, Ge(0), Le(64)] = 0
    requests_per_minute: Annotated[int, Ge(0)] = 0
    tokens_per_minute: Annotated[int, Ge(0)] = 0
    price_in: Annotated[float, Ge(0)] | None = None
    price_out: Annotated[float, Ge(0)] | None = None


@dataclass(frozen=True, slots=True)
class BudgetConfig(Table):
    """``[budget]``: what a run may cost in US dollars, tokens and seconds; 0 is no limit."""

    usd: Annotated[float, Ge(0)] = 0.0
    tokens: Annotated[int, Ge(0)] = 0
    seconds: Annotated[float, Ge(0)] = 1800.0


@dataclass(frozen=True, slots=True)
class CacheConfig(Table):
    """``[cache]``: answers of models are kept, so that no call is paid for twice.

    An empty ``folder`` puts them into the store.
    """

    enabled: bool = True
    folder: str = ""
    max_megabytes: Annotated[float, Gt(0)] = 100


@dataclass(frozen=True, slots=True)
class Config(Table):
    """The whole configuration. ``Config()`` is the default: no model, one A4 page."""

    briefing: BriefingConfig = BriefingConfig()
    input: InputConfig = InputConfig()
    meaning: MeaningConfig = MeaningConfig()
    prompts: PromptsConfig = PromptsConfig()
    budget: BudgetConfig = BudgetConfig()
    cache: CacheConfig = CacheConfig()
    web: WebConfig = WebConfig()
    store: StoreConfig = StoreConfig()
    watch: WatchConfig = WatchConfig()
    backends: dict[str, BackendConfig] = field(default_factory=dict)
    jobs: dict[str, JobConfig] = field(default_factory=dict)


_BOTH: Final = tuple(
    sorted({one.name for one in fields(BriefingConfig)} & {one.name for one in fields(JobConfig)})
)
"""The keys of a page that a job may have for itself."""


def for_job(config: Config, job: JobConfig) -> Config:
    """Return the config of a job's page: its own keys above those of ``[briefing]``."""
    own: dict[str, Any] = {key: value for key in _BOTH if (value := getattr(job, key)) is not None}
    return replace(config, briefing=replace(config.briefing, **own))


def variables(config: Config, jobs: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return the environment variables that a config names, in order: of some jobs, or of all."""
    names = [backend.api_key_env for backend in config.backends.values()]
    for name in config.jobs if jobs is None else jobs:
        job = config.jobs[name]
        names.append(job.ping_env)
        for output in job.outputs:
            names += [
                getattr(output, key.name) for key in fields(output) if key.name.endswith("_env")
            ]
    return tuple(dict.fromkeys(filter(None, names)))


def chain(config: Config, stage: Stage) -> tuple[str, ...]:
    """Return the names of the models that are asked at a stage, in this order.

    The sources' own words always stand last, and so end the list where they are named.
    """
    names: list[str] = []
    for name in (_first(config, stage), *config.briefing.fallback):
        if not name or is_extractive(config, name):
            break
        if name not in names:
            names.append(name)
    return tuple(names)


def is_extractive(config: Config, name: str) -> bool:
    """Whether this name stands for the sources' own words."""
    return name == EXTRACTIVE or (
        name in config.backends and config.backends[name].kind == EXTRACTIVE
    )


def judges_itself(judge: str) -> bool:
    """Whether a judge, by its name in the config, is no backend that would be asked."""
    return judge in (RULES, NLI) or judge.startswith(PLUGGED)


def _first(config: Config, stage: Stage) -> str:
    """Return the name of the first backend of a stage; empty if it makes no call of its own."""
    backend, judge = config.briefing.backend, config.briefing.judge
    if stage == "judge" and judge:
        return "" if judges_itself(judge) else judge
    if isinstance(backend, str):
        return "" if stage == "headline" else backend
    if stage == "headline":
        return backend.headline
    if stage == "write.fact":
        return backend.write.fact or backend.default
    of_page = backend.write.page if stage != "write.story" else ""
    return of_page or backend.write.story or backend.default
