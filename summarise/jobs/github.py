"""A job as a workflow of GitHub Actions, whose disk is gone after each run.

What a job remembers, and its site, are kept in the cache of Actions; a site is published by Pages.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from summarise.config import Config, FileOutput, SiteOutput, variables
from summarise.errors import ConfigError
from summarise.jobs.crontab import ScheduledJob, either
from summarise.jobs.to_site import folder_of

_TEMPLATE: Final = Path(__file__).with_name("workflow.yaml")
_STORE: Final = ".summarise"

_FILES: Final = """\
      - uses: actions/upload-artifact@v7
        with:
          name: pages
          path: |
{paths}"""

_SITE: Final = """\
      - uses: actions/upload-pages-artifact@v5
        with:
          path: {folder}
  publish:  # Settings, Pages, Source: GitHub Actions
    needs: page
    runs-on: ubuntu-latest
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
    steps:
      - uses: actions/deploy-pages@v5"""


def workflow(job: ScheduledJob, config: Config) -> str:
    """Return the workflow. Raises ConfigError.

    Paths are from the root of the repository that the config lies in, or from its folder.
    """
    root = _root(job.config)
    sites = list(_sites(config, job.name, root))
    names = variables(config, [job.name])
    secrets = f"\n# Settings, Secrets and variables, Actions: {', '.join(names)}" if names else ""
    return _TEMPLATE.read_text(encoding="utf-8").format(
        job=job.name,
        config=shlex.quote(_from(root, job.config)),
        secrets=secrets,
        schedule=json.dumps(either(job.schedule, "GitHub")),
        zone=json.dumps(job.zone),
        kept=_indented([_STORE, *sites], 12),
        variables="\n".join(f"          {name}: ${{{{ secrets.{name} }}}}" for name in names),
        uploads="\n".join(_uploads(config, job.name, root, sites)),
    )


def _root(config: Path) -> Path:
    """Return the folder of the repository that a config lies in, or else the config's own."""
    folders = config.parents
    return next((folder for folder in folders if (folder / ".git").exists()), config.parent)


def _from(root: Path, path: Path) -> str:
    """Return a path as it is called from the root. Raises ConfigError for one that lies outside."""
    try:
        return path.expanduser().absolute().relative_to(root).as_posix()
    except ValueError:
        raise ConfigError(
            f"{path}: lies outside of {root}, and so not in the repository that GitHub runs it in"
        ) from None


def _sites(config: Config, job: str, root: Path) -> Iterator[str]:
    for output in config.jobs[job].outputs:
        if isinstance(output, SiteOutput):
            yield _from(root, folder_of(output, job))


def _uploads(config: Config, job: str, root: Path, sites: Sequence[str]) -> Iterator[str]:
    files = [
        _from(root, Path(re.sub(r"%-?[A-Za-z]", "*", one.path.replace("{job}", job))))
        for one in config.jobs[job].outputs
        if isinstance(one, FileOutput)
    ]
    if files:
        yield _FILES.format(paths=_indented(files, 12))
    if sites:
        yield _SITE.format(folder=sites[0])


def _indented(lines: Sequence[str], by: int) -> str:
    return "\n".join(f"{' ' * by}{line}" for line in lines)
