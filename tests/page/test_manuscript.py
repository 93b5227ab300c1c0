"""What is read off an editor's Markdown: sections, statements with their marks, differences."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.errors import BadAnswerError
from summarise.page.manuscript import ENOUGH, PER_SENTENCE, EditedStatement, EditedStory, read
from summarise.types import Reported
from tests.growth import linear
from tests.page.test_sheet import NUMBERS, SHEET

EARLIER = (Reported("The dam held.", run="r1", at=datetime(2026, 11, 17, tzinfo=UTC)),)


def stories(answer: str) -> tuple[EditedStory, ...]:
    return read(answer, SHEET).stories


def told(answer: str) -> list[tuple[str, list[str]]]:
    """Each statement with the numbers that it cites."""
    return [
        (one.said.text, SHEET.numbers_of(one.said.evidence))
        for story in stories(answer)
        for one in story.statements
    ]


PAGE = """# **Dam opens** [1.1]
The dam opened [1.1].

- It cost two millions [2.1]. Fish died [3.1].
- A third thing,
  on two lines [1.1].
> cost: two [2.1]; three, says the mayor [3.1] (latest).

## Fish.
* Fish died [3.1].

2.1: a trifle
"""


def test_headings_begin_sections_and_sentences_of_a_paragraph_go_on_from_each_other() -> None:
    page = read(PAGE, SHEET)
    first, second = page.stories
    assert (first.headline, second.headline) == ("Dam opens", "Fish")
    assert [(one.said.text, one.paragraph) for one in first.statements] == [
        ("The dam opened.", 1),
        ("It cost two millions.", 2),
        ("Fish died.", 2),
        ("A third thing, on two lines.", 3),
    ]
    assert page.left_out == {"2.1": "a trifle"}


def test_a_line_of_accounts_is_a_difference() -> None:
    (found,) = stories(PAGE)[0].differences
    assert (found.about, found.latest) == ("cost", 1)
    assert [(side.text, SHEET.numbers_of(side.evidence)) for side in found.sides] == [
        ("two", ["2.1"]),
        ("three, says the mayor", ["3.1"]),
    ]


@pytest.mark.parametrize(
    ("line", "about", "sides"),
    [
        ("> - **Cost**: two [2.1]; three [3.1]", "Cost", ["two", "three"]),
        ("> two [2.1; 1.1]; three [3.1]", "", ["two", "three"]),
        ("> cost: two, or so; says A [2.1]; three [3.1]", "cost", ["two, or so; says A", "three"]),
        ("> cost: two [2.1]; three [3.1]; it is said", "cost", ["two", "three; it is said"]),
        ("> cost: two [2.1] (latest); three [3.1] (latest)", "cost", ["two", "three"]),
    ],
)
def test_accounts_are_parted_by_semicolons_and_each_has_a_mark(
    line: str, about: str, sides: list[str]
) -> None:
    (found,) = stories(f"# Dam\n{line}")[0].differences
    assert (found.about, [side.text for side in found.sides]) == (about, sides)
    assert found.latest is None


def test_a_line_with_one_account_is_a_sentence() -> None:
    (story,) = stories("# Dam\n> The dam cost two millions, says A; B is silent [2.1].")
    assert not story.differences
    assert story.statements[0].said.text.startswith("The dam cost two millions, says A; B")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("The dam opened. [1.1] Fish died. [3.1]", [("The dam opened.", ["1.1"])]),
        ("In the U.S. [1.1] it opened [2.1].", [("In the U.S. it opened.", ["1.1", "2.1"])]),
        ("**The dam.** It opened [1.1].", [("The dam. It opened.", ["1.1"])]),
        ("It opened. It cost a lot [1.1, 2.1].", [("It opened. It cost a lot.", ["1.1", "2.1"])]),
        ("It opened [1.1]. All is well.", [("It opened.", ["1.1"]), ("All is well.", [])]),
        ("It opened [1.1] and closed. Really.", [("It opened and closed.", ["1.1"])]),
    ],
)
def test_a_mark_bears_out_what_stands_since_the_last_one(
    line: str, found: list[tuple[str, list[str]]]
) -> None:
    assert told(f"# Dam\n- {line}")[: len(found)] == found


@pytest.mark.parametrize(
    "around",
    [
        "Here is the page:\n\n{}",
        "```markdown\n{}\n```",
        "<think>\n# No\nNot this [1.1].\n</think>\n{}",
        "{}\n\n---",
    ],
)
def test_what_stands_round_a_page_is_no_part_of_it(around: str) -> None:
    assert told(around.format("# Dam\nThe dam opened [1.1].")) == [("The dam opened.", ["1.1"])]


def test_a_page_without_a_heading_is_one_section() -> None:
    assert stories("The dam opened [1.1].")[0].headline == ""


def test_a_heading_in_bold_is_one_and_a_bold_opening_is_none() -> None:
    found = stories("**Dam**\n- **Cost:** two millions [2.1].\n\n**Fish:**\n- Fish died [3.1].")
    assert [story.headline for story in found] == ["Dam", "Fish"]


@pytest.mark.parametrize("answer", ["", "I can't do that.", "# Dam\nIt opened [9.9].", "{}"])
def test_an_answer_in_which_nothing_has_a_mark_is_of_no_use(answer: str) -> None:
    with pytest.raises(BadAnswerError, match=r"no sentence with a mark"):
        read(answer, SHEET, EARLIER)


def test_nothing_new_is_an_answer_only_where_there_are_earlier_pages() -> None:
    assert read("Nothing new.", SHEET, EARLIER).stories == ()
    with pytest.raises(BadAnswerError):
        read("Nothing new.", SHEET)


@pytest.mark.parametrize(
    ("mark", "updates", "corrects"),
    [
        ("[1.1, E1]", True, False),
        ("[1.1][E1]", True, False),
        ("[1.1, not E1]", False, True),
        ("[1.1, E7]", False, False),
    ],
)
def test_a_sentence_takes_up_what_earlier_pages_told(
    mark: str, updates: bool, corrects: bool
) -> None:
    (one,) = read(f"# Dam\nThe dam opened {mark}.", SHEET, EARLIER).stories[0].statements
    assert one == EditedStatement(
        SHEET.read("The dam opened [1.1]."),
        EARLIER[0] if updates else None,
        EARLIER[0] if corrects else None,
        1,
    )


SENTENCES = st.lists(
    st.tuples(
        st.sampled_from(["The dam opened", "Fish died", "It cost two millions"]),
        st.sampled_from(NUMBERS),
    ),
    min_size=1,
    max_size=5,
)


@given(st.lists(SENTENCES, min_size=1, max_size=4))
def test_each_marked_sentence_is_a_statement_of_its_paragraph(
    paragraphs: list[list[tuple[str, str]]],
) -> None:
    lines = [" ".join(f"{text} [{number}]." for text, number in one) for one in paragraphs]
    answer = "# Dam\n" + "\n".join(f"- {line}" for line in lines)
    (story,) = stories(answer)
    assert [(one.said.text, one.paragraph) for one in story.statements] == [
        (f"{text}.", place) for place, one in enumerate(paragraphs, 1) for text, _ in one
    ]


def lenient(text: str) -> None:
    with suppress(BadAnswerError):
        read(f"# Dam\n- It opened [1.1].\n{text}", SHEET)


@pytest.mark.parametrize(
    ("before", "unit"),
    [
        ("- ", "."),
        ("- [", "1.1 "),
        ("- [1", ".111"),
        ("- ", "E1 "),
        ("- ", "**a "),
        ("# ", "# "),
        ("> a: ", ";"),
        ("- x.", " [1.1]"),
        ("> a: ", "(latest) "),
    ],
)
def test_a_hostile_page_is_read_in_time_that_grows_with_it(before: str, unit: str) -> None:
    assert linear(lambda text: lenient(before + text), unit, 16_000)


def test_of_an_endless_page_no_more_is_read_than_two_statements_for_each_sentence() -> None:
    one_line_each = "\n".join(f"- The moon {n} fell into the sea [1.1]." for n in range(5_000))
    found = read(f"# Moon\n{one_line_each}", SHEET)
    number = sum(len(story.statements) for story in found.stories)
    assert number == ENOUGH + PER_SENTENCE * len(SHEET.by_number)
