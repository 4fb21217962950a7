"""An authority of the test's own, and an https server on this machine with a certificate for any name."""

import datetime
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Authority:
    """Whoever trusts `file` accepts what it has signed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key, self.file = folder, ec.generate_private_key(ec.SECP256R1()), folder / "authority.pem"
        self.name = _named("Test authority")
        made = _certificate(self.name, self.name, self.key, self.key).add_extension(x509.BasicConstraints(True, None), True)
        self.file.write_bytes(made.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def certify(self, name: str, *, days: int = 10) -> Path:
        """A file with key and certificate for `name`, valid for `days` more days; a negative number has run out."""
        key, kept = ec.generate_private_key(ec.SECP256R1()), self.folder / f"{name}{days}.pem"
        made = _certificate(_named(name), self.name, key, self.key, days=days)
        signed = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False).sign(self.key, hashes.SHA256())
        secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        kept.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
        return kept


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(subject: x509.Name, issuer: x509.Name, key: Any, issuer_key: Any, *, days: int = 10) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=30))
    keyed = made.not_valid_after(now + datetime.timedelta(days=days))
    keyed = keyed.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    return keyed.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), False)


@contextmanager
def https_server(certificate: Path) -> Iterator[tuple[int, list[bytes]]]:
    """Its port, and the bodies it was sent."""
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_args: None  # type: ignore[method-assign] (a refused handshake is what the test wants)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, got
    finally:
        server.shutdown()
        server.server_close()
