"""One POST to an employer's server: to the judged address only, ten seconds in all, no redirect, a few bytes of answer."""

import http.client
import socket
import ssl
import threading
from dataclasses import dataclass
from typing import Final

from employment.webhooks.address import Target, resolved

TIMEOUT_SECONDS: Final = 10.0
MOST_READ: Final = 4096


@dataclass(frozen=True)
class Answer:
    """What came back: an HTTP status, or 0 with the name of what went wrong."""

    status: int
    error: str = ""

    @property
    def accepted(self) -> bool:
        return 200 <= self.status < 300


class _Pinned(http.client.HTTPConnection):
    """Connects to `address`, whatever the name means by now; the certificate is still checked against the name."""

    def __init__(self, target: Target, address: str) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT_SECONDS)
        self._target, self._address = target, address
        self.was_cut = False

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self._target.port), TIMEOUT_SECONDS)
        self.sock = plain
        if self._target.scheme == "https":
            try:
                self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self._target.host)
            except BaseException:
                plain.close()
                raise

    def cut(self) -> None:
        """The time is up: wake whoever waits on the socket, however slowly its bytes drip."""
        self.was_cut = True
        sock = self.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                sock.close()


def post(target: Target, *, body: bytes, headers: dict[str, str], timeout: float = TIMEOUT_SECONDS) -> Answer:
    """Send `body`. Redirects are answers like any other and not followed. Raises `AddressRefused`; everything else that goes
    wrong is an `Answer`. Takes at most about `timeout` seconds after the name is resolved."""
    try:
        address = resolved(target)
    except OSError:
        return Answer(0, "name_not_found")
    connection = _Pinned(target, address)
    timer = threading.Timer(timeout, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        connection.request("POST", target.path, body=body, headers={**headers, "Host": target.authority, "Connection": "close"})
        response = connection.getresponse()
        response.read(MOST_READ)
        return Answer(response.status)
    except ssl.SSLError:
        return Answer(0, "no_answer_in_time" if connection.was_cut else "certificate_refused")
    except (OSError, http.client.HTTPException):
        return Answer(0, "no_answer_in_time" if connection.was_cut else "no_connection")
    finally:
        timer.cancel()
        connection.close()


__all__ = ["Answer", "post"]
