"""What the tests of whole runs share."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import pytest

from summarise import Briefing, pipeline
from summarise.render import Paper

PAGE, LINE = 86, 85
"""Lines of a page, and characters of a line: what makes the room that typst finds for a dozen
sources and usual sentences."""
AROUND, STORY, SOURCE = 6, 2, 0.3
"""Lines of headline and record, of a story's headline and its space, and of a source."""


@pytest.fixture(scope="module")
def estimated() -> Iterator[None]:
    """Estimate the pages of what is no test of room, for to typeset a page takes most of its time.

    test_pipeline, test_pipeline_by_hand, the command line and the README's commands typeset theirs.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "count_pages", _pages)
        yield


def _pages(briefing: Briefing, paper: Paper) -> int:
    texts = [correction.now.text for correction in briefing.corrections]
    for story in briefing.stories:
        texts += [statement.text for statement in story.statements]
        texts += [side.label for difference in story.differences for side in difference.sides]
    lines = sum(ceil(len(text) / LINE) for text in texts)
    around = AROUND + STORY * len(briefing.stories) + SOURCE * len(briefing.sources)
    return ceil((lines + around) / PAGE)
