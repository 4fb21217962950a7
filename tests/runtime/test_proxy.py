"""deploy/Caddyfile as Caddy itself reads and serves it, before an upstream that writes down what reaches it."""

import contextlib
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.stack import ROOT, free_port, wait_for

CADDYFILE = ROOT / "deploy/Caddyfile"
CADDY = shutil.which("caddy", path=os.pathsep.join([str(ROOT / ".venv/bin"), os.environ.get("PATH", "")]))
PAGE = b"<p>Good morning</p>" * 500
pytestmark = pytest.mark.xdist_group("proxy")


@dataclass
class Upstream:
    """Stands where the web server stands; everything that reached it, in order."""

    port: int
    met: list[tuple[str, str, dict[str, str], int]] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for _method, path, _headers, _length in self.met]


@dataclass(frozen=True)
class Proxy:
    https: int
    plain: int
    authority: Path

    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))

    def line(self) -> ssl.SSLSocket:
        raw = socket.create_connection(("localhost", self.https), timeout=30)
        return self.tls().wrap_socket(raw, server_hostname="localhost")

    def ask(self, method: str, path: str, *, body: bytes | None = None, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
        connection = http.client.HTTPSConnection("localhost", self.https, context=self.tls(), timeout=30)
        connection.request(method, path, body=body, headers=headers or {})
        return connection.getresponse()


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    seen = Upstream(0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            seen.met.append((self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, len(body)))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(PAGE)))
            self.end_headers()
            self.wfile.write(PAGE)

        do_GET = _answer  # noqa: N815 (the names http.server calls)
        do_POST = _answer  # noqa: N815

        def log_message(self, *_args: Any) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    seen.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield seen
    server.shutdown()


