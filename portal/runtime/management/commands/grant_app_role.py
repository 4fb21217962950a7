from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from portal.runtime.grants import grant_app_role


class Command(BaseCommand):
    help = "Give the application's database role its rights. Run as the owner (PORTAL_DB_ROLE=owner) after every migration."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        role = settings.APP_DB_ROLE
        if not role:
            raise CommandError("DATABASE_URL names no role.")
        if role == connection.settings_dict["USER"]:
            self.stderr.write(
                f"{role} owns the tables and so cannot be limited. Set DATABASE_OWNER_URL to another role (docs/operations.md)."
            )
            return
        tables = grant_app_role(role)
        if options["verbosity"]:
            self.stdout.write(f"{role}: rights on {len(tables)} tables")
