from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from summarise.errors import BackendError, BadAnswerError, CutError, UnreachableError
from summarise.models import Completion, Prompt, prompt_tokens
from summarise.models.spending import Headroom

PROMPT = Prompt("greeting", "Be short.", "Say hello.", max_tokens=100)
ANSWER = Completion("Hello.", "m")


class Thinker:
    """A backend whose thoughts take so many tokens before each answer."""

    def __init__(self, thoughts: int) -> None:
        self.thoughts = thoughts
        self.allowed: list[int] = []

    def complete(self, prompt: Prompt) -> Completion:
        self.allowed.append(prompt.max_tokens)
        if prompt.max_tokens <= self.thoughts:
            raise CutError("cut", (5, prompt.max_tokens), thinking=True)
        return ANSWER


class Failing:
    def __init__(self, error: Exception) -> None:
        self.error = error
        self.calls = 0

    def complete(self, prompt: Prompt) -> Completion:
        self.calls += 1
        raise self.error


@pytest.mark.parametrize(
    ("thoughts", "allowed"), [(10, [100]), (300, [100, 400]), (1500, [100, 400, 1600])]
)
def test_a_model_that_thinks_is_allowed_four_times_the_tokens_until_it_answers(
    thoughts: int, allowed: list[int]
) -> None:
    thinker = Thinker(thoughts)

    assert Headroom(thinker, context=8192).complete(PROMPT) is ANSWER
    assert thinker.allowed == allowed


def test_more_than_sixteen_times_the_tokens_is_never_allowed() -> None:
    thinker = Thinker(10_000)

    with pytest.raises(CutError) as caught:
        Headroom(thinker, context=100_000).complete(PROMPT)

    assert thinker.allowed == [100, 400, 1600]
    assert caught.value.tokens == (5, 1600)


def test_no_more_is_allowed_than_the_context_holds_beside_the_prompt() -> None:
    thinker, context = Thinker(10_000), 512
    room = context - prompt_tokens(PROMPT)

    with pytest.raises(CutError):
        Headroom(thinker, context).complete(PROMPT)

    assert thinker.allowed == [100, 400, room]
    assert 400 < room < 512


def test_a_prompt_that_fills_the_context_is_asked_as_it_is_and_once() -> None:
    thinker = Thinker(10_000)
    long = Prompt("long", "", "word " * 1000, max_tokens=100)

    with pytest.raises(CutError):
        Headroom(thinker, context=1024).complete(long)

    assert thinker.allowed == [100]


def test_what_was_learnt_is_kept_for_the_next_prompts() -> None:
    thinker = Thinker(300)
    headroom = Headroom(thinker, context=8192)
    headroom.complete(PROMPT)
    headroom.complete(Prompt("longer", "", "Say more.", max_tokens=200))

    assert thinker.allowed == [100, 400, 800]


@pytest.mark.parametrize(
    "error", [CutError("cut"), BadAnswerError("empty"), UnreachableError("down"), KeyError("bug")]
)
def test_any_other_error_is_none_of_its_business(error: Exception) -> None:
    failing = Failing(error)

    with pytest.raises(type(error)) as caught:
        Headroom(failing, context=8192).complete(PROMPT)

    assert caught.value is error
    assert failing.calls == 1


def test_threads_that_learn_the_same_at_once_learn_it_once() -> None:
    gate = threading.Barrier(4)

    class Together(Thinker):
        def complete(self, prompt: Prompt) -> Completion:
            if prompt.max_tokens == 100:
                gate.wait(60)
            return super().complete(prompt)

    thinker = Together(300)
    headroom = Headroom(thinker, context=8192)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(headroom.complete, [PROMPT] * 4))

    assert answers == [ANSWER] * 4
    assert sorted(thinker.allowed) == [100] * 4 + [400] * 4


def test_what_it_does_not_do_itself_it_leaves_to_its_backend() -> None:
    class Counting(Thinker):
        def count(self, text: str) -> int:
            return len(text)

    assert Headroom(Counting(0), 8192).count("four") == 4
    assert issubclass(CutError, BackendError)
