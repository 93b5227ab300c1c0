"""Words, names, polarity, and all features of a sentence together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.language.polarity import Polarity
from summarise.language.reading import Reading, Vocabulary
from summarise.language.words import fold, lexeme, lower, stem, words
from summarise.models.threads import each
from tests.growth import linear
from tests.readings import read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran's deal, signed.", ["Iran's", "deal", "signed"]),
        ("the U.S. Senate", ["the", "U.S.", "Senate"]),
        ("a 20-year pact", ["a", "20", "year", "pact"]),
        ("don’t", ["don’t"]),
        ("J.K. Rowling", ["J.K.", "Rowling"]),
        ("end.Next", ["end", "Next"]),
        ("Zürich café", ["Zürich", "café"]),
        ("Zu\u0308rich", ["Zu\u0308rich"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("Президент приехал", ["Президент", "приехал"]),
        ("من هنا", ["من", "هنا"]),
        ("北京市", ["北京", "京市"]),
        ("他 said 好的", ["他", "said", "好的"]),
        ("東京でAP通信", ["東京", "京で", "AP", "通信"]),
        ("_ - …", []),
        ("", []),
    ],
)
def test_words_are_cut_in_every_script(text: str, expected: list[str]) -> None:
    assert [word.text for word in words(text)] == expected


@pytest.mark.parametrize(
    "forms",
    [
        ["Iran", "Iran's", "IRAN", "Iran’s"],
        ["U.S.", "US", "USA", "America", "American", "U.S.'s"],
        ["Zürich", "Zurich", "Zu\u0308rich"],
        ["Kiev", "Kyiv"],
        ["U.N.", "UN"],
        ["French", "France"],
    ],
)
def test_forms_of_one_name_fold_into_one(forms: list[str]) -> None:
    assert len({fold(form) for form in forms}) == 1


def test_the_pronoun_us_is_not_the_country() -> None:
    assert fold("us") != fold("US")


@pytest.mark.parametrize(
    "forms",
    [
        ["sign", "signed", "signs", "signing"],
        ["build", "built", "building"],
        ["hold", "held", "holds"],
        ["write", "wrote", "written"],
    ],
)
def test_forms_of_one_verb_have_one_stem(forms: list[str]) -> None:
    assert len({stem(form) for form in forms}) == 1


def test_a_past_form_is_recognised() -> None:
    forms = map(lexeme, "signed built sign bed red builds".split())
    assert [form.text for form in forms if form.is_past] == ["signed", "built"]


@given(st.text(max_size=60))
def test_lower_case_keeps_every_character_at_its_place(text: str) -> None:
    assert len(lower(text)) == len(text)


def _polarity(text: str) -> Polarity:
    return read(text).polarity


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("They did not sign the pact.", "sign"),
        ("They didn’t sign the pact.", "sign"),
        ("No warning was issued.", "warn"),
        ("They never signed.", "sign"),
        ("They left without signing.", "sign"),
        ("They refused to sign.", "sign"),
        ("They failed to sign.", "sign"),
        ("They declined to comment.", "comment"),
        ("He denied taking bribes.", "take"),
        ("Officials ruled out talks.", "talk"),
        ("The board turned down the offer.", "offer"),
        ("They voted against the pact.", "pact"),
        ("They will leave unless fares are capped.", "fare"),
    ],
)
def test_a_denial_holds_for_the_words_after_it(text: str, denied: str) -> None:
    assert denied in _polarity(text).denied


@pytest.mark.parametrize(
    "text",
    [
        "They not only signed the pact.",
        "No doubt they signed.",
        "They signed the pact.",
        "The pact does not say who pays.",
        "Profits declined in 2024.",
        "The player was ruled out with an injury.",
        "The rate declined to 4.8 percent.",
        "Sales declined to a low of 40.",
        "The plan was rejected by parliament.",
    ],
)
def test_what_only_looks_like_a_denial_denies_nothing(text: str) -> None:
    assert _polarity(text).denied == frozenset()


def test_a_denial_ends_with_its_clause() -> None:
    found = _polarity("They did not sign, but talks continued.")
    assert "sign" in found.denied
    assert "talk" not in found.denied


@pytest.mark.parametrize(
    ("text", "planned"),
    [
        ("They will sign the pact.", "sign"),
        ("They plan to sign the pact.", "sign"),
        ("They announced plans on Friday to sign the pact.", "sign"),
        ("The pact is expected to be signed.", "sign"),
        ("They may sign the pact.", "sign"),
        ("They are to sign the pact.", "sign"),
        ("They met before signing the pact.", "sign"),
        ("They agreed to sign the pact.", "sign"),
        ("Putin vowed to build a pipeline.", "build"),
    ],
)
def test_a_plan_is_told_from_a_deed(text: str, planned: str) -> None:
    assert planned in _polarity(text).intended


@pytest.mark.parametrize(
    "text", ["They signed the pact.", "The delay followed heavy rain.", "May was wet."]
)
def test_a_deed_is_no_plan(text: str) -> None:
    assert _polarity(text).planned == frozenset()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Russian President Vladimir Putin met Masoud Pezeshkian in Moscow.",
         {"russian", "vladimir", "putin", "masoud", "pezeshkian", "moscow"}),
        ("The deal was signed in Port Elsa on Friday.", {"port", "elsa"}),
        ("On Jan. 17 the U.S. Senate voted.", {"usa", "senate"}),
        ("The plan failed.", set()),
        ("It carries 350 MW at 5 p.m. GMT in May 2028.", {"gmt"}),
        ("Putin told Trump and Xi Jinping of Kim.", {"trump", "xi", "jinping", "kim"}),
        ("Putin Meets Xi For Talks In Moscow", set()),
        ("It rained. Snow fell.", set()),
    ],
)  # fmt: skip
def test_names_are_the_capitalised_words_that_are_no_titles(text: str, names: set[str]) -> None:
    assert read(text).names == names


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ('He called it "a farce".', ("a farce",)),
        ("He called it “a farce” and ‘a joke’.", ("a farce", "a joke")),
        ("Il a dit «une farce».", ("une farce",)),
        ("It isn't Iran's.", ()),
    ],
)
def test_quotations_are_read(text: str, quotes: tuple[str, ...]) -> None:
    assert read(text).quotes == quotes


def test_features_hold_what_a_sentence_claims() -> None:
    found = read("On Friday, Jan. 17, Putin signed a third 20-year pact.")
    assert found.values == {1.0, 17.0, 20.0}
    assert found.weekdays == {"friday"}
    assert found.ordinals == {3}
    assert found.stems[-1] == "pact"
    assert len(found.stems) == len(found.surface)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    found = read(text)
    assert all(text[token.start : token.end] == token.text for token in found.tokens)


UNITS = ["a.", "(", "1 ", "Capital ", "A", '"', " ", "will ", "not ", "plans to ", "a’a", "他", "$",
         "May 5 ", "Name. ", "turned down ", "he, "]  # fmt: skip


def _all(found: Reading) -> object:
    """Return all that there is to read off a text."""
    return found.names, found.weights, found.polarity, found.ordinals, found.quotes, found.normal


@pytest.mark.parametrize("unit", UNITS)
def test_a_hostile_text_is_read_in_linear_time(unit: str) -> None:
    assert linear(lambda text: _all(Vocabulary().read(text)), unit)


def test_a_text_is_read_once_and_a_word_looked_up_once() -> None:
    vocabulary = Vocabulary()
    one = vocabulary.read("Iran signed the pact.")
    assert vocabulary.read("Iran signed the pact.") is one
    assert one.polarity is one.polarity
    other = vocabulary.read("The pact was signed.")
    assert other.tokens[-1].stem is one.tokens[1].stem


def test_threads_that_share_a_vocabulary_read_the_same() -> None:
    texts = [f"Iran's minister {n} did not sign pact {n} of May {n % 28 + 1}." for n in range(200)]
    vocabulary = Vocabulary()
    found = each(lambda text: _all(vocabulary.read(text)), texts * 4, 8)
    assert found == [_all(Vocabulary().read(text)) for text in texts] * 4


def test_a_line_break_inside_a_sentence_says_nothing() -> None:
    wrapped, plain = (
        read("The firm failed\nto pay $2\n  billion."),
        read("The firm failed to pay $2 billion."),
    )
    assert wrapped is plain


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("late on 21 or early on 22 August", [(8, 21), (8, 22)]),
        ("14, 21 or 22 August", [(8, 21), (8, 22)]),
        ("by the Fourth of July", [(7, 4)]),
    ],
)
def test_days_that_share_a_month_and_holidays_are_dates(
    text: str, days: list[tuple[int, int]]
) -> None:
    assert [(date.month, date.day) for date in read(text).dates] == days


def test_the_eleventh_of_september_counts_nobody() -> None:
    for text in ("the 9/11 hijackers", "the Sept. 11 hijackers", "SEPT. 11 attackers"):
        assert not read(text).quantities
    counted = read("The 19 Sept. 11 hijackers met.")
    assert [q.value for q in counted.quantities] == [19]
