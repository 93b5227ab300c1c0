"""The whole name of whom a sentence calls by a part of it, where its text tells of just one."""

from __future__ import annotations

import pytest

from summarise.language.whole_names import named_before


def _whole(before: str, sentence: str) -> list[str]:
    text = f"{before} {sentence}"
    named = named_before(sentence, text, len(before) + 1)
    for name in named:  # a citation can point at each
        assert text[name.place : name.place + len(name.whole)].casefold() == name.whole.casefold()
    return [name.whole for name in named]


@pytest.mark.parametrize(
    ("before", "sentence", "whole"),
    [
        ("Police inspector Ada Holm said it burned.", "Holm asked for calm.", "inspector Ada Holm"),
        ("The state's governor, Ada Holm, spoke.", "Holm left.", "the state's governor, Ada Holm"),
        ("Ada Holm, a spokeswoman for Orle, said so.", "Holm left.", "Ada Holm, a spokeswoman"),
        ("Ada Holm of Karsmere won the race.", "Holm led for an hour.", "Ada Holm of Karsmere"),
        ("The former mayor Ada Holm said so.", "Holm left.", "former mayor Ada Holm"),
        ("Ada Holm, will be the host, they said. Holm said so.", "Holm left.", "Ada Holm"),
        ("Captain Ada Holm said so.", "The crew of Mr Holm's ship left.", "Captain Ada Holm"),
        ("The Harbour Rescue Service (HRS) sent boats.", "The HRS found two.", "Harbour Rescue"),
        ("The Osker Fishers' Union is angry.", "The union has boats.", "Fishers' Union"),
    ],
)  # fmt: skip
def test_a_part_of_a_name_has_the_whole_with_its_office(
    before: str, sentence: str, whole: str
) -> None:
    (found,) = _whole(before, sentence)
    assert whole in found


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("Ada Holm said so. Bo Holm said no.", "Holm left."),  # one of two
        ("Ada Holm said so.", "Ada Holm left."),  # it is whole
        ("Ada Holm said so.", "President Holm left."),  # it has an office
        ("The ship passed Mount Orle.", "Orle was dark."),  # nobody
        ("Ada Holm said so.", "The elder Holm left."),  # another one
        ("The Dock Union met the Fishers' Union.", "The union left."),  # one of two
        ("The World Health Organization (WHO) agreed.", "The WHO left."),  # everybody knows it
        ("The Harbour Rescue Service sent boats.", "The HRS found two."),  # nothing says so
    ],
)
def test_what_is_not_certain_or_needs_no_name_has_none(before: str, sentence: str) -> None:
    assert not _whole(before, sentence)
