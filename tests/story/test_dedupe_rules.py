"""Copies are merged, accounts are not, and each merge is recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from summarise.errors import InputError
from summarise.story.dedupe import Deduped, dedupe, witnesses
from summarise.types import Document
from tests.story.copies import documents, wrapped

HARBOUR = (
    "The harbour of Orle was closed on Monday after a crane fell into the water, officials said. "
    "The port will not open before Friday. Losses came to $5 million, the company said in a "
    "statement. Two workers were hurt, and one of them is still in hospital in Tarn."
)
ELSEWHERE = (
    "Members of the parish council in Little Fennick voted nine to two to keep the old library "
    "in the high street, which readers had collected money for since the spring of last year."
)


def at(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC)


def merges(found: Deduped) -> list[tuple[str, str, str]]:
    return [(drop.what, drop.into, drop.rule) for drop in found.dropped]


def share_an_origin(found: Deduped) -> bool:
    return len(set(found.origins.values())) == 1


class TestExactCopies:
    @pytest.mark.parametrize(
        "copy",
        [
            HARBOUR,
            HARBOUR.upper(),
            HARBOUR.replace(" ", "\n"),
            HARBOUR.replace(",", " –").replace(".", "!"),
        ],
    )
    def test_the_same_words_are_one_document(self, copy: str) -> None:
        found = dedupe(documents(HARBOUR, copy))
        assert merges(found) == [("d1", "d0", "exact")]
        assert found.dropped[0].score == 1.0
        assert found.dropped[0].kind == "document"

    def test_of_many_copies_one_remains_whatever_their_order(self) -> None:
        copies = [replace(d, published=at(9 - n)) for n, d in enumerate(documents(*[HARBOUR] * 5))]
        found = dedupe(copies)
        assert [document.id for document in found.documents] == ["d4"]
        assert len(found.dropped) == 4

    def test_texts_without_a_word_are_copies_only_if_they_are_the_same(self) -> None:
        found = dedupe(documents("...", "!!!", "", "..."))
        assert merges(found) == [("d3", "d0", "exact")]

    def test_an_empty_list_is_no_trouble(self) -> None:
        assert dedupe([]) == Deduped((), (), {})


class TestNearCopies:
    def test_a_copy_that_is_cut_at_a_sentence_is_merged(self) -> None:
        found = dedupe(documents(HARBOUR, HARBOUR[: HARBOUR.index(" Two workers")]))
        assert merges(found) == [("d1", "d0", "near")]
        assert 0.5 <= found.dropped[0].score < 1

    @pytest.mark.parametrize("cut", [-3, -8, -20, -40])
    def test_a_copy_that_is_cut_in_a_sentence_is_merged(self, cut: int) -> None:
        assert merges(dedupe(documents(HARBOUR, HARBOUR[:cut]))) == [("d1", "d0", "near")]

    def test_a_copy_wrapped_in_page_furniture_is_merged(self) -> None:
        found = dedupe(documents(HARBOUR, wrapped(HARBOUR, None)))  # type: ignore[arg-type]
        assert merges(found) == [("d1", "d0", "near")]

    def test_a_copy_with_a_dateline_is_merged(self) -> None:
        found = dedupe(documents(HARBOUR, f"ORLE, Nov. 19 (CPA) — {HARBOUR}"))
        assert merges(found) == [("d1", "d0", "near")]

    @pytest.mark.parametrize(
        ("said", "changed"),
        [
            ("$5 million", "$6 million"),
            ("$5 million", "€5 million"),
            ("$5 million", "$5.0 million"),
            ("$5 million", "-$5 million"),
            ("$5 million", "$5 billion"),
            ("Two workers", "Twelve workers"),
            ("will not open", "will open"),
            ("was closed", "was not closed"),
            ("on Monday", "on Tuesday"),
            ("of Orle", "of Tarn"),
            ("fell", "rose"),
            ("still", "no longer"),
            ("officials said.", "officials said. Nobody died."),
            ("officials said.", "officials said. One died."),
        ],
    )
    def test_a_copy_with_anything_of_its_own_stays_and_shares_the_origin(
        self, said: str, changed: str
    ) -> None:
        found = dedupe(documents(HARBOUR, HARBOUR.replace(said, changed, 1)))
        if len(changed) > len(said) + 5:  # the changed one is the fuller: it holds all of the other
            assert merges(found) == [("d0", "d1", "near")]
        else:
            assert merges(found) == []
        assert share_an_origin(found)

    @pytest.mark.parametrize(("one", "other"), [("4.5", "45"), ("1,5", "15"), ("10", "-10")])
    def test_figures_that_differ_in_a_mark_are_not_the_same(self, one: str, other: str) -> None:
        text = "Prices in the harbour town rose by {} percent in the year to October."
        assert merges(dedupe(documents(text.format(one), text.format(other)))) == []

    @pytest.mark.parametrize(
        ("text", "said", "changed"),
        [
            ("A 9 percent income tax, a 9 percent sales tax and a 9 percent levy on firms, the "
             "ministry of finance of Orle said.", "9 percent sales", "8 percent sales"),
            ("He spoke on Monday in Tarn. The council of Orle then met behind closed doors on "
             "Sunday. The mayor left on Monday. The crane stays where it is.",
             "on Sunday. The mayor", "on Monday. The mayor"),
            ("The port of Orle shut on Monday. Officials are at work. The port of Orle shut on "
             "Monday. It had been damaged by a crane.", "on Monday. It", "on Friday. It"),
        ],
    )  # fmt: skip
    def test_a_change_both_halves_of_which_stand_elsewhere_is_a_change(
        self, text: str, said: str, changed: str
    ) -> None:
        found = dedupe(documents(text, text.replace(said, changed)))
        assert merges(found) == []
        assert share_an_origin(found)

    @pytest.mark.parametrize("changed", ["十四", "二十"])
    def test_a_changed_number_in_a_script_without_spaces_is_a_change(self, changed: str) -> None:
        text = (
            "奥勒港周一因一台起重机落水而关闭，官员说。港口周五之前不会开放。"
            "十二名工人受伤，其中一人仍在医院。"
        )
        found = dedupe(documents(text, text.replace("十二", changed)))
        assert merges(found) == []
        assert share_an_origin(found)
        cut = text[: text.index("十二")]
        assert merges(dedupe(documents(text, cut))) == [("d1", "d0", "near")]

    def test_two_accounts_of_one_event_are_two_documents_of_two_origins(self) -> None:
        other = (
            "A fallen crane has shut Orle's port. Authorities expect it to stay shut until the "
            "end of the week; the operator puts the damage at $5 million, and two people were hurt."
        )
        found = dedupe(documents(HARBOUR, other))
        assert merges(found) == []
        assert not share_an_origin(found)

    def test_a_short_quotation_of_a_text_is_no_copy_of_it(self) -> None:
        found = dedupe(documents(HARBOUR, "The port will not open before Friday."))
        assert merges(found) == []

    def test_a_copy_of_a_copy_ends_in_the_document_that_is_kept(self) -> None:
        middle = HARBOUR[: HARBOUR.index(" Two workers")]
        shortest = HARBOUR[: HARBOUR.index(" Losses")]
        found = dedupe(documents(shortest, middle, HARBOUR, middle.upper()))
        assert [document.id for document in found.documents] == ["d2"]
        into = {drop.what: drop.into for drop in found.dropped}
        for start in into:
            place = start
            while place in into:
                place = into[place]
            assert place == "d2"


class TestWhichOneIsKept:
    def test_the_fullest(self) -> None:
        short = replace(documents(HARBOUR[:-40])[0], id="short", published=at(1))
        full = Document("full", HARBOUR, published=at(2))
        assert [document.id for document in dedupe([short, full]).documents] == ["full"]

    def test_page_furniture_makes_none_fuller(self) -> None:
        furnished = Document("furnished", wrapped(HARBOUR, None), published=at(2))  # type: ignore[arg-type]
        plain = Document("plain", HARBOUR, published=at(1))
        assert [document.id for document in dedupe([furnished, plain]).documents] == ["plain"]

    def test_the_earliest_of_the_fullest(self) -> None:
        later, earlier, undated = documents(HARBOUR, HARBOUR, HARBOUR)
        later, earlier = replace(later, published=at(2)), replace(earlier, published=at(1))
        assert dedupe([undated, later, earlier]).documents == (earlier,)

    def test_the_first_of_those_without_a_date(self) -> None:
        assert [d.id for d in dedupe(documents(HARBOUR, HARBOUR)).documents] == ["d0"]

    def test_the_others_keep_their_order(self) -> None:
        found = dedupe(documents(ELSEWHERE, HARBOUR, HARBOUR, "Something else happened in Tarn."))
        assert [document.id for document in found.documents] == ["d0", "d1", "d3"]


class TestOrigins:
    def test_reprints_share_one_though_their_outlets_differ(self) -> None:
        one = Document("a", HARBOUR, outlet="The Post", published=at(1))
        two = Document("b", HARBOUR[:-40], outlet="The Mail", published=at(2))
        for order in ([one, two], [two, one]):
            assert dedupe(order).origins == {"a": "outlet:the post", "b": "outlet:the post"}

    def test_texts_of_one_outlet_share_one(self) -> None:
        one = Document("a", HARBOUR, outlet="The Post")
        two = Document("b", ELSEWHERE, outlet="THE POST")
        assert share_an_origin(dedupe([one, two]))

    def test_whatever_a_feed_names_as_its_source_its_texts_share_one(self) -> None:
        one = Document("a", HARBOUR, outlet="Reuters, via The Post")
        two = Document("b", ELSEWHERE, outlet="The Mail, via The Post")
        assert set(dedupe([one, two]).origins.values()) == {"outlet:the post"}

    def test_texts_that_credit_one_agency_share_one(self) -> None:
        one = Document("a", f"ORLE (Reuters) - {HARBOUR}", outlet="The Post")
        two = Document("b", f"{ELSEWHERE}\n\n— Reuters", outlet="The Mail")
        three = Document("c", "The crane was inspected in May.", outlet="Thomson Reuters")
        assert set(dedupe([one, two, three]).origins.values()) == {"agency:Reuters"}

    def test_a_reprint_without_the_credit_shares_that_of_the_agency(self) -> None:
        wire = Document("a", f"ORLE (Reuters) - {HARBOUR}", outlet="The Post", published=at(2))
        bare = Document("b", HARBOUR, outlet="The Mail", published=at(1))
        assert set(dedupe([bare, wire]).origins.values()) == {"agency:Reuters"}

    def test_an_agency_that_is_quoted_in_the_middle_wrote_nothing(self) -> None:
        middle = f"{HARBOUR} The owner told Reuters (AP and AFP had it first) nothing. {ELSEWHERE}"
        found = dedupe([Document("a", middle, outlet="The Post")])
        assert found.origins == {"a": "outlet:the post"}

    def test_without_an_outlet_each_text_is_its_own(self) -> None:
        found = dedupe(documents(HARBOUR, ELSEWHERE))
        assert found.origins == {"d0": "text:d0", "d1": "text:d1"}


def test_two_documents_with_one_id_are_refused_by_it() -> None:
    with pytest.raises(InputError, match="two documents have the id 'd0'"):
        dedupe([*documents(HARBOUR), *documents(ELSEWHERE)])


def test_a_time_without_a_zone_is_refused_by_the_document_and_with_a_way_out() -> None:
    naive = replace(documents(HARBOUR)[0], published=datetime(2026, 11, 1))
    with pytest.raises(InputError, match=r"'d0'.*no time zone; give it one"):
        dedupe([naive, Document("aware", HARBOUR, published=at(1))])


def test_a_text_that_ends_in_an_ellipsis_may_be_cut_in_a_word() -> None:
    assert merges(dedupe(documents(HARBOUR, f"{HARBOUR[:-20]}…"))) == [("d1", "d0", "near")]


def test_halves_of_surrogate_pairs_are_no_trouble() -> None:
    assert (
        len(dedupe(documents("\ud800 and \udfff are halves", "\ud800 and \udfff")).documents) == 2
    )


class TestReserves:
    """A copy that leaves a reserve out adds no word, and says more."""

    @pytest.mark.parametrize(
        ("reserved", "plain"),
        [
            ("Norvik will close its Dale plant in May if talks fail.", " if talks fail"),
            ("The wife of the mayor of Orle was arrested on Monday.", "wife of the "),
            ("Only the driver of the bus survived the fall on Monday.", "Only "),
        ],
    )
    def test_it_stays_a_document(self, reserved: str, plain: str) -> None:
        blunt = reserved.replace(plain, "")
        found = dedupe(documents(f"{reserved} {HARBOUR}", f"{blunt} {HARBOUR}"))
        assert len(found.documents) == 2

    @pytest.mark.parametrize(
        "frame",
        ["It is a myth that", "A spoof site wrote:", "The Lantern retracted its report that",
         "If the letter is genuine,", "Norvik could not confirm that"],
    )  # fmt: skip
    def test_so_does_what_stands_elsewhere_in_a_frame(self, frame: str) -> None:
        plain = "Norvik closed its Dale plant on the coast of Orle on Monday for good."
        for around in ("", f" {HARBOUR}"):
            texts = plain + around, f"{frame} {plain}{around}"
            assert len(dedupe(documents(*texts)).documents) == 2

    def test_a_copy_with_the_frame_is_one(self) -> None:
        text = f"It is a myth that Norvik closed its Dale plant. {HARBOUR}"
        assert len(dedupe(documents(text, text[:-40])).documents) == 1

    def test_a_copy_that_is_cut_before_it_does_not(self) -> None:
        text = f"{HARBOUR} Norvik will close its Dale plant in May if talks fail this week."
        assert len(dedupe(documents(text, text[: text.index(" if talks")])).documents) == 1
        assert len(dedupe(documents(text, HARBOUR)).documents) == 1


ACCOUNTS = (
    "A crane fell over in the harbour of Orle on Sunday.",
    "Nobody was hurt when the big crane at Orle came down.",
    "Orle's harbour shut after its tallest crane collapsed.",
    "Nine lorries lie under what was the harbour's crane.",
    "The storm has brought down a crane of 80 metres.",
    "Dockers ran as steel fell on quay two, the port master said.",
    "Two nights of wind were too much for the old crane.",
)


class TestWitnesses:
    """Of one event, no outlet vouches for more than one origin, whatever its texts credit."""

    @staticmethod
    def counted(*texts: tuple[str, str]) -> int:
        """Return how many origins stand behind texts of one story, each with who served it."""
        documents = [
            Document(f"d{n}", f"{said} {credit}", outlet=outlet)
            for n, ((outlet, credit), said) in enumerate(zip(texts, ACCOUNTS, strict=False))
        ]
        return len(set(witnesses(documents, dedupe(documents).origins).values()))

    def test_a_feed_that_names_three_agencies_is_one_witness(self) -> None:
        forged = [("Evil Post", c) for c in ("(Reuters)", "(AP)", "— dpa", "")]
        assert self.counted(*forged) == 1
        assert self.counted(*forged, ("Lantern", "")) == 2

    def test_two_feeds_that_name_three_each_are_two(self) -> None:
        forged = [(f"Evil {n}", c) for n in (1, 2) for c in ("(Reuters)", "(AP)", "(AFP)")]
        assert self.counted(*forged) == 2

    def test_papers_that_carry_two_agencies_are_as_many_witnesses_as_those(self) -> None:
        carried = [(paper, c) for paper in ("Lantern", "Gazette") for c in ("(Reuters)", "(AP)")]
        assert self.counted(*carried) == 2

    def test_papers_that_credit_one_agency_are_one(self) -> None:
        assert self.counted(*((f"Paper {n}", "(Reuters)") for n in range(5))) == 1

    def test_a_feed_takes_no_witness_from_others(self) -> None:
        real = [("Lantern", "(Reuters)"), ("Gazette", "(AP)")]
        forged = [("Evil Post", c) for c in ("(Reuters)", "(AP)")]
        assert self.counted(*real, *forged) == self.counted(*real) == 2

    def test_what_only_an_item_names_is_vouched_for_by_who_served_it(self) -> None:
        named = [(f"{agency}, via Evil Post", "") for agency in ("Reuters", "AP", "BBC News")]
        assert self.counted(*named) == 1

    def test_the_items_of_a_trusted_aggregator_are_by_whom_they_name(self) -> None:
        assert self.counted(("Reuters", ""), ("AP", ""), ("BBC News", "")) == 3

    def test_texts_of_nobody_stand_for_themselves(self) -> None:
        assert self.counted(("", "(Reuters)"), ("", "(AP)"), ("", "")) == 3
