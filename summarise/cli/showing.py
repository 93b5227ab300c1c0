"""``summarise serve``: the site of a job, or of a folder, in a browser on this machine."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from summarise.cli.common import FINE, add_config, command, config_of
from summarise.errors import InputError, UsageError, did_you_mean
from summarise.output import say

if TYPE_CHECKING:
    from summarise.cli.common import Commands

PORT = 8800
"""Where nobody says another; 8000 and 8080 are often taken."""


def add(commands: Commands) -> None:
    """Add the command and its options."""
    serve = command(
        commands,
        "serve",
        _serve,
        help="show the site of a job in a browser, on this machine alone",
        description='Show a site that a job has made (an output of kind = "site"): of a folder, '
        "or of a job of the config (of the only one, if none is named). Nothing but this machine "
        "can reach it, unless --address says so; then whoever has the token of the address that is "
        "printed can. Ctrl-C ends it.",
    )
    serve.add_argument(
        "what", nargs="?", metavar="FOLDER or JOB", help="a folder; with --config, or else, a job"
    )
    add_config(serve)
    serve.add_argument("--port", type=int, default=PORT, help="0: any (default: %(default)s)")
    serve.add_argument("--address", metavar="ADDRESS", help="of this machine, to be reached at")


def _serve(options: argparse.Namespace) -> int:
    from summarise.site.webserver import LOOPBACK, Door, address_of, serving

    door = Door.to(options.address or LOOPBACK)
    folder = _folder(options)
    with serving(folder, door, options.port) as server:
        say(sys.stdout, f"{address_of(server, door)} shows {folder}; Ctrl-C ends it\n")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return FINE
    return FINE


def _folder(options: argparse.Namespace) -> Path:
    """Return the folder that is meant. Raises InputError and UsageError."""
    from summarise.config import SiteOutput
    from summarise.jobs.to_site import folder_of

    if options.config is None and options.what and Path(options.what).is_dir():
        return Path(options.what)
    config = config_of(options)
    if options.what and options.config is None:
        raise UsageError(f"{options.what}: is no folder; for a job, name its --config FILE too")
    if not options.what and len(config.jobs) != 1:
        raise UsageError("name the folder of a site, or a job of the config (--config FILE)")
    name = options.what or next(iter(config.jobs))
    job = config.jobs.get(name)
    if job is None:
        there_are = ", ".join(sorted(config.jobs)) or "none"
        near = did_you_mean(name, config.jobs)
        raise InputError(f"{name}: the config has no job of this name (it has {there_are}){near}")
    sites = [output for output in job.outputs if isinstance(output, SiteOutput)]
    if not sites:
        raise InputError(f'{name}: the job has no output of kind = "site"')
    folder = folder_of(sites[0], name)
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no site yet; summarise run {name} makes it")
    return folder
