"""`manage.py verify_draw ADDRESS` against this portal over HTTP, and against servers that mean harm."""

import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from appointments.draws.management.commands import verify_draw
from appointments.draws.models import Draw
from appointments.draws.publishing import document
from tests.appointments.draws.world import ask, go_to, make_draw, make_drawn, make_places


def told_by(address: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("verify_draw", address, stdout=out, **options)
    return out.getvalue()


def cast(monkeypatch: pytest.MonkeyPatch) -> Draw:
    offered = make_drawn()
    make_places(offered, 4)
    draw = make_draw(offered)
    go_to(monkeypatch, draw.requests_from + timedelta(minutes=1))
    for _ in range(6):
        ask(draw)
    go_to(monkeypatch, draw.requests_until + timedelta(seconds=1))
    go_to(monkeypatch, draw.requests_until + timedelta(hours=1))
    draw.refresh_from_db()
    return draw


@contextmanager
def server(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """Its address; every GET is answered by `answer`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                answer(self)
            except OSError:
                return  # the command has had enough

        def log_message(self, *_told: Any) -> None:
            return

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_address[1]}/draw.json"
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def begin(handler: BaseHTTPRequestHandler, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()


def sends(content: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        begin(handler)
        handler.wfile.write(content)

    return answer


@pytest.mark.django_db(transaction=True)
def test_the_published_draw_of_this_portal_is_recomputed_from_its_address(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = cast(monkeypatch)
    address = live_server.url + reverse("draws:json", args=[draw.number])
    assert told_by(address, commitment=draw.commitment, digest=draw.digest).startswith("YES: 6 requests, 4 places")
    with pytest.raises(SystemExit) as refused:
        told_by(address, commitment="0" * 64)
    assert refused.value.code == 1
    with pytest.raises(CommandError, match="HTTPError"):
        told_by(live_server.url + reverse("draws:json", args=["00000000-0000-4000-8000-000000000000"]))


@pytest.mark.django_db
def test_a_server_that_changed_one_result_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    told = document(cast(monkeypatch))
    with server(sends(json.dumps(told).encode())) as address:
        assert told_by(address).startswith("YES")
    told["results"][0]["place"], told["results"][1]["place"] = told["results"][1]["place"], told["results"][0]["place"]
    with server(sends(json.dumps(told).encode())) as address, pytest.raises(SystemExit):
        told_by(address)


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"[" * 200_000, b'{"algorithm": "1"}', b"\xff\xfe", b'{"algorithm":"1","seed":' + b"9" * 6000 + b"}", b"null", b"[]"],
)
def test_what_is_no_draw_is_said_to_be_none_and_not_a_crash(content: bytes) -> None:
    with server(sends(content)) as address, pytest.raises(CommandError, match="not the document of a draw"):
        told_by(address)


def test_an_answer_without_an_end_is_left_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_draw, "_LARGEST", 2**20)
    sent: list[int] = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        begin(handler)
        while True:
            sent.append(handler.wfile.write(b" " * 65536))

    with server(endless) as address, pytest.raises(CommandError, match="larger than 1 MB"):
        told_by(address)
    assert sum(sent) >= 2**20


def test_a_document_of_exactly_the_limit_is_read_and_one_byte_more_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_draw, "_LARGEST", 1000)
    with server(sends(b" " * 1000)) as address, pytest.raises(CommandError, match="not the document of a draw"):
        told_by(address)
    with server(sends(b" " * 1001)) as address, pytest.raises(CommandError, match="larger than"):
        told_by(address)


def test_a_server_that_drips_is_left_after_the_time_for_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece comes in time; only the whole does not."""
    monkeypatch.setattr(verify_draw, "_SECONDS", 1)

    def dripping(handler: BaseHTTPRequestHandler) -> None:
        begin(handler)
        for _ in range(400):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)

    with server(dripping) as address, pytest.raises(CommandError, match="took longer than"):
        told_by(address)


def test_an_answer_that_breaks_off_is_no_document() -> None:
    def broken(handler: BaseHTTPRequestHandler) -> None:
        begin(handler, **{"Content-Length": "1000"})
        handler.wfile.write(b"{")

    with server(broken) as address, pytest.raises(CommandError):
        told_by(address)


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1/draw.json", "data:application/json,{}"])
def test_a_redirection_leads_to_the_web_alone(target: str) -> None:
    with server(lambda handler: begin(handler, 302, Location=target)) as address, pytest.raises(CommandError, match="cannot be read"):
        told_by(address)


def test_an_address_where_nobody_answers_is_said() -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        told_by("http://127.0.0.1:9/draw.json")
