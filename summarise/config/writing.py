"""What ``summarise init`` was told becomes a config that a person can read and go on with."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from summarise.config.presets import PRESETS
from summarise.config.tables import EXTRACTIVE
from summarise.errors import UsageError
from summarise.output import ENDINGS
from summarise.plain import is_web

SMTP_VARIABLE: Final = "SMTP_PASSWORD"
"""The variable that is to hold the password of the mail server."""

_IN_THE_CLEAR: Final = ("localhost", "127.0.0.1", "::1")
"""Mail servers on this machine, which want neither a password nor encryption."""

_SUBMISSIONS: Final = 465
"""The port at which a mail server speaks TLS from the first byte on (RFC 8314)."""

_HEAD: Final = """\
# Made by `summarise init`. `summarise config --example` shows every key there is, with its default.
# Relative paths begin at the folder of this file. No key or password stands here, only the NAME of
# the environment variable that holds it.
"""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a job is to be like.

    ``sources`` and ``outputs`` are as the file has them; ``schedule`` is a crontab's five fields,
    empty for a job by hand; ``model`` belongs to ``backend``.
    """

    job: str
    sources: Sequence[str]
    outputs: Sequence[Mapping[str, Any]]
    language: str
    zone: str
    schedule: str
    backend: str = EXTRACTIVE
    model: str = ""


def as_toml(wishes: Wishes) -> str:
    """Return the text of the config."""
    return "\n".join([_HEAD, *_page(wishes), *_backend(wishes), *_job(wishes)]) + "\n"


def schedule_at(time: str, days: str = "") -> str:
    """Return ``30 6 * * *`` for ``6:30``; ``days`` are a crontab's, as ``mon-fri``.

    Raises UsageError.
    """
    hour, colon, minute = time.strip().partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal() and len(minute) == 2):
        raise UsageError(f"--at {time}: is no time of a day; write one as 6:30")
    if int(hour) > 23 or int(minute) > 59:
        raise UsageError(f"--at {time}: there is no such time; write one as 6:30")
    return f"{int(minute)} {int(hour)} * * {days.strip().upper() or '*'}"


def output_for(place: str) -> dict[str, Any]:
    """Return the output that a path stands for: ``site/`` or ``page.pdf``. Raises UsageError."""
    if place.endswith(("/", os.sep)):
        return {"kind": "site", "path": place.rstrip("/" + os.sep) or place}
    if Path(place).suffix.lower() in ENDINGS:
        return {"kind": "file", "path": place}
    endings = ", ".join(ENDINGS)
    raise UsageError(
        f"--to {place}: is no place for a page: write a folder as {place}/ (it becomes a site), a "
        f"file that ends in one of {endings}, or an e-mail address"
    )


def email_to(addresses: Sequence[str], server: str, sender: str = "") -> dict[str, Any]:
    """Return the output that mails the page through ``[USER@]HOST[:PORT]``.

    Without a sender it is from the first of its addresses, without a user that is who signs in. A
    server on this machine is asked without a password. Raises UsageError.
    """
    user, _, address = server.rpartition("@")
    host, _, port = address.partition(":")
    if not host:
        raise UsageError(f"--to {addresses[0]}: name the server that sends mail: --smtp HOST")
    sender = sender or addresses[0]
    output: dict[str, Any] = {"kind": "email", "to": [*addresses], "sender": sender, "host": host}
    if port.isdecimal():
        output["port"] = int(port)
    if host in _IN_THE_CLEAR:
        return {**output, "tls": "none"}
    if output.get("port") == _SUBMISSIONS:
        output["tls"] = "tls"
    return {**output, "user": user or sender, "password_env": SMTP_VARIABLE}


def named_apart(outputs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give those of one kind names that tell them apart."""
    kinds = [output["kind"] for output in outputs]
    return [
        output if kinds.count(kind) == 1 else {**output, "name": f"{kind}-{number}"}
        for number, (kind, output) in enumerate(zip(kinds, outputs, strict=True), 1)
    ]


def is_mail(place: str) -> bool:
    """Whether a place is an e-mail address."""
    return "@" in place and "/" not in place


def from_here(path: str, folder: Path) -> str:
    """Return a path that begins at the working directory as one that begins at the folder."""
    if is_web(path) or path.startswith("~") or Path(path).is_absolute():
        return path
    slash = "/" if path.endswith("/") else ""
    return os.path.relpath(Path.cwd() / path, folder.absolute()) + slash


def _page(wishes: Wishes) -> Iterator[str]:
    yield "[briefing]"
    yield f"language = {_value(wishes.language)}  # of the page's own words: en, de, es or fr"
    yield f"time_zone = {_value(wishes.zone)}"
    if wishes.backend == EXTRACTIVE:
        yield 'backend = "extractive"  # no model; `summarise backends` lists what else may write'
    else:
        yield f"backend = {_value(wishes.backend)}  # who writes; below is where it is asked"
    yield ""


def _backend(wishes: Wishes) -> Iterator[str]:
    if wishes.backend == EXTRACTIVE:
        return
    preset = PRESETS.get(wishes.backend)
    yield f"[backends.{_key(wishes.backend)}]"
    yield f"model = {_value(wishes.model)}"
    for key, value in (preset.table if preset else {}).items():
        yield f"{key} = {_value(value)}"
    yield ""


def _job(wishes: Wishes) -> Iterator[str]:
    table = f"jobs.{_key(wishes.job)}"
    yield f"[{table}]"
    yield "sources = ["
    yield from (f"  {_value(source)}," for source in wishes.sources)
    yield "]"
    yield f"schedule = {_value(wishes.schedule)}  # minute, hour, day, month, weekday"
    yield "#skip_when_empty = true  # no page on a day without news"
    yield '#focus = ""              # what weighs more on the page, such as "energy policy"'
    for output in wishes.outputs:
        yield ""
        yield f"[[{table}.outputs]]"
        yield from (f"{key} = {_value(value)}" for key, value in output.items())


def _key(name: str) -> str:
    """Write a name as a key of TOML, in quotes unless it is a plain one."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _value(name)


def _value(value: object) -> str:
    """Write a value as TOML does, which has the strings, numbers and lists of JSON."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
