"""Statements that their evidence supports, in other words: none may be refused."""

from __future__ import annotations

import pytest

from tests.page.test_verify_errors import (
    BANK,
    CASUALTIES,
    COST,
    FERRIES,
    FERRY,
    FRANCE,
    HOUR,
    LAPSE,
    LIMIT,
    MINISTER,
    NEVER,
    PACT,
    PIPE,
    QUAKE,
    QUOTE,
    RISE,
    SIGNED,
    SPOKEN,
    SURVEY,
    TALKS,
    TRIAL,
    VOTE,
)
from tests.readings import problems

FAITHFUL = [
    ("At 5:42 the quake hit, south of the town.",
     "The quake hit at 5:42 p.m. south of the town, the service said."),
    ("Half of the voters back the reform.", "50 percent of the voters back the reform."),
    ("25 percent of the voters back the reform.", "A quarter of the voters back the reform."),
    ("The strike in Orle began in two thousand and twenty.",
     "In May 2020 the strike in Orle began."),
    ("Iran and Russia signed a twenty-year strategic partnership in Moscow on 17 January.", PACT),
    ("The Iranian president and the Russian leader signed a 20-year strategic "
     "partnership on Friday, Jan. 17.", PACT),
    ("On January 17th, in Moscow, the leaders of Russia and Iran signed a strategic partnership "
     "lasting 20 years.", PACT),
    ("A 20-year strategic partnership was signed in Moscow on Friday by Russia's leader and Iran's "
     "president.", PACT),
    ("In Moscow, Russia and Iran signed a strategic partnership of twenty years.", PACT),
    ("Putin announced plans to build a pipeline to Iran carrying up to 55 bcm a year.", PIPE),
    ("Vladimir Putin said on Friday that Russia plans a gas pipeline to Iran, eventually "
     "transporting up to 55 billion cubic meters annually.", PIPE),
    ("Russia plans to build a gas pipeline to Iran that would eventually transport as much as 55 "
     "billion cubic metres a year, President Vladimir Putin announced on Friday.", PIPE),
    ("Twelve people were injured and about 200 buildings damaged when a magnitude 6.1 earthquake "
     "struck off Drovenia's southern coast on Wednesday.", QUAKE),
    ("A 6.1-magnitude earthquake off the southern coast of Drovenia injured 12 people and damaged "
     "about 200 buildings.", QUAKE),
    ("An earthquake of magnitude 6.1 struck off southern Drovenia on Wednesday, injuring a "
     "dozen people, according to the civil protection service.", QUAKE),
    ("A magnitude 6.1 earthquake struck off Drovenia early on Wednesday.", QUAKE),
    ("An earthquake injured 12 people in Drovenia, the civil protection service said.", QUAKE),
    ("The quake hit at 5.42 am, 30 km south of the town at a depth of 11 km.", HOUR),
    ("At 5:42 a.m. the quake hit 30 kilometers south of the town, 11 kilometers deep.", HOUR),
    ("It was at 5:42 that the quake hit, 30 kilometres south of the town.", HOUR),
    ("The central bank of Drovenia cut its key rate by 0.5 percentage points to 4.25 per cent.",
     BANK),
    ("Drovenia's central bank cut its key interest rate to 4.25%, the 3rd cut this year.", BANK),
    ("Governor Mirela Ostrand said Drovenia's central bank had cut its key interest rate by half a "
     "percentage point to 4.25%.", BANK),
    ("Velmara will pay 60% of the project's cost of 840 million crowns.", COST),
    ("The project will cost 840m crowns; Velmara will pay 60 per cent.", COST),
    ("The treaty between Russia and Iran does not have a mutual defence clause, Araghchi said.",
     NEVER),
    ("Araghchi said Russia and Iran have no mutual defence clause in their treaty.", NEVER),
    ("No trials in the open sea have been approved.", TRIAL),
    ("Open-sea trials have not yet been approved.", TRIAL),
    ("After talks in the Kremlin the two leaders are to sign the agreement.", TALKS),
    ("The agreement is to be signed by the two leaders after talks in the Kremlin.", TALKS),
    ("The agreement was signed by both leaders after Kremlin talks.", SIGNED),
    ("Following talks in the Kremlin, the leaders signed the agreement.", SIGNED),
    ("Over 1,300 boats have been idle since 17 January because of the storm.", LIMIT),
    ("Because of the storm, more than 1300 boats have been idle since January 17.", LIMIT),
    ("Twelve soldiers were killed and thirty injured when the base was bombed, the army said.",
     CASUALTIES),
    ("The army said the bombing at the base killed 12 soldiers and wounded 30.", CASUALTIES),
    ("The treaty opened “a new chapter” in relations with Moscow, Pezeshkian said.", QUOTE),
    ("Pezeshkian said the treaty had opened a new chapter in relations with Moscow.", QUOTE),
    ("According to Pezeshkian, the treaty opens a new chapter in Iran's relations with Moscow.",
     SPOKEN + " Iran agreed."),
    ("Israel was attacked by Iran with drones.", "Iran attacked Israel with drones."),
    ("Iran attacked Israel with drones.", "Israel was attacked by Iran with drones."),
    ("Pezeshkian met Putin in Moscow.", "Putin met Pezeshkian in Moscow."),
    ("Strandline was bought by Brennick in 2019.", "Brennick bought Strandline in 2019."),
    ("Prices increased 2.3 percent in October from a year earlier.", RISE),
    ("Spain lost the final to France on Sunday.", "France won the final against Spain on Sunday."),
    ("Brannock said his party would oppose the pact unless fares are capped.",
     "Brannock said his party would vote against the pact if fares were not capped."),
    ("The agreement leaves open who pays if an anchor damages the cable.",
     "The agreement does not say who pays for repairs if an anchor damages the cable."),
    ("The revived ferry service will use two hybrid vessels.",
     "The ferry service that the states agreed to revive will be run with two hybrid vessels."),
    ("With 350 MW, the 112 km cable can supply about 210,000 homes.",
     "The 112-kilometre cable will carry 350 megawatts, enough for about 210,000 homes."),
    ("The Coastal Alliance has 22 seats and is one seat short of a majority.",
     "Mr Quell's Coastal Alliance holds 22 seats, one short of a majority."),
    ("The ferries should enter service in June 2028, according to the ministry.", FERRY),
    ("The ministry said it expects the ferries to enter service in June 2028.", FERRY),
    ("Between Port Elsa and Tarn Haven, 2 ferries will make 6 crossings a day.", FERRIES),
    ("Two ferries will cross between Port Elsa and Tarn Haven six times daily, making six "
     "crossings a day.", FERRIES),
    ("On Wednesday the council dropped its plan to close the library, voting 6-3.", VOTE),
    ("The council voted by six to three to drop its plan to close the library.", VOTE),
    ("Jonas Threlk, the transport minister, denied having taken part in the award.", MINISTER),
    ("Sorrin's assembly must ratify the agreement by January 31, or it will lapse.", LAPSE),
    ("The talks in Geneva ended without agreement, France 24 reported.", FRANCE),
    ("Two thirds of voters support the reform, according to a survey of 1200 people.", SURVEY),
    ("In October prices were 2.3% higher than a year earlier, the lowest figure since 2021.", RISE),
    ("Prices rose by 2.3 per cent in the year to October, the lowest figure since 2021.", RISE),
    ("The storm broke out before the dam burst.", "The dam burst after the storm broke out."),
    ("Israel was sent a large number of drones by Iran.",
     "Iran sent a large number of drones to Israel."),
    ("Furthermore, the ministry expects the ferries to enter service in June 2028.", FERRY),
    ("Half of the drivers use artificial intelligence (AI).",
     "Half of the drivers use artificial intelligence."),
    ("Brennick bought the ferries.", "Strandline sold the ferries to Brennick."),
    ("The small crowd met in the square.",
     "The small crowd met in the square, which is large enough for more."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source"), FAITHFUL)
def test_a_faithful_paraphrase_passes(text: str, source: str) -> None:
    assert problems(text, [source], ["France 24"]) == []


SEVERAL = [
    (
        "The EU and the United States agreed to lift tariffs on steel worth $3bn on 2 May.",
        [
            "The European Union and the U.S. agreed to lift tariffs on steel.",
            "The tariffs on steel, worth 3 billion dollars, will be lifted on May 2.",
        ],
    ),
    (
        "Marrend and Quell signed the 15-year pact in Port Elsa, ending seven years without a "
        "ferry.",
        [
            "Prime Minister Ilse Marrend and President Dario Quell signed the pact in Port Elsa.",
            "The 15-year pact ends seven years without a ferry.",
        ],
    ),
    (
        "The quake, of magnitude 6.1, hit at 5:42 a.m. and injured 12 people in Drovenia.",
        [QUAKE, HOUR],
    ),
    (
        "The plan was rejected by parliament, which had been expected to approve it.",
        [
            "Parliament rejected the plan on Monday.",
            "Parliament had been expected to approve the plan.",
        ],
    ),
    # What one of them has the other way round, another one has as the statement has it.
    (
        "In court, Marsh accused Vance of fraud.",
        ["Marsh accused Vance of fraud in court.", "Vance accused Marsh of fraud in court."],
    ),
    (
        "In Orle the strike began after the vote on the budget.",
        [
            "The strike in Orle began after the vote on the budget.",
            "The strike in Orle began before the vote on the budget, unions said.",
        ],
    ),
]


@pytest.mark.parametrize(("text", "sources"), SEVERAL)
def test_a_statement_may_rest_on_several_sentences(text: str, sources: list[str]) -> None:
    assert problems(text, sources) == []
