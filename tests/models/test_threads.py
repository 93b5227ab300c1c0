from __future__ import annotations

import threading
import time

import pytest

from summarise.models.threads import each


@pytest.mark.parametrize("workers", [1, 3, 50])
def test_results_are_in_the_order_of_the_items(workers: int) -> None:
    def slow_at_first(number: int) -> int:
        time.sleep(0.002 * (10 - number))
        return number * number

    assert each(slow_at_first, range(10), workers) == [number * number for number in range(10)]


def test_so_many_are_under_way_at_once() -> None:
    together = threading.Barrier(3, timeout=60)
    assert len(each(lambda _: together.wait(), range(3), 3)) == 3


@pytest.mark.parametrize("workers", [1, 2])
def test_the_error_of_the_first_that_failed_is_raised_and_nothing_more_is_begun(
    workers: int,
) -> None:
    begun: list[int] = []

    def fails(number: int) -> int:
        begun.append(number)
        raise KeyError(number)

    with pytest.raises(KeyError) as caught:
        each(fails, range(100), workers)

    assert caught.value.args == (0,)
    assert len(begun) <= workers


def test_calls_may_ask_for_threads_of_their_own() -> None:
    assert each(lambda n: sum(each(lambda m: n * m, range(3), 2)), range(3), 2) == [0, 3, 6]


def test_calls_are_made_one_by_one_as_long_as_that_is_asked_for() -> None:
    alone, together = list[int](), threading.Barrier(3, timeout=60)

    def call(number: int) -> int:
        if number < 2:
            alone.append(number)
        else:
            together.wait()
        return number

    assert each(call, range(5), 3, lambda: len(alone) < 2) == [0, 1, 2, 3, 4]
    assert alone == [0, 1]


def test_nothing_to_do_is_done() -> None:
    assert each(lambda number: number, [], 4) == []


def test_an_error_is_told_though_an_earlier_item_was_stopped_for_it() -> None:
    failed = threading.Event()

    def call(number: int) -> list[int]:
        if number:
            failed.set()
            raise KeyError(number)

        def inner(other: int) -> int:
            failed.wait(60)
            time.sleep(0.02)
            return other

        return each(inner, range(50), 2)

    with pytest.raises(KeyError):
        each(call, range(2), 2)


def test_an_interruption_of_who_waits_stops_what_was_not_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[int] = []
    release = threading.Event()

    def call(number: int) -> None:
        def inner(other: int) -> None:
            begun.append(number)
            release.wait(60)

        each(inner, range(50), 2)

    join = threading.Thread.join
    main, others = threading.current_thread(), threading.enumerate()

    def interrupted(thread: threading.Thread, timeout: float | None = None) -> None:
        if threading.current_thread() is main:
            raise KeyboardInterrupt
        join(thread, timeout)

    monkeypatch.setattr(threading.Thread, "join", interrupted)
    with pytest.raises(KeyboardInterrupt):
        each(call, range(50), 2)
    monkeypatch.undo()
    release.set()
    for thread in threading.enumerate():
        if thread not in others:
            thread.join(60)
    assert len(begun) <= 4
