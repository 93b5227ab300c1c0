"""The licences of what is installed: known, and none that would bind what uses it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / ".ci" / "licences"


def _verdict(text: str) -> str:
    names: dict[str, object] = {"__name__": "licences"}
    exec(compile(SCRIPT.read_text(), str(SCRIPT), "exec"), names)
    return str(names["verdict"](text))  # type: ignore[operator]


def test_each_installed_package_has_a_licence_that_is_allowed() -> None:
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "tld " in done.stdout


@pytest.mark.parametrize(
    "text", ["GPL-3.0-only", "GNU Affero General Public License v3", "", "Secret"]
)
def test_strong_copyleft_and_what_nobody_knows_are_not(text: str) -> None:
    assert _verdict(text)


@pytest.mark.parametrize("text", ["MIT", "BSD License", "MPL-1.1 OR GPL-2.0-only", "LGPL-2.1"])
def test_what_leaves_the_user_free_is(text: str) -> None:
    assert not _verdict(text)
