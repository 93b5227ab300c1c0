"""Where sentences end: a table of hard cases, and what holds for any text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.language.sentences import sentences, split
from summarise.types import Document
from tests.growth import linear
from tests.readings import VOCABULARY

CASES: list[tuple[str, list[str]]] = [
    # abbreviations inside a sentence and at its end
    ("The U.S. Senate met. It voted.", ["The U.S. Senate met.", "It voted."]),
    ("He left the U.S. The talks go on.", ["He left the U.S.", "The talks go on."]),
    ("She flew to the U.S.", ["She flew to the U.S."]),
    ("Troops left the U.K. in May. Few noticed.", ["Troops left the U.K. in May.", "Few noticed."]),
    ("They met on Jan. 17 in Moscow. It rained.", ["They met on Jan. 17 in Moscow.", "It rained."]),
    ("The deadline is Jan. 31. Voting starts soon.",
     ["The deadline is Jan. 31.", "Voting starts soon."]),
    ("No. 10 declined to comment. So did No. 11.",
     ["No. 10 declined to comment.", "So did No. 11."]),
    ("He said no. 12 others agreed.", ["He said no.", "12 others agreed."]),
    ("It hit at 5:42 a.m. on Friday.", ["It hit at 5:42 a.m. on Friday."]),
    ("It hit at 5 a.m. Friday. Nobody died.", ["It hit at 5 a.m. Friday.", "Nobody died."]),
    ("It hit at 5 a.m. Residents fled.", ["It hit at 5 a.m.", "Residents fled."]),
    ("Doors open at 8 p.m. Moscow time. Bring a coat.",
     ["Doors open at 8 p.m. Moscow time.", "Bring a coat."]),
    ("Doors open at 8 p.m. EST on Monday.", ["Doors open at 8 p.m. EST on Monday."]),
    ("Acme Inc. Chairman Ann Lee quit. Shares fell.",
     ["Acme Inc. Chairman Ann Lee quit.", "Shares fell."]),
    ("He sold Acme Ltd. The price was low.", ["He sold Acme Ltd.", "The price was low."]),
    ("Smith & Co. and Jones Bros. merged. It was quick.",
     ["Smith & Co. and Jones Bros. merged.", "It was quick."]),
    ("J. K. Rowling wrote it. A. A. Milne did not.",
     ["J. K. Rowling wrote it.", "A. A. Milne did not."]),
    ("George W. Bush spoke. J.K. Rowling listened.",
     ["George W. Bush spoke.", "J.K. Rowling listened."]),
    ("That was Plan B. The council rejected it.",
     ["That was Plan B.", "The council rejected it."]),
    ("Mr. Threlk met Mrs. Abelmar. Dr. Who came.",
     ["Mr. Threlk met Mrs. Abelmar.", "Dr. Who came."]),
    ("Lt. Gov. Dan Patrick and Gen. Mark Milley spoke. All left.",
     ["Lt. Gov. Dan Patrick and Gen. Mark Milley spoke.", "All left."]),
    ("St. Petersburg is cold. Mt. Etna is not.", ["St. Petersburg is cold.", "Mt. Etna is not."]),
    ("She lives on Wall St. The rent is high.", ["She lives on Wall St.", "The rent is high."]),
    ("The wall is 12 ft. The gate is lower.", ["The wall is 12 ft.", "The gate is lower."]),
    ("They are works of art. The show is free.",
     ["They are works of art.", "The show is free."]),
    ("The gala drew 40. 3 million people. It rained.",
     ["The gala drew 40. 3 million people.", "It rained."]),
    ("The pier opened in 2013. 3 million people came.",
     ["The pier opened in 2013.", "3 million people came."]),
    ("See art. 5, sec. 3 and p. 12. Then sign.", ["See art. 5, sec. 3 and p. 12.", "Then sign."]),
    ("Sens. Ann Lee and Bo Ek met Reps. Ames. It rained.",
     ["Sens. Ann Lee and Bo Ek met Reps. Ames.", "It rained."]),
    ("1. The minutes were approved. 2. The pontoon was ordered.",
     ["The minutes were approved.", "The pontoon was ordered."]),
    ("The firm failed\nto meet a target of $2\nbillion that the Bank of\nVell set. It fell.",
     ["The firm failed\nto meet a target of $2\nbillion that the Bank of\nVell set.", "It fell."]),
    ("It was Lyon vs. Paris. Paris won.", ["It was Lyon vs. Paris.", "Paris won."]),
    ("In Roe v. Wade it held so. It no longer does.",
     ["In Roe v. Wade it held so.", "It no longer does."]),
    ("It was built by George V. The king lived there.",
     ["It was built by George V.", "The king lived there."]),
    ("Smith et al. Nature, 2020. Good work.", ["Smith et al. Nature, 2020.", "Good work."]),
    ("She has a Ph.D. The board has none.", ["She has a Ph.D.", "The board has none."]),
    ("Nuts, bolts, etc. were sold. Nails too.", ["Nuts, bolts, etc. were sold.", "Nails too."]),
    ("He died Dec. 3, 1999. She lives.", ["He died Dec. 3, 1999.", "She lives."]),
    ("Approx. 5 people came. Est. 1900.", ["Approx. 5 people came.", "Est. 1900."]),
    # numbers, versions, addresses
    ("Rates fell 3.5 percent. Good.", ["Rates fell 3.5 percent.", "Good."]),
    ("Version 2.0 is out. Version 3.1.4 is not.",
     ["Version 2.0 is out.", "Version 3.1.4 is not."]),
    ("It sold 1.5 million in 2024. 300 were returned.",
     ["It sold 1.5 million in 2024.", "300 were returned."]),
    ("Go to www.example.com. Next, sign in.", ["Go to www.example.com.", "Next, sign in."]),
    ("See https://example.com/a.b?c=d. Then write.",
     ["See https://example.com/a.b?c=d.", "Then write."]),
    ("Write to ann.lee@example.org. She answers.",
     ["Write to ann.lee@example.org.", "She answers."]),
    # marks
    ("Who won?! Nobody knows.", ["Who won?!", "Nobody knows."]),
    ("Really? Yes! Good.", ["Really?", "Yes!", "Good."]),
    ("He paused... Then he left.", ["He paused...", "Then he left."]),
    ("He paused... and left.", ["He paused... and left."]),
    ("He waited . . . Then he left.", ["He waited . . .", "Then he left."]),
    ("Well… That is all.", ["Well…", "That is all."]),
    ("Talks failed; both sides left. War came.", ["Talks failed; both sides left.", "War came."]),
    ("It fell. iPhone sales rose.", ["It fell.", "iPhone sales rose."]),
    ("The eBay deal closed. It cost little.", ["The eBay deal closed.", "It cost little."]),
    ("(He left.) She stayed.", ["(He left.)", "She stayed."]),
    ("He left (see p. 5). She stayed.", ["He left (see p. 5).", "She stayed."]),
    ("He left [the room]. She stayed.", ["He left [the room].", "She stayed."]),
    # quotations
    ('He said: "Stop." Then he left.', ['He said: "Stop."', "Then he left."]),
    ('"We are ready," he said. They left.', ['"We are ready," he said.', "They left."]),
    ('"We are ready. We will sign," he said. They left.',
     ['"We are ready. We will sign," he said.', "They left."]),
    ("“We won. We are glad.” The crowd cheered.", ["“We won. We are glad.”", "The crowd cheered."]),
    ('"Is it over?" Smith asked. "It is."', ['"Is it over?" Smith asked.', '"It is."']),
    ('"It is over!" she said.', ['"It is over!" she said.']),
    ("“Who knows?” The answer came at once.", ["“Who knows?”", "The answer came at once."]),
    ('He called it "a farce". She disagreed.', ['He called it "a farce".', "She disagreed."]),
    ('"An open quotation. It never ends.', ['"An open quotation.', "It never ends."]),
    ("The board is 5'10\" long. It fits.", ["The board is 5'10\" long.", "It fits."]),
    ("'We won.' He smiled.", ["'We won.'", "He smiled."]),
    # datelines
    ("MOSCOW (Reuters) - The pact is signed. It rained.", ["The pact is signed.", "It rained."]),
    ("PARIS, Jan. 17 (AFP) — The pact is signed.", ["The pact is signed."]),
    ("KYIV, Ukraine (AP) — Nine died.", ["Nine died."]),
    ("Pact signed\n\nPORT ELSA — Two states signed a pact.",
     ["Pact signed", "Two states signed a pact."]),
    ("NATO — long a foe — agreed. It paid.", ["NATO — long a foe — agreed.", "It paid."]),
    # lines, lists, headings
    ("The pact was signed\nin Moscow on\nFriday. It rained.",
     ["The pact was signed\nin Moscow on\nFriday.", "It rained."]),
    ("The pact was signed by the president of\nRussia. It rained.",
     ["The pact was signed by the president of\nRussia.", "It rained."]),
    ("One paragraph\n\nAnother paragraph", ["One paragraph", "Another paragraph"]),
    ("One paragraph\r\n\r\nAnother one", ["One paragraph", "Another one"]),
    ("Background\nThe pact was signed on Friday in the Kremlin.",
     ["Background", "The pact was signed on Friday in the Kremlin."]),
    ("# Background\nThe pact.", ["Background", "The pact."]),
    ("- First point\n- Second point.", ["First point", "Second point."]),
    ("• Ferries return\n• Power flows", ["Ferries return", "Power flows"]),
    ("Points:\n1. Ferries return\n2. Power flows. Soon.",
     ["Points:", "Ferries return", "Power flows.", "Soon."]),
    ("1) One thing\n2) Another thing", ["One thing", "Another thing"]),
    ("***\n\n---", []),
    ("", []),
    # other scripts
    ("他来了。她走了。", ["他来了。", "她走了。"]),
    ("他说：“我们准备好了。”会议结束。", ["他说：“我们准备好了。”", "会议结束。"]),
    ("“我们准备好了。”他说。会议结束。", ["“我们准备好了。”他说。", "会议结束。"]),
    ("「行く。」と述べた。彼は帰った。", ["「行く。」と述べた。", "彼は帰った。"]),
    ("本当か？はい！終わり。", ["本当か？", "はい！", "終わり。"]),
    ("هل انتهى؟ نعم. شكرا.", ["هل انتهى؟", "نعم.", "شكرا."]),
    ("یہ سچ ہے۔ وہ گیا۔", ["یہ سچ ہے۔", "وہ گیا۔"]),
    ("यह सच है। वह गया।", ["यह सच है।", "वह गया।"]),
    ("Τι είναι; Δεν ξέρω.", ["Τι είναι;", "Δεν ξέρω."]),
    ("Президент приехал. Переговоры идут!", ["Президент приехал.", "Переговоры идут!"]),
    ("¿Quién ganó? Nadie. ¡Qué pena! Adiós.", ["¿Quién ganó?", "Nadie.", "¡Qué pena!", "Adiós."]),
    ("« Oui. » Il part.", ["« Oui. »", "Il part."]),
    ("Il est parti ! Elle reste.", ["Il est parti !", "Elle reste."]),
    ("Er kam am 17. Januar. Es regnete.", ["Er kam am 17. Januar.", "Es regnete."]),
    ("„Wir kommen. Bald.“ Er ging.", ["„Wir kommen. Bald.“", "Er ging."]),
    ("Putin said так. Then 他来了。 Good.", ["Putin said так.", "Then 他来了。", "Good."]),
]  # fmt: skip


HARD = [
    line
    for line in (Path(__file__).parent / "hard_sentences.txt").read_text("utf-8").split("\n")
    if line and not line.startswith("# ")
]


def _marked(line: str) -> tuple[str, list[str]]:
    """Return the text of a marked line, and its sentences."""
    line = line.replace("⏎", "\n")
    told = re.sub(r"\{[^}]*\}", "", line).split("|")
    return re.sub(r"[|{}]", "", line), [sentence.strip() for sentence in told]


@pytest.mark.parametrize("line", HARD)
def test_a_hard_case_is_cut_where_it_is_marked(line: str) -> None:
    text, expected = _marked(line)
    assert [text[start:end] for start, end in split(text)] == expected


@pytest.mark.parametrize("line", HARD)
def test_a_sentence_that_came_out_is_not_cut_again(line: str) -> None:
    for sentence in _marked(line)[1]:
        assert split(sentence) == [(0, len(sentence))]


def test_there_are_a_hundred_hard_cases_and_more() -> None:
    assert len(set(HARD)) > 100


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_text_is_cut_where_a_reader_would(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in split(text)] == expected


def test_sentences_know_their_document_and_place() -> None:
    document = Document("d1", "One thing. Another.")
    found = sentences(document, VOCABULARY)
    assert [sentence.text for sentence in found] == ["One thing.", "Another."]
    assert all(document.text[s.start : s.end] == s.text for s in found)
    assert {sentence.document for sentence in found} == {"d1"}


PIECES = st.sampled_from(
    ["word ", "Name ", "U.S. ", "Jan. ", "12", ". ", ".", "! ", "\n", "\n\n", "- ", "1. ", '"', "“",
     "”", " (", ")", "。", "」", "「", "他", "…", "é", "३", "؟ ", ";", " ", "\t", "a.m. ", "said "]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_spans_are_ordered_disjoint_and_without_space_at_their_ends(text: str) -> None:
    place = 0
    for start, end in split(text):
        assert place <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert any(character.isalnum() for character in text[start:end])
        place = end


WORDS = st.lists(PIECES.filter(lambda p: p != "- " and not re.search(r"\d", p)), max_size=40).map(
    "".join
)  # nothing in it that could be a bullet


@settings(max_examples=80, deadline=None)
@given(WORDS)
def test_every_letter_outside_a_bullet_is_in_a_sentence(text: str) -> None:
    text = "x " + text  # no dateline
    covered = "".join(text[start:end] for start, end in split(text))
    kept = [character for character in covered if character.isalnum()]
    assert kept == [character for character in text if character.isalnum()]


GLUED = st.tuples(
    st.sampled_from(["said", "left", "Tamar", "2019"]), st.sampled_from([".", "!", "?"]),
    st.sampled_from(["The", "Brandt", "A", "It’s"]),
)  # fmt: skip


@given(GLUED)
def test_a_mark_between_two_plain_words_ends_a_sentence_without_a_space(
    parts: tuple[str, str, str],
) -> None:
    before, mark, after = parts
    text = f"They all {before}{mark}{after} end came."
    assert [text[start:end] for start, end in split(text)] == [
        f"They all {before}{mark}",
        f"{after} end came.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The site Booking.Com was down.", "It runs on Node.Js these days.",
        "See tamar.example.org/Press.Office for more.", "Write to Ann.Stroud@example.org today.",
        "The class java.util.List holds it.", "He met Dr.Vance and Gen.Marsh there.",
        "The U.S.Senate met.", "Read report.Final.pdf first.",
    ],
)  # fmt: skip
def test_a_full_stop_inside_an_address_or_a_name_ends_nothing(text: str) -> None:
    assert split(text) == [(0, len(text))]


HOSTILE = {
    "bullets": "- ", "glued": "said.The", "bracketed": "a (b ", "notes": "a.[1]", "dotted": "a.",
    "brackets": "(", "digits": "1", "capitals": "Capital ", "initials": "A. ", "dots": ".",
    "marks": '!"', "quotes": '"', "open quotes": "“a. ", "lines": "\n", "lists": "\n- a",
    "blank": " ", "cjk": "は。」", "short lines": "Ab\n", "stops": "a! B",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_split_in_linear_time(name: str) -> None:
    assert linear(split, HOSTILE[name])


@pytest.mark.parametrize(
    "sentences",
    [
        ["Gusts reached 95 km/h.", "Roofs came down."],
        ["The water had 17 °C.", "Nobody swam."],
        ["The wall is 40 m.", "Ivy covers it."],
        ["Der Bau kostet 4,7 Mio. Euro, sagte der Bürgermeister.", "Er beginnt im Mai."],
        ["Der Umsatz stieg auf 4,7 Mrd.", "Die Firma hofft auf mehr."],
        ["ხიდი დაიკეტა.", "ქალაქი ელოდება.", "მთავრობა დუმს."],
        ["הגשר נסגר.", "העיר מחכה."],
        ["तूफ़ान आया।", "पुल बंद है।"],
    ],
)
def test_units_and_scripts_without_capitals_end_sentences(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in split(text)] == sentences


@pytest.mark.parametrize(
    "text",
    [
        "The bridge will fall within a year. That was the blunt warning from Ada Kolm, a diver.",
        "The bridge is unsafe.\n\nThat’s according to a survey that the council has seen.",
        "“We will rebuild it.” That was the message of the mayor.",
        "The toll will double. At least that's what the opposition claims.",
        "The bridge was sold to a Velmaran bank. That is a lie.",
        "The mayor took the money. None of it is true.",
    ],
)
def test_what_says_whose_words_the_last_sentence_is_or_that_it_is_not_so_belongs_to_it(
    text: str,
) -> None:
    assert split(f"{text} Work begins in May.") == [
        (0, len(text)),
        (len(text) + 1, len(text) + 20),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The vote was 50 to 48. That is a record.",
        "Ada Kolm warned of a fall. That warning was heard in June.",
        "The bridge fell. That is what engineers feared.",
        "The bridge fell. It was not true that it was old.",
        "Warning from the mayor\nThat was the message of the year.",
    ],
)
def test_what_only_points_at_the_last_sentence_is_one_of_its_own(text: str) -> None:
    assert len(split(text)) == 2
