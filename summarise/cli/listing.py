"""``summarise config``, ``prompts``, ``backends``, ``cache``: what there is, whether it works."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from summarise.cli.common import FINE, add_config, command, config_of
from summarise.errors import BackendError
from summarise.output import say

if TYPE_CHECKING:
    from summarise.cli.common import Commands


def add(commands: Commands) -> None:
    """Add the commands and their options."""
    _add_config_command(commands)
    prompts = command(
        commands,
        "prompts",
        help="list the prompt templates",
        description="List the prompt templates: name, fingerprint, and where each one lies.",
    )
    prompts.set_defaults(run=_prompts)
    add_config(prompts)
    _add_backends(commands)
    _add_cache(commands)


def _add_config_command(commands: Commands) -> None:
    example = command(
        commands,
        "config",
        help="print a config to begin with",
        description="Print config.example.toml: every key with its default and a word on it, and "
        "tables that are ready to use for a dozen services.",
        epilog="for example: summarise config --example > summarise.toml",
    )
    example.missing = "say what to print: summarise config --example"
    example.add_argument("--example", action="store_true", required=True, help="print the file")
    example.set_defaults(run=_config)


def _add_backends(commands: Commands) -> None:
    backends = command(
        commands,
        "backends",
        help="list the configured models, or try them",
        description="List the backends of the config: where each is, its model, what it is asked "
        "for. With --check, make one tiny call to each (or to NAME), and say whether it can be "
        "reached, knows its model, answers in JSON, how fast, and what a page would cost.",
        epilog="exit codes:\n  0    all that were tried answer\n  2    bad usage or config\n"
        "  3    one of them does not answer",
    )
    backends.add_argument(
        "--check",
        nargs="?",
        const="",
        metavar="NAME",
        help="try the backend of this name, or all of them (a call that may cost a little)",
    )
    backends.set_defaults(run=_backends)
    add_config(backends)


def _add_cache(commands: Commands) -> None:
    cache = command(
        commands,
        "cache",
        help="show or clear the answers that are kept",
        description="Show where the answers of models are kept and how much room they take, or "
        "clear them.",
    )
    cache.add_argument(
        "action",
        nargs="?",
        choices=("size", "clear"),
        default="size",
        help="size (the default) tells how much is kept, clear throws it away",
    )
    cache.set_defaults(run=_cache)
    add_config(cache)


def _config(_options: argparse.Namespace) -> int:
    from summarise.config import example

    say(sys.stdout, example())
    return FINE


def _prompts(options: argparse.Namespace) -> int:
    from summarise.models.prompts import Prompts

    for one in Prompts(config_of(options).prompts.folder).listing():
        remark = " (yours)" if one.overridden else " (unused: no such template)" * one.unused
        say(sys.stdout, f"{one.name:10} {one.fingerprint}  {one.path}{remark}\n")
    return FINE


def _backends(options: argparse.Namespace) -> int:
    from summarise.models.check import check, listed, names

    config = config_of(options)
    if options.check is None:
        for one in listed(config, os.environ):
            say(sys.stdout, f"{one}\n")
        return FINE
    fine = True
    for name in names(config, options.check):
        result = check(name, config, os.environ)
        fine = fine and result.fine
        say(sys.stdout, f"{result}\n")
    return FINE if fine else BackendError.exit_code


def _cache(options: argparse.Namespace) -> int:
    from summarise.models.cache import described, emptied

    config = config_of(options)
    do = emptied if options.action == "clear" else described
    say(sys.stdout, f"{do(config.cache, config.store)}\n")
    return FINE
