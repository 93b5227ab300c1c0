"""HTML becomes text: every tag goes where it is known to be HTML, else those that are known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.sources.loader import Fetched
from summarise.sources.pages import feed_of, plain, text_of

PIECES = [
    *("<p>", "</p>", "<b", "<", ">", "&amp;", "&#65;", "<!--", "-->", "<script>", "</script>"),
    *("<svg/>", "<td>", "dam", "\n", " ", "\0", "\ud800", "é", "<x:y z='", "'>", "</", "<?php "),
]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("One.\nTwo.", "One.\nTwo."),
        ("<p>One\n more.</p>Two.", "One more.\n\nTwo."),
        ("<div><div>One.<br>Two.</div></div>", "One.\n\nTwo."),
        ("<tr><td>a</td><td>b</td></tr>", "a b"),
        ("<p>It&#146;s 5 &lt; 6 &amp; &eacute;.", "It’s 5 < 6 & é."),
        ("<html><head><title>T</title><style>p{}</style></head><body>B", "B"),
        ("<svg/>a<button>Share<b>!</b></button>b<template>c</template>", "ab"),
        ("a<script>never closed", "a"),
        ("<div>" * 5000 + "deep" + "</div>" * 5000 + "after", "deep\n\nafter"),
        (f"<p {' '.join(f'x{n}=1' for n in range(5000))}>text", "text"),
    ],
)
def test_what_is_shown_is_the_text(source: str, text: str) -> None:
    assert text_of(source) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("if x < y and y >z", "if x < y and y >z"),
        ("<b>if</b> x < y, <EMAIL> and <y z>", "if x < y, <EMAIL> and <y z>"),
        ("One.\nTwo, <i>three</i>.", "One.\nTwo, three."),
        ("<p>One.</p><!-- note --><script>x()</script><p>Two.</p>", "One.\n\nTwo."),
        ("<p>The <script> tag stays.</p>", "The <script> tag stays."),
        ("<p>So does <!-- this.</p>", "So does <!-- this."),
        ("Q&amp;A, AT&T and &copy;", "Q&A, AT&T and ©"),
        ("AT&T and &copy;", "AT&T and &copy;"),
    ],
)
def test_text_that_is_no_html_stays_as_it_is(text: str, shown: str) -> None:
    assert plain(text) == shown


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_html_is_too_broken_to_have_a_text(source: str) -> None:
    assert "alert" not in text_of(f"<script>alert()</script>{source}")
    assert plain(f"Dam. {source}").startswith("Dam.")


@pytest.mark.parametrize(
    ("head", "feed"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/f?a=1&amp;b=2">',
         "https://a.example/f?a=1&b=2"),
        ('<base href="/x/"><link REL="home Alternate" type=application/atom+xml href=f>',
         "https://a.example/x/f"),
        ('<link rel="alternate" type="text/html" href="/f"><link rel="icon" href="/i">', ""),
        ("<link " + "a" * 20_000, ""),
    ],
)  # fmt: skip
def test_the_feed_of_a_page_is_the_first_that_its_head_names(head: str, feed: str) -> None:
    assert feed_of(Fetched("https://a.example/p", head.encode(), "text/html")) == feed
