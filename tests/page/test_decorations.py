from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from summarise.language.sentences import split
from summarise.page.decorations import undecorated
from summarise.page.model_writer import SentenceAnswer
from summarise.plain import one_line
from tests.growth import linear

EXAMPLES = Path(__file__).parents[2] / "examples"
BARE = "The bridge at Sall closed on Friday."


@pytest.mark.parametrize(
    "text",
    [
        f"Here is the sentence: {BARE}",
        f"Here's a one-sentence summary of the evidence: {BARE}",
        f"Sure! Here is the statement you asked for: {BARE}",
        f"Sure, here's the sentence: {BARE}",
        f"Based on the evidence, here is one sentence: {BARE}",
        f"Certainly! {BARE}",
        f"Sentence: {BARE}",
        f"Revised sentence: {BARE}",
        f"The corrected sentence is: {BARE}",
        f"Here you go: {BARE}",
        f"**Statement 2:** {BARE}",
        f"Fact 1: {BARE}",
        f'Here is the sentence: "{BARE}"',
        f"Answer: “{BARE}”",
        f"Hier ist der Satz: {BARE}",
        f"Voici la phrase : {BARE}",
        f"Aquí está la oración: {BARE}",
    ],
)
def test_an_announcement_is_no_part_of_the_sentence(text: str) -> None:
    assert undecorated(text) == BARE


@pytest.mark.parametrize(
    "mark", ["- ", "* ", "• ", "1. ", "2) ", "(3) ", "[1] ", "## ", "> ", "- **1.** "]
)
def test_nor_is_the_mark_of_a_list(mark: str) -> None:
    assert undecorated(mark + BARE) == BARE


@pytest.mark.parametrize(
    "text",
    [
        f"**{BARE}**",
        f"*{BARE}*",
        f"__{BARE}__",
        f"`{BARE}`",
        f"**{BARE}",
        f"- *{BARE}*",
        "**The bridge** at _Sall_ closed on **Friday**.",
        "The [bridge at Sall](https://example.org/a) closed on `Friday`.",
    ],
)
def test_nor_is_its_type(text: str) -> None:
    assert undecorated(text) == BARE


@pytest.mark.parametrize(
    "mark",
    [
        "[1]", "[1][2]", "[1] [2]", "[1, 2]", "[1-3]", "[^1]", "[Fact 1]", "(Fact 1)", "(fact 2)",
        "(Facts 1 and 2)", "(Fact 1, Fact 2)", "(Source: 2)", "(source 2)", "(Sources: [1], [2])",
        "(see Fact 3)", "(based on facts 1, 2)", "[Source 1]", "【1†source】", "(Evidence 1)",
        "[1](https://example.org/a)",
    ],
)  # fmt: skip
def test_nor_are_the_numbers_of_its_sources(mark: str) -> None:
    assert undecorated(f"{BARE[:-1]} {mark}.") == BARE
    assert undecorated(f"{BARE[:-1]}{mark}.") == BARE
    assert undecorated(f"{BARE} {mark}") == BARE
    assert undecorated(f"{BARE} {mark} It is old.") == f"{BARE} It is old."
    assert undecorated(f"On Friday {mark}, it closed {mark}.") == "On Friday, it closed."


@pytest.mark.parametrize(
    "text",
    [
        "1. FC Köln won.",
        "3. Oktober bleibt ein Feiertag.",
        "2. Liga kehrt zurück.",
        "12.5 million people voted.",
        "5 * 3 * 2 is 30.",
        "M*A*S*H returns, and the price* rose to 4*.",
        "The *nix and *bsd systems failed.",
        "A snake_case_name was published.",
        "The bridge closed on Friday [3.2].",
        "The bridge closed [3.2][4.1], and nobody was hurt [1.1].",
        "“We lost [12] people”, she said.",
        "The council [of Sall] closed the bridge (1899).",
        "He named three (3) bridges and section (b).",
        "Here is where the bridge stood: at Sall.",
        "Here, the mayor said: no.",
        "The answer is here: no bridge.",
        "“The bridge is closed.”",
        "Fact: it closed.",
        "Sure of victory, she resigned.",
        "-5 degrees were measured.",
        "#MeToo protests spread.",
    ],
)
def test_what_may_be_a_word_of_the_sentence_stays(text: str) -> None:
    assert undecorated(text) == text


def test_all_of_it_at_once_leaves_the_sentence() -> None:
    assert undecorated("Sure! Here is the sentence: - **The bridge** closed [1]. (Fact 1)") == (
        "The bridge closed."
    )


def test_a_models_sentence_is_bare_before_it_is_checked() -> None:
    assert SentenceAnswer(text=f"Here is the sentence:\n\n- **{BARE[:-1]}** [1].").text == BARE
    with pytest.raises(ValidationError):
        SentenceAnswer(text="**[1]**")


def test_the_sentences_of_the_examples_are_bare() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.rglob("*.txt"))]
    for path in EXAMPLES.rglob("*.jsonl"):
        reports = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        texts += [
            value for report in reports for value in report.values() if isinstance(value, str)
        ]
    lines = [one_line(line) for text in texts for line in text.splitlines()]
    sentences = [line[start:end] for line in lines for start, end in split(line)]

    assert len(sentences) > 100
    assert [one for one in sentences if undecorated(one) != one] == []


@settings(deadline=None)
@given(st.lists(st.sampled_from([*'ab 1.:*_`[](),-"“”', "Sentence:", "**", "[1]", "(Fact 1)"])))
def test_nothing_but_decorations_goes_and_none_of_its_words_is_new(parts: list[str]) -> None:
    text = one_line("".join(parts))
    bare = undecorated(text)

    assert undecorated(bare) == bare or len(undecorated(bare)) < len(bare)
    signs = iter(text)
    assert all(sign in signs for sign in bare)  # in their order
    letters = re.sub(r"Sentence:|Fact 1|[^ab]", "", text)
    assert re.sub(r"Sentence:|Fact 1|[^ab]", "", bare) == letters


@pytest.mark.parametrize(
    "unit",
    ["*", "**", "_ ", "a*b ", "[1", "[1]", "`", "Sentence: ", "(Fact 1", "[1, ", "**a ", "1. "],
)
def test_a_text_of_decorations_is_read_in_linear_time(unit: str) -> None:
    assert linear(undecorated, unit)
