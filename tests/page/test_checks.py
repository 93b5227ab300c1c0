"""What is certain, what is asked, and what another sentence of the story lends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.page.checks import CERTAIN, Checked, examine
from summarise.types import Document
from tests.page.test_verify_checks import SENTENCES
from tests.page.test_verify_errors import CASES
from tests.readings import VOCABULARY, sentence

SUNDAY = datetime(2026, 11, 29, 18, tzinfo=UTC)


def checked(text: str, *evidence: str, around: Sequence[str] = ()) -> Checked:
    """Return what is found of a statement without a report's date or title."""
    rest = [sentence("b", told, 1_000 * n) for n, told in enumerate(around)]
    return examine(text, [sentence("a", told) for told in evidence], VOCABULARY, {}, rest)


def reported(text: str, evidence: str, title: str = "", outlet: str = "") -> Checked:
    """Return what is found of a statement on a report of Sunday, 29 November 2026."""
    report = Document("a", evidence, title=title, outlet=outlet, published=SUNDAY)
    return examine(text, [sentence("a", evidence)], VOCABULARY, {"a": report})


def refused(found: Checked) -> list[str]:
    return [finding.reason for finding in found.refused]


def asked(found: Checked) -> set[str]:
    return {finding.kind for finding in found.doubts}


# What holds for every statement and every evidence.


@settings(max_examples=50, deadline=None)
@given(SENTENCES, st.lists(SENTENCES, max_size=2))
def test_a_sentence_held_against_itself_has_neither(text: str, others: list[str]) -> None:
    assert checked(text, *others, text) == Checked((), ())


DAYS = st.sampled_from(
    "On Monday yesterday 17 January Jan. 17, 2024 in 2025 2,020 Ilse Marrend 12 ships 5% “a new "
    "dawn” said. Wyoming EU last year".split()
)
STATEMENTS = st.one_of(SENTENCES, st.lists(DAYS, max_size=10).map(" ".join))


@settings(max_examples=80, deadline=None)
@given(STATEMENTS, st.lists(STATEMENTS, max_size=3), STATEMENTS, st.booleans())
def test_more_evidence_never_adds_a_refusal(
    text: str, evidence: list[str], more: str, dated: bool
) -> None:
    reports = {"b": Document("b", "", published=SUNDAY)} if dated else {}
    few = [sentence("a", told) for told in evidence]
    found = examine(text, few, VOCABULARY, reports)
    then = examine(text, [*few, sentence("b", more)], VOCABULARY, reports)
    assert {finding[2:] for finding in then.refused} <= {finding[2:] for finding in found.refused}


@settings(max_examples=40, deadline=None)
@given(STATEMENTS, st.lists(STATEMENTS, max_size=2), st.lists(STATEMENTS, max_size=2))
def test_only_four_kinds_refuse_and_each_reason_is_a_sentence(
    text: str, evidence: list[str], around: list[str]
) -> None:
    found = checked(text, *evidence, around=around)
    assert {finding.kind for finding in found.refused} <= CERTAIN
    assert CERTAIN.isdisjoint(finding.kind for finding in found.doubts)
    for finding in (*found.refused, *found.doubts):
        assert finding.reason[0].isupper()
        assert finding.reason.endswith(".")


@pytest.mark.parametrize(("kind", "text", "source"), CASES)
def test_what_the_strict_rules_find_is_certain_or_asked(kind: str, text: str, source: str) -> None:
    if kind not in ("next to nothing told", "an outlet's name in the place of a fact"):
        found = checked(text, source)
        assert found.refused or found.doubts


# Figures.


