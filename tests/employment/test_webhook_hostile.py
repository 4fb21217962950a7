"""A hostile server at the other end: a certificate for another name, a name that leads inside, answers that never end."""

import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from employment.webhooks.address import target_of
from employment.webhooks.delivery import deliver_due
from employment.webhooks.models import Endpoint, WebhookDelivery
from employment.webhooks.services import tell_organisation
from employment.webhooks.transport import Answer, post
from tests.employment.certificates import Authority, https_server
from tests.employment.receiver import receiver
from tests.employment.watch_world import make_organisation
from tests.factories import make_user

NAME = "hooks.example.org"


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Trusted beside nobody else; every name means this machine."""
    made, real = Authority(tmp_path), ssl.create_default_context
    monkeypatch.setattr(ssl, "create_default_context", lambda *_args, **_kwargs: real(cafile=str(made.file)))
    straight = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *rest, **named: straight("127.0.0.1", *rest, **named))
    return made


def send(port: int) -> Answer:
    return post(target_of(f"https://{NAME}:{port}/in"), body=b"secret", headers={}, timeout=5)


class TestTheCertificate:
    def test_the_right_name_of_a_trusted_authority_is_sent_to(self, authority):
        """The control of the refusals below."""
        with https_server(authority.certify(NAME)) as (port, got):
            assert send(port) == Answer(200)
            assert got == [b"secret"]

    @pytest.mark.parametrize(("name", "days"), [("other.example.org", 10), ("example.org", 10), (f"x.{NAME}", 10), (NAME, -1)])
    def test_another_name_and_one_that_ran_out_get_nothing(self, authority, name, days):
        with https_server(authority.certify(name, days=days)) as (port, got):
            assert send(port) == Answer(0, "certificate_refused")
            assert got == []

    def test_an_authority_that_nobody_trusts_gets_nothing(self, authority, tmp_path):
        (tmp_path / "other").mkdir()
        with https_server(Authority(tmp_path / "other").certify(NAME)) as (port, got):
            assert send(port) == Answer(0, "certificate_refused")
            assert got == []

    def test_the_address_that_was_called_is_no_name(self, authority):
        """The call goes to 127.0.0.1; a certificate for that address does not stand for the name."""
        with https_server(authority.certify("127.0.0.1")) as (port, got):
            assert send(port) == Answer(0, "certificate_refused")
            assert got == []


@contextmanager
def raw_server(pieces: Any) -> Iterator[str]:
    """Answers every request with `pieces`, whatever was asked, until the other side hangs up."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            connection, _address = listening.accept()
            with connection:
                connection.recv(65536)
                for piece in pieces:
                    connection.sendall(piece)
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        listening.close()
        thread.join(timeout=5)


def _endless(head: bytes, piece: bytes) -> Iterator[bytes]:
    yield head
    while True:
        yield piece


HEAD = b"HTTP/1.1 200 OK\r\n"
ENDLESS = {
    "a body without end": (HEAD + b"\r\n", b"x" * 65536),
    "a body that claims to be huge": (HEAD + b"Content-Length: 999999999999\r\n\r\n", b"x" * 65536),
    "chunks without end": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"ffff\r\n" + b"x" * 65535 + b"\r\n"),
    "headers without end": (HEAD, b"X-Y: " + b"z" * 1000 + b"\r\n"),
    "one header without end": (HEAD + b"X-Y: ", b"z" * 65536),
    "a first line without end": (b"HTTP/1.1 200 ", b"z" * 65536),
    "nothing but Continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("kind", list(ENDLESS))
def test_an_answer_without_end_costs_neither_memory_nor_more_than_the_time_allowed(kind):
    with raw_server(_endless(*ENDLESS[kind])) as url:
        tracemalloc.start()
        began = time.monotonic()
        answer = post(target_of(url), body=b"{}", headers={}, timeout=1.5)
        took, (_now, most) = time.monotonic() - began, tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert answer.status in {0, 200}
    assert most < 2_000_000
    assert took < 10  # without the limit on what is read, or the timer, it would never end


NO_HTTP = [b"", b"\x00\x01\x02", b"HTTP/9.9 abc\r\n\r\n", b"HTTP/1.1 99999999999999999999 X\r\n\r\n", b"SSH-2.0-x\r\n"]


@pytest.mark.parametrize("answer", NO_HTTP)
def test_what_is_no_http_is_an_answer_like_any_other_failure(answer):
    with raw_server([answer]) as url:
        assert post(target_of(url), body=b"{}", headers={}, timeout=2) == Answer(0, "no_connection")


@pytest.mark.django_db(transaction=True)
class TestNamesThatLeadInside:
    def deliver(self, url: str) -> WebhookDelivery:
        organisation = make_organisation()
        Endpoint.objects.create(organisation=organisation, url=url, secret="whsec_MDEy", created_by=make_user())
        tell_organisation(organisation_id=organisation.pk, notice_key="x", type="test", data={})
        deliver_due()
        return WebhookDelivery.objects.get()

    @override_settings(WEBHOOK_ALLOW_LOOPBACK=False)
    @pytest.mark.parametrize("leads_to", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "fd00::1"])
    def test_a_name_that_was_public_when_it_was_typed_and_leads_inside_now_is_not_called(self, monkeypatch, leads_to):
        with receiver() as inner:
            monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: [(2, 1, 6, "", (leads_to, 443))])
            row = self.deliver("https://hooks.example.org/in")
            assert (row.status, row.last_status, row.last_error) == ("waiting", 0, "address_refused")
            assert inner.got == []

    def test_a_redirect_inside_is_told_to_the_employer_and_not_followed(self):
        with receiver() as inner, receiver(answers=[(307, {"Location": inner.url})]) as outer:
            row = self.deliver(outer.url)
            assert (row.status, row.last_status) == ("waiting", 307)
            assert (len(outer.got), inner.got) == (1, [])
