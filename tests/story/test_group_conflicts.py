"""Which pairs of sentences contradict each other, and on what."""

from __future__ import annotations

import pytest

from summarise.story import apart
from summarise.story.conflicts import carried_out, conflicts
from summarise.story.facts import Relation
from summarise.story.points import PLANNED, Pair
from tests.readings import read


def incompatible(one: str, other: str) -> bool:
    return apart.incompatible(read(one), read(other))


def opposed(one: str, other: str) -> bool:
    return apart.opposed(read(one), read(other))


def same_predicate(one: str, other: str, cosine: float | None) -> bool:
    return apart.same_predicate(read(one), read(other), cosine)


def kinds(one: str, other: str) -> dict[str, tuple[str, str]]:
    return {c.kind: (c.one, c.other) for c in conflicts(Pair(read(one), read(other)))}


@pytest.mark.parametrize(
    ("one", "other", "kind", "said"),
    [
        (
            "The two states signed a 20-year partnership treaty in Orle.",
            "The two states signed a 25-year partnership treaty in Orle.",
            "number",
            ("20-year", "25-year"),
        ),
        (
            "The quake off Lunmere injured 14 people and damaged about 200 buildings.",
            "The earthquake struck early on Wednesday, injuring 12 people and damaging about 200 "
            "buildings in the port.",
            "number",
            ("14 people", "12 people"),
        ),
        (
            "The bridge over the Tarn will cost $840 million, the ministry said.",
            "The bridge over the Tarn will cost $480 million, the ministry said.",
            "number",
            ("$840 million", "$480 million"),
        ),
        (
            "Velmara and Sorrin plan to sign the ferry agreement in Port Elsa.",
            "Velmara and Sorrin signed the ferry agreement in Port Elsa.",
            "modality",
            (PLANNED, "signed"),
        ),
        (
            "Vance was sentenced to 22 1/2 years in prison on Friday.",
            "Vance was sentenced to 25 years in prison on Friday.",
            "number",
            ("22 1/2 years", "25 years"),
        ),
    ],
)
def test_a_contradiction_is_found_and_named(
    one: str, other: str, kind: str, said: tuple[str, str]
) -> None:
    assert kinds(one, other)[kind] == said
    assert kinds(other, one)[kind] == said[::-1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # The same in other forms.
        ("It is a 20-year treaty with Iran.", "It is a twenty-year treaty with Iran."),
        ("The pipe carries 55 bcm of gas.", "The pipe carries 55 billion cubic metres of gas."),
        ("They met in Orle on Jan. 17.", "They met in Orle on 17 January."),
        # Numbers of different things.
        (
            "Velmara will pay 60 percent of the cost of the cable.",
            "Sorrin will pay 40 percent of the cost of the cable.",
        ),
        (
            "The ships carry 90 cars each on the new ferry line.",
            "The new ferry line runs 6 times a day between the islands.",
        ),
        # One is the other, rounded.
        ("The House passed a $1.37 trillion bill.", "The House approved a $1.4 trillion bill."),
        # The days are of different events.
        (
            "The last report before Tuesday's election showed 250,000 new jobs in October.",
            "The economy added 250,000 jobs in October, economists reported on Friday.",
        ),
        # What somebody did is what he is blamed for.
        (
            "The site suspended Paul for posting a video.",
            "The site removed a video that Paul posted.",
        ),
        # A condition denies nothing.
        (
            "If the assembly has not ratified the treaty by then, it lapses.",
            "The assembly has ratified the treaty.",
        ),
        # What will begin is not what has begun.
        ("Work on the seabed is to begin in March.", "Work on the seabed begins in March."),
        ("Not only Velmara signed the pact.", "Velmara signed the pact."),
        ("The cable doesn't just carry power.", "The cable does carry power."),
        # Both deny it, in other words.
        (
            "The inquiry did not find proof that Threlk lied, its findings say.",
            "The inquiry found no proof that Threlk lied, by its own findings.",
        ),
        ("Norvik is not, is not going to close the plant.", "Norvik is not going to close it."),
        # One is told roughly, or as a bound of the other.
        ("Parliament passed a $484 million bill.", "Parliament passed a nearly $500 million bill."),
        (
            "The quake off Lunmere killed 212 people.",
            "The quake off Lunmere killed over 200 people.",
        ),
        # A unit that is part of a name, a time of day that is no number of times.
        (
            "It was the largest 1-month spike since May.",
            "It was the largest 12-month fall since May.",
        ),
        (
            "Gray rang the police at 9 p.m. on Monday.",
            "Gray rang the police three times on Monday.",
        ),
        # One of a list, and what is far too much for an account of the same.
        ("Quell caught passes for 68 yards.", "Quell caught passes for 605 yards in the season."),
        # The date of the page.
        (
            "Updated: 12 June 2013 The trial date is set for Marrend.",
            "Updated: 18 June 2013 The trial date is set for Marrend.",
        ),
        # Possible, or something else that has the verb.
        (
            "The assembly passed the police act in March.",
            "The assembly may vote on a police act that could pass in the senate in March.",
        ),
        (
            "The aide tested positive for the virus last week.",
            "The president and all of his staff will be tested every day.",
        ),
        # Names that may be of one.
        ("The staff of Gordon Advisers met in Orle.", "The staff of Gordon Advisors met in Orle."),
        (
            "The commander, Lt Hale, left the port.",
            "The commander, Lieutenant Hale, left the port.",
        ),
        ("The chief of NYPD press left the port.", "The chief of Police press left the port."),
    ],
)
def test_sentences_that_agree_or_tell_of_different_things_do_not_clash(
    one: str, other: str
) -> None:
    assert kinds(one, other) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("on 9 December", "on 11 December"),
        ("on Monday", "on Tuesday"),
        ("in Marrend", "in Ostrand"),
        ("in Tarn", "in Tarn, not in Marn"),
    ],
)
def test_another_day_name_or_denial_is_another_fact_and_no_difference(one: str, other: str) -> None:
    text = "The strike of the port workers begins {} after talks with the minister broke down."
    told = read(text.format(one)), read(text.format(other))
    assert conflicts(Pair(*told)) == []
    assert Relation(*told, None).edge(1.0) < 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Of two places, or two times.
        ("Three people died in a bus near Lagos.", "Seven people died in a bus near Nairobi."),
        ("Prices rose 4 percent on Monday.", "Prices rose 2 percent on Tuesday."),
        ("The quake of 2003 killed 20 people.", "The quake killed 30 people."),
        ("Fires killed 12 people this year.", "Fires killed 14 people."),
        ("Petrol is up 10 cents in two weeks.", "Petrol is up 4 cents."),
        # Something else is told besides.
        ("A 6.1 quake hurt 12 people at 9 places.", "A 5.2 quake hurt 30 people at 9 places."),
        ("The firm paid 40 crowns for the old mill.", "The mill fetched 60 crowns, the firm said."),
    ],
)
def test_figures_of_two_things_are_not_the_only_thing_that_differs(one: str, other: str) -> None:
    assert not any(conflict.alone for conflict in conflicts(Pair(read(one), read(other))))


