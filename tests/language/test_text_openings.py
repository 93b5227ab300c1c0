"""Sentences that can't stand alone, and how they are mended."""

from __future__ import annotations

import pytest

from summarise.language.openings import (
    additions,
    bare_thing,
    cut_off,
    dangling,
    half_quoted,
    pointing,
    resolved,
    subject,
    verbless,
    without_connective,
)
from tests.growth import linear


@pytest.mark.parametrize(
    ("sentence", "opening"),
    [
        ("He also said the vote was lost.", "He"),
        ("But they left.", "They"),
        ("However, it was late.", "It"),
        ("It was the third cut this year.", "It"),
        ("It was signed to mark the day.", "It"),
        ("That is why they left.", "That"),
        ("This was denied.", "This"),
        ("These talks failed.", "These"),
        ("Their treaty expires.", "Their"),
        ("His party won.", "His"),
        ("Both countries agreed.", "Both"),
        ("The two leaders met.", "The two"),
        ("The latter refused.", "The latter"),
        ("Others stayed at home.", "Others"),
        ("Such attacks are rare.", "Such"),
        ("When the rain stopped, they left.", "they"),
        ('"He is gone," said Ann Lee.', "He"),
        ('"We will win," he said.', "he"),
        ("In a statement, it said no.", "it"),
        ("Its 14 tenants have until May to leave.", "Its"),
        ("Er forderte eine Untersuchung.", "Er"),
        ("Ihre Anwälte lehnten ab.", "Ihre"),
        ("Elle a quitté la ville.", "Elle"),
        ("Su abogado no respondió.", "Su"),
        ("Dijo que el puente está cerrado.", "Dijo que"),
    ],
)
def test_an_opening_that_points_outside_is_named(sentence: str, opening: str) -> None:
    assert dangling(sentence) == opening


@pytest.mark.parametrize(
    "sentence",
    [
        "Putin signed the pact.",
        "It is clear that the pact will hold.",
        "It was announced on Friday that the talks had failed.",
        "It remains unclear who fired.",
        "It took rescuers six hours to reach the village.",
        "This year the harvest failed.",
        "Those who stayed were fined.",
        "Those injured were taken to hospital.",
        "Both Iran and Russia agreed.",
        "The agreement was signed.",
        '"We will win," said Ann Lee.',
        '"I am glad," Marrend told reporters.',
        "After the talks in Moscow, he left.",
        "Orbex will cut 400 jobs, it said on Monday.",
        "The ministry weighs a ban on phones, it said on Monday.",
        "When the minister resigned, he left town.",
        "We found that a full disk had stopped the queue.",
        "Il y a eu trois blessés.",
        "Su Bingtian won the race.",
        "Esta semana llovió.",
        "When the rain stopped, it was clear that the roof had gone.",
        "Italy signed.",
        "There was no comment.",
    ],
)
def test_an_opening_that_stands_alone_is_left_alone(sentence: str) -> None:
    assert dangling(sentence) == ""


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("But the plan failed.", "The plan failed."),
        ("However, the plan failed.", "The plan failed."),
        ("And yet the plan failed.", "The plan failed."),
        ("In addition, the plan failed.", "The plan failed."),
        ("Butter is dear.", "Butter is dear."),
        ("Sofia fell.", "Sofia fell."),
        ("The bank also raised its forecast.", "The bank raised its forecast."),
        ("The port will also close on Sunday.", "The port will close on Sunday."),
        ("Not only Vell but also Orle voted.", "Not only Vell but also Orle voted."),
        ("Why it matters: Rents rose.", "Rents rose."),
        ("Pontoon: delivery is late.", "Pontoon: delivery is late."),
        ("The plan failed.", "The plan failed."),
        ("But", "But"),
        ("", ""),
    ],
)
def test_a_connective_at_the_start_is_taken_off(sentence: str, expected: str) -> None:
    assert without_connective(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The pact will...", True),
        ("The pact will…", True),
        ("He said the pact,", True),
        ('"The pact will..."', True),
        ("Three things:", True),
        ("The pact —", True),
        ("The pact holds.", False),
        ('"The pact holds."', False),
        ("Does it hold?", False),
        ("", False),
    ],
)
def test_a_sentence_that_breaks_off_is_recognised(sentence: str, expected: bool) -> None:
    assert cut_off(sentence) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ('We won," he said.', True),
        ("And we will win.”", True),
        ('"We won," he said.', False),
        ("„Wir gehen“, sagte er.", False),
        ("He is 5'10\" tall.", False),
        ("He won.", False),
    ],
)
def test_a_piece_of_a_quotation_is_recognised(sentence: str, expected: bool) -> None:
    assert half_quoted(sentence) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Russian President Vladimir Putin announced plans.", "Vladimir Putin"),
        ("Dario Quell said he would go.", "Dario Quell"),
        ("Defence minister Ann van Lee met reporters.", "Ann van Lee"),
        ("But Petra Lindqvane called it a mistake.", "Petra Lindqvane"),
        ("The treaty was signed.", ""),
        ("Moscow said no.", ""),
    ],
)
def test_the_person_a_sentence_opens_with_is_its_subject(sentence: str, expected: str) -> None:
    assert subject(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "previous", "expected"),
    [
        ("He left.", "Dario Quell said no.", "He [Dario Quell] left."),
        ("But she left.", "Ann Lee told us in Port Elsa that it was over.", "She [Ann Lee] left."),
        ("His party won.", "Dario Quell said no.", "His [Dario Quell’s] party won."),
        ('"We won," he said.', "Dario Quell said no.", '"We won," he [Dario Quell] said.'),
        ("The Sorrian said no.", "Dario Quell was asked.", "The Sorrian [Dario Quell] said no."),
        ("It cost a million.", "The dam at Orle opened.", ""),
        ("Its wall is high.", "Orle's new dam was opened.", "Its [Orle's new dam’s] wall is high."),
        ("They went home.", "Tram drivers walked out.", ""),
        ("He left.", "Dario Quell met Jonas Threlk at noon.", ""),
        ("He left.", "The treaty was signed.", ""),
        ("They left.", "Dario Quell said the vote was lost.", ""),
        ("They left.", "The dam at Orle was opened.", ""),
        ("It left.", "Tram drivers in Vell were angry.", ""),
        ("It comes as rents rise.", "The dam at Orle opened.", ""),
        ("She left.", "But ann Lee said the vote was lost.", "She [Ann Lee] left."),
        ("He’s gone.", "Dario Quell said the vote was lost.", ""),
        ("Helena left.", "Dario Quell said the vote was lost.", ""),
    ],
)
def test_what_an_opening_stands_for_is_told_only_where_there_is_no_choice(
    sentence: str, previous: str, expected: str
) -> None:
    mended = resolved(sentence, [previous])
    assert (mended.text if mended else "") == expected


