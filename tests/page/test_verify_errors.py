"""Statements that their evidence does not support, by the kind of error."""

from __future__ import annotations

import pytest

from tests.readings import problems

PACT = (
    "Iran's president and Russia's leader signed a 20-year strategic partnership in Moscow on "
    "Friday, Jan. 17."
)
PIPE = (
    "Russian President Vladimir Putin announced plans on Friday to build a gas pipeline to Iran "
    "aimed at eventually transporting up to 55 billion cubic metres a year."
)
QUAKE = (
    "A magnitude 6.1 earthquake struck off the southern coast of Drovenia early on Wednesday, "
    "injuring 12 people and damaging about 200 buildings, the civil protection service said."
)
HOUR = "The quake hit at 5:42 a.m. at a depth of 11 kilometres, 30 kilometres south of the town."
BANK = (
    "Drovenia's central bank cut its key interest rate by half a percentage point to 4.25 percent, "
    "its third cut this year, Governor Mirela Ostrand said."
)
COST = "The project will cost 840 million crowns, of which Velmara will pay 60 percent."
NEVER = "Russia and Iran do not have a mutual defence clause in their treaty, Araghchi said."
TRIAL = "Trials in the open sea have not been approved."
TALKS = "The two leaders will sign the agreement after talks in the Kremlin."
SIGNED = "The two leaders signed the agreement after talks in the Kremlin."
LIMIT = "More than 1,300 boats have been idle since Jan. 17 because of the storm."
CASUALTIES = "The bombing killed 12 soldiers and injured 30 soldiers at the base, the army said."
QUOTE = 'Pezeshkian said the treaty opened "a new chapter" in relations with Moscow.'
SPOKEN = "Pezeshkian said that the treaty opened a new chapter in relations with Moscow."
FERRY = "The ferries are expected to enter service in June 2028, the ministry said."
FERRIES = "Two ferries will make six crossings a day between Port Elsa and Tarn Haven."
VOTE = "The council voted 6-3 on Wednesday to drop its plan to close the library."
MINISTER = "Transport minister Jonas Threlk denied that he had taken part in the award."
LAPSE = "The agreement must be ratified by Sorrin's assembly by Jan. 31, or it lapses."
FRANCE = "France 24 reported that the talks in Geneva ended without an agreement."
SURVEY = "Two-thirds of voters back the reform, a survey of 1,200 people found."
RISE = "Prices rose 2.3 percent in October from a year earlier, the lowest figure since 2021."

