"""The command line. It calls the pipeline, prints and exits; nothing else prints or exits."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from summarise import __version__
from summarise.errors import SummariseError, UsageError

if TYPE_CHECKING:
    from summarise.config import Config
    from summarise.types import Briefing, Loaded

WRITTEN, BAD_INPUT, FAILED, DEGRADED, INTERRUPTED = 0, 2, 3, 4, 130
FORMATS = ("md", "html", "pdf", "txt", "json")
_ENDINGS = {".markdown": "md", ".htm": "html", ".text": "txt"}

_EPILOG = """\
exit codes:
  0  the page was written
  2  bad usage, config or input
  3  a backend failed and no page could be written
  4  the page was written, but parts of it are degraded (--strict: no page, and 3)

examples:
  summarise brief reports/ --output page.pdf
  summarise brief 'feeds/*.jsonl' notes.txt --format html > page.html
  cat reports.txt | summarise brief - --explain
"""


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    try:
        code = _run(_parser().parse_args(argv))
    except SummariseError as error:
        _say(f"error: {error}")
        code = error.exit_code
    except KeyboardInterrupt:
        _say("interrupted; nothing was written")
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="summarise",
        description="Many overlapping reports in, one checked and cited page out.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"summarise {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    _add_brief(commands)
    prompts = commands.add_parser(
        "prompts", help="list the prompt templates", description="List the prompt templates."
    )
    _add_config(prompts)
    prompts.set_defaults(command=_prompts)
    return parser


def _add_brief(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    brief = commands.add_parser(
        "brief",
        help="write one page from reports",
        description="Write one page from many overlapping reports.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    brief.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="a file, a folder (read with all below it), a pattern in quotes, or - for standard "
        "input; text, Markdown, HTML, JSON, JSONL, CSV, each also as .gz",
    )
    _add_config(brief)
    brief.add_argument(
        "--backend",
        metavar="NAME",
        help="who writes: extractive (the default, no model) or a [backends.NAME] of the config",
    )
    brief.add_argument(
        "--format", choices=FORMATS, help="default: by the ending of --output, else md"
    )
    brief.add_argument(
        "--output", default="-", metavar="PATH", help="where the page goes; - is standard output"
    )
    brief.add_argument(
        "--split",
        choices=("auto", "lines", "paragraphs", "file"),
        help="what is one report in plain text: guessed by default",
    )
    brief.add_argument(
        "--explain", action="store_true", help="print what became of every report and sentence"
    )
    brief.add_argument(
        "--strict", action="store_true", help="write no page if any part of it is degraded"
    )
    brief.add_argument("--quiet", action="store_true", help="no progress and no notes; errors only")
    brief.set_defaults(command=_brief)


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        metavar="FILE",
        help="a TOML file; config.example.toml shows every key (default: $SUMMARISE_CONFIG)",
    )


def _run(options: argparse.Namespace) -> int:
    code: int = options.command(options)
    return code


def _brief(options: argparse.Namespace) -> int:
    from summarise.progress import progress

    config = _config(options)
    page_format = _format(options, config)
    with progress(shown=not options.quiet) as tell:
        loaded = _load(options, config, lambda done, total: tell("load", done, total))
        from summarise.pipeline import brief

        briefing = brief(loaded.documents, config, skipped=loaded.skipped, progress=tell)
    troubles = [*_troubles(briefing)]
    if not options.quiet:
        for trouble in [*troubles, *_warnings(briefing, page_format)]:
            _say(f"note: {trouble}")
    if options.strict and troubles:
        raise_strict(troubles)
    _deliver(options, config, briefing, page_format)
    if options.explain:
        _explain(options, briefing, loaded)
    return DEGRADED if troubles else WRITTEN


def raise_strict(troubles: Sequence[str]) -> None:
    """Refuse a degraded page. Raises BackendError, whose exit code is 3."""
    from summarise.errors import BackendError

    raise BackendError(f"--strict: no page was written, because {troubles[0].rstrip('.')}.")


def _config(options: argparse.Namespace) -> Config:
    from summarise.config import load_config

    flags: dict[str, dict[str, object]] = {"briefing": {}, "input": {}}
    if getattr(options, "backend", None):
        flags["briefing"]["backend"] = options.backend
    if getattr(options, "split", None):
        flags["input"]["split"] = options.split
    return load_config(options.config, os.environ, flags)


def _format(options: argparse.Namespace, config: Config) -> str:
    """Return the format: from the flag, the ending of the output, the config. Raises UsageError."""
    ending = Path(options.output).suffix.lower()
    by_ending = _ENDINGS.get(ending, ending.removeprefix("."))
    chosen: str = options.format or (by_ending if by_ending in FORMATS else config.briefing.format)
    if options.output == "-" and chosen == "pdf" and sys.stdout.isatty():
        raise UsageError("a PDF can't be shown on a terminal; add --output page.pdf")
    parent = Path(options.output).parent
    if options.output != "-" and not parent.is_dir():
        raise UsageError(f"--output {options.output}: there is no folder {parent}")
    return chosen


def _load(options: argparse.Namespace, config: Config, tell: object) -> Loaded:
    from summarise.load import load

    stdin = sys.stdin.buffer if "-" in options.sources else None
    return load(options.sources, config.input, stdin=stdin, progress=tell)  # type: ignore[arg-type]


def _troubles(briefing: Briefing) -> list[str]:
    """Return what makes the page a degraded one, a sentence each."""
    skipped = [f"{skip.source} was skipped: {skip.reason}" for skip in briefing.record.skipped]
    return [*skipped, *briefing.record.degraded]


def _warnings(briefing: Briefing, page_format: str) -> list[str]:
    if page_format not in ("pdf", "html"):
        return []
    from summarise.render import missing_scripts

    return [
        f"no font on this machine has letters for {script}; install one, for example from Noto"
        for script in missing_scripts(briefing)
    ]


def _deliver(
    options: argparse.Namespace, config: Config, briefing: Briefing, page_format: str
) -> None:
    from summarise.output import write_atomically
    from summarise.render import render

    page = render(briefing, page_format, config.briefing.paper)  # type: ignore[arg-type]
    if options.output == "-":
        sys.stdout.buffer.write(page)
        sys.stdout.buffer.flush()
    else:
        write_atomically(Path(options.output), page)


def _explain(options: argparse.Namespace, briefing: Briefing, loaded: Loaded) -> None:
    """Print the explanation; to stderr where the page itself went to standard output."""
    from summarise.explain import explain

    stream = sys.stderr if options.output == "-" else sys.stdout
    stream.write(explain(briefing, loaded.documents))


def _prompts(options: argparse.Namespace) -> int:
    from summarise.prompts import Prompts

    for one in Prompts(_config(options).prompts.folder).listing():
        remark = " (yours)" if one.overridden else " (unused: no such template)" * one.unused
        sys.stdout.write(f"{one.name:10} {one.fingerprint}  {one.path}{remark}\n")
    return WRITTEN


def _say(text: str) -> None:
    with suppress(BrokenPipeError):
        sys.stderr.write(f"summarise: {text}\n")


if __name__ == "__main__":
    main()
