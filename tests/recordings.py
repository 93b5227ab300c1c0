"""Recordings of a real server, as vcrpy cassettes in ``cassettes/``.

Replay is the default, and strict: a request that is missing or has changed fails the test with
a diff, and so does a recording that nobody asked for. ``pytest --record`` records again from the
server in RECORD_SERVER; ``python -m tests.record`` starts one and does that.

A cassette says at its top which server and model it came from, and on what day. Of the headers
it keeps the content type, of the server's address nothing, and paths of the machine that it was
recorded on are cut out of the answers. So are ids and times: recorded again, a cassette is the same
but for the day, as long as the prompts and the server are.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import pytest
import vcr
import yaml
from vcr.persisters.filesystem import CassetteNotFoundError, FilesystemPersister
from vcr.record_mode import RecordMode

CASSETTES = Path(__file__).parent.parent / "cassettes"
BY_HAND = "by hand"
"""The model of a cassette whose answers were written by a person who saw only the prompts."""
REPLAY_URL = "http://127.0.0.1:8080/v1"
"""The address that every cassette holds, whatever the server's was."""

OpenCassette = Callable[[str], AbstractContextManager[Any]]
"""The type of the fixture ``cassette``."""

KEPT_HEADERS = frozenset({"content-type"})
EDITED = "addresses, headers but content-type, ids, times and folders of the machine are cut out"
MOST_DIFF_LINES = 60

_MACHINE_PATH = re.compile(rb"(?:/[\w.+-]+)+/site-packages/")
_ID_OR_TIME = re.compile(rb'("id": ?"chatcmpl-|"created": ?)[\w-]+')
_TIMINGS = re.compile(rb', ?"timings": ?\{[^{}]*\}')


@dataclass(frozen=True)
class RecordedFrom:
    """Where recordings come from: base URL (never written), names for people, ISO date."""

    url: str
    server: str
    model: str
    date: str


class Serializer:
    """vcrpy's YAML with ``recorded_from`` on top; it refuses to load a cassette without it."""

    def __init__(self, origin: RecordedFrom | None) -> None:
        self._origin = origin

    def serialize(self, cassette: dict[str, Any]) -> str:
        assert self._origin is not None, "replay never writes"
        said = {key: value for key, value in asdict(self._origin).items() if key != "url"}
        content = {"recorded_from": {**said, "edited": EDITED}, **cassette}
        return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)

    def deserialize(self, text: str) -> dict[str, Any]:
        content = yaml.safe_load(text)
        said = content.get("recorded_from") or {}
        missing = [key for key in ("server", "model", "date") if not said.get(key)]
        assert not missing, f"a cassette must say what it was recorded from: {missing} missing"
        return dict(content)


class FromScratch(FilesystemPersister):  # type: ignore[misc]
    """Recording starts empty, so a test sees the same cassette as in replay."""

    @classmethod
    def load_cassette(cls, cassette_path: str, serializer: Serializer) -> NoReturn:
        raise CassetteNotFoundError


def json_body(ours: Any, recorded: Any) -> None:
    """Match two requests on their parsed JSON; what does not parse matches nothing."""
    difference = _difference(ours.body, recorded.body)
    assert not difference, difference


@contextmanager
def playing(name: str, origin: RecordedFrom | None, folder: Path = CASSETTES) -> Iterator[Any]:
    """Replay the cassette, or record it again when there is an origin to record from.

    A test that fails leaves the old recording as it was.
    """
    path = folder / f"{name}.yaml"
    if origin is None and not path.is_file():
        pytest.fail(f"cassettes/{path.name}: no such recording; `make record` records it")
    with _recorder(origin).use_cassette(str(path)) as cassette:
        misses: list[str] = []
        if origin is None:
            _fail_on_a_miss(cassette, path.name, misses)
        yield cassette
        if misses:  # whoever was asking swallowed the failure
            pytest.fail(misses[0], pytrace=False)
        if origin is None and not cassette.all_played:
            pytest.fail(_unplayed(cassette, path.name), pytrace=False)


def _recorder(origin: RecordedFrom | None) -> vcr.VCR:
    recorder = vcr.VCR(
        record_mode=RecordMode.NONE if origin is None else RecordMode.ALL,
        record_on_exception=False,
        match_on=("method", "path", "json_body"),
        serializer="ours",
        decode_compressed_response=True,
        before_record_request=lambda request: _clean_request(request, origin),
        before_record_response=_clean_response,
    )
    recorder.register_matcher("json_body", json_body)
    recorder.register_serializer("ours", Serializer(origin))
    if origin is not None:
        recorder.register_persister(FromScratch)
    return recorder


def _clean_request(request: Any, origin: RecordedFrom | None) -> Any:
    if origin is not None:
        request.uri = request.uri.replace(origin.url.rstrip("/"), REPLAY_URL, 1)
        request.uri = request.uri.replace(_root(origin.url), _root(REPLAY_URL), 1)
    request.headers = _kept(request.headers)
    return request


def _root(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def _clean_response(response: dict[str, Any]) -> dict[str, Any]:
    body = _MACHINE_PATH.sub(b"", response["body"]["string"])
    body = _TIMINGS.sub(b"", _ID_OR_TIME.sub(rb"\g<1>0", body))
    return {**response, "headers": _kept(response["headers"]), "body": {"string": body}}


def _kept(headers: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in headers.items() if key.lower() in KEPT_HEADERS}


def _fail_on_a_miss(cassette: Any, file: str, misses: list[str]) -> None:
    can_play = cassette.can_play_response_for

    def checked(request: Any) -> bool:
        if not can_play(request):
            misses.append(_missing(cassette, cassette.filter_request(request), file))
            # Not an Exception, so no retry and no `except Exception` can take it for a fault.
            pytest.fail(misses[-1], pytrace=False)
        return True

    cassette.can_play_response_for = checked


def _missing(cassette: Any, request: Any, file: str) -> str:
    head = f"cassettes/{file} holds no answer to {request.method} {request.path}"
    left = [r for i, r in enumerate(cassette.requests) if not cassette.play_counts[i]]
    if not left:
        return f"{head}: all {len(cassette)} recordings are played; `make record` records it"
    changes = [f"{r.method} {r.path}\n{_difference(request.body, r.body)}" for r in left]
    closest = min(changes, key=len)
    return f"{head}.\nThe closest recording differs (- recorded, + now):\n{closest}"


def _unplayed(cassette: Any, file: str) -> str:
    left = [r for i, r in enumerate(cassette.requests) if not cassette.play_counts[i]]
    bodies = "\n".join(_pretty(request.body)[:400] for request in left)
    return f"cassettes/{file}: {len(left)} recordings were never played:\n{bodies}"


def _difference(ours: bytes | None, recorded: bytes | None) -> str:
    """Return what differs as a diff of the indented JSON; empty means that nothing does."""
    if not ours and not recorded:
        return ""
    try:
        before, now = _canonical(recorded).splitlines(), _canonical(ours).splitlines()
    except ValueError as error:
        return f"a body is not JSON: {error}"
    diff = list(difflib.unified_diff(before, now, lineterm="", n=2))
    return "\n".join(diff[2 : 2 + MOST_DIFF_LINES])


def _canonical(body: bytes | None) -> str:
    return json.dumps(json.loads(body or b""), indent=1, sort_keys=True, ensure_ascii=False)


def _pretty(body: bytes | None) -> str:
    try:
        return _canonical(body)
    except ValueError:
        return repr(body)
