"""docs/design.md speaks of what there is: files and functions have the names that it says."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DESIGN = (ROOT / "docs/design.md").read_text(encoding="utf-8")
PLACES = sorted(set(re.findall(r"`([\w/]+\.py): ([\w.]+)`", DESIGN)))
FEWEST = 60


def defined(nodes: list[ast.stmt]) -> dict[str, ast.stmt]:
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {node.name: node for node in nodes if isinstance(node, kinds)}


@pytest.mark.parametrize(("path", "name"), PLACES, ids=lambda part: part)
def test_each_function_that_decides_something_is_where_it_is_said_to_be(
    path: str, name: str
) -> None:
    nodes = ast.parse((ROOT / "summarise" / path).read_text(encoding="utf-8")).body
    for part in name.split("."):
        assert part in defined(nodes), f"{path} defines no {name}"
        node = defined(nodes)[part]
        nodes = node.body if isinstance(node, ast.ClassDef) else []


def test_the_table_covers_what_readers_ask() -> None:
    assert len(PLACES) >= FEWEST


def test_each_file_it_names_exists() -> None:
    named = set(re.findall(r"`([\w/]+\.py)[`:]", DESIGN))
    assert {path for path in named if not (ROOT / "summarise" / path).exists()} == set()


def test_every_link_to_a_file_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", DESIGN)
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def test_each_package_is_in_the_table() -> None:
    packages = {path.parent.name for path in (ROOT / "summarise").glob("*/__init__.py")}
    rows = set(re.findall(r"^\| (\w+) \|", DESIGN.partition("## The packages")[2], re.M))
    assert packages <= rows
