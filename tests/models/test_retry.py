from __future__ import annotations

import pytest

from summarise.errors import BackendError, BadAnswerError, RefusedError, UnreachableError
from summarise.models import Completion, Prompt
from summarise.models.resilience import LONGEST_WAIT, Retry, policy

PROMPT = Prompt("greeting", "", "Hello.")
ANSWER = Completion("Hello.", "m")


class Fake:
    """A backend that raises what it is given, in turn, and then answers."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.calls = 0

    def complete(self, prompt: Prompt) -> Completion:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return ANSWER


def test_what_can_pass_is_tried_again_after_growing_random_waits() -> None:
    slept: list[float] = []
    fake = Fake(*[UnreachableError("down")] * 7)

    assert Retry(fake, attempts=8, sleep=slept.append).complete(PROMPT) is ANSWER
    assert len(slept) == 7
    for number, seconds in enumerate(slept):
        assert 0 <= seconds <= min(2.0**number, LONGEST_WAIT)


def test_after_the_last_attempt_the_backends_own_error_comes_out() -> None:
    last = UnreachableError("third")
    fake = Fake(UnreachableError("first"), UnreachableError("second"), last)

    with pytest.raises(UnreachableError) as caught:
        Retry(fake, attempts=3, sleep=lambda _: None).complete(PROMPT)

    assert caught.value is last
    assert fake.calls == 3


@pytest.mark.parametrize(
    "error",
    [
        RefusedError("no"),
        BadAnswerError("what?"),
        BackendError("?"),
        KeyError("bug"),
        KeyboardInterrupt(),
    ],
)
def test_what_will_not_pass_is_not_tried_again(error: BaseException) -> None:
    fake = Fake(error)

    with pytest.raises(type(error)) as caught:
        Retry(fake, attempts=5, sleep=lambda _: pytest.fail("slept")).complete(PROMPT)

    assert caught.value is error
    assert fake.calls == 1


def test_it_waits_as_long_as_the_server_asks() -> None:
    slept: list[float] = []
    fake = Fake(UnreachableError("busy", retry_after=17.0))

    Retry(fake, attempts=2, sleep=slept.append).complete(PROMPT)

    assert slept == [17.0]


def test_it_gives_up_at_once_when_the_server_asks_for_more_patience_than_there_is() -> None:
    fake = Fake(UnreachableError("busy", retry_after=3600.0))
    retry = Retry(fake, attempts=5, sleep=lambda _: pytest.fail("slept"), patience=60)

    with pytest.raises(UnreachableError, match="busy"):
        retry.complete(PROMPT)

    assert fake.calls == 1


def test_the_waits_of_one_prompt_add_up_to_no_more_than_its_patience() -> None:
    slept: list[float] = []
    fake = Fake(*[UnreachableError("busy", retry_after=25.0)] * 9)

    with pytest.raises(UnreachableError):
        Retry(fake, attempts=9, sleep=slept.append, patience=60).complete(PROMPT)

    assert sum(slept) <= 60
    assert fake.calls == 3


def test_a_wait_is_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "summarise")
    fake = Fake(UnreachableError("busy", retry_after=17.0))
    Retry(fake, attempts=2, sleep=lambda _: None).complete(PROMPT)
    assert caplog.messages == ["trying again in 17 s: busy"]


def test_the_next_wait_is_not_begun_when_it_would_outlast_the_run() -> None:
    fake = Fake(UnreachableError("busy", retry_after=17.0))
    retry = Retry(fake, attempts=5, sleep=lambda _: pytest.fail("slept"), left=lambda: 16.0)
    with pytest.raises(UnreachableError):
        retry.complete(PROMPT)
    assert fake.calls == 1


def test_the_policy_serves_any_call() -> None:
    slept: list[float] = []
    errors = [UnreachableError("busy", retry_after=3.0)]

    def call(text: str) -> str:
        if errors:
            raise errors.pop()
        return text

    assert policy(2, slept.append).call(lambda: call("done")) == "done"
    assert slept == [3.0]


def test_one_attempt_means_no_retry() -> None:
    fake = Fake(UnreachableError("down"))

    with pytest.raises(UnreachableError):
        Retry(fake, attempts=1, sleep=lambda _: pytest.fail("slept")).complete(PROMPT)
