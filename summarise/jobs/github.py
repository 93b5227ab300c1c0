"""A job as a workflow of GitHub Actions, whose clock is UTC and whose disk is gone after each run.

What a job remembers, and its site, are kept in the cache of Actions; a site is published by Pages.
"""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from summarise.config import Config, FileOutput, SiteOutput, variables
from summarise.errors import ConfigError
from summarise.jobs.crontab import Fields, ScheduledJob, fields, listed
from summarise.jobs.to_site import folder_of

_TEMPLATE: Final = Path(__file__).with_name("workflow.yaml")
_STORE: Final = ".summarise"
_HOURS: Final = 24
_DAY: Final = _HOURS * 60

_FILES: Final = """\
      - uses: actions/upload-artifact@v4
        with:
          name: pages
          path: |
{paths}"""

_SITE: Final = """\
      - uses: actions/upload-pages-artifact@v4
        with:
          path: {folder}
  publish:
    needs: page
    runs-on: ubuntu-latest
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
    steps:
      - uses: actions/deploy-pages@v4"""


def workflow(job: ScheduledJob, config: Config, now: datetime) -> str:
    """Return the workflow; ``now`` is when its year of offsets from UTC begins. Raises ConfigError.

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
        schedule=job.schedule,
        zone=job.zone,
        crons="\n".join(f'    - cron: "{line}"' for line in utc_lines(job, now)),
        kept=_indented([_STORE, *sites], 12),
        variables="\n".join(f"          {name}: ${{{{ secrets.{name} }}}}" for name in names),
        uploads="\n".join(_uploads(config, job.name, root, sites)),
    )


def utc_lines(job: ScheduledJob, now: datetime) -> list[str]:
    """Return a crontab's fields in UTC, a line for each offset of the year. Raises ConfigError."""
    own = fields(job.schedule)
    if own.both and None not in (own.days, own.weekdays):
        raise ConfigError(
            f'the schedule "{job.schedule}" wants day and weekday to match, where GitHub is '
            "content with one of them; name the days of one of them alone"
        )
    zone = ZoneInfo(job.zone)
    days = (now + timedelta(days=day) for day in range(366))
    offsets = {day.astimezone(zone).utcoffset() or timedelta() for day in days}
    lines = (line for offset in sorted(offsets) for line in _shifted(own, offset))
    return list(dict.fromkeys(lines))


def _shifted(own: Fields, offset: timedelta) -> Iterator[str]:
    """Yield the lines that mean in UTC what a schedule means at an offset from it."""
    minutes, hours = own.minutes or frozenset(range(60)), own.hours or frozenset(range(24))
    if len(minutes) == 60 and len(hours) == 24:
        yield f"* * {_date(own, 0)}"
        return
    dated = not own.days == own.months == own.weekdays is None
    at: dict[tuple[int, int], set[int]] = defaultdict(set)
    for moment in (60 * hour + minute for hour in hours for minute in minutes):
        day, time = divmod(moment - int(offset.total_seconds() // 60), _DAY)
        at[day if dated else 0, time // 60].add(time % 60)
    together: dict[tuple[int, frozenset[int]], set[int]] = defaultdict(set)
    for (day, hour), past in at.items():
        together[day, frozenset(past)].add(hour)
    for (day, marks), when in together.items():
        every = None if len(when) == _HOURS else frozenset(when)
        yield f"{listed(marks)} {listed(every)} {_date(own, day)}"


def _date(own: Fields, later: int) -> str:
    """Return the fields of day, month and weekday, so many days later."""
    if later and not own.days == own.months is None:
        raise ConfigError(
            "GitHub's clock is UTC, where this time is on another day than in the job's zone; a "
            "schedule by days of the month can't say so, but another hour, or weekdays, can"
        )
    weekdays = None if own.weekdays is None else frozenset((d + later) % 7 for d in own.weekdays)
    return f"{listed(own.days)} {listed(own.months)} {listed(weekdays)}"


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
