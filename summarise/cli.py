"""The command line. It calls the pipeline, prints and exits; nothing else prints or exits."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from summarise.errors import BackendError, SummariseError, UsageError
from summarise.notes import listen, note
from summarise.options import parse
from summarise.output import check_place, say, write_atomically, write_to_stream
from summarise.types import Format

if TYPE_CHECKING:
    from summarise.backends.tape import Player, Recorder
    from summarise.config import Config
    from summarise.errand import Errand
    from summarise.progress import Tell
    from summarise.types import Briefing, Loaded

    Report = Callable[[int, int], None]

STDOUT = "-"
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
        listen(quiet=getattr(options, "quiet", False))
        code = _COMMANDS[options.command](options)
    except SummariseError as error:
        note(f"error: {error}")
        for line in getattr(error, "details", ()):
            note(f"  {line}", as_it_is=True)
        code = error.exit_code
    except KeyboardInterrupt:
        note("interrupted")
        code = INTERRUPTED
    except BrokenPipeError:
        code = READER_LEFT
    sys.exit(code)


def _brief(options: argparse.Namespace) -> int:
    from summarise.progress import progress

    # What can be wrong on the command line is found before anything is read.
    tape = _tape(options)
    begin = _resumed(options) if options.resume is not None else _begun(options)
    with progress(shown=not options.quiet) as tell:
        errand = begin(lambda done, total: tell("load", done, total))
        briefing = _written(errand, tape, tell)
    troubles = _troubles(briefing)
    if not options.quiet:
        for trouble in [*troubles, *_missing_fonts(briefing, errand.format)]:
            note(f"note: {trouble}")
    refused = options.strict and bool(troubles)
    if not refused:
        _deliver(errand, briefing)
    if options.explain:
        _explain(errand, briefing)
    if refused:
        raise BackendError(f"--strict: no page was written: {troubles[0].rstrip('.')}.")
    return DEGRADED if troubles else WRITTEN


def _begun(options: argparse.Namespace) -> Callable[[Report], Errand]:
    """Return what reads the sources. Raises UsageError and ConfigError."""
    from datetime import UTC, datetime

    from summarise.errand import Errand

    config = _config(options)
    output = options.output or STDOUT
    page_format = _format(options.format, output, config)

    def begin(report: Report) -> Errand:
        loaded = _load(options, config, report)
        place, now = _absolute(output), datetime.now(UTC)
        return Errand(loaded.documents, loaded.skipped, config, now, place, page_format)

    return begin


def _absolute(output: str) -> str:
    """Return a place that is the same from wherever the run is gone on with."""
    return output if output == STDOUT else str(Path(output).absolute())


def _resumed(options: argparse.Namespace) -> Callable[[Report], Errand]:
    """Return what gives back the errand of a batch. Raises InputError and UsageError."""
    from dataclasses import replace

    from summarise.backends.batch.pending import Pending
    from summarise.errand import unpacked

    errand = unpacked(Pending().run(options.resume), f"--resume {options.resume}")
    output = options.output or errand.output
    same = options.format is None and output == errand.output
    page_format = errand.format if same else _format(options.format, output, errand.config)
    errand = replace(errand, output=_absolute(output), format=page_format)
    return lambda _: errand


def _tape(options: argparse.Namespace) -> Recorder | Player | None:
    """Return what records or plays the calls of the run. Raises UsageError and InputError."""
    if options.record is None and options.replay is None:
        return None
    from summarise.backends.tape import Player, Recorder

    if options.replay is not None:
        return Player(Path(options.replay))
    check_place(Path(options.record), "--record")
    return Recorder(Path(options.record))


def _written(errand: Errand, tape: Recorder | Player | None, tell: Tell) -> Briefing:
    """Make the briefing; a recording is saved even if that fails."""
    from summarise.pipeline import brief

    def submitted(batch: str) -> None:
        from summarise.backends.batch.pending import Pending
        from summarise.errand import packed

        Pending().add_run(batch, packed(errand))

    try:
        return brief(
            errand.documents,
            errand.config,
            skipped=errand.skipped,
            tape=tape,
            submitted=submitted,
            now=errand.now,
            progress=tell,
        )
    finally:
        save = getattr(tape, "save", None)
        if save is not None:
            save(write_atomically)


def _config(options: argparse.Namespace) -> Config:
    from summarise.config import load_config

    if options.config == "":
        raise UsageError("--config: names no file (is a variable empty?)")
    flags: dict[str, dict[str, object]] = {"briefing": {}, "input": {}}
    for table, key in (("briefing", "backend"), ("input", "split")):
        value = getattr(options, key, None)
        if value is not None:
            flags[table][key] = value
    if getattr(options, "no_cache", False):
        flags["cache"] = {"enabled": False}
    return load_config(options.config, os.environ, flags)


def _format(asked: Format | None, output: str, config: Config) -> Format:
    """Return the format: from the flag, the ending of the output, the config. Raises UsageError."""
    chosen: Format = asked or config.briefing.format
    if output != STDOUT:
        check_place(Path(output))
        chosen = asked or _by_ending(output) or chosen
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


def _load(options: argparse.Namespace, config: Config, report: Report) -> Loaded:
    from summarise.load import load

    stdin = sys.stdin.buffer if "-" in options.sources and sys.stdin is not None else None
    return load(options.sources, config.input, stdin=stdin, progress=report)


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


def _deliver(errand: Errand, briefing: Briefing) -> None:
    from summarise.render import render

    page = render(briefing, errand.format, errand.config.briefing.paper)
    if errand.output == STDOUT:
        write_to_stream(None if sys.stdout is None else sys.stdout.buffer, page)
    else:
        write_atomically(Path(errand.output), page)


def _explain(errand: Errand, briefing: Briefing) -> None:
    """Print the explanation; to stderr where the page itself goes to standard output."""
    from summarise.explain import explain

    stream = sys.stderr if errand.output == STDOUT else sys.stdout
    say(stream, explain(briefing, errand.documents))


def _prompts(options: argparse.Namespace) -> int:
    from summarise.prompts import Prompts

    for one in Prompts(_config(options).prompts.folder).listing():
        remark = " (yours)" if one.overridden else " (unused: no such template)" * one.unused
        say(sys.stdout, f"{one.name:10} {one.fingerprint}  {one.path}{remark}\n")
    return WRITTEN


def _backends(options: argparse.Namespace) -> int:
    from summarise.backends.survey import check, listed, names

    config = _config(options)
    if options.check is None:
        for one in listed(config, os.environ):
            say(sys.stdout, f"{one}\n")
        return WRITTEN
    fine = True
    for name in names(config, options.check):
        result = check(name, config, os.environ)
        fine = fine and result.fine
        say(sys.stdout, f"{result}\n")
    return WRITTEN if fine else BackendError.exit_code


def _cache(options: argparse.Namespace) -> int:
    from summarise.backends.wrappers.cache import described, emptied

    settings = _config(options).cache
    say(sys.stdout, f"{emptied(settings) if options.action == 'clear' else described(settings)}\n")
    return WRITTEN


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "brief": _brief,
    "prompts": _prompts,
    "backends": _backends,
    "cache": _cache,
}


if __name__ == "__main__":
    main()
