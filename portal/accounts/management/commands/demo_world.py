from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Demo mode: make the invented people and what belongs to them, once. Running it again adds nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only in demo mode.")
        # INSTALLED_APPS stands in the order of the floors, so each room finds what it stands on.
        for config in apps.get_app_configs():
            name = f"{config.name}.demo"
            make_demo = getattr(import_module(name), "make_demo", None) if find_spec(name) else None
            if make_demo is None:
                continue
            make_demo()
            if options["verbosity"]:
                self.stdout.write(f"{config.label}: ready")
