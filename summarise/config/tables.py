"""The tables of ``config.toml``, their keys, types, limits and defaults.

They are plain dataclasses, which pydantic validates when a file or a caller brings them: importing
pydantic alone takes longer than ``import summarise`` may.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Gt, Le

from summarise.types import Format


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the config: frozen, and closed to keys that it does not know."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "allow_inf_nan": False}


@dataclass(frozen=True, slots=True)
class WriteBackends(_Table):
    """``[briefing.backend] write``: who words a fact by itself, and who a whole story at once."""

    fact: str = ""
    story: str = ""


@dataclass(frozen=True, slots=True)
class StageBackends(_Table):
    """``[briefing.backend]``: a backend for each stage; an empty one is the default.

    ``headline`` is the exception: without one, no call is made for headlines alone.
    """

    default: str = "extractive"
    write: WriteBackends = WriteBackends()
    headline: str = ""


@dataclass(frozen=True, slots=True)
class BriefingConfig(_Table):
    """``[briefing]``: who writes the page, and its size.

    ``fallback`` are the backends that are asked, in this order, when the first does not deliver.
    """

    backend: str | StageBackends = "extractive"
    fallback: tuple[str, ...] = ()
    strategy: Literal["auto", "story", "fact"] = "auto"
    pages: Annotated[int, Ge(1), Le(50)] = 1
    paper: Literal["a4", "letter"] = "a4"
    format: Format = "md"


@dataclass(frozen=True, slots=True)
class FieldsConfig(_Table):
    """``[input.fields]``: what the fields of JSON, JSONL and CSV are called; empty means guess."""

    text: str = ""
    title: str = ""
    outlet: str = ""
    url: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class InputConfig(_Table):
    """``[input]``: how files become documents."""

    split: Literal["auto", "lines", "paragraphs", "file"] = "auto"
    max_megabytes: Annotated[float, Gt(0)] = 50
    fields: FieldsConfig = FieldsConfig()


@dataclass(frozen=True, slots=True)
class MeaningConfig(_Table):
    """``[meaning]``: which encoder tells how close two texts are in meaning.

    ``nli`` is a folder or package with a model that looks at statements a second time; empty is
    none.
    """

    encoder: Literal["use", "onnx", "openai", "off"] = "use"
    path: str = ""
    backend: str = ""
    model: str = ""
    nli: str = ""


@dataclass(frozen=True, slots=True)
class PromptsConfig(_Table):
    """``[prompts]``: a folder whose templates replace the shipped ones of the same name."""

    folder: str = ""


@dataclass(frozen=True, slots=True)
class BackendConfig(_Table):
    """``[backends.NAME]``: one language model. ``api_key_env`` names a variable, never a key.

    ``context`` is the model's window and ``max_tokens`` the most it may answer, both in tokens;
    ``timeout`` is in seconds for one call; ``attempts`` counts the first try too. ``in_flight``
    are calls at the same time (0: one for ``local``, four for others), 0 a minute is no limit.
    Prices are US dollars for a million tokens; None is not known (``local`` costs nothing).
    """

    kind: str = "openai"
    base_url: str = ""
    model: str = ""
    api_key_env: str = ""
    context: Annotated[int, Ge(512)] = 8192
    max_tokens: Annotated[int, Ge(16)] = 1024
    temperature: Annotated[float, Ge(0), Le(2)] = 0.0
    seed: int = 0
    timeout: Annotated[float, Gt(0)] = 120
    attempts: Annotated[int, Ge(1), Le(10)] = 3
    mode: Literal["live", "batch"] = "live"
    in_flight: Annotated[int, Ge(0), Le(64)] = 0
    requests_per_minute: Annotated[int, Ge(0)] = 0
    tokens_per_minute: Annotated[int, Ge(0)] = 0
    price_in: Annotated[float, Ge(0)] | None = None
    price_out: Annotated[float, Ge(0)] | None = None


@dataclass(frozen=True, slots=True)
class BudgetConfig(_Table):
    """``[budget]``: what a run may cost in US dollars, tokens and seconds; 0 is no limit."""

    usd: Annotated[float, Ge(0)] = 0.0
    tokens: Annotated[int, Ge(0)] = 0
    seconds: Annotated[float, Ge(0)] = 1800.0


@dataclass(frozen=True, slots=True)
class CacheConfig(_Table):
    """``[cache]``: answers of models are kept, so that no call is paid for twice.

    An empty ``folder`` is the user's own cache folder.
    """

    enabled: bool = True
    folder: str = ""
    max_megabytes: Annotated[float, Gt(0)] = 100


@dataclass(frozen=True, slots=True)
class Config(_Table):
    """The whole configuration. ``Config()`` is the default: no model, one A4 page."""

    briefing: BriefingConfig = BriefingConfig()
    input: InputConfig = InputConfig()
    meaning: MeaningConfig = MeaningConfig()
    prompts: PromptsConfig = PromptsConfig()
    budget: BudgetConfig = BudgetConfig()
    cache: CacheConfig = CacheConfig()
    backends: dict[str, BackendConfig] = field(default_factory=dict)
