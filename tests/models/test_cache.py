from __future__ import annotations

import os
import signal
import sqlite3
import stat
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from summarise.config import BackendConfig, CacheConfig, StoreConfig
from summarise.errors import ConfigError, CutError, StoreError, UnreachableError
from summarise.jobs.store import Store
from summarise.models import Completion, Prompt
from summarise.models.cache import FILE, Answers, Cache, described, emptied, key, opened
from summarise.models.threads import each
from tests.forked import Forks
from tests.jobs.kept import go_through
from tests.models.fakes import ANSWER, PROMPT, Clock, Fake, failing

SERVER = BackendConfig(base_url="http://127.0.0.1:9/v1", model="m")


@pytest.fixture
def store(tmp_path: Path) -> Answers:
    return Answers(tmp_path, 1)


def prompt(number: int) -> Prompt:
    return replace(PROMPT, user=f"Say {number}.")


def test_an_answer_is_paid_for_once(store: Answers) -> None:
    fake = Fake(Completion("Bonjour «é» \ud800", "m", 3, 4, "b"))
    cache = Cache(fake, store, partial(key, config=SERVER))
    first = cache.complete(PROMPT)
    assert cache.complete(PROMPT) == first
    assert (fake.calls, cache.answered) == (1, 1)
    store.close()


def test_it_is_there_for_the_next_process(tmp_path: Path) -> None:
    first = Answers(tmp_path, 1)
    Cache(Fake(), first, partial(key, config=SERVER)).complete(PROMPT)
    first.close()
    second, fake = Answers(tmp_path, 1), Fake()
    assert Cache(fake, second, partial(key, config=SERVER)).complete(PROMPT) == ANSWER
    assert fake.calls == 0
    second.close()


@pytest.mark.parametrize("error", [CutError("it is cut"), UnreachableError("down")])
def test_a_cut_answer_and_an_error_are_never_kept(store: Answers, error: Exception) -> None:
    fake = Fake(error)
    cache = Cache(fake, store, partial(key, config=SERVER))
    failing(lambda: cache.complete(PROMPT))
    assert cache.complete(PROMPT) == ANSWER
    assert fake.calls == 2
    store.close()


@pytest.mark.parametrize(
    ("other", "server", "identity"),
    [
        (replace(PROMPT, system="Be long."), SERVER, ""),
        (replace(PROMPT, user="Say no."), SERVER, ""),
        (replace(PROMPT, schema={"type": "object"}), SERVER, ""),
        (replace(PROMPT, max_tokens=101), SERVER, ""),
        (PROMPT, replace(SERVER, model="n"), ""),
        (PROMPT, replace(SERVER, base_url="http://127.0.0.1:8/v1"), ""),
        (PROMPT, replace(SERVER, temperature=0.5), ""),
        (PROMPT, replace(SERVER, seed=1), ""),
        (PROMPT, replace(SERVER, extra_body={"top_k": 1}), ""),
        (PROMPT, SERVER, "another file"),
    ],
)
def test_whatever_decides_the_answer_is_in_its_key(
    other: Prompt, server: BackendConfig, identity: str
) -> None:
    assert key(other, server, identity) != key(PROMPT, SERVER)


def test_how_a_server_is_treated_is_not_in_the_key() -> None:
    patient = replace(SERVER, timeout=1, attempts=9, in_flight=7, api_key_env="KEY", price_in=1.0)
    assert key(PROMPT, patient) == key(PROMPT, SERVER)


def test_the_least_recently_used_go_when_the_limit_is_passed(tmp_path: Path) -> None:
    clock = Clock()
    store = Answers(tmp_path, 0.01, clock)  # ten kilobytes

    def put(number: int) -> None:
        clock.now += 1
        store.put(f"key-{number}", Completion("x" * 900, "m"))

    for number in range(8):
        put(number)
    clock.now += 1
    assert store.get("key-0") is not None  # used again, so it is no longer the oldest
    for number in range(8, 11):
        put(number)
    there = [number for number in range(11) if store.get(f"key-{number}") is not None]
    assert 0 in there
    assert 10 in there
    assert 1 not in there
    assert store.size()[1] <= 10_000
    store.close()


