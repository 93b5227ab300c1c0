"""What every test has: no network, and recordings of a real server."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from urllib.parse import urlsplit

import httpx2
import pytest
from hypothesis import HealthCheck, settings

from summarise import Briefing, Document, cli, pipeline, sources, story
from summarise.cli import options
from summarise.config import BackendConfig
from summarise.language.encoders import Encoder, NoEncoder
from summarise.language.reading import Vocabulary
from summarise.language.vectors import UseEncoder
from summarise.models.openai import OpenAIBackend
from summarise.render import Paper, pdf
from summarise.story import Grouped
from tests import network, scripted
from tests.commandline import Ran, Summarise
from tests.forked import Forks, forking
from tests.readers import SharedWorker
from tests.recordings import BY_HAND, REPLAY_URL, OpenCassette, RecordedFrom, playing

LEGIBLE = 12
"""Bytes that a reader can take in; so many stand in a test's name as they are."""
GARBAGE = 50_000
"""New objects between two collections: Python's 700 cost the suite a tenth of its time."""

# What is compiled is kept, for the next run and for the many processes that tests start: where it
# is thrown away, each of them compiles the same files again, for a third of a second.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# The same examples each time, however slow the machine: a test that fails does so for everybody.
# --hypothesis-profile=default looks for new ones.
settings.register_profile(
    "steady",
    derandomize=True,
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record",
        action="store_true",
        help="run only the tests that play recordings, and record them again from the server in "
        "RECORD_SERVER (python -m tests.record starts one and runs this)",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--record"):
        return
    asks = "written_backend" if os.environ.get("RECORD_MODEL") == BY_HAND else "recorded_backend"
    plays = {item: _plays(item, asks) for item in items}
    config.hook.pytest_deselected(items=[item for item in items if not plays[item]])
    items[:] = [item for item in items if plays[item]]


def pytest_collection_finish() -> None:
    """Spare the collector what stays until the end: the tests, and all that they import."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE)


def _plays(item: pytest.Item, asks: str) -> bool:
    """Whether a test plays recordings of the model that is recorded."""
    fixtures = getattr(item, "fixturenames", ())
    return "cassette" in fixtures and ("written_backend" in fixtures) == (asks == "written_backend")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name bytes by their number: what packed them may have put the time among them."""
    return f"{len(val)} bytes" if isinstance(val, bytes) and len(val) > LEGIBLE else None


@pytest.fixture(scope="session")
def recorded_from(request: pytest.FixtureRequest) -> RecordedFrom | None:
    """Where to record from, or None to replay."""
    if not request.config.getoption("--record"):
        return None
    names = ("RECORD_SERVER", "RECORD_SERVER_NAME", "RECORD_MODEL")
    said = [os.environ.get(name, "") for name in names]
    if not all(said):
        pytest.exit(f"--record needs the environment variables {', '.join(names)}", returncode=4)
    url, server, model = said
    return RecordedFrom(url, server, model, datetime.now(UTC).date().isoformat())


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what is kept for a user, such as answers, out of the folders of who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp("user")))
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_network(recorded_from: RecordedFrom | None) -> Iterator[None]:
    host = urlsplit(recorded_from.url).hostname if recorded_from else None
    with pytest.MonkeyPatch.context() as patch:
        network.block(patch, frozenset({host} if host else ()))
        yield


