"""What calls may take: a server's limits, and the run's money."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.errors import (
    BackendError,
    BadAnswerError,
    RefusedError,
    SpentError,
    UnreachableError,
)
from summarise.models import Completion, Prompt, Wrapper, close, count, prompt_tokens, tokens
from summarise.models.resilience import Timeout
from summarise.models.spending import WINDOW, Budget, Limit, Price, Purse
from summarise.models.threads import each
from summarise.retry import Deadline
from tests.crowd import HANGS, Crowd
from tests.models.fakes import ANSWER, PROMPT, Clock, Fake, failing

DOWN = UnreachableError("No server at there: is it running?")
NO = RefusedError("the key is not accepted")


def test_a_wrapper_leaves_what_it_does_not_do_to_what_it_holds() -> None:
    fake = Fake()
    wrapped = Wrapper(Wrapper(fake))
    assert wrapped.complete(PROMPT) is ANSWER
    assert count(wrapped, "four") == 4
    close(wrapped)
    assert fake.closed == 1
    assert count(object(), "four") is None


class TestEstimate:
    def test_english_is_about_a_token_for_four_characters_and_never_counted_short(self) -> None:
        text = "The dam at Orle opened on Monday after nine years of work, officials said. " * 20
        assert len(text) / 4 < tokens(text) <= len(text) / 3 + 1

    def test_other_scripts_count_by_the_byte(self) -> None:
        assert tokens("大坝") == 6
        assert tokens("") == 0

    def test_the_schema_counts_too(self) -> None:
        bare, asking = Prompt("p", "s", "u"), Prompt("p", "s", "u", {"type": "object"})
        assert prompt_tokens(asking) > prompt_tokens(bare)


class TestLimit:
    def test_no_more_calls_are_under_way_than_the_limit(self) -> None:
        crowd = Crowd(2)

        class Slow:
            def complete(self, prompt: Prompt) -> Completion:
                with crowd:
                    return ANSWER

        limit = Limit(Slow(), in_flight=2)
        each(lambda _: limit.complete(PROMPT), range(8), workers=8)
        assert crowd.most == 2

    def test_requests_a_minute_are_kept_to_in_every_window(self) -> None:
        clock, asked = Clock(), []

        class Noting:
            def complete(self, prompt: Prompt) -> Completion:
                asked.append(clock())
                return ANSWER

        limit = Limit(Noting(), 1, requests=3, clock=clock, sleep=clock.sleep)
        for _ in range(10):
            limit.complete(PROMPT)
        assert len(asked) == 10
        for first, fourth in zip(asked, asked[3:], strict=False):
            assert fourth - first >= WINDOW
        assert asked[-1] - asked[0] == pytest.approx(3 * WINDOW)  # and no longer than need be

    def test_tokens_a_minute_count_the_prompt_and_the_most_it_may_answer(self) -> None:
        clock = Clock()
        each_call = prompt_tokens(PROMPT) + PROMPT.max_tokens
        limit = Limit(Fake(), 1, tokens=2 * each_call, clock=clock, sleep=clock.sleep)
        for _ in range(3):
            limit.complete(PROMPT)
        assert clock.slept == [WINDOW]

    def test_a_call_that_is_larger_than_the_limit_goes_alone(self) -> None:
        clock = Clock()
        limit = Limit(Fake(), 1, tokens=10, clock=clock, sleep=clock.sleep)
        limit.complete(PROMPT)
        limit.complete(PROMPT)
        assert clock.slept == [WINDOW]

    def test_a_wait_that_outlasts_the_run_is_not_begun(self) -> None:
        clock, fake = Clock(), Fake()
        left = Deadline(30, clock).left
        limit = Limit(fake, 1, requests=1, left=left, clock=clock, sleep=clock.sleep)
        limit.complete(PROMPT)
        error = failing(lambda: limit.complete(PROMPT))
        assert isinstance(error, SpentError)
        assert "60 seconds" in str(error)
        assert (fake.calls, clock.slept) == (1, [])

    def test_a_call_that_fails_gives_its_place_back(self) -> None:
        limit = Limit(Fake(DOWN), in_flight=1)
        failing(lambda: limit.complete(PROMPT))
        assert limit.complete(PROMPT) is ANSWER


class TestBudget:
    def test_what_was_spent_is_what_the_server_counted(self) -> None:
        purse = Purse()
        Budget(Fake(), purse, Price(prompt=1.0, answer=10.0)).complete(PROMPT)
        assert (purse.spent.calls, purse.spent.tokens) == (1, 30)
        assert purse.spent.usd == pytest.approx((20 * 1 + 10 * 10) / 1e6)

    def test_a_server_that_counts_nothing_is_estimated(self) -> None:
        purse = Purse()
        Budget(Fake(Completion("Hello there.", "m")), purse, Price()).complete(PROMPT)
        assert purse.spent.tokens == prompt_tokens(PROMPT) + tokens("Hello there.")

    @pytest.mark.parametrize(
        ("error", "billed"),
        [
            (RefusedError("no"), 0),
            (BadAnswerError("cut", (50, 100)), 150),
            (UnreachableError("timeout", tokens=None), prompt_tokens(PROMPT) + 100),
            (KeyError("a bug"), prompt_tokens(PROMPT) + 100),
        ],
    )
    def test_a_call_that_fails_is_billed_for_what_it_may_have_cost(
        self, error: Exception, billed: int
    ) -> None:
        purse = Purse()
        with pytest.raises(type(error)):
            Budget(Fake(error), purse, Price()).complete(PROMPT)
        assert (purse.spent.calls, purse.spent.tokens) == (1, billed)

    def test_a_call_whose_worst_case_may_pass_the_cap_is_not_made(self) -> None:
        worst = prompt_tokens(PROMPT) + PROMPT.max_tokens
        fake, purse = Fake(), Purse(tokens=30 + worst)
        budget = Budget(fake, purse, Price())
        budget.complete(PROMPT)  # costs 30, not its worst case
        budget.complete(PROMPT)
        error = failing(lambda: budget.complete(PROMPT))
        assert isinstance(error, SpentError)
        assert "budget.tokens" in str(error)
        assert fake.calls == 2

    def test_a_cap_in_dollars_holds_over_all_backends(self) -> None:
        purse, price = Purse(usd=0.001), Price(prompt=1.0, answer=9.0)
        cheap, dear = Budget(Fake(), purse, Price()), Budget(Fake(), purse, price)
        assert dear.complete(PROMPT) is ANSWER
        error = failing(lambda: dear.complete(PROMPT))
        assert "budget.usd" in str(error)
        assert cheap.complete(PROMPT) is ANSWER  # what costs nothing may still be asked

    @given(
        cap=st.integers(min_value=1, max_value=2000),
        used=st.lists(st.integers(min_value=1, max_value=100), max_size=12),
    )
    def test_the_cap_is_never_passed_whatever_calls_cost(self, cap: int, used: list[int]) -> None:
        purse = Purse(tokens=cap)
        budget = Budget(Fake(*(Completion("x", "m", 1, n) for n in used)), purse, Price())
        made = sum(not isinstance(_tried(budget), SpentError) for _ in used)
        assert purse.spent.calls == made
        assert purse.spent.tokens <= cap

    def test_threads_together_do_not_pass_the_cap_either(self) -> None:
        worst = prompt_tokens(PROMPT) + PROMPT.max_tokens
        purse = Purse(tokens=3 * worst)
        together = threading.Barrier(3, timeout=HANGS)

        class Dear:
            def complete(self, prompt: Prompt) -> Completion:
                together.wait()
                return Completion("x", "m", prompt_tokens(prompt), prompt.max_tokens)

        budget = Budget(Dear(), purse, Price())
        outcomes = each(lambda _: _tried(budget), range(6), workers=6)
        assert sum(isinstance(outcome, SpentError) for outcome in outcomes) == 3
        assert purse.spent.tokens == 3 * worst

    def test_what_is_under_way_is_waited_for_before_anything_is_refused(self) -> None:
        worst = prompt_tokens(PROMPT) + PROMPT.max_tokens
        purse = Purse(tokens=worst + 60)
        release = threading.Event()

        class Held(Fake):
            def complete(self, prompt: Prompt) -> Completion:
                release.wait(HANGS)
                return super().complete(prompt)

        budget = Budget(Held(), purse, Price())
        threading.Timer(0.05, release.set).start()
        # Together their worst cases pass the cap; what they really cost (30 each) does not.
        assert each(lambda _: _tried(budget), range(3), workers=3) == [ANSWER] * 3
        assert purse.spent.tokens == 90

    def test_a_call_that_is_under_way_counts_as_its_worst_case(self) -> None:
        purse, begun, release = Purse(), threading.Event(), threading.Event()

        class Hanging(Fake):
            def complete(self, prompt: Prompt) -> Completion:
                begun.set()
                release.wait(HANGS)
                return super().complete(prompt)

        hanging = Timeout(Budget(Hanging(), purse, Price()), lambda: 0.05)
        failing(lambda: hanging.complete(PROMPT))
        assert begun.wait(HANGS)  # the thread that was left behind may not even have begun
        assert (purse.spent.calls, purse.spent.tokens) == (1, prompt_tokens(PROMPT) + 100)
        release.set()

    def test_nothing_is_begun_when_the_time_is_up_or_the_run_is_over(self) -> None:
        fake, purse = Fake(), Purse()
        assert isinstance(_tried(Budget(fake, purse, Price(), lambda: 0.0)), SpentError)
        purse.close()
        assert isinstance(_tried(Budget(fake, purse, Price())), SpentError)
        assert fake.calls == 0


def _tried(budget: Budget) -> Completion | BackendError:
    try:
        return budget.complete(PROMPT)
    except BackendError as error:
        return error