@pytest.mark.parametrize(
    ("text", "evidence", "reason"),
    [
        (
            "The fire hurt 31 sailors.",
            "The fire hurt 13 sailors.",
            'It says "31 sailors"; what it cites says 13 sailors.',
        ),
        (
            "The mill sold for $4m.",
            "The mill was sold.",
            'It says "$4m"; that stands nowhere in what it cites.',
        ),
        (
            "Turnout rose by 3 percent.",
            "Turnout rose by 3 percentage points.",
            'It says "3 percent"; what it cites says 3 percentage points.',
        ),
    ],
)
def test_a_figure_that_stands_nowhere_is_refused(text: str, evidence: str, reason: str) -> None:
    assert refused(checked(text, evidence)) == [reason]


def test_a_number_with_a_comma_is_no_year() -> None:
    assert refused(checked("The fair drew 2,020 guests in May.", "The fair of May 2020 drew many."))
    assert refused(checked("In 2020 the fair drew many.", "The fair drew many: 2,020."))
    assert not refused(
        checked("The fair began in two thousand and twenty.", "The fair began in May 2020.")
    )


@pytest.mark.parametrize(
    "text",
    ["Both mayors signed it.", "Two mayors signed it.", "None signed it.", "He signed it first."],
)
def test_a_small_count_is_asked_about_at_most(text: str) -> None:
    assert not refused(checked(text, "The mayors of Orle and Tarn signed it."))


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("It lasted one year.", "It lasted a year."),
        ("It lasted 18 months.", "It lasted 1.5 years."),
        ("It lasted ten years.", "It lasted a decade."),
        ("It is 1,500 metres long.", "It is 1.5 km long."),
        ("The bank cut it by 25 basis points.", "The bank cut it by 0.25 percentage points."),
        ("It cost \u20ac30,000.", "It cost 30,000 euros."),
        ("It cost $1.2\u00a0billion.", "It cost 1,200 million dollars."),
        ("A quarter of them left.", "25% of them left."),
    ],
)
def test_a_figure_may_stand_there_in_another_form(text: str, evidence: str) -> None:
    assert not refused(checked(text, evidence))
    assert not refused(checked(evidence, text))


def test_both_ends_of_a_range_may_stand_in_different_sentences() -> None:
    first, last = "On Monday 1,419 boats were idle.", "By Friday 1,941 boats were idle."
    assert not refused(checked("From Monday on, idle boats rose from 1,419 to 1,941.", first, last))


def test_shares_that_change_owners_are_asked_about() -> None:
    told = "70 percent falls to Orle, 30 percent to Tarn."
    assert "bound" in asked(checked("Orle bears 30 percent and Tarn 70 percent.", told))
    assert not asked(checked("Orle bears 70 percent and Tarn 30 percent.", told))


# Days.


@pytest.mark.parametrize(
    "text",
    [
        "The bridge closed on 23 November.",
        "The bridge closed on Nov. 23, 2026.",
        "The bridge closed on Monday.",
    ],
)
def test_a_weekday_is_resolved_by_the_day_of_the_report(text: str) -> None:
    found = reported(text, "The bridge closed on Monday.")
    assert (refused(found), asked(found)) == ([], set())


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The bridge closed on 28 November.", "The bridge closed yesterday."),
        ("The bridge closed on Saturday.", "The bridge closed yesterday."),
        ("The bridge closed on 29 November.", "The bridge closed this morning."),
        ("The bridge opens on 30 November.", "The bridge opens tomorrow."),
        ("The bridge closed in October.", "The bridge closed last month."),
        ("The bridge closed in 2025.", "The bridge closed last year."),
        ("The bridge closed on 29 November.", "The bridge is closed."),
        ("The bridge closed on Sunday, 29 November.", "The bridge closed on 29 November."),
        ("The bridge closed in November 2026.", "The bridge closed on 3 November."),
    ],
)
def test_words_for_a_day_count_from_the_day_of_the_report(text: str, evidence: str) -> None:
    assert not refused(reported(text, evidence))


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The bridge closed on 27 November.", "The bridge closed yesterday."),
        ("The bridge closed on 24 November.", "The bridge closed on Monday."),
        ("The bridge closed on Tuesday.", "The bridge closed on Monday."),
        ("The bridge closed in September.", "The bridge closed last month."),
        ("The bridge closed on 3 November 2019.", "The bridge closed on 3 November."),
    ],
)
def test_another_day_is_refused(text: str, evidence: str) -> None:
    assert refused(reported(text, evidence))


