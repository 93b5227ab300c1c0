"""Mail programs as data/caniemail.toml has them: what they lack of a page, and what they leave.

``lacking`` is the rule that our HTML is held to; ``left`` is how a page looks to its readers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from lxml import etree, html

_TABLE: Final = tomllib.loads(
    Path(__file__).with_name("data").joinpath("caniemail.toml").read_text(encoding="utf-8")
)
PROGRAMS: Final[list[str]] = _TABLE["programs"]
FEATURES: Final[Mapping[str, str]] = _TABLE["features"]

ELEMENTS: Final = {
    **dict.fromkeys(("table", "tr", "td"), "html-table"),
    **dict.fromkeys(("h1", "h2", "h3"), "html-h1-h6"),
    **dict.fromkeys(("ol", "ul", "li"), "html-lists"),
    **dict.fromkeys(("main", "header", "footer", "section", "time"), "html-semantics"),
    **{name: f"html-{name}" for name in ("bdi", "body", "div", "p", "span", "strong", "style")},
}
ATTRIBUTES: Final = {
    **{
        name: f"html-{name}"
        for name in (
            "align",
            "aria-label",
            "cellpadding",
            "cellspacing",
            "dir",
            "lang",
            "role",
            "valign",
            "width",
        )
    },
    "class": "css-selector-class",
}
OLDER: Final = {
    *("html", "head", "meta", "title", "a", "sup", "em", "br"),
    *("href", "style", "border", "charset", "name", "content"),
    *("color", "mso-hide"),
}
"""What every program has known before there was a table, and what is for one of them only."""

Where = tuple[html.HtmlElement, str]
"""An element, and the value that a property of it has."""

PARTLY: Final[Mapping[str, Callable[[Where], bool]]] = {
    "css-border": lambda at: at[0].tag == "td" and int(at[1].partition("px")[0]) <= 8,
    "css-display-none": lambda at: at[0].tag != "img" and not len(at[0]),
    "css-font-size": lambda at: at[1].endswith("px"),
    "css-font-weight": lambda at: at[1] in ("bold", "normal"),
    "css-important": lambda at: at[1].endswith(" !important"),
    "css-line-height": lambda at: bool(re.fullmatch(r"[\d.]+(px)?", at[1])),
    "css-margin": lambda at: "-" not in at[1] and "auto" not in at[1] and at[0].tag != "span",
    "css-overflow": lambda at: at[1] == "hidden",
    "css-max-width": lambda at: at[0].tag == "table",
    "css-padding": lambda at: at[0].tag == "td",
    "css-text-decoration": lambda at: at[1] in ("none", "underline"),
    "html-align": lambda at: at[0].tag != "table",
    "html-body": lambda at: set(at[0].keys()) <= {"class", "style"},
    "html-dir": lambda at: at[0].tag != "a",
    "html-lang": lambda at: at[0].tag != "td",
    "html-role": lambda at: at[0].tag == "table",
    "html-style": lambda at: at[0].getparent().tag == "head",
    "html-width": lambda at: at[0].tag != "img",
}
"""Where what is known in part is enough: from the notes of each feature."""

FOR_SOME: Final = {
    "css-at-media": "the colours of the dark, and nothing else, are in a rule of @media",
    "css-at-media-prefers-color-scheme": "who does not know the dark shows the day",
    "css-selector-class": "classes are for the dark",
    "css-display-none": "what it hides is hidden by its height, too",
    "css-max-height": "what it hides is not displayed, too",
    "css-overflow": "what it hides is not displayed, too",
    "html-meta-color-scheme": "who does not know the dark shows the day",
    "html-body": "a div inside has direction and language, too, and a table the colour",
}
"""What only some programs know, and why the page is whole without it."""

_VALUES: Final = {
    r"\bvar\(": "css-variables",
    r"\d(rem)\b": "css-unit-rem",
    r"color-mix|oklch": "css-modern-color",
}


def lacking(page: str) -> Iterator[tuple[str, str]]:
    """Yield the programs that do not know something of a page, and what; "?" is in no table."""
    for feature, known in _used(html.document_fromstring(page)):
        if known or feature in FOR_SOME:
            continue
        if feature not in FEATURES:
            yield "?", feature
        else:
            letters = zip(PROGRAMS, FEATURES[feature], strict=True)
            yield from ((program, feature) for program, letter in letters if letter != "y")


def _used(tree: html.HtmlElement) -> Iterator[tuple[str, bool]]:
    """Yield each feature of a page, and whether it is used in the way that all know."""
    for element in tree.iter(etree.Element):
        yield from _known(ELEMENTS, element.tag, (element, ""))
        for name, value in element.items():
            yield from _known(ATTRIBUTES, name, (element, value))
            if name == "href" and value.startswith("#"):
                yield "html-anchor-links", False
        for name, value in declared(element.get("style", "")):
            yield from ((f, whole(f, (element, value))) for f in features(name, value))
    for element in tree.iter("style"):
        yield from _sheet(element)


def _known(names: Mapping[str, str], name: str, at: Where) -> Iterator[tuple[str, bool]]:
    if name not in OLDER:
        feature = names.get(name, f"? {name}")
        yield feature, whole(feature, at)


def _sheet(element: html.HtmlElement) -> Iterator[tuple[str, bool]]:
    """Yield the features of a style sheet. Who knows a query of colours knows what it may set."""
    text = element.text or ""
    queries = re.findall(r"@media\s*\(([\w-]+)", text)
    yield from ((f"css-at-media-{one}", False) for one in queries)
    for selector, block in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        if not re.fullmatch(r"\.[a-z]+", selector.strip()):
            yield f"? {selector.strip()}", False
        for name, value in declared(block):
            yield "css-important", whole("css-important", (element, value))
            if queries != ["prefers-color-scheme"] or not name.endswith("color"):
                yield from ((feature, False) for feature in features(name, value))


def declared(style: str) -> Iterator[tuple[str, str]]:
    """Yield the properties of a style, and their values."""
    for one in filter(None, style.split(";")):
        name, _, value = one.partition(":")
        yield name.strip(), value.strip()


def features(name: str, value: str) -> Iterator[str]:
    """Yield what a program has to know for a property and its value."""
    if name in OLDER:
        return
    if name == "display":
        name = f"display-{value}"
    parts = name.split("-")
    names = (f"css-{'-'.join(parts[:end])}" for end in range(len(parts), 0, -1))
    yield next((one for one in names if one in FEATURES), f"? {name}")
    yield from (feature for sign, feature in _VALUES.items() if re.search(sign, value))


def whole(feature: str, at: Where) -> bool:
    """Whether all programs know a feature as it is used in this place."""
    letters = FEATURES.get(feature, "n")
    if "n" in letters:
        return False
    return "a" not in letters or (feature in PARTLY and PARTLY[feature](at))


def left(page: str, program: str) -> str:
    """Return what a program leaves of a page.

    Of Gmail's app that is what it leaves to who reads mail of another host; Outlook for Windows is
    Word, to which conditional comments speak. Classes go with the style sheet.
    """
    word = program == "Outlook for Windows"
    if word:
        page = re.sub(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", r"\1", page, flags=re.S)
    tree = html.document_fromstring(page)
    place = PROGRAMS.index(program)
    for element in list(tree.iter(etree.Element)):
        _strip(element, place)
    for element in [*tree.iter("style", "meta"), *tree.iter(etree.Comment)]:
        element.drop_tree()
    tree.find("head").insert(0, html.fragment_fromstring('<meta charset="utf-8">'))
    return str(html.tostring(tree, encoding="unicode", doctype="<!doctype html>"))


def _strip(element: html.HtmlElement, place: int) -> None:
    """Take from an element what the program in this place of the table does not know."""

    def knows(feature: str, value: str) -> bool:
        letter = FEATURES.get(feature, "y" * len(PROGRAMS))[place]
        known = PARTLY.get(feature)
        return letter == "y" or (letter == "a" and known is not None and known((element, value)))

    for name, value in element.items():
        if name in ("class", "id") or not knows(ATTRIBUTES.get(name, ""), value):
            del element.attrib[name]
    kept = [
        f"{name}:{value}"
        for name, value in declared(element.attrib.pop("style", ""))
        if all(knows(feature, value) for feature in features(name, value))
    ]
    if kept:
        element.set("style", ";".join(kept))
    if element.tag not in ("body", "style") and not knows(ELEMENTS.get(element.tag, ""), ""):
        element.drop_tag()


def said(page: str) -> str:
    """Return what can be read of a page, in order, without what it hides."""
    tree: Any = html.document_fromstring(page)
    for element in list(tree.iter("style", "title", "div")):
        if element.tag != "div" or hides(element):
            element.drop_tree()
    return " ".join(tree.text_content().split())


def hides(element: html.HtmlElement) -> bool:
    """Whether an element is hidden in one of the two ways that there are."""
    style = dict(declared(element.get("style", "")))
    flat = style.get("max-height") == "0" and style.get("overflow") == "hidden"
    return flat or style.get("display") == "none"
