"""``summarise init``: from nothing to a config with a job, by questions or by flags."""

from __future__ import annotations

import argparse
import locale
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from summarise.cli.common import DEGRADED, FINE, command
from summarise.errors import UsageError
from summarise.logs import note
from summarise.output import say, write_atomically

if TYPE_CHECKING:
    from summarise.cli.common import Commands
    from summarise.config import Config
    from summarise.config.writing import Wishes

_JOB: Final = "morning"
_AT: Final = "6:30"
_TO: Final = "site/"
_BY_HAND: Final = "never"

_EPILOG: Final = """\
exit codes:
  0    the config was written, and what it names answers
  2    bad usage, or a config is there already (--force)
  4    it was written, and a source or the backend in it does not answer now

examples:
  summarise init
  summarise init https://news.example/feed.xml reports/ --to site/ --to page.pdf
  summarise init feeds.opml --to me@example.org --smtp smtp.example.org --at 6:30 --days mon-fri
  summarise init feeds.opml --backend openai --model gpt-5-mini\
"""


def add(commands: Commands) -> None:
    """Add the command and its options."""
    init = command(
        commands,
        "init",
        _init,
        help="make a config with a job: what to read, where the page goes, and when",
        description="Make summarise.toml with a job in it. At a terminal, what no flag says is "
        "asked for; else it has a default. Each source, and the backend, is tried as it is named.",
        epilog=_EPILOG,
    )
    init.add_argument("sources", nargs="*", metavar="SOURCE", help="as for summarise brief")
    init.add_argument("--job", metavar="NAME", help=f"what it is called (default: {_JOB})")
    init.add_argument(
        "--to",
        action="append",
        default=[],
        metavar="PLACE",
        help="where the page goes: a folder/ (a site of all pages), a file such as page.pdf, or an "
        f"e-mail address; may be given again (default: {_TO})",
    )
    init.add_argument("--smtp", metavar="[USER@]HOST[:PORT]", help="the server that sends mail")
    init.add_argument(
        "--sender", metavar="ADDRESS", help="of the mail (default: the one that it goes to)"
    )
    init.add_argument("--at", metavar="H:MM", help=f"when, or {_BY_HAND} (default: {_AT})")
    init.add_argument("--days", metavar="DAYS", default="", help="such as mon-fri (default: all)")
    init.add_argument("--zone", metavar="ZONE", help="such as Europe/Berlin (default: this one's)")
    init.add_argument("--language", metavar="CODE", help="of the page's own words: en, de, es, fr")
    init.add_argument("--backend", metavar="NAME", help="who writes; see summarise backends")
    init.add_argument("--model", metavar="MODEL", help="the model of --backend")
    init.add_argument(
        "--config", metavar="FILE", help="where the config goes (default: summarise.toml here)"
    )
    init.add_argument("--force", action="store_true", help="write over one that is there")
    init.add_argument(
        "--yes", action="store_true", help="ask nothing: what no flag says is default"
    )
    init.add_argument("--no-check", action="store_true", help="try no source and no backend")


def _init(options: argparse.Namespace) -> int:
    from summarise.config import CONFIG_FILE, check_text
    from summarise.config.writing import as_toml

    path = Path(options.config or CONFIG_FILE).expanduser()
    if path.exists() and not options.force:
        raise UsageError(
            f"{path}: is there already; --force writes over it, --config FILE names another"
        )
    _check(options)
    asking = not options.yes and sys.stdin is not None and sys.stdin.isatty()
    questions = Questions(options, path.parent, asking=asking)
    wishes = questions.answered()
    text = as_toml(wishes)
    config = check_text(text, "init")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, text.encode())
    _tell(path, wishes, config, named=bool(options.config))
    return DEGRADED if questions.troubles else FINE


def _check(options: argparse.Namespace) -> None:
    """Refuse what is wrong in the flags before anything is tried. Raises what says so."""
    from summarise.config import check_text
    from summarise.config.writing import Wishes, as_toml, schedule_at

    at = options.at or _AT
    schedule = "" if at == _BY_HAND else schedule_at(at, options.days)
    language, zone = options.language or "en", options.zone or "UTC"
    check_text(as_toml(Wishes(options.job or _JOB, [_TO], [], language, zone, schedule)), "init")


