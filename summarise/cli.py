"""The command line. It calls the pipeline, prints and exits; nothing else prints or exits."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from summarise.errors import BackendError, SummariseError, UsageError
from summarise.options import parse
from summarise.output import check_place, say, write_atomically, write_to_stream
from summarise.types import Format

if TYPE_CHECKING:
    from summarise.config import Config
    from summarise.types import Briefing, Loaded

WRITTEN, READER_LEFT, DEGRADED, INTERRUPTED = 0, 1, 4, 130  # errors bring their own
_ENDINGS: dict[str, Format] = {
    **{f".{one}": one for one in get_args(Format)},
    ".markdown": "md",
    ".htm": "html",
    ".text": "txt",
}


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    try:
        options = parse(argv)
        code = _COMMANDS[options.command](options)
    except SummariseError as error:
        _note(f"error: {error}")
        code = error.exit_code
    except KeyboardInterrupt:
        _note("interrupted")
        code = INTERRUPTED
    except BrokenPipeError:
        code = READER_LEFT
    sys.exit(code)


def _brief(options: argparse.Namespace) -> int:
    from summarise.progress import progress

    config = _config(options)
    page_format = _format(options, config)
    with progress(shown=not options.quiet) as tell:
        loaded = _load(options, config, lambda done, total: tell("load", done, total))
        from summarise.pipeline import brief

        briefing = brief(loaded.documents, config, skipped=loaded.skipped, progress=tell)
    troubles = _troubles(briefing)
    if not options.quiet:
        for trouble in [*troubles, *_missing_fonts(briefing, page_format)]:
            _note(f"note: {trouble}")
    refused = options.strict and bool(troubles)
    if not refused:
        _deliver(options, config, briefing, page_format)
    if options.explain:
        _explain(options, briefing, loaded)
    if refused:
        raise BackendError(f"--strict: no page was written: {troubles[0].rstrip('.')}.")
    return DEGRADED if troubles else WRITTEN


def _config(options: argparse.Namespace) -> Config:
    from summarise.config import load_config

    if options.config == "":
        raise UsageError("--config: names no file (is a variable empty?)")
    flags: dict[str, dict[str, object]] = {"briefing": {}, "input": {}}
    for table, key in (("briefing", "backend"), ("input", "split")):
        value = getattr(options, key, None)
        if value is not None:
            flags[table][key] = value
    return load_config(options.config, os.environ, flags)


def _format(options: argparse.Namespace, config: Config) -> Format:
    """Return the format: from the flag, the ending of the output, the config. Raises UsageError."""
    chosen: Format = options.format or config.briefing.format
    if options.output != "-":
        check_place(Path(options.output))
        chosen = options.format or _by_ending(options.output) or chosen
    elif chosen == "pdf" and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError("a PDF can't be shown on a terminal; add --output page.pdf")
    return chosen


def _by_ending(output: str) -> Format | None:
    """Return the format that an ending names, None without one. Raises UsageError."""
    ending = Path(output).suffix.lower()
    if ending[1:].isalpha() and ending not in _ENDINGS:
        known = ", ".join(f".{one}" for one in get_args(Format))
        raise UsageError(
            f"--output {output}: no page can be written as {ending}; "
            f"end it in one of {known}, or choose with --format"
        )
    return _ENDINGS.get(ending)


def _load(options: argparse.Namespace, config: Config, tell: Callable[[int, int], None]) -> Loaded:
    from summarise.load import load

    stdin = sys.stdin.buffer if "-" in options.sources and sys.stdin is not None else None
    return load(options.sources, config.input, stdin=stdin, progress=tell)


def _troubles(briefing: Briefing) -> list[str]:
    """Return what makes the page a degraded one, a sentence each."""
    skipped = [f"{skip.source} was skipped: {skip.reason}" for skip in briefing.record.skipped]
    return [*skipped, *briefing.record.degraded]


def _missing_fonts(briefing: Briefing, page_format: Format) -> list[str]:
    if page_format not in ("pdf", "html"):
        return []
    from summarise.render import missing_scripts

    return [
        f"no font on this machine has letters for {script}; install one, for example from Noto"
        for script in missing_scripts(briefing)
    ]


def _deliver(
    options: argparse.Namespace, config: Config, briefing: Briefing, page_format: Format
) -> None:
    from summarise.render import render

    page = render(briefing, page_format, config.briefing.paper)
    if options.output == "-":
        write_to_stream(None if sys.stdout is None else sys.stdout.buffer, page)
    else:
        write_atomically(Path(options.output), page)


def _explain(options: argparse.Namespace, briefing: Briefing, loaded: Loaded) -> None:
    """Print the explanation; to stderr where the page itself goes to standard output."""
    from summarise.explain import explain

    stream = sys.stderr if options.output == "-" else sys.stdout
    say(stream, explain(briefing, loaded.documents))


def _prompts(options: argparse.Namespace) -> int:
    from summarise.prompts import Prompts

    for one in Prompts(_config(options).prompts.folder).listing():
        remark = " (yours)" if one.overridden else " (unused: no such template)" * one.unused
        say(sys.stdout, f"{one.name:10} {one.fingerprint}  {one.path}{remark}\n")
    return WRITTEN


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {"brief": _brief, "prompts": _prompts}


def _note(text: str) -> None:
    with suppress(BrokenPipeError, SummariseError):
        # One line, whatever a server or a file name says: a line break could forge a note of ours.
        say(sys.stderr, f"summarise: {' '.join(text.split())}\n")


if __name__ == "__main__":
    main()