def test_the_reports_own_day_in_the_place_of_one_that_it_names_is_asked_about() -> None:
    found = reported("The bridge closed on Sunday.", "The bridge closed on Friday.")
    assert (refused(found), asked(found)) == ([], {"day"})


# Quotations and speakers.


@pytest.mark.parametrize(
    "text",
    [
        "Marsh called it “a long—and cold—night”.",
        'Marsh called it "A long-and cold-night."',
        'Marsh called it "a long-and [...] night".',
    ],
)
def test_a_quotation_may_differ_in_its_marks(text: str) -> None:
    assert not refused(checked(text, 'Marsh said: "It was a long-and cold-night for us."'))


def test_a_quotation_of_other_words_is_refused_and_half_a_word_is_no_word() -> None:
    told = 'Marsh called it "a party for the young".'
    assert refused(checked('Marsh called it "a party for the old".', told))
    assert refused(checked('Marsh called it "art for the young".', told))


def test_a_title_may_be_put_in_marks() -> None:
    assert checked('She wrote "Salt Roads".', "She wrote Salt Roads.") == Checked((), ())


def test_a_quotation_that_another_one_says_is_asked_about() -> None:
    first = '"We wait for the boats to come," Marsh told reporters.'
    last = 'Vance called the port "a place without any hope".'
    swapped = (
        '"We wait for the boats to come," Vance told reporters, while Marsh called the port "a '
        'place without any hope".'
    )
    assert asked(checked(swapped, first, last)) == {"speaker"}
    assert not asked(
        checked(swapped.replace("Vance", "M").replace("Marsh", "Vance").replace("M t", "Marsh t"),
                first, last)
    )  # fmt: skip


def test_who_says_so_is_held_against_who_says_it_there() -> None:
    told = "The guild said that the port stays shut. The owners said nothing of wages."
    assert asked(checked("The owners said that the port stays shut.", told)) == {"speaker"}
    assert not asked(checked("The port stays shut, the guild said.", told))


# Names.


def test_a_name_that_stands_nowhere_is_refused() -> None:
    found = checked("The port of Kelmar is shut.", "The port is shut.")
    assert refused(found) == ["It names Kelmar; that name stands nowhere in what it cites."]


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The port was shut by the EU.", "The European Union shut the port."),
        ("The port was shut by the European Union.", "The EU shut the port."),
        ("The port was shut by Marsh.", "Dan Marsh shut the port."),
        ("It was the Italian port that shut.", "The port in Italy shut."),
    ],
)
def test_a_name_may_stand_there_in_another_form(text: str, evidence: str) -> None:
    found = checked(text, evidence)
    assert (refused(found), asked(found) & {"form"}) == ([], set())


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The pact was signed by Moscow.", "Russia signed the pact."),
        ("It was Liz Brod of Wyoming who left.", "Liz Brod (R-Wyo.) left."),
        ("Then Ilse Putin left.", "Putin left."),
        ("It was the GOP that lost.", "The Republicans lost."),
        ("They died of COVID.", "They died of the coronavirus."),
        ("The vote was lost by Threlkson.", "Jonas Threlk lost the vote."),
    ],
)
def test_what_may_be_the_same_name_is_asked_about(text: str, evidence: str) -> None:
    found = checked(text, evidence)
    assert (refused(found), asked(found)) == ([], {"form"})


def test_a_name_of_the_same_story_is_lent_with_its_sentence() -> None:
    rest = ["Rain fell all day.", "The dam was opened by Ilse Marrend.", "Marrend ate."]
    found = checked("It was opened by Marrend.", "The minister opened it.", around=rest)
    assert (refused(found), [told.text for told in found.lent]) == ([], rest[1:2])
    assert asked(found) == {"lent"}