@pytest.fixture(scope="module")
def proxy(upstream: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Caddy with the very file that is deployed; only its ports, its upstream and its store are those of this test."""
    assert CADDY, "requirements-dev.txt brings Caddy"
    store = tmp_path_factory.mktemp("caddy")
    found = Proxy(free_port(), free_port(), store / "pki/authorities/local/root.crt")
    config = _adapted()
    served = config["apps"]["http"]
    served |= {"http_port": found.plain, "https_port": found.https}
    served["servers"]["srv0"]["listen"] = [f"127.0.0.1:{found.https}"]
    (sent,) = _handlers(served, "reverse_proxy")
    sent["upstreams"] = [{"dial": f"127.0.0.1:{upstream.port}"}]
    config["admin"] = {"disabled": True}
    config["storage"] = {"module": "file_system", "root": str(store)}
    config["apps"]["pki"] = {"certificate_authorities": {"local": {"install_trust": False}}}
    path = store / "config.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    environment = {**os.environ, "HOME": str(store), "XDG_DATA_HOME": str(store), "XDG_CONFIG_HOME": str(store)}
    with (store / "log").open("wb") as log:
        process = subprocess.Popen([CADDY, "run", "--config", str(path)], stdout=log, stderr=log, env=environment)
    try:
        wait_for("the proxy to listen", lambda: process.poll() is not None or _listens(found.https))
        wait_for("the proxy's own authority", lambda: process.poll() is not None or found.authority.exists())
        assert process.poll() is None, (store / "log").read_text()
        wait_for("its certificate", lambda: _speaks(found))
        yield found
    finally:
        process.terminate()
        process.wait(20)


def _adapted() -> dict[str, Any]:
    settings = {**os.environ, "SITE_HOST": "localhost", "TLS_EMAIL": "operator@example.org"}
    command = [str(CADDY), "adapt", "--config", str(CADDYFILE), "--adapter", "caddyfile", "--validate"]
    made = subprocess.run(command, capture_output=True, text=True, check=False, env=settings)
    assert made.returncode == 0, made.stderr
    config: dict[str, Any] = json.loads(made.stdout)
    return config


def _handlers(node: Any, name: str) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        own = [node] if node.get("handler") == name else []
        return own + [found for value in node.values() for found in _handlers(value, name)]
    return [found for value in node for found in _handlers(value, name)] if isinstance(node, list) else []


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _speaks(proxy: Proxy) -> bool:
    try:
        return bool(proxy.ask("GET", "/ready").status == 200)
    except OSError:
        return False


def test_the_upstream_is_the_web_service_of_the_compose_file() -> None:
    (sent,) = _handlers(_adapted(), "reverse_proxy")
    assert sent["upstreams"] == [{"dial": "web:8000"}]


def test_an_address_that_the_client_wrote_never_reaches_the_portal(proxy: Proxy, upstream: Upstream) -> None:
    lies = {"X-Forwarded-For": "203.0.113.7, 198.51.100.9", "X-Forwarded-Proto": "http", "X-Forwarded-Host": "elsewhere.example"}
    assert proxy.ask("GET", "/who", headers=lies).status == 200
    headers = upstream.met[-1][2]
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"
    assert headers["host"].partition(":")[0] == "localhost"


@pytest.mark.parametrize(
    "path", ["/metrics", "/readyz", "/%6detrics", "/METRICS", "/metrics?x=1", "/./metrics", "//metrics", "/metrics/", "/x/../metrics"]
)
def test_what_is_for_our_own_monitoring_is_not_for_the_world(proxy: Proxy, upstream: Upstream, path: str) -> None:
    before = len(upstream.met)
    proxy.ask("GET", path)
    assert not {"/metrics", "/readyz"} & {unquote(met.partition("?")[0]) for met in upstream.paths()[before:]}


def test_a_page_of_that_kind_answers_that_it_is_not_there(proxy: Proxy) -> None:
    assert proxy.ask("GET", "/metrics").status == 404
    assert proxy.ask("GET", "/readyz").status == 404


def test_the_largest_file_and_its_form_pass(proxy: Proxy, upstream: Upstream) -> None:
    body = b"x" * 11_500_000
    assert proxy.ask("POST", "/upload", body=body).status == 200
    assert upstream.met[-1][3] == len(body)


@pytest.mark.parametrize("size", [12_000_000, 12_500_000, 25_000_000, 130_000_000])
def test_more_than_that_is_refused_when_it_begins(proxy: Proxy, upstream: Upstream, size: int) -> None:
    before = len(upstream.met)
    with proxy.line() as line:
        line.sendall(b"POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % size)
        line.sendall(b"x" * 300_000)  # a server reads a little of what comes before it answers
        assert line.recv(12) == b"HTTP/1.1 413"
    assert "/upload" not in upstream.paths()[before:]


def test_a_body_that_does_not_tell_its_size_is_cut_off(proxy: Proxy, upstream: Upstream) -> None:
    before = len(upstream.met)
    with proxy.line() as line, contextlib.suppress(OSError):
        line.sendall(b"POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _turn in range(20):
            line.sendall(b"f4240\r\n" + b"x" * 1_000_000 + b"\r\n")
        line.sendall(b"0\r\n\r\n")
        assert line.recv(12) == b"HTTP/1.1 413"
    assert all(length <= 12_000_000 for _method, _path, _headers, length in upstream.met[before:])


def test_who_sends_slowly_keeps_the_proxy_waiting_and_no_thread_of_the_portal(proxy: Proxy, upstream: Upstream) -> None:
    with proxy.line() as line:
        line.sendall(b"POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n12345")
        for turn in range(5):  # the proxy is alive meanwhile, and others are answered
            assert proxy.ask("GET", f"/other-{turn}").status == 200
        assert "/slow" not in upstream.paths()
        line.sendall(b"67890")
        assert line.recv(12) == b"HTTP/1.1 200"
    assert upstream.met[-1][:2] == ("POST", "/slow")
    assert upstream.met[-1][3] == 10


def test_a_page_is_made_small_for_a_slow_line(proxy: Proxy) -> None:
    answer = proxy.ask("GET", "/page", headers={"Accept-Encoding": "gzip"})
    assert answer.getheader("Content-Encoding") == "gzip"
    assert len(answer.read()) < len(PAGE) / 10


def test_an_address_without_encryption_leads_to_the_encrypted_one(proxy: Proxy) -> None:
    connection = http.client.HTTPConnection("localhost", proxy.plain, timeout=30)
    connection.request("GET", "/check/?a=1")
    answer = connection.getresponse()
    assert answer.status == 308
    assert answer.getheader("Location", "").startswith("https://localhost")
    assert answer.getheader("Location", "").endswith("/check/?a=1")
