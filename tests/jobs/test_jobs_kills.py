"""kill -9 at every point of a run: the next one ends in the same page, delivered once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.commandline import Summarise
from tests.forked import Forks
from tests.jobs.killed import POINTS
from tests.jobs.world import JOB, World, morning

SCHEDULE = 'schedule = "30 6 * * *"'


def told(page: dict[str, Any]) -> object:
    """What a page says, without when and in which run it was made."""
    return page["headline"], page["lede"], page["stories"]


def arrived(world: World) -> list[str]:
    """The keys of the pages that the webhook took; a page that comes twice has one key."""
    return sorted({post["key"] for post in world.posted if post["status"] == 200})


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, forks: Forks) -> object:
    with morning(tmp_path_factory.mktemp("whole"), job=SCHEDULE) as world:
        run = world.begin(forks, "run", JOB)
        assert (run.wait(), run.err) == (0, "")
        return told(world.posted[0]["page"])


@pytest.mark.parametrize("point", POINTS)
def test_after_a_kill_the_next_run_gives_the_same_page_once(
    point: str, tmp_path: Path, summarise: Summarise, undisturbed: object, forks: Forks
) -> None:
    with morning(tmp_path, job=SCHEDULE) as world:
        world.killed(forks, point)
        in_doubt = point == "at the third target, and not noted"
        said = world.run(summarise, "run", JOB, code=5 if in_doubt else 0)
        assert told(world.posted[-1]["page"]) == undisturbed
        assert len(arrived(world)) == 1
        assert len(world.mailed) == 1
        assert len(world.pages) == 1
        assert ("may have arrived" in said) == in_doubt
        before = (len(world.posted), world.pages[0].read_bytes())
        world.run(summarise, "run", JOB, code=5 if in_doubt else 0)
        assert (len(world.posted), world.pages[0].read_bytes()) == before
        assert len(world.mailed) == 1


def test_who_asks_for_it_sends_a_page_that_may_have_arrived(
    tmp_path: Path, summarise: Summarise, forks: Forks
) -> None:
    with morning(tmp_path, job=SCHEDULE) as world:
        world.killed(forks, "at the third target, and not noted")
        world.run(summarise, "run", JOB, code=5)
        sent = len(world.posted), len(world.mailed)
        world.run(summarise, "deliver", world.posted[0]["run"])
        assert (len(world.posted), len(world.mailed)) == (sent[0], sent[1] + 1)
        world.run(summarise, "run", JOB)
        assert len(world.mailed) == sent[1] + 1
