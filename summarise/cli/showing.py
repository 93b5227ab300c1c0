"""``summarise serve``: the site of a job, or of a folder, in a browser on this machine."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from summarise.cli.common import FINE, add_config, command, config_of
from summarise.errors import InputError, UsageError
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
        missing="name the folder of a site, or --config FILE and a job",
        help="show the site of a job in a browser, on this machine alone",
        description='Show a site that a job has made (an output of kind = "site"): of a folder, '
        "or, with --config, of a job. Nothing but this machine can reach it, unless --address says "
        "so; then whoever has the token of the address that is printed can. Ctrl-C ends it.",
    )
    serve.add_argument("what", metavar="FOLDER or JOB", help="a folder; with --config a job")
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

    if options.config is None:
        folder = Path(options.what)
        if not folder.is_dir():
            raise UsageError(f"{folder}: is no folder; for a job, name its --config FILE too")
        return folder
    config = config_of(options)
    job = config.jobs.get(options.what)
    if job is None:
        there_are = ", ".join(sorted(config.jobs)) or "none"
        raise InputError(f"{options.what}: the config has no job of this name (it has {there_are})")
    sites = [output for output in job.outputs if isinstance(output, SiteOutput)]
    if not sites:
        raise InputError(f'{options.what}: the job has no output of kind = "site"')
    folder = folder_of(sites[0], options.what)
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no site yet; summarise run {options.what} makes it")
    return folder