def test_threads_share_it(store: Answers) -> None:
    fake = Fake()
    cache = Cache(fake, store, partial(key, config=SERVER))
    each(lambda n: cache.complete(prompt(n % 5)), range(200), workers=8)
    assert store.size()[0] == 5
    assert 5 <= fake.calls <= 5 * 8  # those that were under way together are not waited for
    store.close()


def test_two_processes_use_it_at_once(tmp_path: Path, forks: Forks) -> None:
    script = """
        import sys
        from pathlib import Path
        from summarise.models import Completion
        from summarise.models.cache import Answers
        store = Answers(Path(sys.argv[1]), 1)
        for number in range(150):
            store.put(f"{sys.argv[2]}-{number}", Completion("x", "m"))
            assert store.get(f"{sys.argv[2]}-{number}") is not None
    """
    running = [forks.script(tmp_path, script, tmp_path, name) for name in "ab"]
    assert [(one.wait(), one.err) for one in running] == [(0, "")] * 2
    store = Answers(tmp_path, 1)
    assert store.size()[0] == 300
    store.close()


def test_what_was_answered_before_a_kill_is_there_after_it(tmp_path: Path, forks: Forks) -> None:
    script = """
        import os, signal, sys
        from pathlib import Path
        from summarise.models import Completion
        from summarise.models.cache import Answers
        store = Answers(Path(sys.argv[1]), 1)
        for number in range(20):
            store.put(f"key-{number}", Completion("x", "m"))
        os.kill(os.getpid(), signal.SIGKILL)
    """
    assert forks.script(tmp_path, script, tmp_path).wait() == -signal.SIGKILL
    store = Answers(tmp_path, 1)
    assert store.size()[0] == 20
    store.close()


def test_nobody_else_may_read_it(store: Answers) -> None:
    Cache(Fake(), store, partial(key, config=SERVER)).complete(PROMPT)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert b"Say hello" not in store.path.read_bytes()  # of the prompt, only a hash is kept
    store.close()


def test_a_file_that_is_damaged_is_put_aside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE).write_bytes(b"not a database at all, but long enough to look at" * 40)
    store = Answers(tmp_path, 1)
    Cache(Fake(), store, partial(key, config=SERVER)).complete(PROMPT)
    assert store.size()[0] == 1
    store.close()
    assert (tmp_path / "answers.damaged").exists()
    assert "was damaged" in caplog.text


def test_a_file_that_is_damaged_behind_its_beginning_is_put_aside_too(tmp_path: Path) -> None:
    store = Answers(tmp_path, 1)
    for number in range(200):
        store.put(f"key-{number}", Completion("x" * 400, "m"))
    store.close()
    with (tmp_path / FILE).open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (path_size(tmp_path) - 8192))
    broken = Answers(tmp_path, 1)
    assert [broken.get(f"key-{number}") for number in range(200)].count(None) > 0
    broken.close()
    again = Answers(tmp_path, 1)
    again.put("key", ANSWER)
    assert again.get("key") == ANSWER
    again.close()


def path_size(folder: Path) -> int:
    return (folder / FILE).stat().st_size


def test_what_is_no_answer_is_asked_again(store: Answers) -> None:
    store.put("key", ANSWER)
    with sqlite3.connect(store.path) as other:
        other.execute("UPDATE answers SET answer = 'no json'")
    other.close()
    assert store.get("key") is None
    store.close()


def test_a_file_in_the_way_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match=r"can't be used.*cache\.enabled = false"):
        Answers(tmp_path / "file", 1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigError, match="Permission denied"):
        Answers(tmp_path / "cache", 1)


