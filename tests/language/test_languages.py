"""What a sentence counts and how sure it is, in languages other than English."""

from __future__ import annotations

from datetime import date

import pytest

from summarise.language.dates import dates
from summarise.language.furniture import is_boilerplate
from summarise.language.languages import language
from summarise.language.numerals import NUMERALS
from summarise.language.openings import dangling, pointing, without_connective
from summarise.language.quantities import quantities
from summarise.language.reading import Vocabulary
from summarise.language.relative_days import relative_days

LANGUAGES = [
    ("de", "Bei dem Brand in der Werft sind drei Arbeiter verletzt worden."),
    ("fr", "Les pompiers ont maîtrisé le feu dans la nuit."),
    ("es", "Los bomberos apagaron el fuego por la noche."),
    ("it", "I pompieri hanno spento il fuoco nella notte."),
    ("pt", "Os bombeiros apagaram o fogo durante a noite."),
    ("nl", "De brandweer heeft het vuur in de nacht geblust."),
    ("en", "Firefighters put out the blaze at the Rio de la Plata yard."),
    ("en", "Fire at shipyard"),
    ("en", "Iran's leader and Russia's met."),
    ("de", "Brand in Werft: Drei Tote"),
]


@pytest.mark.parametrize(("code", "text"), LANGUAGES)
def test_a_language_is_told_by_its_small_words(code: str, text: str) -> None:
    assert language(text) == code


IN_WORDS = [
    ("de", "einundzwanzig", 21),
    ("de", "zweihundertdreiundvierzig", 243),
    ("de", "fünfundsechzigtausend", 65_000),
    ("fr", "quatre-vingt-dix-sept", 97),
    ("fr", "vingt et un", 21),
    ("fr", "trois mille cinq cents", 3500),
    ("es", "treinta y dos", 32),
    ("es", "dos mil trescientos", 2300),
    ("it", "ventotto", 28),
    ("it", "duemila", 2000),
    ("pt", "cento e vinte e três", 123),
    ("nl", "tweeëntwintig", 22),
    ("en", "three thousand two hundred and five", 3205),
]


@pytest.mark.parametrize(("code", "written", "worth"), IN_WORDS)
def test_a_number_in_words_is_worth_what_its_language_says(
    code: str, written: str, worth: float
) -> None:
    assert NUMERALS[code].value(written) == worth
    found = quantities(f"x {written} x", language=code)
    assert [quantity.value for quantity in found] == [worth]


IN_DIGITS = [
    ("de", "Rund 1.200 Anwohner", 1200),
    ("de", "12,5 Prozent", 12.5),
    ("de", "2,5 Milliarden Euro", 2.5e9),
    ("fr", "Quelque 1 200 riverains", 1200),
    ("es", "1.200 millones de euros", 1.2e9),
    ("it", "oltre 1.300 sfollati", 1300),
    ("en", "about 1.200 km", 1.2),
]


@pytest.mark.parametrize(("code", "text", "worth"), IN_DIGITS)
def test_separators_are_those_of_the_language(code: str, text: str, worth: float) -> None:
    assert [quantity.value for quantity in quantities(text, language=code)] == [worth]


COUNTS = [
    ("Bei dem Unglück kamen siebzehn Menschen ums Leben.", "killed people", 17),
    ("Die Zahl der Toten ist auf vier gestiegen.", "killed people", 4),
    ("Neun Seeleute werden vermisst, wie die Reederei mitteilte.", "missing seeleut", 9),
    ("Le bilan du naufrage est passé à onze morts.", "killed people", 11),
    ("Quelque 3 400 habitants ont été évacués.", "moved people", 3400),
    ("El número de muertos por el naufragio subió este lunes a once.", "killed people", 11),
    ("Otras cinco personas resultaron heridas.", "hurt people", 5),
    ("Il bilancio del naufragio è salito a undici morti.", "killed people", 11),
    ("O número de feridos no naufrágio subiu para 14.", "hurt people", 14),
    ("Het dodental van de schipbreuk is opgelopen tot elf.", "killed people", 11),
]


