"""`manage.py build_frontend`: the public pages' stylesheet, script and fonts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.ui import frontend_build


class Command(BaseCommand):
    help = "Build the public pages' stylesheet, script and fonts when their sources changed."
    # Needed before there is a database or a single page.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            built = frontend_build.build()
        except frontend_build.BuildError as error:
            raise CommandError(str(error)) from error
        if built:
            self.stdout.write("Front end built.")
