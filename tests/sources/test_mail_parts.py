"""Of a mail, each part that holds text is read, or named."""

from __future__ import annotations

from base64 import encodebytes

from summarise.config import InputConfig
from summarise.sources.mailbox import AROUND, BOUNCE, RECEIPT, MailLoader
from summarise.types import Document, Skipped

HEAD = """From: Ida Holm <ida@fjord.example>
Subject: [fjord] Re: Notes
Date: Tue, 01 Jul 2025 08:00:00 +0200
MIME-Version: 1.0
"""
SLIDE = "A slide blocked the road to Esk on Tuesday, and 40 cars had to turn back."
CLEARED = "Crews cleared it by noon. The road office will check the slope in autumn."
INNER = f"""From: Road Office <press@roads.example>
Subject: Slide at Esk
Date: Mon, 30 Jun 2025 21:00:00 +0000

{SLIDE}
"""


def read(rest: str, head: str = HEAD) -> tuple[list[Document], list[str]]:
    items = list(MailLoader().load((head + rest).encode(), "x.eml", InputConfig()))
    documents = [item for item in items if isinstance(item, Document)]
    return documents, [item.reason for item in items if isinstance(item, Skipped)]


def parts(*given: str, kind: str = "mixed", boundary: str = "cut") -> str:
    body = "".join(f"--{boundary}\n{part}\n" for part in given)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{body}--{boundary}--\n'


def text(content: str, kind: str = "plain") -> str:
    return f"Content-Type: text/{kind}; charset=utf-8\n\n{content}"


PICTURE = "Content-Type: image/png; name=map.png\nContent-Transfer-Encoding: base64\n\niVBORw0K"


def test_text_goes_on_below_a_picture() -> None:
    (made,), reasons = read(parts(text(SLIDE), PICTURE, text(CLEARED)))
    assert made.text == f"{SLIDE}\n\n{CLEARED}"
    assert (made.title, made.outlet, reasons) == ("Notes", "Ida Holm", [])


def test_a_page_in_two_halves_around_a_file_is_read_whole() -> None:
    file = "Content-Type: application/zip; name=a.zip\n\nx"
    page = parts(text(f"<p>{SLIDE}</p>", "html"), file, text(f"<p>{CLEARED}</p>", "html"),
                 boundary="inner")  # fmt: skip
    (made,), reasons = read(parts(text("See below."), page, kind="alternative"))
    assert made.text == f"{SLIDE}\n\n{CLEARED}"
    assert reasons == ['the attachment "a.zip" is not read']


def test_the_messages_of_a_digest_are_reports_and_what_is_around_them_is_named() -> None:
    other = INNER.replace("Road Office", "Town Hall").replace(SLIDE, CLEARED)
    digest = parts(f"\n{INNER}", f"\n{other}", kind="digest", boundary="inner")
    found, reasons = read(parts(text("Topics:\n1. Slide"), digest, text("____\nfjord list")))
    assert [(one.text, one.title, one.outlet) for one in found] == [
        (SLIDE, "Slide at Esk", "Road Office"), (CLEARED, "Slide at Esk", "Town Hall"),
    ]  # fmt: skip
    assert reasons == [AROUND]


def test_the_messages_of_a_digest_in_plain_text_are_reports() -> None:
    rule = "-" * 30
    number = "Message: {}\n" + INNER.replace("\n\n", "\nContent-Type: text/plain\n\n", 1)
    found, reasons = read(
        text(f"Today's Topics:\n1. Slide\n\n{'-' * 70}\n\n{number.format(1)}\n{rule}\n\n"
             f"{number.format(2).replace(SLIDE, CLEARED)}\n{rule}\n\nSubject: Footer\n\nfjord list")
    )  # fmt: skip
    assert [one.text for one in found] == [SLIDE, CLEARED]
    assert {one.outlet for one in found} == {"Road Office"}
    assert reasons == [AROUND]


def test_a_mail_that_is_another_one_is_read_as_that() -> None:
    for packing, inner in (("7bit", INNER), ("base64", encodebytes(INNER.encode()).decode())):
        given = f"Content-Type: message/rfc822\nContent-Transfer-Encoding: {packing}\n\n{inner}"
        for whole in (given, parts(given)):
            (made,), reasons = read(whole)
            assert (made.text, made.outlet, reasons) == (SLIDE, "Road Office", [])


def test_a_mail_that_is_attached_as_a_file_is_read() -> None:
    file = (
        'Content-Type: application/octet-stream\nContent-Disposition: attachment; filename="m.eml"'
        f"\nContent-Transfer-Encoding: base64\n\n{encodebytes(INNER.encode()).decode()}"
    )
    (_, made), reasons = read(parts(text(CLEARED), file))
    assert (made.text, made.outlet, reasons) == (SLIDE, "Road Office", [])


def test_a_boundary_needs_no_quotes_and_may_be_another_than_is_said() -> None:
    odd = "=_Part(1)/2?"
    bare = parts(text(SLIDE), boundary=odd).replace(f'"{odd}"', odd)
    wrong = parts(text(SLIDE), PICTURE).replace('boundary="cut"', "boundary=other")
    unsaid = parts(text(SLIDE), PICTURE).replace('; boundary="cut"', "")
    for given in (bare, wrong, unsaid):
        (made,), reasons = read(given)
        assert (made.text, reasons) == (SLIDE, [])


def test_a_bounce_and_a_receipt_are_no_reports() -> None:
    status = "Content-Type: message/delivery-status\n\nAction: failed"
    report = parts(text("This is the mail system."), status, INNER, kind="report")
    assert read(report) == ([], [BOUNCE])
    kind = "report; report-type=disposition-notification"
    assert read(parts(text("Your mail was read."), kind=kind)) == ([], [RECEIPT])
    head = HEAD.replace("Ida Holm <ida@", "<MAILER-DAEMON@")
    head = head.replace("[fjord] Re: Notes", "Undelivered Mail Returned to Sender")
    assert read(text("I could not deliver it."), head) == ([], [BOUNCE])


def test_a_part_that_is_not_read_is_named() -> None:
    (made,), reasons = read(parts(text(SLIDE), "Content-Type: text/enriched\n\n<b>x</b>"))
    assert made.text == SLIDE
    assert reasons == ["a part of the kind text/enriched is not read"]


def test_the_date_is_read_as_it_is_written() -> None:
    east = HEAD.replace("Tue, 01 Jul 2025 08:00:00 +0200", "Tue, 01 Jul 2025 08:00:00 GMT+0900")
    (made,), _ = read(text(SLIDE), east)
    assert made.published is not None
    assert made.published.isoformat() == "2025-07-01T08:00:00+09:00"
    either = HEAD.replace("Tue, 01 Jul 2025 08:00:00 +0200", "01/07/2025 08:00")
    (made,), reasons = read(text(SLIDE), either)
    assert made.published is None
    assert "day or the month" in reasons[0]
