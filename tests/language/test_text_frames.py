"""Frames: whether a sentence says as so what stands in it, by what is around that."""

from __future__ import annotations

import pytest

from summarise.language.frames import frame
from summarise.language.reading import Vocabulary
from summarise.page.verify import problems
from tests.growth import linear

DAM = "The Tarnow dam burst on Monday and flooded four villages"
FRAMES = """
It isn't true that t{}.
There is no indication that t{}.
The broadcaster withdrew its report that t{}.
No one has confirmed that t{}.
A hoax post said t{}.
Posts online falsely say t{}.
In a novel by Ada Kolm, t{}.
In an April Fools' joke, the station said t{}.
In a simulation, t{}.
The mayor dismissed as nonsense a report that t{}.
Investigators found nothing to suggest that t{}.
Suppose t{}.
The paper wrongly reported that t{}.
Claims that t{} are untrue.
A report that t{} has since been retracted.
The claim, spread online, that t{} was debunked on Friday.
That t{} is untrue.
"T{}" is a hoax.
T{}, a claim that is false.
T{}, a report that the council denied.
T{}, an article that has since been withdrawn.
T{}, according to a hoax site.
T{}, according to an unconfirmed rumour.
T{}, a satirical website wrote.
T{}, said a fake statement.
T{}, or so a parody account claimed.
T{}, the paper wrongly reported.
T{}, the magazine reported in error.
T{}, a tweet falsely claimed.
T{} — which is not true.
T{}, but this is not true.
T{}, which never happened.
T{}, which officials say did not happen.
T{} (this is false).
T{}: this claim is untrue.
T{}, in a novel by Ada Kolm.
T{}, if a leaked memo is genuine.
T{}? No, say officials.
"""
PLAIN = """
The museum bought a forged letter, which is not for sale.
The school was cleared after a bomb threat, which turned out to be a hoax.
Snow fell in the valley, which did not happen last year.
Police seized fake passports, the ministry reported.
The novel won the prize, the jury said on Monday.
A man who was wrongly held for a year was freed, the court said.
The court dismissed a challenge in a decision that leaves the law in place.
The council rejected the budget, a decision that was confirmed on Monday.
The report said that the bridge will be closed to lorries.
The guild withdrew from the talks that began in May.
The firm denied wrongdoing and paid 4 million euros.
The claims office that opened in May has 40 staff.
The film was shot in Tarnow, according to its producer.
The bank corrected its figures on Friday, a day after the report was published.
Contrary to what was planned, the ferry will leave at noon.
"The dam is safe," said the engineer, who was not hurt.
The actor, in a film about the flood, plays a mayor who drowned.
"""


def _rows(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("around", _rows(FRAMES))
def test_what_stands_in_a_frame_is_not_said_as_so(around: str) -> None:
    framed = around.replace("t{}", DAM[0].lower() + DAM[1:]).replace("T{}", DAM)
    read = Vocabulary().read
    assert frame(framed) == "unsaid"
    assert problems(read(f"{DAM}."), [read(framed)])
    assert not problems(read(f"{DAM}."), [read(framed), read(f"{DAM}, the council said.")])


@pytest.mark.parametrize("text", _rows(PLAIN))
def test_what_only_looks_like_a_frame_is_none(text: str) -> None:
    assert frame(text) == ""


def test_a_frame_that_is_kept_is_no_fault() -> None:
    read = Vocabulary().read
    told = read("A satirical site wrote that the Tarnow dam burst on Monday.")
    assert not problems(read("A satirical site wrote the Tarnow dam burst on Monday."), [told])


def test_a_denial_that_stands_in_a_frame_is_not_said_as_so() -> None:
    read = Vocabulary().read
    told = read("It is a myth that the Tarnow dam did not burst on Monday.")
    assert problems(read("The Tarnow dam did not burst on Monday."), [told])


def test_a_frame_with_more_marks_than_the_statement_is_no_support() -> None:
    read = Vocabulary().read
    told = read("It is false that the movie star bought the Tarnow dam.")
    assert problems(read("The movie star bought the Tarnow dam."), [told])


@pytest.mark.parametrize(
    "unit", ["a false claim, ", "which is ", "no, ", "in a novel ", '"', "that ", "never ", "? "]
)
def test_a_long_text_costs_no_more_than_its_ends(unit: str) -> None:
    assert linear(frame, unit)


@pytest.mark.parametrize(
    ("text", "framed"),
    [
        ("The bridge was sold to a bank. That is a lie.", "unsaid"),
        ("The bridge was sold to a bank. That's not true, the mayor said on Monday.", "unsaid"),
        ("The mayor took the money. None of it is true.", "unsaid"),
        ("The bridge will fall. That was the warning from Ada Kolm.", ""),
    ],
)
def test_a_sentence_that_the_next_one_takes_back_is_not_said(text: str, framed: str) -> None:
    assert frame(text) == framed
