"""`manage.py with_services -- CMD...`: the command with PostgreSQL and Redis beside it; its exit status is the command's."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from portal.runtime.with_services import main


class Command(BaseCommand):
    help = "Run a command with PostgreSQL and Redis beside it."
    requires_system_checks: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        sys.exit(main(argv[2:]))

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(main(list(args)))
