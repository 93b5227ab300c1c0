"""``kind = "site"``: a folder of the job's pages and stories that any web server can serve.

A page goes there with all earlier ones of the job that the folder lacks: a site that is named today
has the whole archive, and one that missed a morning has it the next day. To build it twice changes
nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from summarise.config import SiteOutput, target
from summarise.errors import DeliveryError, RenderError
from summarise.jobs.message import Message, Sending
from summarise.site import Site, publish, trouble


def deliver(output: SiteOutput, message: Message, sending: Sending) -> str:
    """Bring the site up to the page; return the page's file. Raises DeliveryError."""
    folder = folder_of(output, message.job)
    with _explained(output, folder):
        site = Site(
            job=message.job,
            title=output.title.strip() or message.job,
            address=output.address,
            paper=message.paper,
            stylesheet=_sheet(output).read_bytes() if output.stylesheet else None,
        )
        sending()
        return str(publish(folder, site, message.earlier, message.briefing))


def problems(output: SiteOutput, job: str) -> Iterator[str]:
    """Yield why the site could not be written, as far as can be known now."""
    try:
        folder = folder_of(output, job)
        if problem := _problem(output, folder, job):
            yield f"{target(output)}: {problem}"
    except DeliveryError as error:
        yield str(error)
    except OSError as error:
        yield f"{target(output)}: {output.path} can't be reached ({error.strerror})"


def folder_of(output: SiteOutput, job: str) -> Path:
    """Return the folder of a job's site. Raises DeliveryError."""
    try:
        if "\0" in output.path:
            raise ValueError
        return Path(output.path.replace("{job}", job)).expanduser()
    except (ValueError, RuntimeError):  # a home folder that there is none of
        raise DeliveryError(
            f'{target(output)}: its path names no folder; write one as "sites/{{job}}"'
        ) from None


def _sheet(output: SiteOutput) -> Path:
    return Path(output.stylesheet).expanduser()


def _problem(output: SiteOutput, folder: Path, job: str) -> str:
    if problem := trouble(folder, job):
        return f"{folder} {problem}"
    there = next(one for one in (folder, *folder.parents) if one.exists())
    if not there.is_dir():
        return f"{there} is no folder"
    if not os.access(there, os.W_OK | os.X_OK):
        return f"nothing may be made in the folder {there} (permission denied)"
    if output.stylesheet and not os.access(_sheet(output), os.R_OK):
        return f"the stylesheet {output.stylesheet} can't be read; name one that is there"
    return ""


@contextmanager
def _explained(output: SiteOutput, folder: Path) -> Iterator[None]:
    try:
        yield
    except RenderError as error:
        cause = error.__cause__
        if not isinstance(cause, OSError):
            raise
        raise _not_written(output, folder, cause) from error
    except OSError as error:
        raise _not_written(output, folder, error) from error


def _not_written(output: SiteOutput, folder: Path, cause: OSError) -> DeliveryError:
    what = cause.filename or folder
    return DeliveryError(
        f"{target(output)}: {what} can't be read or written ({cause.strerror}); make way for it, "
        "or name another path"
    )
