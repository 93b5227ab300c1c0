"""kill -9 at sixty random moments of runs that deliver to a file, a mailbox, a chat and a webhook.

Each run has a world of its own on this machine (``tests/jobs/world.py``): folders, a mail server, a
web server. It is killed after a random part of the time that an undisturbed run takes, and the same
command is then given until it has nothing left to do. Counted is what arrived: one page, and at
each target one delivery. A webhook is told a key, by which it drops a second copy; mail and chat
know none, so that a page whose sending was cut off is not sent again but named ("in doubt").
"""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.forked import Forks, forking
from tests.jobs.world import JOB, World, morning

KILLS = 60
SEED = 20_261_201
LATEST = 1.5
"""Times what an undisturbed run takes: another may take longer, and some are killed too late."""
CHAT = """
[[jobs.morning.outputs]]
kind = "webhook"
name = "chat"
template = "slack"
url = "{hook}"
attempts = 1
"""


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Give a morning whose page goes to a chat, too."""
    with morning(folder, job='schedule = "30 6 * * *"') as made:
        text = made.config.read_text(encoding="utf-8")
        hook = text.partition('kind = "webhook"\nurl = "')[2].partition('"')[0]
        made.config.write_text(text + CHAT.format(hook=hook), encoding="utf-8")
        yield made


def ended(made: World, forks: Forks) -> tuple[int, str]:
    """Run to the end; return the exit code and what was said."""
    run = made.begin(forks, "run", JOB)
    return run.wait(), run.err


def arrived(made: World) -> dict[str, int]:
    """Count what the targets have."""
    keys = {post["key"] for post in made.posted if "key" in post}
    chats = sum("key" not in post for post in made.posted)
    return {
        "file": len(made.pages),
        "mail": len(made.mailed),
        "chat": chats,
        "webhook": len(keys),
    }


def main(data: Path) -> None:  # noqa: ARG001 - every benchmark is handed the data
    """Print what arrived after the kills, and what did not arrive once."""
    draw = random.Random(SEED)
    found: Counter[tuple[str, int]] = Counter()
    doubts = killed = 0
    with forking() as forks, tempfile.TemporaryDirectory() as name:
        for attempt in ("first", "undisturbed"):  # the first waits for what is imported
            with world(_new(Path(name), attempt)) as made:
                start = time.perf_counter()
                code, said = ended(made, forks)
                took = time.perf_counter() - start
        print(f"undisturbed: exit code {code}, {took:.1f} s, {arrived(made)}", flush=True)
        for number in range(KILLS):
            with world(_new(Path(name), str(number))) as made:
                run = made.begin(forks, "run", JOB)
                time.sleep(draw.uniform(0, LATEST * took))
                run.kill()
                killed += run.wait() == -9
                code, said = ended(made, forks)
                code, said = ended(made, forks) if code else (code, said)
                doubts += "may have arrived" in said
                for target, count in arrived(made).items():
                    found[target, count] += 1
                    if count != 1:
                        print(f"kill {number}: {target} {count}, exit code {code}: {said.strip()}")
    print(f"{KILLS} runs, {killed} of them killed at work; pages in doubt: {doubts}")
    for (target, count), runs in sorted(found.items()):
        print(f"{target}: {count} delivered in {runs} of {KILLS}")


def _new(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name
