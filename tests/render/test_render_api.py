"""The stage's face."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

import summarise.render
from summarise.errors import RenderError
from summarise.render import render
from summarise.types import Briefing, Format

FOLDER = Path(summarise.render.__file__).parent


@pytest.mark.parametrize("format_", get_args(Format))
def test_every_format_is_written_and_the_same_each_time(
    format_: Format, briefing: Briefing
) -> None:
    made = render(briefing, format_)
    assert len(made) > 1000
    assert made == render(briefing, format_)


def test_a_format_that_there_is_not_is_a_render_error(briefing: Briefing) -> None:
    unknown: Any = "docx"
    with pytest.raises(RenderError, match=r"'docx'.*md, txt, html, pdf, json"):
        render(briefing, unknown)


def test_importing_the_stage_loads_neither_typst_nor_jinja() -> None:
    code = "import sys, summarise.render; print({'typst', 'jinja2'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "set()\n"


def test_the_stage_imports_nothing_of_summarise_but_what_all_share() -> None:
    shared = ("summarise.types", "summarise.errors", "summarise.plain", "summarise.language")
    allowed = (*shared, "summarise.render")
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("summarise"):
                assert (node.module or "").startswith(allowed), path
