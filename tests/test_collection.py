"""The tests have the same names and order in every process: else they can't be shared out."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

IMPORTED = time.monotonic()
"""When this process collected its own tests."""
ROOT = Path(__file__).parents[1]
ONLY_COLLECT = ["--collect-only", "-q", "-n0", "--assert=plain", "-p", "no:cacheprovider"]
MORE_THAN_A_SECOND = 1.1
"""What a timestamp in whole seconds needs in order to show."""


def collected(hash_seed: int) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *ONLY_COLLECT],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if "::" in line]


def test_no_name_of_a_test_depends_on_the_time_or_on_hashes(
    request: pytest.FixtureRequest,
) -> None:
    time.sleep(max(0.0, IMPORTED + MORE_THAN_A_SECOND - time.monotonic()))
    begun = time.monotonic()
    first = collected(hash_seed=1)
    second = [item.nodeid for item in request.session.items]  # with a seed of chance
    if len(second) < len(first):  # only some of the tests are run
        time.sleep(max(0.0, begun + MORE_THAN_A_SECOND - time.monotonic()))
        second = collected(hash_seed=2)
    assert [pair for pair in zip(first, second, strict=False) if pair[0] != pair[1]] == []
    assert len(first) == len(second) > 1000
