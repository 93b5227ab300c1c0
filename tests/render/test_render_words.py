"""The page's own words: whole in every language, rightly inflected, and in every format."""

from __future__ import annotations

import json
import string
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from pypdf import PdfReader

from summarise.config import LANGUAGES
from summarise.errors import RenderError
from summarise.render import render
from summarise.render.phrases import (
    Words,
    clock,
    dateline,
    long_date,
    short_date,
    time_of,
    words_in,
)
from summarise.render.view import page
from summarise.story.points import PLANNED
from summarise.types import Briefing, Difference, Format, Record, Section, Side, Source
from tests.render.render_briefings import BRIEFING, MORNING, cite, one, source, state

WORDS = {code: words_in(code) for code in LANGUAGES}
ENGLISH, GERMAN, SPANISH, FRENCH = WORDS.values()
BERLIN = ZoneInfo("Europe/Berlin")
OTHERS = (GERMAN, SPANISH, FRENCH)
LOAN_WORDS = {
    "source", "sources", "link", "prompts", "tokens", "correction", "also_in", "either",
}  # fmt: skip
"""What may be the same as in English."""


def in_language(words: Words, briefing: Briefing = BRIEFING) -> Briefing:
    moment = briefing.date.astimezone(BERLIN)
    return replace(briefing, language=words.code, date=moment)


def phrases(words: Words) -> Iterator[tuple[str, str]]:
    """Yield each phrase with its name; a plural twice, calendar and kinds included."""
    for field in fields(Words):
        value = getattr(words, field.name)
        if isinstance(value, str):
            yield field.name, value
        elif isinstance(value, tuple):
            yield from ((field.name, part) for part in value)
        elif isinstance(value, dict):
            yield from ((f"kind {key}", part) for key, part in value.items())
    calendar = words.calendar
    for name in ("date", "short_date", "dateline", "clock", "first"):
        yield name, getattr(calendar, name)
    yield from (("name", part) for part in (*calendar.days, *calendar.months))
    yield from (("name", part) for part in calendar.short_months)


def holes(phrase: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def test_the_page_speaks_the_languages_that_the_config_allows() -> None:
    with pytest.raises(RenderError, match=", ".join(LANGUAGES)):
        words_in("xx")


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_every_language_has_every_word(words: Words) -> None:
    assert all(phrase.strip() for _, phrase in phrases(words))
    calendar = words.calendar
    assert len(set(calendar.days)) == 7
    assert len(set(calendar.months)) == len(set(calendar.short_months)) == 12
    assert set(words.kinds) == set(ENGLISH.kinds)


@pytest.mark.parametrize("words", OTHERS, ids=lambda words: words.code)
def test_a_phrase_has_the_same_things_to_fill_in_as_in_english(words: Words) -> None:
    pairs = zip(phrases(ENGLISH), phrases(words), strict=True)
    for (name, english), (_, other) in pairs:
        assert holes(other) == holes(english), name


@pytest.mark.parametrize("words", OTHERS, ids=lambda words: words.code)
def test_nothing_is_left_in_english(words: Words) -> None:
    for field in fields(Words):
        if field.name not in LOAN_WORDS | {"numerals", "calendar", "kinds"}:
            assert getattr(words, field.name) != getattr(ENGLISH, field.name), field.name


def test_a_language_without_words_is_named_with_those_that_there_are() -> None:
    with pytest.raises(RenderError, match="'xx'; it has en, de, es, fr"):
        words_in("xx")


@given(st.sampled_from(list(WORDS.values())), st.integers(0, 10**9))
def test_any_number_fills_every_plural_and_leaves_no_brace(words: Words, number: int) -> None:
    values = dict.fromkeys(
        ("origins", "names", "told", "all", "model", "day"), "something of others"
    )
    plurals = (getattr(words, field.name) for field in fields(Words) if field.type == "Plural")
    for phrase in plurals:
        said = words.count(phrase, number, **values)
        assert words.numerals.whole(number) in said
        assert "{" not in said


@pytest.mark.parametrize(
    ("words", "none", "alone", "many"),
    [
        (ENGLISH, "0 reports read", "1 report read", "2,400 reports read"),
        (GERMAN, "0 Berichte gelesen", "1 Bericht gelesen", "2.400 Berichte gelesen"),
        (SPANISH, "0 artículos leídos", "1 artículo leído", "2.400 artículos leídos"),
        (FRENCH, "0 article lu", "1 article lu", "2\u202f400 articles lus"),
    ],
    ids=WORDS,
)
def test_numbers_and_plurals_are_those_of_the_language(
    words: Words, none: str, alone: str, many: str
) -> None:
    assert [words.count(words.read, n) for n in (0, 1, 2400)] == [none, alone, many]


@pytest.mark.parametrize(
    ("words", "line", "day", "first", "short"),
    [
        (ENGLISH, "Wednesday 25 November 2026, 06:30 CET", "25 November 2026",
         "1 May 2026", "25 Nov 2026"),
        (GERMAN, "Mittwoch, 25. November 2026, 06:30 Uhr MEZ", "25. November 2026",
         "1. Mai 2026", "25. Nov. 2026"),
        (SPANISH, "Miércoles, 25 de noviembre de 2026, 06:30 CET", "25 de noviembre de 2026",
         "1 de mayo de 2026", "25 nov 2026"),
        (FRENCH, "Mercredi 25 novembre 2026, 6 h 30 CET", "25 novembre 2026",
         "1er mai 2026", "25 nov. 2026"),
    ],
    ids=WORDS,
)  # fmt: skip
def test_a_date_is_written_as_the_language_does(
    words: Words, line: str, day: str, first: str, short: str
) -> None:
    moment = datetime(2026, 11, 25, 6, 30, tzinfo=BERLIN)
    assert dateline(moment, words.calendar) == line
    assert long_date(moment.date(), words.calendar) == day
    assert long_date(date(2026, 5, 1), words.calendar) == first
    assert short_date(moment, words.calendar) == short


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [
        ("Europe/Berlin", GERMAN, "06:30 Uhr MEZ"),
        ("America/New_York", ENGLISH, "06:30 EST"),
        ("America/Sao_Paulo", ENGLISH, "06:30 Sao Paulo time"),
        ("America/Argentina/Buenos_Aires", FRENCH, "6 h 30 heure de Buenos Aires"),
        ("UTC", ENGLISH, "06:30 UTC"),
        ("Etc/GMT-3", ENGLISH, "06:30 UTC+03:00"),
    ],
)
def test_a_zone_is_called_by_its_name(name: str, words: Words, told: str) -> None:
    assert clock(datetime(2026, 11, 25, 6, 30, tzinfo=ZoneInfo(name)), words.calendar) == told