@pytest.fixture(autouse=True, scope="session")
def _one_certificate() -> Iterator[None]:
    """Each HTTP client reads all certificates that the machine trusts, slowly; one will do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(scripted.CERTIFICATES / "test-data-expired.pem"))
        yield


@pytest.fixture(autouse=True, scope="session")
def _counted_once() -> Iterator[None]:
    """Count the pages of the same content once: to set them takes longer than all else of a page.

    The key is all that the typesetter is given; tests/render and the command line, in a process of
    its own, set each page.
    """
    counted: dict[str, int] = {}

    def count(briefing: Briefing, paper: Paper) -> int:
        key = json.dumps(pdf._page(briefing, paper), sort_keys=True)
        if key not in counted:
            counted[key] = pdf.count_pages(briefing, paper)
        return counted[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "count_pages", count)
        yield


@pytest.fixture(autouse=True, scope="module")
def _grouped_once() -> Iterator[None]:
    """Group the same reports once a module: most tests of a whole run share theirs.

    What is read is shared with it, as the stories are made of that. With an encoder of a test's own
    they are grouped each time; so are those of the test which holds two runs against each other.
    """
    vocabulary = Vocabulary()
    grouped: dict[object, Grouped] = {}

    def group(
        documents: Sequence[Document],
        origins: Mapping[str, str],
        encoder: Encoder,
        vocabulary: Vocabulary,
        progress: Callable[[int, int], None],
    ) -> Grouped:
        kind = type(encoder._encoder._encoder)  # type: ignore[attr-defined]
        if kind not in (NoEncoder, UseEncoder):
            return story.group(documents, origins, encoder, vocabulary, progress)
        key = (kind, tuple(documents), tuple(origins.items()))
        if key not in grouped:
            grouped[key] = story.group(documents, origins, encoder, vocabulary, progress)
        progress(len(grouped[key].stories), len(grouped[key].stories))
        return grouped[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "Vocabulary", lambda: vocabulary)
        patch.setattr(pipeline, "group", group)
        yield


@pytest.fixture(autouse=True, scope="session")
def _one_parser() -> Iterator[None]:
    """Make the parser of the command line once: that takes as long as many a command."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(options, "parser", cache(options.parser))
        yield


@pytest.fixture(scope="session")
def reader() -> Iterator[SharedWorker]:
    """The child that reads for all runs of this process."""
    worker = SharedWorker()
    yield worker
    worker.close()


@pytest.fixture(autouse=True, scope="session")
def _one_reader(reader: SharedWorker) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "Worker", lambda: reader)
        yield


@pytest.fixture
def cassette(recorded_from: RecordedFrom | None) -> OpenCassette:
    """``with cassette("name"):`` replays cassettes/name.yaml, or records it with --record."""
    return partial(playing, origin=recorded_from)


@pytest.fixture
def recorded_url(recorded_from: RecordedFrom | None) -> str:
    """The base URL to ask at inside ``with cassette(...)``."""
    return recorded_from.url if recorded_from else REPLAY_URL


@pytest.fixture
def http_client() -> Iterator[httpx2.Client]:
    """A client that is closed in the end: a real server keeps connections open."""
    with httpx2.Client() as client:
        yield client


@pytest.fixture
def recorded_backend(
    cassette: OpenCassette, recorded_url: str, http_client: httpx2.Client
) -> OpenAIBackend:
    """The backend to use inside ``with cassette(...)``: SmolLM2, at temperature and seed 0."""
    config = BackendConfig(base_url=recorded_url, model="smollm2")
    return OpenAIBackend("recorded", config, {}, http_client)


@pytest.fixture
def written_backend(
    cassette: OpenCassette, recorded_url: str, http_client: httpx2.Client
) -> OpenAIBackend:
    """A strong model inside ``with cassette(...)``: its answers are written by hand.

    They come from an OpenAI-compatible server behind which a capable reader sat, who saw the prompt
    and nothing else. CONTRIBUTING.md says how they are recorded.
    """
    config = BackendConfig(base_url=recorded_url, model="strong", attempts=1, timeout=3600)
    return OpenAIBackend("strong", config, {}, http_client)


@pytest.fixture
def scripted_server() -> Iterator[scripted.ScriptedServer]:
    """A server on loopback that answers what the test scripts (see tests/scripted.py)."""
    with scripted.serving() as server:
        yield server


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """Processes that have imported the command line, to run it apart from this one."""
    with forking() as process:
        yield process


@pytest.fixture
def summarise(capfdbinary: pytest.CaptureFixture[bytes]) -> Summarise:
    """Run the command line in this process."""

    def run(*arguments: object) -> Ran:
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as caught:
            cli.main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        assert isinstance(caught.value.code, int)
        return Ran(caught.value.code, out, err.decode("utf-8"))

    return run
