"""Webhooks: signed, sent again where that can help, and the secret address is never told."""

from __future__ import annotations

import hmac
import json
import logging
import ssl
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from summarise.config import WebhookOutput
from summarise.errors import DeliveryError
from summarise.jobs.message import LONGEST_WAIT, key
from summarise.jobs.targets import check, repeatable
from tests.jobs.pages import AT, NOW, Delivering, message
from tests.jobs.receiver import Answer, Receiver
from tests.scripted import CERTIFICATES, serving

SECRET = "T0-Zm9v-bar"
PATH = f"/services/{SECRET}?token=t0ken"


def hook(receiver: Receiver | str, kind: str = "webhook", **keys: Any) -> WebhookOutput:
    url = receiver if isinstance(receiver, str) else receiver.url
    plain = WebhookOutput(url=url + PATH, timeout=60, template=TEMPLATE[kind])
    return replace(plain, **keys)


TEMPLATE = {"webhook": "", "slack": "slack"}


@pytest.fixture(params=["webhook", "slack"])
def kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


class TestAWebhook:
    def test_it_gets_the_page_as_json_and_as_text(
        self, receiver: Receiver, deliver: Delivering
    ) -> None:
        assert deliver(hook(receiver)) == "webhook 127.0.0.1 (200)"

        [posted] = receiver.posted
        body = json.loads(posted.body)
        assert posted.path == PATH
        assert posted.headers["content-type"] == "application/json"
        assert posted.headers["idempotency-key"] == body["key"] == key("run-1", "webhook")
        assert body.keys() == {
            "event", "key", "job", "run", "occasion", "at", "headline", "page", "text",
        }  # fmt: skip
        assert (body["job"], body["run"], body["at"]) == ("morning", "run-1", AT.isoformat())
        assert body["page"]["stories"][0]["headline"] == "Cracks & worries <found>"
        assert body["text"].startswith("# Bridge closed\n")
        assert "x-summarise-signature" not in posted.headers
        assert deliver.begun == 1

    def test_whoever_shares_the_secret_can_tell_that_it_is_genuine(
        self, receiver: Receiver, deliver: Delivering
    ) -> None:
        """The receiver works the signature out as the docstring of the module says."""
        deliver.environment = {"SIGNING": "s3cret\n"}
        deliver(hook(receiver, secret_env="SIGNING"))

        [posted] = receiver.posted
        timestamp = posted.headers["x-summarise-timestamp"]
        signed = timestamp.encode() + b"." + posted.body
        wanted = "sha256=" + hmac.new(b"s3cret", signed, "sha256").hexdigest()
        assert hmac.compare_digest(wanted, posted.headers["x-summarise-signature"])
        assert abs(NOW - int(timestamp)) < 300

    def test_a_second_copy_carries_the_same_key_and_body(
        self, receiver: Receiver, deliver: Delivering
    ) -> None:
        """It took the first copy, and its answer was lost."""
        receiver.answer(Answer(cut=True))
        deliver(hook(receiver))

        first, second = receiver.posted
        assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
        assert first.body == second.body
        assert deliver.begun == 2

    def test_another_page_and_another_target_have_keys_of_their_own(self) -> None:
        assert len({key("run-1", "a"), key("run-2", "a"), key("run-1", "b")}) == 3
        # Pinned: a receiver that keeps keys must find this one again after an update of ours.
        assert key("run-1", "a") == "46868820be8011a53462e98834ecd4ca"

    def test_where_no_answer_ever_comes_it_stays_in_doubt(
        self, receiver: Receiver, deliver: Delivering
    ) -> None:
        """A later refusal does not take the doubt of the first attempt away."""
        receiver.answer(Answer(cut=True), Answer(403))
        with pytest.raises(DeliveryError, match="answered 403") as caught:
            deliver(hook(receiver))
        assert caught.value.doubtful
        assert repeatable(hook(receiver))

    def test_a_receiver_that_holds_its_answer_back_is_asked_again(
        self, receiver: Receiver, deliver: Delivering
    ) -> None:
        receiver.answer(Answer(hold=True), Answer(504), Answer(201))
        assert deliver(hook(receiver, timeout=1)) == "webhook 127.0.0.1 (201)"
        assert len(receiver.posted) == 3


