"""Each fault of a server, in a whole run: the page comes out, the record says what happened, no
answer is paid for twice, and the run ends in its time.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from summarise import Briefing, Config, World, brief
from summarise.config import (
    BackendConfig,
    BriefingConfig,
    BudgetConfig,
    CacheConfig,
    InputConfig,
    MeaningConfig,
    StageBackends,
    WriteBackends,
)
from summarise.models import resilience
from summarise.render import render
from summarise.sources import load
from summarise.types import Format
from tests.pipeline.running import WIRE, echo
from tests.pipeline.test_pipeline import assert_supported, statements
from tests.scripted import AnsweringServer, Scripted, answering, completion, delta, packed, stream

pytestmark = pytest.mark.usefixtures("estimated")

REPORTS = load([WIRE], InputConfig()).documents
NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
CALLS = "POST /v1/chat/completions"
ALWAYS = 200

WHOLE = completion('{"text": "The dam opened."}')
PASSING = {
    "408": Scripted(408, {"error": {"message": "slow"}}),
    "409": Scripted(409, {"error": {"message": "busy"}}),
    "429": Scripted(429, {"error": {"message": "slow down"}}, {"retry-after": "0"}),
    "500": Scripted(500, {"error": {"message": "oops"}}),
    "503": Scripted(503, "loading", content_type="text/plain"),
    "no answer in time": Scripted(hold=True),
    "reset": Scripted(200, WHOLE, hang_up_after=0),
    "cut in the middle": Scripted(200, WHOLE, hang_up_after=30),
    "cut without a word": Scripted(200, WHOLE, hang_up_after=30, framing="close"),
    "a broken chunk": Scripted(200, WHOLE, hang_up_after=30, framing="chunked"),
    "nothing at all": Scripted(200, b""),
    "blank lines": Scripted(200, b"\n\n\n"),
    "drips": Scripted(200, WHOLE, drip=0.2),
    "half a gzip": replace(packed(b"{}"), body=packed(b'{"choices": []}').content[:20]),
    "half a stream": stream(delta("The dam"), done=False),
    "200 that means 429": Scripted(200, {"error": {"message": "slow down", "code": 429}}),
}
SLOW = {"no answer in time", "drips"}
LASTING = {
    "400": (Scripted(400, {"error": {"message": "bad request"}}), "400"),
    "401": (Scripted(401, {"error": {"message": "bad key"}}), "401"),
    "403": (Scripted(403, {"error": {"message": "not for you"}}), "403"),
    "404": (Scripted(404, {"error": {"message": "no such model"}}), "404"),
    "500": (Scripted(500, {"error": {"message": "oops"}}), "500"),
    "redirects": (Scripted(307, b"", {"location": "/v1/chat/completions"}), "redirect"),
    "a web page": (Scripted(200, "<html>Welcome</html>", content_type="text/html"), "not a chat"),
    "other JSON": (Scripted(200, {"object": "list", "data": []}), "not a chat completion"),
    "no choices": (Scripted(200, {**completion(), "choices": []}), "without any choices"),
    "cut by length": (Scripted(200, completion("The", finish_reason="length")), "is cut"),
    "filtered": (Scripted(200, completion("", finish_reason="content_filter")), "content filter"),
    "declined": (Scripted(200, completion(message={"refusal": "no"})), "declined"),
    "no JSON": (Scripted(200, completion("Sorry, I can't.")), "no JSON object"),
    "200 that means 401": (Scripted(200, {"error": {"message": "bad", "code": 401}}), "bad"),
}


class Counting:
    """Answers as a perfect model would, and counts the answers to each prompt."""

    def __init__(self) -> None:
        self.given: Counter[str] = Counter()

    def __call__(self, body: dict[str, Any]) -> dict[str, object]:
        self.given[body["messages"][-1]["content"]] += 1
        return echo(body)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resilience, "FIRST_WAIT", 0.0)


@pytest.fixture
def answers() -> Counting:
    return Counting()


@pytest.fixture
def server(answers: Counting) -> Iterator[AnsweringServer]:
    with answering(answers) as server:
        yield server


def config(server: AnsweringServer, folder: Path, **budget: Any) -> Config:
    return Config(
        BriefingConfig(backend="mine", strategy="fact"),
        meaning=MeaningConfig(encoder="off"),
        budget=BudgetConfig(**budget),
        cache=CacheConfig(folder=str(folder)),
        backends={"mine": BackendConfig(base_url=server.url, model="m", timeout=60.0)},
    )


def hasty(config: Config, seconds: float) -> Config:
    """The same with a server that is given so many seconds for an answer."""
    return replace(config, backends={"mine": replace(config.backends["mine"], timeout=seconds)})


def written_by(page: Briefing) -> set[str]:
    return {statement.written_by for statement in statements(page)}


@pytest.mark.parametrize("fault", PASSING)
def test_what_passes_costs_nothing_but_the_one_call(
    fault: str, server: AnsweringServer, answers: Counting, tmp_path: Path
) -> None:
    server.interrupt(CALLS, PASSING[fault])
    patient = config(server, tmp_path)
    asked = hasty(patient, 2.0) if fault in SLOW else patient
    page = brief(REPORTS, asked, World(environment={}, now=NOW))
    assert_supported(page, REPORTS)
    assert written_by(page) == {"model"}
    assert page.record.degraded == ()
    assert set(answers.given.values()) == {1}
    assert page.record.calls == len(answers.given) + 1


@pytest.mark.parametrize("written", ["md", "txt", "html"])
def test_a_page_says_nothing_of_the_servers_place_and_words(
    written: Format, server: AnsweringServer, tmp_path: Path
) -> None:
    said = "Wrong key sk-9**42: see http://keys.example"
    server.interrupt(CALLS, *[Scripted(401, {"error": {"message": said}})] * ALWAYS)
    page = brief(REPORTS, config(server, tmp_path), World(environment={}, now=NOW))
    printed = render(page, written).decode()
    assert "written without a model (unavailable)" in printed
    assert not [word for word in ("127.0.0.1", "401", "sk-9", "keys.") if word in printed]
    recorded = render(page, "json").decode()
    assert "401" in recorded
    assert "sk-9" in recorded


@pytest.mark.parametrize("fault", LASTING)
def test_what_lasts_costs_the_polish_and_is_told(
    fault: str, server: AnsweringServer, answers: Counting, tmp_path: Path
) -> None:
    answer, told = LASTING[fault]
    server.interrupt(CALLS, *[answer] * ALWAYS)
    page = brief(REPORTS, config(server, tmp_path), World(environment={}, now=NOW))
    assert_supported(page, REPORTS)
    assert written_by(page) == {"source"}
    assert len(statements(page)) >= 8
    assert len(page.record.degraded) == 1
    assert told in page.record.degraded[0]
    assert answers.given == Counter()


@pytest.mark.parametrize("fault", ["400", "401", "403", "404", "redirects"])
def test_what_is_refused_is_asked_once(fault: str, server: AnsweringServer, tmp_path: Path) -> None:
    server.interrupt(CALLS, *[LASTING[fault][0]] * ALWAYS)
    page = brief(REPORTS, config(server, tmp_path), World(environment={}, now=NOW))
    assert page.record.calls == 1


def test_a_wait_past_the_deadline_is_not_begun(server: AnsweringServer, tmp_path: Path) -> None:
    server.interrupt(CALLS, Scripted(429, {"error": {}}, {"retry-after": "3600"}))
    start = time.monotonic()
    page = brief(REPORTS, config(server, tmp_path, seconds=1800.0), World(environment={}, now=NOW))
    assert time.monotonic() - start < 60
    assert "429" in page.record.degraded[0]
    assert page.record.calls == 1


def test_a_run_that_takes_too_long_is_ended_from_the_sources(
    server: AnsweringServer, tmp_path: Path
) -> None:
    server.interrupt(CALLS, *[Scripted(hold=True)] * ALWAYS)
    slow = hasty(config(server, tmp_path, seconds=0.3), 1800.0)
    start = time.monotonic()
    page = brief(REPORTS, slow, World(environment={}, now=NOW))
    assert time.monotonic() - start < 60
    assert written_by(page) == {"source"}
    assert "budget.seconds" in page.record.degraded[0]


def test_when_the_money_is_spent_the_rest_is_quoted(
    server: AnsweringServer, tmp_path: Path
) -> None:
    usage = {"prompt_tokens": 200, "completion_tokens": 50}  # 0.0009 USD
    server.answer = lambda body: {**echo(body), "usage": usage}
    capped = config(server, tmp_path, usd=0.006)
    priced = replace(capped.backends["mine"], price_in=2.0, price_out=10.0, in_flight=1)
    capped = replace(capped, backends={"mine": priced})
    page = brief(REPORTS, capped, World(environment={}, now=NOW))
    assert written_by(page) == {"model", "source"}
    assert 0 < page.record.usd <= 0.006
    assert "budget.usd" in page.record.degraded[0]
    assert "the budget of the run is used up" in page.record.degraded[0]
    assert "budget" not in render(page, "md").decode()


def test_the_next_backend_stands_in_and_the_record_names_who_wrote(
    server: AnsweringServer, tmp_path: Path
) -> None:
    both = config(server, tmp_path)
    down = BackendConfig(base_url="http://127.0.0.1:9/v1", model="gone")
    both = replace(
        both,
        briefing=replace(both.briefing, backend="first", fallback=("mine", "extractive")),
        backends={"first": down, **both.backends},
    )
    page = brief(REPORTS, both, World(environment={}, now=NOW))
    assert {statement.model for statement in statements(page)} == {"mine / scripted"}
    assert page.record.degraded[0].startswith("backend mine was asked instead of first: No server")


def test_each_stage_has_the_backend_that_the_config_names(
    server: AnsweringServer, tmp_path: Path
) -> None:
    def titled(body: dict[str, Any]) -> dict[str, object]:
        if body["model"] == "strong":
            return completion('{"headline": "Velmara and Sorrin sign ferry agreement"}')
        return echo(body)

    server.answer = titled
    staged = config(server, tmp_path)
    mine = staged.backends["mine"]
    stages = StageBackends(write=WriteBackends(fact="cheap"), headline="strong")
    staged = replace(
        staged,
        briefing=replace(staged.briefing, backend=stages),
        backends={
            "cheap": replace(mine, model="cheap"),
            "strong": replace(mine, model="strong"),
        },
    )
    page = brief(REPORTS, staged, World(environment={}, now=NOW))
    assert page.stories[0].headline == "Velmara and Sorrin sign ferry agreement"
    asked = Counter(body["model"] for body in server.prompts)
    assert asked == {"cheap": len(server.prompts) - 1, "strong": 1}
    assert page.record.backend == "cheap, strong"


def test_an_answer_that_was_paid_for_is_there_when_the_server_is_not(
    server: AnsweringServer, answers: Counting, tmp_path: Path
) -> None:
    first = brief(REPORTS, config(server, tmp_path), World(environment={}, now=NOW))
    server.interrupt(CALLS, *[LASTING["500"][0]] * ALWAYS)
    second = brief(REPORTS, config(server, tmp_path), World(environment={}, now=NOW))
    assert second.stories == first.stories
    assert (second.record.calls, second.record.cached) == (0, first.record.calls)
    assert second.record.degraded == ()


def test_a_cache_that_can_not_be_opened_costs_no_page(
    server: AnsweringServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    page = brief(REPORTS, config(server, tmp_path / "file"), World(environment={}, now=NOW))
    assert written_by(page) == {"model"}
    assert page.record.degraded == ()
    assert "cache.enabled = false" in caplog.text
