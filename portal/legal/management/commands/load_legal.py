"""Load the shipped law. Safe to repeat; a disagreement stops it before anything changes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.legal.errors import LegalDataError
from portal.legal.loader import load_all


class Command(BaseCommand):
    help = "Loads portal/legal/data into the database. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_all()
        except LegalDataError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"Law: {loaded.added} rows added, {loaded.closed} closed, {loaded.days} calendar days.")
