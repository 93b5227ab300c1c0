"""E-mail to a real server: in two forms, over TLS, to each address once, and never forged."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import compat32, default
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.config import EmailOutput
from summarise.errors import DeliveryError
from summarise.jobs.letter import SUBJECT, folded, letter, mailbox, message_id, subject
from summarise.jobs.message import key
from summarise.jobs.targets import check, repeatable
from summarise.types import Briefing, Source
from tests.jobs.pages import AT, Delivering, briefing, message
from tests.jobs.postbox import DROP, HOLD, PASSWORD, USER, Postbox, context, postbox
from tests.scripted import CERTIFICATES

WORDS = [
    "мост",
    "закрыт",
    "Größe",
    "the",
    "bridge",
    "الجسر",
    "高い",
    "=?utf-8?q?=0A?=",
    "a,b;",
    "–",
]
READER, OTHER = "reader@example.org", "other@example.org"


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as one:
        yield one


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "test-data-self-signed.pem"))


def to(box: Postbox, *readers: str, **keys: Any) -> EmailOutput:
    plain = EmailOutput(
        to=readers or (READER,),
        sender="The Desk <desk@example.org>",
        host="127.0.0.1",
        port=box.port,
        tls="none",
        timeout=60,
    )
    return replace(plain, **keys)


def part(mail: EmailMessage, form: str) -> str:
    found = mail.get_body((form,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def output(**keys: Any) -> EmailOutput:
    plain = EmailOutput(to=(READER,), sender=OTHER, host="mail.example.org", attach=False)
    return replace(plain, **keys)


def letter_of(page: Briefing | None = None, sent: datetime = AT, **keys: Any) -> bytes:
    one = output(**keys)
    sender, *readers = filter(None, map(mailbox, (one.sender, *one.to)))
    return letter(one, message(page), sender, readers, sent)


def written(page: Briefing | None = None, sent: datetime = AT, **keys: Any) -> EmailMessage:
    return message_from_bytes(letter_of(page, sent, **keys), policy=default)


class TestTheLetter:
    def test_it_has_the_page_as_text_and_as_html_and_the_pdf(
        self, box: Postbox, deliver: Delivering
    ) -> None:
        assert deliver(to(box, READER, OTHER)) == "e-mail to 2 addresses"

        [mail] = box.mails
        assert mail.get_content_type() == "multipart/mixed"
        assert part(mail, "plain").startswith("Bridge closed\n=====")
        assert "<h1" in part(mail, "html")
        [pdf] = mail.iter_attachments()
        assert pdf.get_filename() == "morning-2026-11-25.pdf"
        assert pdf.get_content() == b"%PDF-1.7 invented"

    def test_it_says_who_it_is_from_and_that_a_machine_wrote_it(
        self, box: Postbox, deliver: Delivering
    ) -> None:
        deliver(to(box, READER, f"Ödön <{OTHER}>"))

        [mail] = box.mails
        assert mail["from"] == "The Desk <desk@example.org>"
        assert mail["to"] == f"{READER}, Ödön <{OTHER}>"
        assert mail["subject"] == "morning: Bridge closed – 2026-11-25"
        assert mail["auto-submitted"] == "auto-generated"
        assert mail["message-id"] == f"<{key('run-1', 'email')}@example.org>"
        assert mail["date"].datetime == datetime.fromisoformat("2026-11-25T07:30:00+01:00")
        [envelope] = box.taken
        assert (envelope.mail_from, envelope.rcpt_tos) == ("desk@example.org", [READER, OTHER])

    def test_it_asks_the_network_for_nothing(self, box: Postbox, deliver: Delivering) -> None:
        deliver(to(box))
        html = part(box.mails[0], "html")
        assert "<script" not in html
        assert "src=" not in html
        assert "url(" not in html
        assert "@import" not in html

    def test_it_travels_in_seven_bits_and_short_lines(
        self, box: Postbox, deliver: Delivering
    ) -> None:
        deliver(to(box), message(briefing("Größe 高い", "ä" * 3000)))
        forms = [one for one in box.mails[0].walk() if one.get_content_maintype() == "text"]
        assert {one.get_content_charset() for one in forms} == {"utf-8"}  # of another Gmail cuts it
        content = box.taken[0].content
        assert isinstance(content, bytes)
        assert content.isascii()
        assert max(map(len, content.split(b"\r\n"))) <= 998
        assert part(box.mails[0], "plain").startswith("Größe 高い")

    @pytest.mark.parametrize("headline", [".", "..three", ". "])
    def test_a_line_that_begins_with_a_full_stop_ends_nothing(
        self, box: Postbox, deliver: Delivering, headline: str
    ) -> None:
        deliver(to(box), message(briefing(headline)))
        first, *_, last = part(box.mails[0], "plain").splitlines()
        assert first == headline.strip()
        assert "quoted from the reports" in last

    def test_no_pdf_is_attached_when_none_is_wanted(
        self, box: Postbox, deliver: Delivering
    ) -> None:
        deliver(to(box, attach=False))
        assert box.mails[0].get_content_type() == "multipart/alternative"

    def test_the_subject_may_be_the_configs_own(self, box: Postbox, deliver: Delivering) -> None:
        page = message(briefing("100%d off: {job}"))
        deliver(to(box, subject="{job} %d.%m. | {headline}"), page)
        assert box.mails[0]["subject"] == "morning 25.11. | 100%d off: {job}"

    @given(st.text(max_size=300) | st.lists(st.sampled_from(WORDS)).map(" ".join))
    def test_no_headline_forges_a_header_or_is_lost_on_the_way(self, headline: str) -> None:
        sender, reader = mailbox("desk@example.org"), mailbox(READER)
        assert sender is not None
        assert reader is not None
        page = message(briefing(f"x\r\nBcc: all@example.org\n\n{headline}"))
        output = EmailOutput(to=(READER,), sender=OTHER, host="mail.example.org", attach=False)

        mail = letter(output, replace(page, render=lambda _: b"page"), sender, [reader], AT)
        read = message_from_bytes(mail, policy=default)

        assert sorted(map(str.lower, read.keys())) == sorted(
            "from to subject date message-id auto-submitted mime-version content-type".split()
        )
        assert read["subject"] == subject(SUBJECT, page)


class TestHeaders:
    def test_what_reports_say_is_in_none_but_the_subject(self) -> None:
        forged = "x\r\nBcc: all@example.org\r\n\r\n<b>"
        page = replace(
            briefing(),
            sources=tuple(Source(s.id, s.id, forged, forged) for s in briefing().sources),
        )
        read = written(page)
        assert read["bcc"] is None
        assert "all@" not in "".join(f"{name}: {value}" for name, value in read.items())
        assert all(part["bcc"] is None for part in read.walk())

    def test_the_message_id_is_the_same_whenever_and_by_whom_it_is_tried(self) -> None:
        first, later = written(), written(sent=AT + timedelta(days=2))
        assert first["message-id"] == later["message-id"] == message_id("run-1", output())
        assert first["date"] != later["date"]
        assert message_id("run-2", output()) != message_id("run-1", output())
        assert message_id("run-1", output(name="other")) != message_id("run-1", output())

    def test_long_ones_are_not_encoded_where_no_program_would_read_that(self) -> None:
        far = f"desk@{'a-long-name.' * 7}example.org"
        leave = "https://news.example/leave?" + "list=morning&" * 20
        content = letter_of(sender=far, unsubscribe=(leave, READER)).replace(b"\r\n ", b" ")
        assert f"\r\nMessage-ID: {message_id('run-1', output(sender=far))}\r\n".encode() in content
        assert f"\r\nList-Unsubscribe: <{leave}>, <mailto:{READER}>\r\n".encode() in content
        assert max(map(len, content.split(b"\r\n"))) <= 998

    def test_a_reply_can_name_it(self) -> None:
        name = message_id("run-1", output(sender=f"desk@{'a-long-name.' * 7}example.org"))
        lines = folded("References", [name, name])
        assert (
            message_from_bytes(lines + b"\r\n", policy=compat32)["references"].split() == [name] * 2
        )

    def test_each_form_says_its_language(self) -> None:
        read = written(briefing("إغلاق الجسر"))
        [plain, rich] = [part for part in read.walk() if part.get_content_maintype() == "text"]
        assert plain["content-language"] == rich["content-language"] == "ar"
        assert plain.get_param("format") == "flowed"
        assert str(rich.get_content()).count('dir="rtl"') > 3


class TestLeaving:
    def test_there_is_no_header_without_an_address(self) -> None:
        read = written()
        assert read["list-unsubscribe"] is None
        assert read["list-unsubscribe-post"] is None

    def test_one_click_is_for_https(self) -> None:
        read = written(unsubscribe=("https://news.example/leave", "desk@example.org"))
        assert read["list-unsubscribe"] == "<https://news.example/leave>, <mailto:desk@example.org>"
        assert read["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
        assert 'href="https://news.example/leave"' in part(read, "html")

    @pytest.mark.parametrize(
        ("address", "written_as"),
        [
            ("desk@example.org", "mailto:desk@example.org"),
            (
                "mailto:desk@example.org?subject=leave%20it",
                "mailto:desk@example.org?subject=leave%20it",
            ),
            ("http://intranet.example/leave", "http://intranet.example/leave"),
        ],
    )
    def test_else_it_is_said_without(self, address: str, written_as: str) -> None:
        read = written(unsubscribe=(address,))
        assert read["list-unsubscribe"] == f"<{written_as}>"
        assert read["list-unsubscribe-post"] is None

    @pytest.mark.parametrize(
        "address",
        [
            "", "leave", "ftp://a.example/", "javascript:alert(1)", "https://", "mailto:",
            "a b@c.d",
            "mailto:a@b.example>\r\nBcc: c@d.example", "Desk <desk@example.org>",
            "mailto:Desk <desk@example.org>", "https://user:word@news.example/", "a@b.example\n",
            "https://news.example/" + "a" * 900, "mailto:a@b.example?body=<c>",
        ],
    )  # fmt: skip
    def test_what_is_no_address_is_said_before_any_work(self, address: str) -> None:
        [problem] = check(output(unsubscribe=(address,)), {}, job="morning", at=AT)
        assert "unsubscribe" in problem
        assert "write it as" in problem

    @pytest.mark.parametrize(
        "address", ["https://news.example/a>b", 'https://news.example/"', "https://news.example/é"]
    )
    def test_an_address_of_the_web_is_made_safe(self, address: str) -> None:
        found = written(unsubscribe=(address,))["list-unsubscribe"]
        assert re.fullmatch(r"<https://news\.example/[\w%]+>", found)


class TestBcc:
    def test_they_get_it_and_stand_nowhere_in_it(self, box: Postbox, deliver: Delivering) -> None:
        assert deliver(to(box, READER, bcc=(OTHER,))) == "e-mail to 2 addresses"
        [envelope] = box.taken
        assert envelope.rcpt_tos == [READER, OTHER]
        assert isinstance(envelope.content, bytes)
        assert OTHER.encode() not in envelope.content
        assert box.mails[0]["to"] == READER

    def test_without_anyone_else_it_is_to_nobody_by_name(
        self, box: Postbox, deliver: Delivering
    ) -> None:
        deliver(replace(to(box), to=(), bcc=(READER, OTHER)))
        assert box.mails[0]["to"] == "undisclosed-recipients:;"
        assert box.taken[0].rcpt_tos == [READER, OTHER]

    def test_who_is_named_twice_gets_it_once(self, box: Postbox, deliver: Delivering) -> None:
        assert deliver(to(box, READER, bcc=(READER,))) == "e-mail to 1 address"
        assert box.taken[0].rcpt_tos == [READER]

    def test_no_address_is_said_before(self) -> None:
        [problem] = check(output(bcc=("nobody",)), {}, job="morning", at=AT)
        assert "'nobody' is no address" in problem


def test_a_page_that_gmail_would_cut_is_said_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    long = briefing(lede="Long. " * 20_000)
    written(long)
    assert "longer than the 100 kB or so that Gmail shows" in caplog.text
    caplog.clear()
    written()
    assert not caplog.records


class TestTls:
    @pytest.mark.usefixtures("trusted")
    def test_the_page_and_the_password_go_over_starttls(self, deliver: Delivering) -> None:
        deliver.environment = {"SMTP_PASSWORD": PASSWORD}
        with postbox(tls_context=context(), auth_require_tls=True) as box:
            output = to(box, tls="starttls", user=USER, password_env="SMTP_PASSWORD")
            assert deliver(output) == "e-mail to 1 address"
        assert (box.encrypted, box.logins) == ([True], 1)

    @pytest.mark.usefixtures("trusted")
    def test_or_over_tls_from_the_start(self, deliver: Delivering) -> None:
        with postbox(ssl_context=context()) as box:
            deliver(to(box, tls="tls"))
        assert len(box.taken) == 1

    def test_a_server_without_starttls_gets_nothing(
        self, box: Postbox, deliver: Delivering
    ) -> None:
        deliver.environment = {"SMTP_PASSWORD": PASSWORD}
        output = to(box, tls="starttls", user=USER, password_env="SMTP_PASSWORD")
        with pytest.raises(DeliveryError, match=r"offers no STARTTLS, and nothing is sent"):
            deliver(output)
        assert (box.logins, box.begun, deliver.begun, deliver.waits) == (0, 0, 0, [])

    @pytest.mark.parametrize("tls", ["starttls", "tls"])
    def test_a_certificate_that_nobody_vouches_for_is_refused_at_once(
        self, deliver: Delivering, tls: str
    ) -> None:
        settings = {"ssl_context" if tls == "tls" else "tls_context": context()}
        with postbox(**settings) as box, pytest.raises(DeliveryError) as caught:
            deliver(to(box, tls=tls))
        assert "certificate is not valid" in str(caught.value)
        assert (box.begun, deliver.waits) == (0, [])

    def test_a_password_in_the_clear_is_for_this_machine_only(self) -> None:
        output = EmailOutput(
            to=(READER,), sender=OTHER, host="mail.example.org", tls="none", user=USER,
            password_env="P",
        )  # fmt: skip
        asked = {"job": "morning", "at": AT}
        [problem] = check(output, {"P": "x"}, **asked)  # type: ignore[arg-type]
        assert problem == (
            'email: no password is sent in the clear; set tls to "starttls" or "tls"'
        )
        for host in ("localhost", "127.0.0.1", "::1"):
            assert not list(check(replace(output, host=host), {"P": "x"}, **asked))  # type: ignore[arg-type]


class TestLoggingIn:
    def test_a_wrong_password_is_refused_at_once_and_not_told(
        self, box: Postbox, deliver: Delivering, caplog: pytest.LogCaptureFixture
    ) -> None:
        deliver.environment = {"SMTP_PASSWORD": "wr0ng"}
        output = to(box, user=USER, password_env="SMTP_PASSWORD")
        with (
            caplog.at_level(logging.DEBUG, "summarise"),
            pytest.raises(DeliveryError, match=r"password in SMTP_PASSWORD \(535\)") as caught,
        ):
            deliver(output)
        assert "wr0ng" not in f"{caught.value!r} {caught.value.__cause__!r}"
        assert (deliver.waits, deliver.begun) == ([], 0)

    def test_a_server_that_wants_none_is_told_so(self, deliver: Delivering) -> None:
        deliver.environment = {"SMTP_PASSWORD": PASSWORD}
        with postbox(auth_exclude_mechanism=["LOGIN", "PLAIN"]) as box:
            output = to(box, user=USER, password_env="SMTP_PASSWORD")
            with pytest.raises(DeliveryError, match="offers no way to log in"):
                deliver(output)

    @pytest.mark.parametrize(
        ("keys", "said"),
        [
            ({"user": USER}, "user and password_env need each other"),
            ({"password_env": "P"}, "user and password_env need each other"),
            ({"user": USER, "password_env": "Q"}, "the environment variable Q is not set"),
            ({"user": USER, "password_env": "U"}, "U holds characters other than ASCII's"),
            ({"user": "dësk", "password_env": "P"}, "user may hold ASCII only"),
            ({"to": ("reader",)}, "'reader' is no address"),
            ({"sender": "desk@exämple.org"}, "is no address"),
        ],
    )
    def test_what_can_not_work_is_known_before(
        self, deliver: Delivering, keys: dict[str, Any], said: str
    ) -> None:
        output = to(Postbox(), **keys)
        environment = {"P": "x", "U": "pässword"}
        [problem] = check(output, environment, job="morning", at=AT)
        assert said in problem
        deliver.environment = environment
        with pytest.raises(DeliveryError):
            deliver(output)
        assert deliver.begun == 0


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "@", "a@", "@b.org", "a@b\nRCPT TO:<c@d.org>", "a@b.org, c@d.org", "a b@c.org",
        "<a@b.org", "a..b@c.org", 'x"@y.org', "a@b..org", "a@-", "a@b.org\0",
    ],
)  # fmt: skip
def test_what_is_no_address_is_not_taken_for_one(text: str) -> None:
    found = mailbox(text)
    assert found is None or found.addr_spec in {"a@b.org", "a@-"}
    assert found is None or "\n" not in str(found)


class TestTryingAgain:
    def test_what_can_pass_is_tried_again(self, box: Postbox, deliver: Delivering) -> None:
        box.mail = ["451 busy"]
        box.data = ["452 no room"]
        deliver(to(box))
        assert (len(box.taken), len(deliver.waits), deliver.begun) == (1, 2, 2)

    def test_what_can_not_is_not(self, box: Postbox, deliver: Delivering) -> None:
        box.data = ["554 looks like spam\x1b[31m"]
        with pytest.raises(DeliveryError, match=r"answered 554 looks like spam$") as caught:
            deliver(to(box))
        assert not caught.value.doubtful
        assert (deliver.waits, box.taken) == ([], [])

    def test_it_ends_after_the_attempts_of_the_config(
        self, box: Postbox, deliver: Delivering
    ) -> None:
        box.mail = ["421 later"] * 9
        with pytest.raises(DeliveryError, match=r"answered 421 later \(tried 2 times\)"):
            deliver(to(box, attempts=2))
        assert deliver.begun == 0

    def test_nobody_listening_is_no_doubt(self, nobody: str, deliver: Delivering) -> None:
        closed = Postbox()
        closed.port = int(nobody.rpartition(":")[2])
        with pytest.raises(DeliveryError, match="connection refused") as caught:
            deliver(to(closed))
        assert not caught.value.doubtful
        assert (len(deliver.waits), deliver.begun) == (3, 0)

    @pytest.mark.parametrize("fault", [DROP, HOLD])
    def test_what_the_server_may_have_is_not_sent_twice(
        self, box: Postbox, deliver: Delivering, fault: str
    ) -> None:
        box.data = [fault]
        with pytest.raises(DeliveryError, match="nobody knows") as caught:
            deliver(to(box, timeout=60 if fault == DROP else 1))
        assert caught.value.doubtful
        assert (box.begun, deliver.begun, deliver.waits) == (1, 1, [])
        assert not repeatable(to(box))


class TestSomeAreRefused:
    def test_the_others_get_it_and_who_does_not_is_named(
        self, box: Postbox, deliver: Delivering
    ) -> None:
        box.rcpt = {OTHER: ["550 no such user"]}
        with pytest.raises(DeliveryError) as caught:
            deliver(to(box, READER, OTHER))
        assert str(caught.value) == (
            "email at 127.0.0.1 does not take it for other@example.org (550 no such user); "
            "1 of 2 addresses have the page"
        )
        assert caught.value.doubtful  # once more would be twice for the reader
        assert [one.rcpt_tos for one in box.taken] == [[READER]]
        assert deliver.waits == []

    def test_all_of_them_is_a_plain_failure(self, box: Postbox, deliver: Delivering) -> None:
        box.rcpt = {READER: ["550 no such user"]}
        with pytest.raises(DeliveryError, match="does not take it for reader") as caught:
            deliver(to(box))
        assert not caught.value.doubtful
        assert (box.begun, deliver.begun) == (0, 0)

    def test_who_is_put_off_gets_it_later_and_nobody_twice(
        self, box: Postbox, deliver: Delivering
    ) -> None:
        box.rcpt = {OTHER: ["450 greylisted"]}
        assert deliver(to(box, READER, OTHER, READER)) == "e-mail to 2 addresses"
        assert [one.rcpt_tos for one in box.taken] == [[READER], [OTHER]]
        first, second = box.mails
        assert first["message-id"] == second["message-id"]

    def test_who_is_put_off_to_the_end_is_named_with_who_has_it(
        self, box: Postbox, deliver: Delivering
    ) -> None:
        box.rcpt = {OTHER: ["450 greylisted"] * 9}
        with pytest.raises(DeliveryError, match="1 of 2 addresses have the page") as caught:
            deliver(to(box, READER, OTHER, attempts=2))
        assert caught.value.doubtful
        assert len(box.taken) == 1
