"""The virus scanner ClamAV, when `CLAMD_URL` names one: "tcp://clamd:3310" or "unix:///run/clamd.sock".

Its protocol INSTREAM: chunks, each after its length in four bytes, and a length of zero; the answer is one line.
"""

import socket
import struct
from typing import Final
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from profiles.errors import FileInfected, ScannerAway

_SECONDS: Final = 10
_CHUNK: Final = 64 * 1024
_LONGEST_ANSWER: Final = 4096
log = structlog.get_logger(__name__)


def scan(content: bytes) -> None:
    """Raises `FileInfected`, or `ScannerAway` when the scanner gives no clear answer. Without a scanner nothing is asked."""
    url = settings.CLAMD_URL
    if not url:
        return
    try:
        with _connect(url) as connection:
            answer = _ask(connection, content)
    except OSError as error:
        log.warning("scanner_away", error=type(error).__name__)
        raise ScannerAway() from error
    if answer.endswith(b"FOUND"):
        log.warning("file_infected")
        raise FileInfected()
    if not answer.endswith(b"OK"):
        log.warning("scanner_unclear")
        raise ScannerAway()


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_SECONDS)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    return socket.create_connection((parts.hostname or "", parts.port or 3310), timeout=_SECONDS)


def _ask(connection: socket.socket, content: bytes) -> bytes:
    connection.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), _CHUNK):
        chunk = content[start : start + _CHUNK]
        connection.sendall(struct.pack("!L", len(chunk)) + chunk)
    connection.sendall(struct.pack("!L", 0))
    answer = b""
    while b"\0" not in answer and len(answer) < _LONGEST_ANSWER and (part := connection.recv(_LONGEST_ANSWER)):
        answer += part
    return answer.rstrip(b"\0\n")