def test_a_page_from_the_store_knows_its_zone_by_its_name() -> None:
    kept = datetime(2026, 7, 25, 6, 30, tzinfo=timezone(timedelta(hours=2)))
    assert page(replace(one("x"), date=kept, zone="Europe/Berlin")).dateline.endswith("06:30 CEST")
    for unknown in ("", "Nowhere/At_all", "../etc/passwd"):
        printed = page(replace(one("x"), date=kept, zone=unknown))
        assert printed.dateline.endswith("06:30 UTC+02:00")


@pytest.mark.parametrize(
    ("published", "told"),
    [
        (datetime(2026, 11, 24, 5, 30, tzinfo=UTC), "06:30 CET"),
        (datetime(2026, 11, 24, 20, 0, tzinfo=timezone(timedelta(hours=-7))), "20:00 UTC-07:00"),
        (datetime(2026, 11, 24, tzinfo=UTC), ""),
        (None, ""),
    ],
    ids=["here", "another day here", "a day without a time", "nothing"],
)
def test_the_time_of_a_report_is_that_of_the_day_it_is_given(
    published: datetime | None, told: str
) -> None:
    assert time_of(published, ENGLISH.calendar, BERLIN) == told


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        (datetime(2026, 11, 24, 23, 30, tzinfo=UTC), "25 Nov 2026"),
        (datetime(2026, 11, 24, tzinfo=UTC), "24 Nov 2026"),
        (datetime(2026, 11, 24, 20, 0, tzinfo=timezone(timedelta(hours=-7))), "24 Nov 2026"),
    ],
    ids=["known in UTC", "a day without a time", "said where it was published"],
)
def test_a_report_is_of_the_day_of_the_page_only_where_its_own_is_not_known(
    published: datetime, shown: str
) -> None:
    assert short_date(published, ENGLISH.calendar, BERLIN) == shown


def test_in_utc_a_report_has_the_day_that_it_gives() -> None:
    published = datetime(2026, 11, 24, 23, 30, tzinfo=timezone(timedelta(hours=-7)))
    assert short_date(published, ENGLISH.calendar, UTC) == "24 Nov 2026"


