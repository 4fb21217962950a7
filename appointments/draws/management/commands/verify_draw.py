import sys
import uuid
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.request import urlopen

from django.core.management.base import BaseCommand, CommandError, CommandParser

from appointments.draws.models import Draw
from appointments.draws.publishing import NotADraw, check, document, read

_LARGEST: Final = 64 * 1024 * 1024
_SECONDS: Final = 10


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
        return read(sys.stdin.buffer.read(_LARGEST))
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


def _file(what: str) -> bytes:
    try:
        return Path(what).read_bytes()
    except (OSError, ValueError) as error:
        raise CommandError(f"{what} cannot be read: {type(error).__name__}") from error


def _fetched(address: str) -> bytes:
    try:
        with urlopen(address, timeout=_SECONDS) as answer:  # noqa: S310 - http and https alone, asked for by who runs the command
            content: bytes = answer.read(_LARGEST)
            return content
    except (URLError, OSError, ValueError) as error:
        raise CommandError(f"{address} cannot be read: {type(error).__name__}") from error
