"""Find, render and fingerprint the prompt templates.

A template is ``NAME.jinja`` with two blocks, ``{% block system %}`` and ``{% block user %}``, and
nothing but comments beside them, since nothing else is read. The shipped ones lie in ``prompts/``
at the top of the repository and in ``summarise/_prompts`` of the wheel. A file of the same name in
the user's folder replaces a shipped one, one by one.

A template may come from anyone, so it renders in Jinja's sandbox and stands alone: it can't
include, import or extend a file, and its fingerprint covers all there is to it. Source text goes
through the filter ``data`` (one line, nothing in it can close a fence or forge a turn), or
through ``fence``, which puts that line between two marks: ``<<< ... >>>``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from summarise.errors import PromptError
from summarise.plain import one_line, shortened

if TYPE_CHECKING:
    from jinja2 import Environment, Template, nodes

SUFFIX: Final = ".jinja"
BLOCKS: Final = ("system", "user")
FINGERPRINT_LENGTH: Final = 12
"""Hex digits: enough to tell a template's versions apart, short enough for a page's record."""
_COMPILED: Final = 32
"""Templates that are kept compiled: the shipped ones, and some of a folder's."""

_REPORTS: Final = [
    {
        "number": 1,
        "head": "x",
        "lines": [
            {"number": "1.1", "text": "x", "same": ""},
            {"number": "1.2", "text": "x", "same": "1.1"},
        ],
    }
]
SAMPLES: Final[Mapping[str, Mapping[str, Any]]] = {
    "story": {
        "facts": [
            {"evidence": ["x"], "overtaken": False},
            {"evidence": ["x"], "overtaken": True},
        ]
    },
    "page": {
        "reports": _REPORTS,
        "earlier": [{"number": "E1", "day": "x", "text": "x"}],
        "questions": [
            {
                "about": "x",
                "sides": [{"label": "x", "numbers": ["1.1"]}, {"label": "y", "numbers": ["1.2"]}],
            }
        ],
        "notes": [{"head": "x", "lines": ["x [1.1]"]}],
        "wishes": ["x"],
        "words": 1,
        "stories": 1,
    },
    "shorten": {"lines": ["x"], "wishes": ["x"], "has": 2, "words": 1},
    "notes": {
        "reports": _REPORTS,
        "notes": [{"head": "x", "lines": ["x [1.1]"]}],
        "wishes": ["x"],
        "words": 1,
    },
    "judge": {
        "reports": _REPORTS,
        "questions": [{"name": "1", "text": "x", "doubts": ["x"], "certain": ["x"]}],
        "wishes": ["x"],
    },
    "ask": {
        "reports": _REPORTS,
        "question": "x",
    },
    "fact": {"evidence": ["x"]},
    "headline": {"statements": ["x"]},
    "revise": {"evidence": ["x"], "sentence": "x", "reason": "x"},
}
"""What the writer fills each template with, in small. Both kinds of fact are there, so that both
branches of a condition on them are tried."""

MOST_SHOWN: Final = 40
"""Characters of a stray text that a message shows: enough to find it by."""

_PLACES: Final = " or ".join(f"{{% block {block} %}}" for block in BLOCKS)
_HERE: Final = Path(__file__).parents[1]
_SHIPPED: Final = (_HERE / "_prompts", _HERE.parent / "prompts")

_MARKS: Final = re.compile(
    r"[<>|\uff5c]{2,}|```+|~~~+|\"\"\"+"
    r"|\[/?INST\]|\[/?[A-Z_]*(?:PROMPT|TOOLS?|CALLS|RESULTS)\]"
    r"|</?(?:s|bos|eos|think|system|user|assistant|start_of_turn|end_of_turn)>",
    re.I,
)
"""What our templates fence with, what Markdown does, and the control tokens of chat templates,
which some servers take for real even inside a message."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A template with its variables filled in."""

    system: str
    user: str
    name: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One template file as ``summarise prompts`` lists it.

    ``overridden`` marks a user's file that replaces a shipped one, ``unused`` a user's file
    whose name no shipped template has: nothing asks for it, which is probably a misspelling.
    """

    name: str
    fingerprint: str
    path: Path
    overridden: bool = False
    unused: bool = False


class Prompts:
    """The templates: the shipped ones, with those in ``folder`` (may be empty) in their place.

    A template is read once, at its first use: a file that changes meanwhile changes neither the
    rest of the run nor the fingerprint that the page is given. ``shipped`` is for tests. Raises
    PromptError when a folder is not there.
    """

    def __init__(self, folder: str = "", shipped: Path | None = None) -> None:
        self._shipped = _files(shipped or _shipped())
        self._own = _files(Path(folder).expanduser()) if folder else {}
        self._sources: dict[Path, str] = {}
        self._templates: dict[str, Template] = {}

    def check(self) -> None:
        """Render every template with sample values, so that no broken one costs a paid call.

        Raises PromptError.
        """
        for name, values in SAMPLES.items():
            self.render(name, **values)

    def render(self, name: str, **values: object) -> Rendered:
        """Fill in a template. Raises PromptError, which names the file, the line and the cause."""
        path, template = self._path(name), self._template(name)
        system, user = (_block(template, block, values, path) for block in BLOCKS)
        return Rendered(system, user, name)

    def fingerprint(self, name: str) -> str:
        """Return the first 12 hex digits of the SHA-256 of the template's source."""
        return self._fingerprint(self._path(name))

    def listing(self) -> tuple[Listed, ...]:
        """Return every template by name: those in use, then the user's unused ones."""
        used = [
            Listed(name, self.fingerprint(name), self._path(name), overridden=name in self._own)
            for name in self._shipped
        ]
        unused = [
            Listed(name, self._fingerprint(path), path, unused=True)
            for name, path in self._own.items()
            if name not in self._shipped
        ]
        return (*used, *unused)

    def _path(self, name: str) -> Path:
        if name not in self._shipped:
            known = ", ".join(self._shipped) or "none"
            raise PromptError(f"There is no prompt template {name!r} (there are: {known}).")
        return self._own.get(name, self._shipped[name])

    def _source(self, path: Path) -> str:
        if path not in self._sources:
            try:
                self._sources[path] = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise PromptError(f"{path}: can't be read as UTF-8 text.") from error
        return self._sources[path]

    def _fingerprint(self, path: Path) -> str:
        return hashlib.sha256(self._source(path).encode()).hexdigest()[:FINGERPRINT_LENGTH]

    def _template(self, name: str) -> Template:
        if name not in self._templates:
            path = self._path(name)
            self._templates[name] = _compiled(self._source(path), path)
        return self._templates[name]


