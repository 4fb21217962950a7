import sys
import time
import uuid
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    UnknownHandler,
)

from django.core.management.base import BaseCommand, CommandError, CommandParser

from appointments.draws.models import Draw
from appointments.draws.publishing import NotADraw, check, document, read

_LARGEST: Final = 64 * 1024 * 1024
_SECONDS: Final = 10
_PIECE: Final = 64 * 1024


class Command(BaseCommand):
    help = (
        "Recompute a draw: from a file (- for standard input), an address that begins with http, or the number of a draw of this portal."
        " --commitment and --digest compare with what you wrote down before. Exit status 0: everything is as promised; 1: it is not."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", help="file, address, or number of a draw")
        parser.add_argument("--commitment", default="", help="the commitment as it was published before requests opened")
        parser.add_argument("--digest", default="", help="the digest as it was published when the list was closed")

    def handle(self, *args: Any, what: str, commitment: str, digest: str, **options: Any) -> None:
        try:
            told = _document(what)
            wrong = check(told)
        except NotADraw as error:
            raise CommandError(f"This is not the document of a draw ({error}).") from error
        for name, noted in (("commitment", commitment), ("digest", digest)):
            if noted and noted != told[name]:
                wrong.append(f"the {name} is not the one that you wrote down")
        for line in wrong:
            self.stdout.write(f"NO: {line}")
        if wrong:
            sys.exit(1)
        self.stdout.write(f"YES: {len(told['requests'])} requests, {len(told['places'])} places, every result is that of the lot")


def _document(what: str) -> Any:
    if what == "-":
        return read(_not_too_large(sys.stdin.buffer.read(_LARGEST + 1), what))
    if what.startswith(("http://", "https://")):
        return read(_fetched(what))
    try:
        number = uuid.UUID(what)
    except ValueError:
        return read(_file(what))
    found = Draw.objects.filter(number=number).first()
    if found is None:
        raise CommandError("There is no draw of this number here.")
    return document(found)


def _not_too_large(content: bytes, what: str) -> bytes:
    if len(content) > _LARGEST:
        raise CommandError(f"{what} is larger than {_LARGEST // 2**20} MB: that is no document of a draw.")
    return content


def _file(what: str) -> bytes:
    try:
        with Path(what).open("rb") as opened:
            return _not_too_large(opened.read(_LARGEST + 1), what)
    except (OSError, ValueError) as error:
        raise CommandError(f"{what} cannot be read: {type(error).__name__}") from error


def _fetched(address: str) -> bytes:
    """Pieces are read until the document ends, is too large, or `_SECONDS` are over: a server that drips must not hold the command."""
    began = time.monotonic()
    content = bytearray()
    try:
        with _web().open(address, timeout=_SECONDS) as answer:
            while piece := answer.read1(_PIECE):
                content += piece
                if len(content) > _LARGEST:
                    raise CommandError(f"{address} is larger than {_LARGEST // 2**20} MB: that is no document of a draw.")
                if time.monotonic() - began > _SECONDS:
                    raise CommandError(f"{address} cannot be read: it took longer than {_SECONDS} seconds.")
    except (OSError, HTTPException, ValueError) as error:
        raise CommandError(f"{address} cannot be read: {type(error).__name__}") from error
    return bytes(content)


def _web() -> OpenerDirector:
    """Opens http and https alone, also where a redirection leads."""
    handlers = (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPRedirectHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor, UnknownHandler)
    web = OpenerDirector()
    for handler in handlers:
        web.add_handler(handler())
    return web
