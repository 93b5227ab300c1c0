"""The page's own words in each language that it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from summarise.errors import RenderError
from summarise.render.words import Calendar, Numerals, Words

_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

ENGLISH: Final = Words(
    code="en",
    numerals=Numerals(),
    calendar=Calendar(
        days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        months=_ENGLISH_MONTHS,
        short_months=tuple(month[:3] for month in _ENGLISH_MONTHS),
    ),
    quotation=("“", "”"),
    either=" or ",
    both=" and ",
    nothing="Nothing to report",
    differ="Where the accounts differ",
    overtaken="overtaken",
    planned="planned",
    kinds={
        "number": "number", "count": "count", "date": "date", "name": "name",
        "negation": "negation", "modality": "modality", "emphasis": "emphasis",
    },
    update="Update",
    correction="Correction",
    background="Background",
    corrected="The page of {day} said: {was}",
    quiet="Nothing new",
    nothing_new_since=(
        "Nothing new from {n} source since {day}", "Nothing new from {n} sources since {day}",
    ),
    sources="Sources",
    source="Source {n}",
    report="report {n}",
    link="link",
    reprint="reprint of {whose}",
    same_text="same text as {whose}",
    also_in="also in {names}",
    and_more=("{names} and {n} more", "{names} and {n} more"),
    also_in_others=("also in {n} other report", "also in {n} other reports"),
    read=("{n} report read", "{n} reports read"),
    read_from=("{n} report read from {origins}", "{n} reports read from {origins}"),
    origins=("{n} origin", "{n} origins"),
    merged="{what} merged",
    duplicates=("{n} duplicate report", "{n} duplicate reports"),
    repeats=("{n} repeated sentence", "{n} repeated sentences"),
    no_duplicates="no duplicates",
    unread=("{n} source could not be read", "{n} sources could not be read"),
    unread_of=("{n} of {all} sources could not be read", "{n} of {all} sources could not be read"),
    unread_items=("{n} item could not be read", "{n} items could not be read"),
    seen=("{n} more had been read before", "{n} more had been read before"),
    checked=("{n} statement checked", "{n} statements checked"),
    replaced=("{n} replaced", "{n} replaced"),
    struck=("{n} struck out", "{n} struck out"),
    why_replaced="quoted from the source, because the model's sentence did not pass the check",
    left_off=("{n} left off", "{n} left off"),
    written_by=(
        "{told} of {n} statement written by {model}", "{told} of {n} statements written by {model}",
    ),
    quoted="quoted from the reports",
    quoted_only="quoted from the reports, and none of {asked}'s own words",
    prompts="prompts {names}",
    calls=("{n} call", "{n} calls"),
    tokens=("{n} token", "{n} tokens"),
    cached=("{n} answer kept from an earlier run", "{n} answers kept from an earlier run"),
)  # fmt: skip

GERMAN: Final = Words(
    code="de",
    numerals=Numerals(thousands=".", decimal=","),
    calendar=Calendar(
        days=(
            "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag",
        ),
        months=(
            "Januar", "Februar", "März", "April", "Mai", "Juni",
            "Juli", "August", "September", "Oktober", "November", "Dezember",
        ),
        short_months=(
            "Jan.", "Febr.", "März", "Apr.", "Mai", "Juni",
            "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
        ),
        date="{day}. {month} {year}",
        short_date="{day}. {month} {year}",
        dateline="{weekday}, {date}, {time}",
        clock="{hour:02}:{minute:02} Uhr {zone}",
    ),
    quotation=("„", "“"),
    either=" oder ",
    both=" und ",
    nothing="Nichts zu berichten",
    differ="Worin die Berichte voneinander abweichen",
    overtaken="überholt",
    planned="geplant",
    kinds={
        "number": "Zahl", "count": "Anzahl", "date": "Datum", "name": "Name",
        "negation": "Verneinung", "modality": "Gewissheit", "emphasis": "Gewichtung",
    },
    update="Neuer Stand",
    correction="Berichtigung",
    background="Hintergrund",
    corrected="Auf der Seite vom {day} stand: {was}",
    quiet="Nichts Neues",
    nothing_new_since=(
        "Nichts Neues aus {n} Quelle seit dem {day}", "Nichts Neues aus {n} Quellen seit dem {day}",
    ),
    sources="Quellen",
    source="Quelle {n}",
    report="Bericht {n}",
    link="Link",
    reprint="Nachdruck von {whose}",
    same_text="gleicher Text wie {whose}",
    also_in="auch in {names}",
    and_more=("{names} und {n} weiteren", "{names} und {n} weiteren"),
    also_in_others=("auch in {n} weiteren Bericht", "auch in {n} weiteren Berichten"),
    read=("{n} Bericht gelesen", "{n} Berichte gelesen"),
    read_from=("{n} Bericht von {origins} gelesen", "{n} Berichte von {origins} gelesen"),
    origins=("{n} Urheber", "{n} Urhebern"),
    merged="{what} zusammengeführt",
    duplicates=("{n} doppelter Bericht", "{n} doppelte Berichte"),
    repeats=("{n} wiederholter Satz", "{n} wiederholte Sätze"),
    no_duplicates="nichts doppelt",
    unread=("{n} Quelle war nicht lesbar", "{n} Quellen waren nicht lesbar"),
    unread_of=(
        "{n} von {all} Quellen war nicht lesbar", "{n} von {all} Quellen waren nicht lesbar",
    ),
    unread_items=("{n} Eintrag war nicht lesbar", "{n} Einträge waren nicht lesbar"),
    seen=("{n} weiterer war schon gelesen", "{n} weitere waren schon gelesen"),
    checked=("{n} Aussage geprüft", "{n} Aussagen geprüft"),
    replaced=("{n} ersetzt", "{n} ersetzt"),
    struck=("{n} gestrichen", "{n} gestrichen"),
    why_replaced="aus der Quelle zitiert, weil der Satz des Modells die Prüfung nicht bestand",
    left_off=("{n} weggelassen", "{n} weggelassen"),
    written_by=(
        "{told} von {n} Aussage verfasst von {model}",
        "{told} von {n} Aussagen verfasst von {model}",
    ),
    quoted="aus den Berichten zitiert",
    quoted_only="aus den Berichten zitiert, nichts davon in den Worten von {asked}",
    prompts="Prompts {names}",
    calls=("{n} Aufruf", "{n} Aufrufe"),
    tokens=("{n} Token", "{n} Tokens"),
    cached=("{n} Antwort aus einem früheren Lauf", "{n} Antworten aus einem früheren Lauf"),
)  # fmt: skip

SPANISH: Final = Words(
    code="es",
    numerals=Numerals(thousands=".", decimal=","),
    calendar=Calendar(
        days=("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo"),
        months=(
            "enero", "febrero", "marzo", "abril", "mayo", "junio",
            "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
        ),
        short_months=(
            "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic",
        ),
        date="{day} de {month} de {year}",
        dateline="{weekday}, {date}, {time}",
    ),
    quotation=("«", "»"),
    either=" o ",
    both=" y ",
    nothing="Sin novedades",
    differ="En qué discrepan las versiones",
    overtaken="superado",
    planned="previsto",
    kinds={
        "number": "cifra", "count": "cantidad", "date": "fecha", "name": "nombre",
        "negation": "negación", "modality": "certeza", "emphasis": "énfasis",
    },
    update="Actualización",
    correction="Corrección",
    background="Contexto",
    corrected="La página del {day} decía: {was}",
    quiet="Nada nuevo",
    nothing_new_since=(
        "Nada nuevo en {n} fuente desde el {day}", "Nada nuevo en {n} fuentes desde el {day}",
    ),
    sources="Fuentes",
    source="Fuente {n}",
    report="artículo {n}",
    link="enlace",
    reprint="reproducción de {whose}",
    same_text="mismo texto que {whose}",
    also_in="también en {names}",
    and_more=("{names} y {n} más", "{names} y {n} más"),
    also_in_others=("también en {n} artículo más", "también en {n} artículos más"),
    read=("{n} artículo leído", "{n} artículos leídos"),
    read_from=("{n} artículo leído, de {origins}", "{n} artículos leídos, de {origins}"),
    origins=("{n} fuente original", "{n} fuentes originales"),
    merged="duplicados fusionados: {what}",
    duplicates=("{n} artículo", "{n} artículos"),
    repeats=("{n} frase", "{n} frases"),
    no_duplicates="sin duplicados",
    unread=("{n} fuente no se pudo leer", "{n} fuentes no se pudieron leer"),
    unread_of=("{n} de {all} fuentes no se pudo leer", "{n} de {all} fuentes no se pudieron leer"),
    unread_items=("no se pudo leer {n} elemento", "no se pudieron leer {n} elementos"),
    seen=("{n} más ya se había leído", "{n} más ya se habían leído"),
    checked=("{n} frase comprobada", "{n} frases comprobadas"),
    replaced=("{n} sustituida", "{n} sustituidas"),
    struck=("{n} suprimida", "{n} suprimidas"),
    why_replaced="citado de la fuente, porque la frase del modelo no superó la comprobación",
    left_off=("{n} omitida", "{n} omitidas"),
    written_by=(
        "frases redactadas por {model}: {told} de {n}",
        "frases redactadas por {model}: {told} de {n}",
    ),
    quoted="citado de los artículos",
    quoted_only="citado de los artículos, sin palabras propias de {asked}",
    prompts="instrucciones {names}",
    calls=("{n} llamada", "{n} llamadas"),
    tokens=("{n} token", "{n} tokens"),
    cached=(
        "{n} respuesta guardada de una ejecución anterior",
        "{n} respuestas guardadas de una ejecución anterior",
    ),
)  # fmt: skip

FRENCH: Final = Words(
    code="fr",
    numerals=Numerals(thousands="\u202f", decimal=",", none_is_one=True),
    calendar=Calendar(
        days=("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche"),
        months=(
            "janvier", "février", "mars", "avril", "mai", "juin",
            "juillet", "août", "septembre", "octobre", "novembre", "décembre",
        ),
        short_months=(
            "janv.", "févr.", "mars", "avr.", "mai", "juin",
            "juill.", "août", "sept.", "oct.", "nov.", "déc.",
        ),
        clock="{hour} h {minute:02} {zone}",
        first="1er",
    ),
    quotation=("«\u00a0", "\u00a0»"),
    either=" ou ",
    both=" et ",
    nothing="Rien à signaler",
    differ="Ce sur quoi les récits divergent",
    overtaken="dépassé",
    planned="prévu",
    kinds={
        "number": "chiffre", "count": "nombre", "date": "date", "name": "nom",
        "negation": "négation", "modality": "certitude", "emphasis": "importance",
    },
    update="Du nouveau",
    correction="Rectificatif",
    background="Contexte",
    corrected="La page du {day} indiquait\u00a0: {was}",
    quiet="Rien de nouveau",
    nothing_new_since=(
        "Rien de nouveau dans {n} source depuis le {day}",
        "Rien de nouveau dans {n} sources depuis le {day}",
    ),
    sources="Sources",
    source="Source {n}",
    report="article {n}",
    link="lien",
    reprint="reprise de {whose}",
    same_text="même texte que {whose}",
    also_in="aussi dans {names}",
    and_more=("{names} et {n} autre", "{names} et {n} autres"),
    also_in_others=("aussi dans {n} autre article", "aussi dans {n} autres articles"),
    read=("{n} article lu", "{n} articles lus"),
    read_from=("{n} article lu, issu de {origins}", "{n} articles lus, issus de {origins}"),
    origins=("{n} source d’origine", "{n} sources d’origine"),
    merged="doublons fusionnés\u00a0: {what}",
    duplicates=("{n} article", "{n} articles"),
    repeats=("{n} phrase", "{n} phrases"),
    no_duplicates="aucun doublon",
    unread=("{n} source n’a pas pu être lue", "{n} sources n’ont pas pu être lues"),
    unread_of=(
        "{n} source sur {all} n’a pas pu être lue", "{n} sources sur {all} n’ont pas pu être lues",
    ),
    unread_items=("{n} élément n’a pas pu être lu", "{n} éléments n’ont pas pu être lus"),
    seen=("{n} autre avait déjà été lu", "{n} autres avaient déjà été lus"),
    checked=("{n} phrase vérifiée", "{n} phrases vérifiées"),
    replaced=("{n} remplacée", "{n} remplacées"),
    struck=("{n} supprimée", "{n} supprimées"),
    why_replaced="cité de la source, car la phrase du modèle n’a pas passé la vérification",
    left_off=("{n} écartée", "{n} écartées"),
    written_by=(
        "phrases rédigées par {model}\u00a0: {told} sur {n}",
        "phrases rédigées par {model}\u00a0: {told} sur {n}",
    ),
    quoted="cité des articles",
    quoted_only="cité des articles, sans un mot de {asked}",
    prompts="prompts {names}",
    calls=("{n} appel", "{n} appels"),
    tokens=("{n} jeton", "{n} jetons"),
    cached=(
        "{n} réponse conservée d’une exécution précédente",
        "{n} réponses conservées d’une exécution précédente",
    ),
)  # fmt: skip

WORDS: Final[Mapping[str, Words]] = {
    words.code: words for words in (ENGLISH, GERMAN, SPANISH, FRENCH)
}


def words_in(language: str) -> Words:
    """Return the page's own words in a language. Raises RenderError where it has none."""
    try:
        return WORDS[language]
    except KeyError:
        known = ", ".join(WORDS)
        raise RenderError(
            f"the page has no words of its own in {language!r}; it has {known}"
        ) from None
