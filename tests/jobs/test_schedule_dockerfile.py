"""The Dockerfile, line by line: there is no Docker where the tests run."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from summarise.jobs.crontab import ScheduledJob
from summarise.jobs.schedulers import k8s

ROOT = Path(__file__).parents[2]
_CONTINUED = re.compile(r"\\\n\s*")


def instructions() -> list[tuple[str, str]]:
    text = _CONTINUED.sub("", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def last(word: str) -> str:
    return [rest for one, rest in instructions() if one == word][-1]


def kept() -> set[str]:
    """What .dockerignore lets through."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    return {line[1:] for line in lines if line.startswith("!")}


def test_what_is_copied_is_there_and_is_all_that_is_sent() -> None:
    copied = {
        name
        for word, rest in instructions()
        if word == "COPY" and not rest.startswith("--from")
        for name in rest.split()[:-1]
    }
    assert all((ROOT / name).exists() for name in copied)
    assert copied == kept()


def test_the_wheel_needs_no_more_than_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], project["project"]["readme"]}
    assert needed | set(project["project"]["license-files"]) <= kept()


def test_it_runs_as_a_user_without_rights_whom_the_manifest_knows_too() -> None:
    user = last("USER").split(":")[0]
    assert int(user) > 0
    manifest = k8s(ScheduledJob("job", "0 6 * * *", "UTC", Path("/etc/summarise/config.toml")))
    assert f"runAsUser: {user}\n" in manifest


def test_it_starts_the_daemon_and_its_health_is_that_of_the_jobs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (program,) = json.loads(last("ENTRYPOINT"))
    assert program in project["scripts"]
    assert json.loads(last("CMD"))[0] == "daemon"
    checked = json.loads(last("HEALTHCHECK").partition("CMD ")[2])
    assert checked[:2] == [program, "status"]
    assert checked[2:] == json.loads(last("CMD"))[1:]  # the same config


def test_no_secret_is_baked_in() -> None:
    names = re.findall(r"([A-Z_]+)=", last("ENV"))
    assert not [name for name in names if re.search("KEY|TOKEN|SECRET|PASSWORD", name)]
    assert not [word for word, _ in instructions() if word == "ARG"]
