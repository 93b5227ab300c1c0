"""What is done when a backend does not deliver in time, or at all."""

from __future__ import annotations

import math
import threading

import pytest

from summarise.config import BudgetConfig, Config
from summarise.errors import (
    BackendError,
    BadAnswerError,
    DeclinedError,
    RefusedError,
    SpentError,
    StrangeError,
    UnreachableError,
)
from summarise.models import Completion, Prompt, count
from summarise.models.chains import Models
from summarise.models.resilience import Breaker, Fallback, Timeout
from summarise.models.threads import each
from summarise.retry import Deadline, endless
from tests.crowd import HANGS
from tests.models.fakes import ANSWER, PROMPT, Clock, Fake, failing

DOWN = UnreachableError("No server at there: is it running?")
NO = RefusedError("the key is not accepted")


class TestTimeout:
    def test_no_call_is_begun_when_the_time_is_up(self) -> None:
        clock, fake = Clock(), Fake()
        timed = Timeout(fake, Deadline(10, clock).left)
        clock.now += 10
        assert isinstance(failing(lambda: timed.complete(PROMPT)), SpentError)
        assert fake.calls == 0

    def test_a_call_that_hangs_is_left_behind(self) -> None:
        release, ended = threading.Event(), threading.Event()

        class Hanging:
            def complete(self, prompt: Prompt) -> Completion:
                release.wait(HANGS)
                ended.set()
                return ANSWER

        error = failing(lambda: Timeout(Hanging(), lambda: 0.05).complete(PROMPT))
        assert not ended.is_set()
        release.set()
        assert isinstance(error, SpentError)
        assert error.tokens is None  # nobody knows what it will be billed for

    def test_in_time_the_answer_and_the_error_are_the_backends_own(self) -> None:
        assert Timeout(Fake(), Deadline(60).left).complete(PROMPT) is ANSWER
        assert failing(lambda: Timeout(Fake(NO), Deadline(60).left).complete(PROMPT)) is NO
        with pytest.raises(KeyboardInterrupt):
            Timeout(Fake(KeyboardInterrupt()), Deadline(60).left).complete(PROMPT)

    def test_a_count_that_hangs_is_given_up_and_not_asked_for_again(self) -> None:
        counts: list[str] = []
        begun, release = threading.Event(), threading.Event()

        class Hanging(Fake):
            def count(self, text: str) -> int | None:
                counts.append(text)
                begun.set()
                release.wait(HANGS)
                return 1

        timed = Timeout(Hanging(), lambda: 0.05)
        assert [timed.count("a"), timed.count("b")] == [None, None]
        assert begun.wait(HANGS)
        release.set()
        assert counts == ["a"]
        assert Timeout(Fake(), Deadline(60).left).count("four") == 4

    def test_without_a_deadline_there_is_no_end(self) -> None:
        assert Models(Config(budget=BudgetConfig(seconds=0)), {}).left() == endless() == math.inf
        assert Timeout(Fake(), endless).complete(PROMPT) is ANSWER


class TestBreaker:
    @pytest.mark.parametrize("error", [DOWN, NO])
    def test_who_is_out_is_not_asked_again(self, error: BackendError) -> None:
        fake = Fake(error)
        breaker = Breaker(fake)
        assert failing(lambda: breaker.complete(PROMPT)) is error
        assert failing(lambda: breaker.complete(PROMPT)) is error
        assert fake.calls == 1

    @pytest.mark.parametrize("error", [BadAnswerError("empty"), SpentError("no money")])
    def test_one_answer_of_no_use_is_no_reason(self, error: BackendError) -> None:
        breaker = Breaker(Fake(error))
        failing(lambda: breaker.complete(PROMPT))
        assert breaker.complete(PROMPT) is ANSWER

    def test_something_strange_ends_it_only_where_nothing_else_came_before(self) -> None:
        strange = StrangeError("a web page")
        never = Fake(strange)
        breaker = Breaker(never)
        failing(lambda: breaker.complete(PROMPT))
        failing(lambda: breaker.complete(PROMPT))
        assert never.calls == 1

        breaker = Breaker(Fake(ANSWER, strange))
        assert breaker.complete(PROMPT) is ANSWER
        assert failing(lambda: breaker.complete(PROMPT)) is strange
        assert breaker.complete(PROMPT) is ANSWER

    def test_until_it_has_answered_once_it_is_asked_by_one_thread_at_a_time(self) -> None:
        down = Breaker(Fake(*[DOWN] * 9))
        errors = each(lambda _: failing(lambda: down.complete(PROMPT)), range(4), workers=4)
        assert errors == [DOWN] * 4
        assert down._backend.calls == 1  # type: ignore[attr-defined]

        together = threading.Barrier(3, timeout=HANGS)

        class First(Fake):
            def complete(self, prompt: Prompt) -> Completion:
                if self.calls:
                    together.wait()  # breaks unless three are here at once
                return super().complete(prompt)

        up = Breaker(First())
        assert each(lambda _: up.complete(PROMPT), range(4), workers=4) == [ANSWER] * 4


class TestFallback:
    def test_the_first_that_delivers_answers_and_is_named(self) -> None:
        fallback = Fallback([("a", Fake(DOWN)), ("b", Fake(NO)), ("c", Fake())])
        assert fallback.complete(PROMPT).backend == "c"
        assert fallback.answered == {"m"}
        assert fallback.troubles == (
            f"backend b was asked instead of a: {DOWN}",
            f"backend c was asked instead of b: {NO}",
        )

    def test_an_answer_of_no_use_goes_back_to_who_asked(self) -> None:
        second = Fake()
        fallback = Fallback([("a", Fake(BadAnswerError("empty"))), ("b", second)])
        assert isinstance(failing(lambda: fallback.complete(PROMPT)), BadAnswerError)
        assert second.calls == 0
        assert fallback.troubles == ()

    def test_when_all_fail_the_last_error_comes_out(self) -> None:
        fallback = Fallback([("a", Fake(DOWN)), ("b", Fake(NO))])
        assert failing(lambda: fallback.complete(PROMPT)) is NO

    def test_what_the_first_may_not_spend_the_next_may(self) -> None:
        fallback = Fallback([("dear", Fake(SpentError("no money"))), ("free", Fake())])
        assert fallback.complete(PROMPT).backend == "free"

    def test_a_prompt_that_the_first_declines_the_next_may_answer(self) -> None:
        declines = DeclinedError("a filter holds this prompt back")
        fallback = Fallback([("strict", Fake(declines)), ("lenient", Fake())])
        assert fallback.complete(PROMPT).backend == "lenient"

    def test_counting_asks_the_first(self) -> None:
        assert count(Fallback([("a", Fake()), ("b", object())]), "four") == 4  # type: ignore[list-item]
