"""The last line: which sources and how many items could not be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from summarise.render.foot import record_line
from summarise.render.phrases import words_in
from summarise.types import Briefing, Skipped


def unread(briefing: Briefing, sources: int, *skipped: Skipped) -> str:
    record = replace(briefing.record, sources=sources, skipped=skipped)
    parts = record_line(replace(briefing, record=record), "", words_in("en")).split(" · ")
    return " · ".join(part for part in parts if "could not be read" in part)


def failed(*names: str) -> tuple[Skipped, ...]:
    return tuple(Skipped(name, "does not exist", whole=True) for name in names)


ITEM = Skipped("in/c.txt", "is empty")


@pytest.mark.parametrize(
    ("skipped", "line"),
    [
        ((), ""),
        ((ITEM,), "1 item could not be read"),
        (failed("in/a.xml"), "1 of 14 sources could not be read: a.xml"),
        ((*failed("in/a.xml", "https://x.example/feeds/"), ITEM, ITEM, ITEM),
         "2 of 14 sources could not be read: a.xml, feeds · 3 items could not be read"),
        (failed("a", "b", "c", "d"), "4 of 14 sources could not be read: a, b, c, …"),
        (failed("https://x.example/f?token=secret#top"), "1 of 14 sources could not be read: f"),
        (failed("https://me:secret@x.example/"), "1 of 14 sources could not be read: x.example"),
        (failed("a" * 90), f"1 of 14 sources could not be read: {'a' * 39}…"),
        (failed("/"), "1 of 14 sources could not be read: /"),
    ],
)  # fmt: skip
def test_failed_sources_are_counted_against_all_and_named(
    skipped: tuple[Skipped, ...], line: str, plain: Briefing
) -> None:
    assert unread(plain, 14, *skipped) == line


def test_where_nobody_counted_the_sources_all_that_was_skipped_is_one(plain: Briefing) -> None:
    assert unread(plain, 0, *failed("a"), ITEM) == "2 sources could not be read"