class Questions:
    """Asks for what the flags leave open, and tries what is named.

    Where nobody is there to be asked, or ``asking`` is off, what is open has its default.
    """

    def __init__(self, options: argparse.Namespace, folder: Path, *, asking: bool) -> None:
        self.options = options
        self.folder = folder
        self.asking = asking
        self.troubles = 0

    def answered(self) -> Wishes:
        """Return what is wished for. Raises UsageError and ConfigError."""
        from summarise.config.writing import Wishes, from_here, schedule_at

        options = self.options
        sources = [from_here(one, self.folder) if one != "-" else one for one in self._sources()]
        job = options.job or self._ask("What is the job called?", _JOB)
        language = options.language or self._ask("Language of the page's own words", _language())
        backend, model = self._backend()
        outputs = self._outputs()
        at = options.at or self._ask("When is it made? (H:MM, or never)", _AT)
        schedule = "" if at == _BY_HAND else schedule_at(at, options.days)
        zone = options.zone or self._ask("In which time zone?", _zone())
        return Wishes(job, sources, outputs, language, zone, schedule, backend, model)

    def _ask(self, question: str, default: str = "") -> str:
        """Return the answer of the person at the terminal, or else the default."""
        if not self.asking:
            return default
        hint = f" [{default}]" if default else ""
        try:
            return input(f"{question}{hint} ").strip() or default
        except EOFError:
            raise UsageError("the answers ended; nothing was written") from None

    def _sources(self) -> Iterator[str]:
        """Yield what is to be read, tried. Raises UsageError for none."""
        if self.options.sources or not self.asking:
            if not self.options.sources:
                raise UsageError(
                    "name what to read: the address of a feed, a folder, a file; for example: "
                    "summarise init https://news.example/feed.xml"
                )
            for source in self.options.sources:
                self._looks_fine(source)
                yield source
            return
        say(sys.stdout, "What to read: addresses of feeds or pages, folders, files; one a line.\n")
        kept = 0
        while source := self._ask("Another source?" if kept else "A source:"):
            if self._looks_fine(source) or self._sure():
                kept += 1
                yield source
        if not kept:
            raise UsageError("nothing to read was named; nothing was written")

    def _sure(self) -> bool:
        """Whether what does not answer is to be kept; what is not is no trouble."""
        sure = self._ask("Keep it all the same? (y/n)", "n").lower().startswith("y")
        self.troubles -= not sure
        return sure

    def _looks_fine(self, source: str) -> bool:
        from summarise.config import load_config
        from summarise.jobs.trying import look_at

        if self.options.no_check:
            return True
        look = look_at([source], load_config(None, os.environ))
        if look.fine:
            say(sys.stdout, f"  {source}: {look.said}\n")
        for line in look.unread:
            note(f"note: {line}")
        self.troubles += not look.fine
        return look.fine

    def _backend(self) -> tuple[str, str]:
        """Return who writes, and the model, tried."""
        from summarise.config.tables import EXTRACTIVE

        options = self.options
        if options.backend is None and self.asking:
            say(sys.stdout, "Who writes? extractive (no model), or one of these:\n")
            say(sys.stdout, "".join(f"  {line}\n" for line in _services()))
        backend = options.backend or self._ask("Backend", EXTRACTIVE)
        if backend == EXTRACTIVE:
            if options.model:
                raise UsageError("--model: name its --backend, too; summarise backends lists them")
            return backend, ""
        model = options.model or self._ask("Model", _example(backend))
        return backend, self._tried(backend, model)

    def _tried(self, backend: str, model: str) -> str:
        """Try a model until it answers, or is to be kept all the same; return its name."""
        from summarise.config import load_config
        from summarise.models.check import check

        while True:
            named: dict[str, object] = {"backend": backend}
            tables: dict[str, object] = {backend: {"model": model}}
            config = load_config(None, {}, {"briefing": named, "backends": tables})
            if self.options.no_check:
                return model
            tried = check(backend, config, os.environ)
            say(sys.stdout, f"  {tried}\n".replace("\n ", "\n   "))
            if tried.fine:
                return model
            self.troubles += 1
            if not self.asking or self._sure():
                return model
            model = self._ask("Model", model)

    def _outputs(self) -> list[dict[str, Any]]:
        """Return where the page goes; all addresses get one mail. Raises UsageError."""
        from summarise.config.writing import email_to, from_here, is_mail, named_apart, output_for

        where = "Where does the page go? (a folder/ becomes a site; page.pdf; you@example.org)"
        places = self.options.to or self._ask(where, _TO).replace(",", " ").split()
        outputs = [
            output_for(from_here(place, self.folder)) for place in places if not is_mail(place)
        ]
        if mails := [place for place in places if is_mail(place)]:
            server = self.options.smtp or self._ask(
                "The server that sends your mail ([USER@]HOST[:PORT])"
            )
            outputs.append(email_to(mails, server, self.options.sender or ""))
        return named_apart(outputs)


def _services() -> Iterator[str]:
    """Yield a line for each service that needs no table, as ``summarise backends`` does."""
    from summarise.config import Config
    from summarise.models.check import listed

    yield from (line.strip() for line in listed(Config(), os.environ) if line.startswith("  "))


def _example(backend: str) -> str:
    from summarise.config import PRESETS

    return PRESETS[backend].model if backend in PRESETS else ""


def _language() -> str:
    """Return the language of the user's own settings, if the page has words in it."""
    from summarise.config import LANGUAGES

    said = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return said[:2].lower() if said[:2].lower() in LANGUAGES else "en"


def _zone() -> str:
    """Return the time zone of this machine by its name; UTC where it has none."""
    from tzlocal import get_localzone_name

    named: Callable[[], object] = get_localzone_name
    try:
        name = str(named() or "UTC")
    except Exception:  # a setting of the system that nobody can read
        name = "UTC"
    return "UTC" if name == "Etc/UTC" else name


def _tell(path: Path, wishes: Wishes, config: Config, *, named: bool) -> None:
    """Say what was written, and what to type next."""
    from summarise.config import target, variables

    outputs = " and ".join(
        str(getattr(one, "path", "")) or target(one) for one in config.jobs[wishes.job].outputs
    )
    when = f"; when: {wishes.schedule} ({wishes.zone})" if wishes.schedule else "; run by hand"
    say(sys.stdout, f"wrote {path}: the job {wishes.job} writes to {outputs}{when}\n")
    more = f" --config {path}" if named else ""
    lines = [
        f"export {name}=…" for name in variables(config) if not os.environ.get(name, "").strip()
    ]
    lines.append(f"summarise run {wishes.job}{more}")
    if wishes.schedule:
        kind = "launchd" if sys.platform == "darwin" else "systemd"
        keys = " --keep-keys" if variables(config) else ""
        lines.append(f"summarise schedule {kind} --install{keys}{more}")
    say(sys.stdout, "next:\n" + "".join(f"  {line}\n" for line in lines))
