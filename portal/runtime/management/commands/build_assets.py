from typing import Any

from django.core.management.base import BaseCommand

from portal.runtime import assets


class Command(BaseCommand):
    help = "Build style sheets, scripts, translations and the folder of static files, as far as their sources changed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        assets.build(self.stdout.write)
