"""Whatever the order in which runs begin, go on and end, only what was committed is remembered."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.errors import StoreError
from summarise.jobs.store import Store
from tests.jobs.kept import LONG_AGO, REQUEST, briefing, day, run, seen, told, validator

RUNS = ("r0", "r1", "r2")
JOBS = {"r0": "morning", "r1": "evening", "r2": "morning"}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("start", "loaded", "written", "commit", "end", "reopen")),
        st.sampled_from(RUNS),
        st.sets(st.sampled_from("abcd")),
    ),
    max_size=14,
)


@dataclass
class Model:
    """What the store should know."""

    states: dict[str, str] = field(default_factory=dict)
    pending: dict[str, set[str]] = field(default_factory=dict)
    told: dict[str, set[str]] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=dict)

    def may(self, step: str, name: str) -> bool:
        if step == "start":
            return name not in self.states
        return self.states.get(name) in {"begun", "loaded", "written"}

    def do(self, step: str, name: str, some: set[str]) -> None:
        ends = {"start": "begun", "loaded": "loaded", "written": "written", "end": "failed"}
        self.states[name] = ends.get(step, "done")
        if step == "loaded":
            self.pending[name] = some
        if step == "commit":
            self.told[name] = some
            self.seen.setdefault(JOBS[name], set()).update(self.pending.get(name, ()))
        if step in ("commit", "end"):
            self.pending.pop(name, None)


def do(store: Store, step: str, name: str, some: set[str]) -> None:
    if step == "start":
        store.start(run(name, JOBS[name], day(RUNS.index(name))))
    elif step == "loaded":
        store.loaded(name, REQUEST, [seen(x) for x in some],
                     [validator(x) for x in some])  # fmt: skip
    elif step == "written":
        store.written(name, briefing(day(RUNS.index(name)), name))
    elif step == "commit":
        store.commit(name, [told(x, name) for x in sorted(some)], day(9))
    else:
        store.end(name, "failed", day(9), "")


def agree(store: Store, model: Model) -> None:
    assert {one.id: one.state for one in store.runs()} == model.states
    for job in set(JOBS.values()):
        mine = [name for name in RUNS if JOBS[name] == job]
        found = store.memory(job, LONG_AGO).reported
        assert {(one.run, one.text) for one in found} == {
            (name, x) for name in mine for x in model.told.get(name, ())
        }
        assert store.seen(job, "abcd") == model.seen.get(job, set())
        assert set(store.validators(job)) == model.seen.get(job, set())
        under_way = [name for name in mine if model.may("end", name)]
        unfinished = store.unfinished(job)
        assert (unfinished.id if unfinished else None) == max(under_way, default=None)
    assert store.counts()["pending"] == len(model.pending)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_memory_is_what_committed_runs_read_and_told(
    steps: list[tuple[str, str, set[str]]],
) -> None:
    model = Model()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "summarise.db"
        store = Store.open(path)
        for step, name, some in steps:
            if step == "reopen":
                store.close()
                store = Store.open(path)
            elif model.may(step, name):
                do(store, step, name, some)
                model.do(step, name, some)
            else:
                with suppress(StoreError):
                    do(store, step, name, some)
                    raise AssertionError(f"{step} of {name} was let through")
        agree(store, model)
        assert store.check() == ()
        store.close()
