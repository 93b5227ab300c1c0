"""Which facts earn a place on the page, and what becomes of the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from summarise.page import choice as choosing
from summarise.page import extract
from summarise.page.extract import ExtractiveWriter
from summarise.page.worth import Worth
from summarise.types import Document, Fact, Sentence, Story
from tests.readings import VOCABULARY, sentence

choose = partial(choosing.choose, vocabulary=VOCABULARY)
headline = partial(extract.headline, vocabulary=VOCABULARY)


def fact(*sentences: Sentence, support: int = 1, **more: object) -> Fact:
    return Fact(sentences, support, **more)  # type: ignore[arg-type]


def story(*facts: Fact, titles: tuple[str, ...] = (), **more: object) -> Story:
    ids = dict.fromkeys(s.document for f in facts for s in f.sentences)
    documents = []
    for number, name in enumerate(ids):
        told = [s for f in facts for s in f.sentences if s.document == name]
        text = " ".join(s.text for s in sorted(told, key=lambda s: s.start))
        title = titles[number] if number < len(titles) else ""
        documents.append(Document(name, text, title=title))
    return Story(tuple(documents), facts, **more)  # type: ignore[arg-type]


DAM = sentence("a", "The dam at Orle opened on Monday after nine years of work.")
FISH = sentence("b", "Anglers fear for the salmon of the upper Tarn valley.")
COST = sentence("c", "The dam cost 840 million crowns, twice the estimate.")


def test_the_best_supported_fact_comes_first() -> None:
    choice = choose(story(fact(FISH), fact(DAM, support=4), fact(COST)))
    assert choice.chosen[0].text == DAM.text
    assert len(choice.chosen) == 3


AGAIN = sentence("d", "The Orle dam opened on Monday.")


def test_what_is_told_before_it_is_withheld_and_says_beside_what() -> None:
    told = fact(DAM, support=2)
    choice = choose(story(told, fact(AGAIN, said=frozenset({DAM.id}))))
    assert [chosen.text for chosen in choice.chosen] == [DAM.text]
    (off,) = choice.left_off
    assert (off.text, off.beside) == (AGAIN.text, DAM.cited())
    assert off.citations[0].document == "d"


def test_what_stands_in_a_frame_is_not_told_by_it_nor_it_by_what_stands_there() -> None:
    framed = sentence("d", f"It is a myth that t{DAM.text[1:]}")
    for first, second in ((DAM, framed), (framed, DAM)):
        choice = choose(story(fact(first, support=3), fact(second)))
        assert [chosen.text for chosen in choice.chosen] == [first.text, second.text]


@pytest.mark.parametrize(
    "text",
    [
        "The Orle dam opened on Monday at 10 a.m.",  # a figure
        "The Orle dam opened on Tuesday.",  # a day
        "The Orle dam of Mara Ols opened on Monday.",  # a name
        "The Orle dam did not leak when it opened on Monday.",  # a denial
    ],
)
def test_what_has_something_of_its_own_is_told_however_near_it_is(text: str) -> None:
    again = fact(sentence("d", text), said=frozenset({DAM.id}))
    assert len(choose(story(fact(DAM, support=3), again)).chosen) == 2


def test_a_figure_that_another_statement_tells_is_not_its_own() -> None:
    again = fact(
        sentence("d", "The Orle dam of 840 million crowns opened."), said=frozenset({DAM.id})
    )
    one = story(fact(DAM, support=3), fact(COST, support=3), again)
    assert {chosen.text for chosen in choose(one).chosen} == {DAM.text, COST.text}


def test_what_says_next_to_nothing_beside_the_page_is_withheld_and_what_is_new_of_it_is_not() -> (
    None
):
    more = sentence("d", "The Orle dam that opened on Monday leaks at its foot.")
    choice = choose(story(fact(DAM, support=3), fact(AGAIN), fact(more)))
    assert [chosen.text for chosen in choice.chosen] == [DAM.text, more.text]
    assert [off.reason for off in choice.left_off] == ["says little that is new"]


def test_what_has_little_new_to_say_comes_last_whoever_tells_it() -> None:
    many = frozenset("abcdefgh")
    again = sentence("c", "The Orle dam opened on Monday with a jazz concert and fireworks.")
    one = story(
        fact(DAM, tellers=many, position=1.0), fact(again, tellers=many), fact(FISH, position=0.5)
    )
    assert [chosen.text for chosen in choose(one).chosen] == [DAM.text, FISH.text, again.text]


def test_no_more_are_chosen_than_there_are_places_and_the_others_had_no_room() -> None:
    choice = choose(story(fact(FISH), fact(DAM, support=4), fact(COST)), most=1)
    assert [chosen.text for chosen in choice.chosen] == [DAM.text]
    assert [off.reason for off in choice.left_off] == ["the page is full"] * 2


def test_a_dangling_opening_is_resolved_when_the_sentence_before_names_one_person() -> None:
    first = sentence("a", "Dario Quell said the dam was overdue.")
    second = sentence("a", "He also said the river would flood again.", len(first.text) + 1)
    choice = choose(story(fact(first), fact(second)))
    chosen = {c.text: c for c in choice.chosen}
    text = "He [Dario Quell] said the river would flood again."
    assert set(chosen) == {first.text, text}
    assert set(chosen[text].evidence) == {first, second}


def test_a_dangling_opening_that_is_not_certain_is_passed_over_with_the_reason() -> None:
    first = sentence("a", "Engineers and anglers have argued about the dam.")
    second = sentence("a", "They will meet again in the town hall in May.", len(first.text) + 1)
    choice = choose(story(fact(first), fact(second)))
    assert [c.text for c in choice.chosen] == [first.text]
    assert 'opens with "They"' in choice.left_off[0].reason


def test_another_source_of_the_fact_stands_in_for_a_dangling_sentence() -> None:
    dangling = sentence("a", "It opened on Monday after nine years of work at Orle.")
    choice = choose(story(fact(dangling, DAM)))
    assert choice.chosen[0].text == DAM.text


@pytest.mark.parametrize(
    "text",
    [
        '"The salmon of the upper Tarn are doomed!"',
        "“Nobody asked the anglers of Orle about the dam.",
        "Nobody asked the anglers of Orle about the dam.”",
    ],
)
def test_a_quotation_that_does_not_say_who_speaks_is_passed_over(text: str) -> None:
    choice = choose(story(fact(DAM), fact(sentence("b", text))))
    assert [c.text for c in choice.chosen] == [DAM.text]
    assert "who speaks" in choice.left_off[0].reason


@pytest.mark.parametrize(
    "text",
    [
        '"The salmon of the upper Tarn are doomed," said Mara Ols.',
        'Mara Ols said: "The salmon of the upper Tarn are doomed."',
        'The "salmon stairs" of Orle are a "fig leaf".',
    ],
)
def test_a_quotation_with_a_speaker_and_words_in_quotation_marks_stand(text: str) -> None:
    assert choose(story(fact(sentence("b", text)))).chosen[0].text == text


def test_a_connective_at_the_start_goes() -> None:
    but = sentence("a", "But the dam at Orle leaks, the inspector wrote.")
    assert choose(story(fact(but))).chosen[0].text == "The dam at Orle leaks, the inspector wrote."


def test_the_outvoted_side_of_a_difference_is_told_there_unless_it_has_more_to_say() -> None:
    wrong = sentence("d", "The dam cost 480 million crowns, the builders of Orle said.")
    more = sentence("e", "Salmon vanished from the Tarn when the dam cost 480 million crowns.")
    beaten = (fact(said, standing="outvoted", position=1.0) for said in (wrong, more))
    one = story(*beaten, fact(COST, tellers=frozenset("cxyz"), position=1.0))
    choice = choose(one)
    assert [c.text for c in choice.chosen] == [COST.text, more.text]
    assert [off.text for off in choice.left_off] == [wrong.text]


def test_what_a_later_report_has_overtaken_is_left_off_unless_there_is_nothing_else() -> None:
    plan = sentence("d", "The dam at Orle is to open on Monday, and it has no fish ladder.")
    old = fact(plan, standing="overtaken", position=1.0)
    choice = choose(story(old, fact(FISH)))
    assert [c.text for c in choice.chosen] == [FISH.text]
    assert [(off.text, off.reason) for off in choice.left_off] == [(plan.text, choosing.OVERTAKEN)]
    assert [c.text for c in choose(story(old)).chosen] == [plan.text]


def resembling(text: str) -> list[str]:
    """Return what is told where a text resembles the statement on the dam."""
    likely = fact(sentence("d", text), resembles=frozenset({DAM.id}))
    return [c.text for c in choose(story(fact(DAM, support=3), likely, fact(COST))).chosen]


def test_what_resembles_a_statement_is_withheld_where_all_that_it_names_and_counts_is_told() -> (
    None
):
    again = "The dam of Orle, 840 million crowns of work, began its life on Monday."
    assert resembling(again) == [DAM.text, COST.text]
    for own in (again.replace("840", "845"), again.replace("Orle", "Orle, by Mara Ols,")):
        assert own in resembling(own)


def test_of_two_statements_with_the_same_figures_the_richer_one_stays_and_has_the_place() -> None:
    cable = sentence("b", "The cable spans 112 kilometres and carries 350 megawatts.")
    richer = sentence("c", "The 112-kilometre cable carries 350 megawatts to 9,000 homes.")
    told = story(fact(DAM, support=4), fact(cable, support=3), fact(FISH, support=2), fact(richer))
    choice = choose(told)
    assert [c.text for c in choice.chosen] == [DAM.text, richer.text, FISH.text]
    (off,) = choice.left_off
    assert (off.text, off.beside) == (cable.text, richer.cited())


def test_a_month_is_no_count() -> None:
    sails = sentence("a", "The ferry to Tarn sails from June 2028 between Orle and Tarn.")
    often = sentence("b", "The ferry between Orle and Tarn sails six times.")
    again = fact(often, said=frozenset({sails.id}))
    choice = choose(story(fact(sails, support=3), again))
    assert [c.text for c in choice.chosen] == [sails.text, often.text]


def test_a_statement_cites_each_report_once_and_not_more_than_four() -> None:
    many = tuple(sentence(f"d{n}", DAM.text) for n in range(9))
    (chosen,) = choose(story(fact(*many, support=9))).chosen
    assert len(chosen.evidence) == 4
    assert len({s.document for s in chosen.evidence}) == 4


def test_choosing_does_not_cost_the_cube_of_the_facts() -> None:
    counted = {"asked": 0}
    own = Worth.beside

    def counting(worth: Worth, *page: object) -> float:
        counted["asked"] += 1
        return own(worth, *page)  # type: ignore[arg-type]

    def asked(size: int) -> int:
        counted["asked"] = 0
        words = ["".join(chr(97 + (n * k) % 26) for k in (3, 5, 7, 11, 2)) for n in range(size)]
        facts = [
            fact(sentence(f"d{n}", f"The {w} bridge of {w} opened.")) for n, w in enumerate(words)
        ]
        choose(story(*facts))
        return counted["asked"]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Worth, "beside", counting)
        assert asked(200) <= 8 * asked(50)


def test_the_extractive_writer_quotes_and_never_revises() -> None:
    writer = ExtractiveWriter(VOCABULARY)
    written = writer.write(story(fact(DAM), titles=("Dam opens at Orle",)), 5)
    assert written.headline == "Dam opens at Orle"
    assert [draft.text for draft in written.drafts] == [DAM.text]
    assert writer.revise(written.drafts[0], "any reason") is None


def test_the_headline_is_the_title_nearest_to_what_is_told_first() -> None:
    titles = ("Anger!", "Dam at Orle opens after nine years", "Why is the river so blue?")
    made = story(fact(DAM), fact(FISH), fact(COST), titles=titles)
    assert headline(made, [DAM.text, FISH.text]) == titles[1]
    other = story(fact(DAM), fact(COST), titles=("Fish stocks of the Tarn are falling",))
    assert headline(other, [DAM.text]) == "Dam at Orle opened after nine years of work"


def test_without_a_title_a_headline_is_the_first_statement_without_what_hangs_on_it() -> None:
    told = sentence(
        "a",
        "A gas explosion destroyed a block of flats in the city of Orle on Sunday night, killing "
        "at least nine people and injuring 34 others, the fire service said.",
    )
    short = sentence("b", "The mayor of Orle cancelled the Christmas market.")
    named = headline(story(fact(told), fact(short)), [told.text, short.text])
    assert named == (
        "Gas explosion destroyed a block of flats in the city of Orle, the fire service said"
    )


def test_a_title_that_counts_otherwise_than_the_statements_is_no_headline() -> None:
    told = sentence("a", "A quake off Orle injured 14 people on Monday, rescue workers said.")
    titles = ("Quake off Orle injures 12 people", "14 hurt as quake shakes the coast off Orle")
    made = story(fact(told), fact(FISH), titles=titles)
    assert headline(made, [told.text]) == titles[1]


def test_without_a_title_what_opens_with_a_clause_by_the_way_is_no_headline() -> None:
    aside = "Even as the council of Orle met on Friday, the river Tarn was still rising fast."
    main = "The river Tarn flooded nine villages on Friday, the council said."
    made = story(fact(sentence("a", aside)), fact(sentence("b", main)))
    assert headline(made, [aside, main]) == "River Tarn flooded nine villages, the council said"


def test_a_headline_is_not_the_statement_again() -> None:
    said = sentence("a", "Tram drivers in Vell walked out over night shifts.")
    assert headline(story(fact(said)), [said.text]) == "Tram drivers in Vell"
    titled = story(fact(said), titles=("Strike",))
    assert headline(titled, [said.text]) == "Strike"


def test_a_title_without_spaces_fits_by_its_characters() -> None:
    title = "奥尔大坝历时九年终于落成"
    said = sentence("a", "奥尔大坝历时九年，于周一正式落成，耗资四亿欧元。")
    assert headline(story(fact(said), titles=(title,)), [said.text]) == title
    assert headline(story(fact(said)), [said.text]) == "奥尔大坝历时九年"


def test_opinions_and_what_an_author_says_of_himself_come_after_the_news() -> None:
    mine = sentence("d0", "I have walked along the dam at Orle for nine years.")
    view = sentence("d1", "The dam at Orle is a monument to the vanity of engineers.")
    titles = ("A dam of my own", "Opinion: A monument to vanity", "Dam at Orle opens")
    made = story(fact(mine), fact(view), fact(replace(DAM, document="d2")), titles=titles)
    written = ExtractiveWriter(VOCABULARY).write(made, 3)
    assert written.drafts[0].text == DAM.text
    assert written.headline == "Dam at Orle opens"


def test_what_was_called_off_comes_before_the_plan_of_it() -> None:
    plan = sentence("d0", "Tram drivers in Vell will walk out on Monday over night shifts.")
    off = sentence("d1", "The walk-out of tram drivers in Vell was called off after talks.")
    written = ExtractiveWriter(VOCABULARY).write(story(fact(plan, support=3), fact(off)), 3)
    assert [draft.text for draft in written.drafts] == [off.text, plan.text]


def test_the_headline_is_not_what_the_page_denies() -> None:
    told = sentence("a", "The minister has resigned after the report on the dam.")
    denial = sentence("b", "The minister has not resigned after the report on the dam.")
    one = story(fact(denial), fact(told, standing="outvoted"))
    assert headline(one, [denial.text]) == "M" + denial.text.removesuffix(".")[5:]


def test_what_takes_a_thing_as_known_waits_until_the_page_has_told_of_it() -> None:
    report = ("A hospital was hit at Orle.", "Weather was fine.", "The hospital has 86 beds.")
    starts = (0, 30, 50)
    told = [sentence("a", text, start) for text, start in zip(report, starts, strict=True)]
    hospital, weather, beds = told
    one = story(fact(beds, support=9), fact(hospital), fact(weather))
    text = "A hospital was hit at Orle. x Weather was fine.   The hospital has 86 beds."
    one = replace(one, documents=(Document("a", text),))
    order = [chosen.text for chosen in choose(one).chosen]
    assert order.index(hospital.text) < order.index(beds.text)
    lone = replace(one, facts=(one.facts[0], one.facts[2]))
    assert [chosen.text for chosen in choose(lone).chosen] == [weather.text, beds.text]


def test_what_a_report_calls_the_from_the_first_is_known_to_any_reader() -> None:
    text = "Rain fell on Orle. The government met. It rained. The government fell."
    fell = sentence("a", "The government fell.", text.rindex("The government"))
    rain = sentence("a", "Rain fell on Orle.")
    one = replace(story(fact(fell, support=9), fact(rain)), documents=(Document("a", text),))
    assert choose(one).chosen[0].text == fell.text


def test_what_tells_again_in_other_words_comes_last() -> None:
    again = sentence("d", "Tarn got its first power from the barrage as a ribbon was cut in Orle.")
    one = story(
        fact(DAM, support=3),
        fact(again, support=2, position=1.0, echoes=frozenset({DAM.id})),
        fact(FISH),
    )
    assert [chosen.text for chosen in choose(one).chosen] == [DAM.text, FISH.text, again.text]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mara Ols, 52, opened the dam at Orle in the 1960s hall at 10 a.m.", False),
        ("Mara Ols opened the dam at Orle, which holds 9 million tonnes.", True),
    ],
)
def test_who_and_when_alone_do_not_tell_again_what_a_story_of_some_statements_told(
    monkeypatch: pytest.MonkeyPatch, text: str, told: bool
) -> None:
    monkeypatch.setattr(choosing, "FEW", 2)
    again = sentence("d", text)
    facts = fact(DAM, support=3), fact(again, resembles=frozenset({DAM.id})), fact(FISH)
    choice = choose(story(*facts), most=9)
    assert (again.text in {chosen.text for chosen in choice.chosen}) is told
    assert told or choice.left_off[0].reason == choosing.ENOUGH


def test_a_story_with_news_tells_no_opinion_of_its_writers_and_one_of_opinions_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choosing, "FEW", 2)
    views = [
        fact(sentence(name, text))
        for name, text in (
            ("e", "I have never seen as fine a dam as this one."),
            ("f", "Let’s hope that the salmon find their way!"),
            ("g", "Is a river not worth more to us than its power?"),
        )
    ]
    assert len(choose(story(fact(DAM), fact(FISH), *views), most=9).chosen) == 2
    assert len(choose(story(*views), most=9).chosen) == 3


def test_views_have_the_room_that_no_news_needs() -> None:
    view = sentence("d", "I have never seen as fine a dam as this one at Orle in my life.")
    one = story(fact(view, support=9, position=1.0), fact(DAM), fact(FISH), fact(COST))
    assert choose(one).chosen[-1].text == view.text
    kept = choose(one, most=3)
    assert view.text not in {chosen.text for chosen in kept.chosen}
    assert [off.text for off in kept.left_off] == [view.text]


def test_where_a_story_has_news_enough_no_view_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "MOST_BESIDE", 2)
    view = sentence("d", "I have never seen as fine a dam as this one at Orle in my life.")
    kept = choose(story(fact(view), fact(DAM), fact(FISH), fact(COST)), most=9)
    assert len(kept.chosen) == 3
    assert kept.left_off[0].reason == choosing.ENOUGH


def test_of_an_affair_each_report_has_its_first_sentence_told_before_a_second_one() -> None:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    lines = {
        "a": ("A bridge at Orle collapsed.", "Divers found 14 bodies, 3 cars and 2 trucks."),
        "b": ("A judge opened an inquiry.", "He asked for 9 files, 12 plans and 400 letters."),
        "c": ("The government of Velmara fell.", "Members voted 48 to 47 at 5.30 on Monday."),
    }
    facts = [
        fact(sentence(name, text, 100 * n), position=1 / (n + 1))
        for name, texts in lines.items()
        for n, text in enumerate(texts)
        if not text.startswith("He")
    ]
    documents = tuple(
        Document(name, " ".join(texts), published=start + timedelta(days=3 * n))
        for n, (name, texts) in enumerate(lines.items())
    )
    one = replace(story(*facts), documents=documents)
    first = [chosen.text for chosen in choose(one, most=3).chosen]
    assert first[0] == "The government of Velmara fell."
    assert set(first) == {texts[0] for texts in lines.values()}


def test_two_figures_that_one_statement_has_are_told_again() -> None:
    link = sentence("a", "The cable will span 112 kilometres and carry 350 megawatts.")
    hvdc = sentence("b", "An HVDC line 112 km long, rated at 350 MW, was ordered from Brennick.")
    one = story(fact(link, support=3), fact(hvdc, support=2), fact(FISH))
    assert [chosen.text for chosen in choose(one).chosen] == [link.text, FISH.text, hvdc.text]


def test_without_any_title_a_long_statement_is_clipped_where_something_hangs_on_it() -> None:
    long = sentence(
        "a",
        "Wladimir Olsko stopped Hasim Quell in the seventh round to retain his three heavyweight "
        "titles at the arena of Orle in Velmara",
    )
    told = long.text[: long.text.index(" at the arena")]
    assert headline(story(fact(long)), [long.text]) == told


def test_a_heading_that_was_glued_to_its_text_is_a_title() -> None:
    text = "Olsko retains his belts Posted: Jul 07, 2012 7: 40 PM ET Olsko stopped Quell in Orle."
    said = sentence("a", "Olsko stopped Quell in Orle and retains his belts.")
    one = replace(story(fact(said)), documents=(Document("a", text),))
    assert headline(one, [said.text]) == "Olsko retains his belts"


@pytest.mark.parametrize(
    "frame", [", a satirical site wrote.", ", which never happened.", " if a leaked memo is right."]
)
def test_no_headline_is_a_clause_without_what_frames_it(frame: str) -> None:
    clause = (
        "The crane at Orle fell on Sunday after two nights of storm in the harbour and crushed "
        "nine parked lorries of a firm with mud tyres"
    )
    long = sentence("a", clause + frame)
    assert headline(story(fact(long)), [long.text]) == (clause + frame).rstrip(".")


def test_no_title_says_as_so_what_the_first_statement_has_in_a_frame() -> None:
    said = sentence("a", "Claims that the crane at Orle fell on Sunday are untrue.")
    plain, fair = "Crane at Orle fell on Sunday", "Nobody saw the crane at Orle fall"
    assert headline(story(fact(said), titles=(plain,)), [said.text]) != plain
    assert headline(story(fact(said), titles=(fair,)), [said.text]) == fair


def test_what_a_heading_names_is_not_taken_as_known_from_it() -> None:
    text = (
        "Flood wall costs rise\n\nThe office said on Monday that the flood wall costs 41 million."
    )
    first = sentence("a", text[text.index("The") :], start=text.index("The"))
    again = sentence("b", "Officials expect an end in five years.")
    documents = (Document("a", text), Document("b", again.text))
    choice = choose(replace(story(fact(again), fact(first)), documents=documents))
    assert choice.chosen[0].text == first.text
