"""Runs a script, the first argument of ``main``, in a process that is forked (see tests/forked.py).

What it would import is there already; a warning is an error, as in every test.
"""

from __future__ import annotations

import sys
import textwrap
import warnings
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> None:
    script, *rest = arguments
    warnings.simplefilter("error")
    sys.argv = ["-c", *rest]
    exec(textwrap.dedent(script), {"__name__": "__main__"})
