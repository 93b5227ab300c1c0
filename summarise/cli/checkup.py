"""``summarise doctor`` and ``completion``: whether all is there, and a shell that knows us."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from summarise.cli.common import FINE, add_config, command, config_of
from summarise.errors import ConfigError
from summarise.output import say

if TYPE_CHECKING:
    from summarise.cli.common import Commands
    from summarise.jobs.doctor import Examined

ILL: Final = 1
"""What ``doctor`` ends with where something is wrong."""

_SHELLS: Final = ("bash", "zsh", "fish")

_COMPLETION: Final = """\
for example, for good:
  bash: summarise completion bash > ~/.local/share/bash-completion/completions/summarise
  zsh:  summarise completion zsh > "${fpath[1]}/_summarise"
  fish: summarise completion fish > ~/.config/fish/completions/summarise.fish
or for this shell alone:
  bash: eval "$(summarise completion bash)"\
"""


def add(commands: Commands) -> None:
    """Add the commands and their options."""
    doctor = command(
        commands,
        "doctor",
        _doctor,
        help="look at all that a page takes, and say what to do next",
        description="Look at Python, fonts, encoder, store, config, keys (by name), targets, clock "
        "and zone, backends, sources and jobs. Each backend is asked one tiny call, which may cost "
        "a little, and each source is read once; --offline leaves that out. Nothing is kept.",
        epilog="exit codes:\n  0    all is well, or nearly (note)\n  1    something is wrong\n"
        "  2    bad usage",
    )
    doctor.add_argument("--offline", action="store_true", help="ask no backend and no source")
    doctor.add_argument(
        "--format", choices=("text", "json"), default="text", help="for people, or for programs"
    )
    add_config(doctor)
    completion = command(
        commands,
        "completion",
        _completion,
        missing="name a shell: summarise completion bash, zsh or fish",
        help="print what makes a shell complete commands and options",
        description="Print a script that makes a shell complete commands, options and files.",
        epilog=_COMPLETION,
    )
    completion.add_argument("shell", choices=_SHELLS, help="the shell")


def _doctor(options: argparse.Namespace) -> int:
    findings: list[Examined] = []
    for finding in _findings(options):
        findings.append(finding)
        if options.format == "text":
            say(sys.stdout, _line(finding))
    if options.format == "json":
        say(sys.stdout, json.dumps([asdict(one) for one in findings], indent=2) + "\n")
    return ILL if any(one.state == "wrong" for one in findings) else FINE


def _findings(options: argparse.Namespace) -> Iterator[Examined]:
    """Yield what is found; with a config that can't be read, what there is to say without it."""
    from summarise.config import Config
    from summarise.jobs.doctor import Examined, examined

    try:
        config = config_of(options)
        if options.config:
            yield Examined("config", "ok", str(options.config))
        else:
            yield Examined("config", "note", "there is none here", "summarise init makes one")
    except ConfigError as error:
        yield Examined("config", "wrong", str(error), "summarise config --example shows every key")
        config = Config()
    yield from examined(config, os.environ, datetime.now(UTC), network=not options.offline)


def _line(finding: Examined) -> str:
    line = f"{finding.state:5}  {finding.area:8}  {finding.said}\n"
    return line + (f"{'':17}next: {finding.next}\n" if finding.next else "")


def _completion(options: argparse.Namespace) -> int:
    import shtab

    say(sys.stdout, shtab.complete(options.parser, options.shell))
    return FINE
