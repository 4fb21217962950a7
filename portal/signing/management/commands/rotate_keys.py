from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.events.actor import SYSTEM
from portal.signing.models import SigningKey
from portal.signing.services import rotate


class Command(BaseCommand):
    help = "Make a new signing key for a purpose. The old one signs nothing new; what it signed stays valid."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("purpose", choices=SigningKey.Purpose.values)

    def handle(self, *args: Any, purpose: str, **options: Any) -> None:
        self.stdout.write(f"{purpose}: {rotate(purpose=purpose, actor=SYSTEM).kid} signs from now on")
