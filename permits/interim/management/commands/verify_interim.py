import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from permits.interim.verifying import verify, verify_here
from portal import clock
from portal.signing.keys import KeyRing
from portal.signing.pictures import text_in_file


class Command(BaseCommand):
    help = (
        "Verify the code of an interim certificate: its text, or a file with the text or a picture of it. Prints JSON; exit status 0 valid,"
        " 1 not valid. --keys FILE needs no database: a saved /.well-known/portal-keys.json; whether a decision has come is then not asked."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", help="text of the code, or a file")
        parser.add_argument("--keys", type=Path, help="saved keys of the portal")

    def handle(self, *args: Any, what: str, keys: Path | None, **options: Any) -> None:
        text = _text(what)
        answer = verify(text, ring=_ring(keys), now=int(clock.now().timestamp())) if keys else verify_here(text)
        self.stdout.write(json.dumps(answer.as_json(), ensure_ascii=False, indent=2))
        if not answer.valid:
            sys.exit(1)


def _text(what: str) -> str:
    path = Path(what)
    try:
        is_file = path.is_file()
    except (OSError, ValueError):  # too long for a name, or with characters that no name has: so it is the text
        is_file = False
    return (text_in_file(path) or "") if is_file else what


def _ring(keys: Path) -> KeyRing:
    try:
        return KeyRing.of_published(json.loads(keys.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{keys} cannot be read: {type(error).__name__}") from error