def test_a_person_is_looked_for_as_far_back_as_the_text_goes_on_about_him() -> None:
    before = ["He had been asked twice.", "Dario Quell said the vote was lost."]
    assert resolved("He left.", before) == ("He [Dario Quell] left.", 1)
    assert resolved("He left.", ["Rain fell.", *before]) is None


def test_what_was_put_in_brackets_can_be_told_from_the_quotation() -> None:
    assert additions("His [Dario Quell’s] party won.") == ("His party won.", ["Dario Quell"])


@pytest.mark.parametrize(
    "sentence",
    [
        "Afterwards he said: the race was hard.",
        "To that end they founded a charity.",
        "According to the ministry, that is what 210,000 homes use.",
        "When it got there, the man was dead.",
        "The other three men were rescued.",
        "Velmara is picking up three fifths of it.",
        "By the time it arrived, the man was dead.",
        '" " He has style.',
    ],
)
def test_openings_that_point_back_are_found(sentence: str) -> None:
    assert dangling(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "When the minister resigned, he left a note.",
        "In response to the strike, ministers met.",
        "The other day a dam broke at Orle.",
        "Velmara built the dam and paid for it.",
    ],
)
def test_openings_that_are_resolved_in_the_sentence_are_none(sentence: str) -> None:
    assert not dangling(sentence)


@pytest.mark.parametrize("unit", ["a.", "(", "Capital ", "A", '"', " ", "but ", "He ", "it is a "])
def test_a_hostile_text_is_settled_in_linear_time(unit: str) -> None:
    assert linear(lambda text: (dangling(text), resolved(text, [text]), cut_off(text)), unit)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Local observers There was no lack of voters.", "There was no lack of voters."),
        ("8: 44AM BST 16 Sep 2013 Two men have died.", "Two men have died."),
        ("The Times says there is no end.", "The Times says there is no end."),
        ("At noon The Harbour Line closed.", "At noon The Harbour Line closed."),
    ],
)
def test_a_heading_and_a_stamp_before_a_sentence_are_none_of_it(
    sentence: str, expected: str
) -> None:
    assert without_connective(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Tenders from ship owners: by 3 May 2027", True),
        ("The fare: three crowns, the mayor said", False),
        ("Tenders from ship owners: by 3 May 2027.", False),
        ("He said: by 3 May", False),
    ],
)
def test_a_label_and_what_it_stands_for_is_no_sentence(sentence: str, expected: bool) -> None:
    assert verbless(sentence) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ('It was a great day, " Ada Holm, who led, told them.', True),
        ('" So, the mayor said, "We are glad.', True),
        ('" It was a great day, " Ada Holm said.', False),
        ('She said, " It was a great day. "', False),
    ],
)
def test_half_a_quotation_is_known_where_marks_stand_apart(sentence: str, expected: bool) -> None:
    assert half_quoted(sentence) is expected


@pytest.mark.parametrize(
    ("sentence", "thing", "points"),
    [
        ("The trip will take an hour.", "trip", False),
        ("The government will fall.", "", False),
        ("The popular show host fronted it.", "", True),
        ("Rescuers could not reach him or his dog.", "", True),
        ("Ada Holm could not reach his dog.", "", False),
        ("He made that year's winners dance.", "", True),
    ],
)
def test_what_points_at_something_untold_is_known(sentence: str, thing: str, points: bool) -> None:
    assert (bare_thing(sentence), pointing(sentence)) == (thing, points)
