import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal import clock
from portal.codes.checking import verify_here
from portal.codes.statuses import ListReader
from portal.codes.verdicts import Answer
from portal.codes.verifying import verify
from portal.signing.keys import KeyRing
from portal.signing.pictures import text_in_file

KEYS, SEEN = "portal-keys.json", "seen.json"
NOT_VALID, UNCOMPARED = 1, 2  # exit status


class Command(BaseCommand):
    help = (
        "Verify a signed code of the portal (of a patent, a document about stay or residence, an interim certificate): its text, or a"
        " file with the text or a picture of it. Prints JSON; exit status 0 valid, 1 not valid, 2 genuine but compared with no list, so"
        " that nobody knows whether it was ended since. --lists FOLDER needs no database: the folder holds portal-keys.json and the lists"
        " as LIST-BLOCK.jwt, saved from /.well-known/."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", help="text of the code, or a file")
        parser.add_argument("--lists", type=Path, help="folder with saved keys and lists")

    def handle(self, *args: Any, what: str, lists: Path | None, **options: Any) -> None:
        text = _text(what)
        answer = _verify_with(lists, text) if lists else verify_here(text)
        self.stdout.write(json.dumps(answer.as_json(), ensure_ascii=False, indent=2))
        if not answer.valid or answer.is_uncompared:
            sys.exit(UNCOMPARED if answer.valid else NOT_VALID)


def _text(what: str) -> str:
    path = Path(what)
    try:
        is_file = path.is_file()
    except (OSError, ValueError):  # too long for a name, or with characters that no name has: so it is the text
        is_file = False
    return (text_in_file(path) or "") if is_file else what


def _verify_with(folder: Path, text: str) -> Answer:
    try:
        ring = KeyRing.of_published(json.loads((folder / KEYS).read_bytes()))
        seen_file = folder / SEEN
        seen: dict[str, int] = json.loads(seen_file.read_bytes()) if seen_file.exists() else {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{folder / KEYS} cannot be read: {type(error).__name__}") from error
    before = dict(seen)
    answer = verify(text, ring=ring, reader=ListReader(lambda uri: _saved(folder, uri), ring, seen), now=int(clock.now().timestamp()))
    if seen != before:
        seen_file.write_text(json.dumps(seen))
    return answer


def _saved(folder: Path, uri: str) -> str | None:
    kind, block = [*uri.split("/"), ""][-3:-1]
    path = folder / f"{kind}-{block}.jwt"
    return path.read_text().strip() if block.isdigit() and path.is_file() else None
