import sys
from typing import Any

from django.core.management.base import BaseCommand

from portal.runtime.up import main


class Command(BaseCommand):
    help = "Start everything: database, broker, web server, worker and beat. Ctrl-C stops everything."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(main())
