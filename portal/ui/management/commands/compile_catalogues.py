"""`manage.py compile_catalogues`: locale/<language>/*.po become locale/<language>/LC_MESSAGES/django.mo."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.ui import catalogues


class Command(BaseCommand):
    help = "Merge the rooms' catalogues and compile them when they changed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for language in catalogues.languages():
            try:
                compiled = catalogues.compile_language(language)
            except catalogues.CatalogueError as error:
                raise CommandError(str(error)) from error
            if compiled:
                self.stdout.write(f"Catalogue compiled: {language}.")
