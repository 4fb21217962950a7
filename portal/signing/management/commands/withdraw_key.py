from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.errors import DomainError
from portal.events.actor import SYSTEM
from portal.signing.services import withdraw


class Command(BaseCommand):
    help = "Withdraw a signing key that may be known to others: nothing signed with it is accepted any more. It never comes back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kid", help="after --, for it may begin with a dash")
        parser.add_argument("--reason", required=True, help="published with the key's name")

    def handle(self, *args: Any, kid: str, reason: str, **options: Any) -> None:
        try:
            key = withdraw(kid=kid, reason=reason, actor=SYSTEM)
        except (DomainError, ValueError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{key.purpose}: {key.kid} is withdrawn")
