"""Cards from a shell: `manage.py personalise_card --patent "77 2600000014" --out FOLDER`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from patents.card.files import folder_name, package
from patents.card.services import personalise_card
from patents.models import Patent
from portal.errors import DomainError
from portal.events.actor import SYSTEM


class Command(BaseCommand):
    help = (
        "Personalise cards and write one folder for each: the chip's files, both faces for print, a manifest. Again gives the same bytes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--patent", action="append", default=[], help='series and number, "77 2600000014"; may be given several times')
        parser.add_argument("--batch", type=Path, help="a file with one series and number a line")
        parser.add_argument("--out", type=Path, required=True, help="where the folders are written")

    def handle(self, *args: Any, **options: Any) -> None:
        written = options["patent"] + (_lines(options["batch"]) if options["batch"] else [])
        if not written:
            raise CommandError("Name a patent with --patent, or a file of them with --batch.")
        failed = [number for number in dict.fromkeys(written) if not self._one(number, options["out"])]
        if failed:
            raise CommandError(f"{len(failed)} of {len(set(written))} cards were not made.")

    def _one(self, written: str, out: Path) -> bool:
        patent = _patent(written)
        if patent is None:
            self.stderr.write(f"{written}: no such patent")
            return False
        try:
            card = personalise_card(patent_id=patent.pk, actor=SYSTEM)
            files = package(card)
        except DomainError as refused:
            self.stderr.write(f"{written}: {refused}")
            return False
        folder = out / folder_name(card)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        self.stdout.write(f"{written}: {folder}")
        return True


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error


def _patent(written: str) -> Patent | None:
    digits = "".join(sign for sign in written if sign in "0123456789")
    return Patent.objects.filter(series=digits[:2], number=digits[2:]).first()