RECORDS = {
    "de": (
        "8 Berichte von 5 Urhebern gelesen · "
        "2 doppelte Berichte und 1 wiederholter Satz zusammengeführt · "
        "2 Quellen waren nicht lesbar · 14 Aussagen geprüft, 1 ersetzt · "
        "† aus der Quelle zitiert, weil der Satz des Modells die Prüfung nicht bestand · "
        "1 weggelassen · "
        "10 von 11 Aussagen verfasst von local / qwen3-4b-instruct · "
        "Prompts headline@99aabbcc, story@1a2b3c4d · 5 Aufrufe, 6.120 Tokens"
    ),
    "es": (
        "8 artículos leídos, de 5 fuentes originales · "
        "duplicados fusionados: 2 artículos y 1 frase · "
        "2 fuentes no se pudieron leer · 14 frases comprobadas, 1 sustituida · "
        "† citado de la fuente, porque la frase del modelo no superó la comprobación · "
        "1 omitida · "
        "frases redactadas por local / qwen3-4b-instruct: 10 de 11 · "
        "instrucciones headline@99aabbcc, story@1a2b3c4d · 5 llamadas, 6.120 tokens"
    ),
    "fr": (
        "8 articles lus, issus de 5 sources d’origine · "
        "doublons fusionnés\u00a0: 2 articles et 1 phrase · "
        "2 sources n’ont pas pu être lues · 14 phrases vérifiées, 1 remplacée · "
        "† cité de la source, car la phrase du modèle n’a pas passé la vérification · "
        "1 écartée · "
        "phrases rédigées par local / qwen3-4b-instruct\u00a0: 10 sur 11 · "
        "prompts headline@99aabbcc, story@1a2b3c4d · 5 appels, 6\u202f120 jetons"
    ),
}


@pytest.mark.parametrize("words", OTHERS, ids=lambda words: words.code)
def test_the_last_line_is_translated(words: Words) -> None:
    assert page(in_language(words)).record == RECORDS[words.code]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (GERMAN, "3 Berichte gelesen · nichts doppelt · aus den Berichten zitiert"),
        (SPANISH, "3 artículos leídos · sin duplicados · citado de los artículos"),
        (FRENCH, "3 articles lus · aucun doublon · cité des articles"),
    ],
    ids=["de", "es", "fr"],
)
def test_a_quiet_record_is_short_in_any_language(words: Words, said: str) -> None:
    quiet = replace(BRIEFING, record=Record(documents=3), stories=())
    assert page(in_language(words, quiet)).record == said


SHARED = (Source("a", "a", "Lantern"), *(Source(f"x{n}", "a", f"X{n}") for n in range(5)))


@pytest.mark.parametrize(
    ("words", "note"),
    [
        (GERMAN, "auch in X0, X1, X2 und 2 weiteren"),
        (SPANISH, "también en X0, X1, X2 y 2 más"),
        (FRENCH, "aussi dans X0, X1, X2 et 2 autres"),
    ],
    ids=["de", "es", "fr"],
)
def test_who_else_carries_a_text_is_said_in_the_language(words: Words, note: str) -> None:
    story = Section("A", (state("One.", "a"),))
    printed = page(in_language(words, replace(BRIEFING, stories=(story,), sources=SHARED)))
    assert printed.sources[0].note == note


def test_what_accounts_differ_on_is_joined_in_the_language() -> None:
    sides = (Side("12", "Twelve.", (cite("a"),)), Side("14", "Fourteen.", (cite("b"),)))
    told = (Difference("12 or 14", "number", sides), Difference("", "date", sides))
    printed = page(in_language(GERMAN, replace(BRIEFING, stories=(Section("A", (), told),))))
    assert [one.about for one in printed.stories[0].differences] == ["12 oder 14", "Datum"]


def printed(briefing: Briefing, kind: Format) -> str:
    """Return what a reader of a format sees, without its markup and white space."""
    made = render(briefing, kind)
    if kind == "pdf":
        return bare(PdfReader(BytesIO(made)).pages[0].extract_text())
    if kind == "html":
        return bare(html.document_fromstring(made.decode()).text_content())
    return bare(made.decode())


def test_a_plan_is_called_one_in_the_language_and_other_labels_are_the_reports() -> None:
    assert ENGLISH.planned == PLANNED
    sides = tuple(Side(label, "", (cite("a"),)) for label in ("opened", PLANNED))
    told = (Difference("opened or planned", "modality", sides),)
    printed = page(in_language(FRENCH, replace(BRIEFING, stories=(Section("A", (), told),))))
    (difference,) = printed.stories[0].differences
    assert difference.about == "opened ou prévu"
    assert [side.label for side in difference.sides] == ["opened", "prévu"]