@pytest.mark.parametrize(("text", "counted", "worth"), COUNTS)
def test_a_figure_of_people_has_a_role_in_each_language(
    text: str, counted: str, worth: float
) -> None:
    counts = Vocabulary().read(text).counts
    assert {kind: [q.value for q in told] for kind, told in counts.items()} == {counted: [worth]}


def test_what_is_added_to_the_dead_is_no_toll() -> None:
    counts = Vocabulary().read("Drei weitere Menschen starben in der Klinik.").counts
    assert "killed people" not in counts


DATED = [
    ("am 3. März 2026", [(2026, 3, 3)]),
    ("le 1er mai", [(0, 5, 1)]),
    ("el 24 de junio de 2025", [(2025, 6, 24)]),
    ("im Jahr 2024 kamen 2000 Menschen", [(2024, 0, 0)]),
]


@pytest.mark.parametrize(("text", "days"), DATED)
def test_dates_are_read_as_each_language_writes_them(
    text: str, days: list[tuple[int, int, int]]
) -> None:
    assert [found[:3] for found in dates(text)] == days


MEANT = [
    ("Der für Freitag geplante Warnstreik fällt aus.", date(2026, 6, 5)),
    ("La grève prévue vendredi est levée.", date(2026, 6, 5)),
    ("El pleno declarará mañana el luto oficial.", date(2026, 6, 4)),
    ("Ieri sono arrivati i soccorsi nella valle.", date(2026, 6, 2)),
    ("Die Bahn hat beschlossen, am Freitag zu streiken.", None),
    ("La direction a demandé aux compagnies d'annuler un vol sur deux samedi.", None),
]


@pytest.mark.parametrize(("text", "day"), MEANT)
def test_a_day_that_is_arranged_is_the_coming_one_and_one_in_doubt_is_none(
    text: str, day: date | None
) -> None:
    (meant,) = relative_days(text, date(2026, 6, 3))
    assert (meant.days[0] if meant.days else None) == day


@pytest.mark.parametrize(
    "text",
    [
        "Das teilte die Werft am Abend mit.",
        "Il y a promis une aide de l'État.",
        "Officials expect it to be repaired by spring.",
        "15 minutes on full power and it is empty.",
    ],
)
def test_what_points_at_something_untold_leans(text: str) -> None:
    assert dangling(text)


@pytest.mark.parametrize(
    "text",
    [
        "Das Schiff sank vor der Küste.",
        "Il y a eu trois accidents.",
        "Officials find it hard to cope.",
        "Voters rejected the plan because it was dear.",
    ],
)
def test_what_names_it_itself_stands_alone(text: str) -> None:
    assert not dangling(text)


def test_who_is_called_by_what_he_is_points_back_unless_a_clause_tells_him() -> None:
    assert pointing("Der Mann wurde 71 Jahre alt.")
    assert not pointing("Der Mann, der im Hafen starb, wurde 71 Jahre alt.")
    assert pointing("L'homme est mort sur le coup.")


def test_what_joins_a_sentence_to_the_one_before_goes_where_the_order_stays() -> None:
    assert without_connective("También hay 41 heridos.") == "Hay 41 heridos."
    assert without_connective("Aber die Werft lehnte ab.") == "Die Werft lehnte ab."
    assert without_connective("Doch lehnte die Werft ab.") == "Doch lehnte die Werft ab."


@pytest.mark.parametrize(
    "text",
    [
        "Foto: Archiv der Werft",
        "Lire également : notre dossier",
        "Leggi anche: la cronaca",
        "Con información de EFE.",
        "Next meeting 4 May.",
        "Partager",
    ],
)
def test_furniture_is_known_in_each_language(text: str) -> None:
    assert is_boilerplate(text)


@pytest.mark.parametrize(
    "text",
    [
        "Das Foto zeigt die Werft im Jahr 1950.",
        "The next meeting is on 4 May.",
        "Pour lui, c'est fini.",
    ],
)
def test_a_sentence_with_such_a_word_is_none(text: str) -> None:
    assert not is_boilerplate(text)
