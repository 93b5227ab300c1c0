"""What becomes of a draft: it passes, is asked for again, or is replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from summarise.page import verify as verifying
from summarise.types import Draft, Fact, Rejected, Story
from tests.readings import VOCABULARY, sentence

verify = partial(verifying.verify, vocabulary=VOCABULARY)
check = partial(verifying.check, vocabulary=VOCABULARY)

DAM = sentence("a", "The dam at Orle opened on Monday after nine years.")
FISH = sentence("b", "Anglers fear for the salmon of the upper Tarn.")
DAM_FACT, FISH_FACT = Fact((DAM,), 3), Fact((FISH,), 1)
QUOTED_DAM = Draft(DAM.text, (DAM_FACT,), (DAM,), "source")
QUOTED_FISH = Draft(FISH.text, (FISH_FACT,), (FISH,), "source")
TRUE = Draft(
    "After nine years the dam at Orle opened on Monday.",
    (DAM_FACT,),
    (DAM,),
    "model",
    (QUOTED_DAM,),
)
FALSE = replace(TRUE, text="After nine years the dam at Orle opened on Tuesday.")


def check_headline(headline: str, evidence: Sequence[str]) -> str:
    told = tuple(sentence("a", text) for text in evidence)
    return verifying.check_headline(headline, Story((), (Fact(told, 1),)), VOCABULARY)


def never(draft: Draft, reason: str) -> None:
    raise AssertionError("nothing was to be revised")


def test_a_supported_draft_becomes_a_statement_with_its_citations() -> None:
    found = verify([TRUE], (), never)
    (statement,) = found.statements
    assert (statement.text, statement.written_by, statement.support) == (TRUE.text, "model", 3)
    assert statement.citations[0].text == DAM.text
    assert (found.rejected, found.checked) == ((), 1)


def test_a_refused_draft_is_asked_for_once_more_with_the_reason() -> None:
    reasons = []

    def revise(draft: Draft, reason: str) -> Draft:
        reasons.append(reason)
        return TRUE

    found = verify([FALSE], (), revise)
    assert [s.text for s in found.statements] == [TRUE.text]
    assert not found.statements[0].replaced
    assert "Tuesday" in reasons[0]
    assert found.rejected[0].instead == TRUE.text
    assert found.checked == 2


def test_a_draft_refused_twice_is_replaced_by_the_source_and_marked() -> None:
    found = verify([FALSE], (), lambda draft, reason: FALSE)
    (statement,) = found.statements
    assert (statement.text, statement.written_by, statement.replaced) == (DAM.text, "source", True)
    assert [r.instead for r in found.rejected] == [DAM.text, DAM.text]


def test_what_stands_in_for_a_refused_draft_is_checked_as_well() -> None:
    wrong = replace(QUOTED_DAM, text="The dam at Orle opened on Sunday.")
    found = verify([replace(FALSE, instead=(wrong, QUOTED_DAM))], (), lambda draft, reason: None)
    assert [s.text for s in found.statements] == [DAM.text]


def test_a_refused_draft_on_two_facts_gives_both_in_their_sources_words() -> None:
    both = Draft(
        "Dam opened on Tuesday.",
        (DAM_FACT, FISH_FACT),
        (DAM, FISH),
        "model",
        (QUOTED_DAM, QUOTED_FISH),
    )
    found = verify([both], (), lambda draft, reason: None)
    assert [s.text for s in found.statements] == [DAM.text, FISH.text]


def test_a_statement_that_only_repeats_one_above_is_struck_out_and_recorded() -> None:
    again = replace(TRUE, text="On Monday the Orle dam opened after nine years.")
    found = verify([TRUE, again], (), never)
    assert [s.text for s in found.statements] == [TRUE.text]
    assert found.rejected[0].text == again.text
    assert found.rejected[0].instead == TRUE.text


def test_a_draft_without_evidence_is_refused() -> None:
    assert check(replace(TRUE, evidence=()), ()) == "it cites nothing"


def test_a_statement_on_two_facts_has_the_support_of_the_weaker() -> None:
    text = "The dam at Orle opened; anglers fear for the salmon of the Tarn."
    both = Draft(text, (DAM_FACT, FISH_FACT), (DAM, FISH), "model")
    (statement,) = verify([both], (), never).statements
    assert statement.support == 1


def test_what_is_refused_is_recorded_with_what_it_claimed_to_rest_on() -> None:
    (rejected,) = verify([FALSE], (), lambda draft, reason: None).rejected
    assert [citation.text for citation in rejected.citations] == [DAM.text]


def test_a_headline_is_held_against_the_whole_of_a_sentence_and_not_a_part_of_it() -> None:
    denial = "The ministry denied that the dam at Orle opened on Monday."
    assert check_headline("the dam at Orle opened on Monday", [denial]) != ""
    assert check_headline("The dam at Orle opened on Monday", [DAM.text]) == ""
    assert check_headline("", [DAM.text]) != ""


def test_a_models_sentence_that_is_cut_off_is_refused_and_a_quoted_headline_is_not() -> None:
    cut = replace(TRUE, text="The Orle dam opened on")
    assert "as if it were cut off" in check(cut, ())
    assert check(replace(TRUE, text="The Orle dam opened on Monday (after nine years.)"), ()) == ""
    assert check(replace(QUOTED_DAM, text="The dam at Orle opened"), ()) == ""


def test_what_the_words_support_is_put_to_a_second_judge_who_may_object() -> None:
    asked = []

    def second(text: str, evidence: Sequence[str]) -> str:
        asked.append((text, tuple(evidence)))
        return "it reads a contradiction"

    found = verify([FALSE, QUOTED_FISH, TRUE], (), lambda draft, reason: None, second=second)
    assert asked == [(TRUE.text, (DAM.text,))]
    assert "it reads a contradiction" in {rejected.reason for rejected in found.rejected}
    assert {s.written_by for s in found.statements} == {"source"}


def test_a_second_judge_who_does_not_object_changes_nothing() -> None:
    drafts = [TRUE, QUOTED_FISH]
    assert verify(drafts, (), never, second=lambda text, evidence: "") == verify(drafts, (), never)


@pytest.mark.parametrize(
    ("again", "struck"),
    [
        ("After nine years of work by the province the Orle dam opened.", True),
        ("After nine years of long work by the province the Orle dam opened.", True),  # .09 is new
        ("After nine years of work by the province the huge Orle dam opened.", False),  # .12
    ],
)
def test_a_statement_with_a_tenth_of_its_words_new_is_no_repetition(
    again: str, struck: bool
) -> None:
    above = "The Orle dam opened on Monday after nine years of work by the province."
    told = [sentence(name, text) for name, text in (("a", above), ("b", again))]
    drafts = [Draft(one.text, (Fact((one,), 1),), (one,), "source") for one in told]
    found = verify(drafts, (), never)
    assert [one.text for one in found.statements] == ([above] if struck else [above, again])


def test_another_time_of_the_same_is_no_repetition() -> None:
    second = "The central bank of Drovenia cut its key interest rate for the second time this year."
    told = [sentence(name, second.replace("second", name)) for name in ("second", "third")]
    drafts = [Draft(one.text, (Fact((one,), 1),), (one,), "source") for one in told]
    assert len(verify(drafts, (), never).statements) == 2


WORSE = {
    "On Monday the dam at Orle opened.": 'loses "nine years"',
    "After nine years the huge dam at Orle opened on Monday.": 'adds "huge"',
    "It is that after nine years the dam at Orle did open on Monday.": "is longer",
    "After nine years the dam opened on Monday.": 'loses "Orle"',
}


@pytest.mark.parametrize("text", WORSE)
def test_what_may_be_worse_than_the_sources_own_sentence_gives_way_to_it(text: str) -> None:
    assert WORSE[text] in verifying.worse(replace(TRUE, text=text), VOCABULARY)


@pytest.mark.parametrize(
    "text", [DAM.text, TRUE.text, "After nine years the dam of Orle opened on Monday."]
)
def test_what_says_the_same_in_as_few_words_is_taken(text: str) -> None:
    (statement,) = verify([replace(TRUE, text=text)], (), never).statements
    assert (statement.text, statement.written_by) == (text, "model")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "The agreement will bring two countries with a shared desire to challenge the West "
            "closer together.",
            "The agreement will bring two countries together by challenging the West more closely.",
        ),
        (
            "Russia and Iran signed a 20-year strategic partnership treaty.",
            "The 20-year treaty of Russia and Iran has been signed into law.",
        ),
        (
            "For Moscow, the visit of the Iranian president is a diplomatic victory.",
            "The visit of the Iranian president is a diplomatic victory.",
        ),
    ],
)
def test_what_a_small_model_got_past_the_checks_is_quoted_from_its_source(
    source: str, text: str
) -> None:
    cited = sentence("s", source)
    quoted = Draft(source, (Fact((cited,), 1),), (cited,), "source")
    found = verify([replace(quoted, text=text, written_by="model", instead=(quoted,))], (), refuse)
    assert [statement.text for statement in found.statements] == [source]
    assert found.rejected[0].reason.endswith(".")


def refuse(draft: Draft, reason: str) -> None:
    """Have nothing to say, as a model that does not answer."""


def test_a_sentence_that_may_only_be_worse_is_not_asked_for_again() -> None:
    found = verify([replace(TRUE, text="On Monday the dam at Orle opened.")], (), never)
    assert [statement.text for statement in found.statements] == [DAM.text]
    assert found.checked == 1


def test_a_sentence_that_merges_facts_is_held_against_none_of_them() -> None:
    text = "The dam at Orle opened; anglers fear for the salmon of the Tarn."
    both = Draft(text, (DAM_FACT, FISH_FACT), (DAM, FISH), "model", (QUOTED_DAM, QUOTED_FISH))
    assert [statement.text for statement in verify([both], (), never).statements] == [text]


def merged(text: str) -> Draft:
    """A model's sentence on both facts, which only the rules on support hold back."""
    return Draft(text, (DAM_FACT, FISH_FACT), (DAM, FISH), "model", (QUOTED_DAM, QUOTED_FISH))


