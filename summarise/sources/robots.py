"""robots.txt: what a site lets programs read (RFC 9309).

The standard library's parser takes the first rule that matches, and knows no wildcards; the RFC
wants the longest rule and both ``*`` and ``$``, which is how sites write theirs.
"""

from __future__ import annotations

import re
import string
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from summarise.retry import TOO_MANY, Deadline
from summarise.sources.addresses import AskedError, Target, redirected
from summarise.sources.asking import Asker, Order, Tries
from summarise.sources.loader import OutOfTimeError, UnreadableError

_PRODUCT: Final = re.compile(r"[A-Za-z_-]+")
"""The part of a user agent that rules are for."""

MOST_BYTES: Final = 500 * 1024
"""What is read of a robots.txt, at the least, by RFC 9309; what follows is left."""

_UNRESERVED: Final = frozenset(string.ascii_letters + string.digits + "-._~")

_Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site says to one program. ``rules`` are patterns, and whether they allow.

    ``delay`` is the pause in seconds that it asks for between two requests.
    """

    rules: Sequence[tuple[str, bool]] = ()
    delay: float = 0.0

    def allow(self, path: str) -> bool:
        """Whether the path, with its query, may be read: the longest rule decides."""
        path = _normal(path)
        matching = [(len(rule), may) for rule, may in self.rules if _matches(rule, path)]
        return max(matching, default=(0, True))[1]


def product(agent: str) -> str:
    """Return the name that a user agent goes by in rules, in lower case; it may be empty."""
    found = _PRODUCT.match(agent)
    return found.group().lower() if found else ""


def parse(text: str, agent: str) -> Rules:
    """Return the rules of a robots.txt for the product, or else those for all."""
    groups = list(_groups(_lines(text)))
    own = [lines for names, lines in groups if agent in names]
    lines = [line for group in own or (g for names, g in groups if "*" in names) for line in group]
    rules = [(_normal(value), key == "allow") for key, value in lines if key != "crawl-delay"]
    return Rules(
        tuple(rule for rule in rules if rule[0]),
        max((_seconds(value) for key, value in lines if key == "crawl-delay"), default=0.0),
    )


def _lines(text: str) -> Iterator[_Line]:
    for line in text.removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _groups(lines: Iterable[_Line]) -> Iterator[tuple[set[str], list[_Line]]]:
    """Yield the names of programs, and the rules that follow them."""
    names, rules = set[str](), list[_Line]()
    for key, value in lines:
        if key == "user-agent":
            if rules:
                yield names, rules
                names, rules = set(), []
            names.add("*" if value == "*" else product(value))
        elif key in {"allow", "disallow", "crawl-delay"}:
            rules.append((key, value))
    yield names, rules


def _matches(rule: str, path: str) -> bool:
    """Whether a pattern matches the beginning of the path; in time that grows with their length."""
    anchored = rule.endswith("$")
    first, *others = rule.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    last = others.pop() if others else None
    for part in others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if last is None:
        return not anchored or len(path) == at
    if anchored:
        return path.endswith(last) and len(path) - len(last) >= at
    return path.find(last, at) >= 0


def _normal(path: str) -> str:
    """Write a path in one way: RFC 9309 compares them with percent signs where they are needed."""

    def spelt(match: re.Match[str]) -> str:
        char = chr(int(match.group(1), 16))
        return char if char in _UNRESERVED else match.group().upper()

    return re.sub(r"%([0-9A-Fa-f]{2})", spelt, quote(path, safe=string.punctuation))


def _seconds(value: str) -> float:
    return float(value) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value, re.ASCII) else 0.0


@dataclass(slots=True)
class _Site:
    rules: Rules | None = None
    trouble: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)


class Gate:
    """Lets through what a robots.txt allows to ``agent``. Threads may share it."""

    def __init__(self, asker: Asker, tries: Tries, agent: str) -> None:
        self._asker = asker
        self._tries = tries
        self._product = product(agent)
        self._sites: dict[str, _Site] = {}
        self._lock = threading.Lock()

    def check(self, target: Target, deadline: Deadline) -> None:
        """Raise UnreadableError for a page that may not be read; reading them is not counted."""
        with self._lock:
            site = self._sites.setdefault(target.origin, _Site())
        with deadline.paused(), site.lock:
            if site.rules is None and not site.trouble:
                self._learn(site, target)
        if site.rules is None:
            raise UnreadableError(f"is left alone, since its robots.txt {site.trouble}")
        if not site.rules.allow(target.path.decode("ascii")):
            raise UnreadableError(
                "is not to be read by programs, its robots.txt says (robots in [web])"
            )

    def _learn(self, site: _Site, target: Target) -> None:
        where = redirected(target, "/robots.txt")
        try:
            answer = self._tries.run(
                lambda left: self._asker.ask(where, Order(left, cut=MOST_BYTES))
            )
            data = answer.data
        except OutOfTimeError:
            raise
        except UnreadableError as error:
            status = error.status if isinstance(error, AskedError) else 0
            if not 400 <= status < 500 or status == TOO_MANY:
                site.trouble = str(error)  # RFC 9309: a server in trouble forbids everything
                return
            data = b""  # there is none, so everything may be read
        site.rules = parse(data.decode("utf-8", "replace"), self._product)
        self._asker.turns.slow(target.host, site.rules.delay)
