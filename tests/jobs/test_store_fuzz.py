"""Any value at any place of the store, and of the pages in it: no command ends in a stack trace.

The suite tries a few. For as many as one likes (seeds that failed become explicit examples here)::

    SUMMARISE_FUZZ=2000 python -m pytest -n0 tests/jobs/test_store_fuzz.py
"""

from __future__ import annotations

import copy
import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from summarise.jobs.rows import packed
from summarise.types import Briefing
from tests.commandline import Summarise
from tests.jobs.damage import COMMANDS, NO_UTF_8, VALUES, columns, copied, put, run_all, whole
from tests.jobs.kept import briefing, day

FUZZ = int(os.environ.get("SUMMARISE_FUZZ", "0"))
fuzzed = settings(
    max_examples=FUZZ or 6,
    derandomize=not FUZZ,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
READING = COMMANDS[: COMMANDS.index(("store", "backup", "copy.db"))]
PAGE = json.loads(zlib.decompress(packed(briefing(day(0), "r0"), Briefing)))
ANYTHING = st.one_of(
    st.sampled_from([*VALUES.values(), NO_UTF_8]),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.binary(max_size=40),
    st.datetimes().map(lambda at: f"{at.isoformat()}+00:00"),
)
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=30),
        st.sampled_from([one for one in VALUES.values() if isinstance(one, str)][:24]),
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=3,
)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole(tmp_path_factory.mktemp("fuzz") / "whole")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each value that is in another."""
    if path:
        yield path
    inner = dict(enumerate(value)) if isinstance(value, list) else value
    for key in inner if isinstance(inner, dict) else ():
        yield from places(value[key], (*path, key))


def changed(page: Any, path: tuple[Any, ...], value: object) -> bytes:
    page = copy.deepcopy(page)
    home = page
    for key in path[:-1]:
        home = home[key]
    home[path[-1]] = value
    return zlib.compress(json.dumps(page).encode())


PLACES = tuple(places(PAGE))


@fuzzed
@given(number=st.integers(0, 55), value=ANYTHING, cast=st.booleans())
def test_no_value_of_a_row_ends_a_command_in_a_stack_trace(
    config: Path, summarise: Summarise, number: int, value: object, cast: bool
) -> None:
    with TemporaryDirectory() as folder:
        damaged = copied(config, Path(folder) / "copy")
        table, column = sorted(columns(damaged.parent / "kept.db"))[number]
        put(damaged.parent / "kept.db", table, column, value, cast=cast)
        for _, ran in run_all(summarise, damaged):
            assert "thought of" not in ran.err
            assert "Traceback" not in ran.err


CITED = ("stories", 0, "statements", 0, "citations", 0)


@fuzzed
@given(path=st.sampled_from(PLACES), value=JSON)
@example(("date",), "0001-01-01T00:00:00+00:00")  # an OverflowError in another zone
@example(("sources", 0, "published"), "0001-01-01")  # the same
@example(("sources", 0, "published"), "9999-12-31T23:59:59")
@example((*CITED, "document"), "nobody's")
@example((*CITED, "start"), -5)
def test_no_value_in_a_page_ends_a_command_in_a_stack_trace(
    config: Path, summarise: Summarise, path: tuple[Any, ...], value: object
) -> None:
    with TemporaryDirectory() as folder:
        damaged = copied(config, Path(folder) / "copy")
        put(damaged.parent / "kept.db", "pages", "briefing", changed(PAGE, path, value))
        for form in ("json", "html", "txt", "md", "pdf"):
            ran = summarise("history", "show", "r0", "--format", form, "--config", damaged)
            assert ran.code in (0, 2), ran.err
        for command in READING:
            assert "Traceback" not in summarise(*command, "--config", damaged).err