def test_a_revision_that_repeats_a_statement_above_gives_way_to_what_is_new_in_its_sources() -> (
    None
):
    first = replace(TRUE, instead=())
    wrong = merged("The dam at Orle opened on Tuesday; anglers fear for it.")
    again = merged("On Monday the dam at Orle opened.")
    found = verify([first, wrong], (), lambda draft, reason: again)
    assert [(s.text, s.replaced) for s in found.statements] == [
        (TRUE.text, False),
        (FISH.text, True),
    ]
    assert [(r.text, r.instead) for r in found.rejected] == [
        (wrong.text, FISH.text),
        (again.text, FISH.text),
    ]


def test_a_revision_of_which_the_page_tells_everything_leaves_nothing_in_its_place() -> None:
    found = verify([TRUE, FALSE], (), lambda draft, reason: TRUE)
    assert [s.text for s in found.statements] == [TRUE.text]
    assert {r.instead for r in found.rejected} == {TRUE.text}


def test_what_was_cut_off_an_answer_is_recorded_whatever_becomes_of_the_rest() -> None:
    cut = Rejected("The mayor wept.", "it goes on after the one sentence asked for", TRUE.text)
    for draft in (TRUE, FALSE):
        found = verify([replace(draft, cut=(cut,))], (), refuse)
        assert cut in found.rejected
