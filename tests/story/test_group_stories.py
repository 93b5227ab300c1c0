"""Which reports make a story, and how its facts and differences come out."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.config import InputConfig
from summarise.language.encoders import Encoder, NoEncoder
from summarise.sources import load
from summarise.story import Grouped, group
from summarise.story.dedupe import dedupe
from summarise.story.stories import one_matter
from summarise.types import Document
from tests.meanings import CountingEncoder, CrowdedEncoder, real_encoder
from tests.readings import VOCABULARY, read

ROOT = Path(__file__).parents[2]


def grouped(*texts: str, real: bool = True) -> Grouped:
    documents = [Document(f"d{n}", text) for n, text in enumerate(texts)]
    origins = {document.id: document.id for document in documents}
    return group(documents, origins, real_encoder() if real else NoEncoder(), VOCABULARY)


@pytest.fixture(scope="module")
def day() -> list[Document]:
    return list(load([str(ROOT / "examples/one-day")], InputConfig()).documents)


def test_a_day_falls_into_its_stories_and_no_two_events_are_mixed(day: list[Document]) -> None:
    expected = json.loads((ROOT / "tests/data/one-day.expected.json").read_text())
    story_of = {title: n for n, titles in enumerate(expected["stories"]) for title in titles}
    deduped = dedupe(day)
    found = group(deduped.documents, deduped.origins, real_encoder(), VOCABULARY)
    for story in found.stories:
        assert len({story_of[document.title] for document in story.documents}) == 1
    assert len(found.stories) <= len(expected["stories"]) + 1


def test_the_order_of_the_input_does_not_change_the_stories(day: list[Document]) -> None:
    def stories(documents: list[Document]) -> set[frozenset[str]]:
        origins = {document.id: document.id for document in documents}
        found = group(documents, origins, NoEncoder(), VOCABULARY)
        return {frozenset(d.id for d in story.documents) for story in found.stories}

    shuffled = random.Random(7).sample(day, len(day))
    assert stories(shuffled) == stories(day)


def test_a_handful_of_reports_of_one_event_is_one_story() -> None:
    seed = load([str(ROOT / "examples/one-story")], InputConfig()).documents[:12]
    deduped = dedupe(seed)
    assert len(group(deduped.documents, deduped.origins, real_encoder(), VOCABULARY).stories) == 1


def test_two_paraphrases_are_one_fact_with_both_as_evidence() -> None:
    found = grouped(
        "The central bank of Drovenia cut its key interest rate to 4.25 percent on Wednesday.",
        "On Wednesday Drovenia's central bank lowered the key rate to 4.25 percent.",
    )
    (story,) = found.stories
    (fact,) = story.facts
    assert {sentence.document for sentence in fact.sentences} == {"d0", "d1"}
    assert fact.support == 2
    (merge,) = found.dropped
    assert merge.kind == "sentence"
    assert merge.rule in ("near", "meaning")
    assert merge.into == fact.best.id


def test_support_counts_origins_and_not_outlets() -> None:
    text = "The central bank of Drovenia cut its key interest rate to 4.25 percent on Wednesday."
    documents = [Document("a", text), Document("b", text + " The mark fell."), Document("c", text)]
    found = group(documents, {"a": "wire", "b": "wire", "c": "wire"}, NoEncoder(), VOCABULARY)
    assert max(fact.support for fact in found.stories[0].facts) == 1


def test_a_wrong_number_becomes_a_difference_that_says_who_says_which() -> None:
    found = grouped(
        "The blast at the Orle mill injured 12 people on Friday, the fire service said.",
        "Twelve people were injured on Friday in a blast at the Orle mill.",
        "The blast at the Orle mill injured 14 people on Friday, police said.",
    )
    (story,) = found.stories
    (difference,) = story.differences
    assert difference.kind == "number"
    by_label = {
        side.label: {citation.document for citation in side.citations} for side in difference.sides
    }
    assert by_label.pop("14 people") == {"d2"}
    assert {"d0"} <= set().union(*by_label.values()) <= {"d0", "d1"}


def test_numbers_that_one_report_tells_both_are_no_difference() -> None:
    found = grouped(
        "Velmara pays 60 percent of the bridge and Sorrin pays 40 percent of the bridge.",
        "Velmara pays 60 percent of the bridge.",
        "Sorrin pays 40 percent of the bridge.",
    )
    assert [d for story in found.stories for d in story.differences] == []


def test_a_plan_is_overtaken_by_the_deed_and_no_dispute() -> None:
    found = grouped(
        "Velmara and Sorrin signed a ferry agreement in Port Elsa on Thursday.",
        "Velmara and Sorrin plan to sign a ferry agreement in Port Elsa on Thursday.",
    )
    (story,) = found.stories
    assert story.differences == ()
    standing = {fact.best.document: fact.standing for fact in story.facts}
    assert standing == {"d0": "agreed", "d1": "overtaken"}


def test_furniture_fragments_and_cut_sentences_are_left_off_with_the_reason() -> None:
    found = grouped(
        "The dam at Orle opened on Monday after nine years of work. Sign up for our newsletter. "
        "Very nice. The dam holds back the river Tarn and the lake behind it will...",
    )
    reasons = {off.text: off.reason for off in found.left_off}
    assert reasons["Sign up for our newsletter."].startswith("page furniture")
    assert reasons["Very nice."].startswith("too short")
    assert any(reason.startswith("breaks off") for reason in reasons.values())


@given(
    st.lists(st.text(alphabet="abc DEF.,!?12 \n\u4e2d\u6587", max_size=120), min_size=1, max_size=6)
)
@settings(max_examples=40, deadline=None)
def test_every_sentence_is_in_one_fact_or_left_off(texts: list[str]) -> None:
    found = grouped(*texts, real=False)
    in_facts = [s.id for story in found.stories for fact in story.facts for s in fact.sentences]
    assert len(in_facts) == len(set(in_facts))
    merged = {drop.what for drop in found.dropped}
    best = {fact.best.id for story in found.stories for fact in story.facts}
    assert merged | best == set(in_facts)
    assert merged.isdisjoint(best)
    for story in found.stories:
        texts_by_id = {document.id: document.text for document in story.documents}
        for fact in story.facts:
            for sentence in fact.sentences:
                text = texts_by_id[sentence.document]
                assert text[sentence.start : sentence.end] == sentence.text


def test_each_sentence_is_encoded_once_and_each_report_once() -> None:
    encoder = CountingEncoder()
    documents = [Document(f"d{n}", f"The mayor of Orle opened bridge {n}.") for n in range(30)]
    group(documents, {document.id: document.id for document in documents}, encoder, VOCABULARY)
    assert encoder.texts == 60


def test_a_number_that_every_report_has_another_of_is_a_list_and_no_dispute() -> None:
    found = grouped(*(f"Edition number {n} of the paper closed at noon." for n in range(2, 12)))
    assert [d for story in found.stories for d in story.differences] == []


FIRE = (
    "A fire destroyed the old grain mill at Orle on Friday night, the fire service said.",
    "Flames gutted the historic Orle grain mill late on Friday; nobody was hurt in the fire.",
    "Firefighters fought all night at the burning grain mill of Orle, which is a ruin now.",
)
TREATY = (
    "Velmara and Sorrin signed a ferry treaty in Port Elsa, ending years of talks.",
    "The ferry treaty between Sorrin and Velmara was signed in Port Elsa by both ministers.",
    "Ministers of Velmara and Sorrin put their names to the ferry treaty at Port Elsa.",
)
BRIDGE = (
    "After the grain mill fire at Orle, ministers at the ferry treaty in Port Elsa spoke of it."
)


def told(texts: tuple[str, ...], real: bool = True) -> set[frozenset[str]]:
    stories = grouped(*texts, real=real).stories
    return {frozenset(document.text for document in story.documents) for story in stories}


@pytest.mark.parametrize("real", [True, False])
def test_two_events_among_six_reports_are_two_stories(real: bool) -> None:
    assert told(FIRE + TREATY, real) == {frozenset(FIRE), frozenset(TREATY)}


@pytest.mark.parametrize("real", [True, False])
def test_a_report_of_both_events_does_not_glue_them_together(real: bool) -> None:
    found = told((*FIRE, *TREATY, BRIDGE), real)
    assert not any(set(FIRE) & story and set(TREATY) & story for story in found)


@given(st.permutations((*FIRE, *TREATY, BRIDGE)))
@settings(max_examples=15, deadline=None)
def test_any_order_of_the_reports_gives_the_same_stories(texts: list[str]) -> None:
    assert told(tuple(texts), real=False) == told((*FIRE, *TREATY, BRIDGE), real=False)


LONE = (
    FIRE[0],
    TREATY[0],
    "Schools in Calder will open an hour later from autumn, the council of the town decided.",
    "The central bank of Drovenia lowered its key interest rate to 4.25 percent.",
    "A court cleared the former harbour master of Marn of taking bribes.",
    "Heavy rain closed the mountain road to Tarn for the third time since Friday.",
    "Striker Ilo Renn scored twice as Velmara lost the final of the island cup.",
)


@pytest.mark.parametrize("real", [True, False])
@pytest.mark.parametrize("count", [2, 3, len(LONE)])
def test_reports_of_one_event_each_are_as_many_stories(count: int, real: bool) -> None:
    """However small the pool: a word or two that two reports share do not make them a story."""
    for few in combinations(LONE, count):
        assert len(told(few, real)) == count


@pytest.mark.parametrize("real", [True, False])
def test_a_single_word_in_common_is_no_likeness(real: bool) -> None:
    one, other = "Police in Orle closed the bakery.", "Police seized nine stolen boats at Tarn."
    assert len(told((one, other), real)) == 2


def test_a_report_of_a_year_later_is_no_part_of_the_story() -> None:
    first = datetime(2031, 5, 2, tzinfo=UTC)
    late = "Velmara and Sorrin signed a ferry treaty in Port Elsa, after talks of years."
    dated = [(text, first) for text in TREATY] + [(late, first + timedelta(days=365))]
    documents = [Document(f"d{n}", text, published=day) for n, (text, day) in enumerate(dated)]
    origins = {document.id: document.id for document in documents}
    for encoder in (real_encoder(), NoEncoder()):
        found = group(documents, origins, encoder, VOCABULARY).stories
        assert {len(story.documents) for story in found} == {3, 1}


ACCOUNTS = (
    "Velmara and Sorrin signed a ferry treaty on Thursday, ending years of talks.",
    "A cable under the strait is what Sorrin gets out of it; Velmara pays the larger share.",
    "Nobody in Velmara asked the fishers first. Their union in Sorrin wants money.",
    "For the president of Sorrin the visit to Velmara is a victory at home.",
)


@pytest.mark.parametrize("real", [True, False])
def test_a_handful_of_reports_that_all_name_the_same_two_is_one_story(real: bool) -> None:
    assert len(grouped(*ACCOUNTS, real=real).stories) == 1


def test_names_of_half_of_them_make_no_story_of_a_handful() -> None:
    fires = [
        f"A fire in a {what} mill in {town} killed {n} workers on Friday, officials in {town} said."
        for what, town, n in (("paper", "Dale", "three"), ("corn", "Orle", "five"))
        for _ in range(2)
    ]
    assert not one_matter(list(map(read, fires)), [None] * 4)
    assert not one_matter([read("Velmara and Sorrin signed a treaty.")] * 2, [None] * 2)


STRIKE = (
    (
        0,
        "Dockers shut the harbour of Hallum",
        "Some 900 dockers of the Quayside Union walked out in Hallum on Monday. Cranes "
        "stood still and nine ships waited in the bay. The Quayside Union wants eight percent "
        "more pay. The harbour company Hallum Quays says that it can give three.",
    ),
    (
        9,
        "Fruit rots in the sheds",
        "Growers in the hills behind Hallum have begun to throw away their pears. A third "
        "of the harvest goes by sea, and the dockers of the Quayside Union let none of it "
        "through. The growers asked the government for help. Hallum Quays, the harbour company, "
        "offered to move some of the boxes by rail. The strike has cost them four million "
        "crowns.",
    ),
    (
        21,
        "Minister calls both sides to the table",
        "Labour minister Ana Vorr invited the Quayside Union and Hallum Quays to talks in the "
        "capital. It is the third week in which no ship was unloaded in Hallum. The "
        "union's chairman, Tomas Brill, said that he would come. The company did not answer "
        "at first. Dockers in two other harbours stopped work for an hour in sympathy.",
    ),
    (
        40,
        "Court forbids the blockade of a gate",
        "A court in Hallum ruled that dockers may not close the northern gate of the "
        "harbour. Hallum Quays had asked for the order. Tomas Brill called the ruling an attack "
        "on the strike. The Quayside Union will appeal, he said, and the walkout goes on. "
        "Forty ships have gone to other harbours since it began.",
    ),
    (
        58,
        "Five percent end the strike",
        "The dockers of Hallum go back to work on Thursday. The Quayside Union and Elsa "
        "Quays agreed on five percent more pay after a night of talks with Ana Vorr. Tomas "
        "Brill spoke of a fair end. The first ships are expected in the harbour at noon.",
    ),
)
"""An affair of two months: the day, the title and the text of each report."""


def running() -> list[Document]:
    begun = datetime(2031, 5, 2, tzinfo=UTC)
    return [
        Document(f"s{n}", text, title, published=begun + timedelta(day))
        for n, (day, title, text) in enumerate(STRIKE)
    ]


@pytest.mark.parametrize("real", [True, False])
def test_an_affair_that_runs_for_weeks_is_one_story_among_others(real: bool) -> None:
    affair = running()
    lone = [
        Document(f"l{n}", text, published=affair[n % len(affair)].published)
        for n, text in enumerate(LONE)
    ]
    documents = [*affair, *lone]
    origins = {document.id: document.id for document in documents}
    encoder = real_encoder() if real else NoEncoder()
    found = group(documents, origins, encoder, VOCABULARY).stories
    assert {document.id for document in affair} in [{d.id for d in s.documents} for s in found]


MATCHES = (
    "Arden United beat Besford Town 2-1 at Mill Lane on Sunday. Ilo Renn scored both goals.",
    "Ilo Renn struck twice as Arden United won 2-1 against Besford Town at Mill Lane.",
    "Carrow City beat Dunmore Rovers 3-0 at the Basin on Sunday. Pav Soren scored two goals.",
    "Pav Soren struck twice as Carrow City won 3-0 against Dunmore Rovers at the Basin.",
)
FIRES = (
    "A fire in a paper mill in Dale killed three workers on Friday, the fire service of Dale said.",
    "Three people died when the paper mill of Dale burned down on Friday.",
    "A fire in a corn store in Orle killed five workers on Friday, the fire service of Orle said.",
    "Five people died when the corn store of Orle burned down on Friday.",
)


@pytest.mark.parametrize("real", [True, False])
@pytest.mark.parametrize("twins", [MATCHES, FIRES])
def test_two_events_of_one_kind_are_parted_by_names_and_places(
    twins: tuple[str, ...], real: bool
) -> None:
    assert told(twins, real) == {frozenset(twins[:2]), frozenset(twins[2:])}
    assert len(told(twins[::2], real)) == 2


@pytest.mark.parametrize("shared", [0.6, 0.75, 0.9])
def test_an_encoder_whose_vectors_are_all_close_gives_the_same_stories(shared: float) -> None:
    texts = (*FIRE, *TREATY, *LONE[2:6])
    documents = [Document(f"d{n}", text) for n, text in enumerate(texts)]
    origins = {document.id: document.id for document in documents}

    def stories(encoder: Encoder) -> list[set[str]]:
        found = group(documents, origins, encoder, VOCABULARY).stories
        return [{document.id for document in story.documents} for story in found]

    assert stories(CrowdedEncoder(shared)) == stories(real_encoder())
