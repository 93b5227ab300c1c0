"""``summarise status``: how the jobs of the config are, for people and monitors."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from summarise.cli.common import FINE, add_config, command, config_of, opened
from summarise.errors import UsageError
from summarise.output import say

if TYPE_CHECKING:
    from summarise.cli.common import Commands

LATE: Final = 1
"""What ``status`` ends with when a job is late: monitors ask for no more than that it is not 0."""


def add(commands: Commands) -> None:
    """Add the command and its options."""
    status = command(
        commands,
        "status",
        help="how the jobs are: last run, next run, failures",
        description="Show how the jobs of the config are. The exit code is 1 when one is late.",
    )
    status.set_defaults(run=_run)
    status.add_argument(
        "--format", choices=("text", "json"), default="text", help="for people, or for programs"
    )
    add_config(status)


def _run(options: argparse.Namespace) -> int:
    from summarise.jobs import healths
    from summarise.watch.health import as_json, table

    config = config_of(options)
    if not config.jobs:
        raise UsageError("there is no job to show: name a config that has some with --config")
    with opened(config) as store:
        found = healths(config, store, datetime.now(UTC))
    say(sys.stdout, as_json(found) if options.format == "json" else table(found))
    return LATE if any(one.late for one in found) else FINE
