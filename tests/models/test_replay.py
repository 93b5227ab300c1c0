from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from summarise.errors import BackendError, InputError, ReplayError, UnreachableError
from summarise.models import Completion, Prompt, count
from summarise.models.replay import Player, Recorder
from summarise.models.threads import each
from summarise.output import write_atomically
from tests.models.fakes import PROMPT, Fake, failing


def subclasses(kind: type[BackendError]) -> list[type[BackendError]]:
    """The errors of summarise.errors below a kind."""
    direct = [one for one in kind.__subclasses__() if one.__module__ == "summarise.errors"]
    return [one for child in direct for one in (child, *subclasses(child))]


def recorded(path: Path, *outcomes: Completion | BackendError, prompts: int = 0) -> None:
    """Record as many prompts as there are outcomes (or so many)."""
    recorder = Recorder(path)
    backend = recorder.listening(Fake(*outcomes))
    for number in range(prompts or len(outcomes)):
        with suppress(BackendError):
            backend.complete(asking(number))
    recorder.save(write_atomically)


def asking(number: int) -> Prompt:
    return replace(PROMPT, user=f"Say {number}.\nAnd no more.")


def test_what_was_recorded_is_answered_again(tmp_path: Path) -> None:
    answers = [Completion(f"{number} \U0001f600", "m", 1, 2, "b") for number in range(3)]
    recorded(tmp_path / "run.json", *answers)
    player = Player(tmp_path / "run.json")
    assert [player.complete(asking(number)) for number in (2, 0, 1)] == [
        answers[number] for number in (2, 0, 1)
    ]
    player.finish()


@pytest.mark.parametrize(
    "error",
    [BackendError("?"), *(kind("said") for kind in subclasses(BackendError))],
)
def test_an_error_is_raised_again_as_it_was(tmp_path: Path, error: BackendError) -> None:
    recorded(tmp_path / "run.json", error)
    again = failing(lambda: Player(tmp_path / "run.json").complete(asking(0)))
    assert type(again) is type(error)
    assert str(again) == str(error)


def test_an_error_of_a_plug_in_is_raised_again_as_what_it_is_a_kind_of(tmp_path: Path) -> None:
    class FullError(UnreachableError):
        """What a plug-in calls it."""

    recorded(tmp_path / "run.json", FullError("the queue is full"))
    again = failing(lambda: Player(tmp_path / "run.json").complete(asking(0)))
    assert (type(again), str(again)) == (UnreachableError, "the queue is full")


def test_the_file_does_not_depend_on_the_order_of_the_calls(tmp_path: Path) -> None:
    for name, workers in (("one", 1), ("other", 4)):
        recorder = Recorder(tmp_path / name)
        backend = recorder.listening(Fake())
        each(lambda number: backend.complete(asking(number)), range(12), workers)  # noqa: B023
        recorder.save(write_atomically)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_one_prompt_that_was_asked_twice_has_two_answers(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "run.json")
    backend = recorder.listening(Fake(Completion("first", "m"), Completion("second", "m")))
    for _ in range(2):
        backend.complete(PROMPT)
    recorder.save(write_atomically)
    player = Player(tmp_path / "run.json")
    assert {player.complete(PROMPT).text for _ in range(2)} == {"first", "second"}
    with pytest.raises(ReplayError, match="holds no answer"):
        player.complete(PROMPT)


def test_a_prompt_that_changed_is_an_error_that_shows_what_changed(tmp_path: Path) -> None:
    recorded(tmp_path / "run.json", prompts=3)
    with pytest.raises(ReplayError, match=r"has changed.*--record") as caught:
        Player(tmp_path / "run.json").complete(replace(asking(1), system="Be brief."))
    assert [line for line in caught.value.details if line[0] in "+-"] == [
        "-Be short.",
        "+Be brief.",
    ]


def test_a_long_difference_is_cut_where_a_person_stops_reading(tmp_path: Path) -> None:
    recorded(tmp_path / "run.json", prompts=1)
    with pytest.raises(ReplayError) as caught:
        Player(tmp_path / "run.json").complete(replace(PROMPT, user="\n".join(map(str, range(99)))))
    assert len(caught.value.details) == 25
    assert "more lines" in caught.value.details[-1]


def test_calls_that_were_not_made_are_an_error(tmp_path: Path) -> None:
    recorded(tmp_path / "run.json", prompts=3)
    player = Player(tmp_path / "run.json")
    player.complete(asking(0))
    with pytest.raises(ReplayError, match="2 recorded calls were not made") as caught:
        player.finish()
    assert "Say 1." in caught.value.details


def test_what_a_model_counted_is_recorded_too(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "run.json")
    assert count(recorder.listening(Fake()), "four") == 4
    recorder.save(write_atomically)
    player = Player(tmp_path / "run.json")
    assert (player.count("four"), player.count("other")) == (4, None)


@pytest.mark.parametrize(
    "text",
    ["", "no JSON", "[]", "{}", '{"recording": 2, "calls": [], "counts": {}, "troubles": []}'],
)
def test_a_file_that_is_no_recording_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(InputError, match=r"run\.json: is no recording"):
        Player(tmp_path / "run.json")


def test_a_file_that_is_not_there_is_said() -> None:
    with pytest.raises(InputError, match="No such file"):
        Player(Path("nowhere.json"))


def test_it_is_json_that_a_person_can_read(tmp_path: Path) -> None:
    recorded(tmp_path / "run.json", Completion("Hello.", "m", 1, 2, "b"))
    (call,) = json.loads((tmp_path / "run.json").read_text())["calls"]
    assert call["prompt"]["user"] == "Say 0.\nAnd no more."
    assert call["answer"]["text"] == "Hello."
