"""What grouping costs, counted and not timed; and that copies which are read once lose nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from summarise.language import clusters, similarity
from summarise.language.clusters import CLOSEST, SMALL
from summarise.language.encoders import NoEncoder
from summarise.language.reading import Reading
from summarise.language.similarity import Comparison
from summarise.story import facts, group, stories
from summarise.story.facts import Clustering, cluster
from summarise.types import Document, Sentence, Story
from tests.readings import VOCABULARY, read, sentence

TWELVE = "The blast at the Orle mill injured 12 people on Friday."
FOURTEEN = "The blast at the Orle mill injured 14 people on Friday."
BRIDGE = "The mayor of Tarn opened a bridge over the river in the spring."


class Counted:
    """A function that counts its calls."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.calls = 0
        self._function = function

    def __call__(self, *args: Any) -> Any:
        self.calls += 1
        return self._function(*args)


def told(*texts: str) -> list[Sentence]:
    """Return sentences, each of a report of its own."""
    return [sentence(f"d{n}", text) for n, text in enumerate(texts)]


def _leads(documents: list[Document]) -> list[Reading]:
    return [read(stories.lead(document)) for document in documents]


NO_VECTORS = np.zeros((5000, 0), dtype=np.float32)


def clustered(*texts: str) -> Clustering:
    return cluster(told(*texts), Comparison(list(map(read, texts)), NO_VECTORS[: len(texts)]))


class TestCopiesOfASentence:
    def test_they_are_compared_with_others_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        likeness = Counted(similarity.likeness)
        monkeypatch.setattr(similarity, "likeness", likeness)
        found = clustered(*[TWELVE, BRIDGE, FOURTEEN] * 1000)
        assert 0 < likeness.calls <= 3
        assert [len(members) for members in found.groups] == [1000] * 3

    def test_a_clash_names_each_of_them_and_not_each_pair(self) -> None:
        found = clustered(*[TWELVE, FOURTEEN] * 500)
        assert {clash.one for clash in found.clashes} == set(range(0, 1000, 2))
        assert {clash.other for clash in found.clashes} == set(range(1, 1000, 2))
        assert len(found.clashes) < 1000

    def test_every_one_is_in_the_fact_and_merged_as_exact(self) -> None:
        documents = [Document(f"d{n}", f"{TWELVE} {BRIDGE}") for n in range(5)]
        found = group(documents, {d.id: d.id for d in documents}, NoEncoder(), VOCABULARY)
        assert [fact.support for fact in found.stories[0].facts] == [5, 5]
        assert [drop.rule for drop in found.dropped] == ["exact"] * 8

    def test_all_reports_count_for_their_side(self) -> None:
        texts = [TWELVE] * 2 + [FOURTEEN] * 3
        documents = [Document(f"d{n}", text) for n, text in enumerate(texts)]
        found = group(documents, {d.id: d.id for d in documents}, NoEncoder(), VOCABULARY)
        (difference,) = found.stories[0].differences
        cited = [[citation.document for citation in side.citations] for side in difference.sides]
        assert cited == [["d2", "d3", "d4"], ["d0", "d1"]]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("The port of Orle will open on Friday.", "The port of Orle will not open on Friday."),
            ("The states sign a ferry pact.", "The states signed a ferry pact."),
            ("It was -5 degrees in Orle.", "It was 5 degrees in Orle."),
        ],
    )
    def test_the_same_stems_with_another_claim_are_no_copies(self, one: str, other: str) -> None:
        assert len(facts._wordings(told(one, other))) == 2


def test_many_sentences_of_one_document_are_compared_with_a_few_dozen_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    likeness = Counted(similarity.likeness)
    monkeypatch.setattr(similarity, "likeness", likeness)
    places, deeds = ("harbour", "library", "bridge", "mill"), ("closed", "opened", "burned", "sold")
    texts = [
        f"The {places[n % 4]} of Orle was {deeds[n // 4 % 4]} by group{n % 97} and firm{n % 101}."
        for n in range(2 * SMALL)
    ]
    clustered(*texts)
    assert likeness.calls <= CLOSEST * len(texts)


def test_reports_with_one_lead_are_one_story_and_compared_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mean = Counted(clusters.Clusters.mean)
    monkeypatch.setattr(clusters.Clusters, "mean", lambda *args: mean(*args))
    lead = f"{TWELVE} {BRIDGE} The river has no other bridge."
    documents = [Document(f"d{n}", f"{lead} The number is {n}.") for n in range(500)]
    vectors = np.zeros((500, 0), dtype=np.float32)
    assert stories.group_documents(documents, _leads(documents), vectors) == [list(range(500))]
    assert mean.calls == 0


