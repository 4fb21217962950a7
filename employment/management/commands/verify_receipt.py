import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from employment.receipts import verify_pdf, verify_text
from portal.signing.errors import NotAccepted


class Command(BaseCommand):
    help = "Verify the signed receipt of a check: JSON on standard output, exit status 0 genuine, 1 not genuine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the .json, .jws or .pdf file")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        try:
            content = file.read_bytes()
            said = verify_pdf(content) if content.startswith(b"%PDF-") else verify_text(content.decode("utf-8", "replace"))
        except NotAccepted as error:
            self.stdout.write(json.dumps({"genuine": False, "cause": error.code}))
            sys.exit(1)
        self.stdout.write(json.dumps({"genuine": True, "receipt": said}, ensure_ascii=False))
