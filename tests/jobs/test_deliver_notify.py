"""What apprise is handed, and what is told of it: never the address."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import replace
from typing import Any

import pytest

from summarise.config import NotifyOutput
from summarise.errors import DeliveryError
from summarise.jobs.targets import check, repeatable
from summarise.types import Section
from tests.jobs.pages import AT, A, Delivering, briefing, message, state
from tests.jobs.receiver import Answer, Receiver

SECRET = "T0-Zm9v-bar"
TO = NotifyOutput(url_env="NOTIFY", timeout=60)


@pytest.fixture
def deliver(receiver: Receiver) -> Delivering:
    """Delivers to apprise's own JSON, at the receiver."""
    address = receiver.url.replace("http://", "json://user:p4ss@")
    return Delivering({"NOTIFY": f"{address}/{SECRET}"})


def posted(receiver: Receiver) -> dict[str, Any]:
    found = json.loads(receiver.posted[-1].body)
    assert isinstance(found, dict)
    return found


def test_a_service_gets_the_headline_and_the_page(receiver: Receiver, deliver: Delivering) -> None:
    assert deliver(replace(TO, link="https://news.example/%Y")) == "notify JSON"
    found = posted(receiver)
    assert found["title"] == "Bridge closed"
    assert found["message"].startswith("Correction\n• Three died. [1] ")
    assert "\n\nWhere the accounts differ\n• How long" in found["message"]
    assert found["message"].endswith("\n\nhttps://news.example/2026")
    assert found["attachments"] == []
    assert deliver.begun == 1


def test_the_pdf_goes_along_where_it_is_wanted(receiver: Receiver, deliver: Delivering) -> None:
    deliver(replace(TO, attach=True))
    [attached] = posted(receiver)["attachments"]
    assert attached["filename"] == "morning-2026-11-25.pdf"


def test_a_long_day_is_told_as_far_as_the_service_goes(
    receiver: Receiver, deliver: Delivering
) -> None:
    said = tuple(state(f"Statement {n} {'of <some> length ' * 20}.", A) for n in range(400))
    page = replace(briefing(lede=""), stories=(Section("All of it", said),), corrections=())
    deliver(TO, message(page))
    text = posted(receiver)["message"]
    assert 5_000 < len(text) <= 32_768
    told = text.count("• Statement")
    assert text.endswith(f"\n\n{400 - told} more on the page")


def test_nobody_is_mentioned(receiver: Receiver, deliver: Delivering) -> None:
    hostile = "All <!channel> and <@U123>, @everyone and x@here \x1b[31m"
    page = replace(
        briefing(hostile, ""), stories=(Section(hostile, (state(hostile, A),)),), corrections=()
    )
    deliver(TO, message(page))
    found = posted(receiver)
    for text in (found["title"], found["message"]):
        assert not re.search(r"[@<][\w!@]", text)
        assert "\x1b" not in text
        assert "everyone" in text


@pytest.mark.parametrize(("status", "posts"), [(404, 1), (400, 1), (503, 3), (429, 3)])
def test_a_refusal_is_told_with_its_status_and_tried_again_where_that_helps(
    receiver: Receiver, deliver: Delivering, status: int, posts: int
) -> None:
    receiver.answer(*[Answer(status)] * 9)
    with pytest.raises(DeliveryError, match=f"^notify at JSON answered {status}") as caught:
        deliver(replace(TO, attempts=3))
    assert not caught.value.doubtful
    assert (len(receiver.posted), deliver.begun) == (posts, posts)


def test_nobody_listening_is_no_doubt(nobody: str, deliver: Delivering) -> None:
    deliver.environment = {"NOTIFY": f"{nobody.replace('http', 'json')}/{SECRET}"}
    with pytest.raises(DeliveryError, match="can't be reached; check its address") as caught:
        deliver(TO)
    assert not caught.value.doubtful
    assert len(deliver.waits) == 3


@pytest.mark.parametrize("answer", [Answer(cut=True), Answer(504), Answer(hold=True)])
def test_what_it_may_have_is_not_sent_twice(
    receiver: Receiver, deliver: Delivering, answer: Answer
) -> None:
    receiver.answer(answer)
    with pytest.raises(DeliveryError, match="nobody knows") as caught:
        deliver(replace(TO, timeout=1 if answer.hold else 60))
    assert caught.value.doubtful
    assert len(receiver.posted) == 1
    assert not repeatable(TO)


def test_nor_is_a_page_whose_attachment_may_have_failed(
    receiver: Receiver, deliver: Delivering
) -> None:
    receiver.answer(Answer(503))
    with pytest.raises(DeliveryError) as caught:
        deliver(replace(TO, attach=True))
    assert caught.value.doubtful


@pytest.mark.parametrize("address", ["nonsense", f"slack://{SECRET}", f"https://{SECRET}", "a://"])
def test_an_address_that_apprise_does_not_know_is_known_before_and_not_shown(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        [problem] = check(TO, {"NOTIFY": address}, job="morning", at=AT)
    assert problem.startswith("notify: the environment variable NOTIFY holds no address that")
    assert address not in problem + caplog.text


def test_without_the_extra_it_is_said_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("summarise.jobs.to_apprise.find_spec", lambda _: None)
    assert list(check(TO, {}, job="morning", at=AT)) == [
        "notify: needs an extra: python -m pip install 'summarise-briefing[notify]'"
    ]


@pytest.mark.parametrize("answer", [Answer(404, b"no"), Answer(500), Answer(200), Answer(cut=True)])
def test_no_secret_reaches_a_message_or_a_log(
    receiver: Receiver, deliver: Delivering, caplog: pytest.LogCaptureFixture, answer: Answer
) -> None:
    receiver.answer(*[answer] * 2)
    with caplog.at_level(logging.DEBUG):
        try:
            said = deliver(replace(TO, attempts=2))
        except DeliveryError as error:
            said = f"{error!r} {error.__cause__!r} {error.__context__!r}"
    assert not [one for one in (SECRET, "p4ss") if one in said + caplog.text]