def test_four_times_the_reports_are_compared_about_four_times_as_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def comparisons(count: int) -> int:
        chance = random.Random(7)
        topics = [[f"w{topic}x{n}" for n in range(20)] for topic in range(count // 10)]
        texts = [" ".join(chance.sample(topics[n // 10], 12)) + "." for n in range(count)]
        mean = Counted(clusters.Clusters.mean)
        with monkeypatch.context() as patch:
            patch.setattr(clusters.Clusters, "mean", lambda *args: mean(*args))
            documents = [Document(f"d{n}", text) for n, text in enumerate(texts)]
            stories.group_documents(
                documents, _leads(documents), np.zeros((count, 0), dtype=np.float32)
            )
        return mean.calls

    assert comparisons(2 * 4 * SMALL) <= 5 * comparisons(2 * SMALL)


class Alike:
    """Finds each two sentences alike, whatever they say."""

    def __call__(self, one: Reading, other: Reading) -> similarity.Likeness:
        return similarity.Likeness(0.9, 0.9, dict.fromkeys(similarity.FEATURES, 0.9), "words")

    def far(self, one: Reading, other: Reading) -> bool:
        return False

    def cosine(self, one: Reading, other: Reading) -> float | None:
        return None

    def share(self, claim: Reading, text: Reading) -> float:
        return 0.9


@pytest.mark.parametrize(("between", "groups"), [(1, 2), (2, 2), (3, 1), (4, 1)])
def test_two_facts_share_a_group_only_where_most_of_it_holds_them_together(
    between: int, groups: int
) -> None:
    library = "The council of Orle closed the library by the harbour on Monday."
    house = [
        "By the harbour of Orle the council closed a building.",
        "A building by the harbour was closed on Monday by the council of Orle.",
        "On Monday the council of Orle closed a house by the harbour, it said.",
        "The council closed a building at the harbour of Orle on Monday.",
    ]
    sentences = told(library, library.replace("library", "nursery"), *house[:between])
    found = cluster(sentences, Alike())  # type: ignore[arg-type]
    assert len(found.groups) == groups


@pytest.mark.parametrize(
    ("hours", "first"), [(1, "14 people"), (0, "12 people"), (-1, "12 people")]
)
def test_a_count_that_was_told_later_stands_first_and_one_of_the_same_hour_does_not(
    hours: int, first: str
) -> None:
    began = datetime(2026, 11, 24, 6, tzinfo=UTC)
    later = began + timedelta(hours=hours)
    documents = [
        Document("a", TWELVE, published=began),
        Document("b", FOURTEEN, published=later),
    ]
    found = group(documents, {"a": "a", "b": "b"}, NoEncoder(), VOCABULARY)
    (difference,) = found.stories[0].differences
    assert difference.sides[0].label == first


def moved(*told: tuple[str, int]) -> Story:
    """Return the story of counts of the killed, each with the days since the first report."""
    began = datetime(2026, 10, 28, 6, tzinfo=UTC)
    documents = [
        Document(
            f"d{n}",
            f"The storm over Sorrin killed {count} people, the coast guard said.",
            published=began + timedelta(days=days),
        )
        for n, (count, days) in enumerate(told)
    ]
    found = group(documents, {d.id: d.id for d in documents}, NoEncoder(), VOCABULARY)
    return found.stories[0]


def test_a_count_of_another_day_is_a_development_of_which_the_latest_leads() -> None:
    story = moved(("32", 0), ("357", 3), ("1,200", 5))
    (difference,) = story.differences
    assert (difference.kind, difference.about) == ("development", "killed")
    assert [side.label for side in difference.sides] == ["1,200 people", "357 people", "32 people"]
    standing = {fact.best.document: fact.standing for fact in story.facts}
    assert standing == {"d0": "overtaken", "d1": "overtaken", "d2": "agreed"}


def test_a_count_that_goes_up_and_down_is_neither() -> None:
    assert moved(("32", 0), ("57", 3), ("40", 5)).differences == ()


def test_what_one_report_tells_both_ways_is_no_dispute() -> None:
    documents = [
        Document("a", TWELVE),
        Document("b", FOURTEEN),
        Document("c", f"{TWELVE} {FOURTEEN.replace('12', '14')}"),
    ]
    found = group(documents, {d.id: d.id for d in documents}, NoEncoder(), VOCABULARY)
    assert found.stories[0].differences == ()


def test_two_reports_of_one_origin_are_two_accounts_only_where_the_figure_was_changed() -> None:
    def told(other: str) -> int:
        documents = [Document("a", TWELVE), Document("b", other)]
        found = group(documents, {"a": "wire", "b": "wire"}, NoEncoder(), VOCABULARY)
        return len(found.stories[0].differences)

    assert told(FOURTEEN) == 1
    assert told("On Friday the blast at the Orle mill injured 14 people.") == 0
