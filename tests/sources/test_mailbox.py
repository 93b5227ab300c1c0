"""load: mails, mailboxes and newsletters."""

from __future__ import annotations

import mailbox
from datetime import UTC, datetime
from email.message import EmailMessage
from email.mime.base import MIMEBase
from pathlib import Path

import pytest

from summarise.config import InputConfig
from summarise.sources import load
from summarise.sources.kinds import sniff
from summarise.sources.mail_text import stripped
from summarise.sources.mailbox import MailLoader
from summarise.sources.pages import HtmlLoader
from summarise.types import Document, Loaded, Skipped
from tests.sources.conftest import Reader

PARAGRAPHS = [
    f"The dam at Orle opened on Monday, and the {who} of the town danced until the morning."
    for who in ("bakers", "farmers", "teachers", "children")
]
LETTER = f"""<html><head><title>Letter</title><style>p {{ color: red }}</style></head><body>
<center><font size=1><a href="https://post.example/letter/12">View this email in your browser</a>
</font></center><img src="https://track.example/pixel.gif" width=1>
<table><tbody><tr><td><h2>Dam opens</h2>{"".join(f"<p>{text}</p>" for text in PARAGRAPHS)}</td></tr>
<tr><td>You are receiving this because you signed up.
<a href="https://post.example/u?id=me">Unsubscribe</a></td></tr></tbody></table>
<script>steal()</script></body></html>"""


def mail(text: str = "The dam at Orle opened.", subject: str = "Dam opens") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Orle Post <news@post.example>"
    message["To"] = "me@example.org"
    message["Subject"] = subject
    message["Date"] = "Fri, 17 Jan 2025 11:00:00 +0100"
    message.set_content(text)
    return message


def reasons(loaded: Loaded) -> list[str]:
    return [one.reason for one in loaded.skipped]


def test_a_mail_is_a_report_of_its_sender(read: Reader) -> None:
    message = mail(subject="Re: Dam öffnet")
    message["Archived-At"] = "<https://lists.example/12>"
    (one,) = read("a.eml", message.as_bytes()).documents
    assert one.text == "The dam at Orle opened."
    assert (one.title, one.outlet, one.url) == (
        "Dam öffnet", "Orle Post", "https://lists.example/12",
    )  # fmt: skip
    assert one.published == datetime(2025, 1, 17, 10, tzinfo=UTC)


def test_a_sender_without_a_name_is_a_domain(read: Reader) -> None:
    message = mail()
    message.replace_header("From", "news@post.example")
    assert read("a.eml", message.as_bytes()).documents[0].outlet == "post.example"


def test_a_newsletter_is_read_from_its_html_when_its_text_is_a_stub(read: Reader) -> None:
    message = mail("Your mail program shows no HTML. View in browser: https://post.example/12")
    message.add_alternative(LETTER, subtype="html")
    (one,) = read("a.eml", message.as_bytes()).documents
    for text in PARAGRAPHS:
        assert text in one.text
    for furniture in ("Unsubscribe", "browser", "steal", "color", "receiving", "<", "Letter"):
        assert furniture not in one.text
    assert one.url == "https://post.example/letter/12"


def test_the_text_of_a_mail_wins_over_its_html(read: Reader) -> None:
    message = mail("\n\n".join(PARAGRAPHS))
    message.add_alternative("<p>Another text.</p>" * 9, subtype="html")
    assert read("a.eml", message.as_bytes()).documents[0].text == "\n\n".join(PARAGRAPHS)


def test_a_mail_of_html_alone_is_read_and_its_small_blocks_too(read: Reader) -> None:
    message = mail()
    message.set_content("<body><p>Short.</p><div>And shorter.</div></body>", subtype="html")
    assert read("a.eml", message.as_bytes()).documents[0].text == "Short.\n\nAnd shorter."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("New.\n\nOn Monday, Ann <a@b.example> wrote:\n> Old.\n> Older.", "New."),
        ("New.\n\nAm 17.01.2025 um 10:00 schrieb Ann:\n> Old.", "New."),
        ("New.\n\nOn Monday, Ann of the long name\n<a@b.example> wrote:\n> Old.", "New."),
        ("> Old.\n\nNew.", "New."),
        ("New.\n\n-----Original Message-----\nFrom: Ann\nOld.", "New."),
        ("---------- Forwarded message ---------\nFrom: Ann\nSubject: x\n\nOld.", "Old."),
        ("New.\n-- \nAnn\nOrle", "New."),
        ("> Only quoted.", "Only quoted."),
        ("New.\nhttps://track.example/abc\nMore <https://track.example/d>.", "New.\nMore."),
        ("New.\n\n=====\n\nUnsubscribe: https://post.example/u", "New."),
        ("On Monday Ann wrote a book:\nit sold.", "On Monday Ann wrote a book:\nit sold."),
    ],
)
def test_a_mail_is_read_without_what_is_not_its_own(text: str, kept: str) -> None:
    assert stripped(text) == kept


@pytest.mark.parametrize(
    "text", ["-" * 10**5, "_" * 10**5, "> " * 10**4, "www." * 10**4, "On 1\n" * 10**3,
             "- Forwarded message -\n" * 10**3, "( https://a" * 10**4],
)  # fmt: skip
def test_no_text_of_a_mail_takes_minutes(text: str) -> None:
    assert len(stripped(text)) <= len(text)


