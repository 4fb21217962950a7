import sys
from typing import Any

from django.core.management.base import BaseCommand

from portal.runtime.invariants import all_invariants


class Command(BaseCommand):
    help = "Count what breaks each promise of the portal. Exit status 1 when one count is not 0."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for name, count in all_invariants().items():
            found = count()
            broken += found != 0
            self.stdout.write(f"{'BROKEN' if found else 'ok':<6} {found:>6}  {name}")
        if broken:
            sys.exit(1)