def test_a_cache_that_breaks_in_a_run_costs_nothing_but_itself(
    store: Answers, caplog: pytest.LogCaptureFixture
) -> None:
    fake = Fake()
    cache = Cache(fake, store, partial(key, config=SERVER))
    cache.complete(PROMPT)
    with sqlite3.connect(store.path) as other:
        other.execute("DROP TABLE answers")
    other.close()
    assert cache.complete(PROMPT) == ANSWER
    assert cache.complete(PROMPT) == ANSWER
    assert fake.calls == 3
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "answers are not kept" in caplog.text
    store.close()


def test_its_size_is_told_and_it_is_cleared(tmp_path: Path) -> None:
    config = CacheConfig(folder=str(tmp_path), max_megabytes=7)
    assert "no answers are kept yet" in described(config, StoreConfig())
    store = Answers(tmp_path, 7)
    Cache(Fake(), store, partial(key, config=SERVER)).complete(PROMPT)
    store.close()
    assert "1 answers, 0.0 MB (at most 7 MB)" in described(config, StoreConfig())
    assert "it is not used" in described(replace(config, enabled=False), StoreConfig())
    assert "1 answers cleared" in emptied(config, StoreConfig())
    assert "0 answers" in described(config, StoreConfig())


def test_one_that_is_only_locked_is_told_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(_: Answers) -> tuple[int, int]:
        raise StoreError("another process is at work in it") from sqlite3.OperationalError("locked")

    Answers(tmp_path, 1).close()
    monkeypatch.setattr(Answers, "size", locked)
    with pytest.raises(ConfigError, match="another process is at work in it"):
        described(CacheConfig(folder=str(tmp_path)), StoreConfig())
    assert (tmp_path / FILE).exists()


class TestInTheStore:
    """Without a folder of their own, answers lie in the file of what outlives a run."""

    @pytest.fixture
    def kept(self, tmp_path: Path) -> StoreConfig:
        return StoreConfig(str(tmp_path / "kept.db"))

    def test_they_lie_beside_the_runs(self, kept: StoreConfig) -> None:
        settings = CacheConfig()
        assert "no answers are kept yet" in described(settings, kept)
        store, fake = opened(settings, kept), Fake()
        Cache(fake, store, partial(key, config=SERVER)).complete(PROMPT)
        with Store.open(Path(kept.path)) as memory:
            go_through(memory, "r1")
            assert memory.counts()["answers"] == 1
            assert memory.check() == ()
        assert Cache(fake, store, partial(key, config=SERVER)).complete(PROMPT) == ANSWER
        assert fake.calls == 1
        store.close()
        assert "kept.db: 1 answers, 0.0 MB (at most 100 MB)" in described(settings, kept)
        assert "1 answers cleared" in emptied(settings, kept)
        with Store.open(Path(kept.path)) as memory:
            assert memory.run("r1").state == "done"

    def test_runs_end_while_answers_come(self, kept: StoreConfig) -> None:
        store = opened(CacheConfig(max_megabytes=0.01), kept)
        with Store.open(Path(kept.path)) as memory:

            def work(number: int) -> None:
                store.put(f"key-{number}", Completion("x" * 900, "m"))
                if not number % 10:
                    go_through(memory, f"r{number}")

            each(work, range(100), workers=8)
            assert not store.failed
            assert len(memory.runs()) == 10
            assert memory.check() == ()
        assert store.size()[1] <= 10_000
        store.close()

    def test_what_is_told_is_never_put_aside(self, kept: StoreConfig) -> None:
        path = Path(kept.path)
        store = opened(CacheConfig(), kept)
        for number in range(100):
            store.put(f"key-{number}", Completion("x" * 400, "m"))
        store.close()
        content = path.read_bytes()
        path.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
        broken = opened(CacheConfig(), kept)
        assert [broken.get(f"key-{number}") for number in range(100)].count(None) > 0
        broken.close()
        with pytest.raises(ConfigError, match=r"kept\.db: it is damaged; put it aside"):
            described(CacheConfig(), kept)
        path.write_bytes(b"no database " * 100)
        with pytest.raises(ConfigError, match=r"kept\.db: it is no database"):
            opened(CacheConfig(), kept)
        assert path.read_bytes() == b"no database " * 100
        assert list(path.parent.glob("*.damaged")) == []
