"""What backends there are, and whether they work: what ``summarise backends`` tells."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from summarise.config import PRESETS, BackendConfig, Config
from summarise.config.presets import Preset
from summarise.config.tables import EXTRACTIVE, ROOMY, STAGES, chain, is_extractive
from summarise.errors import BackendError, ConfigError, SummariseError, did_you_mean
from summarise.models import Backend, Completion, Prompt, close, count
from summarise.models.build import build
from summarise.models.json_answer import json_object
from summarise.models.openai.server import DEFAULT_URL
from summarise.models.spending import Headroom, Price
from summarise.plain import public

QUESTION: Final = Prompt(
    "check",
    "Answer with JSON only.",
    'Name one colour, like this: {"colour": "red"}',
    {"type": "object", "properties": {"colour": {"type": "string"}}, "required": ["colour"]},
    max_tokens=64,
)
"""A tiny call that shows how a server wants to be asked: it wants JSON by a schema, as all real
prompts do."""

CALLS: Final = 24
PROMPT: Final = 240
ANSWER: Final = 40
"""A page of 24 statements, one call for each: tokens of a prompt and of an answer, as measured with
the examples (`summarise brief examples/one-story` by a model; the record says what a page took)."""

FRAME_OF_PAGE: Final = 4_000
FRAME_OF_NOTES: Final = 1_000
ANSWER_OF_PAGE: Final = 4_096
"""Tokens of a page's prompt beside the reports (1,300 of the template and its schema, the rest for
what earlier pages told and possible differences), of one for notes or beside a page that is given
back, and the most of an answer."""

_UNNAMED: Final = {"local": "smollm2"}
"""The model of a kind where the config names none."""

_WIDEST: Final = 44
"""Characters of the longest line on a service's key."""

MOST_MODELS: Final = 8
"""Models of a server that are named when the configured one is not among them."""

