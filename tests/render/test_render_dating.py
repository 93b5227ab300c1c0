"""The days that reports name by their own day, on a page of another one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from summarise.render.dating import dated, day_by_day
from summarise.render.phrases import words_in
from summarise.render.view import page
from summarise.types import Briefing, Citation, Record, Section, Source, Statement

ENGLISH = words_in("en").calendar
REPORT, PAGE = date(2026, 1, 13), date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fell yesterday, he said.", "It fell yesterday [12 January], he said."),
        ("He died today.", "He died today [13 January]."),
        ("The river rose on Monday.", "The river rose on Monday [12 January]."),
        ("He agreed to resign on Friday.", "He agreed to resign on Friday."),
        ("It will go, it said on Monday.", "It will go, it said on Monday [12 January]."),
        ("A blast killed 9 on Sunday night.", "A blast killed 9 on Sunday night [11 January]."),
        ("Two died this week.", "Two died this week [12–18 January]."),
        ("Das Feuer brach gestern aus.", "Das Feuer brach gestern [12 January] aus."),
        ("Talks will resume on Friday.", "Talks will resume on Friday [16 January]."),
        ("The port opens on Friday.", "The port opens on Friday [16 January]."),
        ("Trains will not run before Friday.", "Trains will not run before Friday [16 January]."),
        ("Friday's vote was lost.", "Friday's [9 January] vote was lost."),
        ("It fell last month.", "It fell last month [December 2025]."),
        ("They met over the weekend.", "They met over the weekend [10–11 January]."),
        # whether this week's or the next nobody can tell, or it is told already
        ("He was held until Friday.", "He was held until Friday."),
        ("It closed on Tuesday, 6 January.", "It closed on Tuesday, 6 January."),
        ("They called off the Friday gala.", "They called off the Friday gala."),
        ("The Sunday Times says so.", "The Sunday Times says so."),
        ("Every Monday was a trial.", "Every Monday was a trial."),
        ("It ran the Friday after.", "It ran the Friday after."),
        ("Next Thursday nobody spoke.", "Next Thursday nobody spoke."),
        ("In May 2024, on a Monday, it fell.", "In May 2024, on a Monday, it fell."),
    ],
)  # fmt: skip
def test_a_day_gets_its_date_where_its_report_leaves_no_choice(text: str, expected: str) -> None:
    assert dated(text, REPORT, PAGE, ENGLISH, set()) == expected


def test_a_word_that_means_the_same_today_gets_no_date_and_another_year_is_told() -> None:
    text = "It closed on Monday."
    assert dated(text, REPORT, date(2026, 1, 14), ENGLISH, set()) == text
    assert dated("It fell yesterday.", REPORT, REPORT, ENGLISH, set()) == "It fell yesterday."
    assert dated(text, REPORT, date(2027, 1, 1), ENGLISH, set()) == (
        "It closed on Monday [12 January 2026]."
    )


def _page(published: datetime | None, *texts: str, written_by: str = "source") -> list[str]:
    said = [
        Statement(text, (Citation("a", 0, len(text), text),), 1, written_by)  # type: ignore[arg-type]
        for text in texts
    ]
    source = Source("a", "a", published=published)
    now = datetime(2026, 12, 1, tzinfo=UTC)
    story = Section("A day at Orle", tuple(said))
    made = page(Briefing("Orle", "", now, (story,), (source,), Record()))
    return [statement.text for statement in made.stories[0].statements]


def test_a_story_tells_a_date_once_and_only_of_quotations_of_dated_reports() -> None:
    texts = "The dam broke yesterday.", "The road sank yesterday."
    noon = datetime(2026, 1, 13, 12, tzinfo=UTC)
    assert _page(noon, *texts) == ["The dam broke yesterday [12 January].", texts[1]]
    assert _page(None, *texts) == [*texts]
    assert _page(noon, *texts, written_by="model") == [*texts]


def test_what_a_quotation_cites_stays_at_its_end() -> None:
    story = Section(
        "Orle", (Statement("It fell yesterday.", (Citation("a", 0, 18, ""),), 1, "source"),)
    )
    source = Source("a", "a", published=datetime(2026, 1, 13, 12, tzinfo=UTC))
    made = page(
        Briefing("Vell", "", datetime(2026, 12, 1, tzinfo=UTC), (story,), (source,), Record())
    )
    (part,) = made.stories[0].statements[0].parts
    assert part.text == "It fell yesterday [12 January]."
    assert len(part.marks) == 1


def test_the_day_of_a_report_is_that_where_it_was_written() -> None:
    tokyo = datetime(2026, 1, 13, 6, tzinfo=timezone(timedelta(hours=9)))
    assert _page(tokyo, "It fell today.") == ["It fell today [13 January]."]


def test_an_affair_is_told_day_by_day_and_a_story_of_one_day_is_not() -> None:
    assert not day_by_day([REPORT, None, REPORT + timedelta(days=1)])
    told = day_by_day([REPORT, None, REPORT + timedelta(days=3)])
    tell = [
        ("The toll is 110.", REPORT),
        ("Nine were found.", REPORT),
        ("It rained on 15 January.", REPORT + timedelta(days=1)),
        ("The search ended yesterday.", REPORT + timedelta(days=2)),
        ("The port is open.", REPORT + timedelta(days=3)),
    ]
    assert [dated(text, day, PAGE, ENGLISH, told) for text, day in tell] == [
        "[13 January] The toll is 110.",
        "Nine were found.",
        "[14 January] It rained on 15 January.",
        "The search ended yesterday [14 January].",
        "[16 January] The port is open.",
    ]


def test_a_day_is_named_though_its_first_statement_names_another_one() -> None:
    told = day_by_day([date(2026, 2, 9), date(2026, 3, 9)])
    said = [
        ("The fees were discussed.", date(2026, 2, 9)),
        ("The union struck on Friday.", date(2026, 3, 9)),
        ("The rise was set at 6 percent, from 1 June.", date(2026, 3, 9)),
        ("The fire brigade contained it.", date(2026, 3, 9)),
    ]
    assert [dated(text, day, PAGE, ENGLISH, told) for text, day in said] == [
        "[9 February] The fees were discussed.",
        "The union struck on Friday [6 March].",
        "[9 March] The rise was set at 6 percent, from 1 June.",
        "The fire brigade contained it.",
    ]