class TestSlack:
    def test_it_gets_blocks_and_a_line_for_notifications(
        self, receiver: Receiver, deliver: Delivering
    ) -> None:
        assert deliver(hook(receiver, "slack")) == "slack 127.0.0.1 (200)"

        [posted] = receiver.posted
        body = json.loads(posted.body)
        assert body["text"] == "Bridge closed – The bridge is closed."
        assert body["blocks"][0]["text"]["text"] == "Bridge closed"
        assert posted.headers["content-type"] == "application/json"

    @pytest.mark.parametrize("answer", [Answer(cut=True), Answer(504), Answer(hold=True)])
    def test_what_it_may_have_is_not_sent_twice(
        self, receiver: Receiver, deliver: Delivering, answer: Answer
    ) -> None:
        receiver.answer(answer)
        with pytest.raises(DeliveryError, match="nobody knows") as caught:
            deliver(hook(receiver, "slack", timeout=1 if answer.hold else 60))
        assert caught.value.doubtful
        assert len(receiver.posted) == 1
        assert not repeatable(hook(receiver, "slack"))

    def test_its_own_word_for_what_it_minds_is_told_on(
        self, receiver: Receiver, deliver: Delivering
    ) -> None:
        receiver.answer(Answer(404, b"no_service\n"))
        with pytest.raises(DeliveryError, match=r"answered 404 \(no_service\); check its address"):
            deliver(hook(receiver, "slack"))


class TestATemplate:
    def test_ntfy_is_posted_to_at_its_root_with_the_topic_in_the_body(
        self, receiver: Receiver, deliver: Delivering
    ) -> None:
        output = hook(receiver, url=f"{receiver.url}/base/my%20topic?auth=x", template="ntfy")
        assert deliver(output) == "ntfy 127.0.0.1 (200)"
        [posted] = receiver.posted
        assert posted.path == "/base/?auth=x"
        assert json.loads(posted.body)["topic"] == "my topic"

    def test_without_a_topic_it_is_known_before(self, receiver: Receiver) -> None:
        output = hook(receiver, url=receiver.url, template="ntfy")
        assert list(check(output, {}, job="morning", at=AT)) == [
            "ntfy: its address ends with no topic; write it as https://HOST/TOPIC"
        ]

    def test_the_link_may_hold_the_day_and_the_job(
        self, receiver: Receiver, deliver: Delivering
    ) -> None:
        deliver(hook(receiver, template="discord", link="https://news.example/{job}/%Y-%m-%d"))
        [embed] = json.loads(receiver.posted[0].body)["embeds"]
        assert embed["url"] == "https://news.example/morning/2026-11-25"

    def test_one_of_the_users_own_is_tried_before_any_work_and_signed(
        self, receiver: Receiver, deliver: Delivering, tmp_path: Path
    ) -> None:
        own = tmp_path / "own.jinja"
        output = hook(receiver, template=str(own), secret_env="SIGNING")
        own.write_text('{% if stories("plain", 9).left_off %}{{ nothing }}{% endif %}{}')
        [problem] = check(output, {"SIGNING": "x"}, job="morning", at=AT)
        assert problem == f"webhook: {own}, line 1: 'nothing' is undefined"
        own.write_text('{"key": {{ key }}}')
        deliver.environment = {"SIGNING": "x"}
        deliver(output)
        [posted] = receiver.posted
        assert json.loads(posted.body) == {"key": key("run-1", "webhook")}
        assert posted.headers["x-summarise-signature"].startswith("sha256=")
        assert not repeatable(output)


