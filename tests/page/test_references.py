"""A page is put in an order in which it can be read, and what points at nothing on it is told."""

from __future__ import annotations

from datetime import UTC, datetime

from summarise.language.reading import Vocabulary
from summarise.language.sentences import split
from summarise.page.fit import ENOUGH, FULL, UNCLEAR, fit
from summarise.page.references import References
from summarise.types import Briefing, Citation, Document, Record, Section, Source, Statement

NOW = datetime(2026, 11, 24, tzinfo=UTC)
REPORT = (
    "A museum in Orle will close in May. It has 14 tenants. "
    "Divers found two devices under its quay. The weather was bad for days. "
    "The devices are harmless, said Ada Holm, a spokeswoman for the navy, on the phone. "
    "Holm will visit Orle. The trip was planned in June. The council met. "
    "A man was hurt when a crane fell. He was 40. The man is out of danger."
)


def _said(*numbers: int, text: str = REPORT) -> list[Statement]:
    """Sentences of a report, by their numbers, as statements of a page; the first worth most."""
    spans = split(text)
    return [
        Statement(text[slice(*spans[n])], (Citation("a", *spans[n], ""),), 1, "source", 9.0 - place)
        for place, n in enumerate(numbers)
    ]


def _page(*statements: Statement, headline: str = "News of a day") -> Briefing:
    section = Section(headline, statements)
    sources = (Source("a", "a"),)
    return Briefing(headline, statements[0].text, NOW, (section,), sources, Record())


def _references(text: str = REPORT) -> References:
    return References([Document("a", text)], Vocabulary())


def _settled(*numbers: int) -> tuple[list[str], list[str]]:
    settled = _references().settle(_page(*_said(*numbers)))
    told = [s.text for s in settled.briefing.stories[0].statements]
    return told, [s.text for s in settled.unclear]


def test_a_statement_comes_behind_the_one_that_tells_of_what_it_takes_as_known() -> None:
    told, unclear = _settled(0, 4, 2)
    assert [text.split()[0] for text in told] == ["A", "Divers", "The"]
    assert not unclear


def test_what_nothing_on_the_page_tells_of_is_unclear() -> None:
    assert _settled(0, 4)[1] == _settled(0, 4)[0][1:]
    assert len(_settled(0, 6)[1]) == 1  # the trip
    assert len(_settled(0, 10)[1]) == 1  # the man


def test_what_goes_on_about_somebody_stands_behind_who_he_is() -> None:
    told, unclear = _settled(0, 8, 7, 2, 10)
    assert told[2].startswith("The man is out of danger")
    assert not unclear


def test_what_follows_its_own_antecedent_is_clear() -> None:
    assert not _settled(0, 8, 10)[1]
    assert not _settled(0, 5, 6)[1]


def test_the_first_mention_of_somebody_gets_the_name_and_cites_where_it_stands() -> None:
    settled = _references().settle(_page(*_said(0, 5))).briefing.stories[0]
    holm = settled.statements[1]
    assert holm.text.startswith("Holm [Ada Holm, a spokeswoman for the navy] will visit")
    name = holm.citations[-1]
    assert REPORT[name.start : name.end] == name.text == "Ada Holm, a spokeswoman for the navy"
    assert "[" not in _settled(0, 2, 4, 5)[0][-1]  # the page has told who she is


def test_a_lede_with_a_name_stays_the_lede() -> None:
    settled = _references().settle(_page(*_said(5, 0))).briefing
    assert settled.lede == settled.stories[0].statements[0].text != _said(5)[0].text


def test_what_a_model_wrote_is_left_as_it_is() -> None:
    page = _page(*_said(0), Statement("The devices are gone.", _said(4)[0].citations, 1, "model"))
    settled = _references().settle(page)
    assert settled.briefing == page
    assert not settled.unclear


def _lines(lines: int, page: Briefing) -> int:
    told = sum(len(section.statements) for section in page.stories)
    return -(-told // lines)


def test_what_is_unclear_leaves_for_others_and_the_record_says_why() -> None:
    page = _page(*_said(0, 6, 2, 4))
    fitted = fit(page, 1, lambda made: _lines(3, made), _references().settle)
    told = [s.text for s in fitted.stories[0].statements]
    assert [text.split()[0] for text in told] == ["A", "Divers", "The"]
    assert [(off.text, off.reason) for off in fitted.record.left_off] == [
        (page.stories[0].statements[1].text, UNCLEAR)
    ]


def test_it_stays_while_the_page_has_room_for_all() -> None:
    page = _page(*_said(0, 6))
    fitted = fit(page, 1, lambda made: _lines(9, made), _references().settle)
    assert len(fitted.stories[0].statements) == 2


def test_a_story_with_enough_to_tell_gets_no_other_for_it() -> None:
    things = [f"A ship {word} at noon." for word in "abcdefghijklmnopqr"]
    text = " ".join(
        [*things, "Nobody came.", "The trip was long.", "A boat sank.", "A car burned."]
    )
    page = _page(*_said(*range(18), 19, 20, 21, text=text))
    fitted = fit(page, 1, lambda made: _lines(20, made), _references(text).settle)
    assert len(fitted.stories[0].statements) == 19
    assert {off.reason for off in fitted.record.left_off} == {UNCLEAR, ENOUGH}
    assert FULL not in {off.reason for off in fitted.record.left_off}
