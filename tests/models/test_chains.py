"""How the backends of a run are wrapped, as their config says."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarise.config import BackendConfig, BriefingConfig, BudgetConfig, CacheConfig, Config
from summarise.errors import UnreachableError
from summarise.models import Completion, Prompt, chains
from summarise.models.chains import Models
from tests.models.fakes import ANSWER, PROMPT, Clock, Fake, failing


def models(
    backend: Fake, patch: pytest.MonkeyPatch, clock: Clock, seconds: float = 0, **settings: int
) -> Models:
    patch.setattr(chains, "build", lambda *_: backend)
    config = Config(
        BriefingConfig(backend="mine"),
        budget=BudgetConfig(seconds=seconds),
        cache=CacheConfig(enabled=False),
        backends={"mine": BackendConfig(**settings)},  # type: ignore[arg-type]
    )
    return Models(config, {}, clock=clock, sleep=clock.sleep)


def asked(of: Models) -> object:
    backend = of.stage("write.fact")
    assert backend is not None
    return backend.complete(PROMPT).text


@pytest.mark.parametrize(("seconds", "slept"), [(0, []), (1800, [300.0])])
def test_without_a_deadline_a_call_has_a_patience_of_its_own(
    seconds: float, slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, clock = Fake(*[UnreachableError("busy", retry_after=300)]), Clock()
    made = models(busy, monkeypatch, clock, seconds)
    if slept:
        assert asked(made) == ANSWER.text
    else:
        assert str(failing(lambda: asked(made))) == "busy"
    assert clock.slept == slept


def test_the_limits_of_the_config_are_kept_to(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    paced = models(Fake(), monkeypatch, clock, tokens_per_minute=1)
    asked(paced)
    asked(paced)
    assert clock.slept == [60.0]
    clock = Clock()
    paced = models(Fake(), monkeypatch, clock, requests_per_minute=1)
    asked(paced)
    asked(paced)
    assert clock.slept == [60.0]


def test_an_answer_is_no_longer_than_the_config_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Fake()
    asked(models(fake, monkeypatch, Clock(), max_tokens=16))
    assert fake.prompts[0].max_tokens == 16


def test_a_mistake_in_a_backend_of_ours_costs_its_answers_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Mistaken(Fake):
        def complete(self, prompt: Prompt) -> Completion:
            raise KeyError("sk-secret")

    error = failing(lambda: asked(models(Mistaken(), monkeypatch, Clock())))
    assert str(error) == "backend mine failed (KeyError), which is a mistake in summarise"


def test_another_file_of_the_same_name_is_asked_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Versioned(Fake):
        def __init__(self, identity: str) -> None:
            super().__init__()
            self.identity = identity

    first, again, other = Versioned("old"), Versioned("old"), Versioned("new")
    config = Config(
        BriefingConfig(backend="mine"),
        cache=CacheConfig(folder=str(tmp_path)),
        backends={"mine": BackendConfig()},
    )
    for backend in (first, again, other):
        monkeypatch.setattr(chains, "build", lambda *_: backend)  # noqa: B023
        made = Models(config, {})
        asked(made)
        made.close()
    assert (first.calls, again.calls, other.calls) == (1, 0, 1)
