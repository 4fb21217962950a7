from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from knox.models import AuthToken

from portal.accounts.models import User


class Command(BaseCommand):
    help = "Demo mode: print an API token of EMAIL (Authorization: Token ...)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only in demo mode.")
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError("Nobody has this address.")
        _row, token = AuthToken.objects.create(user)
        self.stdout.write(token)
