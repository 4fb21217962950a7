from typing import Any

from django.core.management.base import BaseCommand

from portal.runtime import preparation


class Command(BaseCommand):
    help = "Migrate, give the application's role its rights, load the law (and the demo world). Run as the owner (PORTAL_DB_ROLE=owner)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        preparation.prepare(self.stdout.write)