@pytest.mark.parametrize(
    ("plan", "deed", "verb"),
    [
        ("The council will vote on the budget.", "The council voted on the budget.", "vote"),
        ("Lowe is due to open the bridge.", "Lowe has opened the bridge on Monday.", "open"),
        # Another agent, another object, no main clause, no plan.
        ("Orle will vote on the budget.", "Tarn voted on the budget.", ""),
        ("The council will vote on the dam.", "The council voted on the budget.", ""),
        ("The council will vote on the budget.", "Lowe said the council voted on the budget.", ""),
        ("If it rains, Lowe will open the dam.", "Lowe opened the dam.", ""),
        ("Economists expect prices in Orle to rise in May.", "Prices in Orle rose in May.", ""),
        ("Norvik plans to close the plant in Orle.", "The closed plant in Orle is Norvik's.", ""),
    ],
)
def test_a_plan_is_carried_out_by_its_agent_on_its_object(plan: str, deed: str, verb: str) -> None:
    assert carried_out(read(plan), read(deed)) == verb


def test_who_says_so_does_not_matter() -> None:
    one = "The blast at the Orle mill hurt 12 people, Mayor Lowe said."
    other = "Fourteen people were hurt in the blast at the Orle mill, according to the Tarn Post."
    (conflict,) = conflicts(Pair(read(one), read(other)))
    assert conflict.alone


def test_a_changed_number_keeps_two_sentences_apart() -> None:
    assert incompatible("The blast killed 12 people.", "The blast killed 14 people.")


def test_a_number_that_only_one_side_has_does_not() -> None:
    assert not incompatible("The blast killed 12 people.", "The blast killed several people.")


def test_numbers_of_different_kinds_do_not() -> None:
    assert not incompatible("A rise of 3 percent in May.", "A rise that took 20 minutes in May.")


def test_two_names_on_each_side_that_the_other_lacks_keep_them_apart() -> None:
    assert incompatible(
        "The talks between Ilse Marrend and Dario Quell broke down.",
        "The talks between Jonas Threlk and Mirela Ostrand broke down.",
    )


def test_a_country_and_its_adjective_are_one_name() -> None:
    assert not incompatible(
        "The presidents of Russia and Iran met.", "The Russian and Iranian presidents met."
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The court convicted Marta Dole of fraud.", "The court acquitted Marta Dole of fraud."),
        ("Shares in Karo rose 4 percent.", "Shares in Karo fell 4 percent."),
        ("Rovers beat United 3-1 in Orle.", "United beat Rovers 3-1 in Orle."),
        ("Russia accused Ostria of shelling.", "Ostria accused Russia of shelling."),
        ("Police arrested a suspect in Orle.", "Police released a suspect in Orle."),
        ("The dam is safe, engineers said.", "The dam is unsafe, engineers said."),
        ("Norvik would close its plants.", "Norvik denied that it would close its plants."),
        ("Ruiz will resign on Monday.", "Ruiz will not resign on Monday."),
    ],
)
def test_what_denies_or_turns_round_is_opposed_both_ways(one: str, other: str) -> None:
    assert opposed(one, other)
    assert opposed(other, one)
    assert not opposed(one, one)


def test_a_plan_and_a_deed_are_not_one_fact() -> None:
    assert incompatible("The court will rule on the law.", "The court upheld the law.")


def test_a_shared_setting_is_not_a_shared_fact() -> None:
    boxes = "Investigators have recovered both black boxes from the Meridian jet in Tarvo."
    deaths = "Three people were killed when the Meridian jet overran the runway in Tarvo."
    assert not same_predicate(boxes, deaths, 0.5)
    assert same_predicate(boxes, boxes, None)


@pytest.mark.parametrize(
    ("killed", "agrees"), [(201, True), (300, True), (301, False), (5000, False)]
)
def test_a_bound_is_no_way_to_tell_of_half_as_many_again(killed: int, agrees: bool) -> None:
    one = f"The quake off Lunmere killed {killed} people."
    assert (kinds(one, "The quake off Lunmere killed over 200 people.") == {}) == agrees
    most = f"The quake off Lunmere killed up to {killed} people."
    assert (kinds(most, "The quake off Lunmere killed 200 people.") == {}) == agrees