def test_a_long_line_is_no_mailbox_and_takes_no_minutes() -> None:
    assert not isinstance(sniff(b"From x 11:11 " + b"11:11 " * 10**5 + b"\n"), MailLoader)


def test_attachments_that_are_reports_are_read_and_others_named(read: Reader) -> None:
    message = mail()
    message.add_attachment("An attached text.", filename="notes.txt")
    message.add_attachment(b"PK", maintype="application", subtype="zip", filename="a.zip")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="logo.png")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="b.pdf")
    found = read("a.eml", message.as_bytes())
    assert [one.text for one in found.documents] == ["The dam at Orle opened.", "An attached text."]
    assert {one.outlet for one in found.documents} == {"Orle Post"}
    assert [reason[:28] for reason in reasons(found)] == [
        'the attachment "a.zip" is no', 'the attachment "b.pdf" is a ',
    ]  # fmt: skip


def test_mails_attached_to_a_mail_are_read(read: Reader) -> None:
    message = mail("See below, please.")
    message.add_attachment(mail("The old dam closed.", "Dam closes"))
    assert [(one.title, one.text) for one in read("a.eml", message.as_bytes()).documents] == [
        ("Dam opens", "See below, please."), ("Dam closes", "The old dam closed."),
    ]  # fmt: skip


def test_every_message_of_an_mbox_is_read_whatever_its_name(tmp_path: Path) -> None:
    for name in ("a.mbox", "Inbox", "archive.txt"):
        box = mailbox.mbox(tmp_path / name)
        for number in range(3):
            box.add(mail(f"Number {number} opened.\n\nFrom here on it is open.\n"))
        box.close()
        found = load([str(tmp_path / name)])
        assert [one.text for one in found.documents] == [
            f"Number {number} opened.\n\nFrom here on it is open." for number in range(3)
        ]


def test_a_broken_message_costs_itself(read: Reader) -> None:
    good = mail().as_bytes()
    start = b"From a@b.example Fri Jan 17 10:00:00 2025\n"
    found = read("a.mbox", b"\n\n".join([start + good, start + b"no header at all", start + good]))
    assert len(found.documents) == 2
    assert reasons(found) == ["message 2: is no mail (it has no sender, subject or date)"]


def test_a_maildir_is_read_as_mail_wherever_it_lies(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    box = mailbox.Maildir(tmp_path / "mail" / "box", create=True)
    for number in range(2):
        box.add(mail(f"Number {number} opened."))
    (tmp_path / "mail" / "note.txt").write_text("A note.")
    read = mailbox.MaildirMessage(mail("A message that was read."))
    read.set_subdir("cur")
    read.set_flags("S")
    box.add(read)
    found = load([str(tmp_path / "mail")])
    assert sorted(one.text for one in found.documents) == [
        "A message that was read.", "A note.", "Number 0 opened.", "Number 1 opened.",
    ]  # fmt: skip
    assert found.skipped == ()


@pytest.mark.parametrize("text", ["From the start it was open.\nYes.", "Note: this.\nDate: today.",
                                  "From: here\nto there\n\nText."])  # fmt: skip
def test_text_is_not_taken_for_mail(text: str) -> None:
    assert not isinstance(sniff(text.encode()), MailLoader)


def test_a_charset_that_nobody_knows_is_guessed(read: Reader) -> None:
    data = mail("Öffnet.").as_bytes().replace(b'charset="utf-8"', b'charset="x-unknown"')
    assert read("a.eml", data).documents[0].text == "Öffnet."


@pytest.mark.parametrize("cell", ["<td><h1>Letter</h1>{}</td>", "<td> </td><td>{}</td>"])
def test_the_tables_that_a_newsletter_is_laid_out_with_leave_no_bars(cell: str) -> None:
    rows = "".join(f"<tr>{cell.format(f'<p>{one}</p>')}</tr>" for one in PARAGRAPHS)
    page = f"<html><body><table>{rows}</table></body></html>"
    message = EmailMessage()
    message["Subject"] = "Letter"
    message.set_content(page, subtype="html")
    (mail,) = MailLoader().load(bytes(message), "a.eml", InputConfig())
    (found,) = HtmlLoader().load(page.encode(), "a.html", InputConfig())
    for one in (mail, found):
        assert isinstance(one, Document)
        assert "|" not in one.text
    assert isinstance(mail, Document)
    assert set(PARAGRAPHS) <= set(mail.text.split("\n\n"))


def test_mails_within_mails_are_read_only_so_deep() -> None:
    message = mail("Innermost.")
    for number in range(8):
        outer = mail(f"Level {number}.")
        outer.add_attachment(message)
        message = outer
    found = list(MailLoader().load(message.as_bytes(), "a.eml", InputConfig()))
    assert len([one for one in found if isinstance(one, Document)]) == 4
    assert found[-1] == Skipped("a.eml", "has mails in mails in it, deeper than 3")


def test_parts_without_end_are_no_fault() -> None:
    part = MIMEBase("multipart", "mixed", boundary="x")
    data = b"From: a@b.example\nSubject: s\n" + part.as_bytes().split(b"\n\n")[0]
    nested = b"\n\n".join([data] + [b"--x\nContent-Type: multipart/mixed; boundary=x"] * 300)
    assert list(MailLoader().load(nested, "a.eml", InputConfig()))
