"""What holds for every statement and every evidence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.growth import linear
from tests.readings import problems

WORDS = st.sampled_from(
    "Iran Russia signed not will deal 12 $3bn 5% Jan. 17 2025 Friday more than since “new chapter” "
    "said (Reuters) , . ; — 5:42 a.m. third half the of he 他来了。 одна".split()
)

SENTENCES = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=15).map(" ".join))


@settings(max_examples=60, deadline=None)
@given(SENTENCES, st.lists(SENTENCES, max_size=2))
def test_a_sentence_is_always_supported_by_itself(text: str, others: list[str]) -> None:
    assert problems(text, [*others, text]) == []


@settings(max_examples=60, deadline=None)
@given(SENTENCES, st.lists(SENTENCES, max_size=3), st.lists(st.text(max_size=8), max_size=2))
def test_no_text_makes_the_checks_fail(text: str, evidence: list[str], outlets: list[str]) -> None:
    assert all(isinstance(problem, str) for problem in problems(text, evidence, outlets))


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=1_000, max_value=1_800), st.lists(WORDS, max_size=10).map(" ".join))
def test_a_number_that_no_evidence_has_is_never_supported(number: int, evidence: str) -> None:
    assert problems(f"Iran signed {number} treaties.", [evidence, "Iran signed treaties."])


@pytest.mark.parametrize(
    ("text", "evidence", "reason"),
    [
        (
            "It cost 480 crowns.",
            "It cost 840 crowns.",
            'It says "480 crowns"; what it cites says 840 crowns.',
        ),
        (
            "Putin left on Monday.",
            "Putin left on Friday.",
            "It says Monday; what it cites says Friday.",
        ),
        (
            "Putin left on 18 January.",
            "Putin left on Jan. 17.",
            "It says 18 January; what it cites says Jan. 17.",
        ),
        (
            "Quell met Putin.",
            "Quell met Pezeshkian.",
            "It names Putin; that name stands nowhere in what it cites.",
        ),
    ],
)
def test_a_reason_names_what_is_wrong(text: str, evidence: str, reason: str) -> None:
    assert reason in problems(text, [evidence])


def test_punctuation_and_case_do_not_matter() -> None:
    assert problems("iran’s “deal” holds", ['Iran\'s "deal"  holds.']) == []


def test_two_sentences_are_refused_where_one_was_cited() -> None:
    found = problems("The pact was signed. The pact was signed.", ["The pact was signed today."])
    assert found == ["it is more than one sentence"]


def test_nothing_supports_a_statement_without_evidence() -> None:
    assert problems("The pact was signed.", [])


def test_an_outlets_name_vouches_for_nothing_and_is_not_asked_for() -> None:
    evidence = ["The pact was signed in Moscow, France 24 said."]
    assert (
        problems("The pact was signed in Moscow, France 24 reported.", evidence, ["France 24"])
        == []
    )
    assert problems("After 24 hours the pact was signed in Moscow.", evidence, ["France 24"])


@pytest.mark.parametrize(
    "unit", ["a.", "(", "1 ", "Capital ", '"', " ", "not 5 ", "on May 5 ", "may close ", "X said "]
)
def test_a_hostile_statement_is_settled_in_linear_time(unit: str) -> None:
    told = "Iran signed the pact on Friday."
    assert linear(lambda text: (problems(text, [told]), problems(told, [text])), unit, 10_000)


@pytest.mark.parametrize(
    ("quote", "words"), [("a new chapter", 3), ("a whole new chapter", 4), ("a very new era", 4)]
)
def test_from_four_words_on_a_quotation_has_to_be_somebodys_speech(quote: str, words: int) -> None:
    told = f"Pezeshkian said that the treaty opened {quote} in relations with Moscow."
    marked = told.replace(quote, f'"{quote}"')
    assert bool(problems(marked, [told])) == (words >= 4)
    assert problems(marked, [told, f'He called it "{quote}".']) == []


CLOSED = (
    "The council of Orle closed the old library by the harbour on Monday after a storm damaged its "
    "roof."
)
FOURTH = "The council of Orle closed 12 libraries by the harbour on 4 May after a storm."
WHOLE = "The council of Orle closed the old library by the harbour after a storm damaged its roof"


@pytest.mark.parametrize(
    ("text", "source", "reason"),
    [
        # the share of its words, by rarity, that the source has: .69 and .70
        (
            "The mayor shut the old library by the harbour after a storm.",
            CLOSED,
            "Only 69%",
        ),
        ("The mayor of Orle shut the old library by the harbour.", CLOSED, ""),
        # numbers and dates count as words: .69 and .70 with them
        (
            "The mayor locked 12 libraries by the harbour on 4 May after a storm.",
            FOURTH,
            "Only 69%",
        ),
        ("The mayor of Orle locked 12 libraries by the harbour on 4 May.", FOURTH, ""),
        # that of a clause of four words or more: .49, .53 and, of three words, .31
        (
            f"{WHOLE}, and council readers closed books.",
            CLOSED,
            'It says "council readers',
        ),
        (f"{WHOLE}, and harbour readers closed books.", CLOSED, ""),
        (f"{WHOLE}, and angry readers damaged it.", CLOSED, ""),
        # the share of the source that is told: .28 and .30
        ("The council closed the library.", CLOSED, "It leaves out most of what it cites"),
        ("A storm damaged the library.", CLOSED, ""),
    ],
)
def test_so_much_has_to_be_in_the_source_and_to_be_told_of_it(
    text: str, source: str, reason: str
) -> None:
    found = problems(text, [source])
    assert len(found) == bool(reason)
    assert all(problem.startswith(reason) for problem in found)
