"""Sentences that can't stand alone, and how they are mended."""

from __future__ import annotations

import pytest

from summarise.language.openings import cut_off, dangling, resolved, subject, without_connective
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
        ("We will win.", "We"),
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
        ("He left.", "Dario Quell said the vote was lost.", "Dario Quell left."),
        ("But she left.", "Ann Lee told reporters in Port Elsa that it was over.", "Ann Lee left."),
        ("He left.", "Dario Quell met Jonas Threlk at noon.", ""),
        ("He left.", "The treaty was signed.", ""),
        ("They left.", "Dario Quell said the vote was lost.", ""),
        ("She left.", "But ann Lee said the vote was lost.", "Ann Lee left."),
        ("He's gone.", "Dario Quell said the vote was lost.", ""),
        ("Helena left.", "Dario Quell said the vote was lost.", ""),
    ],
)
def test_a_pronoun_is_resolved_only_where_one_person_is_named(
    sentence: str, previous: str, expected: str
) -> None:
    assert resolved(sentence, previous) == expected


@pytest.mark.parametrize("unit", ["a.", "(", "Capital ", "A", '"', " ", "but ", "He ", "it is a "])
def test_a_hostile_text_is_settled_in_linear_time(unit: str) -> None:
    assert linear(lambda text: (dangling(text), resolved(text, text), cut_off(text)), unit)