ERRORS = {
    "a number changed": [
        (PACT.replace("20-year", "25-year"), PACT),
        ("Iran and Russia signed a thirty-year strategic partnership in Moscow on Friday.", PACT),
        (PIPE.replace("55 billion", "55 million"), PIPE),
        (QUAKE.replace("6.1", "7.1"), QUAKE),
        (QUAKE.replace("12 people", "120 people"), QUAKE),
        ("The quake struck at a depth of 12 kilometres, 30 kilometres south of town.", HOUR),
        (COST.replace("840", "480"), COST),
        (SURVEY.replace("Two-thirds", "Three-quarters"), SURVEY),
        (SURVEY.replace("Two-thirds", "Half"), SURVEY),
        (VOTE.replace("6-3", "7-2"), VOTE),
        (FERRIES.replace("Two ferries", "Three ferries"), FERRIES),
        (FERRIES.replace("Two ferries", "One ferry").replace("ferry", "ferries"), FERRIES),
        (RISE.replace("2.3", "3.2"), RISE),
        (QUAKE.replace("about 200", "hundreds of"), QUAKE),
        (BANK.replace("third", "fourth"), BANK),
    ],
    "a unit or a currency changed": [
        (HOUR.replace("11 kilometres", "11 miles"), HOUR),
        (COST.replace("crowns", "euros"), COST),
        (COST.replace("840 million crowns", "$840 million"), COST),
        (PIPE.replace("billion cubic metres", "billion barrels"), PIPE),
        (BANK.replace("half a percentage point", "0.5 percent"), BANK),
        (PACT.replace("20-year", "20-month"), PACT),
    ],
    "a number that counts something else": [
        (
            "A magnitude 6.1 earthquake struck off Drovenia on Wednesday, injuring 200 people.",
            QUAKE,
        ),
        (CASUALTIES.replace("12", "#").replace("30", "12").replace("#", "30"), CASUALTIES),
        (
            "Velmara will pay 40 percent and Sorrin 60 percent.",
            "Velmara will pay 60 percent and Sorrin 40 percent.",
        ),
        ("On Friday 17 people signed a 20-year strategic partnership in Moscow.", PACT),
        (
            "Norvik will hire 200 people.",
            "Norvik, whose 50 people build 200 cars a year, will hire.",
        ),
    ],
    "a date or a time changed": [
        (PACT.replace("Jan. 17", "Jan. 18"), PACT),
        (PACT.replace("Jan. 17", "Feb. 17"), PACT),
        (PACT.replace("Jan. 17", "Jan. 17, 2024"), PACT),
        (FERRY.replace("2028", "2029"), FERRY),
        (FERRY.replace("June", "July"), FERRY),
        (HOUR.replace("5:42", "5:24"), HOUR),
        (HOUR.replace("a.m.", "p.m."), HOUR),
        (RISE.replace("2021", "2012"), RISE),
        (RISE.replace("October", "November"), RISE),
    ],
    "a weekday changed or invented": [
        (PACT.replace("Friday, Jan. 17", "Thursday"), PACT),
        (QUAKE.replace("Wednesday", "Tuesday"), QUAKE),
        (FERRY.replace("said.", "said on Monday."), FERRY),
    ],
    "a name swapped or invented": [
        (PIPE.replace("Vladimir Putin", "Dmitry Medvedev"), PIPE),
        (PACT.replace("Moscow", "Tehran"), PACT),
        (BANK.replace("Ostrand", "Osterman"), BANK),
        (MINISTER.replace("Jonas", "Johan"), MINISTER),
        (MINISTER.replace("Threlk", "Threlkson"), MINISTER),
        ("Iran's president and Russia's leader signed a 20-year pact in the Kremlin.", PACT),
        ("China, Iran and Russia signed a 20-year strategic partnership in Moscow.", PACT),
        (PIPE.replace("Russian", "Austrian"), PIPE),
        (FERRIES.replace("Port Elsa", "Port Sudan"), FERRIES),
    ],
    "a quotation invented": [
        (QUOTE.replace("a new chapter", "a historic turning point"), QUOTE),
        ('"We open a new chapter," Pezeshkian said of the treaty with Moscow.', QUOTE),
        ('Pezeshkian said: "The treaty opened a new chapter in relations with Moscow."', SPOKEN),
        ("Pezeshkian said the treaty opened “a golden age” in relations with Moscow.", QUOTE),
    ],
    "a negation lost": [
        (TRIAL.replace("not ", ""), TRIAL),
        (NEVER.replace("do not have", "have"), NEVER),
        (FRANCE.replace("without", "with"), FRANCE),
        (MINISTER.replace("denied that he had", "had"), MINISTER),
    ],
    "a negation added": [
        (SIGNED.replace("signed", "did not sign"), SIGNED),
        (SIGNED.replace("signed", "refused to sign"), SIGNED),
        (PACT.replace("signed", "never signed"), PACT),
        (QUAKE.replace("damaging", "not damaging"), QUAKE),
        (VOTE.replace("to drop", "not to drop"), VOTE),
    ],
    "a plan told as done": [
        (SIGNED, TALKS),
        ("The two leaders have signed the agreement after talks in the Kremlin.", TALKS),
        ("Vladimir Putin has built a gas pipeline to Iran.", PIPE),
        ("The ferries entered service in June 2028, the ministry said.", FERRY),
        ("The ferries, the ministry said, entered service in June 2028.", FERRY),
    ],
    "a deed told as a plan": [
        (TALKS, SIGNED),
        (SIGNED.replace("signed", "plan to sign"), SIGNED),
        (SIGNED.replace("signed", "are expected to sign"), SIGNED),
        (QUAKE.replace("struck", "may strike"), QUAKE),
    ],
    "a bound changed": [
        (PIPE.replace("up to 55", "more than 55"), PIPE),
        (PIPE.replace("up to 55", "55"), PIPE),
        (LIMIT.replace("More than", "Fewer than"), LIMIT),
        (LIMIT.replace("since", "until"), LIMIT),
        (LIMIT.replace("since", "on"), LIMIT),
        (QUAKE.replace("12 people", "at least 12 people"), QUAKE),
        (QUAKE.replace("12 people", "12 or more people"), QUAKE),
        (LAPSE.replace("by Jan. 31", "after Jan. 31"), LAPSE),
    ],
    "a clause added": [
        (
            PACT[:-1] + ", and they also agreed to share nuclear submarine technology secretly.",
            PACT,
        ),
        (
            QUAKE[:-1] + ", while looters ransacked abandoned shops along the harbour.",
            QUAKE,
        ),
        (TRIAL[:-1] + " because regulators fear toxic residues in shellfish.", TRIAL),
        (SIGNED[:-1] + ", which angered opposition lawmakers and human rights groups.", SIGNED),
    ],
    "another subject altogether": [
        ("The library will be run by volunteers on two of its opening days.", PACT),
        ("Shares in the shipbuilder fell sharply in early trading.", COST),
        ("The weather stayed mild and dry.", QUAKE),
    ],
    "an outlet's name in the place of a fact": [
        (FRANCE.replace("France 24 reported that the", "After 24 hours the"), FRANCE),
        ("The talks in Geneva between France and Iran ended without an agreement.", FRANCE),
    ],
    "who did what changed": [
        ("Iran attacked Israel with drones.", "Israel attacked Iran with drones."),
        ("Israel was attacked by Iran.", "Israel attacked Iran."),
        (
            "Brennick bought Strandline in 2019 for 12 million crowns.",
            "Strandline bought Brennick in 2019 for 12 million crowns.",
        ),
        (
            "Velmara's Ilse Marrend defeated Dario Quell in the vote.",
            "Dario Quell defeated Velmara's Ilse Marrend in the vote.",
        ),
    ],
    "who did what changed, with the names far from the verb": [
        (
            "Iran sent a large number of drones and missiles to Israel.",
            "Israel sent a large number of drones and missiles to Iran.",
        ),
        (
            "Ostrand said that Threlk would resign after the vote.",
            "Threlk said that Ostrand would resign after the vote.",
        ),
    ],
    "cause or order turned round": [
        (
            "The storm broke out because the dam burst in the night.",
            "The dam burst in the night because the storm broke out.",
        ),
        ("The dam burst after the storm broke out.", "The dam burst before the storm broke out."),
    ],
    "the opposite told": [
        ("The party lost the vote in Port Elsa.", "The party won the vote in Port Elsa."),
        ("Brennick sold the ferries in 2019.", "Brennick bought the ferries in 2019."),
        ("The fast ferries are expensive to run.", "The slow ferries are expensive to run."),
        ("A large crowd met in the square.", "A small crowd met in the square."),
        (RISE.replace("rose", "fell"), RISE),
        ("The council accepted the plan on Monday.", "The council rejected the plan on Monday."),
        (QUAKE.replace("southern", "northern"), QUAKE),
    ],
    "another share told": [
        (
            "All of the injured were hurt by falling tiles.",
            "Most of the injured were hurt by tiles.",
        )
    ],
    "the vote turned round": [
        ("The council voted for the pact.", "The council voted against the pact."),
        ("The council voted against the pact.", "The council voted for the pact."),
        ("Quell will sign if fares are capped.", "Quell will sign unless fares are capped."),
    ],
    "next to nothing told": [("The service said.", QUAKE), ("There was an earthquake.", QUAKE)],
}
CASES = [(kind, text, source) for kind, pairs in ERRORS.items() for text, source in pairs]


@pytest.mark.parametrize(("kind", "text", "source"), CASES)
def test_an_error_is_found(kind: str, text: str, source: str) -> None:
    assert problems(text, [source], ["France 24"])


BEYOND = [
    (
        "Sailing time will be cut to four hours, compared with two and a half on the old vessel.",
        "Sailing time will be cut to two and a half hours, compared with four on the old vessel.",
        "both numbers stay, and the words that tell them apart are no neighbours of theirs",
    ),
    (
        "Each vessel will take 420 passengers and 90 trucks, the notice says.",
        "Each vessel will take 420 passengers and 90 cars, the notice says.",
        "one common noun for another may be a synonym (homes, households)",
    ),
    (
        "The agreement says who pays for repairs if an anchor damages the cable.",
        "The agreement does not say who pays for repairs if an anchor damages the cable.",
        "the verb denied is one of saying, which carries no content in the checks",
    ),
]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        pytest.param(text, source, marks=pytest.mark.xfail(strict=True, reason=reason))
        for text, source, reason in BEYOND
    ],
)
def test_an_error_that_the_words_alone_do_not_show_is_found(text: str, source: str) -> None:
    assert problems(text, [source])
