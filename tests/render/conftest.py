"""Fixtures of the render stage's tests; what they are made of is in render_briefings.py."""

from __future__ import annotations

from dataclasses import replace

import pytest

from summarise.types import Briefing, Record
from tests.render.render_briefings import BRIEFING


@pytest.fixture
def briefing() -> Briefing:
    return BRIEFING


@pytest.fixture
def plain() -> Briefing:
    """The same page with nothing to explain in its record."""
    return replace(BRIEFING, record=Record(documents=8, origins=5))
