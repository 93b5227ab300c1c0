"""What is tried again, when, and until when: the policy that every wire shares."""

from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.errors import DeliveryError, Passing, UnreachableError
from summarise.retry import A_DAY, Deadline, RetryPolicy, in_doubt, may_pass, retry_after

DATE = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504, 524, 529])
def test_a_server_that_is_busy_or_broken_may_be_asked_again(status: int) -> None:
    assert may_pass(status)


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 404, 410, 413, 422, 501, 505])
def test_a_refusal_will_not_pass(status: int) -> None:
    assert not may_pass(status)


@pytest.mark.parametrize(
    ("status", "doubt"), [(408, True), (504, True), (429, False), (500, False)]
)
def test_what_a_gateway_gave_up_on_is_in_doubt(status: int, doubt: bool) -> None:
    assert in_doubt(status) is doubt


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": " 7 "}, 7.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after-ms": "soon", "retry-after": "7"}, 7.0),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "9" * 400}, math.inf),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", "date": DATE}, 30.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:27:30 GMT", "date": DATE}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT"}, None),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 -0000", "date": DATE}, None),
        ({"retry-after": "Wed, 21 Oct 99999 07:28:30 GMT", "date": DATE}, None),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 +9999", "date": DATE}, None),
        ({"retry-after": f"Wed, 21 Oct 2026 07:28:30 +{'9' * 20}", "date": DATE}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "1e3"}, None),
        ({"retry-after": "²"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_in_each_of_its_forms(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(headers) == seconds


@given(st.text(max_size=40), st.text(max_size=40), st.integers(), st.integers())
def test_no_header_makes_an_error(said: str, date: str, year: int, offset: int) -> None:
    at = f"Wed, 21 Oct {year} 07:28:30 {offset:+05d}"
    for headers in ({"retry-after": said, "date": date}, {"retry-after": at, "date": DATE}):
        wait = retry_after(headers)
        assert wait is None or wait >= 0


@pytest.mark.parametrize(
    "said",
    ["9" * 308, "9" * 400, "86401", "Fri, 31 Dec 9999 23:59:59 GMT", "-1e9", "0x10", "1_000"],
)
@pytest.mark.parametrize("name", ["retry-after", "retry-after-ms"])
def test_no_wait_that_a_server_asks_for_ends_a_run_or_outlasts_a_day(name: str, said: str) -> None:
    slept: list[float] = []
    error = UnreachableError("busy", retry_after=retry_after({name: said, "date": DATE}))
    policy = RetryPolicy(attempts=2, first=1.0, longest=1.0, sleep=slept.append)
    with suppress(UnreachableError):
        policy.call(Failing(error))
    assert all(0 <= wait <= A_DAY for wait in slept)


@given(st.floats(min_value=0) | st.none())
def test_whatever_is_asked_for_only_a_wait_that_can_be_slept_is_begun(asked: float | None) -> None:
    slept: list[float] = []
    policy = RetryPolicy(attempts=3, first=1.0, longest=1.0, sleep=slept.append)
    with suppress(UnreachableError):
        policy.call(Failing(UnreachableError("busy", retry_after=asked)))
    assert all(0 <= wait <= A_DAY for wait in slept)


class Failing:
    """A call that raises what it is given, in turn, and then returns how often it was made."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    def __call__(self) -> int:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return self.calls


def busy(retry_after: float | None = None) -> Exception:
    return DeliveryError("busy", passes=True, retry_after=retry_after)


@pytest.mark.parametrize(
    ("errors", "waits"),
    [
        ([busy()] * 4, [1.0, 2.0, 4.0, 5.0]),
        ([busy(3.0)] * 3, [3.0, 3.0, 4.0]),
        ([UnreachableError("down")], [1.0]),
    ],
)
def test_waits_double_up_to_their_longest_unless_more_is_asked_for(
    errors: list[Exception], waits: list[float]
) -> None:
    slept: list[float] = []
    call = Failing(*errors)

    assert RetryPolicy(attempts=9, first=1.0, longest=5.0, sleep=slept.append).call(call)
    assert slept == waits


def test_a_part_of_each_wait_is_waited_by_the_number_of_the_attempt() -> None:
    slept: list[float] = []
    policy = RetryPolicy(
        attempts=3, first=8.0, longest=99.0, spread=lambda one: one / 4, sleep=slept.append
    )
    policy.call(Failing(busy(), busy()))

    assert slept == [2.0, 8.0]


@pytest.mark.parametrize(
    ("limit", "calls"),
    [
        ({"attempts": 3}, 3),
        ({"most": 9.0}, 1),
        ({"patience": 25.0}, 3),
        ({"left": lambda: 9.0}, 1),
    ],
)
def test_it_gives_up_at_each_of_its_limits_and_raises_the_last_error(
    limit: dict[str, object], calls: int
) -> None:
    errors = [busy(10.0) for _ in range(9)]
    call = Failing(*errors)
    numbers: dict[str, object] = {"attempts": 9, "first": 1.0, "longest": 5.0, **limit}
    policy = RetryPolicy(**numbers, sleep=lambda _: None)  # type: ignore[arg-type]

    with pytest.raises(DeliveryError) as caught:
        policy.call(call)

    assert caught.value is errors[calls - 1]
    assert call.calls == calls


@pytest.mark.parametrize("error", [DeliveryError("no"), KeyError("bug")])
def test_what_will_not_pass_is_not_tried_again(error: Exception) -> None:
    call = Failing(error)

    with pytest.raises(type(error)):
        RetryPolicy(attempts=9, first=1.0, longest=5.0, sleep=lambda _: None).call(call)

    assert call.calls == 1
    assert not (isinstance(error, Passing) and error.passes)


def test_a_deadline_does_not_count_what_is_paused() -> None:
    now = 100.0
    deadline = Deadline(10.0, lambda: now)
    now += 4
    with deadline.paused():
        now += 60

    assert deadline.left() == 6.0
    assert Deadline(math.inf, lambda: now).left() == math.inf