def data(text: object) -> str:
    """Return text from a source as one line that can only be read as data.

    Control, invisible and direction-changing characters go, and marks that fence or steer are
    spaced out so that they mark nothing. Nothing is cut.
    """
    line = one_line(str(text))
    # Until there are none: ``<<s>`` holds two, one in the other.
    while (spaced := _MARKS.sub(lambda mark: " ".join(mark.group()), line)) != line:
        line = spaced
    return line


def fence(text: object) -> str:
    """Return the text as ``data``, between the marks of a fence."""
    return f"<<< {data(text)} >>>"


@lru_cache(maxsize=_COMPILED)
def _compiled(source: str, path: Path) -> Template:
    """Compile a template; raises PromptError.

    The shipped ones take 30 ms, which the daemon need not spend on each run.
    """
    from jinja2 import TemplateSyntaxError, meta

    environment = _sandbox()
    try:
        tree = environment.parse(source, filename=str(path))
        if any(True for _ in meta.find_referenced_templates(tree)):
            raise PromptError(
                f"{path}: a prompt template stands alone; it can't include, import or extend."
            )
        _check_read(tree, path)
        code = environment.compile(tree, path.stem, str(path))
    except TemplateSyntaxError as error:
        raise PromptError(f"{path}, line {error.lineno}: {error.message}.") from error
    return environment.template_class.from_code(environment, code, environment.make_globals({}))


@cache
def _sandbox() -> Environment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,  # a prompt is plain text; sources go through data()
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(data=data, fence=fence)
    return environment


def _check_read(tree: nodes.Template, path: Path) -> None:
    """Raise PromptError where something stands in a template that no rendering would read."""
    from jinja2 import nodes

    for node in tree.body:
        if isinstance(node, nodes.Block) and node.name not in BLOCKS:
            raise PromptError(
                f"{path}, line {node.lineno}: nothing reads the block {node.name!r}; "
                f"write what it holds into {_PLACES}."
            )
        for part in node.nodes if isinstance(node, nodes.Output) else [node]:
            text = part.data if isinstance(part, nodes.TemplateData) else ""
            if isinstance(part, nodes.Block) or (text and not text.strip()):
                continue
            line = part.lineno + text[: len(text) - len(text.lstrip())].count("\n")
            stray = shortened(one_line(text), MOST_SHOWN) or _tag(part)
            raise PromptError(
                f"{path}, line {line}: {stray!r} stands outside the blocks, where nothing reads "
                f"it; move it into {_PLACES}, or make it a comment: {{# ... #}}."
            )


def _tag(node: nodes.Node) -> str:
    from jinja2 import nodes

    if isinstance(node, nodes.Expr):
        return "{{ ... }}"
    kind = type(node).__name__.lower().removesuffix("block").replace("assign", "set")
    return f"{{% {kind} ... %}}"


def _block(template: Template, block: str, values: dict[str, Any], path: Path) -> str:
    if block not in template.blocks:
        raise PromptError(f"{path}: has no block {block!r}; write {{% block {block} %}}.")
    try:
        return "".join(template.blocks[block](template.new_context(values))).strip()
    except Exception as error:  # a template can fail in every way that an expression can
        _refuse(error, template, values, path)


def _refuse(error: Exception, template: Template, values: dict[str, Any], path: Path) -> NoReturn:
    from jinja2 import UndefinedError

    line, trace = 0, error.__traceback__
    while trace is not None:  # the template's line in its innermost frame
        if trace.tb_frame.f_code.co_filename == str(path):
            line = template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    there_are = ""
    if isinstance(error, UndefinedError):
        there_are = f" (there are: {', '.join(sorted(values)) or 'none'})"
    raise PromptError(f"{path}, line {line}: {error}{there_are}.") from error


def _shipped() -> Path:
    for folder in _SHIPPED:
        if folder.is_dir():
            return folder
    raise PromptError("The prompt templates are missing from this installation; install it again.")


def _files(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise PromptError(f"prompts.folder: there is no folder {folder}")
    return {path.stem: path for path in sorted(folder.glob(f"*{SUFFIX}"))}