class TestTryingAgain:
    @pytest.mark.parametrize("status", [429, 500, 503, 599])
    def test_what_can_pass_is_tried_again(
        self, receiver: Receiver, deliver: Delivering, kind: str, status: int
    ) -> None:
        receiver.answer(Answer(status), Answer(status))
        deliver(hook(receiver, kind))
        assert len(receiver.posted) == 3
        assert deliver.waits[0] < deliver.waits[1] <= 4
        assert deliver.begun == 3

    @pytest.mark.parametrize("status", [400, 401, 404, 410, 413, 501])
    def test_what_can_not_is_not(
        self, receiver: Receiver, deliver: Delivering, kind: str, status: int
    ) -> None:
        receiver.answer(Answer(status))
        with pytest.raises(DeliveryError, match=f"{kind} at 127.0.0.1 answered {status}") as caught:
            deliver(hook(receiver, kind))
        assert (len(receiver.posted), deliver.waits) == (1, [])
        assert not caught.value.doubtful

    def test_it_ends_after_the_attempts_of_the_config(
        self, receiver: Receiver, deliver: Delivering, kind: str
    ) -> None:
        receiver.answer(*[Answer(503)] * 9)
        with pytest.raises(DeliveryError, match=r"answered 503 \(tried 3 times\)$"):
            deliver(hook(receiver, kind, attempts=3))
        assert len(receiver.posted) == 3

    def test_it_waits_as_long_as_it_is_asked_to(
        self, receiver: Receiver, deliver: Delivering, kind: str
    ) -> None:
        receiver.answer(Answer(429, headers={"Retry-After": "17"}))
        deliver(hook(receiver, kind))
        assert deliver.waits == [17]

    @pytest.mark.parametrize("said", [str(int(LONGEST_WAIT) + 1), "9" * 400])
    def test_but_not_for_longer_than_a_run_may_wait(
        self, receiver: Receiver, deliver: Delivering, kind: str, said: str
    ) -> None:
        receiver.answer(Answer(429, headers={"Retry-After": said}))
        with pytest.raises(DeliveryError, match="answered 429"):
            deliver(hook(receiver, kind))
        assert deliver.waits == []

    @pytest.mark.parametrize("said", ["-1", "soon", "Wed, 25 Nov 2026 06:30:00 GMT", "1e3", "²"])
    def test_an_odd_wait_is_as_good_as_none(
        self, receiver: Receiver, deliver: Delivering, said: str
    ) -> None:
        receiver.answer(Answer(429, headers={"Retry-After": said.encode().decode("latin-1")}))
        deliver(hook(receiver))
        assert 1 <= deliver.waits[0] <= 2

    def test_a_run_that_is_repeated_waits_the_same_and_another_does_not(
        self, receiver: Receiver
    ) -> None:
        waits = []
        for run in ("run-1", "run-1", "run-2"):
            receiver.answer(Answer(503), Answer(503))
            deliver = Delivering()
            deliver(hook(receiver), message(run=run))
            waits.append(deliver.waits)
        assert waits[0] == waits[1] != waits[2]

    def test_nobody_listening_is_no_doubt(
        self, nobody: str, receiver: Receiver, deliver: Delivering, kind: str
    ) -> None:
        with pytest.raises(DeliveryError, match="connection refused") as caught:
            deliver(hook(nobody, kind))
        assert not caught.value.doubtful
        assert len(deliver.waits) == 3


