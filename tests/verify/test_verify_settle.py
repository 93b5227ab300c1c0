"""What becomes of a draft: it passes, is asked for again, or is replaced."""

from __future__ import annotations

from dataclasses import replace

from summarise.types import Draft, Fact, Sentence
from summarise.verify import check, verify

DAM = Sentence("a", 0, 52, "The dam at Orle opened on Monday after nine years.")
FISH = Sentence("b", 0, 50, "Anglers fear for the salmon of the upper Tarn.")
DAM_FACT, FISH_FACT = Fact((DAM,), 3), Fact((FISH,), 1)
TRUE = Draft("The Orle dam opened on Monday.", (DAM_FACT,), (DAM,), "model")
FALSE = replace(TRUE, text="The Orle dam opened on Tuesday.")


def quote(draft: Draft) -> list[Draft]:
    return [Draft(f.best.text, (f,), (f.best,), "source") for f in draft.facts]


def never(draft: Draft, reason: str) -> None:
    raise AssertionError("nothing was to be revised")


def test_a_supported_draft_becomes_a_statement_with_its_citations() -> None:
    found = verify([TRUE], (), never, quote)
    (statement,) = found.statements
    assert (statement.text, statement.written_by, statement.support) == (TRUE.text, "model", 3)
    assert statement.citations[0].text == DAM.text
    assert (found.rejected, found.checked) == ((), 1)


def test_a_refused_draft_is_asked_for_once_more_with_the_reason() -> None:
    reasons = []

    def revise(draft: Draft, reason: str) -> Draft:
        reasons.append(reason)
        return TRUE

    found = verify([FALSE], (), revise, quote)
    assert [s.text for s in found.statements] == [TRUE.text]
    assert not found.statements[0].replaced
    assert "Tuesday" in reasons[0]
    assert found.rejected[0].instead == TRUE.text
    assert found.checked == 2


def test_a_draft_refused_twice_is_replaced_by_the_source_and_marked() -> None:
    found = verify([FALSE], (), lambda draft, reason: FALSE, quote)
    (statement,) = found.statements
    assert (statement.text, statement.written_by, statement.replaced) == (DAM.text, "source", True)
    assert [r.instead for r in found.rejected] == [DAM.text, DAM.text]


def test_a_refused_draft_on_two_facts_gives_both_in_their_sources_words() -> None:
    both = Draft("Dam opened on Tuesday.", (DAM_FACT, FISH_FACT), (DAM, FISH), "model")
    found = verify([both], (), lambda draft, reason: None, quote)
    assert [s.text for s in found.statements] == [DAM.text, FISH.text]


def test_a_statement_that_only_repeats_one_above_is_struck_out_and_recorded() -> None:
    again = replace(TRUE, text="On Monday the Orle dam opened.")
    found = verify([TRUE, again], (), never, quote)
    assert [s.text for s in found.statements] == [TRUE.text]
    assert found.rejected[0].text == again.text
    assert found.rejected[0].instead == TRUE.text


def test_a_draft_without_evidence_is_refused() -> None:
    assert check(replace(TRUE, evidence=()), ()) == "it cites nothing"