def bare(text: str) -> str:
    return "".join(text.replace("\u2060", "").split())  # typst puts word joiners into a PDF


@pytest.mark.parametrize("words", OTHERS, ids=lambda words: words.code)
@pytest.mark.parametrize("kind", ["md", "txt", "html", "pdf"])
def test_each_format_says_all_of_its_own_in_the_language(words: Words, kind: Format) -> None:
    seen = printed(in_language(words), kind)
    own = page(in_language(words))
    for said in (
        own.dateline, words.sources, words.differ, f"({words.overtaken})", own.sources[0].date,
        words.reprint.split()[0], RECORDS[words.code].split(" · ")[2],
    ):  # fmt: skip
        assert bare(said) in seen
    for english in ("Where the accounts", "(overtaken)", "reprint", "merged", "January"):
        assert bare(english) not in seen
    assert bare(BRIEFING.lede[:40]) in seen


MARKDOWN = """\
# Good headline

*{date}*

## A headline

- One thing happened. [1]

### {differ}

> {either}
>
> - **12** ({overtaken}) — Coast Herald [1]: {quote}
> - **14** — Coast Herald [1]

## {sources}

1. Coast Herald, [Bridge shut](https://coastherald.example/2025/01/herald), {day}

---

{record}
"""


@pytest.mark.parametrize(
    ("words", "own"),
    [
        (GERMAN, {
            "date": "Freitag, 17. Januar 2025, 08:00 Uhr MEZ",
            "differ": "Worin die Berichte voneinander abweichen", "either": "12 oder 14",
            "overtaken": "überholt", "quote": "„Twelve.“", "sources": "Quellen",
            "day": "16. Jan. 2025",
            "record": "1 Bericht von 1 Urheber gelesen · nichts doppelt · "
            "1 von 1 Aussage verfasst von local / qwen3-4b-instruct",
        }),
        (SPANISH, {
            "date": "Viernes, 17 de enero de 2025, 08:00 CET",
            "differ": "En qué discrepan las versiones", "either": "12 o 14",
            "overtaken": "superado", "quote": "«Twelve.»", "sources": "Fuentes",
            "day": "16 ene 2025",
            "record": "1 artículo leído, de 1 fuente original · sin duplicados · "
            "frases redactadas por local / qwen3-4b-instruct: 1 de 1",
        }),
        (FRENCH, {
            "date": "Vendredi 17 janvier 2025, 8 h 00 CET",
            "differ": "Ce sur quoi les récits divergent", "either": "12 ou 14",
            "overtaken": "dépassé", "quote": "«\u00a0Twelve.\u00a0»", "sources": "Sources",
            "day": "16 janv. 2025",
            "record": "1 article lu, issu de 1 source d’origine · aucun doublon · "
            "phrases rédigées par local / qwen3-4b-instruct\u00a0: 1 sur 1",
        }),
    ],
    ids=["de", "es", "fr"],
)  # fmt: skip
def test_a_whole_page_in_another_language(words: Words, own: dict[str, str]) -> None:
    sides = (Side("12", "Twelve.", (cite("herald"),)), Side("14", "14", (cite("herald"),)))
    story = Section(
        "A headline",
        (state("One thing happened.", "herald"),),
        (Difference("12 or 14", "number", sides, outdated=0),),
    )
    sources = (source("herald", "Coast Herald", "Bridge shut", 11),)
    briefing = replace(one("x"), headline="Good headline", stories=(story,), sources=sources)
    assert render(in_language(words, briefing), "md").decode() == MARKDOWN.format(**own)


def test_html_and_pdf_name_the_language_of_the_frame() -> None:
    briefing = in_language(GERMAN)
    tree = html.document_fromstring(render(briefing, "html").decode())
    assert tree.get("lang") == "de"
    assert {one.get("lang") for one in tree.xpath("//h2[.='Quellen'] | //footer/p")} == {"de"}
    assert str(PdfReader(BytesIO(render(briefing, "pdf"))).root_object["/Lang"]) == "de"


def test_the_marks_of_quotations_in_html_are_those_of_the_language() -> None:
    assert 'quotes: "„" "“"' in render(in_language(GERMAN), "html").decode()


def test_json_names_the_language_and_translates_nothing() -> None:
    english, german = (json.loads(render(in_language(w), "json")) for w in (ENGLISH, GERMAN))
    assert german["language"] == "de"
    assert german["date"] == MORNING.astimezone(BERLIN).isoformat()
    assert {**german, "language": "en"} == english