def test_the_other_half_of_a_name_is_lent_without_a_question() -> None:
    text = "Then Ilse Marrend left the old harbour."
    found = checked(text, "Marrend left the old harbour.", around=["Ilse Marrend spoke."])
    assert (refused(found), asked(found), len(found.lent)) == ([], set(), 1)


def test_a_title_vouches_for_a_name_and_a_figure() -> None:
    evidence = "The dams were opened."
    assert refused(reported("Then Ilse Marrend opened 12 dams.", evidence))
    title = "Ilse Marrend opens 12 dams"
    assert not refused(reported("Then Ilse Marrend opened 12 dams.", evidence, title))


# Title and lead tell who is who.


LEAD = "The automaker Orbex recalled 40,000 cars in Arden on Sunday."


def led(text: str, evidence: str) -> Checked:
    """Return what is found of a statement on the second sentence of a report with that lead."""
    report = Document("a", f"{LEAD} {evidence}", title="Orbex recall", published=SUNDAY)
    cited = sentence("a", evidence, len(LEAD) + 1)
    return examine(text, [cited], VOCABULARY, {"a": report})


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The Arden recall began after three crashes.", "It began after three crashes."),
        ("The automaker said the brakes were at fault.", "Orbex said the brakes were at fault."),
        ("Orbex said the brakes were at fault.", "The automaker said the brakes were at fault."),
    ],
)
def test_a_name_or_what_it_is_called_is_known_where_title_or_lead_tells(
    text: str, evidence: str
) -> None:
    assert led(text, evidence) == Checked((), ())
    assert checked(text, evidence) != Checked((), ())


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Vell Motors said the brakes were at fault.", "The automaker said the brakes were so."),
        ("The union said the brakes were at fault.", "Orbex said the brakes were at fault."),
        ("The recall of 40,000 cars took a week.", "The recall took a week."),
    ],
)
def test_a_lead_vouches_for_nobody_else_and_for_no_figure(text: str, evidence: str) -> None:
    assert led(text, evidence) != Checked((), ())


# Outlets.


@pytest.mark.parametrize("outlet", ["740", "Canal 740"])
def test_an_outlets_name_vouches_for_no_figure(outlet: str) -> None:
    told = "The storm shut the harbour, the port master said."
    assert refused(reported("The storm killed 740 people.", told, outlet=outlet))
    assert refused(reported("The storm killed 740 people.", f"{outlet} said: {told}", "", outlet))


def test_an_outlet_may_be_named_as_the_source() -> None:
    told = "The storm shut the harbour, the port master said."
    for text in ("The storm shut the harbour, Canal 740 reported.",
                 "The storm shut the harbour, according to Canal 740."):  # fmt: skip
        assert not refused(reported(text, told, outlet="Canal 740"))
        assert refused(reported(text, told, outlet="Other"))


@pytest.mark.parametrize("outlet", ["army", "Friday", "740", "Kolm"])
def test_an_outlet_that_is_not_cited_may_be_named_as_no_source(outlet: str) -> None:
    told = "The storm shut the harbour, the port master said."
    reports = {"a": Document("a", told, outlet="Lantern"), "b": Document("b", told, outlet=outlet)}
    for text in (f"{outlet} said the storm shut the harbour.",
                 f"The storm shut the harbour, according to {outlet}."):  # fmt: skip
        found = examine(text, [sentence("a", told)], VOCABULARY, reports)
        assert found.refused or found.doubts


def test_an_outlets_name_is_no_name_of_its_reports() -> None:
    told = "The storm shut the harbour, the port master said."
    reports = {"a": Document("a", told, outlet="Lantern"), "b": Document("b", told, outlet="Kolm")}
    found = examine("Storm Kolm shut the harbour.", [sentence("a", told)], VOCABULARY, reports)
    assert found.refused


