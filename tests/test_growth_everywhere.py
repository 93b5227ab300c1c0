"""Every public function that reads text, on hostile text of two sizes: its work is in step with it.

The functions are found in their modules, so that a new one is tried as well; those that take more
than a text are driven by hand below. What holds a statement against its evidence is given texts of
the length that a sentence may have.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from importlib import import_module
from pkgutil import iter_modules

import pytest
from pydantic import BaseModel

import summarise.language
from summarise.errors import SummariseError
from summarise.language.reading import Reading, Vocabulary
from summarise.models.json_answer import parse
from summarise.page import doubts, figures, manuscript, names, speech, wording
from summarise.page.checks import examine, findings
from summarise.page.sheet import Sheet
from summarise.page.verify import Above, problems
from summarise.render.text import Flowing, wrap
from summarise.render.untrusted import clean_offset
from summarise.story.dedupe import dedupe
from summarise.types import Document, Fact, Statement, Story
from tests.growth import linear
from tests.readings import sentence

MODULES = (
    *(f"summarise.language.{one.name}" for one in iter_modules(summarise.language.__path__)),
    "summarise.story.texts",
    "summarise.page.alone",
    "summarise.page.decorations",
    "summarise.page.manuscript",
    "summarise.page.speech",
    "summarise.models.json_answer",
    "summarise.plain",
    "summarise.render.markdown",
    "summarise.render.text",
    "summarise.render.untrusted",
    "summarise.sources.markup",
    "summarise.sources.plain_text",
)  # fmt: skip
OF_OURS = {"summarise.language.lists", "summarise.language.frames.any_of"}
"""They read what we wrote."""
UNITS = (
    " ", "\n", "\n\n", "1", "1 ", "1a", "a", "a ", "A ", "A. ", ". ", "<", "[", "[1]", "{", "{}",
    '"', '" ', "“", "(", ")", "() ", ", ", "1,", "1.", "-", " - ", "' ", "$1", "not ", "that ",
    "U.S. ", "http://", "a@", "\\", '\\"', "#", "**", "|", "```", "<think>", "é", "a\u0301", "中。",
    "\u202e", "\u2066", "\u200b", "? ", "1 May ", "said ", "told ", "if ", ": ", "&", "&amp;",
    "\x1b[", "_", "1% ", "“a” ", "x:", "> ", "- ", "(a", "[a](", "](",
)  # fmt: skip
SIZE = 2_000
"""Characters of what may be of any length."""
SENTENCE = 600
"""Characters of a statement and of its evidence: sentences have at most 1,200."""


def _functions() -> Iterator[tuple[str, Callable[[str], object]]]:
    for name in MODULES:
        module = import_module(name)
        for function in filter(inspect.isfunction, vars(module).values()):
            first, *others = [*inspect.signature(function).parameters.values(), None]
            known = first is not None and first.annotation == "str"
            alone = all(one is None or one.default is not one.empty for one in others)
            own = function.__module__ == name and not function.__name__.startswith("_")
            if own and known and alone and f"{name}.{function.__name__}" not in OF_OURS:
                yield f"{name}.{function.__name__}", function


def _readings() -> Iterator[tuple[str, Callable[[str], object]]]:
    for name, found in vars(Reading).items():
        if isinstance(found, cached_property | property) and not name.startswith("_"):
            yield f"Reading.{name}", partial(_part, name)


def _part(name: str, text: str) -> object:
    return getattr(Vocabulary().read(text), name)


class _Answer(BaseModel):
    text: str
    facts: list[int]


TOLD = sentence("a", "A crane fell in Orle on Sunday.")
SHEET = Sheet(
    [Story((Document("a", TOLD.text),), (Fact((TOLD,), 1),))],
    [Document("a", TOLD.text)],
    (),
    {"a": "a"},
)
BY_HAND: dict[str, Callable[[str], object]] = {
    "parse": lambda text: parse(text, _Answer),
    "parse: in a string": lambda text: parse(f'{{"text": "{text}", "facts": ["{text}"]}}', _Answer),
    "parse: before it": lambda text: parse(f'{text}<{{"text": "a", "facts": [1]}}', _Answer),
    "manuscript.read": lambda text: manuscript.read(f"- {text} [1.1].", SHEET),
    "manuscript.disputed": lambda text: manuscript.disputed(f"a: {text} [1.1]; b [1.1]", SHEET),
    "clean_offset": lambda text: clean_offset(text, len(text) // 2),
    "wrap": lambda text: wrap(text, 72),
    "flowing": lambda text: Flowing().lines(text),
    "dedupe": lambda text: dedupe([Document("a", f"{text}a"), Document("b", f"{text} b")]),
}
AGAINST: dict[str, Callable[[Reading, list[Reading]], object]] = {
    "bounds": figures.bounds,
    "coverage": wording.coverage,
    "doubts": doubts.doubts,
    "figures": figures.figures,
    "findings": findings,
    "misassigned": figures.misassigned,
    "misplaced": figures.misplaced,
    "named": names.named,
    "omissions": wording.omissions,
    "problems": problems,
    "relations": wording.relations,
    "shares": figures.shares,
    "speech": speech.speech,
}


def _worked(function: Callable[[str], object]) -> Callable[[str], object]:
    """Return a function that does all the work of another one, and takes a refusal for an end."""

    def work(text: str) -> None:
        try:
            found = function(text)
        except SummariseError:
            return
        if isinstance(found, Iterator):
            for _ in found:
                pass

    return work


EVERY = [*_functions(), *_readings(), *BY_HAND.items()]


@pytest.mark.parametrize(("name", "function"), EVERY, ids=[name for name, _ in EVERY])
def test_the_work_on_a_text_grows_in_step_with_it(
    name: str, function: Callable[[str], object]
) -> None:
    slow = [unit for unit in UNITS if not linear(_worked(function), unit, SIZE)]
    assert not slow, f"{name} is slow on repeated {slow}"


@pytest.mark.parametrize("name", AGAINST)
def test_so_does_that_of_a_check_with_a_sentence(name: str) -> None:
    def check(text: str) -> object:
        read = Vocabulary().read
        return AGAINST[name](read(text), [read(f"{text} x"), read(f"x {text}")])

    slow = [unit for unit in UNITS if not linear(_worked(check), unit, SENTENCE)]
    assert not slow, f"{name} is slow on repeated {slow}"


def test_so_does_that_of_all_checks() -> None:
    def check(text: str) -> object:
        reports = {"a": Document("a", text, title=text[:200], outlet=text[:50])}
        return examine(text, [sentence("a", f"{text} x")], Vocabulary(), reports)

    assert not [unit for unit in UNITS if not linear(check, unit, SENTENCE)]


@pytest.mark.parametrize(
    "form", ["Crane {} fell.", "Crane fell {}.", "Crane fell.", "{} x{}x not."]
)
def test_many_statements_are_held_against_those_above_in_step_with_their_number(form: str) -> None:
    def tell(text: str) -> None:
        above = Above(Vocabulary())
        for number in range(len(text)):
            statement = Statement(form.format(number, number), (), 1, "model")
            if not above.repeated(statement):
                above.add(statement)

    assert linear(tell, "a", 1_600)
