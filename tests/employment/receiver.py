"""An employer's server on this machine: it keeps what it gets and answers as the test says."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    url: str = ""
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)  # path, headers, body
    answers: list[Any] = field(default_factory=list)  # a status, or (status, headers); the last one repeats
    drip_seconds: float = 0.0  # send the answer's head byte by byte, this long apart
    after: Any = None  # called once the request is in, before the answer leaves

    def next_answer(self) -> tuple[int, dict[str, str]]:
        told = self.answers.pop(0) if len(self.answers) > 1 else (self.answers or [200])[0]
        return told if isinstance(told, tuple) else (told, {})


@contextmanager
def receiver(**fields: Any) -> Iterator[Receiver]:
    kept = Receiver(**fields)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            kept.got.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            if kept.after:
                kept.after()
            status, headers = kept.next_answer()
            if kept.drip_seconds:
                return self.drip(f"HTTP/1.1 {status} OK\r\nX: " + "x" * 10_000)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            return None

        do_GET = do_POST  # noqa: N815 (the name is given)

        def drip(self, head: str) -> None:
            try:
                for char in head:
                    self.wfile.write(char.encode())
                    self.wfile.flush()
                    time.sleep(kept.drip_seconds)
            except OSError:
                return

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}/notices?from=portal"
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