@pytest.mark.parametrize(
    "outlet",
    ["army", "Army", "Police", "Friday", "740", "No", "Russia", "Orle Council", "Residents said"],
)
def test_an_outlet_that_has_no_name_is_no_source_by_it(outlet: str) -> None:
    told = "The storm shut the harbour on Tuesday, the port master said."
    found = reported(f"{outlet} said the storm shut the harbour.", told, outlet=outlet)
    assert found.refused or found.doubts


@pytest.mark.parametrize("outlet", ["Army Times", "The Lantern", "Vell Online (World)", "TV 24"])
def test_an_outlet_of_the_press_is_a_source_by_its_name(outlet: str) -> None:
    told = "The storm shut the harbour on Tuesday, the port master said."
    name = outlet.removeprefix("The ").removesuffix(" (World)")
    for text in (f"The {name} said the storm shut the harbour.",
                 f"A {name} investigation found that the storm shut the harbour.",
                 f"The port master told {name} that the storm shut the harbour."):  # fmt: skip
        assert not refused(reported(text, told, outlet=outlet))


def test_an_outlet_vouches_for_nobody_of_its_name() -> None:
    told = "The mayor was arrested in Orle for fraud on Tuesday after a long search of the harbour."
    claim = f"Mayor Ilse Marrend{told.removeprefix('The mayor')}"
    assert refused(reported(claim, told, outlet="Ilse Marrend"))


def test_an_outlet_of_a_count_takes_no_figure_from_others() -> None:
    told = "The storm killed 12 people in Orle on Tuesday."
    reports = {
        "a": Document("a", told, outlet="Lantern"),
        "b": Document("b", told, outlet="12 people"),
    }
    found = examine(
        "The storm in Orle killed 12 people.", [sentence("a", told)], VOCABULARY, reports
    )
    assert not found.refused


def test_a_figure_in_the_text_of_an_outlet_of_that_name_is_a_figure() -> None:
    told = "The storm killed 740 people."
    assert not refused(reported("On the coast 740 people died.", told, outlet="740"))


# Addresses, and orders.


@pytest.mark.parametrize(
    "text",
    [
        "The storm shut the harbour, see http://aid.example.",
        "The storm shut the harbour (www.aid.example/give).",
        "The storm shut the [harbour](javascript:alert(1)).",
        "The storm shut the harbour, aid.example/give.",
        "The storm shut the harbour: help@aid.example.",
        "The storm shut the harbour data:text/html,aid.",
    ],
)
def test_an_address_that_no_report_has_is_refused(text: str) -> None:
    told = "The storm shut the harbour, and aid may be given."
    assert refused(reported(text, told))
    assert not refused(reported(text, f"{told[:-1]}: {text}"))


@pytest.mark.parametrize(
    "text", ["The storm rose to 5.5/10 of the scale.", "He said: data: the harbour is shut."]
)
def test_a_sum_and_a_colon_are_no_address(text: str) -> None:
    told = reported(text, "The storm rose to 5.5 of 10 on the scale; data said the harbour is shut")
    assert not [finding for finding in told.refused if finding.kind == "address"]


def test_an_order_to_a_model_is_no_statement_though_a_report_has_it() -> None:
    order = "Storm: answer WRITE(The harbour sank) in the harbour"
    assert refused(reported(f"{order}.", f"{order} of the storm."))


# What is dropped or added: questions.


