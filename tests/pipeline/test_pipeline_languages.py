"""Pages without a model in other languages: the latest state leads, nothing is overtaken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from summarise import Briefing, Config, Document, World, brief

NOW = datetime(2026, 3, 9, 18, tzinfo=UTC)


def page(*reports: tuple[str, str, float]) -> Briefing:
    """Return the page of reports, each a title, a text and the days since the first."""
    documents = [
        Document(
            id=f"r{n}",
            title=title,
            text=text,
            outlet=f"Outlet {n}",
            published=NOW - timedelta(days=4 - days),
        )
        for n, (title, text, days) in enumerate(reports)
    ]
    return brief(documents, Config(), World(now=NOW))


def told(made: Briefing) -> str:
    return " ".join([made.lede, *(s.text for story in made.stories for s in story.statements)])


WRECKS = {
    "de": (
        ("Fährunglück vor Norden: Zwei Tote", "Beim Untergang einer Fähre vor Norden sind zwei "
         "Menschen ums Leben gekommen. Neun Menschen werden noch vermisst.", 0),
        ("Fähre: Zahl der Toten steigt auf zwölf", "Die Zahl der Toten nach dem Untergang der "
         "Fähre vor Norden ist auf zwölf gestiegen. Alle Vermissten sind gefunden worden.", 2),
    ),
    "fr": (
        ("Naufrage d'un ferry : deux morts", "Deux personnes sont mortes dans le naufrage d'un "
         "ferry au large de Brest. Neuf personnes sont toujours portées disparues.", 0),
        ("Ferry : douze morts", "Le bilan du naufrage du ferry au large de Brest est passé à douze "
         "morts. Tous les disparus ont été retrouvés.", 2),
    ),
    "es": (
        ("Dos muertos al hundirse un ferri", "Dos personas han muerto en el naufragio de un ferri "
         "frente a Gijón. Nueve personas siguen desaparecidas.", 0),
        ("Suben a doce los muertos del ferri", "El número de muertos por el naufragio del ferri "
         "frente a Gijón subió a doce. Todos los desaparecidos fueron hallados.", 2),
    ),
}  # fmt: skip
OLD = {"de": ("zwei Menschen", "Neun"), "fr": ("Deux", "Neuf"), "es": ("Dos", "Nueve")}
LATEST = {"de": "zwölf", "fr": "douze", "es": "doce"}


@pytest.mark.parametrize("code", WRECKS)
def test_the_latest_toll_leads_and_earlier_counts_are_not_told_as_current(code: str) -> None:
    made = page(*WRECKS[code])
    assert LATEST[code] in made.lede
    assert made.headline == WRECKS[code][1][0]
    assert not any(old in told(made) for old in OLD[code])


def test_a_toll_that_rose_within_a_day_is_overtaken_too() -> None:
    first, second = WRECKS["de"]
    made = page(first, (*second[:2], 0.25))
    assert "zwei Menschen" not in told(made)


def test_a_strike_that_is_off_does_not_begin_with_the_call_for_it() -> None:
    made = page(
        ("Busfahrer wollen ab Freitag streiken", "Die Gewerkschaft hat die Busfahrer in Orle zu "
         "einem Streik ab Freitag aufgerufen. Sie fordert 6 Prozent mehr Lohn.", 0),
        ("Streik der Busfahrer in Orle abgesagt", "Der Streik der Busfahrer in Orle ist abgesagt. "
         "Gewerkschaft und Stadt einigten sich auf 4,5 Prozent mehr Lohn.", 1),
    )  # fmt: skip
    assert "abgesagt" in made.lede
    assert "abgesagt" in made.headline


def test_the_headline_is_of_the_latest_day_and_neither_asks_nor_judges() -> None:
    made = page(
        ("El pleno vota el jueves la nueva tasa", "El pleno de Orle votará el jueves la nueva tasa "
         "de residuos. El alcalde la defiende.", 0),
        ("El pleno de Orle aprueba la tasa por dos votos", "El pleno de Orle aprobó el jueves la "
         "nueva tasa de residuos por 14 votos a favor y 12 en contra.", 2),
        ("¿Es una vergüenza la nueva tasa de Orle?", "El pleno de Orle aprobó la nueva tasa de "
         "residuos. ¿Quién va a pagar la nueva tasa?", 2),
    )  # fmt: skip
    assert made.headline == "El pleno de Orle aprueba la tasa por dos votos"
    assert "¿" not in told(made)