_FORMS: Final = {
    "json_schema": "JSON by schema",
    "json_object_with_schema": "JSON by schema (as json_object)",
    "json_object": "JSON without a schema",
    "text": "JSON in plain text",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of trying a backend: whether it can be used, and what there is to say."""

    name: str
    fine: bool
    said: tuple[str, ...]

    def __str__(self) -> str:
        """Return the lines for a person."""
        head = f"{self.name}: {'ok' if self.fine else 'does not work'}"
        return "\n".join([head, *(f"  {line}" for line in self.said)])


def listed(config: Config, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each backend: what it is, where, and what for."""
    yield f"{EXTRACTIVE}: the sources' own sentences; no model; always there"
    for name, settings in config.backends.items():
        parts = [settings.kind, settings.model or _UNNAMED.get(settings.kind, "no model named")]
        if settings.kind == "openai":
            parts += [public(settings.base_url or DEFAULT_URL, query=False)]
            parts += [_key(settings, environment)]
        yield f"{name}: {', '.join(parts)}{_purpose(config, name)}"
    yield "ready to use, with --backend NAME --model MODEL, or as [briefing] backend:"
    for name, preset in PRESETS.items():
        if name not in config.backends:
            told = _found(preset, environment)
            yield f"  {name:10}  {told:{_WIDEST}}  --model {preset.model}, for example"


def names(config: Config, asked: str) -> list[str]:
    """Return the backends to try: the one that was asked for, or all. Raises ConfigError."""
    there = [name for name in config.backends if not is_extractive(config, name)]
    if asked and asked not in there:
        if asked in PRESETS:
            raise ConfigError(
                f"--check {asked}: name its model, too: --model {PRESETS[asked].model}"
            )
        known = ", ".join(there) or "none; `summarise config --example` has some to copy"
        near = did_you_mean(asked, (*there, *PRESETS))
        raise ConfigError(
            f"--check {asked}: the config has no such model (there are: {known}){near}"
        )
    if not there:
        raise ConfigError(
            "the config has no [backends.NAME] to try; name a service that needs none, such as "
            "--check ollama --model llama3.2:3b, or see `summarise config --example`"
        )
    return [asked] if asked else there


def check(
    name: str,
    config: Config,
    environment: Mapping[str, str],
    clock: Callable[[], float] = time.monotonic,
) -> Tried:
    """Make one tiny call to a backend, and tell what can be told from it."""
    settings = config.backends[name]
    try:
        backend = build(name, config, environment)
    except SummariseError as error:
        return Tried(name, False, (str(error),))
    try:
        return _checked(name, config, backend, clock)
    except BackendError as error:
        return Tried(name, False, (str(error), *_unknown(settings, backend)))
    finally:
        close(backend)


def _checked(name: str, config: Config, backend: Backend, clock: Callable[[], float]) -> Tried:
    settings = config.backends[name]
    if settings.kind == "local":
        count(backend, "ready")  # it is loaded by then, which is not the speed of its answers
    start = clock()
    completion = Headroom(backend, settings.context).complete(QUESTION)
    took = clock() - start
    said = [f"answers, in {took:.1f} s{_speed(completion, took)}", _form(backend, completion)]
    said += [*_unknown(settings, backend), *_cost(name, config)]
    return Tried(name, True, tuple(said))


def _speed(completion: Completion, took: float) -> str:
    if not completion.completion_tokens or took <= 0:
        return ""
    return f", {completion.completion_tokens / took:.0f} tokens a second"


def _form(backend: Backend, completion: Completion) -> str:
    spoken = getattr(getattr(backend, "dialect", None), "form", "")
    try:
        json_object(completion.text)
    except BackendError:
        return "structured output: none; what it answered is no JSON, so most of it will be quoted"
    if not completion.text.strip().startswith("{"):
        return "structured output: JSON inside a text, whatever was asked for"
    return f"structured output: {_FORMS.get(spoken, 'JSON')}"


def _unknown(settings: BackendConfig, backend: Backend) -> Iterator[str]:
    """Yield a line when the server's list of models does not have the one in the config."""
    asking = getattr(backend, "models", None)
    try:
        models = asking() if asking is not None else None
    except BackendError:
        return  # whatever is wrong has been said
    if models and settings.model not in models:
        some = ", ".join(models[:MOST_MODELS])
        more = f", and {len(models) - MOST_MODELS} more" if len(models) > MOST_MODELS else ""
        yield f"its list of models has no {settings.model!r} (it has: {some}{more})"
    elif models:
        yield f"its list of models has {settings.model!r}"


def _cost(name: str, config: Config) -> Iterator[str]:
    """Yield what a page takes of a backend, in the way in which it would write one."""
    settings, asked = config.backends[name], config.briefing.strategy
    if asked == "page" or (asked == "auto" and settings.context >= ROOMY):
        yield from _cost_of_page(name, config)
        return
    tokens = CALLS * (PROMPT + ANSWER)
    page = f"a page of {CALLS} statements: about {CALLS} calls, {tokens:,} tokens"
    yield f"{page}{_priced(settings, CALLS * PROMPT, CALLS * ANSWER)}"


def _cost_of_page(name: str, config: Config) -> Iterator[str]:
    """Yield what a whole page takes: its judge reads what it cites of the reports, and it.

    One that is too long for its room is given back, without the reports.
    """
    settings = config.backends[name]
    answer = min(ANSWER_OF_PAGE, settings.max_tokens, settings.context // 2)
    room = settings.context - answer
    prompt = min(config.briefing.evidence_tokens + FRAME_OF_PAGE, room)
    judges = chain(config, "judge")[:1] == (name,) or not _purpose(config, name)
    shortened = min(answer + FRAME_OF_NOTES, room)
    prompts = prompt + shortened + judges * min(prompt + answer, room)
    once = "and once more if it has to be shortened"
    calls = (
        f"2 calls (to write and to judge it, {once})" if judges else f"1 call (to write it, {once})"
    )
    answers = answer * (2 + judges)
    price = _priced(settings, prompts, answers)
    yield f"a page: about {calls}, at most {prompts + answers:,} tokens{price}"
    if config.briefing.condense == "notes":
        most = min(config.briefing.evidence_tokens, room - FRAME_OF_NOTES)
        price = _priced(settings, most + FRAME_OF_NOTES, answer)
        yield (
            f"notes of more reports than one call holds: a call for each {most:,} tokens of them, "
            f"at most {most + FRAME_OF_NOTES + answer:,} tokens{price}"
        )


def _priced(settings: BackendConfig, prompts: int, answers: int) -> str:
    """Return what so many tokens cost, as the end of a line."""
    if settings.price_in is None or settings.price_out is None:
        return "" if settings.kind == "local" else "; no prices in the config"
    return f", {Price.of_backend(settings).of(prompts, answers):.4f} USD"


def _key(settings: BackendConfig, environment: Mapping[str, str]) -> str:
    if not settings.api_key_env:
        return "no key"
    there = "" if environment.get(settings.api_key_env, "").strip() else " (which is not set)"
    return f"key from {settings.api_key_env}{there}"


def _found(preset: Preset, environment: Mapping[str, str]) -> str:
    """Say whether the key to a service is at hand, or what starts it."""
    if not preset.api_key_env:
        return f"on this machine ({preset.start})"
    there = "is set" if environment.get(preset.api_key_env, "").strip() else "is not set"
    return f"{preset.api_key_env} {there}"


def _purpose(config: Config, name: str) -> str:
    """Say at which stages a backend is asked, and whether first or only when others fail."""
    first = [stage for stage in STAGES if chain(config, stage)[:1] == (name,)]
    later = [stage for stage in STAGES if name in chain(config, stage)[1:]]
    parts = [f"asked for {', '.join(first)}"] if first else []
    parts += ["a fallback"] if later else []
    return f" ({'; '.join(parts)})" if parts else ""