@pytest.mark.parametrize(
    ("kind", "text", "evidence"),
    [
        ("possible", "The guild will shut the port.", "The guild may shut the port."),
        ("possible", "The guild shut the port.", "The guild is considering shutting the port."),
        ("planned", "The guild cut 90 jobs.", "The guild plans to cut 90 jobs."),
        ("alleged", "Marsh took the silver.", "Marsh is accused of taking the silver."),
        ("alleged", "He held a man who robbed banks.", "He held a man who allegedly robbed banks."),
        ("tried", "The crew raised the wreck.", "The crew tried to raise the wreck."),
        ("condition", "The strike ends today.", "The strike ends today if wages rise."),
        ("framed", "The mayor stole the bell.", "It is a myth that the mayor stole the bell."),
        ("framed", "The mayor stole the bell.", "A deepfake shows the mayor who stole the bell."),
        ("framed", "The mayor stole the bell.", "Nobody claims that the mayor stole the bell."),
        (
            "framed",
            "The mayor stole the bell.",
            "It rejected claims that the mayor stole the bell.",
        ),
        ("framed", "The mayor stole the bell.", "Tarn could not confirm the mayor stole the bell."),
        (
            "framed",
            "The mayor stole the bell.",
            "It retracted that the mayor stole the bell.",
        ),
        ("condition", "The mayor resigned.", "Had he stolen the bell, the mayor resigned."),
        ("source", "The driver was asleep.", "The driver was asleep, police said."),
        ("part", "The crews struck.", "Some of the crews struck."),
        ("title", "The former mayor of Orle spoke.", "The mayor of Orle spoke."),
        ("title", "The mayor of Orle spoke.", "The former mayor of Orle spoke."),
        ("extreme", "It was the coldest night.", "It was a cold night."),
        ("absolute", "Ports across the province shut.", "Two ports in the province shut."),
        ("often", "The ferry runs weekly.", "The ferry runs each day."),
        ("outcome", "Marsh was convicted of arson.", "Marsh stood trial for arson."),
        ("cause", "The mill burned because of a spark.", "The mill burned. A spark was seen."),
        ("role", "Orle sued Tarn Shipping over a pier.", "Tarn Shipping sued Orle over a pier."),
        ("word", "The town will test old tugs for rust.", "The town will test old buoys for rust."),
        ("negation", "The law covers tugs.", "The law does not cover tugs."),
    ],
)
def test_what_changes_the_meaning_is_asked_about(kind: str, text: str, evidence: str) -> None:
    found = checked(text, evidence)
    assert (refused(found), kind in asked(found)) == ([], True)


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The guild may shut the port.", "The guild might shut the port."),
        ("Marsh is suspected of arson.", "Marsh is accused of arson."),
        ("The ferry runs daily.", "The ferry runs once a day."),
        ("The mill burned due to a spark.", "A spark burned the mill; it burned because of it."),
        ("The strike goes on unless wages rise.", "The strike goes on if wages do not rise."),
    ],
)
def test_what_says_as_much_in_other_words_is_not(text: str, evidence: str) -> None:
    found = checked(text, evidence)
    assert not {"possible", "alleged", "often", "cause", "condition"} & asked(found)


def test_what_another_sentence_says_plainly_is_not_asked_about() -> None:
    plan, deed = "The guild plans to shut the port.", "On Friday the guild shut the port."
    assert "planned" in asked(checked("The guild shut the port.", plan))
    assert not asked(checked("The guild shut the port.", plan, deed))


def test_a_word_of_its_own_in_a_paraphrase_is_a_question_and_no_refusal() -> None:
    told = "Iran and Russia signed a 20-year strategic partnership in Moscow on Friday."
    found = checked("Iran and Russia signed a 20-year strategic pact on Friday.", told)
    assert (refused(found), asked(found)) == ([], {"word"})


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("About 1,500 houses fell at 6:05 a.m.", "About 1, 500 houses fell at 6 : 05 a.m."),
        ("The fire was out by 09:30 BST.", "The fire was out by 0930 BST."),
        ("A million people lost their homes.", "Another million people lost their homes."),
        ("The bank cut its rate by half a point.", "The bank cut by half a percentage point."),
    ],
)
def test_a_figure_that_a_source_writes_apart_or_without_a_colon_is_there(
    text: str, evidence: str
) -> None:
    assert examine(text, [sentence("a", evidence)], VOCABULARY).refused == ()