class TestAddresses:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_a_redirect_is_not_followed_and_is_named(
        self, receiver: Receiver, deliver: Delivering, kind: str, status: int
    ) -> None:
        away = {"Location": "https://elsewhere.example/secret"}
        receiver.answer(Answer(status, headers=away))
        with pytest.raises(DeliveryError, match=r"has moved to elsewhere\.example,") as caught:
            deliver(hook(receiver, kind))
        assert len(receiver.posted) == 1
        assert "secret" not in str(caught.value)

    @pytest.mark.parametrize("headers", [{}, {"Location": "http://["}, {"Location": "/there"}])
    def test_a_redirect_to_nowhere_is_one_too(
        self, receiver: Receiver, deliver: Delivering, headers: dict[str, str]
    ) -> None:
        receiver.answer(Answer(302, headers=headers))
        with pytest.raises(DeliveryError, match="answered 302: it has moved, and nothing"):
            deliver(hook(receiver))

    def test_a_server_without_tls_is_told_so(self, receiver: Receiver, deliver: Delivering) -> None:
        with pytest.raises(DeliveryError, match="does not speak TLS there") as caught:
            deliver(hook(receiver.url.replace("http:", "https:")))
        assert (caught.value.doubtful, deliver.waits) == (False, [])

    def test_the_address_comes_from_the_environment(
        self, receiver: Receiver, deliver: Delivering, kind: str
    ) -> None:
        deliver.environment = {"HOOK": f" {receiver.url}/x\n"}
        deliver(WebhookOutput(template=TEMPLATE[kind], url_env="HOOK"))
        assert receiver.posted[0].path == "/x"

    @pytest.mark.parametrize(
        "url",
        ["ftp://example.org/x", "example.org", "https:///", "http://[", "http://a\nb/"],
    )
    def test_one_that_is_none_is_known_before_and_not_shown(
        self, deliver: Delivering, kind: str, url: str
    ) -> None:
        output = WebhookOutput(template=TEMPLATE[kind], url_env="HOOK")
        problems = list(check(output, {"HOOK": url}, job="morning", at=AT))
        assert len(problems) == 1
        assert "HOOK" in problems[0]
        assert url not in problems[0]
        deliver.environment = {"HOOK": url}
        with pytest.raises(DeliveryError):
            deliver(output)

    def test_variables_that_are_not_set_are_known_before(self) -> None:
        output = WebhookOutput(url_env="HOOK", secret_env="SIGNING")
        assert list(check(output, {"SIGNING": " "}, job="morning", at=AT)) == [
            "webhook: the environment variable HOOK is not set; set it to its address",
            "webhook: the environment variable SIGNING is not set; set it to the secret that signs "
            "the page",
        ]
        assert not list(check(hook("http://10.0.0.1"), {}, job="morning", at=AT))

    def test_a_name_that_can_not_be_found_is_told_so(
        self, deliver: Delivering, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import socket

        def unknown(*_: object, **__: object) -> None:
            raise socket.gaierror(-2, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        with pytest.raises(DeliveryError, match="its name can't be found"):
            deliver(hook("http://localhost:1"))

    def test_a_certificate_that_nobody_vouches_for_is_refused_at_once(
        self, deliver: Delivering, receiver: Receiver
    ) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        key = CERTIFICATES / "test-data-key.pem"
        context.load_cert_chain(CERTIFICATES / "test-data-self-signed.pem", key)
        with (
            serving(context) as server,
            pytest.raises(DeliveryError, match="certificate is not valid") as caught,
        ):
            deliver(hook(server.url, "slack"))
        assert not caught.value.doubtful
        assert deliver.waits == []

    def test_a_proxy_that_is_none_is_told_without_its_password(
        self, receiver: Receiver, deliver: Delivering, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", "nonsense://user:p4ss@proxy")
        with pytest.raises(DeliveryError, match="the proxy that the environment names") as caught:
            deliver(hook(receiver))
        assert "p4ss" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(404, f"no {PATH}".encode()),
        Answer(500, b"x" * 100_000),
        Answer(302, headers={"Location": PATH}),
        Answer(200),
        Answer(cut=True),
    ],
)
def test_no_secret_reaches_a_message_or_a_log(
    receiver: Receiver,
    deliver: Delivering,
    caplog: pytest.LogCaptureFixture,
    answer: Answer,
) -> None:
    receiver.answer(*[answer] * 2)
    secrets = [SECRET, "t0ken", "s3cret", "p4ss"]
    deliver.environment = {"SIGNING": "s3cret"}
    address = receiver.url.replace("//", "//user:p4ss@")
    output = hook(address, secret_env="SIGNING", attempts=2)
    with caplog.at_level(logging.DEBUG):
        try:
            said = deliver(output)
        except DeliveryError as error:
            said = f"{error!r} {error.__cause__!r}"
    assert not [one for one in secrets if one in said + caplog.text]
